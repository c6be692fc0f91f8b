"""The data that the groups of a round are made of, read from the database; and who was put together, for later rounds.

A large round takes seconds to read. It is read page by page, each in a short transaction of its own, so that others go
between; whoever changes their mind meanwhile is seen to when the groups are written.
"""

from collections.abc import AsyncIterator, Collection, Iterator, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import datetime
from itertools import combinations
from typing import TypeVar

from sqlalchemy import func, select

from bot.confinement import confine
from bot.database.database import Database
from bot.database.inserts import insert_or_update_all
from bot.matching.round_input import ANY_WAY, SMALLEST_GROUP, Past, Person, RoundInput, Rules, Two
from bot.members.models import Member
from bot.moment import Moment
from bot.pairings.coffee.participants import free_for
from bot.pairings.lunch.rounds import free_for_lunch
from bot.pairings.models import Acquaintance, Group, Programme, Round, Seat
from bot.pairings.rules import ProgrammeKind
from bot.profiles.matching_input import described, kept_apart

TRIO = 3
MEMBERS_AT_ONCE = 100
"""Members of whom everything is read in one transaction: some have met a hundred others."""
ROUNDS_AT_ONCE = 5
"""Rounds whose trios are counted in one transaction: each may have thousands of groups."""

ItemT = TypeVar("ItemT")


@dataclass(frozen=True, slots=True)
class RoundToDecide:
    """A round and its programme, as they were when its groups were asked for. They are read, and not changed."""

    programme: Programme
    round_: Round
    now: datetime

    @asynccontextmanager
    async def short_transaction(self, database: Database) -> AsyncIterator[Moment]:
        """Open a short transaction in which some of it is read."""
        async with database.transaction() as session:
            confine(session, self.round_.workspace)
            yield Moment(session, self.round_.workspace, self.now, seed="")

    async def ways_of_the_free(self, database: Database) -> Mapping[str, frozenset[str]]:
        """Return how each of those who are free now would meet; for coffee nobody is asked that."""
        async with self.short_transaction(database) as moment:
            if self.programme.kind is ProgrammeKind.LUNCH:
                return await free_for_lunch(moment, self.programme, self.round_)
            return dict.fromkeys(await _free_for_coffee(moment, self.programme, self.round_), ANY_WAY)


async def read_round_input(database: Database, wanted: RoundToDecide) -> RoundInput:
    """Return everyone who is free in a round, and all that decides whom they meet.

    Its seed is the round's: nothing about it changes if nothing about the members does.
    """
    programme, round_ = wanted.programme, wanted.round_
    ways = await wanted.ways_of_the_free(database)
    async with wanted.short_transaction(database) as moment:
        apart = await kept_apart(moment.session, moment.workspace, ways) | await _together_before(moment, round_)
    people, met = await _people(database, wanted, ways)
    return RoundInput(
        people=tuple(people),
        rules=Rules(programme.size, programme.reach, frozenset(apart)),
        past=Past(met, await _trios(database, wanted, ways)),
        seed=f"{round_.workspace}/{programme.id}/{round_.occurrence}",
    )


async def still_free(moment: Moment, programme: Programme, round_: Round, among: Sequence[str]) -> Collection[str]:
    """Return those of these members who are free for a locked round; for a lunch, all who are free."""
    if programme.kind is ProgrammeKind.LUNCH:
        return await free_for_lunch(moment, programme, round_)
    return await _free_for_coffee(moment, programme, round_, among)


async def remember_met(moment: Moment, round_: Round, groups: Sequence[Sequence[str]]) -> None:
    """Remember for later rounds who was put together in this one."""
    rows = [
        {"programme_id": round_.programme_id, "one": one, "other": other, "round_number": round_.number}
        for members in groups
        for one, other in combinations(sorted(members), 2)
    ]
    await insert_or_update_all(moment.session, Acquaintance, ["programme_id", "one", "other"], rows)


def pages(items: Sequence[ItemT], at_once: int) -> Sequence[Sequence[ItemT]]:
    """Return the items in pages of so many; the last may have fewer, and of no items there is none."""
    return [items[start : start + at_once] for start in range(0, len(items), at_once)]


async def _free_for_coffee(
    moment: Moment, programme: Programme, round_: Round, among: Sequence[str] | None = None
) -> Sequence[str]:
    free = free_for(programme, round_, max(moment.now, round_.meets_at)).with_only_columns(Member.id)
    return (await moment.session.scalars(free if among is None else free.where(Member.id.in_(among)))).all()


async def _people(
    database: Database, wanted: RoundToDecide, ways: Mapping[str, frozenset[str]]
) -> tuple[list[Person], dict[Two, int]]:
    """Return the people in the order of their ids, and how many rounds ago each two of them were last together."""
    people, met, day = list[Person](), dict[Two, int](), wanted.round_.meets_at.date()
    for members in pages(sorted(ways), MEMBERS_AT_ONCE):
        async with wanted.short_transaction(database) as moment:
            known = await described(moment.session, moment.workspace, members)
            met |= await _met(moment, wanted.round_, members, ways)
        people += [known[member].as_person(day, ways[member]) for member in members if member in known]
    return people, met


async def _together_before(moment: Moment, round_: Round) -> set[Two]:
    """Return those whom this very round has put together already: they are not put together again."""
    seats = await moment.session.execute(
        select(Seat.group_id, Seat.member).join(Group, Group.id == Seat.group_id).where(Group.round_id == round_.id)
    )
    groups: dict[int, list[str]] = {}
    for group_id, member in seats:
        groups.setdefault(group_id, []).append(member)
    return {frozenset(two) for members in groups.values() for two in combinations(members, 2)}


async def _met(
    moment: Moment, round_: Round, members: Collection[str], present: Collection[str]
) -> Iterator[tuple[Two, int]]:
    """Return how many rounds ago these members were last together with others who are present and sort after them."""
    rows = await moment.session.execute(
        select(Acquaintance.one, Acquaintance.other, Acquaintance.round_number).where(
            Acquaintance.programme_id == round_.programme_id,
            Acquaintance.one.in_(members),
            Acquaintance.round_number < round_.number,
        )
    )
    return ((frozenset((one, other)), round_.number - number) for one, other, number in rows if other in present)


async def _trios(database: Database, wanted: RoundToDecide, present: Collection[str]) -> dict[str, int]:
    """Return how often each of those present was in a trio, where pairs are the rule."""
    counts: dict[str, int] = {}
    if wanted.programme.size != SMALLEST_GROUP:
        return counts
    async with wanted.short_transaction(database) as moment:
        of_it = select(Round.id).where(Round.programme_id == wanted.programme.id).order_by(Round.id)
        rounds = (await moment.session.scalars(of_it)).all()
    for some in pages(rounds, ROUNDS_AT_ONCE):
        async with wanted.short_transaction(database) as moment:
            rows = await moment.session.execute(
                select(Seat.member, func.count())
                .join(Group, Group.id == Seat.group_id)
                .where(Group.round_id.in_(some), Group.size == TRIO)
                .group_by(Seat.member)
            )
            for member, count in rows:
                counts[member] = counts.get(member, 0) + count
    return {member: count for member, count in counts.items() if member in present}
