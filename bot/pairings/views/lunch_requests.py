"""Cards about a day of lunch that a member asked or waited for: that we look, or that nobody was found."""

from dataclasses import dataclass
from datetime import date, tzinfo
from enum import StrEnum

from slack_sdk.models.blocks import ButtonElement

from bot.blocks import button, buttons, message, note, paragraph
from bot.languages.reader import Reader
from bot.matching.round_input import Why
from bot.outbox.message import Message
from bot.pairings.actions import Action
from bot.pairings.lunch.days import day_at
from bot.pairings.lunch.meeting_options import VIDEO
from bot.pairings.models import Membership, Round
from bot.pairings.rules import SearchResult
from bot.pairings.views.lunch import join_button
from bot.pairings.views.lunch_answers import not_after_all, requested


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


def nobody(reader: Reader, left_out: NobodyFound) -> Message:
    """Say that nobody was found: on a day, or on all of the member's days in a week."""
    notes = []
    if VIDEO not in left_out.membership.ways:
        notes.append(reader.gettext("It's easier to find somebody if you'd also meet by video."))
    if left_out.is_weekly and left_out.truth is SearchResult.THAT_WEEK:
        notes.append(reader.gettext("I'll look again next week."))
    notes.append(reader.gettext("If you have a question for somebody, there's `/mentor-ask`."))
    return message(
        reader, paragraph(_no_luck(reader, left_out)), note(" ".join(notes)), buttons(*_choices(reader, left_out))
    )


def _no_luck(reader: Reader, left_out: NobodyFound) -> str:
    """Return why, in words that point to no person: members kept apart read what a member alone reads."""
    is_about_ways = left_out.why == Why.NO_COMMON_WAY
    if left_out.truth is SearchResult.THAT_WEEK:
        if is_about_ways:
            return reader.gettext(
                "No luck with lunch this week: the people free on your days chose another place, or "
                "another way to meet."
            )
        return reader.gettext("No luck with lunch this week: nobody else was free on your days.")
    day = reader.day(left_out.round_.meets_at, left_out.zone)
    if is_about_ways:
        return reader.gettext(
            "No luck with lunch on {day}: the people who were free chose another place, or another way to meet.",
            day=day,
        )
    return reader.gettext("No luck with lunch on {day}: nobody else was free.", day=day)


def day_request(reader: Reader, round_: Round, zone: tzinfo, today: date, state: RequestState) -> Message:
    """Say what has become of a request for lunch on one day that was made by a form."""
    day = day_at(round_.meets_at, zone) or round_.meets_at.astimezone(zone).date()
    if state is RequestState.LOOKING:
        return requested(reader, day, zone, today)
    asked = reader.gettext("You asked for lunch on {day}.", day=reader.day(round_.meets_at, zone))
    no_more = [buttons(not_after_all(reader, day))] if state is RequestState.PROPOSED else []
    return message(reader, paragraph(f"{asked} {_became(reader, state)}"), *no_more)


def _became(reader: Reader, state: RequestState) -> str:
    match state:
        case RequestState.PROPOSED:
            return reader.gettext("I've suggested somebody: their card is further down.")
        case RequestState.FOUND:
            return reader.gettext("I found somebody: their card is further down.")
        case RequestState.OUT:
            return reader.gettext("You're not in for it any more. Nobody is told.")
        case _:
            return reader.gettext("That lunch is over.")


def _choices(reader: Reader, left_out: NobodyFound) -> list[ButtonElement]:
    change = join_button(reader.gettext("Change days or place"))
    if left_out.truth is SearchResult.THAT_WEEK:
        leave = button(reader.gettext("Leave Just Lunch"), Action.LEAVE_LUNCH, "")
        return [change, leave] if left_out.is_weekly else [change]
    day = left_out.following
    if day is None:
        return [change]
    instead = reader.gettext("{day} instead", day=reader.day(day))
    return [button(instead, Action.JOIN_TODAY, day, style="primary"), change]
