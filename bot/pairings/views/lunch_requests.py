"""Cards about a day of lunch that a member asked or waited for: that we look, or that nobody was found."""

from dataclasses import dataclass
from datetime import date, tzinfo
from enum import StrEnum

from slack_sdk.models.blocks import ButtonElement

from bot.blocks import button, buttons, day_of, message, note, paragraph
from bot.languages.reader import ENGLISH
from bot.matching.round_input import Why
from bot.outbox.message import Message
from bot.pairings.actions import Action
from bot.pairings.lunch.days import day_at
from bot.pairings.lunch.meeting_options import VIDEO
from bot.pairings.models import Membership, Round
from bot.pairings.rules import SearchResult
from bot.pairings.views.lunch import not_after_all, requested
from bot.pairings.views.proposals import REASSURANCE


class RequestState(StrEnum):
    """The state of a request for lunch on one day."""

    LOOKING = "looking"
    PROPOSED = "proposed"
    """Somebody has been proposed, and not everybody has said yes yet."""
    FOUND = "found"
    OUT = "out"
    """They have taken it back, or answered no."""
    OVER = "over"


@dataclass(frozen=True, slots=True, kw_only=True)
class NobodyFound:
    """A member for whom nobody was found in a round, and what they can do next."""

    round_: Round
    zone: tzinfo
    truth: SearchResult
    why: str | None
    """As matching put it."""
    membership: Membership
    is_weekly: bool
    """True when they take part week after week."""
    following: date | None
    """The next day for which they can still ask; None where they have, or while Just Lunch rests."""


def nobody(left_out: NobodyFound) -> Message:
    """Say that nobody was found: on a day, or on all of the reader's days in a week."""
    why = _why(left_out.why)
    if left_out.truth is SearchResult.THAT_DAY:
        day = day_of(left_out.round_.meets_at, left_out.zone)
        said = f"We found nobody for lunch with you on {day}: {why} {REASSURANCE}"
    else:
        said = f"*Just Lunch*: we found nobody for you on your days this week: {why} {REASSURANCE}"
    more_likely = (
        "" if VIDEO in left_out.membership.ways else "Somebody is found more easily if you also meet by video. "
    )
    again = "We look again next week. " if left_out.is_weekly and left_out.truth is SearchResult.THAT_WEEK else ""
    return message(
        ENGLISH,
        paragraph(said),
        note(f"{more_likely}{again}If you have a question for somebody, there is `/mentor-ask`."),
        buttons(*_choices(left_out)),
    )


def day_request(round_: Round, zone: tzinfo, today: date, state: RequestState) -> Message:
    """Say what has become of a request for lunch on one day that was made by a form."""
    day = day_at(round_.meets_at, zone) or round_.meets_at.astimezone(zone).date()
    if state is RequestState.LOOKING:
        return requested(day, zone, today)
    named = day_of(round_.meets_at, zone)
    no_more = [buttons(not_after_all(day))] if state is RequestState.PROPOSED else []
    return message(ENGLISH, paragraph(f"You asked for lunch on {named}. {_BECAME[state]}"), *no_more)


_BECAME = {
    RequestState.PROPOSED: "Somebody is proposed to you: their card stands further down.",
    RequestState.FOUND: "Somebody was found: their card stands further down.",
    RequestState.OUT: "You are not in for it any more, and nobody is told.",
    RequestState.OVER: "That lunch is over.",
}


def _choices(left_out: NobodyFound) -> list[ButtonElement]:
    change = button("Change days or place", Action.JOIN_LUNCH, "")
    if left_out.truth is SearchResult.THAT_DAY:
        day = left_out.following
        instead = [] if day is None else [button(f"{day:%A} instead", Action.JOIN_TODAY, day, style="primary")]
        return [*instead, change]
    leave = [button("Leave Just Lunch", Action.LEAVE_LUNCH, "")] if left_out.is_weekly else []
    return [change, *leave]


def _why(why: str | None) -> str:
    """Return why, in words that point to no person: members kept apart read what a member alone reads."""
    if why == Why.NO_COMMON_WAY:
        return "whoever was free meets at another place, or in another way."
    return "nobody else was free."
