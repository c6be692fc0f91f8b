"""Time, moved from the page: one move at a time, and what people saw on the way."""

import asyncio
import logging
import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from markupsafe import Markup

from playground.change_feed import Change, MessageChange
from playground.messages import Message
from playground.page.bot_control import BotControl
from playground.page.rendering.mrkdwn_html import mrkdwn_html
from playground.page.rendering.viewer import room_name
from playground.people import User
from playground.workspace import Workspace

SPANS = {"hour": timedelta(hours=1), "day": timedelta(days=1), "weeks": timedelta(weeks=2)}
"""What the page offers beside ``next``, which goes on until somebody sees something."""
NEXT = "next"
FURTHEST = timedelta(days=35)
"""How far ``next`` looks."""
MOST_HAPPENINGS = 300
FIRST_WORDS = 100
"""Characters of a message that are shown of it in the list."""
SHORTEST = timedelta(seconds=1)
PARTS = 100
"""A move goes in so many parts: after each it can be stopped, and tells how far it has come."""
TELL_SECONDS = 0.2
"""How often the page is told how far a move has come."""

_BREAK = re.compile(r"</?(?:br|blockquote|pre)>")
_log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Happening:
    """Some people saw something: ``readers`` in ``channel``, ``changed`` an edit of it."""

    at: datetime
    readers: tuple[str, ...]
    channel: str
    who: str
    where: str
    words: str
    changed: bool


class Moves:
    """Moves the clock and notes what happens. ``tell`` is called when the page should show how it stands."""

    def __init__(self, workspace: Workspace, control: BotControl, tell: Callable[[], None]) -> None:
        self.happenings: list[Happening] = []
        self.words = ""
        self.number = 0
        self.began = workspace.now
        self.until: datetime | None = None
        """Where the move under way ends; None when time only goes on by itself."""
        self._workspace = workspace
        self._backstage = control
        self._tell = tell
        self._told_at = 0.0
        self._stopping = False
        self._still = asyncio.Event()
        self._still.set()
        self._task: asyncio.Task[None] | None = None

    @property
    def part(self) -> int:
        """How far the move has come, in hundredths."""
        if self.until is None:
            return 100
        return round(100 * ((self._workspace.now - self.began) / (self.until - self.began)))

    async def until_still(self) -> None:
        """Wait until no move is under way: what people do meanwhile is done after it."""
        await self._still.wait()

    def begin(self, span: str) -> bool:
        """Begin a move, ``next`` or one of ``SPANS``; False when one is under way. Raises KeyError."""
        length = FURTHEST if span == NEXT else SPANS[span]
        if not self._still.is_set():
            return False
        self._still.clear()
        self._stopping = False
        self.number += 1
        self.happenings, self.words = [], ""
        self.began = self._workspace.now
        self.until = self.began + length
        self._task = asyncio.create_task(self._move(self.until, until_seen=span == NEXT))
        self._tell()
        return True

    def stop(self) -> None:
        """End the move under way where it is."""
        self._stopping = True

    async def _move(self, end: datetime, *, until_seen: bool) -> None:
        try:
            with self._workspace.news.heard_by(self._hear):
                await (self._until_seen(end) if until_seen else self._all_the_way(end))
            self.words = self._ended(until_seen=until_seen)
        except Exception as error:
            _log.exception("time could not be moved")
            self.words = f"The clock couldn’t go on ({type(error).__name__}). The terminal says more."
        finally:
            self.until = None
            self._still.set()
            self._tell()

    async def _all_the_way(self, end: datetime) -> None:
        part = (end - self._workspace.now) / PARTS
        while self._workspace.now < end and not self._stopping:
            await self._backstage.pass_time(min(part, end - self._workspace.now))
            self._tell_now_and_then()

    async def _until_seen(self, end: datetime) -> None:
        while self._workspace.now < end and not self._stopping and not self.happenings:
            due = await self._backstage.next_due()
            if due is None or due > end:
                return
            now = self._workspace.now
            await self._backstage.pass_time(max(due, now + SHORTEST) - now)
            self._tell_now_and_then()

    def _ended(self, *, until_seen: bool) -> str:
        if self._stopping:
            return "Stopped."
        if until_seen and not self.happenings:
            return self._came_to_nothing()
        return "" if self.happenings else "Nobody got a message."

    def _came_to_nothing(self) -> str:
        """What is said when nobody sees anything: the clock has gone no further than what the bot does unseen."""
        moved = self._workspace.now - self.began
        if moved < SHORTEST:
            return f"Nothing happens in the next {FURTHEST.days} days. The clock hasn’t moved."
        by = f"{moved.days} days" if moved.days > 1 else "a day or less"
        return f"Nobody gets a message in the next {FURTHEST.days} days. The clock has moved on by {by}."

    def _tell_now_and_then(self) -> None:
        now = asyncio.get_running_loop().time()
        if now - self._told_at >= TELL_SECONDS:
            self._told_at = now
            self._tell()

    def _hear(self, change: Change) -> None:
        if not isinstance(change, MessageChange) or len(self.happenings) >= MOST_HAPPENINGS:
            return
        message = self._workspace.messages.get(change.channel, change.ts)
        happening = None if message is None else self._happening(message)
        if happening is not None:
            self.happenings.append(happening)

    def _happening(self, message: Message) -> Happening | None:
        workspace = self._workspace
        channel = workspace.channels[message.channel]
        readers = [message.reader] if message.reader else channel.members
        people = [user for user in map(workspace.people.get, readers) if user is not None and user.can_receive]
        if not people:
            return None
        first = people[0]
        name = room_name(workspace, channel, first.id)
        return Happening(
            at=workspace.now,
            readers=tuple(user.id for user in people),
            channel=channel.id,
            who=_names([user.real_name for user in people]),
            where=f"#{name}" if not channel.is_direct else "",
            words=_first_words(_read_by(first, message.text, workspace)),
            changed=message.edited,
        )


def _read_by(reader: User, text: str, workspace: Workspace) -> str:
    """What somebody reads of a mrkdwn text, in one line and without its formatting."""
    html = mrkdwn_html(text, reader, workspace)
    return Markup(_BREAK.sub(" ", html)).striptags()  # noqa: S704  it comes from our own strict writer


def _names(names: list[str]) -> str:
    if len(names) <= 3:
        return " and ".join(filter(None, [", ".join(names[:-1]), names[-1]]))
    return f"{names[0]}, {names[1]} and {len(names) - 2} others"


def _first_words(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= FIRST_WORDS else line[: FIRST_WORDS - 1].rstrip() + "…"
