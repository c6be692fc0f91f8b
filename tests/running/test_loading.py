"""What a process that serves has loaded, and what it loads when that is first needed."""

import json
import re
import subprocess
import sys
from pathlib import Path

import pytest

from tests.crash.bots import Bot, new_playground, opened_with_key
from tests.crash.processes import KLATCH, ROOT, serve

pytestmark = pytest.mark.one_database

OF_MATCHING = {"bot.matching.rounds", "highspy", "lap", "networkx", "numpy", "rustworkx", "scipy"}
OF_OTHER_COMMANDS = {"alembic", "bot.doctor", "httpx", "playground"}

FIRST_ROUND = """
import asyncio, json, sys, threading
from bot.matching import engine
from bot.matching.round_input import Person, RoundInput

loaders = set()

def note(event, arguments):
    if event == "import" and arguments[0] in ("numpy", "bot.matching.rounds"):
        loaders.add(threading.current_thread() is threading.main_thread())

async def first_of_both():
    people = tuple(Person(key) for key in "abcd")
    groups, tables = await asyncio.gather(
        engine.decide(RoundInput(people)), engine.deal_tables(people, 4, frozenset(), frozenset(), "seed")
    )
    return len(groups.groups), len(tables)

before = "numpy" in sys.modules
sys.addaudithook(note)
made = asyncio.run(first_of_both())
print(json.dumps([before, sorted(loaders), *made]))
"""
"""Prints whether the engine was there before, whether the main thread has loaded it, and how much came of it."""


async def test_a_process_that_serves_has_loaded_neither_the_engine_nor_what_other_commands_need(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'klatch.db'}"
    async with new_playground() as playground, opened_with_key(url) as database:
        environment = Bot(playground, database, url, tmp_path).environment()
        await (await serve(KLATCH, environment, tmp_path / "first.log")).end()  # which brings the database up to date

        server = await serve(("-X", "importtime", *KLATCH), environment, tmp_path / "klatch.log")
        await server.end()
    loaded = set(re.findall(r"^import time:.*\| +(\S+)$", server.log.read_text(), re.MULTILINE))
    assert {"bot.serving", "bot.matching.round_input", "sqlalchemy"} <= loaded
    assert loaded & (OF_MATCHING | OF_OTHER_COMMANDS) == set()


def test_the_first_round_and_the_first_tables_load_the_engine_at_once_and_not_in_the_event_loop() -> None:
    told = subprocess.run([sys.executable, "-c", FIRST_ROUND], cwd=ROOT, capture_output=True, check=True)  # noqa: S603
    assert json.loads(told.stdout) == [False, [False], 2, 1]
