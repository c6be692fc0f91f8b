"""The workspaces that Klatch is in: known at once, forgotten at once, and who it is there."""

import asyncio
from datetime import timedelta

import aiohttp
import pytest

from bot.installing.operator_token import introduce
from bot.workspaces.identity import CredentialsError, UnreachableError
from bot.workspaces.models import Grant, Installation
from bot.workspaces.workspaces import KEPT_AT_ONCE, KEPT_SECONDS, Workspaces
from tests.databases import statements
from tests.slack.stage import Stage

pytestmark = pytest.mark.either_database


async def test_the_workspace_is_kept_as_it_was_through_a_restart(stage: Stage) -> None:
    team = stage.playground.workspace.team_id
    async with stage.database.transaction() as session:
        (await session.get_one(Installation, team)).installed_by = "U1"
    await introduce(stage.workspaces, stage.database, stage.clock)
    async with stage.database.transaction() as session:
        installation = await session.get_one(Installation, team)
    assert (installation.bot_user, installation.installed_by) == (stage.playground.workspace.app.bot_user_id, "U1")


async def test_the_scopes_are_those_that_were_granted(stage: Stage) -> None:
    installed = await stage.workspaces.installed(stage.playground.workspace.team_id)
    assert installed is not None
    assert installed.scopes == stage.playground.workspace.app.scopes


async def test_the_client_is_for_our_workspace_alone(stage: Stage) -> None:
    client = await stage.workspaces.client_for(stage.playground.workspace.team_id)
    assert client.token == stage.playground.bot_token
    with pytest.raises(LookupError):
        await stage.workspaces.client_for("T2")


async def test_a_token_that_slack_does_not_know_is_an_error_of_credentials(stage: Stage) -> None:
    stranger = Workspaces(stage.database, stage.clock, stage.playground.api_url, "xoxb-unknown")
    await stranger.open()
    with pytest.raises(CredentialsError, match="invalid_auth"):
        await introduce(stranger, stage.database, stage.clock)
    await stranger.close()


@pytest.mark.parametrize("fault", ["server_error", "drop_request"])
async def test_a_slack_that_does_not_answer_is_not_an_error_of_credentials(stage: Stage, fault: str) -> None:
    getattr(stage.playground.faults, fault)("auth.test")
    with pytest.raises(UnreachableError):
        await introduce(stage.workspaces, stage.database, stage.clock)


async def test_the_client_sends_every_request_once(stage: Stage) -> None:
    client = await stage.workspaces.client_for(stage.playground.workspace.team_id)
    assert client.retry_handlers == []
    stage.playground.faults.drop_answer("chat.postMessage")
    ana = stage.playground.add_person("Ana Ruiz")
    with pytest.raises(aiohttp.ClientError):
        await client.chat_postMessage(channel=ana.dm.id, text="once")
    assert [message.text for message in ana.messages()] == ["once"]


async def granted(stage: Stage, workspace: str, token: str) -> None:
    """Another workspace has installed Klatch."""
    now = stage.clock.now()
    said = {"name": workspace, "bot_user": "U0"}
    async with stage.database.transaction() as session:
        session.add(Grant(holder=workspace, token=token, scopes=[], installed_at=now, **said))
        session.add(Installation(workspace=workspace, holder=workspace, refreshed_at=now, **said))


async def test_a_workspace_that_is_kept_costs_no_statement(stage: Stage) -> None:
    await granted(stage, "T2", "xoxb-2")
    await stage.workspaces.installed("T2")
    with statements(stage.database) as asked:
        assert (await stage.workspaces.client_for("T2")).token == "xoxb-2"
    assert asked == []


async def test_what_the_bell_did_not_bring_is_seen_within_half_a_minute(stage: Stage) -> None:
    await granted(stage, "T2", "xoxb-2")
    await stage.workspaces.installed("T2")
    async with stage.database.transaction() as session:
        (await session.get_one(Installation, "T2")).left_at = stage.clock.now()
    assert await stage.workspaces.installed("T2") is not None
    stage.clock.advance(timedelta(seconds=KEPT_SECONDS))
    assert await stage.workspaces.installed("T2") is None


async def test_what_changes_while_it_is_read_is_not_kept(stage: Stage) -> None:
    """The bell rings between the statement and its answer: what was read is of before."""
    await granted(stage, "T2", "xoxb-2")
    reading = asyncio.create_task(stage.workspaces.installed("T2"))
    for _ in range(3):
        await asyncio.sleep(0)
        stage.workspaces.drop("T2")
    while not reading.done():
        stage.workspaces.drop("T2")
        await asyncio.sleep(0)
    assert await reading is not None
    assert stage.workspaces.kept("T2") is None


async def test_no_more_workspaces_are_kept_than_there_is_room_for(stage: Stage) -> None:
    for number in range(3):
        await granted(stage, f"T{number}", f"xoxb-{number}")
        await stage.workspaces.installed(f"T{number}")
    kept = stage.workspaces._kept
    assert (kept.maxsize, len(kept)) == (KEPT_AT_ONCE, 3)


async def test_a_grant_without_a_token_serves_nobody(stage: Stage) -> None:
    """Of single-token days: its token stood in an environment that is another one now."""
    await granted(stage, "T2", "")
    assert await stage.workspaces.installed("T2") is None
