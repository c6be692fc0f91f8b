"""Reading and keeping profiles, and the private lists of people who are never introduced to each other."""

from collections.abc import Iterable, Sequence
from typing import Any

from sqlalchemy import CompoundSelect, bindparam, select, union_all
from sqlalchemy.orm import InstrumentedAttribute

from bot.database.inserts import insert_once
from bot.database.marks import free_mark, marks_of
from bot.database.prepared import Prepared
from bot.matching.asks.mentors import CareerStage
from bot.moment import Moment
from bot.profiles.models import NeverPair, Profile


def _either(*columns: InstrumentedAttribute[str]) -> CompoundSelect[Any]:
    """Select these columns of the rows that one member chose, and of those that others chose about another."""
    # Not OR, and no condition but the mark, which is of one workspace: without statistics SQLite would rather read all
    # rows of the workspace.
    is_by = NeverPair.by.in_(bindparam("by", expanding=True))
    chosen = select(*columns).where(NeverPair.workspace == bindparam("workspace"), is_by)
    return union_all(chosen, select(*columns).where(NeverPair.whom.in_(bindparam("whom", expanding=True))))


_PAIRS = Prepared(_either(NeverPair.pair))
_PAIRS_AND_MARKS = _either(NeverPair.by, NeverPair.whom, NeverPair.pair)


_TEAMS = Prepared(
    select(Profile.member, Profile.team).where(
        Profile.workspace == bindparam("workspace"), Profile.member.in_(bindparam("members", expanding=True))
    )
)


async def profiles_of(moment: Moment, members: Iterable[str]) -> dict[str, Profile]:
    """Return the profiles of these members; a member who has told nothing has an empty one, not stored."""
    wanted = set(members)
    found = await moment.session.scalars(
        select(Profile).where(Profile.workspace == moment.workspace, Profile.member.in_(wanted))
    )
    profiles = {profile.member: profile for profile in found}
    return {member: profiles.get(member) or _empty(moment, member) for member in wanted}


async def teams_of(moment: Moment, members: Iterable[str]) -> dict[str, str]:
    """Return the teams of those of the members who have told theirs."""
    return dict(await _TEAMS.rows(moment.session, workspace=moment.workspace, members=sorted(members)))


async def profile_of(moment: Moment, member: str) -> Profile:
    """Return one member's profile."""
    return (await profiles_of(moment, [member]))[member]


async def introduce_myself(moment: Moment, member: str, *, team: str, place: str, stage: CareerStage | None) -> None:
    """Keep what a member tells about themselves; an empty field takes back what was there."""
    profile = await profile_of(moment, member)
    profile.team, profile.place, profile.stage = team, place, stage
    moment.session.add(profile)
    await moment.session.flush()


async def never_introduce(moment: Moment, member: str, other: str) -> None:
    """Never introduce the two to each other from now on. Private to ``member``; saying it twice is fine."""
    session, workspace, pair = moment.session, moment.workspace, f"{member} {other}"
    of_both = _marks_of_either(moment, member, other)
    rows = (await session.execute(_PAIRS_AND_MARKS, {"workspace": workspace, **of_both})).all()
    if any(row.pair == pair for row in rows):
        return
    marks = {
        "by": free_mark(session, NeverPair.by, workspace, member, [row.by for row in rows]),
        "whom": free_mark(session, NeverPair.whom, workspace, other, [row.whom for row in rows]),
    }
    key = {"workspace": workspace, **marks}
    await insert_once(session, NeverPair, list(key), **key, pair=pair)


async def rather_not_meet(moment: Moment, member: str, others: Iterable[str]) -> None:
    """Replace a member's own list. What the others chose about them stays, unseen."""
    wanted = {other for other in others if other != member}
    before = await rather_not_met(moment, member)
    for row in await _chosen_by(moment, member):
        if row.other not in wanted:
            await moment.session.delete(row)
    await moment.session.flush()
    for other in sorted(wanted - before):
        await never_introduce(moment, member, other)


async def rather_not_met(moment: Moment, member: str) -> set[str]:
    """Return the people whom this member themself would rather not meet. For their eyes only."""
    return {row.other for row in await _chosen_by(moment, member)}


async def kept_apart_from(moment: Moment, member: str) -> set[str]:
    """Return everyone who must not be introduced to this member, whoever of the two chose it."""
    of_member = _marks_of_either(moment, member, member)
    pairs = await _PAIRS.rows(moment.session, workspace=moment.workspace, **of_member)
    return {one for (pair,) in pairs for one in pair.split()} - {member}


async def _chosen_by(moment: Moment, member: str) -> Sequence[NeverPair]:
    marks = marks_of(moment.session, NeverPair.by, moment.workspace, member)
    found = await moment.session.scalars(
        select(NeverPair).where(NeverPair.workspace == moment.workspace, NeverPair.by.in_(marks))
    )
    return found.all()


def _marks_of_either(moment: Moment, by: str, whom: str) -> dict[str, list[str]]:
    session, workspace = moment.session, moment.workspace
    return {
        "by": marks_of(session, NeverPair.by, workspace, by),
        "whom": marks_of(session, NeverPair.whom, workspace, whom),
    }


def _empty(moment: Moment, member: str) -> Profile:
    return Profile(workspace=moment.workspace, member=member, team="", place="", stage=None, about="")
