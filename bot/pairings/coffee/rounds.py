"""Rounds of random coffee, from the announcement to the moment when groups are made; or called off."""

from collections.abc import Sequence
from datetime import datetime
from functools import partial

from sqlalchemy import exists, select

from bot.cadence import from_rule, occurrences
from bot.channels.membership import is_gone, sync_members
from bot.database.inserts import insert_once, insert_or_update_all
from bot.members.models import Member
from bot.moment import Moment
from bot.outbox.letters import to_members
from bot.pairings import queries, rules
from bot.pairings.actions import Later
from bot.pairings.coffee import cards, channel_cards
from bot.pairings.coffee.participants import organizer_of, taking_part
from bot.pairings.models import EXTRA, Attendance, Programme, Round
from bot.pairings.organizing.drafts import announceable
from bot.pairings.outcomes import Running, TooSoon
from bot.pairings.views import organizing as views
from bot.recurring.planning import plan_nothing
from bot.recurring.rules import RecurringState


async def plan(moment: Moment, programme: Programme) -> None:
    """Plan the announcement of a locked programme's next round: the first with a working day's notice, if any."""
    following = next(announceable(from_rule(programme.cadence), moment.now), None)
    if following is None:
        await plan_nothing(moment, programme, Later.ROUND_OPENS)
        return
    programme.come_next(following)
    await moment.later(Later.ROUND_OPENS, programme.id, rules.notice_before(following.at, programme.zone.key))


async def open_round(moment: Moment, programme_id: int) -> None:
    """Announce a programme's next round: its channel is read, and then everybody in it gets a notice.

    One that is missed by so much that there is no time left is passed over, and the organizer is told.
    """
    programme = await queries.programme_of(moment, programme_id)
    if programme is None or programme.state is not RecurringState.RUNNING or programme.next_at is None:
        return
    key, meets_at = programme.next_key or "", programme.next_at
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
    if round_ is None or round_.state is not rules.RoundState.OPEN:
        return
    programme = await moment.session.get_one(Programme, round_.programme_id)
    if await is_channel_gone(moment, programme):
        return
    waiting = await _without_notice(moment, programme, round_)
    noticed = {"round_id": round_.id, "workspace": moment.workspace, "is_noticed": True}
    rows = [{**noticed, "member": member} for member in waiting]
    await insert_or_update_all(moment.session, Attendance, ["round_id", "member"], rows)
    await cards.write_notices(moment, programme, round_, waiting)
    if len(waiting) == rules.NOTICES_AT_ONCE:
        await moment.later(Later.NOTICES, round_.id, moment.now)


async def gather(moment: Moment, round_id: int) -> None:
    """It is time: the channel is read a last time, and then the groups are made.

    After a long stillness the round is called off if it would leave less than half of its time.
    """
    round_ = await queries.round_of(moment, round_id)
    if round_ is None or round_.state is not rules.RoundState.OPEN:
        return
    programme = await moment.session.get_one(Programme, round_.programme_id)
    if not rules.still_makes_sense(moment.now, round_.meets_at, round_.ends_at):
        await miss(moment, programme, round_)
    elif programme.channel is not None:
        await sync_members(moment, programme.channel, Later.ROUND_DECIDES, round_.id)


async def run_now(moment: Moment, programme: Programme) -> Running | TooSoon:
    """*Run now*: an extra round of a locked programme, whose groups are made at once, without a notice before.

    A week lies between it and the channel's last round, whatever made that.
    """
    if programme.state is not RecurringState.RUNNING:
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
    """Return when a programme's next groups are made; None when nothing is planned."""
    return await coming_at(moment, programme) or programme.next_at


async def coming_at(moment: Moment, programme: Programme) -> datetime | None:
    """Return when the round meets that is announced and not decided yet; None when there is none."""
    announced = await queries.open_round(moment, programme)
    return announced.meets_at if announced is not None else None


async def is_channel_gone(moment: Moment, programme: Programme) -> bool:
    """Return whether the channel is archived, deleted or without Klatch; then the programme is paused."""
    is_lost = programme.channel is not None and await is_gone(moment, programme.channel)
    if is_lost:
        await channel_gone(moment, programme.channel or "")
    return is_lost


async def channel_gone(moment: Moment, channel: str) -> None:
    """Pause the random coffee of a channel, which is archived, deleted or without Klatch."""
    found = await queries.coffee_of(moment, channel)
    programme = found and await queries.programme_of(moment, found.id)
    if programme is not None and programme.lose_channel(moment.now):
        await call_off(moment, programme, rules.GroupOffReason.CHANNEL_GONE)


async def call_off(moment: Moment, programme: Programme, because: rules.GroupOffReason) -> None:
    """Take what a locked programme has announced back, and announce nothing more. Notices say so where they stand."""
    await plan_nothing(moment, programme, Later.ROUND_OPENS)
    announced = await queries.open_round(moment, programme)
    if announced is not None:
        await _call_off_round(moment, announced, because)
    await channel_cards.show_programme(moment, programme)


async def miss(moment: Moment, programme: Programme, round_: Round) -> None:
    """Call a locked round off that comes too late; its organizer is told."""
    await _call_off_round(moment, round_, rules.GroupOffReason.MISSED)
    await _tell_missed(moment, programme, round_.occurrence, round_.meets_at)


async def _call_off_round(moment: Moment, round_: Round, because: rules.GroupOffReason) -> None:
    round_.move(rules.RoundState.CALLED_OFF)
    round_.off = because
    waits = (Later.NOTICES, Later.ROUND_GATHERS, Later.ROUND_DECIDES, Later.ROUND_CLOSES)
    await moment.plan(round_.id, dict.fromkeys(waits))
    await moment.sweep(Later.SHOWS_NOTICES, round_.id)


async def _new_round(moment: Moment, programme: Programme, occurrence: str, meets_at: datetime) -> Round | None:
    """Open the round of an occurrence and return it; None when there is one already, whoever opened it."""
    programme.rounds += 1
    key = {"programme_id": programme.id, "occurrence": occurrence}
    is_new = await insert_once(
        moment.session,
        Round,
        list(key),
        **key,
        workspace=moment.workspace,
        number=programme.rounds,
        state=rules.RoundState.OPEN,
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
    """Return when the next round is announced for which there is time, at most four weeks on."""
    notices = (
        rules.notice_before(one.at, programme.zone.key) for one in occurrences(from_rule(programme.cadence), meets_at)
    )
    following = next((notice for notice in notices if notice >= meets_at + rules.MEETS_AT_LEAST), None)
    latest = meets_at + rules.MEETS_WITHIN
    return latest if following is None else min(latest, following)


async def _without_notice(moment: Moment, programme: Programme, round_: Round) -> Sequence[str]:
    has_one = exists().where(
        Attendance.round_id == round_.id,
        Attendance.member == Member.id,
        Attendance.is_noticed | Attendance.is_out,
    )
    waiting = taking_part(programme, round_.meets_at).where(~has_one).limit(rules.NOTICES_AT_ONCE)
    return (await moment.session.scalars(waiting.with_only_columns(Member.id))).all()


async def _tell_missed(moment: Moment, programme: Programme, occurrence: str, meets_at: datetime) -> None:
    organizer = await organizer_of(moment, programme)
    if organizer is not None:
        key = f"programme-{programme.id}/missed-{occurrence}"
        await moment.tell(to_members(organizer.id), key, partial(views.missed, programme=programme, meets_at=meets_at))
