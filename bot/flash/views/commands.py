"""What `/mentor-ask` and `/mentor-volunteer` answer, to the member alone."""

from collections.abc import Sequence
from datetime import date

from slack_sdk.models.blocks import Block

from bot.blocks import button, buttons, counted, inline, message, note, paragraph
from bot.flash.actions import Action
from bot.flash.models import Ask
from bot.flash.rules import OPEN_ASKS_AT_MOST
from bot.flash.views.asks import withdraw_button
from bot.flash.views.shared import named_topics, start_of
from bot.outbox.message import Message
from bot.profiles.actions import avoid_button


def ask_help() -> Message:
    """What can be typed after /mentor-ask."""
    return message(
        paragraph(
            "Ask a question, and talk with someone who can help, often the same day.\n"
            "`/mentor-ask` opens the form\n"
            "`/mentor-ask how do I …` opens it with your question in it\n"
            "`/mentor-ask list` shows your open questions\n"
            "`/mentor-ask withdraw` takes one back"
        ),
        note("You choose who to talk to, and may ask without your name. Mentors: see `/mentor-volunteer help`."),
        buttons(button("Ask a question", Action.ASK, "", style="primary"), avoid_button()),
    )


def ask_slip(typed: str, meant: str) -> Message:
    """A word that looks like a slip of the finger."""
    return message(
        paragraph(
            f"“{inline(typed)}” is very close to `/mentor-ask {meant}`. Type that, or open the form if it is your question."
        ),
        buttons(button("Ask a question", Action.ASK, typed[:200], style="primary")),
    )


def open_asks(asks: Sequence[Ask]) -> Message:
    """The member's own open questions."""
    rows: list[Block] = []
    for ask in asks:
        rows.append(paragraph(start_of(ask)))
        rows.append(buttons(withdraw_button(ask)))
    return message(paragraph(f"You have {counted(len(asks), 'open question')}:"), *rows)


def no_open_asks() -> Message:
    """There are none."""
    return message(
        paragraph("You have no open questions."),
        buttons(button("Ask a question", Action.ASK, "", style="primary")),
    )


def too_many_asks() -> str:
    """Why another question has to wait: shown at the form's question, which keeps what was typed."""
    return (
        f"You have at least {counted(OPEN_ASKS_AT_MOST, 'open question')}, and more would tie up many people. "
        "Withdraw what you can with /mentor-ask withdraw, then send this again."
    )


def volunteer_help() -> Message:
    """What can be typed after /mentor-volunteer."""
    return message(
        paragraph(
            "Be a flash mentor: one question, one conversation, when it suits you.\n"
            "`/mentor-volunteer` joins, or changes what you offer\n"
            "`/mentor-volunteer pause` until a day you choose\n"
            "`/mentor-volunteer resume` ends a pause early\n"
            "`/mentor-volunteer stop` for good, or until you volunteer again"
        ),
        note("Questions come to you privately. Saying no needs no reason, and nobody is told."),
        buttons(button("Volunteer", Action.VOLUNTEER, "", style="primary"), avoid_button()),
    )


def volunteer_slip(typed: str, meant: str | None) -> Message:
    """Something that /mentor-volunteer does not know."""
    hint = f"Did you mean `/mentor-volunteer {meant}`?" if meant else "`/mentor-volunteer help` lists what it knows."
    return message(paragraph(f"`/mentor-volunteer` does not know “{inline(typed[:100])}”. {hint}"))


def volunteer_welcome(is_new: bool, topics: Sequence[str], capacity: int) -> Message:
    """After the volunteer form."""
    first = "Thank you for volunteering." if is_new else "Saved."
    about = f"about {named_topics(topics)}" if topics else "that come close to your own words"
    return message(
        paragraph(
            f"{first} We may show you questions {about}, for at most {counted(capacity, 'conversation')} a month."
        ),
        note(
            "Nothing to do until then. `/mentor-volunteer` changes this, and `/mentor-volunteer pause` gives you a break."
        ),
    )


def paused(until: date) -> Message:
    """After a pause was set."""
    return message(
        paragraph(f"Paused. You are back on {until:%A %-d %B}, by itself. `/mentor-volunteer resume` ends it sooner.")
    )


def resumed() -> Message:
    """After a pause was ended."""
    return message(paragraph("Welcome back. We may show you questions again."))


def stopped() -> Message:
    """After stopping."""
    return message(
        paragraph(
            "You have stopped volunteering, and we will not show you any more questions. What you have begun goes on. Thank you for your time."
        )
    )


def not_a_mentor() -> Message:
    """For who is no mentor and pauses, resumes or stops."""
    return message(
        paragraph("You have not volunteered, so there is nothing to change."),
        buttons(button("Volunteer", Action.VOLUNTEER, "", style="primary")),
    )
