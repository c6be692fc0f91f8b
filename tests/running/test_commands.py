"""What is wrong around a command is said in a sentence, and never with a traceback; the exit code says so too."""

import asyncio
import os
import sys
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest
from cryptography.fernet import Fernet
from sqlalchemy import text
from typer.testing import CliRunner

from app import app as command_line
from bot import schema
from bot.server.address import reserve
from playground.rehearsal.commands import STORY_BEGINS
from playground.rehearsal.rehearsal import rehearsal
from tests.databases import opened
from tests.postgres import Postgres
from tests.test_app import APP, ran

pytestmark = pytest.mark.one_database

KEY = Fernet.generate_key().decode()
NOWHERE = "postgresql://ana:a-secret@127.0.0.1:1/klatch"


def environment(**others: str) -> dict[str, str]:
    """All that serve needs, but for a Slack that answers."""
    return {
        "PATH": os.environ["PATH"],
        "SLACK_BOT_TOKEN": "xoxb-a-secret",
        "SLACK_SIGNING_SECRET": "a-secret",
        "SLACK_API_URL": "http://127.0.0.1:9/api/",
        "PORT": "0",
        "KLATCH_ENCRYPTION_KEY": KEY,
        **others,
    }


async def refused(arguments: list[str], given: Mapping[str, str], folder: Path) -> str:
    """What is said instead of beginning."""
    code, said, complained = await ran(arguments, given, folder)
    assert (code, said) == (2, ""), said + complained
    assert "Traceback" not in complained
    assert "a-secret" not in complained
    return complained


@pytest.mark.parametrize("command", ["serve", "migrate", "rekey"])
async def test_a_database_that_is_not_reached_is_one_sentence(command: str, tmp_path: Path) -> None:
    said = await refused([command], environment(DATABASE_URL=NOWHERE), tmp_path)
    assert said.splitlines()[-1].startswith("No PostgreSQL answers at 127.0.0.1, port 1: start it")
    assert len([line for line in said.splitlines() if "[info" not in line]) == 1


@pytest.mark.parametrize("command", ["serve", "migrate", "rekey"])
def test_all_that_is_wrong_with_the_settings_is_named_at_once(command: str) -> None:
    wrong = {"PORT": "many", "SLACK_BOT_TOKEN": "xapp-a-secret", "DATABASE_URL": "mysql://ana:a-secret@host/klatch"}
    ended = CliRunner().invoke(command_line, [command], env={**environment(**wrong), "SLACK_SIGNING_SECRET": ""})
    missing = {"SLACK_APP_TOKEN"} if command == "serve" else set()
    assert (ended.exit_code, ended.stdout) == (2, "")
    assert {line.split(":")[0] for line in ended.stderr.splitlines()} == {*wrong, *missing}
    assert "a-secret" not in ended.stderr


def test_the_doctor_names_all_of_it_and_looks_at_the_rest() -> None:
    wrong = {"PORT": "many", "SLACK_APP_TOKEN": "xoxb-a-secret", "DATABASE_URL": NOWHERE}
    ended = CliRunner().invoke(command_line, ["doctor"], env=environment(**wrong))
    assert (ended.exit_code, ended.stderr) == (1, "")
    assert "a-secret" not in ended.stdout
    lines = ended.stdout.splitlines()
    assert {line.split(":")[0].removeprefix("FAIL  ") for line in lines if line.startswith("FAIL")} == {
        "PORT",
        "SLACK_APP_TOKEN",
        "Slack",
        "Bot token",
        "Scopes",
        "Database",
    }
    assert "belongs in SLACK_BOT_TOKEN" in ended.stdout


async def test_a_database_that_was_not_brought_up_to_date_is_not_rekeyed(postgres: Postgres, tmp_path: Path) -> None:
    with postgres.database() as url:
        given = environment(DATABASE_URL=url)
        async with opened(url) as database:
            await schema.downgrade(database, "-1")
        assert "python app.py migrate" in await refused(["rekey"], given, tmp_path)
        async with opened(url) as database, database.transaction() as session:
            await session.execute(text("UPDATE alembic_version SET version_num = 'of tomorrow'"))
        assert "from a newer version of Klatch. Run rekey with that version" in await refused(
            ["rekey"], given, tmp_path
        )


@pytest.mark.parametrize("command", ["serve", "migrate", "rekey", "doctor"])
async def test_a_database_that_may_only_be_read_is_found_out_though_nothing_is_to_be_written(
    command: str, tmp_path: Path
) -> None:
    given = environment(DATABASE_URL=f"sqlite:///{tmp_path}/klatch.db")
    assert (await ran(["migrate"], given, tmp_path))[0] == 0
    (tmp_path / "klatch.db").chmod(0o400)
    code, said, complained = await ran_without_privilege(command, given, tmp_path)
    assert f"{tmp_path}/klatch.db is not writable: give the user that runs Klatch access to it" in said + complained
    assert "Traceback" not in complained
    assert code == (1 if command == "doctor" else 2)


async def ran_without_privilege(command: str, given: Mapping[str, str], folder: Path) -> tuple[int | None, str, str]:
    """As `ran`; where the tests are run by root, to whom every file is open, without what makes it so."""
    begin = ["setpriv", "--bounding-set=-all", "--inh-caps=-all"] if os.geteuid() == 0 else []
    process = await asyncio.create_subprocess_exec(
        *[*begin, sys.executable, str(APP), command],
        cwd=folder,
        env=given,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
    )
    said, complained = await process.communicate()
    return process.returncode, said.decode(), complained.decode()


def in_the_way_as_a_folder(lock: Path) -> None:
    lock.mkdir()


def in_the_way_as_a_letter(lock: Path) -> None:
    lock.write_text("Dear Ana, this is a letter and no database. " * 30)


def in_the_way_as_anothers(lock: Path) -> None:
    lock.touch()
    lock.chmod(0)


def in_the_way_as_anothers_to_read(lock: Path) -> None:
    lock.touch()
    lock.chmod(0o400)


@pytest.mark.parametrize(
    "lies",
    [in_the_way_as_a_folder, in_the_way_as_a_letter, in_the_way_as_anothers, in_the_way_as_anothers_to_read],
)
async def test_a_lock_that_cannot_be_had_is_one_sentence(lies: Callable[[Path], None], tmp_path: Path) -> None:
    lies(tmp_path / "klatch.db-lock")
    for command in ("serve", "migrate"):
        given = environment(DATABASE_URL=f"sqlite:///{tmp_path}/klatch.db")
        code, said, complained = await ran_without_privilege(command, given, tmp_path)
        assert (code, said, len(complained.splitlines())) == (2, "", 1)
        assert f"{tmp_path}/klatch.db-lock cannot be locked to keep a second Klatch out" in complained


async def test_a_playground_whose_folder_cannot_be_made_is_one_sentence(tmp_path: Path) -> None:
    (tmp_path / "klatch-playground").write_text("a file of that name")
    said = await refused(["playground"], environment(), tmp_path)
    assert said == "No folder klatch-playground can be made here (File exists). Start in another.\n"


async def test_a_playground_whose_port_is_taken_says_how_to_have_another(tmp_path: Path) -> None:
    with reserve("127.0.0.1", 0) as listener:
        listener.listen()
        port = str(listener.getsockname()[1])
        said = await refused(["playground", "--no-story", "--port", port], environment(), tmp_path)
    assert said.startswith(f"The playground cannot listen on port {port}: Address already in use. End what listens")


async def test_the_playgrounds_bot_takes_nothing_of_a_real_ones_settings(
    database_url: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """With Socket Mode, which many have set, it would let nobody in; with another's key it would lock what is there."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / ".env").write_bytes(b"SLACK_APP_TOKEN=xapp-1\nPORT=\xff\n")
    for name, value in {"SLACK_APP_TOKEN": "xapp-1", "PORT": "many", "KLATCH_ENCRYPTION_KEY": "a-secret"}.items():
        monkeypatch.setenv(name, value)
    async with rehearsal(database_url, STORY_BEGINS) as here:
        ana = here.playground.add_person("Ana Ruiz")
        assert (await ana.command("/mentor-ask")).ok
        assert ana.form is not None


@pytest.mark.parametrize("log", ["closed", "full"])
async def test_a_log_that_cannot_be_written(log: str, tmp_path: Path) -> None:
    """Without a place for it serve does not begin; a full disk under it stops nothing."""
    given = environment(DATABASE_URL=f"sqlite:///{tmp_path}/klatch.db")
    where = "2>&-" if log == "closed" else "2>/dev/full"
    command = f'exec "{sys.executable}" "{APP}" migrate {where}'
    process = await asyncio.create_subprocess_shell(command, cwd=tmp_path, env=given, stdout=asyncio.subprocess.PIPE)
    said, _ = await process.communicate()
    if log == "closed":
        assert process.returncode == 2
        assert said.decode() == "Klatch cannot log: standard error is closed. Redirect it to a file or a terminal.\n"
    else:
        assert (process.returncode, said.decode()) == (0, "The database is up to date.\n")
