"""The workspace's own list of topics, begun with a starter set and grown by its members."""

from collections.abc import Iterable, Mapping, Sequence

from sqlalchemy import func, select
from sqlalchemy.orm import InstrumentedAttribute

from bot.matching.asks.topics import same_topic, topic_key
from bot.moment import Moment
from bot.topics.catalogue import Catalogue, TopicName, catalogue_of, change_topics
from bot.topics.models import Topic
from bot.topics.names import names_elsewhere

TOPICS_SUGGESTED = 3
TOPICS_SHOWN = 1_000
"""Ten groups of a hundred options: far below a menu's limit, and a form stays under Slack's 250 KB."""


async def shown(moment: Moment, catalogue: Catalogue, chosen: InstrumentedAttribute[int]) -> list[TopicName]:
    """Return the topics that a form offers, by name.

    Where there are too many for a form, they are those whose ids stand most often in the column ``chosen``.
    """
    if len(catalogue.names) <= TOPICS_SHOWN:
        return catalogue.names
    found = await moment.session.execute(
        select(Topic.id, Topic.name)
        .outerjoin(chosen.class_, chosen == Topic.id)
        .where(Topic.workspace == moment.workspace)
        .group_by(Topic.id, Topic.name)
        .order_by(func.count(chosen).desc(), Topic.id)
        .limit(TOPICS_SHOWN)
    )
    return sorted((TopicName(id, name) for id, name in found), key=lambda topic: topic.name.casefold())


async def named_topics(moment: Moment, topic_ids: Iterable[int]) -> dict[int, str]:
    """Return the names of these topics of this workspace by id, by alphabet."""
    wanted = set(topic_ids)
    if not wanted:
        return {}
    return {topic.id: topic.name for topic in (await catalogue_of(moment)).names if topic.id in wanted}


async def known_topics(moment: Moment, topic_ids: Iterable[int]) -> list[int]:
    """Return those of the ids that are topics of this workspace: what a form carries is never believed."""
    return sorted(await named_topics(moment, topic_ids))


async def chosen_topics(moment: Moment, values: Iterable[str]) -> list[int]:
    """Return the topics of this workspace that a menu's values are about; other values are about none."""
    ids = {str(topic.id): topic.id for topic in (await catalogue_of(moment)).names}
    return sorted({ids[value] for value in values if value in ids})


async def suggested_topics(moment: Moment, question: str) -> list[int]:
    """Return the topics that a question's words point to, the likeliest first."""
    return suggested(await catalogue_of(moment), question)


def suggested(catalogue: Catalogue, question: str) -> list[int]:
    """Return the same where the catalogue is at hand."""
    if not question:
        return []
    return [suggestion.topic_id for suggestion in catalogue.index.suggest(question, TOPICS_SUGGESTED)]


async def add_topics(moment: Moment, names: Sequence[str]) -> list[int]:
    """Return the ids of topics that a member typed; one that means the same as a known topic is that topic."""
    if not names:
        return []
    await change_topics(moment)
    found = await moment.session.scalars(select(Topic).where(Topic.workspace == moment.workspace).order_by(Topic.id))
    topics = {topic.key: topic for topic in found}
    for name in names:
        if (key := _key_among(topics, name)) not in topics:
            topics[key] = Topic(workspace=moment.workspace, key=key, name=name, aliases=[])
            moment.session.add(topics[key])
    await moment.session.flush()
    return sorted({topics[_key_among(topics, name)].id for name in names})


def _key_among(topics: Mapping[str, Topic], name: str) -> str:
    """Return the key of the topic that means the same as a name, in any language; a key of its own where none does."""
    known = [(key, said) for key, topic in topics.items() for said in (topic.name, *names_elsewhere(topic.name))]
    return same_topic(name, known) or topic_key(name)
