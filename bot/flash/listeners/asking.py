"""What the asker does: ask, withdraw, choose, answer."""

from dataclasses import replace

from bot.flash import asking as use_cases
from bot.flash import choosing, clarifying, records, views
from bot.flash.actions import Field
from bot.flash.listeners.saying import say_outcome
from bot.flash.outcomes import Answer
from bot.flash.rules import MINUTES, QUESTION_LIMIT, is_vague
from bot.flash.topics import ask_form_needs
from bot.flash.views.forms import WITHOUT_NAME, YES, AskDraft
from bot.matching.asks.mentors import MeetingFormat, Preference
from bot.matching.asks.words import stems
from bot.slack.forms import FormValues
from bot.slack.turn import (
    Command,
    FormFaults,
    Nothing,
    OpenForm,
    Press,
    ReplaceForm,
    Reply,
    Say,
    Shortcut,
    Submission,
    Turn,
)
from bot.slack.typed import likely_meant, number_in, numbers_in, words_typed

WORDS = ("help", "list", "withdraw")


async def command(turn: Turn, command: Command) -> Reply:
    """/mentor-ask: a word that it knows, or the beginning of a question."""
    typed = command.text.strip()
    match typed.casefold():
        case "help":
            return Say(views.ask_help())
        case "list":
            return await _show_open_asks(turn)
        case "withdraw":
            return await _withdraw_one(turn)
    if meant := likely_meant(typed, WORDS):
        return Say(views.ask_slip(typed, meant))
    return await _open_form(turn, words_typed(command.written))


async def open_form(turn: Turn, press: Press) -> Reply:
    """The ask form, from a button."""
    return await _open_form(turn, press.value)


async def ask_about_message(turn: Turn, shortcut: Shortcut) -> Reply:
    """The ask form with a message's text in it."""
    return await _open_form(turn, words_typed(shortcut.message_text))


async def ask_again(turn: Turn, press: Press) -> Reply:
    """The ask form with an earlier question of one's own in it."""
    ask = await records.ask_of(turn.moment, number_in(press.value))
    if ask is None or ask.asker != turn.member.id:
        return await _open_form(turn, "")
    draft = AskDraft(
        ask.question,
        ask.topic_ids,
        ask.tried,
        ask.in_return,
        ask.preference,
        ask.minutes,
        ask.meeting_format,
        ask.shows_name,
        in_channel=True,
    )
    return await _show_form(turn, draft)


async def post(turn: Turn, submission: Submission) -> Reply:
    """Post what the form holds; a vague question gets one kind suggestion first."""
    draft = _draft(submission.values)
    if not draft.question:
        return FormFaults({Field.QUESTION: views.QUESTION_MISSING})
    if is_vague(stems(draft.question), draft.question) and submission.subject != "again":
        needs = await ask_form_needs(turn.moment, "")
        return ReplaceForm(views.ask_form(needs.topics, replace(draft, is_vague=True), needs.channel))
    ask = await use_cases.post_question(turn.moment, turn.member, _question(draft))
    return FormFaults({Field.QUESTION: views.too_many_asks()}) if ask is None else Nothing()


async def withdraw(turn: Turn, press: Press) -> Reply:
    """*Withdraw*, on one's own question."""
    outcome = await use_cases.withdraw(turn.moment, turn.member.id, number_in(press.value))
    return say_outcome(outcome, views.WITHDRAWALS)


async def choose(turn: Turn, press: Press) -> Reply:
    """*Choose*."""
    outcome = await choosing.choose(turn.moment, turn.member, number_in(press.value), press.message)
    return say_outcome(outcome, views.CHOICES)


async def keep_looking(turn: Turn, press: Press) -> Reply:
    """*Keep looking*."""
    outcome = await choosing.keep_looking(turn.moment, turn.member, number_in(press.value), press.message)
    return say_outcome(outcome, views.CHOICES)


async def open_answer_form(turn: Turn, press: Press) -> Reply:
    """The form for the answer to what a mentor asked first."""
    found = await records.ask_of_invitation(turn.moment, number_in(press.value))
    if found is None or found[0].asker != turn.member.id:
        return say_outcome(Answer.NOT_FOR_YOU, views.ANSWERS)
    refusal = clarifying.why_no_answer_needed(*found)
    return OpenForm(views.answer_first_form(found[1])) if refusal is None else say_outcome(refusal, views.ANSWERS)


async def answer_first(turn: Turn, submission: Submission) -> Reply:
    """The asker's answer goes to the mentor."""
    outcome = await clarifying.answer_first(
        turn.moment, turn.member, number_in(submission.subject), submission.values.text(Field.ANSWER)
    )
    return say_outcome(outcome, views.ANSWERS)


async def _open_form(turn: Turn, question: str) -> Reply:
    question = question[:QUESTION_LIMIT]
    needs = await ask_form_needs(turn.moment, question)
    return OpenForm(views.ask_form(needs.topics, AskDraft(question, needs.suggested), needs.channel))


async def _show_form(turn: Turn, draft: AskDraft) -> Reply:
    needs = await ask_form_needs(turn.moment, "")
    return OpenForm(views.ask_form(needs.topics, draft, needs.channel))


async def _show_open_asks(turn: Turn) -> Reply:
    asks = await use_cases.open_asks(turn.moment, turn.member.id)
    return Say(views.open_asks(asks) if asks else views.no_open_asks())


async def _withdraw_one(turn: Turn) -> Reply:
    asks = await use_cases.open_asks(turn.moment, turn.member.id)
    if len(asks) != 1:
        return Say(views.open_asks(asks) if asks else views.no_open_asks())
    outcome = await use_cases.withdraw(turn.moment, turn.member.id, asks[0].id)
    return say_outcome(outcome, views.WITHDRAWALS)


def _draft(values: FormValues) -> AskDraft:
    minutes = number_in(values.choice(Field.MINUTES) or "")
    return AskDraft(
        question=values.text(Field.QUESTION)[:QUESTION_LIMIT],
        topic_ids=numbers_in(values.choices(Field.TOPICS)),
        tried=values.text(Field.TRIED),
        in_return=values.text(Field.IN_RETURN),
        preference=values.one_of(Field.PREFERENCE, Preference) or Preference.NO_PREFERENCE,
        minutes=minutes if minutes in MINUTES else MINUTES[0],
        meeting_format=values.one_of(Field.FORMAT, MeetingFormat) or MeetingFormat.CALL,
        shows_name=values.choice(Field.NAME) != WITHOUT_NAME,
        in_channel=YES in values.choices(Field.CHANNEL),
    )


def _question(draft: AskDraft) -> use_cases.Question:
    return use_cases.Question(
        question=draft.question,
        tried=draft.tried,
        in_return=draft.in_return,
        topic_ids=draft.topic_ids,
        preference=draft.preference,
        minutes=draft.minutes,
        meeting_format=draft.meeting_format,
        shows_name=draft.shows_name,
        in_channel=draft.in_channel,
    )
