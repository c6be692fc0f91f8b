"""Just Lunch as its members see it: how they take part, what is arranged, and what comes next."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta, tzinfo

from slack_sdk.models.blocks import ButtonElement

from bot.blocks import button, buttons, inline, message, more, paragraph, people, said
from bot.languages.reader import Reader
from bot.outbox.message import Message
from bot.pairings.actions import Action
from bot.pairings.lunch.days import last_answer, noon_of
from bot.pairings.lunch.meeting_options import way_in_words, ways_in_words
from bot.pairings.models import Group, Membership, Round, Seat
from bot.pairings.rules import GroupState, LunchAnswer
from bot.profiles.working_hours import WORKING_WEEKDAYS

_NAME = "*Just Lunch*"


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


def what_it_is(reader: Reader) -> str:
    """Return what Just Lunch is, for somebody who may not know."""
    return reader.gettext(
        "Lunch with a colleague you might never have met, once a week at most. On the working day before, "
        "I suggest somebody to you privately, and you to them. If everyone says yes, I introduce you."
    )


def status(reader: Reader, status: LunchStatus, zone: tzinfo) -> Message:
    """Say how a member takes part, and what comes next: an answer, which is not kept up to date."""
    now, membership = status.taking_part, status.taking_part.membership
    lunches = [paragraph(_lunch(reader, lunch, zone)) for lunch in status.lunches]
    lunches += [paragraph(_asked_for(reader, noon, zone)) for noon in status.asked_for]
    today = [button(reader.gettext("Lunch today"), Action.JOIN_TODAY, "")] if status.today_is_open else []
    if membership is None:
        truth = reader.gettext("You're not in Just Lunch.")
        join = join_button(reader.gettext("Join"))
        return message(reader, paragraph(f"{truth} {what_it_is(reader)}"), *lunches, buttons(join, *today))
    following = _next(reader, status.next, zone, is_all=not lunches)
    change, skip, leave = _choices(reader, now)
    return message(
        reader,
        paragraph(f"{_NAME}\n{_taking_part(reader, membership, zone)}"),
        *lunches,
        paragraph(_what_comes(reader, now, zone, following)),
        buttons(*today, change, more(skip, leave)) if today else buttons(change, skip, more(leave)),
    )


def taking_part(reader: Reader, now: TakingPart, zone: tzinfo) -> Message:
    """Say how a member takes part, on the card that they got for the form: nothing in it passes with time."""
    if now.membership is None:
        return message(
            reader,
            paragraph(reader.gettext("You're not in Just Lunch any more, so I won't suggest anybody.")),
            paragraph(stays(reader)),
            buttons(join_button(reader.gettext("Join again"))),
        )
    always = reader.gettext(
        "I'll look for somebody on the working day before one of your days, or that morning, once a week at most. Nothing to do until then. `/just-lunch status` shows what's next."
    )
    change, skip, leave = _choices(reader, now)
    return message(
        reader,
        paragraph(f"{_NAME}\n{_taking_part(reader, now.membership, zone)}"),
        paragraph(_what_comes(reader, now, zone, always)),
        buttons(change, skip, more(leave)),
    )


def further_down(reader: Reader) -> Message:
    """Say on an older card that there is a newer one."""
    words = reader.gettext("You've changed this since. How you take part now is further down.")
    return said(reader, f"{_NAME}\n{words}")


def stays(reader: Reader) -> str:
    """Return what becomes of a lunch that is on, for somebody who has none from now on."""
    return reader.gettext("If you have a lunch already, it's still on: tell the others if you can't come.")


def join_button(label: str) -> ButtonElement:
    """Return the button that opens the form."""
    return button(label, Action.JOIN_LUNCH, "")


def resume_button(reader: Reader) -> ButtonElement:
    """Return *End the skip*."""
    return button(reader.gettext("End the skip"), Action.RESUME_LUNCH, "")


def _choices(reader: Reader, now: TakingPart) -> tuple[ButtonElement, ButtonElement, ButtonElement]:
    """Return what somebody can do who takes part."""
    return (
        join_button(reader.pgettext("change how you take part", "Change")),
        resume_button(reader) if now.is_skipping else skip_button(reader),
        button(reader.pgettext("leave Just Lunch", "Leave"), Action.LEAVE_LUNCH, ""),
    )


def skip_button(reader: Reader) -> ButtonElement:
    """Return *Skip this week*."""
    return button(reader.gettext("Skip this week"), Action.SKIP_WEEK, "")


def _taking_part(reader: Reader, membership: Membership, zone: tzinfo) -> str:
    days, how = _days(reader, membership.weekdays), inline(ways_in_words(reader, membership.ways, membership.place))
    if membership.ends_at is None:
        return reader.gettext("You're in: {days} ({how}).", days=days, how=how)
    until = reader.day(membership.ends_at - timedelta(hours=1), zone)
    return reader.gettext("You're in until {day}: {days} ({how}).", day=until, days=days, how=how)


def _days(reader: Reader, weekdays: Collection[int]) -> str:
    """Return the weekdays on which somebody would have lunch; 0 is Monday."""
    if set(weekdays) == set(WORKING_WEEKDAYS):
        return reader.pgettext("every week", "Monday to Friday")
    names = (
        reader.pgettext("every week", "Mondays"),
        reader.pgettext("every week", "Tuesdays"),
        reader.pgettext("every week", "Wednesdays"),
        reader.pgettext("every week", "Thursdays"),
        reader.pgettext("every week", "Fridays"),
    )
    return reader.listed(names[day] for day in weekdays)


def _lunch(reader: Reader, lunch: Upcoming, zone: tzinfo) -> str:
    places = {
        "people": people(reader, lunch.whom),
        "when": reader.moment(lunch.round_.meets_at, zone),
        "how": inline(way_in_words(reader, lunch.group.way)),
    }
    if lunch.group.state is not GroupState.PROPOSED:
        return reader.gettext("You have lunch with {people}: {when}, {how}.", **places)
    by = reader.moment(lunch.group.answer_by or lunch.round_.meets_at, zone)
    if lunch.seat.answer is LunchAnswer.IN:
        yes = reader.gettext("You said yes to lunch with {people}: {when}, {how}.", **places)
        told = reader.gettext("I'll tell you by {time} whether it's on.", time=by)
        return f"{yes} {told}"
    return reader.gettext(
        "Please answer by {time}: lunch with {people}, {when}, {how}. The card is above.", time=by, **places
    )


def _what_comes(reader: Reader, now: TakingPart, zone: tzinfo, following: str) -> str:
    if now.is_resting:
        return reader.gettext("Just Lunch is paused. You'll be back in when it restarts.")
    until = now.membership.paused_until if now.membership is not None and now.is_skipping else None
    if until is None:
        return following
    back = reader.gettext(
        "You're skipping until {day}; after that you're back in automatically.", day=reader.day(until, zone)
    )
    return f"{back} {following}"


def _asked_for(reader: Reader, noon: datetime, zone: tzinfo) -> str:
    return reader.gettext(
        "You asked for lunch on {day}. I'm looking for somebody, and I'll tell you by {time} that day if there's nobody.",
        day=reader.day(noon, zone),
        time=reader.hour(last_answer(noon), zone),
    )


def _next(reader: Reader, following: NextLunch, zone: tzinfo, *, is_all: bool) -> str:
    if following.day is None:
        return reader.gettext("None of your days comes up in the next few weeks.")
    if following.asks_at is None:
        ends = reader.hour(last_answer(noon_of(following.day, zone)), zone)
        day = reader.day(following.day)
        looks = reader.gettext("Next: I'm looking for somebody for lunch on {day}, until {time}.", day=day, time=ends)
    else:
        looks = reader.gettext(
            "Next: lunch on {day}. I'll look for somebody on the morning of {before}, and suggest them here.",
            day=reader.day(following.day),
            before=reader.day(following.asks_at, zone),
        )
    idle = reader.gettext("Nothing to do until then.")
    return f"{looks} {idle}" if is_all else looks
