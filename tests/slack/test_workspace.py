"""Who Klatch is in Slack: learnt once, kept, and said plainly when Slack does not know it."""

import aiohttp
import pytest

from bot.slack.models import Installation
from bot.slack.workspace import CredentialsError, UnreachableError, Workspace
from tests.slack.stage import Stage

pytestmark = pytest.mark.either_database


async def test_the_workspace_is_kept_with_its_ask_channel_through_a_restart(stage: Stage) -> None:
    team = stage.playground.workspace.team_id
    async with stage.database.transaction() as session:
        (await session.get_one(Installation, team)).ask_channel = "C1"
    await stage.workspace.introduce(stage.database, stage.clock)
    async with stage.database.transaction() as session:
        installation = await session.get_one(Installation, team)
    assert (installation.bot_user, installation.ask_channel) == (stage.playground.workspace.app.bot_user_id, "C1")


async def test_the_scopes_are_those_that_were_granted(stage: Stage) -> None:
    assert stage.workspace.identity is not None
    assert stage.workspace.identity.scopes == stage.playground.workspace.app.scopes


async def test_the_client_is_for_our_workspace_alone(stage: Stage) -> None:
    assert await stage.workspace.client_for(stage.playground.workspace.team_id) is stage.workspace.client
    with pytest.raises(LookupError):
        await stage.workspace.client_for("T2")


async def test_a_token_that_slack_does_not_know_is_an_error_of_credentials(stage: Stage) -> None:
    stranger = Workspace("xoxb-unknown", stage.playground.api_url)
    await stranger.open()
    with pytest.raises(CredentialsError, match="invalid_auth"):
        await stranger.introduce(stage.database, stage.clock)
    await stranger.close()


@pytest.mark.parametrize("fault", ["server_error", "drop_request"])
async def test_a_slack_that_does_not_answer_is_not_an_error_of_credentials(stage: Stage, fault: str) -> None:
    getattr(stage.playground.faults, fault)("auth.test")
    with pytest.raises(UnreachableError):
        await stage.workspace.introduce(stage.database, stage.clock)


async def test_the_client_sends_every_request_once(stage: Stage) -> None:
    assert stage.workspace.client.retry_handlers == []
    stage.playground.faults.drop_answer("chat.postMessage")
    ana = stage.playground.add_person("Ana Ruiz")
    with pytest.raises(aiohttp.ClientError):
        await stage.workspace.client.chat_postMessage(channel=ana.dm.id, text="once")
    assert [message.text for message in ana.messages()] == ["once"]
