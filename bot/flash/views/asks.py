"""An ask as its asker sees it, and as it stands in the ask channel."""

from collections.abc import Sequence
from datetime import datetime, timedelta, tzinfo

from slack_sdk.models.blocks import ButtonElement

from bot.circles.actions import put_on_agenda_button
from bot.flash.actions import Action
from bot.flash.models import Ask, Invitation
from bot.flash.rules import AskState
from bot.flash.views.parts import asker_of, hope_of, how_long, sentences, start_of, under_topics
from bot.outbox.message import Message
from bot.wording import (
    button,
    buttons,
    confirmation,
    counted,
    day_of,
    message,
    note,
    paragraph,
    person,
    quote,
)


def ask_posted(ask: Ask, topics: Sequence[str], *, invited: int, wait: timedelta | None) -> Message:
    """The asker's own view of an open ask."""
    return message(
        paragraph("Your question is on its way:"),
        paragraph(quote(ask.question)),
        paragraph(
            sentences(
                _who_sees_it(ask, invited), _name_shown(ask), "You will hear here as soon as someone offers to help."
            )
        ),
        note(sentences(under_topics(topics), _usual_wait(wait))),
        buttons(_withdraw(ask)),
    )


def _who_sees_it(ask: Ask, invited: int) -> str:
    channel = f"It also stands in <#{ask.channel}>." if ask.channel else ""
    if not invited:
        return channel
    return sentences(f"We have shown it privately to {counted(invited, 'person', 'people')}.", channel)


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


def _withdraw(ask: Ask) -> ButtonElement:
    return button(
        "Withdraw",
        Action.WITHDRAW_ASK,
        ask.id,
        confirm=confirmation(
            "Withdraw your question?",
            "Everyone who was asked gets their time back. Nothing else is said.",
            "Withdraw",
            "Keep it",
        ),
    )


def ask_in_channel(ask: Ask, topics: Sequence[str]) -> Message:
    """An ask in the ask channel, where anyone may offer."""
    return message(
        paragraph(f"{asker_of(ask)} has a question, and hopes for {how_long(ask)}:"),
        paragraph(quote(ask.question)),
        note(
            sentences(
                under_topics(topics),
                hope_of(ask),
                "An offer is for this one conversation, and only the person who asked sees it.",
            )
        ),
        buttons(button("I can help", Action.OFFER, ask.id, style="primary")),
    )


def channel_ask_ended(ask: Ask) -> Message:
    """The same, once it has ended."""
    outcome = "has found someone to talk to" if ask.state is AskState.CHOSEN else "is closed"
    return message(paragraph(f"This question {outcome}. Thank you to everyone who thought about it."))


def ask_answered(ask: Ask, chosen: Invitation) -> Message:
    """The asker's view once they have chosen."""
    return message(
        paragraph(
            f"You chose {person(chosen.mentor)} for {start_of(ask)}. Your conversation has opened as a group message."
        )
    )


def ask_withdrawn(ask: Ask) -> Message:
    """The asker's view once they have withdrawn."""
    return message(
        paragraph(f"Withdrawn: {start_of(ask)}. Everyone who was asked has their time back."),
        buttons(_again(ask)),
    )


def ask_over(ask: Ask) -> Message:
    """The asker's view of an ask that ended another way; what to do next comes in a message of its own."""
    return message(paragraph(f"This question has closed: {start_of(ask)}"))


def ask_unanswered(ask: Ask, asked: int, channel: str | None, *, has_circle: bool) -> Message:
    """The truth, and a next step; also to a circle of peers, where there is one for the asker."""
    tried = (
        f"We asked {counted(asked, 'person', 'people')}, and did not find the right one this time."
        if asked
        else "Nobody has time for something like it just now."
    )
    return message(
        paragraph(f"We did not find anyone for {start_of(ask)}. {tried} That says nothing about your question."),
        paragraph(
            f"What often works next: ask it again {_more_widely(ask, channel)}. "
            "If you know who you would love to hear from, write to them: people say yes more often than we expect."
            f"{_TO_A_CIRCLE if has_circle else ''}"
        ),
        buttons(
            _again(ask), *([put_on_agenda_button("Put it on the next Klatch", ask.question)] if has_circle else [])
        ),
    )


_TO_A_CIRCLE = " Or let a circle of peers talk about it, with your name or without."


def _more_widely(ask: Ask, channel: str | None) -> str:
    if channel is None or ask.channel == channel:
        return "with a wider topic, or in other words"
    return f"with a wider topic, or also in <#{channel}>, where everyone can see it"


def ask_undecided(ask: Ask) -> Message:
    """Offers waited, and none was chosen."""
    return message(
        paragraph(
            f"We have closed {start_of(ask)}, so that the people who offered have their time back. No harm done: you can ask again whenever it suits you."
        ),
        buttons(_again(ask)),
    )


def choice_waits(ask: Ask, offers: int, ends_at: datetime, zone: tzinfo) -> Message:
    """A reminder, once, that people are waiting for a choice."""
    waiting = "Someone is" if offers == 1 else f"{counted(offers, 'person', 'people').capitalize()} are"
    return message(
        paragraph(
            f"{waiting} waiting to hear from you about {start_of(ask)}. Choose one of the offers above, or press Keep looking on those that do not fit."
        ),
        note(f"If you do nothing, the question closes on {day_of(ends_at, zone)} and they get their time back."),
        buttons(_withdraw(ask)),
    )


def choice_settled(ask: Ask) -> Message:
    """The reminder, when there is nothing to choose any more."""
    return message(paragraph(f"About {start_of(ask)}: nobody is waiting for your choice any more."))


def _again(ask: Ask) -> ButtonElement:
    return button("Ask again", Action.ASK_AGAIN, ask.id)
