"""A round of random coffee, from its announcement to the moment when its groups are made; or called off."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import exists, select, update

from bot.cadence import from_rule, next_after
from bot.channels.membership import is_gone, sync_members
from bot.database.inserts import insert_once, insert_or_update_all
from bot.members.models import Member
from bot.moment import Moment
from bot.outbox.letters import to_members
from bot.pairings import queries
from bot.pairings.actions import Later
from bot.pairings.coffee import cards, channel_cards
from bot.pairings.coffee.participants import organizer_of, taking_part
from bot.pairings.models import EXTRA, Attendance, Programme, Round
from bot.pairings.outcomes import Running, TooSoon
from bot.pairings.rules import (
    MEETS_AT_LEAST,
    MEETS_WITHIN,
    NOTICES_AT_ONCE,
    GroupOffReason,
    ProgrammeState,
    RoundState,
    notice_before,
    still_makes_sense,
)
from bot.pairings.views import coffee as views


async def plan(moment: Moment, programme: Programme) -> datetime | None:
    """Put the announcement of a locked programme's next round on the agenda; when that round meets.

    The first round for which there is still a working day's notice. None when its cadence has come to an end.
    """
    cadence = from_rule(programme.cadence)
    following = next_after(cadence, moment.now)
    while following is not None and notice_before(following.at, cadence.zone) <= moment.now:
        following = next_after(cadence, following.at)
    programme.next_occurrence, programme.next_at = (following.key, following.at) if following else (None, None)
    if following is None:
        await moment.never_mind(Later.ROUND_OPENS, programme.id)
        return None
    await moment.later(Later.ROUND_OPENS, programme.id, notice_before(following.at, cadence.zone))
    return following.at


async def open_round(moment: Moment, programme_id: int) -> None:
    """Announce a programme's next round: its channel is read, and then everybody in it gets a notice.

    One that is missed by so much that there is no time left is passed over, and the organizer is told.
    """
    programme = await queries.programme_of(moment, programme_id)
    if programme is None or programme.state is not ProgrammeState.RUNNING or programme.next_at is None:
        return
    key, meets_at = programme.next_occurrence or "", programme.next_at
    is_missed = meets_at <= moment.now
    await plan(moment, programme)
    await channel_cards.show_programme(moment, programme)
    if is_missed:
        await _tell_missed(moment, programme, key, meets_at)
        return
    round_ = await _new_round(moment, programme, key, meets_at)
    if round_ is not None and programme.channel is not None:
        await sync_members(moment, programme.channel, Later.NOTICES, round_.id)
        await moment.later(Later.ROUND_GATHERS, round_.id, meets_at)


async def notices(moment: Moment, round_id: int) -> None:
    """Write the notice of a round to those who are in it and have none yet, some hundred at a time."""
    round_ = await queries.round_of(moment, round_id)
    if round_ is None or round_.state is not RoundState.OPEN:
        return
    programme = await moment.session.get_one(Programme, round_.programme_id)
    if await is_channel_gone(moment, programme):
        return
    waiting = await _without_notice(moment, programme, round_)
    noticed = {"round_id": round_.id, "workspace": moment.workspace, "is_noticed": True}
    rows = [{**noticed, "member": member} for member in waiting]
    await insert_or_update_all(moment.session, Attendance, ["round_id", "member"], rows)
    await cards.write_notices(moment, programme, round_, waiting)
    if len(waiting) == NOTICES_AT_ONCE:
        await moment.later(Later.NOTICES, round_.id, moment.now)


async def gather(moment: Moment, round_id: int) -> None:
    """It is time: the channel is read a last time, and then the groups are made.

    After a long stillness the round is called off if it would leave less than half of its time.
    """
    round_ = await queries.round_of(moment, round_id)
    if round_ is None or round_.state is not RoundState.OPEN:
        return
    programme = await moment.session.get_one(Programme, round_.programme_id)
    if not still_makes_sense(moment.now, round_.meets_at, round_.ends_at):
        await miss(moment, programme, round_)
    elif programme.channel is not None:
        await sync_members(moment, programme.channel, Later.ROUND_DECIDES, round_.id)


async def run_now(moment: Moment, programme: Programme) -> Running | TooSoon:
    """*Run now*: an extra round of a locked programme, whose groups are made at once, without a notice before.

    A week lies between it and the channel's last round, whatever made that.
    """
    if programme.state is not ProgrammeState.RUNNING:
        return Running.NOT_RUNNING
    if await queries.open_round(moment, programme) is not None:
        return Running.ROUND_IS_ANNOUNCED
    if programme.channel is None:
        return Running.NOT_RUNNING
    runs_from = await queries.runs_from(moment, programme)
    if runs_from is not None:
        return TooSoon(runs_from)
    round_ = await _new_round(moment, programme, f"{EXTRA}{moment.now.isoformat(timespec='seconds')}", moment.now)
    if round_ is not None:
        await sync_members(moment, programme.channel, Later.ROUND_DECIDES, round_.id)
    return Running.STARTED


async def next_round_at(moment: Moment, programme: Programme) -> datetime | None:
    """When a programme's next groups are made; None when nothing is planned."""
    announced = await queries.open_round(moment, programme)
    return announced.meets_at if announced is not None else programme.next_at


async def is_channel_gone(moment: Moment, programme: Programme) -> bool:
    """Whether the channel is archived, deleted or without Klatch; then the programme is paused, and all are told."""
    if programme.channel is None or not await is_gone(moment, programme.channel):
        return False
    await channel_gone(moment, programme.channel)
    return True


async def channel_gone(moment: Moment, channel: str) -> None:
    """A channel is archived or deleted, or Klatch was removed from it: its random coffee stands still."""
    found = await queries.coffee_of(moment, channel)
    programme = found and await queries.programme_of(moment, found.id)
    if programme is None or programme.state is not ProgrammeState.RUNNING:
        return
    programme.move(ProgrammeState.PAUSED)
    programme.gone_at = moment.now
    await call_off(moment, programme, GroupOffReason.CHANNEL_GONE)


async def follow(moment: Moment, old: str, new: str) -> None:
    """A channel has another id: its random coffee goes along."""
    its = (Programme.workspace == moment.workspace) & (Programme.channel == old)
    await moment.session.execute(update(Programme).where(its).values(channel=new))


async def call_off(moment: Moment, programme: Programme, because: GroupOffReason) -> None:
    """Take what a locked programme has announced back, and announce nothing more. Notices say so where they stand."""
    await moment.never_mind(Later.ROUND_OPENS, programme.id)
    programme.next_occurrence = programme.next_at = None
    announced = await queries.open_round(moment, programme)
    if announced is not None:
        await _call_off_round(moment, announced, because)
    await channel_cards.show_programme(moment, programme)


async def miss(moment: Moment, programme: Programme, round_: Round) -> None:
    """Call a locked round off that comes too late; its organizer is told."""
    await _call_off_round(moment, round_, GroupOffReason.MISSED)
    await _tell_missed(moment, programme, round_.occurrence, round_.meets_at)


async def _call_off_round(moment: Moment, round_: Round, because: GroupOffReason) -> None:
    round_.move(RoundState.CALLED_OFF)
    round_.off = because
    waits = (Later.NOTICES, Later.ROUND_GATHERS, Later.ROUND_DECIDES, Later.ROUND_CLOSES)
    await moment.plan(round_.id, dict.fromkeys(waits))
    await moment.sweep(Later.SHOWS_NOTICES, round_.id)


async def _new_round(moment: Moment, programme: Programme, occurrence: str, meets_at: datetime) -> Round | None:
    """The round of an occurrence; None when there is one already, whoever opened it."""
    programme.rounds += 1
    key = {"programme_id": programme.id, "occurrence": occurrence}
    is_new = await insert_once(
        moment.session,
        Round,
        list(key),
        **key,
        workspace=moment.workspace,
        number=programme.rounds,
        state=RoundState.OPEN,
        meets_at=meets_at,
        ends_at=_ends_at(programme, meets_at),
        opened_at=moment.now,
        decisions=0,
    )
    if not is_new:
        return None
    found = select(Round).where(Round.programme_id == programme.id, Round.occurrence == occurrence)
    round_ = (await moment.session.scalars(found)).one()
    await moment.later(Later.ROUND_CLOSES, round_.id, round_.ends_at)
    return round_


def _ends_at(programme: Programme, meets_at: datetime) -> datetime:
    """When the next round is announced for which there is time, at most four weeks on."""
    cadence = from_rule(programme.cadence)
    following = next_after(cadence, meets_at)
    while following is not None and notice_before(following.at, cadence.zone) < meets_at + MEETS_AT_LEAST:
        following = next_after(cadence, following.at)
    latest = meets_at + MEETS_WITHIN
    return latest if following is None else min(latest, notice_before(following.at, cadence.zone))


async def _without_notice(moment: Moment, programme: Programme, round_: Round) -> Sequence[str]:
    has_one = exists().where(
        Attendance.round_id == round_.id,
        Attendance.member == Member.id,
        Attendance.is_noticed | Attendance.is_out,
    )
    waiting = taking_part(programme, round_.meets_at).where(~has_one).limit(NOTICES_AT_ONCE)
    return (await moment.session.scalars(waiting.with_only_columns(Member.id))).all()


async def _tell_missed(moment: Moment, programme: Programme, occurrence: str, meets_at: datetime) -> None:
    organizer = await organizer_of(moment, programme)
    if organizer is not None:
        key = f"programme-{programme.id}/missed-{occurrence}"
        await moment.tell(to_members(organizer.id), key, views.missed(programme, meets_at))
