"""A round of many is decided at once and written page by page, whatever comes between two pages."""

import asyncio
import json
from collections import Counter
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import select

from bot.database.database import Database
from bot.matching.round_record import from_record
from bot.matching.rounds import decide
from bot.members.models import Member
from bot.pairings.actions import Later
from bot.pairings.coffee.participation import skip
from bot.pairings.group_pages import GROUPS_AT_ONCE
from bot.pairings.models import Decision, GroupPage
from bot.pairings.routes import routes
from bot.pairings.rules import REMATCH_WAIT, GroupState
from bot.profiles.profile import never_introduce
from bot.schedule.models import Due
from tests.databases import Sqlite, opened
from tests.pairings.crowd import ROUND, WORKSPACE, Crowd, announced

DECIDING = (Later.ROUND_DECIDES, Later.WRITES_GROUPS)
PAGES = 3
MANY = 2 * GROUPS_AT_ONCE * (PAGES - 1) + 6
"""So many people that their pairs take three pages."""


async def skips(crowd: Crowd, one: str) -> None:
    async with crowd.database.transaction() as session:
        member = await session.get_one(Member, (WORKSPACE, one))
        await skip(crowd.moment(session), member, ROUND)


async def is_nowhere_twice(crowd: Crowd) -> bool:
    counts = Counter(member for group in (await crowd.groups()).values() for member in group)
    return set(counts.values()) == {1}


@pytest.mark.parametrize(
    ("people", "size", "pages"), [(1, 2, 0), (7, 2, 1), (100, 2, 1), (101, 2, 1), (MANY, 2, 3), (220, 4, 2)]
)
async def test_groups_written_by_pages_are_those_that_were_decided_at_once(
    database: Database, people: int, size: int, pages: int
) -> None:
    crowd = await announced(database, people, size)
    assert await crowd.do_all(*DECIDING) == max(1, pages)

    async with database.transaction() as session:
        decisions = (await session.scalars(select(Decision))).all()
    assert len(decisions) == min(1, pages)
    made = [group for one in decisions for group in decide(from_record(one.gathering)).groups]
    written = await crowd.live_groups(GroupState.DECIDED)
    assert [tuple(members) for members in (await crowd.groups()).values()] == [group.members for group in made]
    assert [group.reasons for group in written] == [
        [[one.because, *one.detail] for one in group.reasons] for group in made
    ]
    assert {(group.made_at, group.decision) for group in written} <= {(crowd.clock.now(), 1)}


async def test_everybody_is_in_one_group_though_the_process_ends_after_each_page(database: Database) -> None:
    crowd = await announced(database, MANY)
    await crowd.do_next(*DECIDING)  # each by a worker that knows nothing of the one before
    for page in range(1, PAGES):
        assert len(await crowd.groups()) == page * GROUPS_AT_ONCE
        assert await crowd.do_next(*DECIDING)
    assert not await crowd.do_next(*DECIDING)
    assert await is_nowhere_twice(crowd)
    assert {member for group in (await crowd.groups()).values() for member in group} == set(crowd.people)


async def test_who_skips_between_two_pages_is_not_introduced_and_the_other_is_matched_again(database: Database) -> None:
    crowd = await announced(database, MANY)
    await crowd.do_next(*DECIDING)
    async with database.transaction() as session:
        last = (await session.scalars(select(GroupPage).order_by(GroupPage.number.desc()))).first()
    assert last is not None
    (ana, ben), (cleo, dev), *_ = (group["members"] for group in json.loads(last.groups))
    for one in (ana, cleo):
        await skips(crowd, one)
    await crowd.do_all(*DECIDING)
    crowd.clock.advance(REMATCH_WAIT)
    await crowd.do_all(*DECIDING)
    groups = (await crowd.groups()).values()
    assert tuple(sorted((ben, dev))) in groups
    assert not {ana, cleo} & {member for group in groups for member in group}


async def test_who_skips_after_their_page_drops_out_as_ever(database: Database) -> None:
    crowd = await announced(database, MANY)
    await crowd.do_next(*DECIDING)
    (first, *_) = (await crowd.groups()).values()
    await skips(crowd, first[0])
    await crowd.do_all(*DECIDING)
    assert len(await crowd.live_groups(GroupState.DISSOLVED)) == 1


async def test_nobody_is_matched_again_before_the_last_page_is_written(database: Database) -> None:
    crowd = await announced(database, MANY)
    await crowd.do_next(*DECIDING)
    async with database.transaction() as session:
        await crowd.moment(session).later(Later.ROUND_DECIDES, ROUND, crowd.clock.now() - timedelta(hours=1))
    await crowd.do_next(Later.ROUND_DECIDES)
    await crowd.do_all(*DECIDING)
    crowd.clock.advance(REMATCH_WAIT)
    await crowd.do_all(*DECIDING)
    assert await is_nowhere_twice(crowd)
    assert len(await crowd.groups()) == MANY // 2


async def test_pages_come_before_what_follows_from_them(database: Database) -> None:
    crowd = await announced(database, MANY)
    await crowd.do_next(*DECIDING)
    crowd.clock.advance(timedelta(seconds=1))
    await crowd.do_next(*DECIDING)
    async with database.transaction() as session:
        dues = select(Due.kind).where(Due.due_at <= crowd.clock.now()).order_by(Due.due_at, Due.id)
        kinds = list(await session.scalars(dues))
    assert kinds.index(Later.WRITES_GROUPS) == GROUPS_AT_ONCE
    assert len(kinds) == 2 * GROUPS_AT_ONCE + 1


async def test_who_would_rather_not_meet_since_the_groups_were_made_is_not_introduced(database: Database) -> None:
    crowd = await announced(database, 4)
    await crowd.do_all(*DECIDING)
    (ana, ben), other = (await crowd.groups()).values()
    async with database.transaction() as session:
        await never_introduce(crowd.moment(session), ben, ana)
    await crowd.do_all(Later.INTRODUCES)
    assert [group.address for group in await crowd.live_groups(GroupState.OPENING)] == [f"@{'+'.join(other)}"]
    assert len(await crowd.live_groups(GroupState.DISSOLVED)) == 1


async def test_a_round_is_decided_anew_when_somebody_leaves_while_its_groups_are_made(
    sqlite: Sqlite, tmp_path: Path
) -> None:
    """On SQLite alone, where all wait in line: whoever leaves comes after the first page has been read."""
    with sqlite.database(tmp_path) as url:
        async with opened(url) as database:
            crowd = await announced(database, 7)
            task = routes(database).tasks[Later.ROUND_DECIDES]
            async with database.transaction() as session:
                due = (await session.scalars(select(Due))).one()
                loaded = await task.load(crowd.moment(session).session, due, crowd.clock.now())
            matched, _ = await asyncio.gather(task.run(loaded), skips(crowd, crowd.people[0]))
            async with database.transaction() as session:
                await task.save(crowd.moment(session).session, due, matched, crowd.clock.now())
            assert await crowd.groups() == {}
            await crowd.do_all(*DECIDING)
            assert [len(group) for group in (await crowd.groups()).values()] == [2, 2, 2]


async def test_a_large_round_is_not_decided_anew_for_ever(database: Database) -> None:
    crowd = await announced(database, 8)
    task = routes(database).tasks[Later.ROUND_DECIDES]
    async with database.transaction() as session:
        due = (await session.scalars(select(Due))).one()
        loaded = await task.load(crowd.moment(session).session, due, crowd.clock.now())
    matched = replace(await task.run(loaded), is_outdated=True)
    crowd.clock.advance(REMATCH_WAIT)
    await skips(crowd, crowd.people[0])
    async with database.transaction() as session:
        await session.delete(due)
        await task.save(crowd.moment(session).session, due, matched, crowd.clock.now())
    assert len(await crowd.live_groups(GroupState.DECIDED)) == 3
    assert len(await crowd.live_groups(GroupState.DISSOLVED)) == 1
    crowd.clock.advance(REMATCH_WAIT)
    await crowd.do_all(*DECIDING)
    assert await is_nowhere_twice(crowd)
