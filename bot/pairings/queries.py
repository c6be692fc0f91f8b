"""Finding the rows of pairings, locked in one order (programme, round, group), and the keys of their letters."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import func, select

from bot.members.models import Member
from bot.moment import Moment
from bot.pairings.models import Attendance, Group, Membership, Programme, Round, Seat
from bot.pairings.rules import RUNS_AGAIN_AFTER, ProgrammeKind, RoundState
from bot.recurring.rules import RecurringState
from bot.slack.user_input import row_id


async def programme_of(moment: Moment, programme_id: int) -> Programme | None:
    """A programme of this workspace, locked until the transaction ends: whoever else acts on it waits."""
    return await moment.session.scalar(
        select(Programme)
        .where(Programme.workspace == moment.workspace, Programme.id == programme_id)
        .with_for_update()
        .execution_options(populate_existing=True)
    )


async def coffee_of(moment: Moment, channel: str) -> Programme | None:
    """The random coffee of a channel that has not ended; there is one at most."""
    return await moment.session.scalar(
        select(Programme)
        .where(
            Programme.workspace == moment.workspace,
            Programme.channel == channel,
            Programme.state != RecurringState.ENDED,
        )
        .order_by(Programme.id)
        .limit(1)
    )


async def coffees(moment: Moment) -> Sequence[Programme]:
    """Every random coffee of the workspace that has not ended."""
    found = await moment.session.scalars(
        select(Programme)
        .where(
            Programme.workspace == moment.workspace,
            Programme.kind == ProgrammeKind.COFFEE,
            Programme.state != RecurringState.ENDED,
        )
        .order_by(Programme.id)
    )
    return found.all()


async def round_of(moment: Moment, round_id: int) -> Round | None:
    """A round of this workspace, locked until the transaction ends."""
    return await moment.session.scalar(
        select(Round)
        .where(Round.workspace == moment.workspace, Round.id == round_id)
        .with_for_update()
        .execution_options(populate_existing=True)
    )


async def open_round(moment: Moment, programme: Programme) -> Round | None:
    """The round of a random coffee that was announced and is not decided yet, locked."""
    return await moment.session.scalar(
        select(Round)
        .where(Round.programme_id == programme.id, Round.state == RoundState.OPEN)
        .order_by(Round.id.desc())
        .limit(1)
        .with_for_update()
        .execution_options(populate_existing=True)
    )


async def runs_from(moment: Moment, programme: Programme) -> datetime | None:
    """From when on a coffee's channel may have a round at once; None when it may by now.

    A coffee that the channel had before counts as well: one is ended and another one set up in a minute.
    """
    last = await moment.session.scalar(
        select(func.max(Round.meets_at))
        .join(Programme, Programme.id == Round.programme_id)
        .where(
            Programme.workspace == moment.workspace,
            Programme.channel == programme.channel,
            Round.state.in_((RoundState.DECIDED, RoundState.CLOSED)),
        )
    )
    return last + RUNS_AGAIN_AFTER if last is not None and last + RUNS_AGAIN_AFTER > moment.now else None


async def group_of(moment: Moment, group_id: int) -> Group | None:
    """A group of this workspace, locked until the transaction ends."""
    return await moment.session.scalar(
        select(Group)
        .where(Group.workspace == moment.workspace, Group.id == group_id)
        .with_for_update()
        .execution_options(populate_existing=True)
    )


async def round_and_group(moment: Moment, group_id: int) -> tuple[Round | None, Group | None]:
    """A group and its round, the round locked first; neither when there is no such group here."""
    round_id = await moment.session.scalar(
        select(Group.round_id).where(Group.workspace == moment.workspace, Group.id == group_id)
    )
    if round_id is None:
        return None, None
    return await round_of(moment, round_id), await group_of(moment, group_id)


async def seats_of(moment: Moment, group: Group) -> Sequence[Seat]:
    """The seats of a locked group, in the order of their members."""
    found = await moment.session.scalars(
        select(Seat).where(Seat.group_id == group.id).order_by(Seat.member).execution_options(populate_existing=True)
    )
    return found.all()


async def membership_of(moment: Moment, programme: Programme, member: str) -> Membership | None:
    """What a member has chosen for a programme; None when they have chosen nothing."""
    return await moment.session.get(Membership, (programme.id, member), populate_existing=True)


def pause_of(membership: Membership | None, at: datetime) -> datetime | None:
    """When the pause ends in which a member is at an instant; None when they are in none."""
    until = membership.paused_until if membership is not None else None
    return until if until is not None and until > at else None


async def attendance_of(moment: Moment, round_: Round, member: str) -> Attendance:
    """What one member was told and said in a locked round; a new row when there was none."""
    found = await moment.session.get(Attendance, (round_.id, member), populate_existing=True)
    if found is None:
        found = Attendance(
            round_id=round_.id,
            member=member,
            workspace=moment.workspace,
            is_noticed=False,
            is_out=False,
            asked_today=False,
        )
        moment.session.add(found)
        await moment.session.flush()
    return found


async def person_of(moment: Moment, member: str) -> Member:
    """A member from the directory. Raises NoResultFound for who was never seen."""
    return await moment.session.get_one(Member, (moment.workspace, member))


def notice_letter(round_id: int, member: str) -> str:
    """The notice of a round, as one member sees it."""
    return f"round-{round_id}/notice-{member}"


def subject_of_letter(key: str) -> tuple[str, int]:
    """What a letter's key names, and its number: a round, a group; 0 where it names none."""
    kind, _, number = key.partition("/")[0].partition("-")
    return kind, row_id(number)


def left_out_letter(round_id: int, who: str) -> str:
    """The truth for somebody for whom nobody was found in a round: a member, of lunch as the round knows them."""
    return f"round-{round_id}/nobody-{who}"


def going_on_letter(round_id: int, member: str) -> str:
    """The question whether somebody who never pressed anything would like to go on."""
    return f"round-{round_id}/going-on-{member}"


def proposal_letter(seat: Seat) -> str:
    """A proposal, as one member sees it."""
    return f"group-{seat.group_id}/proposal-{seat.known_as}"


def introduction_letter(group: Group) -> str:
    """The opening of a group's conversation."""
    return f"group-{group.id}"


def unopened_letter(group: Group, member: str) -> str:
    """What one member is told of a conversation that could not be opened."""
    return f"group-{group.id}/unopened-{member}"


def check_in_letter(group: Group, number: int) -> str:
    """A word that asks a group whether they met; they are counted from 1."""
    return f"group-{group.id}/check-in-{number}"


def set_up_letter(programme: Programme) -> str:
    """What the organizer of a new programme is told."""
    return f"programme-{programme.id}/set-up{_by_whom(programme)}"


def announcement_letter(programme: Programme, number: int) -> str:
    """What a channel is told of its programme: the first time, and when who is in has changed."""
    return f"programme-{programme.id}/announcement" + (f"-{number}" if number > 1 else "")


def channel_gone_letter(programme: Programme) -> str:
    """What an organizer is told when the channel is gone."""
    gone_at = programme.gone_at.timestamp() if programme.gone_at is not None else 0
    return f"programme-{programme.id}/gone-{gone_at:.0f}{_by_whom(programme)}"


def _by_whom(programme: Programme) -> str:
    """Sets what another organizer is told apart from what was told to who set it up."""
    return f"-{programme.organizer}" if programme.is_adopted else ""


def report_letter(round_id: int) -> str:
    """How a round went, for its organizer."""
    return f"round-{round_id}/report"
