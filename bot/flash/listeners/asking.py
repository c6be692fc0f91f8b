"""Handlers of what askers do: the command and the ask form."""

from collections.abc import Sequence
from dataclasses import replace

from slack_sdk.models.views import View

from bot.flash import asking, queries
from bot.flash.actions import Field
from bot.flash.cards import show_ask
from bot.flash.listeners import form_contents
from bot.flash.models import Ask
from bot.flash.question import Question
from bot.flash.rules import QUESTION_LIMIT, is_vague
from bot.flash.views import ask_form, commands
from bot.flash.views.ask_form import AskHints
from bot.flash.volunteering import MOST_VOLUNTEERED
from bot.matching.asks.words import stems
from bot.profiles.names import with_names
from bot.slack.command_words import in_english, likely_word
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
from bot.slack.user_input import row_id, words_typed
from bot.topics.topics import shown, suggested

WORDS = ("help", "list", "withdraw")


async def command(request: Request, command: Command) -> Reply:
    """/mentor-ask: a word that it knows, or the beginning of a question."""
    typed = command.text.strip()
    match in_english(typed, WORDS):
        case "help":
            return Say(commands.ask_help(request.reader))
        case "list" | "withdraw":
            return Say(commands.open_asks(request.reader, await asking.open_asks(request, request.member.id)))
    if meant := likely_word(request.reader, typed, WORDS):
        return Say(commands.ask_typo(request.reader, typed, meant))
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


async def show_more(request: Request, press: Press) -> Reply:
    """*More about it*: the same form with all of its fields, and with what was filled in so far."""
    written, subject = form_contents.question_written(press.values), press.subject
    changed = await queries.own_ask(request, request.member.id, row_id(subject)) if row_id(subject) else None
    same = changed or _same(await asking.open_asks(request, request.member.id), written)
    question = form_contents.question_in(press.values, _before(same))
    hints = AskHints(is_vague=subject == ask_form.AGAIN, open_ask=changed)
    return ReplaceForm(await _form(request, question, hints, is_whole=True))


async def post(request: Request, submission: Submission) -> Reply:
    """Post what the form holds, or change the same question that is open; suggest something kindly first."""
    written = form_contents.question_written(submission.values)
    if not written:
        return FormFaults({Field.QUESTION: ask_form.question_missing(request.reader)})
    if ask_id := row_id(submission.subject):
        return await _change(request, submission, ask_id)
    before = await asking.open_asks_before(request, request.member)
    same = _same(before, written)
    question = form_contents.question_in(submission.values, _before(same))
    hints = await _hints(request, question, same, is_again=submission.subject == ask_form.AGAIN)
    if hints is None:
        return Nothing()
    if hints != ask_form.NO_HINTS:
        return ReplaceForm(await _form(request, question, hints, is_whole=form_contents.is_whole(submission.values)))
    is_posted = await asking.post_question(request, request.member, question, before)
    return Nothing() if is_posted else FormFaults({Field.QUESTION: commands.too_many_asks(request.reader)})


async def _change(request: Request, submission: Submission, ask_id: int) -> Reply:
    ask = await queries.own_ask(request, request.member.id, ask_id)
    question = form_contents.question_in(submission.values, _before(ask))
    is_open = await asking.change_question(request, request.member, ask_id, question)
    return Nothing() if is_open else FormFaults({Field.QUESTION: ask_form.question_closed(request.reader)})


def _same(asks: Sequence[Ask], written: str) -> Ask | None:
    return next((ask for ask in asks if ask.question == written), None)


def _before(ask: Ask | None) -> Question:
    """Return what holds where the form shows no field for it."""
    return Question() if ask is None else Question.of(ask)


async def _hints(request: Request, question: Question, same: Ask | None, *, is_again: bool) -> AskHints | None:
    """Return what to think about before posting; None where the very same is open: a form was sent twice."""
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
        return OpenForm(ask_form.empty_form(request.reader, tuple(topics), channel))
    return OpenForm(
        ask_form.ask_form(request.reader, topics, Question(question, suggested(catalogue, question)), channel)
    )


async def _form(
    request: Request, question: Question, hints: AskHints = ask_form.NO_HINTS, *, is_whole: bool = False
) -> View:
    catalogue, channel = await queries.catalogue_and_ask_channel(request)
    topics = await shown(request, catalogue, MOST_VOLUNTEERED)
    return ask_form.ask_form(request.reader, topics, question, channel, hints, is_whole=is_whole)
