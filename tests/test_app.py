"""The command line, as processes that are started and stopped."""

import asyncio
import os
import re
import signal
import socket
import sys
from collections.abc import AsyncIterator, Iterator, Mapping
from contextlib import asynccontextmanager
from pathlib import Path

import httpx
import pytest
import yaml
from cryptography.fernet import Fernet
from typer.testing import CliRunner

from app import app as command_line
from bot.clock import SystemClock
from bot.doctor.slack_checks import MANIFEST
from bot.server.address import reserve
from playground import Playground
from tests.databases import Sqlite
from tests.postgres import Postgres

pytestmark = pytest.mark.either_database

APP = Path(__file__).resolve().parents[1] / "app.py"
SECRET = "a signing secret"


@pytest.fixture
async def playground() -> AsyncIterator[Playground]:
    """A Slack in which Klatch is installed."""
    async with Playground(yaml.safe_load(MANIFEST.read_text()), SystemClock(), SECRET) as playground:
        yield playground


@pytest.fixture
def environment(playground: Playground, sqlite: Sqlite, tmp_path: Path) -> Iterator[dict[str, str]]:
    """All that serve needs, on a port that the system gives."""
    with sqlite.database(tmp_path) as url:
        yield {
            "PATH": os.environ["PATH"],
            "SLACK_BOT_TOKEN": playground.bot_token,
            "SLACK_SIGNING_SECRET": SECRET,
            "SLACK_API_URL": playground.api_url,
            "DATABASE_URL": url,
            "KLATCH_ENCRYPTION_KEY": Fernet.generate_key().decode(),
            "PORT": "0",
        }


async def started(arguments: list[str], environment: Mapping[str, str], folder: Path) -> asyncio.subprocess.Process:
    pipe = asyncio.subprocess.PIPE
    return await asyncio.create_subprocess_exec(
        sys.executable, APP, *arguments, cwd=folder, env=environment, stdout=pipe, stderr=pipe
    )


async def ran(arguments: list[str], environment: Mapping[str, str], folder: Path) -> tuple[int | None, str, str]:
    """The exit code, what was said and what was complained of."""
    process = await started(arguments, environment, folder)
    said, complained = await process.communicate()
    return process.returncode, said.decode(), complained.decode()


def rights_in(folder: Path) -> set[int]:
    """What anybody may do with the database and what lies beside it."""
    return {path.stat().st_mode & 0o777 for path in folder.glob("klatch.db*")}


class Served:
    """A process that serves."""

    def __init__(self, process: asyncio.subprocess.Process) -> None:
        self.process = process
        self.log = ""
        self.url = ""

    async def listens(self) -> None:
        """Wait until it says where it listens; raises AssertionError when it ends instead."""
        assert self.process.stderr is not None
        while line := (await self.process.stderr.readline()).decode():
            self.log += line
            if port := re.search(r"listening .*port=(\d+)", line):
                self.url = f"http://127.0.0.1:{port[1]}"
                return
        raise AssertionError(self.log)

    async def ends(self, number: signal.Signals = signal.SIGTERM) -> int | None:
        """The exit code after a signal."""
        self.process.send_signal(number)
        _, rest = await self.process.communicate()
        self.log += rest.decode()
        return self.process.returncode


@asynccontextmanager
async def serving(environment: Mapping[str, str], folder: Path, *arguments: str) -> AsyncIterator[Served]:
    """A process that listens, killed after if it has not ended."""
    served = Served(await started(list(arguments), environment, folder))
    try:
        await served.listens()
        yield served
    finally:
        if served.process.returncode is None:
            served.process.kill()
            await served.process.communicate()


async def test_serve_answers_slack_delivers_letters_and_ends_in_peace(
    playground: Playground, environment: dict[str, str], database_url: str, tmp_path: Path
) -> None:
    async with serving({**environment, "DATABASE_URL": database_url}, tmp_path, "serve") as served:
        playground.connect(served.url)
        ana = playground.add_person("Ana Ruiz")
        assert (await ana.command("/mentor-ask", "how do I say no?")).ok
        assert ana.form is not None
        await playground.invite_bot(playground.add_channel("general", [ana]), ana)
        while not ana.messages():  # noqa: ASYNC110  nothing here is told of another process
            await asyncio.sleep(0.01)  # until the postman has been
        assert await served.ends() == 0
    assert "stopped" in served.log
    assert "how do I say no?" not in served.log
    assert playground.refusals == []


async def test_a_request_in_flight_is_finished_before_the_process_ends(
    playground: Playground, environment: dict[str, str], tmp_path: Path
) -> None:
    async with serving(environment, tmp_path) as served:
        playground.connect(served.url)
        playground.faults.stall("views.open")
        ana = playground.add_person("Ana Ruiz")
        asking = asyncio.create_task(ana.command("/mentor-ask"))
        await playground.faults.until_stalled()
        ending = asyncio.create_task(served.ends(signal.SIGINT))
        assert (await asking).status == 200
        assert await ending == 0


async def test_without_a_command_it_makes_a_fresh_database_ready_and_serves(
    environment: dict[str, str], tmp_path: Path
) -> None:
    fresh = {**environment, "DATABASE_URL": f"sqlite:///{tmp_path / 'fresh.db'}"}
    async with serving(fresh, tmp_path) as served, httpx.AsyncClient() as http:
        answer = await http.get(f"{served.url}/readyz")
        assert answer.status_code == 200
        assert "server" not in answer.headers


async def test_two_may_serve_one_postgresql_at_once(
    playground: Playground, environment: dict[str, str], postgres: Postgres, tmp_path: Path
) -> None:
    with postgres.database() as url:
        both = {**environment, "DATABASE_URL": url}
        async with serving(both, tmp_path) as first, serving(both, tmp_path) as second:
            ana = playground.add_person("Ana Ruiz")
            for served in (first, second):
                playground.connect(served.url)
                assert (await ana.command("/mentor-ask")).ok
                assert ana.form is not None
                await ana.close_form()
            assert [await first.ends(), await second.ends()] == [0, 0]


@pytest.mark.parametrize("command", ["serve", "migrate"])
async def test_while_one_serves_a_file_another_is_refused_in_a_sentence(
    environment: dict[str, str], tmp_path: Path, command: str
) -> None:
    async with serving(environment, tmp_path) as served, httpx.AsyncClient() as http:
        code, _said, complained = await ran([command], environment, tmp_path)
        assert (code, len(complained.splitlines())) == (2, 1)
        assert f"Another Klatch is running on {tmp_path / 'klatch.db'}," in complained
        assert (await http.get(f"{served.url}/readyz")).status_code == 200


async def test_on_the_same_port_it_is_the_file_that_is_named_as_taken(
    environment: dict[str, str], tmp_path: Path
) -> None:
    """Another port, which it might say otherwise, would help nobody."""
    async with serving(environment, tmp_path) as served:
        same = {**environment, "PORT": served.url.rpartition(":")[2]}
        code, _said, complained = await ran(["serve"], same, tmp_path)
    assert (code, len(complained.splitlines())) == (2, 1)
    assert complained.startswith(f"Another Klatch is running on {tmp_path / 'klatch.db'},")


async def test_a_link_to_a_file_that_one_serves_is_no_other_file(environment: dict[str, str], tmp_path: Path) -> None:
    (tmp_path / "other.db").symlink_to("klatch.db")
    async with serving(environment, tmp_path):
        by_link = {**environment, "DATABASE_URL": "sqlite:///other.db"}
        code, _said, complained = await ran(["migrate"], by_link, tmp_path)
    assert (code, len(complained.splitlines())) == (2, 1)
    assert "Another Klatch is running on other.db," in complained


async def test_while_one_serves_a_file_it_can_be_looked_at_and_re_encrypted(
    environment: dict[str, str], tmp_path: Path
) -> None:
    async with serving(environment, tmp_path):
        for command in ("doctor", "rekey"):
            assert (await ran([command], environment, tmp_path))[0] == 0


async def test_after_one_was_killed_the_next_may_serve_the_file(environment: dict[str, str], tmp_path: Path) -> None:
    async with serving(environment, tmp_path) as served:
        await served.ends(signal.SIGKILL)
    async with serving(environment, tmp_path) as served:
        assert await served.ends() == 0
    assert rights_in(tmp_path) == {0o600}


async def test_serve_starts_while_slack_is_away_and_is_ready_when_it_is_back(
    playground: Playground, environment: dict[str, str], tmp_path: Path
) -> None:
    playground.faults.server_error("auth.test")
    async with serving(environment, tmp_path) as served, httpx.AsyncClient(base_url=served.url) as http:
        while (await http.get("/readyz")).status_code != 200:  # noqa: ASYNC110  nor of this
            await asyncio.sleep(0.01)  # until it has asked Slack again
        assert "slack_not_reached" in served.log


async def test_serve_says_what_is_missing_and_how_to_try_without(tmp_path: Path) -> None:
    code, _said, complained = await ran(["serve"], {"PATH": os.environ["PATH"]}, tmp_path)
    assert code == 2
    assert len(complained.splitlines()) == 4
    assert "Klatch needs SLACK_BOT_TOKEN, to post in your workspace, and SLACK_APP_TOKEN, to connect" in complained
    assert "Set them in the environment" in complained
    assert "make play" in complained


async def test_serve_says_what_the_one_thing_is_for_that_is_missing(
    environment: dict[str, str], tmp_path: Path
) -> None:
    for_many = {"SLACK_CLIENT_ID": "1.2", "SLACK_CLIENT_SECRET": "hush", "KLATCH_ENCRYPTION_KEY": ""}
    code, _said, complained = await ran(["serve"], {**environment, **for_many}, tmp_path)
    assert code == 2
    needed = "Klatch needs KLATCH_ENCRYPTION_KEY, to encrypt the tokens of the workspaces that install it.\n"
    assert complained.startswith(needed)
    assert "Set it in the environment" in complained


async def test_serve_ends_when_slack_refuses_the_token(environment: dict[str, str], tmp_path: Path) -> None:
    wrong = {**environment, "SLACK_BOT_TOKEN": "xoxb-wrong"}
    code, _said, complained = await ran(["serve"], wrong, tmp_path)
    assert code == 2
    assert "Slack does not accept Klatch's credentials (invalid_auth)." in complained
    assert complained.count("slack_not_reached") == 1
    assert "Traceback" not in complained


async def test_serve_ends_when_somebody_else_listens_there(environment: dict[str, str], tmp_path: Path) -> None:
    with reserve("127.0.0.1", 0) as listener:
        listener.listen()
        taken = {**environment, "PORT": str(listener.getsockname()[1])}
        code, _said, complained = await ran(["serve"], taken, tmp_path)
    assert code == 2
    assert "cannot listen on 127.0.0.1" in complained


def test_answers_of_two_parts_are_sent_without_waiting_for_an_acknowledgement() -> None:
    """asyncio sets TCP_NODELAY on connections of listeners that name their protocol, and on no others."""
    with reserve("127.0.0.1", 0) as listener:
        assert listener.proto == socket.IPPROTO_TCP


def test_a_wrong_setting_is_named(environment: dict[str, str]) -> None:
    ended = CliRunner().invoke(command_line, ["serve"], env={**environment, "PORT": "many"})
    assert (ended.exit_code, ended.stderr.split(":")[0]) == (2, "PORT")


async def test_migrate_brings_a_database_up_to_date(environment: dict[str, str], tmp_path: Path) -> None:
    fresh = {**environment, "DATABASE_URL": f"sqlite:///{tmp_path / 'fresh.db'}"}
    assert (await ran(["migrate"], fresh, tmp_path))[:2] == (0, "The database is up to date.\n")
    assert (await ran(["doctor"], fresh, tmp_path))[0] == 0


async def test_the_doctor_finds_nothing_wrong_where_nothing_is(environment: dict[str, str], tmp_path: Path) -> None:
    code, said, _complained = await ran(["doctor"], environment, tmp_path)
    assert code == 0, said
    assert {line.split()[0] for line in said.splitlines()} == {"OK"}


async def test_the_doctor_names_what_is_wrong_and_how_to_fix_it(environment: dict[str, str], tmp_path: Path) -> None:
    wrong = {**environment, "SLACK_BOT_TOKEN": "xoxb-wrong", "DATABASE_URL": "postgresql://nobody@127.0.0.1:1/x"}
    code, said, _complained = await ran(["doctor"], wrong, tmp_path)
    assert code == 1
    assert "FAIL  Bot token: refused (invalid_auth). Copy SLACK_BOT_TOKEN again" in said
    assert "FAIL  Database: cannot be used. No PostgreSQL answers at 127.0.0.1, port 1: start it" in said
    assert "xoxb-wrong" not in said
