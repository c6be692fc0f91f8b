"""The messages of an ask to its asker, and in the ask channel."""

from collections.abc import Sequence
from datetime import datetime, timedelta, tzinfo

from slack_sdk.models.blocks import ButtonElement

from bot.blocks import button, buttons, confirmation, counted, day_of, message, note, paragraph, person, quote, said
from bot.circles.actions import put_on_agenda_button
from bot.flash.actions import Action
from bot.flash.models import Ask, Conversation
from bot.flash.rules import LOOKS_FADED, AskState, ConversationState
from bot.flash.views.shared import (
    conversation_status,
    has_a_question,
    hope_of,
    opened_after_all,
    sentences,
    start_of,
    under_topics,
)
from bot.languages.reader import ENGLISH
from bot.outbox.message import Message


def status(
    ask: Ask,
    topics: Sequence[str],
    shown_to: int,
    channel: str | None,
    wait: timedelta | None,
    conversation: Conversation | None,
) -> Message:
    """Return the asker's own card of an ask: ``channel`` shows it too, ``conversation`` is the newest that came of it."""
    match ask.state:
        case AskState.LOOKING:
            return _looking(ask, topics, shown_to, channel, wait)
        case AskState.CHOSEN if conversation is not None:
            return _chosen(ask, conversation)
        case AskState.WITHDRAWN:
            words = paragraph(f"Withdrawn: {start_of(ENGLISH, ask)}. Everyone who was asked has their time back.")
            return message(ENGLISH, words, buttons(ask_again_button(ask.id)))
        case _:
            return said(ENGLISH, f"This question has closed: {start_of(ENGLISH, ask)}")


def _looking(ask: Ask, topics: Sequence[str], shown_to: int, channel: str | None, wait: timedelta | None) -> Message:
    begins = "Your question is on its way" if ask.reopened_at is None else "We are looking on for your question"
    return message(
        ENGLISH,
        paragraph(f"{begins}:"),
        paragraph(quote(ask.question)),
        paragraph(
            sentences(
                _who_sees_it(shown_to, channel),
                _name_shown(ask),
                "You will hear here as soon as someone offers to help.",
            )
        ),
        note(sentences(under_topics(ENGLISH, topics), _usual_wait(wait))),
        buttons(withdraw_button(ask)),
    )


def _chosen(ask: Ask, conversation: Conversation) -> Message:
    words = paragraph(
        f"You chose {person(conversation.mentor)} for {start_of(ENGLISH, ask)}. {conversation_status(ENGLISH, conversation)}"
    )
    if conversation.state is ConversationState.OPEN:
        return message(ENGLISH, words, buttons(someone_else_button(conversation)))
    if conversation.state in LOOKS_FADED:
        return message(ENGLISH, words, buttons(ask_again_button(ask.id)))
    return message(ENGLISH, words)


def _who_sees_it(shown_to: int, channel: str | None) -> str:
    return sentences(
        f"So far we have asked {counted(shown_to, 'person', 'people')} privately." if shown_to else "",
        f"It also stands in <#{channel}>." if channel else "",
    )


def _name_shown(ask: Ask) -> str:
    return "They see your name." if ask.shows_name else "Nobody sees your name until you choose someone."


def _usual_wait(wait: timedelta | None) -> str:
    if wait is None:
        return "We cannot say yet how long an answer takes here. People say yes more often than we expect."
    return f"Half of recent questions had a first offer within {_spoken(wait)}."


def _spoken(wait: timedelta) -> str:
    minutes = max(1, round(wait.total_seconds() / 60))
    if minutes < 60:
        return counted(minutes, "minute")
    if minutes < 36 * 60:
        return counted(round(minutes / 60), "hour")
    return counted(round(minutes / (24 * 60)), "day")


def withdraw_button(ask: Ask) -> ButtonElement:
    """Return *Withdraw*, which asks for confirmation."""
    words = "Everyone who was asked gets their time back. Nothing else is said."
    confirm = confirmation("Withdraw your question?", words, "Withdraw", "Keep it")
    return button("Withdraw", Action.WITHDRAW_ASK, ask.id, confirm=confirm)


def ask_in_channel(ask: Ask, topics: Sequence[str]) -> Message:
    """Return an ask as the ask channel shows it; anyone may offer there while it is open."""
    if ask.state is AskState.CHOSEN:
        return said(ENGLISH, "Someone was chosen for this question. Thank you to everyone who thought about it.")
    if ask.state is not AskState.LOOKING:
        return taken_from_channel()
    return message(
        ENGLISH,
        paragraph(has_a_question(ENGLISH, ask)),
        paragraph(quote(ask.question)),
        note(
            sentences(
                under_topics(ENGLISH, topics),
                hope_of(ENGLISH, ask),
                "An offer is for this one conversation, and only the person who asked sees it.",
            )
        ),
        buttons(button("I can help", Action.OFFER, ask.id, style="primary")),
    )


def taken_from_channel() -> Message:
    """Return the message in the place of an ask that the channel shows no longer."""
    return said(ENGLISH, "This question is closed. Thank you to everyone who thought about it.")


def not_in_channel(ask: Ask, channel: str) -> Message:
    """Tell the asker that the ask channel could not show their question."""
    return said(ENGLISH, f"We could not show {start_of(ENGLISH, ask)} in <#{channel}>, so nobody sees it there.")


def ask_unanswered(ask: Ask, asked: int, channel: str | None, *, has_circle: bool) -> Message:
    """Tell the asker that nobody was found, with a next step: for instance a circle of peers, if there is one for them."""
    tried = (
        f"We asked {counted(asked, 'person', 'people')}, and did not find the right one this time."
        if asked
        else "Nobody has time for something like it just now."
    )
    return message(
        ENGLISH,
        paragraph(
            f"We did not find anyone for {start_of(ENGLISH, ask)}. {tried} That says nothing about your question."
        ),
        paragraph(
            f"What often works next: ask it again {_more_widely(ask, channel)}. "
            "If you know who you would love to hear from, write to them: people say yes more often than we expect."
            f"{_TO_A_CIRCLE if has_circle else ''}"
        ),
        buttons(
            ask_again_button(ask.id),
            *([put_on_agenda_button("Put it on the next Klatch", ask.question)] if has_circle else []),
        ),
    )


_TO_A_CIRCLE = " Or let a circle of peers talk about it, with your name or without."


def _more_widely(ask: Ask, channel: str | None) -> str:
    if channel is None or ask.channel == channel:
        return "with a wider topic, or in other words"
    return f"with a wider topic, or also in <#{channel}>, where everyone can see it"


def ask_undecided(ask: Ask) -> Message:
    """Tell the asker that the question closed, as they chose none of the offers."""
    return message(
        ENGLISH,
        paragraph(
            f"We have closed {start_of(ENGLISH, ask)}, so that the people who offered have their time back. No harm done: you can ask again whenever it suits you."
        ),
        buttons(ask_again_button(ask.id)),
    )


def choice_reminder(ask: Ask, offers: int, ends_at: datetime, zone: tzinfo) -> Message:
    """Return the reminder that offers wait for a choice; once none does, it says that it is settled."""
    if not ask.is_reminded or not offers:
        return choice_reminder_over(ask)
    waiting = "Someone is" if offers == 1 else f"{counted(offers, 'person', 'people').capitalize()} are"
    return message(
        ENGLISH,
        paragraph(
            f"{waiting} waiting to hear from you about {start_of(ENGLISH, ask)}. Choose one of the offers above, or press Keep looking on those that do not fit."
        ),
        note(f"If you do nothing, the question closes on {day_of(ends_at, zone)} and they get their time back."),
        buttons(withdraw_button(ask)),
    )


def choice_reminder_over(ask: Ask) -> Message:
    """Return a reminder that needs no answer any more."""
    return said(ENGLISH, f"About {start_of(ENGLISH, ask)}: this reminder is settled.")


def unopened_to_asker(ask: Ask, conversation: Conversation, *, mentor_has_left: bool) -> Message:
    """Tell the asker that the conversation with the mentor they chose could not be opened, or has opened after all."""
    if conversation.state is not ConversationState.UNOPENED:
        return said(ENGLISH, opened_after_all(ENGLISH, ask, conversation))
    mentor = person(conversation.mentor)
    by_themselves = f" If you would still like to talk with {mentor}, write to them yourself."
    if mentor_has_left:
        by_themselves = f" {mentor} is not in this workspace any more."
    following = " We have gone on looking for someone else."
    if ask.state is not AskState.LOOKING:
        following = " What becomes of your question is on its card."
    return said(
        ENGLISH,
        f"You chose {mentor} for {start_of(ENGLISH, ask)}, and we could not open a group message for the two of you.{by_themselves}{following}",
    )


def someone_else_button(conversation: Conversation) -> ButtonElement:
    """Return *Ask someone else*, which asks for confirmation."""
    words = "This conversation ends, in a few neutral words and without a reason, and we look on for your question without this person."
    confirm = confirmation("Ask someone else?", words, "Ask someone else", "Stay")
    return button("Ask someone else", Action.ASK_SOMEONE_ELSE, conversation.id, confirm=confirm)


def ask_again_button(ask_id: int) -> ButtonElement:
    """Return *Ask again*, which opens the ask form with the question in it."""
    return button("Ask again", Action.ASK_AGAIN, ask_id)
