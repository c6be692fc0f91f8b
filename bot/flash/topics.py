"""The workspace's own list of topics, begun with a starter set and grown by its members."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache

from sqlalchemy import func, select

from bot.flash.models import MentorTopic, Topic
from bot.flash.starter_topics import starter_topics
from bot.matching.suggestions import Topic as SuggestibleTopic
from bot.matching.suggestions import TopicIndex
from bot.matching.topics import same_topic, topic_key
from bot.moment import Moment

TOPICS_SUGGESTED = 3
TOPICS_SHOWN = 1_000
"""Ten groups of a hundred options: far below a menu's limit, and a form stays under Slack's 250 KB."""


@dataclass(frozen=True, slots=True)
class TopicName:
    """A topic as a form shows it."""

    id: int
    name: str


async def topic_names(moment: Moment) -> list[TopicName]:
    """The topics to choose from, by name; the most volunteered for, where there are too many for a form."""
    volunteers = func.count(MentorTopic.mentor_id)
    found = await moment.session.execute(
        select(Topic.id, Topic.name)
        .outerjoin(MentorTopic, MentorTopic.topic_id == Topic.id)
        .where(Topic.workspace == moment.workspace)
        .group_by(Topic.id, Topic.name)
        .order_by(volunteers.desc(), Topic.id)
        .limit(TOPICS_SHOWN)
    )
    names = [TopicName(*row) for row in found]
    if not names:
        names = [TopicName(topic.id, topic.name) for topic in await _begin(moment)]
    return sorted(names, key=lambda topic: topic.name.casefold())


async def names_of(moment: Moment, topic_ids: Iterable[int]) -> list[str]:
    """The names of these topics of this workspace, by alphabet."""
    found = await moment.session.scalars(
        select(Topic.name).where(Topic.workspace == moment.workspace, Topic.id.in_(list(topic_ids)))
    )
    return sorted(found, key=str.casefold)


async def known_topics(moment: Moment, topic_ids: Iterable[int]) -> list[int]:
    """Those of the ids that are topics of this workspace: what a form carries is never believed."""
    found = await moment.session.scalars(
        select(Topic.id).where(Topic.workspace == moment.workspace, Topic.id.in_(list(topic_ids)))
    )
    return sorted(found)


async def suggested_topics(moment: Moment, question: str) -> list[int]:
    """The topics that a question's words point to, the likeliest first."""
    await topic_names(moment)  # a workspace's first question finds the starter set
    index = _index(
        tuple(SuggestibleTopic(topic.id, topic.name, tuple(topic.aliases)) for topic in await _all_topics(moment))
    )
    return [suggestion.topic_id for suggestion in index.suggest(question, TOPICS_SUGGESTED)]


async def add_topics(moment: Moment, names: Sequence[str]) -> list[int]:
    """The ids of topics that a member typed: one that means the same as a known topic is that topic."""
    if not names:
        return []
    topics = {topic.key: topic for topic in await _all_topics(moment)}
    for name in names:
        key = same_topic(name, [(key, topic.name) for key, topic in topics.items()]) or topic_key(name)
        if key not in topics:
            topics[key] = Topic(workspace=moment.workspace, key=key, name=name, aliases=[])
            moment.session.add(topics[key])
    await moment.session.flush()
    return sorted(
        {
            topics[same_topic(name, [(key, topic.name) for key, topic in topics.items()]) or topic_key(name)].id
            for name in names
        }
    )


@lru_cache(maxsize=64)
def _index(topics: tuple[SuggestibleTopic, ...]) -> TopicIndex:
    """An index of exactly these topics: it takes milliseconds to make, and the same topics come again and again."""
    return TopicIndex(topics)


async def _all_topics(moment: Moment) -> Sequence[Topic]:
    found = await moment.session.scalars(select(Topic).where(Topic.workspace == moment.workspace).order_by(Topic.id))
    return found.all()


async def _begin(moment: Moment) -> list[Topic]:
    topics = [
        Topic(
            workspace=moment.workspace,
            key=topic_key(topic.name),
            name=topic.name,
            aliases=list(topic.aliases),
        )
        for topic in starter_topics()
    ]
    moment.session.add_all(topics)
    await moment.session.flush()
    return topics
