"""The keys of letters of pairings that several files know: each names its round, group or programme."""

from bot.pairings.models import Attendance, Group, Membership, Programme, Seat
from bot.slack.user_input import row_id


def subject_of(key: str) -> tuple[str, int]:
    """Return the kind and id of the row that a key names, as in ``("round", 12)``; the id is 0 where it names none."""
    kind, _, number = key.partition("/")[0].partition("-")
    return kind, row_id(number)


def nobody_found(round_id: int, known_as: str) -> str:
    """Return the key by which somebody is told that nobody was found; of lunch it names their alias."""
    return f"round-{round_id}/nobody-{known_as}"


def day_request(attendance: Attendance) -> str:
    """Return the key of the card that says what became of a request for lunch on one day."""
    return f"round-{attendance.round_id}/wish-{attendance.known_as}"


def introduction(group: Group) -> str:
    """Return the key of the letter that opens a group's conversation."""
    return f"group-{group.id}"


def proposal(seat: Seat) -> str:
    """Return the key of a proposal to a member."""
    return f"group-{seat.group_id}/proposal-{seat.known_as}"


def proposal_off(seat: Seat) -> str:
    """Return the key of the letter that a proposal is off, to one who had said yes: a changed card rings no bell."""
    return f"{proposal(seat)}/off"


def membership(chosen: Membership) -> str:
    """Return the key of the card that says how a member takes part in lunch; each form that is sent has its own."""
    said_at = chosen.said_at.timestamp() if chosen.said_at is not None else 0
    return f"programme-{chosen.programme_id}/in-{chosen.member}-{said_at:.0f}"


def set_up(programme: Programme) -> str:
    """Return the key of what the organizer of a new programme is told."""
    return f"programme-{programme.id}/set-up{_by_whom(programme)}"


def announcement(programme: Programme, number: int) -> str:
    """Return the key of what a channel is told of its programme; announcements are counted from 1."""
    return f"programme-{programme.id}/announcement" + (f"-{number}" if number > 1 else "")


def channel_gone(programme: Programme) -> str:
    """Return the key by which an organizer is told that the channel is gone."""
    gone_at = programme.gone_at.timestamp() if programme.gone_at is not None else 0
    return f"programme-{programme.id}/gone-{gone_at:.0f}{_by_whom(programme)}"


def _by_whom(programme: Programme) -> str:
    """Return the end of keys of what another organizer than the first is told."""
    return f"-{programme.organizer}" if programme.is_adopted else ""
