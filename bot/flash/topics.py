"""The workspace's own list of topics, begun with a starter set and grown by its members."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from sqlalchemy import func, select

from bot.flash.catalogue import Catalogue, TopicName, catalogue_of, change_topics
from bot.flash.models import MentorTopic, Topic
from bot.matching.topics import same_topic, topic_key
from bot.moment import Moment

TOPICS_SUGGESTED = 3
TOPICS_SHOWN = 1_000
"""Ten groups of a hundred options: far below a menu's limit, and a form stays under Slack's 250 KB."""


@dataclass(frozen=True, slots=True)
class AskFormNeeds:
    """What the ask form has to know before it can be shown."""

    topics: Sequence[TopicName]
    suggested: Sequence[int]
    """The topics that the question's words point to, the likeliest first."""
    channel: str | None
    """The ask channel, where there is one."""


async def topic_names(moment: Moment) -> list[TopicName]:
    """The topics to choose from, by name; the most volunteered for, where there are too many for a form."""
    return await _shown(moment, (await catalogue_of(moment))[0])


async def ask_form_needs(moment: Moment, question: str) -> AskFormNeeds:
    """All that the ask form needs, for a question that may be empty."""
    catalogue, channel = await catalogue_of(moment)
    return AskFormNeeds(await _shown(moment, catalogue), _suggested(catalogue, question), channel)


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
    return _suggested((await catalogue_of(moment))[0], question)


async def add_topics(moment: Moment, names: Sequence[str]) -> list[int]:
    """The ids of topics that a member typed: one that means the same as a known topic is that topic."""
    if not names:
        return []
    await change_topics(moment)
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


def _suggested(catalogue: Catalogue, question: str) -> list[int]:
    if not question:
        return []
    return [suggestion.topic_id for suggestion in catalogue.index.suggest(question, TOPICS_SUGGESTED)]


async def _shown(moment: Moment, catalogue: Catalogue) -> list[TopicName]:
    return catalogue.names if len(catalogue.names) <= TOPICS_SHOWN else await _most_volunteered_for(moment)


async def _most_volunteered_for(moment: Moment) -> list[TopicName]:
    volunteers = func.count(MentorTopic.mentor_id)
    found = await moment.session.execute(
        select(Topic.id, Topic.name)
        .outerjoin(MentorTopic, MentorTopic.topic_id == Topic.id)
        .where(Topic.workspace == moment.workspace)
        .group_by(Topic.id, Topic.name)
        .order_by(volunteers.desc(), Topic.id)
        .limit(TOPICS_SHOWN)
    )
    return sorted((TopicName(id, name) for id, name in found), key=lambda topic: topic.name.casefold())


async def _all_topics(moment: Moment) -> Sequence[Topic]:
    found = await moment.session.scalars(select(Topic).where(Topic.workspace == moment.workspace).order_by(Topic.id))
    return found.all()
