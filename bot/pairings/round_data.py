"""The data that the groups of a round are made of: read from the database, and recorded."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import asdict
from itertools import combinations
from typing import Any

from sqlalchemy import func, select

from bot.database.inserts import insert_or_update_all
from bot.matching.round_input import ANY_WAY, SMALLEST_GROUP, Past, RoundInput, Rules, Two
from bot.moment import Moment
from bot.pairings.coffee.participants import free_for
from bot.pairings.lunch.rounds import free_for_lunch
from bot.pairings.models import Acquaintance, Group, Programme, Round, Seat
from bot.pairings.rules import ProgrammeKind
from bot.profiles.matching_input import described, kept_apart

TRIO = 3


async def read_round_input(moment: Moment, programme: Programme, round_: Round) -> RoundInput:
    """Return everyone who is free in a round, and all that decides whom they meet.

    Its seed is the round's: nothing about it changes if nothing about the members does.
    """
    ways = await _ways_of_the_free(moment, programme, round_)
    members = sorted(ways)
    known = await described(moment.session, moment.workspace, members)
    day = round_.meets_at.date()
    apart = await kept_apart(moment.session, moment.workspace, members) | await _together_before(moment, round_)
    return RoundInput(
        people=tuple(known[member].as_person(day, ways[member]) for member in members if member in known),
        rules=Rules(programme.size, programme.reach, frozenset(apart)),
        past=Past(await _met(moment, round_, members), await _trios(moment, programme, members)),
        seed=f"{moment.workspace}/{programme.id}/{round_.occurrence}",
    )


def as_record(found: RoundInput) -> dict[str, Any]:
    """Return the input of a round as plain data."""
    rules, past = found.rules, found.past
    return {
        "seed": found.seed,
        "people": [_plain(asdict(person)) for person in found.people],
        "rules": {"size": rules.size, "reach": rules.reach, "apart": sorted(sorted(two) for two in rules.apart)},
        "met": sorted([*sorted(two), rounds] for two, rounds in past.met.items()),
        "thirds": dict(sorted(past.thirds.items())),
    }


async def remember_met(moment: Moment, round_: Round, groups: Sequence[Sequence[str]]) -> None:
    """Remember for later rounds who was put together in this one."""
    rows = [
        {"programme_id": round_.programme_id, "one": one, "other": other, "round_number": round_.number}
        for members in groups
        for one, other in combinations(sorted(members), 2)
    ]
    await insert_or_update_all(moment.session, Acquaintance, ["programme_id", "one", "other"], rows)


async def _ways_of_the_free(moment: Moment, programme: Programme, round_: Round) -> Mapping[str, frozenset[str]]:
    """Return how each of those who are free would meet; for coffee nobody is asked that."""
    if programme.kind is ProgrammeKind.LUNCH:
        return await free_for_lunch(moment, programme, round_)
    free = await moment.session.scalars(free_for(programme, round_, max(moment.now, round_.meets_at)))
    return {member.id: ANY_WAY for member in free}


def _plain(values: Mapping[str, Any]) -> dict[str, Any]:
    return {name: sorted(value) if isinstance(value, frozenset) else value for name, value in values.items()}


async def _together_before(moment: Moment, round_: Round) -> set[Two]:
    """Return those whom this very round has put together already: they are not put together again."""
    seats = await moment.session.execute(
        select(Seat.group_id, Seat.member).join(Group, Group.id == Seat.group_id).where(Group.round_id == round_.id)
    )
    groups: dict[int, list[str]] = {}
    for group_id, member in seats:
        groups.setdefault(group_id, []).append(member)
    return {frozenset(two) for members in groups.values() for two in combinations(members, 2)}


async def _met(moment: Moment, round_: Round, members: Collection[str]) -> dict[Two, int]:
    """Return how many rounds ago each two of them were last put together."""
    present = set(members)
    rows = await moment.session.execute(
        select(Acquaintance.one, Acquaintance.other, Acquaintance.round_number).where(
            Acquaintance.programme_id == round_.programme_id, Acquaintance.round_number < round_.number
        )
    )
    return {
        frozenset((one, other)): round_.number - number
        for one, other, number in rows
        if one in present and other in present
    }


async def _trios(moment: Moment, programme: Programme, members: Collection[str]) -> dict[str, int]:
    """Return how often each of them was in a trio, where pairs are the rule."""
    if programme.size != SMALLEST_GROUP:
        return {}
    present = set(members)
    rows = await moment.session.execute(
        select(Seat.member, func.count())
        .join(Group, Group.id == Seat.group_id)
        .join(Round, Round.id == Group.round_id)
        .where(Round.programme_id == programme.id, Group.size == TRIO)
        .group_by(Seat.member)
    )
    return {member: count for member, count in rows if member in present}
