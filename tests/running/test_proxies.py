"""Behind a proxy: Slack is reached by it, as the environment says, and nothing of this machine's own goes there."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest
from aiohttp import ClientHttpProxyError

from bot.clock import SystemClock
from bot.database.database import Database
from bot.doctor.examination import examine
from bot.doctor.findings import Verdict
from bot.installing.credentials import AppCredentials
from bot.installing.oauth import CodeRefusedError, exchange
from bot.outbox import letters
from bot.outbox.call_results import NotSent, outcome_of
from bot.outbox.letters import to_members
from bot.outbox.message import Message
from bot.proxies import proxy_for
from bot.settings import Settings
from bot.slack.bolt import Bolt
from bot.slack.socket_mode import CONNECTIONS, SocketMode
from bot.wiring import Klatch
from bot.workspaces.client import SlackClient, new_session
from playground import Person, Playground
from playground.loopback_server import LoopbackServer
from playground.rehearsal.rehearsal import read_manifest, rehearsal
from tests.proxying import RecordingProxy, recording_proxy
from tests.slack.slack_socket import APP_TOKEN, slack_socket
from tests.slack.stage import staged

pytestmark = pytest.mark.either_database

SECRET = "a signing secret"
ELSEWHERE = "http://slack.test/"
"""Not to be found by its name: whoever calls it without the proxy does not come through."""


@pytest.fixture
async def proxy(monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[RecordingProxy]:
    """A proxy that the environment names for everything."""
    async with recording_proxy() as proxy:
        for name in ("HTTP_PROXY", "HTTPS_PROXY"):
            monkeypatch.setenv(name, proxy.url)
        yield proxy


def settings_of(playground: Playground, database_url: str, token: str = "") -> Settings:
    return Settings.model_validate(
        {
            "slack_bot_token": token or playground.bot_token,
            "slack_signing_secret": SECRET,
            "slack_api_url": playground.api_url,
            "database_url": database_url,
        }
    )


@asynccontextmanager
async def far_away(proxy: RecordingProxy) -> AsyncIterator[Playground]:
    """A Slack that is reached by the proxy alone."""
    async with Playground(read_manifest(), SystemClock(), SECRET) as playground:
        proxy.leads_to, path = playground.workspace.base_url, playground.workspace.base_url.split("/", 3)[3]
        playground.workspace.base_url = ELSEWHERE + path
        yield playground


@asynccontextmanager
async def klatch_in(playground: Playground, database_url: str) -> AsyncIterator[Klatch]:
    klatch = Klatch(settings_of(playground, database_url))
    server = LoopbackServer(klatch.asgi)
    await klatch.start()
    playground.connect(await server.start())
    try:
        yield klatch
    finally:
        await server.stop()
        await klatch.stop()


async def attach(database: Database, workspace: str, person: str) -> None:
    async with database.transaction() as session:
        await letters.attach(
            session,
            workspace=workspace,
            key="file",
            to=to_members(person),
            name="tea.ics",
            content="BEGIN",
            comment="For your calendar",
            now=SystemClock().now(),
        )


async def whisper(klatch: Klatch, playground: Playground, person: Person) -> None:
    """Answer at the address that came with a press."""
    general = playground.add_channel("general", [person])
    reply = playground.workspace.response_urls.give(person.id, general.id)
    async with klatch.database.transaction() as session:
        await letters.whisper(
            session,
            workspace=playground.workspace.team_id,
            key="w",
            channel=general.id,
            reader=person.id,
            message=Message("psst"),
            now=SystemClock().now(),
            response_url=f"{playground.workspace.base_url}reply/{reply.path}",
        )


async def test_whatever_slack_is_told_goes_by_the_proxy(proxy: RecordingProxy, database_url: str) -> None:
    """Forms, letters, a file's bytes, the answer to a press, and the code of an installation."""
    async with far_away(proxy) as playground, klatch_in(playground, database_url) as klatch:
        ana = playground.add_person("Ana Ruiz")
        assert (await ana.command("/mentor-ask")).ok
        await attach(klatch.database, playground.workspace.team_id, ana.id)
        await whisper(klatch, playground, ana)
        await klatch.settle()
        assert {message.text for message in ana.messages()} == {"For your calendar", "psst"}
        assert [file.content for file in playground.workspace.files] == [b"BEGIN"]
        assert playground.refusals == []
        with pytest.raises(CodeRefusedError):
            await exchange(klatch.workspaces.client_with(), AppCredentials("1.2", "hush", ELSEWHERE, ()), "code")
    rooms = {line.removeprefix(f"POST {playground.workspace.base_url}").split("/")[0] for line in proxy.asked}
    methods = {line.rpartition("/api/")[2] for line in proxy.asked if "/api/" in line}
    assert {"api", "upload", "reply"} <= rooms
    assert {"auth.test", "views.open", "files.completeUploadExternal", "oauth.v2.access"} <= methods


async def test_an_upload_goes_by_the_proxy_for_the_address_that_slack_gives_out(
    proxy: RecordingProxy, database_url: str
) -> None:
    async with (
        Playground(read_manifest(), SystemClock(), SECRET) as playground,
        klatch_in(playground, database_url) as klatch,
    ):
        proxy.leads_to, path = playground.workspace.base_url, playground.workspace.base_url.split("/", 3)[3]
        playground.workspace.base_url = ELSEWHERE + path
        await attach(klatch.database, playground.workspace.team_id, playground.add_person("Ana Ruiz").id)
        await klatch.settle()
        assert [file.content for file in playground.workspace.files] == [b"BEGIN"]
    assert [line.rsplit("/", 2)[1] for line in proxy.asked] == ["upload"]


async def test_nothing_of_this_machines_own_goes_to_a_proxy(proxy: RecordingProxy, database_url: str) -> None:
    """Also where NO_PROXY says nothing of it: a playground's tokens and words stay here."""
    async with rehearsal(database_url, SystemClock().now()) as here:
        ana = here.playground.add_person("Ana Ruiz")
        assert (await ana.command("/mentor-ask")).ok
        await attach(here.klatch.database, here.playground.workspace.team_id, ana.id)
        await whisper(here.klatch, here.playground, ana)
        await here.settle()
        assert {message.text for message in ana.messages()} == {"For your calendar", "psst"}
        assert [file.content for file in here.playground.workspace.files] == [b"BEGIN"]
    assert proxy.heads == []


async def test_a_proxy_that_lets_nobody_through_is_no_letter_of_unknown_fate(proxy: RecordingProxy) -> None:
    """It was asked for a tunnel; what goes through the tunnel, token and words, it never saw."""
    async with new_session() as session:
        with pytest.raises(ClientHttpProxyError) as refused:
            await SlackClient("xoxb-1", "https://slack.test/api/", session).auth_test()
    assert proxy.asked == ["CONNECT slack.test:443"]
    assert "xoxb-1" not in proxy.heads[0]
    assert isinstance(outcome_of(refused.value, "chat.postMessage"), NotSent)


@pytest.mark.parametrize(("leads_to", "asked"), [(ELSEWHERE, ["slack.test/link"]), ("", [])])
async def test_socket_mode_connects_as_the_address_asks_for_that_slack_gives_out(
    proxy: RecordingProxy, database: Database, leads_to: str, asked: list[str]
) -> None:
    async with staged(database) as stage, slack_socket() as slack:
        proxy.leads_to, slack.gives_out = slack.url, leads_to
        socket_mode, stop = SocketMode(Bolt(stage.edge), APP_TOKEN), asyncio.Event()
        client = SlackClient("xoxb-1", f"{slack.url}api/", stage.workspaces.session)
        running = asyncio.create_task(socket_mode.run(client, stop))
        await slack.all_connected()
        stop.set()
        await running
    assert [line.rpartition("://")[2] for line in proxy.asked] == asked * CONNECTIONS


async def test_the_doctor_goes_by_the_proxy_and_says_so(
    proxy: RecordingProxy, database_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HTTP_PROXY", proxy.url.replace("http://", "http://user:a-password@"))
    async with far_away(proxy) as playground:
        found = {each.what: each for each in await examine(settings_of(playground, database_url))}
    assert found["Slack"].verdict is Verdict.OK
    assert found["Slack"].found == f"connected through the proxy {proxy.url}"
    assert proxy.asked == [f"POST {playground.api_url}auth.test"]


async def test_the_doctor_says_that_it_was_the_proxy_that_could_not_be_used(
    proxy: RecordingProxy, database_url: str
) -> None:
    async with far_away(proxy) as playground:
        playground.workspace.base_url = ELSEWHERE.replace("http", "https")
        found = {each.what: each for each in await examine(settings_of(playground, database_url))}
    assert str(found["Slack"]).startswith(f"FAIL  Slack: cannot be reached through the proxy {proxy.url} (")
    assert proxy.asked == ["CONNECT slack.test:443"]


@pytest.mark.parametrize(
    ("environment", "url", "proxy"),
    [
        ({"HTTPS_PROXY": "http://p:1"}, "https://slack.com/api/", "http://p:1"),
        ({"https_proxy": "http://p:1"}, "https://slack.com/api/", "http://p:1"),
        ({"HTTPS_PROXY": "p:1"}, "https://slack.com/api/", "http://p:1"),
        ({"HTTPS_PROXY": "http://p:1"}, "wss://wss-primary.slack.com/link", "http://p:1"),
        ({"HTTPS_PROXY": "http://p:1"}, "http://slack.test/api/", None),
        ({"HTTP_PROXY": "http://p:1"}, "https://slack.com/api/", None),
        ({"HTTP_PROXY": "http://p:1"}, "ws://slack.test/link", "http://p:1"),
        ({"ALL_PROXY": "http://p:1"}, "https://slack.com/api/", "http://p:1"),
        ({"all_proxy": "http://p:1", "HTTPS_PROXY": "http://q:1"}, "https://slack.com/api/", "http://q:1"),
        ({"HTTPS_PROXY": "http://p:1", "NO_PROXY": "slack.com"}, "https://slack.com/api/", None),
        ({"HTTPS_PROXY": "http://p:1", "no_proxy": ".slack.com"}, "wss://wss-primary.slack.com/link", None),
        ({"HTTPS_PROXY": "http://p:1", "NO_PROXY": "slack.com"}, "https://notslack.com/api/", "http://p:1"),
        ({"HTTPS_PROXY": "http://p:1", "NO_PROXY": "slack.test:8080"}, "https://slack.test:8080/api/", None),
        ({"HTTPS_PROXY": "http://p:1", "NO_PROXY": "*"}, "https://slack.com/api/", None),
        ({"HTTPS_PROXY": ""}, "https://slack.com/api/", None),
        ({"ALL_PROXY": "http://p:1"}, "http://127.0.0.1:5000/api/", None),
        ({"ALL_PROXY": "http://p:1"}, "https://127.9.9.9/api/", None),
        ({"ALL_PROXY": "http://p:1"}, "http://localhost:5000/api/", None),
        ({"ALL_PROXY": "http://p:1"}, "http://[::1]:5000/api/", None),
    ],
)
def test_which_proxy_it_is_stands_in_the_environment(
    monkeypatch: pytest.MonkeyPatch, environment: dict[str, str], url: str, proxy: str | None
) -> None:
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    assert proxy_for(url) == proxy
