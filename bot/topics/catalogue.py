"""A workspace's topics, put in order and indexed once, and kept in memory for as long as they stay the same.

Many forms need them. What says that they are the same is their edition, which is stored beside them and changes
in the transaction that changes them, so any number of processes may each keep their own.
"""

import json
from collections.abc import Sequence
from functools import cached_property
from typing import NamedTuple
from weakref import WeakKeyDictionary

from sqlalchemy import Dialect, Text, bindparam, cast, select, update

from bot.database.driver import dialect_of
from bot.database.inserts import insert_once
from bot.database.prepared import Prepared
from bot.matching.asks.suggestions import IndexedTopic as SuggestibleTopic
from bot.matching.asks.suggestions import TopicIndex
from bot.matching.asks.topics import topic_key
from bot.moment import Moment
from bot.topics.models import Topic, TopicsEdition
from bot.topics.starter_topics import said_elsewhere, starter_topics
from bot.workspaces.locking import one_after_the_other


class TopicName(NamedTuple):
    """A topic as a form shows it."""

    id: int
    name: str


class Catalogue:
    """Exactly these topics, of (id, name, aliases as JSON)."""

    def __init__(self, rows: Sequence[tuple[int, str, str]]) -> None:
        self._rows = rows
        self.names = sorted((TopicName(id, name) for id, name, _ in rows), key=lambda topic: topic.name.casefold())

    @cached_property
    def index(self) -> TopicIndex:
        """Return the index in which a question's words find topics."""
        return TopicIndex(
            SuggestibleTopic(id, name, tuple(json.loads(aliases)), said_elsewhere(name))
            for id, name, aliases in self._rows
        )


_kept: WeakKeyDictionary[Dialect, dict[str, tuple[str, Catalogue]]] = WeakKeyDictionary()
"""By database and workspace: the edition that was read last, and what was in it."""

_READ = "edition_of_topics"
"""A session's note of the edition that its transaction has read."""

_CHANGING = "topics_are_changing"
"""A session's note that its transaction changes the topics."""

EDITION = select(TopicsEdition.edition).where(TopicsEdition.workspace == bindparam("workspace"))
"""The edition of the topics of a ``workspace``, for whoever reads more in the same statement."""

_EDITION = Prepared(EDITION)
_TOPICS = Prepared(
    select(Topic.__table__.c.id, Topic.__table__.c.name, cast(Topic.__table__.c.aliases, Text))
    .where(Topic.__table__.c.workspace == bindparam("workspace"))
    .order_by(Topic.__table__.c.id)
)


async def catalogue_of(moment: Moment) -> Catalogue:
    """Return the workspace's topics, begun with the starter set."""
    note = moment.session.info
    if note.get(_READ) is None:
        found = await _EDITION.first(moment.session, workspace=moment.workspace)
        note[_READ] = found[0] if found else None
    return await catalogue_at(moment, note[_READ])


async def catalogue_at(moment: Moment, edition: str | None) -> Catalogue:
    """Return the same where the edition has just been read; None where there is none yet."""
    kept = _kept.setdefault(dialect_of(moment.session), {})
    if edition is None:
        await _begin(moment)
    if edition is None or _CHANGING in moment.session.info:
        return Catalogue(await _rows(moment))  # not kept: what is not committed may never come to be
    if kept.get(moment.workspace, ("", None))[0] != edition:
        kept[moment.workspace] = (edition, Catalogue(await _rows(moment)))
    return kept[moment.workspace][1]


async def change_topics(moment: Moment) -> None:
    """Call this before a workspace's topics are changed: whoever else wants to waits, and a new edition begins."""
    await catalogue_of(moment)
    moment.session.info[_CHANGING] = True
    await moment.session.execute(
        update(TopicsEdition)
        .where(TopicsEdition.workspace == moment.workspace)
        .values(edition=f"{moment.now.timestamp()} {moment.seed}")
    )


async def _begin(moment: Moment) -> None:
    """Put the starter set in, unless somebody else just has."""
    moment.session.info[_CHANGING] = True
    await one_after_the_other(moment.session, moment.workspace)
    if not await _rows(moment):
        moment.session.add_all(
            Topic(workspace=moment.workspace, key=topic_key(topic.name), name=topic.name, aliases=list(topic.aliases))
            for topic in starter_topics()
        )
        await moment.session.flush()
    edition = f"begun {moment.now.timestamp()} {moment.seed}"
    await insert_once(moment.session, TopicsEdition, ["workspace"], workspace=moment.workspace, edition=edition)


async def _rows(moment: Moment) -> Sequence[tuple[int, str, str]]:
    return await _TOPICS.rows(moment.session, workspace=moment.workspace)
