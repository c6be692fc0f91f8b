"""What is meant for Slack goes to no other address, whoever says so: neither words, nor a token, nor a secret."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import suppress
from datetime import timedelta
from typing import Any

import aiohttp
import pytest
from slack_sdk.web.async_client import AsyncWebClient

from bot.clock import MovableClock
from bot.database.database import Database
from bot.installing.credentials import AppCredentials
from bot.installing.oauth import exchange
from bot.members.directory import ask_slack
from bot.outbox import letters
from bot.outbox.letters import to_members
from bot.outbox.message import Message
from bot.outbox.response_urls import respond
from bot.workspaces.client import LEADS_ELSEWHERE, UNREACHABLE, SlackClient
from bot.workspaces.identity import UnreachableError, who_are_we
from tests.outbox.office import START, Office, new_postman
from tests.outbox.slack_server import UPLOAD, SlackServer, leads_away_to

pytestmark = pytest.mark.either_database

POST = "chat.postMessage"
STATUSES = pytest.mark.parametrize("status", sorted(LEADS_ELSEWHERE))


@pytest.fixture
async def slack() -> AsyncIterator[SlackServer]:
    async with SlackServer().running() as server:
        yield server


@pytest.fixture
async def elsewhere() -> AsyncIterator[SlackServer]:
    """Another origin, to which Slack's address leads."""
    async with SlackServer().running() as server:
        yield server


@pytest.fixture
def office(database: Database, slack: SlackServer) -> Office:
    clock = MovableClock(START)
    return Office(database, slack, clock, new_postman(database, slack, clock))


async def attach(office: Office) -> None:
    async with office.database.transaction() as session:
        file: dict[str, Any] = {"name": "tea.ics", "content": "BEGIN", "comment": "For your calendar"}
        await letters.attach(session, workspace="T1", key="letter", to=to_members("U1"), now=START, **file)


async def whisper(office: Office) -> None:
    async with office.database.transaction() as session:
        said: dict[str, Any] = {"channel": "C1", "reader": "U1", "message": Message("psst"), "now": START}
        await letters.whisper(session, workspace="T1", key="letter", **said)


async def post(office: Office) -> None:
    await office.write("letter", to_members("U1"))


@STATUSES
@pytest.mark.parametrize(
    ("write", "call"),
    [
        (post, POST),
        (post, "conversations.open"),
        (whisper, "chat.postEphemeral"),
        (attach, "files.getUploadURLExternal"),
        (attach, UPLOAD),
        (attach, "files.completeUploadExternal"),
    ],
)
async def test_a_letter_is_not_led_elsewhere_and_goes_when_slack_is_itself_again(
    office: Office, elsewhere: SlackServer, status: int, write: Callable[[Office], Awaitable[None]], call: str
) -> None:
    office.slack.will(call, leads_away_to(elsewhere, status))
    await write(office)

    assert await office.postman.deliver() == START + timedelta(seconds=30)
    letter = await office.letter("letter")
    assert (letter.state, letter.failure, letter.is_in_doubt) == ("waiting", "TooManyRedirects", False)
    await office.deliver_all()
    assert await office.states() == {"letter": "sent"}
    assert (elsewhere.calls, elsewhere.uploads) == ([], [])


async def test_a_rewriting_is_not_led_elsewhere(office: Office, elsewhere: SlackServer) -> None:
    await office.write("card", text="open")
    await office.postman.deliver()
    office.slack.will("chat.update", leads_away_to(elsewhere))
    await office.amend("card", "closed")

    await office.deliver_all()
    assert (office.slack.texts, elsewhere.calls) == (["closed"], [])


async def test_nor_is_a_letter_of_a_client_without_a_session_when_it_brings_a_file(
    office: Office, elsewhere: SlackServer
) -> None:
    async def sessionless(workspace: str) -> AsyncWebClient:
        client = await office.slack.client(workspace)
        client.session = None
        return client

    office.postman._clients = sessionless
    office.slack.will(UPLOAD, leads_away_to(elsewhere))
    await attach(office)

    await office.deliver_all()
    assert (len(office.slack.uploads), elsewhere.uploads) == (1, [])


async def exchange_a_code(client: AsyncWebClient) -> None:
    with suppress(UnreachableError):
        await exchange(client, AppCredentials("1.2", "a client secret", client.base_url, ("commands",)), "a code")


async def ask_who_we_are(client: AsyncWebClient) -> None:
    with suppress(UnreachableError):
        await who_are_we(client)


async def ask_about_a_person(client: AsyncWebClient) -> None:
    assert await ask_slack(client, ["U1"]) == {"U1": None}


async def open_a_form(client: AsyncWebClient) -> None:
    with suppress(*UNREACHABLE):
        await client.views_open(trigger_id="1.2", view={"type": "modal"})


async def answer_a_press(client: AsyncWebClient) -> None:
    assert client.session is not None
    with suppress(*UNREACHABLE):
        await respond(client.session, f"{client.base_url}reply", {"text": "a member's words"})


@STATUSES
@pytest.mark.parametrize(
    ("act", "call"),
    [
        (exchange_a_code, "oauth.v2.access"),
        (ask_who_we_are, "auth.test"),
        (ask_about_a_person, "users.info"),
        (open_a_form, "views.open"),
        (answer_a_press, "reply"),
    ],
)
async def test_no_other_call_is_led_elsewhere(
    slack: SlackServer,
    elsewhere: SlackServer,
    status: int,
    act: Callable[[AsyncWebClient], Awaitable[None]],
    call: str,
) -> None:
    session = (await slack.client("T1")).session
    assert session is not None
    slack.will(call, leads_away_to(elsewhere, status))

    await act(SlackClient("xoxb-T1", f"{slack.url}api/", session))
    assert [each.method for each in slack.calls] == [call]
    assert elsewhere.calls == []


async def test_an_answer_that_leads_elsewhere_gives_its_connection_back(
    slack: SlackServer, elsewhere: SlackServer
) -> None:
    session = (await slack.client("T1")).session
    assert session is not None
    slack.will("auth.test", *[leads_away_to(elsewhere)] * 3)
    client = SlackClient("xoxb-T1", f"{slack.url}api/", session)
    async with asyncio.TaskGroup() as group:
        for _ in range(3):
            group.create_task(ask_who_we_are(client))

    assert isinstance(session.connector, aiohttp.TCPConnector)
    assert not session.connector._acquired
