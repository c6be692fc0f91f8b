"""The topics on a circle's agenda, in their order, with their votes; and the agenda as one member sees it."""

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from sqlalchemy import select

from bot.circles import queries
from bot.circles.models import AgendaTopic, Circle, CircleMember, Meeting
from bot.circles.rules import TOPICS_IN_A_FORM, TopicState
from bot.circles.views.agenda import Agenda, AgendaEntry
from bot.database.prepared import Prepared
from bot.members.models import Member
from bot.moment import Moment

_WIDTH = 32
"""Every voter takes as much room as any other: what is encrypted shows its length, and ids differ in theirs."""


_IN_CIRCLE = Prepared(select(CircleMember.member).where(queries.BELONGS))


class TopicOnAgenda(NamedTuple):
    """A topic, and how many would like to talk about it."""

    topic: AgendaTopic
    votes: int


async def waiting(moment: Moment, circle: Circle) -> Sequence[TopicOnAgenda]:
    """Return the topics that wait for the next meeting: most votes first, then the oldest.

    The votes of those who are in the circle count: whoever leaves takes theirs along.
    """
    topics = await queries.waiting_topics(moment, circle)
    if not topics:
        return []
    in_circle = await _IN_CIRCLE.rows(moment.session, circle=circle.id)
    return in_order(topics, {member for (member,) in in_circle})


def in_order(topics: Iterable[AgendaTopic], members: set[str]) -> Sequence[TopicOnAgenda]:
    """Return topics in the order of an agenda, with the votes of these members."""
    counted = [TopicOnAgenda(topic, len(members & voters_of(topic))) for topic in topics]
    return sorted(counted, key=lambda one: (-one.votes, one.topic.id))


def as_published(topics: Sequence[TopicOnAgenda]) -> list[list[int]]:
    """Return topics as a meeting keeps what is published of its agenda: id and votes of each."""
    return [[one.topic.id, one.votes] for one in topics]


async def published(moment: Moment, meeting: Meeting) -> Sequence[TopicOnAgenda]:
    """Return the topics in the announcement of a meeting, in its order; once it is over, those talked about."""
    if not meeting.agenda:
        return []
    ids = [topic_id for topic_id, _ in meeting.agenda]
    found = await queries.rows(moment, select(AgendaTopic).where(AgendaTopic.id.in_(ids)))
    topics = {topic.id: topic for topic in found}
    return [TopicOnAgenda(topics[topic_id], votes) for topic_id, votes in meeting.agenda]


async def waiting_topic(moment: Moment, topic_id: int) -> tuple[Circle, AgendaTopic] | None:
    """Return a topic of this workspace that waits for the next meeting, and its circle, which is locked."""
    circle_id = await moment.session.scalar(
        select(AgendaTopic.circle_id).where(AgendaTopic.workspace == moment.workspace, AgendaTopic.id == topic_id)
    )
    circle = await queries.circle_of(moment, circle_id) if circle_id is not None else None
    if circle is None:
        return None
    topic = await moment.session.get_one(AgendaTopic, topic_id, populate_existing=True)
    return (circle, topic) if topic.state is TopicState.WAITING else None


def voters_of(topic: AgendaTopic) -> set[str]:
    """Return the members who voted for a topic."""
    return {voter.rstrip() for voter in topic.voters["members"]}


def as_secret(voters: Iterable[str]) -> dict[str, list[str]]:
    """Return voters as a topic keeps them, in an order that tells nothing of when they voted."""
    return {"members": [voter.ljust(_WIDTH) for voter in sorted(voters)]}


async def agenda_for(moment: Moment, member: Member, circle: Circle) -> Agenda:
    """Return the agenda as a member sees it when they open it, with what they may do."""
    meeting = await queries.current_meeting(moment, circle)
    entries = [_entry(one, member.id) for one in await waiting(moment, circle)]
    listed = entries[:TOPICS_IN_A_FORM] + [entry for entry in entries[TOPICS_IN_A_FORM:] if entry.is_own]
    return Agenda(
        circle=circle,
        starts_at=meeting.starts_at if meeting is not None else circle.next_at,
        entries=listed,
        hidden=len(entries) - len(listed),
        is_in=await queries.is_in(moment, circle, member.id),
        may_take_off=await may_take_off(moment, member, circle),
    )


async def may_take_off(moment: Moment, member: Member, circle: Circle) -> bool:
    """Return whether a member may take others' topics off: the next host, and who may change the circle."""
    meeting = await queries.current_meeting(moment, circle)
    is_host = meeting is not None and meeting.hosted_by == member.id
    return is_host or await queries.may_change(moment, circle, member)


def _entry(one: TopicOnAgenda, reader: str) -> AgendaEntry:
    topic = one.topic
    return AgendaEntry(
        topic=topic.id,
        words=topic.words,
        votes=one.votes,
        suggester=topic.suggester if topic.shows_name else None,
        is_own=topic.suggester == reader,
        has_voted=reader in voters_of(topic),
        carried_over=topic.carried_over,
    )
