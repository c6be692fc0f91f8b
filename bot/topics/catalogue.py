"""A workspace's topics, put in order and indexed once, and kept in memory for as long as they stay the same.

Many forms need them. What says that they are the same is their edition, which is stored beside them and changes
in the transaction that changes them, so any number of processes may each keep their own.
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from weakref import WeakKeyDictionary

from sqlalchemy import Connection, Engine, Row, Text, bindparam, cast, select, update

from bot.matching.asks.suggestions import IndexedTopic as SuggestibleTopic
from bot.matching.asks.suggestions import TopicIndex
from bot.matching.asks.topics import topic_key
from bot.moment import Moment
from bot.topics.models import Topic
from bot.topics.starter_topics import starter_topics
from bot.workspaces.models import Installation


@dataclass(frozen=True, slots=True)
class TopicName:
    """A topic as a form shows it."""

    id: int
    name: str


class Catalogue:
    """Exactly these topics, of (id, name, aliases as JSON)."""

    def __init__(self, rows: Sequence[Row[int, str, str]]) -> None:
        self._rows = rows
        self.names = sorted((TopicName(id, name) for id, name, _ in rows), key=lambda topic: topic.name.casefold())

    @cached_property
    def index(self) -> TopicIndex:
        """By which a question's words find topics."""
        return TopicIndex(SuggestibleTopic(id, name, tuple(json.loads(aliases))) for id, name, aliases in self._rows)


_kept: WeakKeyDictionary[Engine | Connection, dict[str, tuple[str, Catalogue]]] = WeakKeyDictionary()
"""By database and workspace: the edition that was read last, and what was in it."""

_CHANGING = "topics_are_changing"
"""A session's note that its transaction changes the topics."""

_INSTALLATION = select(Installation.topics_edition, Installation.ask_channel).where(
    Installation.workspace == bindparam("workspace")
)
_TOPICS = (
    select(Topic.__table__.c.id, Topic.__table__.c.name, cast(Topic.__table__.c.aliases, Text))
    .where(Topic.__table__.c.workspace == bindparam("workspace"))
    .order_by(Topic.__table__.c.id)
)


async def catalogue_of(moment: Moment) -> tuple[Catalogue, str | None]:
    """The workspace's topics, begun with the starter set, and its ask channel, if it has one."""
    found = (await moment.session.execute(_INSTALLATION, {"workspace": moment.workspace})).first()
    edition, channel = found if found is not None else (None, None)
    kept = _kept.setdefault(moment.session.get_bind(), {})
    if edition is None:
        await _begin(moment)
    if edition is None or _CHANGING in moment.session.info:
        return Catalogue(await _rows(moment)), channel  # not kept: what is not committed may never come to be
    if kept.get(moment.workspace, ("", None))[0] != edition:
        kept[moment.workspace] = (edition, Catalogue(await _rows(moment)))
    return kept[moment.workspace][1], channel


async def change_topics(moment: Moment) -> None:
    """Call this before a workspace's topics are changed: whoever else wants to waits, and a new edition begins."""
    await catalogue_of(moment)
    moment.session.info[_CHANGING] = True
    await moment.session.execute(
        update(Installation)
        .where(Installation.workspace == moment.workspace)
        .values(topics_edition=f"{moment.now.timestamp()} {moment.seed}")
    )


async def _begin(moment: Moment) -> None:
    """Put the starter set in, unless somebody else just has."""
    moment.session.info[_CHANGING] = True
    held = select(Installation).where(Installation.workspace == moment.workspace).with_for_update()
    installation = await moment.session.scalar(held.execution_options(populate_existing=True))
    if not await _rows(moment):
        moment.session.add_all(
            Topic(workspace=moment.workspace, key=topic_key(topic.name), name=topic.name, aliases=list(topic.aliases))
            for topic in starter_topics()
        )
    if installation is not None and installation.topics_edition is None:
        installation.topics_edition = f"begun {moment.now.timestamp()} {moment.seed}"
    await moment.session.flush()


async def _rows(moment: Moment) -> Sequence[Row[int, str, str]]:
    return (await moment.session.execute(_TOPICS, {"workspace": moment.workspace})).all()
