"""The answers to `/mentor-ask` and `/mentor-volunteer`, for the member alone."""

from collections.abc import Sequence
from datetime import date

from slack_sdk.models.blocks import Block, ButtonElement

from bot.blocks import button, buttons, inline, message, note, paragraph, said
from bot.flash.actions import Action
from bot.flash.models import Ask
from bot.flash.rules import OPEN_ASKS_AT_MOST
from bot.flash.views.asks import withdraw_button
from bot.flash.views.shared import named_topics, sentences, start_of
from bot.languages.reader import Reader
from bot.outbox.message import Message
from bot.profiles.actions import avoid_button


def too_many_asks(reader: Reader) -> str:
    """Return the fault at the form's question, which keeps what was typed."""
    return reader.gettext(
        "You have at least {number} open questions, and many people are busy with them. Withdraw one with /mentor-ask withdraw, then send this again.",
        number=reader.number(OPEN_ASKS_AT_MOST),
    )


def ask_help(reader: Reader) -> Message:
    """Return what can be typed after /mentor-ask."""
    return message(
        reader,
        paragraph(
            "\n".join(
                (
                    reader.gettext("Got a question? I'll find a colleague who can help, often the same day."),
                    reader.gettext("`/mentor-ask` opens the form"),
                    reader.gettext("`/mentor-ask how do I …` opens it with your question in it"),
                    reader.gettext("`/mentor-ask list` shows your open questions"),
                    reader.gettext("`/mentor-ask withdraw` takes one back"),
                )
            )
        ),
        note(
            reader.gettext(
                "You choose who to talk to, and you can ask without your name. Mentors: see `/mentor-volunteer help`."
            )
        ),
        buttons(_ask_button(reader), avoid_button(reader)),
    )


def ask_typo(reader: Reader, typed: str, meant: str) -> Message:
    """Return the answer to a word that is probably a typing error for ``meant``."""
    words = reader.gettext(
        "“{typed}” is very close to `/mentor-ask {meant}`. Type that, or open the form if it's your question.",
        typed=inline(typed),
        meant=meant,
    )
    return message(reader, paragraph(words), buttons(_ask_button(reader, typed[:200])))


def _ask_button(reader: Reader, question: str = "") -> ButtonElement:
    return button(reader.gettext("Ask a question"), Action.ASK, question, style="primary")


def open_asks(reader: Reader, asks: Sequence[Ask]) -> Message:
    """Return the member's own open questions, each with *Withdraw*."""
    if not asks:
        words = reader.gettext("You have no open questions.")
        return message(reader, paragraph(words), buttons(_ask_button(reader)))
    rows: list[Block] = []
    for ask in asks:
        rows += [paragraph(start_of(reader, ask)), buttons(withdraw_button(reader, ask))]
    words = reader.ngettext("You have one open question:", "You have {number} open questions:", len(asks))
    return message(reader, paragraph(words), *rows)


def volunteer_help(reader: Reader) -> Message:
    """Return what can be typed after /mentor-volunteer."""
    return message(
        reader,
        paragraph(
            "\n".join(
                (
                    reader.gettext("Be a flash mentor: one question, one conversation, when it suits you."),
                    reader.gettext("`/mentor-volunteer` joins, or changes what you offer"),
                    reader.gettext("`/mentor-volunteer pause` takes a break until a date you choose"),
                    reader.gettext("`/mentor-volunteer resume` ends a break early"),
                    reader.gettext("`/mentor-volunteer stop` stops for good, or until you volunteer again"),
                )
            )
        ),
        note(reader.gettext("Questions come to you privately. Saying no needs no reason, and nobody is told.")),
        buttons(_volunteer_button(reader), avoid_button(reader)),
    )


def _volunteer_button(reader: Reader) -> ButtonElement:
    return button(reader.gettext("Volunteer"), Action.VOLUNTEER, "", style="primary")


def volunteer_typo(reader: Reader, typed: str, meant: str | None) -> Message:
    """Return the answer to something that /mentor-volunteer does not know."""
    return said(
        reader,
        sentences(
            reader.gettext("`/mentor-volunteer` doesn't know “{typed}”.", typed=inline(typed[:100])),
            reader.gettext("Did you mean `/mentor-volunteer {meant}`?", meant=meant)
            if meant
            else reader.gettext("`/mentor-volunteer help` shows what you can type."),
        ),
    )


def volunteered(reader: Reader, is_new: bool, topics: Sequence[str], capacity: int) -> Message:
    """Confirm what a mentor offers, after the volunteer form."""
    return message(
        reader,
        paragraph(
            sentences(
                reader.gettext("Thank you for volunteering.") if is_new else reader.gettext("Saved."),
                reader.ngettext(
                    "I may show you questions on this topic: {topics}.",
                    "I may show you questions on these topics: {topics}.",
                    len(topics),
                    topics=named_topics(reader, topics),
                )
                if topics
                else reader.gettext("I may show you questions that come close to your own words."),
                reader.ngettext(
                    "I'll stop at one conversation a month.",
                    "I'll stop at {number} conversations a month.",
                    capacity,
                ),
            )
        ),
        note(
            reader.gettext(
                "Nothing to do until then. `/mentor-volunteer` changes this, and `/mentor-volunteer pause` gives you a break."
            )
        ),
    )


def paused(reader: Reader, until: date) -> Message:
    """Confirm a pause."""
    words = reader.gettext(
        "Paused. You'll be back automatically on {day}; `/mentor-volunteer resume` ends the break sooner.",
        day=reader.day(until),
    )
    return said(reader, words)


def resumed(reader: Reader) -> Message:
    """Confirm the end of a pause."""
    return said(reader, reader.gettext("Welcome back. I may show you questions again."))


def stopped(reader: Reader) -> Message:
    """Confirm that a mentor has stopped."""
    return said(
        reader,
        reader.gettext(
            "You've stopped volunteering, and I won't show you any more questions. Conversations you've started go on. Thank you for your time."
        ),
    )


def not_a_mentor(reader: Reader) -> Message:
    """Return the answer to a member who pauses, resumes or stops, and is no mentor."""
    words = reader.gettext("You haven't volunteered, so there's nothing to change.")
    return message(reader, paragraph(words), buttons(_volunteer_button(reader)))
