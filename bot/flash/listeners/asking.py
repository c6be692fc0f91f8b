"""Handlers of what askers do: the command and the ask form."""

from collections.abc import Sequence
from dataclasses import replace

from slack_sdk.models.views import View

from bot.flash import asking, queries
from bot.flash.actions import Field
from bot.flash.cards import show_ask
from bot.flash.models import Ask
from bot.flash.question import Question
from bot.flash.rules import MINUTES, QUESTION_LIMIT, is_vague
from bot.flash.views import ask_form, commands
from bot.flash.views.ask_form import AskHints
from bot.flash.volunteering import MOST_VOLUNTEERED
from bot.matching.asks.mentors import MeetingFormat, Preference
from bot.matching.asks.words import stems
from bot.profiles.names import with_names
from bot.slack.command_words import in_english
from bot.slack.form_values import FormValues
from bot.slack.request import (
    Command,
    FormFaults,
    Nothing,
    OpenForm,
    Press,
    ReplaceForm,
    Reply,
    Request,
    Say,
    Shortcut,
    Submission,
)
from bot.slack.user_input import likely_meant, row_id, row_ids, words_typed
from bot.topics.topics import shown, suggested

WORDS = ("help", "list", "withdraw")


async def command(request: Request, command: Command) -> Reply:
    """/mentor-ask: a word that it knows, or the beginning of a question."""
    typed = command.text.strip()
    match in_english(typed, WORDS):
        case "help":
            return Say(commands.ask_help())
        case "list" | "withdraw":
            return Say(commands.open_asks(await asking.open_asks(request, request.member.id)))
    if meant := likely_meant(typed, WORDS):
        return Say(commands.ask_typo(typed, meant))
    return await _open_form(request, words_typed(command.written))


async def open_form(request: Request, press: Press) -> Reply:
    """Open the ask form, from a button."""
    return await _open_form(request, press.value)


async def ask_about_message(request: Request, shortcut: Shortcut) -> Reply:
    """Open the ask form with a message's text in it."""
    return await _open_form(request, words_typed(await with_names(request, shortcut.message_text)))


async def ask_again(request: Request, press: Press) -> Reply:
    """Open the ask form with an earlier question of one's own in it."""
    ask = await queries.own_ask(request, request.member.id, row_id(press.value))
    if ask is None:
        return await _open_form(request, "")
    await show_ask(request, ask, press.message)
    return OpenForm(await _form(request, replace(Question.of(ask), in_channel=True)))


async def post(request: Request, submission: Submission) -> Reply:
    """Post what the form holds, or change the same question that is open; suggest something kindly first."""
    question = _question(submission.values)
    if not question.question:
        return FormFaults({Field.QUESTION: ask_form.QUESTION_MISSING})
    if ask_id := row_id(submission.subject):
        is_open = await asking.change_question(request, request.member, ask_id, question)
        return Nothing() if is_open else FormFaults({Field.QUESTION: ask_form.QUESTION_CLOSED})
    before = await asking.open_asks_before(request, request.member)
    hints = await _hints(request, question, before, is_again=submission.subject == ask_form.AGAIN)
    if hints is None:
        return Nothing()
    if hints != ask_form.NO_HINTS:
        return ReplaceForm(await _form(request, question, hints))
    is_posted = await asking.post_question(request, request.member, question, before)
    return Nothing() if is_posted else FormFaults({Field.QUESTION: commands.TOO_MANY_ASKS})


async def _hints(request: Request, question: Question, before: Sequence[Ask], *, is_again: bool) -> AskHints | None:
    """Return what to think about before posting; None where the very same is open: a form was sent twice."""
    same = next((ask for ask in before if ask.question == question.question), None)
    if same is not None:
        return AskHints(open_ask=same) if await asking.is_changed(request, same, question) else None
    if is_again:
        return ask_form.NO_HINTS
    return AskHints(
        is_vague=is_vague(stems(question.question), question.question),
        is_nobody_known=not await asking.is_anyone_preferred(request, request.member, question),
    )


async def _open_form(request: Request, question: str) -> Reply:
    question = question[:QUESTION_LIMIT]
    catalogue, channel = await queries.catalogue_and_ask_channel(request)
    topics = await shown(request, catalogue, MOST_VOLUNTEERED)
    if not question:
        return OpenForm(ask_form.empty_form(tuple(topics), channel))
    return OpenForm(ask_form.ask_form(topics, Question(question, suggested(catalogue, question)), channel))


async def _form(request: Request, question: Question, hints: AskHints = ask_form.NO_HINTS) -> View:
    catalogue, channel = await queries.catalogue_and_ask_channel(request)
    return ask_form.ask_form(await shown(request, catalogue, MOST_VOLUNTEERED), question, channel, hints)


def _question(values: FormValues) -> Question:
    minutes = row_id(values.choice(Field.MINUTES) or "")
    return Question(
        question=values.text(Field.QUESTION)[:QUESTION_LIMIT],
        topic_ids=row_ids(values.choices(Field.TOPICS)),
        tried=values.text(Field.TRIED),
        in_return=values.text(Field.IN_RETURN),
        preference=values.one_of(Field.PREFERENCE, Preference) or Preference.NO_PREFERENCE,
        minutes=minutes if minutes in MINUTES else MINUTES[0],
        meeting_format=values.one_of(Field.FORMAT, MeetingFormat) or MeetingFormat.CALL,
        shows_name=values.choice(Field.NAME) != ask_form.WITHOUT_NAME,
        in_channel=ask_form.YES in values.choices(Field.CHANNEL),
    )
