"""The commands ``demo`` and ``playground``: the story, and a workspace that stays up after it."""

import asyncio
import tempfile
from datetime import UTC, datetime, timedelta
from pathlib import Path

from rich.console import Console

from bot import schema
from bot.database import Database
from bot.playground.story import Stage, tell
from bot.rehearsal import Rehearsal, rehearsal
from bot.settings import Settings

WIDTH = 104
"""Characters a line of the story."""
STORY_BEGINS = datetime(2026, 11, 23, 14, 0, tzinfo=UTC)
"""A Monday, nine in the morning in Toronto: the story is the same whenever it is played."""


async def play_story(console: Console) -> None:
    """Play the story in a workspace that is gone after it. Raises StoryError when a step does not happen."""
    with tempfile.TemporaryDirectory() as folder:
        async with rehearsal(await _new_database(folder), STORY_BEGINS) as here:
            await tell(_stage(here, console))
    console.print("\nThat was the whole story. Every message in it was sent by Klatch.", highlight=False)


async def stay_up(console: Console) -> None:
    """Play the story and stay up, with the workspace's clock going on, until cancelled."""
    with tempfile.TemporaryDirectory() as folder:
        async with rehearsal(await _new_database(folder), STORY_BEGINS) as here:
            await tell(_stage(here, console))
            _say_where(here, console)
            while True:
                await asyncio.sleep(1)
                here.clock.advance(timedelta(seconds=1))
                await here.klatch.settle()


def _stage(here: Rehearsal, console: Console) -> Stage:
    return Stage(here.playground, here.settle, here.pass_time, console)


async def _new_database(folder: str) -> str:
    settings = Settings(database_url=f"sqlite:///{Path(folder) / 'playground.db'}")
    database = Database(settings.database_url, settings.cipher())
    await schema.upgrade(database)
    await database.close()
    return settings.database_url


def _say_where(here: Rehearsal, console: Console) -> None:
    console.print(
        f"\nThe playground is up: a Slack workspace of its own at {here.playground.api_url}, "
        f"and Klatch behind it at {here.bot_url}.\nPress Ctrl+C to end it.",
        highlight=False,
        soft_wrap=True,
    )
