"""Answers to what members do about Just Lunch: they ask for a day, skip a week, leave."""

from collections.abc import Mapping
from datetime import date, tzinfo

from slack_sdk.models.blocks import ButtonElement

from bot.blocks import button, buttons, inline, message, more, paragraph, said
from bot.languages.reader import Reader
from bot.outbox.message import Message
from bot.pairings.actions import Action
from bot.pairings.lunch.days import A_DAY, last_answer, noon_of, pool_closes
from bot.pairings.lunch.outcomes import CancelResult, RequestResult
from bot.pairings.views.lunch import join_button, resume_button, stays, what_it_is
from bot.profiles.actions import about_me_button, avoid_button


def help_(reader: Reader, today: date, zone: tzinfo) -> Message:
    """Return what can be typed after /just-lunch."""
    closes = reader.hour(pool_closes(noon_of(today, zone)), zone)
    lines = (
        f"*Just Lunch*\n{what_it_is(reader)}\n",
        reader.gettext("`/just-lunch`: join, or change your days and place"),
        reader.gettext("`/just-lunch today`: find somebody for today, until {time}", time=closes),
        reader.gettext("`/just-lunch status`: see what's arranged, and what's next"),
        reader.gettext("`/just-lunch skip`: skip this week"),
        reader.gettext("`/just-lunch resume`: end the skip early"),
        reader.gettext("`/just-lunch leave`: leave; you can join again any time"),
    )
    return message(
        reader,
        paragraph("\n".join(lines)),
        buttons(join_button(reader.gettext("Join")), more(about_me_button(reader), avoid_button(reader))),
    )


def slip(reader: Reader, typed: str, meant: str | None) -> Message:
    """Answer words that /just-lunch does not know."""
    words = inline(typed[:100])
    if meant:
        known = reader.gettext(
            "`/just-lunch` doesn't know “{words}”. Did you mean `/just-lunch {word}`?", words=words, word=meant
        )
    else:
        known = reader.gettext(
            "`/just-lunch` doesn't know “{words}”. `/just-lunch help` shows what you can type.", words=words
        )
    return said(reader, known)


def skipping(reader: Reader, back: date) -> Message:
    """Answer *Skip this week*."""
    words = reader.gettext("No lunches until {day}; after that you're back in automatically.", day=reader.day(back))
    return message(reader, paragraph(f"{words} {stays(reader)}"), buttons(resume_button(reader)))


def left(reader: Reader) -> Message:
    """Answer *Leave*."""
    words = reader.gettext("You've left Just Lunch, so I won't suggest anybody any more. You can join again any time.")
    return message(reader, paragraph(f"{words} {stays(reader)}"), buttons(join_button(reader.gettext("Join again"))))


def not_in(reader: Reader) -> Message:
    """Answer a member who takes no part, and skips, resumes or leaves."""
    words = reader.gettext("You're not in Just Lunch, so there's nothing to change.")
    return message(reader, paragraph(words), buttons(join_button(reader.gettext("Join"))))


def requested(reader: Reader, day: date, zone: tzinfo, today: date) -> Message:
    """Answer a request for lunch on one day."""
    noon = noon_of(day, zone)
    closes, ends = (reader.hour(at, zone) for at in (pool_closes(noon), last_answer(noon)))
    if day == today:
        words = reader.gettext(
            "You're in for lunch today. I'll look for somebody until {closes}, and suggest them here. If there's nobody, I'll tell you by {ends}.",
            closes=closes,
            ends=ends,
        )
    else:
        words = reader.gettext(
            "You're in for lunch on {day}. I'll look for somebody until {closes} that day, and suggest them here. If there's nobody, I'll tell you by {ends}.",
            day=reader.day(day),
            closes=closes,
            ends=ends,
        )
    return message(reader, paragraph(words), buttons(not_after_all(reader, day)))


def not_after_all(reader: Reader, day: date) -> ButtonElement:
    """Return *Not after all*, which takes a request for lunch on one day back."""
    return button(reader.gettext("Not after all"), Action.LEAVE_TODAY, day.isoformat())


def closed(reader: Reader, today: date, following: date, zone: tzinfo) -> Message:
    """Say that it is too late for a day."""
    closes = reader.hour(pool_closes(noon_of(today, zone)), zone)
    truth = reader.gettext("It's too late for that lunch: I make the last groups at {time}.", time=closes)
    return _another_day(reader, truth, today, following)


def weekend(reader: Reader, today: date, following: date) -> Message:
    """Say that there is no lunch on Saturdays and Sundays."""
    truth = reader.gettext("It's the weekend, and lunches are Monday to Friday.")
    return _another_day(reader, truth, today, following)


def _another_day(reader: Reader, truth: str, today: date, following: date) -> Message:
    day = reader.day(following)
    if following - today == A_DAY:
        instead = reader.gettext("Would you like lunch tomorrow instead?")
        label = reader.gettext("Lunch tomorrow")
    else:
        instead = reader.gettext("Would you like lunch on {day} instead?", day=day)
        label = reader.gettext("Lunch on {day}", day=day)
    return message(
        reader,
        paragraph(f"{truth} {instead}"),
        buttons(
            button(label, Action.JOIN_TODAY, following.isoformat(), style="primary"),
            join_button(reader.gettext("Join for every week")),
        ),
    )


def request_results(reader: Reader) -> Mapping[RequestResult, str]:
    """Return the words for a request for lunch on one day that changes nothing."""
    return {
        RequestResult.IN_BEFORE: reader.gettext(
            "You're already in for that lunch. I'll tell you as soon as I know, either way."
        ),
        RequestResult.PROPOSED: reader.gettext(
            "I've already suggested somebody for that lunch: the card above is waiting for your answer."
        ),
        RequestResult.SAID_YES: reader.gettext(
            "You've already said yes to somebody for that lunch. I'll tell you as soon as I know whether it's on."
        ),
        RequestResult.INTRODUCED: reader.gettext(
            "You already have lunch with somebody that day. You'll find the conversation in your group DMs."
        ),
        RequestResult.RESTING: reader.gettext(
            "Just Lunch is paused for now. If you have a question for somebody, there's `/mentor-ask`."
        ),
    }


def cancel_results(reader: Reader) -> Mapping[CancelResult, str]:
    """Return the words for taking a request back."""
    return {
        CancelResult.DONE: reader.gettext("OK, no lunch that day. Nobody is told."),
        CancelResult.INTRODUCED: reader.gettext(
            "I've already introduced you for that lunch. If it doesn't suit after all, say so in your conversation."
        ),
        CancelResult.NOT_IN: reader.gettext("You're not in for lunch that day, so there's nothing to change."),
    }
