"""Pausing, resuming and ending: the same for random coffee and circles, for those who look after them."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any

import pytest

from bot.circles.actions import Later as CircleLater
from bot.circles.models import Circle
from bot.circles.organizing.changing import CIRCLES
from bot.members.models import Member
from bot.moment import Moment
from bot.pairings.actions import Later as PairingLater
from bot.pairings.models import Programme
from bot.pairings.organizing.programmes import COFFEES, PROGRAMMES
from bot.pairings.rules import ProgrammeKind
from bot.recurring.outcomes import UpkeepRefusal
from bot.recurring.rules import RecurringState
from bot.recurring.upkeep import Upkeep
from playground import Channel, Person
from tests.circles.klatch import known, open_klatch
from tests.library import Library
from tests.pairings.cafe import open_cafe
from tests.pairings.lunchroom import join

pytestmark = pytest.mark.either_database

RUNNING, PAUSED, ENDED = RecurringState.RUNNING, RecurringState.PAUSED, RecurringState.ENDED


@dataclass(frozen=True)
class Kept:
    """Something that recurs in a channel, and who set it up."""

    library: Library
    upkeep: Upkeep[Any]
    table: type[Programme] | type[Circle]
    announces: str
    id: int
    channel: Channel
    owner: Person

    async def row(self) -> Programme | Circle:
        (found,) = [one for one in await self.library.rows(self.table) if one.id == self.id]
        return found

    async def act(self, use_case: Callable[[Moment, Member, int], Awaitable[Any]], person: Person) -> Any:
        await known(self.library, person)
        async with self.library.klatch.database.transaction() as session:
            moment = Moment(session, self.library.playground.workspace.team_id, self.library.clock.now(), "kept")
            member = await session.get_one(Member, (moment.workspace, person.id))
            done = await use_case(moment, member, self.id)
        await self.library.settle()
        return done


async def open_coffee(library: Library) -> Kept:
    people = [library.person(name) for name in ("Ana Moss", "Ben Moss", "Cleo Moss", "Dev Moss")]
    cafe = await open_cafe(library, people)
    return Kept(library, COFFEES, Programme, PairingLater.ROUND_OPENS, cafe.programme, cafe.channel, people[0])


async def open_circle(library: Library) -> Kept:
    people = [library.person(name) for name in ("Ana Moss", "Ben Moss", "Cleo Moss", "Dev Moss")]
    klatch = await open_klatch(library, people)
    return Kept(library, CIRCLES, Circle, CircleLater.ANNOUNCES, klatch.circle, klatch.channel, people[0])


KINDS = pytest.mark.parametrize("opened", [open_coffee, open_circle])
Open = Callable[[Library], Awaitable[Kept]]


async def is_planned(kept: Kept) -> bool:
    """Whether something is announced later: then there is a due row for it."""
    row = await kept.row()
    assert (row.next_key is None) is (row.next_at is None)
    assert row.next_at is None or await kept.library.due(kept.announces)
    return row.next_at is not None


@KINDS
async def test_it_goes_through_its_states_and_is_planned_while_it_runs(library: Library, opened: Open) -> None:
    kept = await opened(library)
    upkeep, owner = kept.upkeep, kept.owner
    assert await is_planned(kept)
    steps = [
        (upkeep.resume, UpkeepRefusal.DONE_BEFORE, RUNNING),
        (upkeep.pause, None, PAUSED),
        (upkeep.pause, UpkeepRefusal.DONE_BEFORE, PAUSED),
        (upkeep.resume, None, RUNNING),
        (upkeep.pause, None, PAUSED),
        (upkeep.end, None, ENDED),
        (upkeep.end, UpkeepRefusal.OVER, ENDED),
        (upkeep.resume, UpkeepRefusal.OVER, ENDED),
        (upkeep.pause, UpkeepRefusal.OVER, ENDED),
        (upkeep.to_change, UpkeepRefusal.OVER, ENDED),
    ]
    for use_case, refused, state in steps:
        done = await kept.act(use_case, owner)
        assert (done if isinstance(done, UpkeepRefusal) else None) is refused
        assert (await kept.row()).state is state
        assert await is_planned(kept) is (state is RUNNING)


@KINDS
async def test_nobody_else_can_do_any_of_it(library: Library, opened: Open) -> None:
    kept = await opened(library)
    stranger = library.person("Sam Stranger")
    for use_case in (kept.upkeep.pause, kept.upkeep.resume, kept.upkeep.end, kept.upkeep.to_change):
        assert await kept.act(use_case, stranger) is UpkeepRefusal.NOT_YOURS
    assert (await kept.row()).state is RUNNING
    unknown = await kept.act(lambda moment, member, _: kept.upkeep.pause(moment, member, 4_000), stranger)
    assert unknown is UpkeepRefusal.OVER


@KINDS
async def test_a_channel_that_is_gone_has_it_stand_still_until_klatch_is_back(library: Library, opened: Open) -> None:
    kept = await opened(library)
    admin = library.person("Ada Admin", admin=True)
    await library.playground.remove_bot(kept.channel)
    await library.settle()
    row = await kept.row()
    assert row.state is PAUSED
    assert row.gone_at is not None
    assert not await is_planned(kept)
    assert await kept.act(kept.upkeep.resume, admin) is UpkeepRefusal.KLATCH_NOT_THERE
    await library.playground.invite_bot(kept.channel, kept.owner)
    await library.settle()
    await library.pass_time(hours=1)
    assert not isinstance(await kept.act(kept.upkeep.resume, kept.owner), UpkeepRefusal)
    assert (await kept.row()).state is RUNNING
    assert await is_planned(kept)


@KINDS
async def test_it_follows_its_channel_to_another_id(library: Library, opened: Open) -> None:
    kept = await opened(library)
    before = (await kept.row()).channel
    await library.playground.change_id(kept.channel)
    await library.settle()
    assert before != (await kept.row()).channel == kept.channel.id


@KINDS
async def test_those_of_the_channel_where_somebody_asks_come_first_and_only_theirs(
    library: Library, opened: Open
) -> None:
    kept = await opened(library)
    other = await opened(library)
    things = [await kept.row(), await other.row()]

    def of(channel: str) -> Callable[[Moment, Member, int], Awaitable[Any]]:
        return lambda moment, member, _: kept.upkeep.of(moment, member, things, channel)

    admin, stranger = library.person("Ada Admin", admin=True), library.person("Sam Stranger")
    for first, second in ((kept, other), (other, kept)):
        assert [one.id for one in await kept.act(of(first.channel.id), admin)] == [first.id, second.id]
        assert [one.id for one in await kept.act(of(second.channel.id), first.owner)] == [first.id]
    assert await kept.act(of(kept.channel.id), stranger) == []


async def test_just_lunch_is_paused_and_resumed_and_nobody_ends_it(library: Library) -> None:
    ana, admin = library.person("Ana Moss"), library.person("Ada Admin", admin=True)
    await join(library, ana)
    (lunch,) = [one for one in await library.rows(Programme) if one.kind is ProgrammeKind.LUNCH]
    kept = Kept(library, COFFEES, Programme, "", lunch.id, library.playground.add_channel("none", [ana]), ana)
    assert await kept.act(COFFEES.end, ana) is UpkeepRefusal.NOT_YOURS
    assert await kept.act(COFFEES.end, admin) is UpkeepRefusal.OVER
    for use_case, state in ((PROGRAMMES.pause, PAUSED), (PROGRAMMES.resume, RUNNING)):
        assert not isinstance(await kept.act(use_case, admin), UpkeepRefusal)
        assert (await kept.row()).state is state
