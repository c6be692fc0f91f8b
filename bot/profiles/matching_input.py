"""Getting to know many members at once: what a round of introductions is decided on, read in a few statements."""

from collections import defaultdict
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import date
from zoneinfo import ZoneInfo

from sqlalchemy import and_, select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.matching.asks.mentors import CareerStage
from bot.matching.round_input import ANY_WAY, Person, Two
from bot.members.models import Member
from bot.profiles.models import Interest, MemberValue, NeverPair, Profile
from bot.profiles.values import Value
from bot.profiles.working_hours import half_hours_at_work
from bot.topics.catalogue import TopicName
from bot.topics.models import Topic

AT_ONCE = 5_000
"""Members in one statement: SQLite takes 32,766 values in one, PostgreSQL 65,535."""


@dataclass(frozen=True, slots=True)
class Described:
    """A member of the workspace, and what they have told about themselves. What is empty or None is not known."""

    member: str
    name: str
    time_zone: str
    may_take_part: bool
    """False for bots, guests, people of other organizations and who has left the workspace."""
    team: str
    place: str
    stage: CareerStage | None
    topics: tuple[TopicName, ...]
    """What they would like to talk about, by name."""
    values: frozenset[Value]
    title: str
    """What they say they do, from their Slack profile."""
    about: str
    """A line in their own words, to be shown to whom they are introduced to."""

    @property
    def zone(self) -> ZoneInfo:
        """Their time zone; UTC where Slack names one that this machine does not know."""
        return Member(time_zone=self.time_zone).zone

    def as_person(self, day: date, ways: frozenset[str] = ANY_WAY) -> Person:
        """The same as matching sees it, on a day, by how they would meet."""
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
    """These members, by their ids; whoever is not in the directory is missing."""
    topics, values = await _topics(session, workspace, members), await _values(session, workspace, members)
    found: dict[str, Described] = {}
    for some in _in_turn(members):
        rows = await session.execute(
            select(Member, Profile.team, Profile.place, Profile.stage, Profile.about)
            .outerjoin(Profile, and_(Profile.workspace == Member.workspace, Profile.member == Member.id))
            .where(Member.workspace == workspace, Member.id.in_(some))
        )
        for member, team, place, stage, about in rows:
            found[member.id] = Described(
                member=member.id,
                name=member.name,
                time_zone=member.time_zone,
                may_take_part=member.may_take_part,
                team=team or "",
                place=place or "",
                stage=stage,
                topics=tuple(sorted(topics[member.id], key=lambda topic: (topic.name.casefold(), topic.id))),
                values=frozenset(values[member.id]),
                title=member.title,
                about=about or "",
            )
    return found


async def kept_apart(session: AsyncSession, workspace: str, members: Collection[str]) -> set[Two]:
    """Every two among these members who must not be introduced to each other, whoever of them chose it."""
    if not members:
        return set()
    pairs = await session.scalars(select(NeverPair.pair).where(NeverPair.workspace == workspace))
    return {two for two in (frozenset(pair.split()) for pair in pairs) if two.issubset(members)}


async def _topics(session: AsyncSession, workspace: str, members: Collection[str]) -> defaultdict[str, set[TopicName]]:
    topics: defaultdict[str, set[TopicName]] = defaultdict(set)
    for some in _in_turn(members):
        rows = await session.execute(
            select(Interest.member, Topic.id, Topic.name)
            .join(Topic, Topic.id == Interest.topic_id)
            .where(Interest.workspace == workspace, Interest.member.in_(some))
        )
        for member, topic_id, name in rows:
            topics[member].add(TopicName(topic_id, name))
    return topics


async def _values(session: AsyncSession, workspace: str, members: Collection[str]) -> defaultdict[str, set[Value]]:
    values: defaultdict[str, set[Value]] = defaultdict(set)
    for some in _in_turn(members):
        rows = await session.execute(
            select(MemberValue.member, MemberValue.value).where(
                MemberValue.workspace == workspace, MemberValue.member.in_(some)
            )
        )
        for member, value in rows:
            values[member].add(value)
    return values


def _in_turn(members: Collection[str]) -> Iterator[list[str]]:
    everyone = sorted(set(members))
    return (everyone[start : start + AT_ONCE] for start in range(0, len(everyone), AT_ONCE))
