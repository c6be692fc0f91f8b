"""Events: each is handled once, however often and however closely together it is sent."""

import asyncio
import json

import pytest
import structlog
from sqlalchemy import func, select

from bot.outbox.letters import post
from bot.outbox.message import Message
from bot.outbox.models import Letter
from bot.slack.models import HeardEvent
from bot.slack.payloads import RequestKind
from bot.slack.request import Event, Nothing, Reply, Request, Say
from bot.slack.routes import Routes
from tests.slack.scenes import answer_with
from tests.slack.stage import Stage

pytestmark = pytest.mark.either_database

ARCHIVED = {"type": "channel_archive", "channel": "C1", "user": "U1"}


async def write_letter(request: Request, event: Event) -> Reply:
    """Owe somebody a letter, with a key that no other has."""
    await post(
        request.session,
        workspace=request.workspace,
        key=f"{event.name}/{request.seed}",
        to="@U1",
        message=Message("It was archived."),
        now=request.now,
    )
    return Nothing()


async def count(stage: Stage, table: type[Letter] | type[HeardEvent]) -> int:
    async with stage.database.transaction() as session:
        return await session.scalar(select(func.count()).select_from(table)) or 0


async def test_an_event_sent_again_is_handled_once(stage: Stage) -> None:
    stage.edge.registry.add(Routes(events={"channel_archive": write_letter}))
    for number in range(4):
        answer = await stage.playground.send_event(ARCHIVED, retry_num=number, event_id="Ev1")
        assert answer.status == 200
    assert await count(stage, Letter) == 1
    assert len(stage.woken) == 1


async def test_an_event_sent_many_times_at_once_is_handled_once(stage: Stage) -> None:
    stage.edge.registry.add(Routes(events={"channel_archive": write_letter}))
    sent = [stage.playground.send_event(ARCHIVED, event_id=f"Ev{number % 3}") for number in range(30)]
    assert {answer.status for answer in await asyncio.gather(*sent)} == {200}
    assert await count(stage, Letter) == 3


async def test_a_failing_event_is_500_and_forgotten_so_that_slack_sends_it_again(
    stage: Stage, capsys: pytest.CaptureFixture[str]
) -> None:
    failing = [True]

    async def sometimes(request: Request, event: Event) -> Reply:
        await write_letter(request, event)
        if failing:
            raise RuntimeError("not now")
        return Nothing()

    stage.edge.registry.add(Routes(events={"channel_archive": sometimes}))
    assert (await stage.playground.send_event(ARCHIVED, event_id="Ev1")).status == 500
    assert (await count(stage, Letter), await count(stage, HeardEvent)) == (0, 0)
    assert "not now" not in capsys.readouterr().out
    failing.clear()
    assert (await stage.playground.send_event(ARCHIVED, retry_num=1, event_id="Ev1")).status == 200
    assert (await count(stage, Letter), await count(stage, HeardEvent)) == (1, 1)


async def test_all_who_listen_to_an_event_hear_it_in_one_transaction(stage: Stage) -> None:
    async def fail(_request: Request, _event: Event) -> Reply:
        raise RuntimeError

    stage.edge.registry.add(Routes(events={"channel_archive": write_letter}))
    stage.edge.registry.add(Routes(events={"channel_archive": fail}))
    assert (await stage.playground.send_event(ARCHIVED)).status == 500
    assert await count(stage, Letter) == 0


async def test_an_event_that_nobody_listens_to_leaves_nothing_behind(stage: Stage) -> None:
    assert (await stage.playground.send_event(ARCHIVED)).status == 200
    assert await count(stage, HeardEvent) == 0


async def test_an_event_cannot_be_answered_with_words(stage: Stage) -> None:
    stage.edge.registry.add(Routes(events={"channel_archive": answer_with(Say(Message("Hello?")))}))
    assert (await stage.playground.send_event(ARCHIVED)).status == 500


async def test_an_event_that_names_nobody_falls_on_klatch_itself(stage: Stage) -> None:
    seen = []

    async def see(request: Request, _event: Event) -> Reply:
        seen.append((request.member.id, request.member.is_bot, request.workspace))
        return Nothing()

    stage.edge.registry.add(Routes(events={"channel_deleted": see}))
    await stage.playground.send_event({"type": "channel_deleted", "channel": "C1"})
    app = stage.playground.workspace.app
    assert seen == [(app.bot_user_id, True, stage.playground.workspace.team_id)]


async def test_an_event_of_a_workspace_that_klatch_is_not_in_is_taken_and_nothing_comes_of_it(stage: Stage) -> None:
    body = b'{"type": "event_callback", "team_id": "T2", "event_id": "Ev1", "event": {"type": "channel_archive"}}'
    stage.edge.registry.add(Routes(events={"channel_archive": write_letter}))
    assert ((await stage.knock_signed(body)).status_code, await count(stage, Letter)) == (200, 0)


@pytest.mark.parametrize("team", ["T0000000001", None, 7, "not an id!"])
async def test_that_slack_holds_events_back_is_taken_and_a_line_in_the_log(stage: Stage, team: object) -> None:
    """It comes without an event in it."""
    body = {"type": "app_rate_limited", "token": "t", "team_id": team, "minute_rate_limited": 1, "api_app_id": "A1"}
    with structlog.testing.capture_logs() as log:
        answer = await stage.knock_signed(json.dumps(body).encode())
    assert (answer.status_code, answer.text) == (200, "")
    (line,) = [line for line in log if line["event"] == "events_held_back"]
    assert line["workspace"] == (team if team == "T0000000001" else "")
    assert [line["kind"] for line in log if line["event"] == "request"] == [RequestKind.HELD_BACK]
