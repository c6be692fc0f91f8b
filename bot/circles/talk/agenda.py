"""What stands on the agenda of a circle, in which order, and what others see of it by now."""

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from sqlalchemy import select

from bot.circles import queries
from bot.circles.models import AgendaTopic, Circle, CircleMember, Meeting
from bot.circles.rules import TopicState
from bot.circles.talk.votes import voters_of
from bot.moment import Moment


class TopicOnAgenda(NamedTuple):
    """A topic, and how many would like to talk about it."""

    topic: AgendaTopic
    votes: int


async def waiting(moment: Moment, circle: Circle) -> Sequence[TopicOnAgenda]:
    """What waits for the next meeting: most votes first, then what came first.

    The votes of those who are in the circle count: whoever leaves takes theirs along.
    """
    topics = await queries.waiting_topics(moment, circle)
    if not topics:
        return []
    in_circle = await moment.session.scalars(select(CircleMember.member).where(queries.belongs(circle)))
    return in_order(topics, set(in_circle))


def in_order(topics: Iterable[AgendaTopic], members: set[str]) -> Sequence[TopicOnAgenda]:
    """Topics as an agenda has them, with the votes of these members."""
    standings = [TopicOnAgenda(topic, len(members & voters_of(topic))) for topic in topics]
    return sorted(standings, key=lambda standing: (-standing.votes, standing.topic.id))


def as_shown(standings: Sequence[TopicOnAgenda]) -> list[list[int]]:
    """Standings as a meeting remembers what is shown of its agenda."""
    return [[standing.topic.id, standing.votes] for standing in standings]


async def published(moment: Moment, meeting: Meeting) -> Sequence[TopicOnAgenda]:
    """What the announcement of a meeting shows, in its order; or, once it is over, what was talked about."""
    if not meeting.agenda:
        return []
    shown = [topic_id for topic_id, _ in meeting.agenda]
    found = await moment.session.scalars(
        select(AgendaTopic).where(AgendaTopic.id.in_(shown)).execution_options(populate_existing=True)
    )
    topics = {topic.id: topic for topic in found}
    return [TopicOnAgenda(topics[topic_id], votes) for topic_id, votes in meeting.agenda]


async def topic_of(moment: Moment, topic_id: int) -> tuple[Circle, AgendaTopic] | None:
    """A topic of this workspace and its circle, which is locked; None when there is none."""
    circle_id = await moment.session.scalar(
        select(AgendaTopic.circle_id).where(AgendaTopic.workspace == moment.workspace, AgendaTopic.id == topic_id)
    )
    circle = await queries.circle_of(moment, circle_id) if circle_id is not None else None
    if circle is None:
        return None
    return circle, await moment.session.get_one(AgendaTopic, topic_id, populate_existing=True)


def is_waiting(topic: AgendaTopic) -> bool:
    """Whether a topic stands on the agenda of the next meeting."""
    return topic.state is TopicState.WAITING
