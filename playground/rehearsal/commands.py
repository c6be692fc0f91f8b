"""The commands ``demo`` and ``playground``: the story in the terminal, and a workspace in the browser."""

import asyncio
import signal
import tempfile
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack, asynccontextmanager, suppress
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from pathlib import Path

import typer
from rich.console import Console

from bot import schema
from bot.database.database import Database
from bot.database.engine import async_url
from bot.database.private_files import BESIDE, keep_private
from bot.database.single_process import alone_on
from bot.settings import Settings
from playground.crowd import fill
from playground.loopback_server import LoopbackServer
from playground.page import Page
from playground.persistence import Persistence, PersistenceError
from playground.rehearsal.live import LiveRehearsal
from playground.rehearsal.rehearsal import Rehearsal, rehearsal
from playground.rehearsal.story_page import StoryPage
from playground.story import HOME_ZONE, Stage, StoryError, beginning, tell, tell_in_brief

__all__ = [
    "FOLDER",
    "CannotPlayError",
    "PersistenceError",
    "PlaygroundOptions",
    "StoryError",
    "monday_morning",
    "new_console",
    "passing",
    "play_story",
    "stay_up",
]

WIDTH = 104
"""Characters a line of the story."""
STORY_BEGINS = datetime(2026, 11, 23, 14, 0, tzinfo=UTC)
"""A Monday, nine in the morning in Toronto: the story is the same whenever it is played."""

THE_END = "That was the whole story. Every message in it was sent by Klatch."
THE_END_IN_BRIEF = """\
That was the story in brief. Every message in it was sent by Klatch.
What everybody sees in it: make demo ARGS=--all. To be in it yourself: make play."""

FOLDER = Path("klatch-playground")
"""Where a playground is kept, in the working directory: ``slack.db`` is Slack's side of it, ``klatch.db`` the bot's."""

DATABASE = "klatch.db"


class CannotPlayError(Exception):
    """Why the playground cannot open, in words for whoever runs it."""


@dataclass(frozen=True, slots=True)
class PlaygroundOptions:
    """What is wished for of the playground: ``people`` beside the cast, and whether these have set things up."""

    fresh: bool = False
    people: int = 0
    port: int = 0
    set_up: bool = True
    opens: bool = False
    """Whether the page opens in the browser of this machine, if it has one."""


@dataclass(frozen=True, slots=True)
class _Door:
    """The address of a page with its key, and one for the browser, which opens once."""

    entrance: str
    entrance_once: str


async def play_story(console: Console, *, in_full: bool = True) -> None:
    """Play the story in a workspace that is gone after it. Raises StoryError when a step does not happen."""
    async with passing() as here:
        stage = Stage(here.playground, here.settle, here.pass_time, console)
        await (tell(stage) if in_full else tell_in_brief(stage))
    console.print(f"\n{THE_END if in_full else THE_END_IN_BRIEF}", highlight=False)


async def stay_up(
    console: Console,
    folder: Path,
    wishes: PlaygroundOptions,
    now: datetime,
    until: Callable[[str], Awaitable[None]] | None = None,
) -> None:
    """Open the playground that is kept in ``folder``, or a new one there.

    It is open for as long as ``until`` takes, which is given the address of the page with its key; without it, until
    the process is told to stop. Raises PersistenceError, CannotPlayError or NotAloneError, and StoryError when a new
    one cannot be set up.
    """
    until = until or _told_to_stop()
    async with AsyncExitStack() as stack:
        persistence = stack.enter_context(_kept_in(folder, fresh=wishes.fresh))
        is_new = persistence.stopped_at is None
        start = persistence.stopped_at or monday_morning(now)
        stack.enter_context(alone_on(async_url(_url_in(folder))))
        url = await _new_database(folder, anew=is_new)
        here = await stack.enter_async_context(rehearsal(url, start, int(start.timestamp()), persistence.begin))
        await here.klatch.postman.recover()
        await _people(here, wishes, is_new=is_new)
        door = await stack.enter_async_context(_page(here, wishes.port, persistence, is_new=is_new))
        _say_where(console, door.entrance, folder)
        if wishes.opens:
            typer.launch(door.entrance_once)
        await until(door.entrance)
    console.print("The playground is closed. It is kept, and goes on from here.", highlight=False)


def new_console() -> Console:
    """The terminal, as wide as the story is told."""
    return Console(width=WIDTH)


def monday_morning(now: datetime) -> datetime:
    """Nine in the morning of this week's Monday, where the cast works: they are there to answer."""
    local = now.astimezone(HOME_ZONE)
    monday = local.date() - timedelta(days=local.weekday())
    return datetime.combine(monday, time(9), HOME_ZONE).astimezone(UTC)


def _kept_in(folder: Path, *, fresh: bool) -> Persistence:
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        folder.chmod(0o700)  # what is said in there is as little for others on this machine as its page
    except OSError as error:
        raise CannotPlayError(f"No folder {folder} can be made here ({error.strerror}). Start in another.") from None
    keep_private(folder / "slack.db")
    return Persistence(folder / "slack.db", fresh=fresh)


async def _people(here: Rehearsal, wishes: PlaygroundOptions, *, is_new: bool) -> None:
    if is_new:
        cast = beginning.bring_in(here.playground)
        if wishes.set_up:
            await beginning.set_up(here.playground, cast, here.settle)
    fill(here.playground, wishes.people)


@asynccontextmanager
async def passing() -> AsyncIterator[Rehearsal]:
    """A workspace at the story's beginning, which is gone after it."""
    with tempfile.TemporaryDirectory() as folder:
        async with rehearsal(await _new_database(Path(folder)), STORY_BEGINS) as here:
            yield here


@asynccontextmanager
async def _page(here: Rehearsal, port: int, persistence: Persistence, *, is_new: bool) -> AsyncIterator[_Door]:
    """The page of a workspace that goes on by itself and is kept."""
    story = StoryPage(passing)
    control = LiveRehearsal(here, story.entrance)
    running = [asyncio.create_task(control.run()), asyncio.create_task(persistence.keep())]
    try:
        async with _served(Page(here.playground, control, welcomes=is_new), port) as door:
            yield door
    finally:
        await story.close()
        control.end()
        running[1].cancel()
        await asyncio.gather(*running, return_exceptions=True)


@asynccontextmanager
async def _served(page: Page, port: int) -> AsyncIterator[_Door]:
    server = LoopbackServer(page.asgi, port)
    try:
        address = await server.start()
    except OSError as error:
        mend = "End what listens there, or leave --port out: then it is one that is free."
        raise CannotPlayError(f"The playground cannot listen on port {port}: {error.strerror}. {mend}") from None
    try:
        yield _Door(page.key.entrance(address), page.key.entrance_once(address))
    finally:
        page.close()
        await page.moves.until_still()
        await server.stop()


async def _new_database(folder: Path, *, anew: bool = False) -> str:
    """The bot's database in a folder, at the newest revision; ``anew`` throws away what was in it."""
    path = folder / DATABASE
    if anew:
        for part in BESIDE:
            path.with_name(path.name + part).unlink(missing_ok=True)
    settings = Settings(database_url=_url_in(folder))
    database = Database(settings.database_url, settings.cipher())
    try:
        await schema.upgrade(database)
    finally:
        await database.close()
    return settings.database_url


def _url_in(folder: Path) -> str:
    return f"sqlite:///{folder / DATABASE}"


def _told_to_stop() -> Callable[[str], Awaitable[None]]:
    """What waits for Ctrl+C or SIGTERM, which from now on end nothing by themselves."""
    stop = asyncio.Event()
    with suppress(NotImplementedError):  # where there are no such signals, Ctrl+C raises KeyboardInterrupt
        for number in (signal.SIGINT, signal.SIGTERM):
            asyncio.get_running_loop().add_signal_handler(number, stop.set)

    async def until(_address: str) -> None:
        await stop.wait()

    return until


def _say_where(console: Console, address: str, folder: Path) -> None:
    console.print(
        f"Klatch's playground is open: {address}\n"
        f"It is kept in {folder}/ and goes on from there next time; make play ARGS=--fresh starts over.\n"
        "Press Ctrl+C to close it.",
        highlight=False,
        soft_wrap=True,
    )
