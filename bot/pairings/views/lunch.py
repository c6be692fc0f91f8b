"""Just Lunch as its members see it: how they take part, and answers to what they do."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta, tzinfo

from slack_sdk.models.blocks import ButtonElement

from bot.blocks import (
    button,
    buttons,
    confirmation,
    date_and_time,
    day_of,
    inline,
    listed,
    message,
    paragraph,
    people,
    said,
)
from bot.languages.reader import ENGLISH
from bot.outbox.message import Message
from bot.pairings.actions import Action
from bot.pairings.lunch.days import A_DAY, last_answer, noon_of, pool_closes
from bot.pairings.lunch.meeting_options import how, in_words
from bot.pairings.lunch.outcomes import CancelResult, RequestResult
from bot.pairings.models import Group, Membership, Round, Seat
from bot.pairings.rules import GroupState, LunchAnswer
from bot.pairings.views.proposals import at_hour
from bot.pairings.views.shared import when
from bot.profiles.actions import about_me_button, avoid_button

WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday")
WHAT_IT_IS = (
    "Lunch with a colleague whom you might never have met, once a week at most. On the working day before, we propose "
    "somebody to each of you alone; you are introduced if everybody says yes."
)
_STAYS = "A lunch that is on already stays; tell the others if you cannot come."


@dataclass(frozen=True, slots=True)
class Upcoming:
    """A lunch to come that a member has been proposed or introduced for, and the others of it."""

    round_: Round
    group: Group
    seat: Seat
    whom: Sequence[str]


@dataclass(frozen=True, slots=True)
class NextLunch:
    """The next lunch for which somebody may be looked for."""

    day: date | None
    """None when none of their days comes up soon."""
    asks_at: datetime | None
    """The instant when somebody is looked for; None when that is under way."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TakingPart:
    """A member's part in Just Lunch."""

    membership: Membership | None
    """None when they take no part."""
    is_skipping: bool
    """True when they have a pause that has not ended."""
    is_resting: bool
    """True when an organizer has paused Just Lunch, or ended it."""


@dataclass(frozen=True, slots=True)
class LunchStatus:
    """A member's part in lunch, what is arranged, and what comes next."""

    taking_part: TakingPart
    next: NextLunch
    lunches: Sequence[Upcoming]
    asked_for: Sequence[datetime]
    """The noons for which they have asked, and nobody has been found yet."""
    today_is_open: bool
    """True when they can ask for lunch today."""


def help_() -> Message:
    """Return what can be typed after /just-lunch."""
    return message(
        ENGLISH,
        paragraph(
            f"*Just Lunch*: {WHAT_IT_IS[0].lower()}{WHAT_IT_IS[1:]}\n"
            "`/just-lunch` joins, or changes days and place\n"
            "`/just-lunch today` looks for somebody for today, until eleven\n"
            "`/just-lunch status` shows where you stand\n"
            "`/just-lunch skip` has no lunch this week\n"
            "`/just-lunch resume` ends a skip early\n"
            "`/just-lunch leave` for good, or until you join again"
        ),
        buttons(_join("Join"), about_me_button(ENGLISH), avoid_button(ENGLISH)),
    )


def slip(typed: str, meant: str | None) -> Message:
    """Answer words that /just-lunch does not know."""
    hint = f"Did you mean `/just-lunch {meant}`?" if meant else "`/just-lunch help` lists what it knows."
    return said(ENGLISH, f"`/just-lunch` does not know “{inline(typed[:100])}”. {hint}")


def status(status: LunchStatus, zone: tzinfo) -> Message:
    """Say how a member takes part, and what comes next: an answer, which is not kept up to date."""
    now, membership = status.taking_part, status.taking_part.membership
    lunches = [paragraph(_lunch(lunch, zone)) for lunch in status.lunches]
    lunches += [paragraph(_asked_for(noon, zone)) for noon in status.asked_for]
    today = [button("Lunch today", Action.JOIN_TODAY, "")] if status.today_is_open else []
    if membership is None:
        return message(
            ENGLISH, paragraph(f"You are not in Just Lunch. {WHAT_IT_IS}"), *lunches, buttons(_join("Join"), *today)
        )
    return message(
        ENGLISH,
        paragraph(f"*Just Lunch*: {_taking_part(membership, zone)}"),
        *lunches,
        paragraph(_what_comes(now, zone, _next(status.next, zone, is_all=not lunches))),
        buttons(_join("Change"), *today, _skip_or_resume(now), _leave()),
    )


def taking_part(now: TakingPart, zone: tzinfo) -> Message:
    """Say how a member takes part, on the card that they got for the form: nothing in it passes with time."""
    if now.membership is None:
        return message(
            ENGLISH,
            paragraph(f"You are not in Just Lunch any more, and we propose nobody to you. {_STAYS}"),
            buttons(_join("Join again")),
        )
    return message(
        ENGLISH,
        paragraph(f"*Just Lunch*: {_taking_part(now.membership, zone)}"),
        paragraph(_what_comes(now, zone, _ALWAYS)),
        buttons(_join("Change"), _skip_or_resume(now), _leave()),
    )


def further_down() -> Message:
    """Say on an older card that there is a newer one."""
    return said(ENGLISH, "*Just Lunch*: you have changed this since; how it is now stands further down.")


def _taking_part(membership: Membership, zone: tzinfo) -> str:
    days = listed([f"{WEEKDAYS[day]}s" for day in membership.weekdays])
    until = ""
    if membership.ends_at is not None:
        until = f", until {day_of(membership.ends_at - timedelta(hours=1), zone)}"
    return f"You are in on {days} ({inline(in_words(membership.ways, membership.place))}){until}."


def _lunch(lunch: Upcoming, zone: tzinfo) -> str:
    at = when(ENGLISH, lunch.round_.meets_at, zone)
    what = f"lunch with {people(ENGLISH, lunch.whom)} ({at}, {inline(how(lunch.group.way))})"
    if lunch.group.state is not GroupState.PROPOSED:
        return f"You have {what}."
    by = at_hour(lunch.group.answer_by or lunch.round_.meets_at, zone)
    if lunch.seat.answer is LunchAnswer.IN:
        return f"You said yes to {what}. We tell you by {by} whether it is on."
    return f"Your answer is awaited, by {by}: {what}. It stands above."


_ALWAYS = (
    "On the working day before one of your days, or in the morning of it, we look for somebody and propose them to you here, "
    "once a week at most. There is nothing to do until then; `/just-lunch status` shows what comes next."
)


def _what_comes(now: TakingPart, zone: tzinfo, following: str) -> str:
    if now.is_resting:
        return "Just Lunch rests at the moment: an organizer has paused it. You are in when it goes on."
    until = now.membership.paused_until if now.membership is not None and now.is_skipping else None
    if until is None:
        return following
    return f"You are skipping, and are back on {day_of(until, zone)} by yourself. {following}"


def _asked_for(noon: datetime, zone: tzinfo) -> str:
    by = at_hour(last_answer(noon), zone)
    return f"You asked for lunch on {day_of(noon, zone)}: we are looking for somebody, and tell you by {by} if there is nobody."


def _next(following: NextLunch, zone: tzinfo, *, is_all: bool) -> str:
    if following.day is None:
        return "None of your days comes up in the next weeks."
    day = f"{following.day:%A %-d %B}"
    idle = " There is nothing to do until then." if is_all else ""
    if following.asks_at is None:
        ends = at_hour(last_answer(noon_of(following.day, zone)), zone)
        return f"Next: we are looking for somebody for lunch on {day}, until {ends}.{idle}"
    asked = f"{following.asks_at.astimezone(zone):%A %-d %B}"
    return (
        f"Next: on {asked} in the morning we look for somebody for lunch on {day}, and propose them to you here.{idle}"
    )


def _skip_or_resume(now: TakingPart) -> ButtonElement:
    if now.is_skipping:
        return button("End the skip", Action.RESUME_LUNCH, "")
    return button("Skip this week", Action.SKIP_WEEK, "")


def skipping(back: date) -> Message:
    """Answer *Skip this week*."""
    return message(
        ENGLISH,
        paragraph(f"You have no lunch until {back:%A %-d %B}, and are back then by yourself. {_STAYS}"),
        buttons(button("End the skip", Action.RESUME_LUNCH, "")),
    )


def left() -> Message:
    """Answer *Leave*."""
    return message(
        ENGLISH,
        paragraph(
            f"You have left Just Lunch, and we propose nobody to you any more. {_STAYS} You are welcome back at any time."
        ),
        buttons(_join("Join again")),
    )


def not_in() -> Message:
    """Answer a member who takes no part, and skips, resumes or leaves."""
    return message(
        ENGLISH, paragraph("You are not in Just Lunch, so there is nothing to change."), buttons(_join("Join"))
    )


def requested(day: date, zone: tzinfo, today: date) -> Message:
    """Answer a request for lunch on one day."""
    noon = noon_of(day, zone)
    named = "today" if day == today else f"on {day:%A %-d %B}"
    closes, ends = (date_and_time(ENGLISH, at, zone, "{time}") for at in (pool_closes(noon), last_answer(noon)))
    return message(
        ENGLISH,
        paragraph(
            f"You are in for lunch {named}. Until {closes} that day we look for somebody, and propose them to you "
            f"here; by {ends} we tell you if there is nobody."
        ),
        buttons(not_after_all(day)),
    )


def not_after_all(day: date) -> ButtonElement:
    """Return *Not after all*, which takes a request for lunch on one day back."""
    return button("Not after all", Action.LEAVE_TODAY, day.isoformat())


def closed(today: date, following: date) -> Message:
    """Say that it is too late for a day."""
    return _too_late("The pool for that lunch has closed: the last groups are made at eleven.", today, following)


def weekend(today: date, following: date) -> Message:
    """Say that there is no lunch on Saturdays and Sundays."""
    return _too_late("It is the weekend, and lunches are from Monday to Friday.", today, following)


def _too_late(truth: str, today: date, following: date) -> Message:
    named = "tomorrow" if following - today == A_DAY else f"on {following:%A %-d %B}"
    return message(
        ENGLISH,
        paragraph(f"{truth} Would you like lunch {named} instead?"),
        buttons(
            button(f"Lunch {named}", Action.JOIN_TODAY, following.isoformat(), style="primary"),
            _join("Join for every week"),
        ),
    )


def _join(label: str) -> ButtonElement:
    return button(label, Action.JOIN_LUNCH, "")


def _leave() -> ButtonElement:
    sure = confirmation("Leave?", "We propose nobody to you any more, until you join again.", "Leave", "Stay")
    return button("Leave", Action.LEAVE_LUNCH, "", confirm=sure)


REQUEST_RESULTS: Mapping[RequestResult, str] = {
    RequestResult.IN_BEFORE: "You are in for that lunch already. We tell you as soon as somebody is found, and also if not.",
    RequestResult.PROPOSED: "Somebody has been proposed to you for that lunch already: their card stands above and waits for your answer.",
    RequestResult.SAID_YES: "You said yes to somebody for that lunch already. We tell you as soon as we know whether it is on.",
    RequestResult.INTRODUCED: "You have lunch with somebody on that day already: look among your group messages.",
    RequestResult.RESTING: "Just Lunch rests at the moment: an organizer has paused it. `/mentor-ask` is there if you have a question.",
}
CANCEL_RESULTS: Mapping[CancelResult, str] = {
    CancelResult.DONE: "Fine: no lunch on that day. Nobody is told.",
    CancelResult.INTRODUCED: "You have been introduced for that lunch already. If it does not suit after all, say so in your conversation.",
    CancelResult.NOT_IN: "You are not in for lunch on that day, so there is nothing to change.",
}
