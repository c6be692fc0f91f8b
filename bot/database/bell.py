"""The bell: a transaction that leaves work for others rings once it is committed, and listeners look at once.

A ring is a hint, never the work itself, and may be lost: whoever listens also looks by itself from time to time.
"""

import asyncio
from collections import defaultdict
from collections.abc import Callable, Iterable
from enum import StrEnum
from typing import TYPE_CHECKING

import structlog
from sqlalchemy.engine import URL
from sqlalchemy.ext.asyncio import AsyncSession

if TYPE_CHECKING:
    from bot.database import postgres

CHANNEL = "klatch"
"""The channel of PostgreSQL's NOTIFY. It belongs to one database, as its tables do."""

FIRST_WAIT_SECONDS = 0.5
LONGEST_WAIT_SECONDS = 30.0
"""Between attempts to reach a PostgreSQL that is away."""

_RUNG = "bell_rung"

_RING = "SELECT set_config('synchronous_commit', 'off', true), pg_notify(%s, unnest(%s::text[]))"
"""A ring that a crash of the server loses is no loss: nothing has to reach the disk for it."""

_log = structlog.get_logger(__name__)


class BellTopic(StrEnum):
    """The kinds of work that the bell is rung for."""

    LETTERS = "letters"
    DUES = "dues"
    WORKSPACES = "workspaces"


_TOPICS = {topic.value: topic for topic in BellTopic}

Ring = tuple[BellTopic, str]
"""A topic, and the workspace that it is about: "" means any of them."""

Listener = Callable[[str], None]
"""A callback that is given the workspace, and only notes that there is work; what it raises harms nobody."""


def ring(session: AsyncSession, topic: BellTopic, workspace: str) -> None:
    """Ring for the listeners of all processes, once this session's transaction is committed.

    However often it is called in a transaction, each topic and workspace is rung once.
    """
    session.info.setdefault(_RUNG, {})[topic, workspace] = None


def rung(session: AsyncSession) -> Iterable[Ring]:
    """Return the rings of a session since it was made."""
    rings: dict[Ring, None] = session.info.get(_RUNG, {})
    return rings


class Bell:
    """The bell of one database, in one process; with ``run``, together with those of all processes on a PostgreSQL."""

    def __init__(self) -> None:
        self._listeners: defaultdict[BellTopic, list[Listener]] = defaultdict(list)
        self._is_shared = False
        self._to_pass_on: dict[Ring, None] = {}
        self._has_rung = asyncio.Event()

    def on(self, topic: BellTopic, listener: Listener) -> None:
        """Call ``listener`` whenever that topic is rung."""
        self._listeners[topic].append(listener)

    def call(self, rings: Iterable[Ring]) -> None:
        """Tell the listeners of this process at once, and other processes soon. Call it after a commit."""
        for each in rings:
            self._tell(*each)
            if self._is_shared:
                self._to_pass_on[each] = None
                self._has_rung.set()

    async def run(self, url: URL, stop: asyncio.Event) -> None:
        """Ring and listen together with the other processes on this PostgreSQL, until ``stop``.

        When the database is away, it is tried again after growing waits. Since nobody knows what was rung
        meanwhile, everything is rung then. Through a pooler nothing is heard: others' work is then found by looking.
        """
        self._is_shared = True
        sharing = asyncio.create_task(self._share(url))
        await stop.wait()
        self._is_shared = False
        sharing.cancel()
        await asyncio.wait([sharing])

    async def _share(self, url: URL) -> None:
        from bot.database import postgres  # noqa: PLC0415  # see there

        wait = FIRST_WAIT_SECONDS
        while True:
            try:
                async with await postgres.connect(url) as listening, await postgres.connect(url) as ringing:
                    if await postgres.is_pooled(ringing):
                        # What is rung reaches nobody who listens so, and LISTEN would stay with another's connection.
                        _log.warning("bell_not_shared", error="behind_a_pooler")
                        self._is_shared = False
                        return
                    await listening.execute(f"LISTEN {CHANNEL}")
                    wait = FIRST_WAIT_SECONDS
                    for topic in BellTopic:
                        self._tell(topic, "")
                    async with asyncio.TaskGroup() as group:
                        group.create_task(self._listen(listening, own=ringing.info.backend_pid))
                        group.create_task(self._pass_on(ringing))
            except* Exception as faults:
                _log.warning("bell_not_shared", error=type(faults.exceptions[0]).__name__)
            await asyncio.sleep(wait)
            wait = min(2 * wait, LONGEST_WAIT_SECONDS)

    async def _listen(self, connection: "postgres.Connection", own: int) -> None:
        async for notification in connection.notifies():
            name, _, workspace = notification.payload.partition(" ")
            # Our own listeners have heard it already; what we do not know, a newer Klatch has rung.
            if notification.pid != own and (topic := _TOPICS.get(name)):
                self._tell(topic, workspace)

    async def _pass_on(self, connection: "postgres.Connection") -> None:
        """Tell the other processes, after the commit and many rings at once.

        PostgreSQL commits transactions that notify one after another. As part of each transaction, notifying would
        take from the database the better part of what it does at once.
        """
        while True:
            await self._has_rung.wait()
            self._has_rung.clear()
            rings, self._to_pass_on = self._to_pass_on, {}
            payloads = [f"{topic} {workspace}" for topic, workspace in rings]
            try:
                await connection.execute(_RING, [CHANNEL, payloads])
            except Exception:
                self._to_pass_on |= rings  # once the database is back
                self._has_rung.set()
                raise

    def _tell(self, topic: BellTopic, workspace: str) -> None:
        for listener in self._listeners[topic]:
            try:
                listener(workspace)
            except Exception as fault:
                _log.warning("a listener failed", topic=topic, error=type(fault).__name__)
