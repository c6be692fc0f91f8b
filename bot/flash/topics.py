"""The workspace's own list of topics, begun with a starter set and grown by its members."""

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache

from sqlalchemy import Row, Text, bindparam, cast, func, select

from bot.flash.models import MentorTopic, Topic
from bot.flash.starter_topics import starter_topics
from bot.matching.suggestions import Topic as SuggestibleTopic
from bot.matching.suggestions import TopicIndex
from bot.matching.topics import same_topic, topic_key
from bot.moment import Moment
from bot.slack.models import Installation

TOPICS_SUGGESTED = 3
TOPICS_SHOWN = 1_000
"""Ten groups of a hundred options: far below a menu's limit, and a form stays under Slack's 250 KB."""


@dataclass(frozen=True, slots=True)
class TopicName:
    """A topic as a form shows it."""

    id: int
    name: str


@dataclass(frozen=True, slots=True)
class AskFormNeeds:
    """What the ask form has to know before it can be shown."""

    topics: Sequence[TopicName]
    suggested: Sequence[int]
    """The topics that the question's words point to, the likeliest first."""
    channel: str | None
    """The ask channel, where there is one."""


class _Catalogue:
    """Exactly these topics, put in order and indexed once: the same ones come again and again."""

    def __init__(self, rows: Iterable[tuple[int, str, str]]) -> None:
        self._rows = tuple(rows)
        self.names = sorted(
            (TopicName(id, name) for id, name, _ in self._rows), key=lambda topic: topic.name.casefold()
        )

    @cached_property
    def index(self) -> TopicIndex:
        """By which a question's words find topics."""
        return TopicIndex(SuggestibleTopic(id, name, tuple(json.loads(aliases))) for id, name, aliases in self._rows)


_TOPICS = (
    select(
        Topic.__table__.c.id,
        Topic.__table__.c.name,
        cast(Topic.__table__.c.aliases, Text),
        select(Installation.ask_channel).where(Installation.workspace == bindparam("workspace")).scalar_subquery(),
    )
    .where(Topic.__table__.c.workspace == bindparam("workspace"))
    .order_by(Topic.__table__.c.id)
)
"""Put together once, without making objects, and asked in one go: every ask form that is opened needs it."""


async def topic_names(moment: Moment) -> list[TopicName]:
    """The topics to choose from, by name; the most volunteered for, where there are too many for a form."""
    return await _shown(moment, (await _catalogue(moment))[0])


async def ask_form_needs(moment: Moment, question: str) -> AskFormNeeds:
    """All that the ask form needs, for a question that may be empty."""
    catalogue, channel = await _catalogue(moment)
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
    return _suggested((await _catalogue(moment))[0], question)


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


def _suggested(catalogue: _Catalogue, question: str) -> list[int]:
    if not question:
        return []
    return [suggestion.topic_id for suggestion in catalogue.index.suggest(question, TOPICS_SUGGESTED)]


async def _shown(moment: Moment, catalogue: _Catalogue) -> list[TopicName]:
    return catalogue.names if len(catalogue.names) <= TOPICS_SHOWN else await _most_volunteered_for(moment)


async def _catalogue(moment: Moment) -> tuple[_Catalogue, str | None]:
    """The workspace's topics, and its ask channel."""
    rows = await _topic_rows(moment)
    if not rows:
        await _begin(moment)
        rows = await _topic_rows(moment)
    return _new_catalogue(tuple((id, name, aliases) for id, name, aliases, _ in rows)), rows[0][3]


async def _topic_rows(moment: Moment) -> Sequence[Row[int, str, str, str | None]]:
    found = await moment.session.execute(_TOPICS, {"workspace": moment.workspace})
    return found.all()


_new_catalogue = lru_cache(maxsize=64)(_Catalogue)


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
