"""The profiles of many members at once, as a round of introductions is decided on them, in a few statements."""

from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date
from typing import TypeVarTuple
from zoneinfo import ZoneInfo

from sqlalchemy import Row, Select, and_, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import InstrumentedAttribute

from bot.matching.asks.mentors import CareerStage
from bot.matching.round_input import ANY_WAY, Person, Two
from bot.members.models import Member
from bot.profiles.models import Interest, MemberValue, NeverPair, Profile
from bot.profiles.values import Value
from bot.profiles.working_hours import half_hours_at_work
from bot.topics.catalogue import TopicName
from bot.topics.models import Topic

ColumnsT = TypeVarTuple("ColumnsT")

AT_ONCE = 5_000
"""Members in one statement: SQLite takes 32,766 values in one, PostgreSQL 65,535."""


@dataclass(frozen=True, slots=True)
class Described:
    """A member of the workspace, and what they have told about themselves. Empty or None is not known."""

    member: str
    name: str
    zone: ZoneInfo
    may_take_part: bool
    """False for bots, guests, people of other organizations and people who have left."""
    team: str
    place: str
    stage: CareerStage | None
    topics: tuple[TopicName, ...]
    """What they would like to talk about, by name."""
    values: frozenset[Value]
    title: str
    """What they say they do, from their Slack profile."""
    about: str
    """A line in their own words, to be shown to people to whom they are introduced."""

    def as_person(self, day: date, ways: frozenset[str] = ANY_WAY) -> Person:
        """Return the same as matching sees it, on a day; ``ways`` are how they would meet."""
        return Person(
            key=self.member,
            team=self.team,
            place=self.place,
            stage=self.stage,
            topics=frozenset(topic.name for topic in self.topics),
            values=frozenset(str(value) for value in self.values),
            hours=half_hours_at_work(self.zone, day),
            ways=ways,
        )


async def described(session: AsyncSession, workspace: str, members: Collection[str]) -> dict[str, Described]:
    """Return these members, by their ids; those who are not in the directory are missing."""
    topics, values = await _topics(session, workspace, members), await _values(session, workspace, members)
    profiles = (
        select(Member, Profile.team, Profile.place, Profile.stage, Profile.about)
        .outerjoin(Profile, and_(Profile.workspace == Member.workspace, Profile.member == Member.id))
        .where(Member.workspace == workspace)
    )
    return {
        member.id: Described(
            member=member.id,
            name=member.name,
            zone=member.zone,
            may_take_part=member.may_take_part,
            team=team or "",
            place=place or "",
            stage=stage,
            topics=tuple(sorted(topics[member.id], key=lambda topic: (topic.name.casefold(), topic.id))),
            values=frozenset(values[member.id]),
            title=member.title,
            about=about or "",
        )
        for member, team, place, stage, about in await _rows(session, profiles, Member.id, members)
    }


async def kept_apart(session: AsyncSession, workspace: str, members: Collection[str]) -> set[Two]:
    """Return every two of these members who must not be introduced to each other, whoever of them chose it."""
    if not members:
        return set()
    pairs = await session.scalars(select(NeverPair.pair).where(NeverPair.workspace == workspace))
    return {two for two in (frozenset(pair.split()) for pair in pairs) if two.issubset(members)}


async def _topics(session: AsyncSession, workspace: str, members: Collection[str]) -> Mapping[str, set[TopicName]]:
    interests = select(Interest.member, Topic.id, Topic.name).join(Topic, Topic.id == Interest.topic_id)
    found = interests.where(Interest.workspace == workspace)
    topics: defaultdict[str, set[TopicName]] = defaultdict(set)
    for member, topic_id, name in await _rows(session, found, Interest.member, members):
        topics[member].add(TopicName(topic_id, name))
    return topics


async def _values(session: AsyncSession, workspace: str, members: Collection[str]) -> Mapping[str, set[Value]]:
    found = select(MemberValue.member, MemberValue.value).where(MemberValue.workspace == workspace)
    values: defaultdict[str, set[Value]] = defaultdict(set)
    for member, value in await _rows(session, found, MemberValue.member, members):
        values[member].add(value)
    return values


async def _rows(
    session: AsyncSession, found: Select[*ColumnsT], whose: InstrumentedAttribute[str], members: Collection[str]
) -> list[Row[*ColumnsT]]:
    everyone = sorted(set(members))
    parts = (everyone[start : start + AT_ONCE] for start in range(0, len(everyone), AT_ONCE))
    return [row for some in parts for row in await session.execute(found.where(whose.in_(some)))]
