"""Who may not take part is told so kindly, before any listener hears of them."""

import json
from collections.abc import Callable
from typing import Any
from urllib.parse import urlencode

import pytest
from sqlalchemy import update

from bot.languages.reader import ENGLISH
from bot.members.models import NEVER, Member
from bot.slack import views
from bot.slack.request import Nothing, Reply, Request, Submission
from bot.slack.routes import Routes
from playground import Guest
from playground.faults import Faults
from tests.slack.scenes import whispers, with_button, with_form
from tests.slack.stage import COMMAND_FORM, Stage

pytestmark = pytest.mark.either_database

NOT_FOR = [
    {"guest": Guest.SINGLE_CHANNEL},
    {"guest": Guest.MULTI_CHANNEL},
    {"invited": True},
]


async def never(_request: Request, _sent: Any) -> Reply:
    raise AssertionError("a listener heard of somebody who may not take part")


@pytest.mark.parametrize("fields", NOT_FOR)
async def test_a_guests_command_is_refused_in_one_sentence(stage: Stage, fields: dict[str, Any]) -> None:
    stage.edge.registry.add(Routes(commands={"/hello": never}))
    guest = stage.playground.add_person("Gil Guest", **fields)
    assert (await guest.command("/hello")).text == views.for_members(ENGLISH)


@pytest.mark.parametrize("fields", [*NOT_FOR, {"team_id": "T9"}, {"stranger": True}])
async def test_an_outsiders_press_is_refused_where_it_was_pressed(stage: Stage, fields: dict[str, Any]) -> None:
    stage.edge.registry.add(Routes(presses={"press_me": never}))
    await with_button(stage)
    outsider = stage.playground.add_person("Olu Outside", **fields)
    stage.playground.channel("general").members.append(outsider.id)
    await outsider.press("Press me")
    assert whispers(outsider) == [views.for_members(ENGLISH)]


def _slow(faults: Faults) -> None:
    faults.stall("users.info")


def _limited(faults: Faults) -> None:
    faults.rate_limit("users.info", 30)


def _failing(faults: Faults) -> None:
    faults.server_error("users.info")


def _speechless(faults: Faults) -> None:
    faults.server_error("users.info", 200)


def _forbidden(faults: Faults) -> None:
    faults.refuse("users.info", "user_not_visible")


@pytest.mark.parametrize("trouble", [_slow, _limited, _failing, _speechless, _forbidden])
async def test_of_whom_slack_does_not_say_who_they_are_nobody_is_let_in_and_their_words_are_given_back(
    stage: Stage, trouble: Callable[[Faults], None]
) -> None:
    stage.edge.registry.add(Routes(commands={"/hello": never}))
    guest = stage.playground.add_person("Gil Guest", guest=Guest.SINGLE_CHANNEL)
    trouble(stage.playground.faults)
    said = (await guest.command("/hello", "what does <that> cost?")).text
    assert said == f"{views.not_described(ENGLISH)} This is what you typed:\n> /hello what does &lt;that&gt; cost?"
    stage.playground.faults.release()
    assert (await guest.command("/hello")).text == views.for_members(ENGLISH)


async def test_a_form_of_whom_slack_does_not_describe_stays_open_with_what_was_typed(stage: Stage) -> None:
    heard: list[str] = []

    async def taken(_request: Request, submission: Submission) -> Reply:
        heard.append(submission.values.text("word"))
        return Nothing()

    stage.edge.registry.add(Routes(forms={"form": taken}))
    ana = await with_form(stage)
    async with stage.database.transaction() as session:
        await session.execute(update(Member).values(refreshed_at=NEVER))
    await ana.fill("Word", "given")
    stage.playground.faults.server_error("users.info")
    assert (await ana.submit()).errors == {"Word": views.form_not_described(ENGLISH)}
    assert (await ana.submit()).ok
    assert heard == ["given"]


async def test_a_press_of_whom_slack_does_not_describe_is_answered_where_it_was_pressed(stage: Stage) -> None:
    stage.edge.registry.add(Routes(presses={"press_me": never}))
    await with_button(stage)
    guest = stage.playground.add_person("Gil Guest", guest=Guest.MULTI_CHANNEL)
    stage.playground.channel("general").members.append(guest.id)
    stage.playground.faults.server_error("users.info")
    await guest.press("Press me")
    await guest.press("Press me")
    assert whispers(guest) == [views.not_described(ENGLISH), views.for_members(ENGLISH)]


async def test_another_organizations_members_are_not_even_looked_up(stage: Stage) -> None:
    stage.edge.registry.add(Routes(presses={"press_me": never}))
    await with_button(stage)
    looked_up = len(stage.playground.calls_of("users.info"))
    outsider = stage.playground.add_person("Olu Outside", team_id="T9")
    stage.playground.channel("general").members.append(outsider.id)
    await outsider.press("Press me")
    assert len(stage.playground.calls_of("users.info")) == looked_up


async def test_somebody_who_became_a_guest_keeps_what_they_typed(stage: Stage) -> None:
    stage.edge.registry.add(Routes(forms={"form": never}))
    ana = await with_form(stage)
    await stage.playground.change_person(ana, guest=Guest.SINGLE_CHANNEL)
    await ana.fill("Word", "given")
    assert (await ana.submit()).errors == {"Word": views.for_members(ENGLISH)}


async def test_a_command_from_another_workspace_is_refused_in_words(stage: Stage) -> None:
    body = urlencode({"command": "/hello", "team_id": "T2", "user_id": "U1", "trigger_id": "1"}).encode()
    answer = await stage.knock_signed(body, COMMAND_FORM)
    assert (answer.status_code, answer.json()["text"]) == (200, views.for_members(ENGLISH))


async def test_a_press_from_another_workspace_that_nobody_can_be_told_of_is_403(stage: Stage) -> None:
    body = {
        "type": "block_actions",
        "team": {"id": "T2"},
        "user": {"id": "U1"},
        "actions": [{"action_id": "press_me"}],
    }
    assert (await stage.knock_signed(json.dumps(body).encode())).status_code == 403


async def test_before_the_workspace_is_known_a_command_is_asked_to_wait(stage: Stage) -> None:
    stage.workspaces.identity = None
    stage.workspaces.drop()
    stage.edge.registry.add(Routes(commands={"/hello": never}))
    ana = stage.playground.add_person("Ana Ruiz")
    assert (await ana.command("/hello")).text == views.starting(ENGLISH)


async def test_before_the_workspace_is_known_an_event_is_503_and_comes_again(stage: Stage) -> None:
    stage.workspaces.identity = None
    stage.workspaces.drop()
    assert (await stage.playground.send_event({"type": "channel_archive", "channel": "C1"})).status == 503


async def test_a_form_that_is_closed_is_just_taken(stage: Stage) -> None:
    body = {"type": "view_closed", "team": {"id": stage.playground.workspace.team_id}, "user": {"id": "U1"}}
    answer = await stage.knock_signed(json.dumps({**body, "view": {"callback_id": "form"}}).encode())
    assert answer.status_code == 200
