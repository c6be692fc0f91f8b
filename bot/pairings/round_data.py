"""What a round is decided on, taken from the database, and written down for who asks why."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import asdict
from typing import Any

from sqlalchemy import func, select

from bot.matching.round_input import ANY_WAY, SMALLEST_GROUP, Past, RoundInput, Rules, Two
from bot.moment import Moment
from bot.pairings.models import Acquaintance, Group, Programme, Round, Seat
from bot.profiles.matching_input import described, kept_apart

TRIO = 3


async def gathering_of(
    moment: Moment, programme: Programme, round_: Round, ways: Mapping[str, frozenset[str]]
) -> RoundInput:
    """Everything that decides who meets whom among these members, by how each of them would meet.

    Its seed is the round's: nothing about it changes if nothing about the members does.
    """
    members = sorted(ways)
    known = await described(moment.session, moment.workspace, members)
    day = round_.meets_at.date()
    apart = await kept_apart(moment.session, moment.workspace, members) | await _together_before(moment, round_)
    return RoundInput(
        people=tuple(known[member].as_person(day, ways[member]) for member in members if member in known),
        rules=Rules(programme.size, programme.reach, frozenset(apart)),
        past=Past(await _met(moment, programme, round_, members), await _thirds(moment, programme, members)),
        seed=f"{moment.workspace}/{programme.id}/{round_.occurrence}",
    )


def in_any_way(members: Iterable[str]) -> dict[str, frozenset[str]]:
    """Members who did not choose how they would meet."""
    return dict.fromkeys(members, ANY_WAY)


def written_down(gathering: RoundInput) -> dict[str, Any]:
    """A gathering as plain data, for the record."""
    rules, past = gathering.rules, gathering.past
    return {
        "seed": gathering.seed,
        "people": [_plain(asdict(person)) for person in gathering.people],
        "rules": {"size": rules.size, "reach": rules.reach, "apart": sorted(sorted(two) for two in rules.apart)},
        "met": sorted([*sorted(two), rounds] for two, rounds in past.met.items()),
        "thirds": dict(sorted(past.thirds.items())),
    }


def _plain(values: Mapping[str, Any]) -> dict[str, Any]:
    return {name: sorted(value) if isinstance(value, frozenset) else value for name, value in values.items()}


async def _together_before(moment: Moment, round_: Round) -> set[Two]:
    """Those whom this very round has put together already: they are not put together again."""
    seats = await moment.session.execute(
        select(Seat.group_id, Seat.member).join(Group, Group.id == Seat.group_id).where(Group.round_id == round_.id)
    )
    tables: dict[int, list[str]] = {}
    for group_id, member in seats:
        tables.setdefault(group_id, []).append(member)
    return {
        frozenset((one, other)) for members in tables.values() for one in members for other in members if one != other
    }


async def _met(moment: Moment, programme: Programme, round_: Round, members: Collection[str]) -> dict[Two, int]:
    """How many rounds ago each two of them were last put together."""
    present = set(members)
    rows = await moment.session.execute(
        select(Acquaintance.one, Acquaintance.other, Acquaintance.round_number).where(
            Acquaintance.programme_id == programme.id, Acquaintance.round_number < round_.number
        )
    )
    return {
        frozenset((one, other)): round_.number - number
        for one, other, number in rows
        if one in present and other in present
    }


async def _thirds(moment: Moment, programme: Programme, members: Collection[str]) -> dict[str, int]:
    """How often each of them was in a trio, where pairs are the rule."""
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
