"""Socket Mode: the same listeners, over a connection that Klatch opens."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import pytest
import structlog

from bot.outbox.message import Message
from bot.slack.bolt import Bolt
from bot.slack.request import Nothing, Reply, Request, Say
from bot.slack.routes import Routes
from bot.slack.socket_mode import CONNECTIONS, Rhythm, SocketMode
from bot.workspaces.client import SlackClient
from bot.workspaces.identity import CredentialsError
from tests.slack.scenes import answer_with
from tests.slack.slack_socket import APP_TOKEN, SlackSocket, slack_socket
from tests.slack.stage import Stage


@asynccontextmanager
async def running(stage: Stage, slack: SlackSocket) -> AsyncIterator[tuple[SocketMode, asyncio.Event]]:
    """Klatch's end, stopped after."""
    quick = Rhythm(watch_seconds=0.05, ping_seconds=0.1, connect_seconds=0.5, unwanted_seconds=0.2)
    socket_mode, stop = SocketMode(Bolt(stage.edge), APP_TOKEN, rhythm=quick), asyncio.Event()
    client = SlackClient("xoxb-1", slack.url + "api/", stage.workspaces.session)
    task = asyncio.create_task(socket_mode.run(client, stop))
    try:
        yield socket_mode, stop
    finally:
        stop.set()
        await task


def command(stage: Stage) -> dict[str, Any]:
    ana = stage.playground.add_person("Ana Ruiz")
    team = stage.playground.workspace.team_id
    return {"command": "/hello", "text": "there", "team_id": team, "user_id": ana.id, "channel_id": ana.dm.id}


def envelope(payload: dict[str, Any], kind: str = "slash_commands") -> dict[str, Any]:
    return {"type": kind, "envelope_id": "e1", "payload": payload, "accepts_response_payload": True}


async def test_a_command_over_the_socket_is_answered_over_it(stage: Stage) -> None:
    stage.edge.registry.add(Routes(commands={"/hello": answer_with(Say(Message("Hello.")))}))
    async with slack_socket() as slack, running(stage, slack) as (socket_mode, _stop):
        await slack.all_connected()
        for _ in range(CONNECTIONS):
            await slack.give(envelope(command(stage)))
            answer = await slack.answers.get()
            assert (answer["envelope_id"], answer["payload"]["text"]) == ("e1", "Hello.")
        assert await socket_mode.is_connected()


async def test_garbage_over_the_socket_is_not_acknowledged_and_harms_nothing(stage: Stage) -> None:
    stage.edge.registry.add(Routes(commands={"/hello": answer_with(Nothing())}))
    async with slack_socket() as slack, running(stage, slack):
        connection = await slack.connections.get()
        await connection.send_json(envelope({"type": "surprise"}))
        await connection.send_json({**envelope(command(stage)), "envelope_id": "e2"})
        assert (await slack.answers.get())["envelope_id"] == "e2"


async def test_while_a_connection_is_lost_every_command_is_answered_and_it_is_made_again(stage: Stage) -> None:
    stage.edge.registry.add(Routes(commands={"/hello": answer_with(Nothing())}))
    async with slack_socket() as slack, running(stage, slack):
        first, _ = await slack.all_connected()
        await first.close()
        for number in range(5):
            await slack.give({**envelope(command(stage)), "envelope_id": f"e{number}"})
            assert (await slack.answers.get())["envelope_id"] == f"e{number}"
        connection = await slack.connections.get()
        await connection.send_json(envelope(command(stage)))
        assert (await slack.answers.get())["envelope_id"] == "e1"


async def test_while_no_new_connection_is_let_in_the_other_one_serves(stage: Stage) -> None:
    """One refusal of the token, in the middle of a good day, ends nothing."""
    stage.edge.registry.add(Routes(commands={"/hello": answer_with(Nothing())}))
    async with slack_socket() as slack, running(stage, slack):
        first, _ = await slack.all_connected()
        slack.refusals.extend(["invalid_auth"])
        await first.close()
        await slack.closed.get()
        await slack.give(envelope(command(stage)))
        assert (await slack.answers.get())["envelope_id"] == "e1"
        await slack.connections.get()
        assert not slack.refusals


async def test_a_loss_is_logged_once_and_that_it_is_over_with_how_long_it_took(stage: Stage) -> None:
    with structlog.testing.capture_logs() as log:
        async with slack_socket() as slack, running(stage, slack):
            first, _ = await slack.all_connected()
            await first.close()
            await slack.connections.get()
    lines = [line for line in log if line["event"].startswith("socket")]
    assert [line["event"] for line in lines] == [
        "socket_connected",
        "socket_connected",
        "socket_lost",
        "socket_connected",
    ]
    assert lines[2]["others"] == 1
    assert lines[3]["seconds"] >= 0
    assert all("seconds" not in line for line in lines[:2])


async def test_a_connection_that_dies_without_a_word_is_made_again(stage: Stage) -> None:
    """It is open at both ends, but no ping is answered and nothing comes."""
    stage.edge.registry.add(Routes(commands={"/hello": answer_with(Nothing())}))
    async with slack_socket() as slack:
        slack.goes_silent = True
        async with running(stage, slack):
            await slack.connections.get()
            slack.goes_silent = False
            await slack.connections.get()
            connection = await slack.connections.get()
            await connection.send_json(envelope(command(stage)))
            assert (await slack.answers.get())["envelope_id"] == "e1"


async def test_a_connection_that_is_never_made_is_given_up_for_another(stage: Stage) -> None:
    stage.edge.registry.add(Routes(commands={"/hello": answer_with(Nothing())}))
    async with slack_socket() as slack:
        slack.stalls = True
        async with running(stage, slack) as (socket_mode, _stop):
            await slack.connections.get()
            assert not await socket_mode.is_connected()
            slack.stalls = False
            connection = await slack.connections.get()
            await connection.send_json(envelope(command(stage)))
            assert (await slack.answers.get())["envelope_id"] == "e1"


@pytest.mark.parametrize("reason", ["warning", "refresh_requested"])
async def test_a_connection_that_slack_will_end_is_replaced_before_it_is_hung_up(stage: Stage, reason: str) -> None:
    """Both at once: they are renewed one after the other, and until Slack hangs up the old ones are listened to."""
    stage.edge.registry.add(Routes(commands={"/hello": answer_with(Nothing())}))
    async with slack_socket() as slack, running(stage, slack) as (socket_mode, _stop):
        old = await slack.all_connected()
        for connection in old:
            await connection.send_json({"type": "disconnect", "reason": reason})
        new = await slack.all_connected()
        assert slack.closed.empty()
        for number, connection in enumerate([*old, *new]):
            await connection.send_json({**envelope(command(stage)), "envelope_id": f"e{number}"})
            assert (await slack.answers.get())["envelope_id"] == f"e{number}"
        for connection in old:
            await connection.close()
        assert {id(await slack.closed.get()) for _ in old} == {id(connection) for connection in old}
        assert await socket_mode.is_connected()


async def test_of_too_many_connections_the_one_that_slack_does_not_want_is_hung_up_first(stage: Stage) -> None:
    async with slack_socket() as slack, running(stage, slack):
        first, _ = await slack.all_connected()
        await first.send_json({"type": "disconnect", "reason": "too_many_websockets"})
        await slack.connections.get()
        assert slack.most_open == CONNECTIONS


async def test_a_connection_that_is_led_elsewhere_is_not_made(stage: Stage) -> None:
    stage.edge.registry.add(Routes(commands={"/hello": answer_with(Nothing())}))
    async with slack_socket() as elsewhere, slack_socket() as slack:
        slack.leads_to = elsewhere.url + "link"
        async with running(stage, slack):
            for _ in range(2):
                await slack.led.get()
            slack.leads_to = ""
            connection = await slack.connections.get()
            await connection.send_json(envelope(command(stage)))
            assert (await slack.answers.get())["envelope_id"] == "e1"
        assert elsewhere.connections.empty()


async def test_what_is_in_flight_is_finished_before_the_connection_closes(stage: Stage) -> None:
    begun, may_end = asyncio.Event(), asyncio.Event()

    async def slowly(_request: Request, _sent: Any) -> Reply:
        begun.set()
        await may_end.wait()
        return Say(Message("At last."))

    stage.edge.registry.add(Routes(commands={"/hello": slowly}))
    async with slack_socket() as slack, running(stage, slack) as (_socket_mode, stop):
        connection = await slack.connections.get()
        await connection.send_json(envelope(command(stage)))
        await begun.wait()
        stop.set()
        may_end.set()
        assert (await slack.answers.get())["payload"]["text"] == "At last."


async def test_what_came_by_a_connection_that_is_lost_meanwhile_is_answered_by_another(stage: Stage) -> None:
    begun, may_end = asyncio.Event(), asyncio.Event()

    async def slowly(_request: Request, _sent: Any) -> Reply:
        begun.set()
        await may_end.wait()
        return Say(Message("At last."))

    stage.edge.registry.add(Routes(commands={"/hello": slowly}))
    async with slack_socket() as slack, running(stage, slack):
        first, _ = await slack.all_connected()
        await first.send_json(envelope(command(stage)))
        await begun.wait()
        await first.close()
        await slack.closed.get()
        may_end.set()
        assert (await slack.answers.get())["payload"]["text"] == "At last."


async def test_an_app_token_that_slack_goes_on_refusing_ends_it(stage: Stage) -> None:
    async with slack_socket() as slack:
        socket_mode = SocketMode(Bolt(stage.edge), "xapp-unknown", rhythm=Rhythm(watch_seconds=0.05))
        client = SlackClient("xoxb-1", slack.url + "api/", stage.workspaces.session)
        with pytest.raises(CredentialsError, match="invalid_auth"):
            await socket_mode.run(client, asyncio.Event())
        assert slack.asked == 3
