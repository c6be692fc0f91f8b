"""The answers to `/mentor-ask` and `/mentor-volunteer`, for the member alone."""

from collections.abc import Sequence
from datetime import date

from slack_sdk.models.blocks import Block

from bot.blocks import button, buttons, counted, inline, message, note, paragraph, said
from bot.flash.actions import Action
from bot.flash.models import Ask
from bot.flash.rules import OPEN_ASKS_AT_MOST
from bot.flash.views.asks import withdraw_button
from bot.flash.views.shared import named_topics, start_of
from bot.languages.reader import ENGLISH
from bot.outbox.message import Message
from bot.profiles.actions import avoid_button

TOO_MANY_ASKS = (
    f"You have at least {counted(OPEN_ASKS_AT_MOST, 'open question')}, and more would tie up many people. "
    "Withdraw what you can with /mentor-ask withdraw, then send this again."
)
"""Shown at the form's question, which keeps what was typed."""
RESUMED = "Welcome back. We may show you questions again."
STOPPED = "You have stopped volunteering, and we will not show you any more questions. What you have begun goes on. Thank you for your time."


def ask_help() -> Message:
    """Return what can be typed after /mentor-ask."""
    return message(
        ENGLISH,
        paragraph(
            "Ask a question, and talk with someone who can help, often the same day.\n"
            "`/mentor-ask` opens the form\n"
            "`/mentor-ask how do I …` opens it with your question in it\n"
            "`/mentor-ask list` shows your open questions\n"
            "`/mentor-ask withdraw` takes one back"
        ),
        note("You choose who to talk to, and may ask without your name. Mentors: see `/mentor-volunteer help`."),
        buttons(button("Ask a question", Action.ASK, "", style="primary"), avoid_button(ENGLISH)),
    )


def ask_typo(typed: str, meant: str) -> Message:
    """Return the answer to a word that is probably a typing error for ``meant``."""
    return message(
        ENGLISH,
        paragraph(
            f"“{inline(typed)}” is very close to `/mentor-ask {meant}`. Type that, or open the form if it is your question."
        ),
        buttons(button("Ask a question", Action.ASK, typed[:200], style="primary")),
    )


def open_asks(asks: Sequence[Ask]) -> Message:
    """Return the member's own open questions, each with *Withdraw*."""
    if not asks:
        ask_button = button("Ask a question", Action.ASK, "", style="primary")
        return message(ENGLISH, paragraph("You have no open questions."), buttons(ask_button))
    rows: list[Block] = []
    for ask in asks:
        rows += [paragraph(start_of(ENGLISH, ask)), buttons(withdraw_button(ask))]
    return message(ENGLISH, paragraph(f"You have {counted(len(asks), 'open question')}:"), *rows)


def volunteer_help() -> Message:
    """Return what can be typed after /mentor-volunteer."""
    return message(
        ENGLISH,
        paragraph(
            "Be a flash mentor: one question, one conversation, when it suits you.\n"
            "`/mentor-volunteer` joins, or changes what you offer\n"
            "`/mentor-volunteer pause` until a day you choose\n"
            "`/mentor-volunteer resume` ends a pause early\n"
            "`/mentor-volunteer stop` for good, or until you volunteer again"
        ),
        note("Questions come to you privately. Saying no needs no reason, and nobody is told."),
        buttons(button("Volunteer", Action.VOLUNTEER, "", style="primary"), avoid_button(ENGLISH)),
    )


def volunteer_typo(typed: str, meant: str | None) -> Message:
    """Return the answer to something that /mentor-volunteer does not know."""
    hint = f"Did you mean `/mentor-volunteer {meant}`?" if meant else "`/mentor-volunteer help` lists what it knows."
    return said(ENGLISH, f"`/mentor-volunteer` does not know “{inline(typed[:100])}”. {hint}")


def volunteered(is_new: bool, topics: Sequence[str], capacity: int) -> Message:
    """Confirm what a mentor offers, after the volunteer form."""
    first = "Thank you for volunteering." if is_new else "Saved."
    about = f"about {named_topics(ENGLISH, topics)}" if topics else "that come close to your own words"
    return message(
        ENGLISH,
        paragraph(
            f"{first} We may show you questions {about}, for at most {counted(capacity, 'conversation')} a month."
        ),
        note(
            "Nothing to do until then. `/mentor-volunteer` changes this, and `/mentor-volunteer pause` gives you a break."
        ),
    )


def paused(until: date) -> Message:
    """Confirm a pause."""
    return said(
        ENGLISH, f"Paused. You are back on {until:%A %-d %B}, by itself. `/mentor-volunteer resume` ends it sooner."
    )


def not_a_mentor() -> Message:
    """Return the answer to a member who pauses, resumes or stops, and is no mentor."""
    return message(
        ENGLISH,
        paragraph("You have not volunteered, so there is nothing to change."),
        buttons(button("Volunteer", Action.VOLUNTEER, "", style="primary")),
    )
