"""What the asker does: ask, withdraw, choose, answer."""

from dataclasses import replace

from bot.flash import asking as use_cases
from bot.flash import clarifying, queries, views
from bot.flash.actions import Field
from bot.flash.cards import show_ask
from bot.flash.models import Invitation
from bot.flash.question import Question
from bot.flash.rules import MINUTES, QUESTION_LIMIT, is_vague
from bot.flash.topics import ask_form_needs
from bot.flash.views.forms import AGAIN, WITHOUT_NAME, YES, AskHints
from bot.matching.asks.mentors import MeetingFormat, Preference
from bot.matching.asks.words import stems
from bot.profiles.names import with_names
from bot.slack.form_values import FormValues
from bot.slack.handlers import say
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

WORDS = ("help", "list", "withdraw")


async def command(request: Request, command: Command) -> Reply:
    """/mentor-ask: a word that it knows, or the beginning of a question."""
    typed = command.text.strip()
    match typed.casefold():
        case "help":
            return Say(views.ask_help())
        case "list" | "withdraw":
            return await _show_open_asks(request)
    if meant := likely_meant(typed, WORDS):
        return Say(views.ask_slip(typed, meant))
    return await _open_form(request, words_typed(command.written))


async def open_form(request: Request, press: Press) -> Reply:
    """The ask form, from a button."""
    return await _open_form(request, press.value)


async def ask_about_message(request: Request, shortcut: Shortcut) -> Reply:
    """The ask form with a message's text in it."""
    return await _open_form(request, words_typed(await with_names(request, shortcut.message_text)))


async def ask_again(request: Request, press: Press) -> Reply:
    """The ask form with an earlier question of one's own in it."""
    ask = await queries.own_ask(request, request.member.id, row_id(press.value))
    if ask is None:
        return await _open_form(request, "")
    await show_ask(request, ask, press.message)
    return await _show_form(request, replace(Question.of(ask), in_channel=True))


async def post(request: Request, submission: Submission) -> Reply:
    """Post what the form holds, or change the same question that is open; suggest something kindly first."""
    question = _question(submission.values)
    if not question.question:
        return FormFaults({Field.QUESTION: views.QUESTION_MISSING})
    if ask_id := row_id(submission.subject):
        is_open = await use_cases.change_question(request, request.member, ask_id, question)
        return Nothing() if is_open else FormFaults({Field.QUESTION: views.QUESTION_CLOSED})
    hints = await _hints(request, question, is_again=submission.subject == AGAIN)
    if hints is None:
        return Nothing()
    if hints != AskHints():
        needs = await ask_form_needs(request, "")
        return ReplaceForm(views.ask_form(needs.topics, question, needs.channel, hints))
    is_posted = await use_cases.post_question(request, request.member, question)
    return Nothing() if is_posted else FormFaults({Field.QUESTION: views.too_many_asks()})


async def _hints(request: Request, question: Question, *, is_again: bool) -> AskHints | None:
    """What to think about before posting; None where the very same is open: a form was sent twice."""
    same = await use_cases.same_open_ask(request, request.member, question.question)
    if same is not None:
        return AskHints(open_ask=same) if await use_cases.is_changed(request, same, question) else None
    if is_again:
        return AskHints()
    return AskHints(
        is_vague=is_vague(stems(question.question), question.question),
        is_nobody_known=not await use_cases.can_be_preferred(request, request.member, question),
    )


async def withdraw(request: Request, press: Press) -> Reply:
    """*Withdraw*, on one's own question."""
    outcome = await use_cases.withdraw(request, request.member.id, row_id(press.value), press.message)
    return say(outcome, views.WITHDRAWALS)


async def open_answer_form(request: Request, press: Press) -> Reply:
    """The form for the answer to what a mentor asked first."""
    found = await clarifying.may_answer_first(request, request.member, row_id(press.value), press.message)
    return OpenForm(views.answer_first_form(found)) if isinstance(found, Invitation) else say(found, views.ANSWERS)


async def answer_first(request: Request, submission: Submission) -> Reply:
    """The asker's answer goes to the mentor."""
    outcome = await clarifying.answer_first(
        request, request.member, row_id(submission.subject), submission.values.text(Field.ANSWER)
    )
    return say(outcome, views.ANSWERS)


async def _open_form(request: Request, question: str) -> Reply:
    question = question[:QUESTION_LIMIT]
    needs = await ask_form_needs(request, question)
    return OpenForm(views.ask_form(needs.topics, Question(question, needs.suggested), needs.channel))


async def _show_form(request: Request, question: Question) -> Reply:
    needs = await ask_form_needs(request, "")
    return OpenForm(views.ask_form(needs.topics, question, needs.channel))


async def _show_open_asks(request: Request) -> Reply:
    asks = await use_cases.open_asks(request, request.member.id)
    return Say(views.open_asks(asks) if asks else views.no_open_asks())


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
        shows_name=values.choice(Field.NAME) != WITHOUT_NAME,
        in_channel=YES in values.choices(Field.CHANNEL),
    )
