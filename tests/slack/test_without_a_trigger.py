"""Slack gives a trigger with whatever a member does. A request without one is no fault of ours: they may try again."""

import json
from typing import Any
from urllib.parse import urlencode

import pytest
from structlog.testing import capture_logs

from bot.languages.reader import ENGLISH
from bot.slack import views
from bot.slack.request import OpenForm, ReplaceForm
from bot.slack.routes import Routes
from tests.slack.scenes import answer_with, form
from tests.slack.stage import COMMAND_FORM, Stage

pytestmark = pytest.mark.either_database

COMMAND = {"command": "/hello", "team_id": "T0000000001", "channel_id": "C1"}


async def test_a_command_whose_form_cannot_be_opened_is_told_so(stage: Stage) -> None:
    ana = stage.playground.add_person("Ana Ruiz")
    stage.edge.registry.add(Routes(commands={"/hello": answer_with(OpenForm(form()))}))
    with capture_logs() as logs:
        answer = await stage.knock_signed(urlencode({**COMMAND, "user_id": ana.id}).encode(), COMMAND_FORM)
    assert answer.json()["text"] == views.too_slow(ENGLISH)
    assert [log for log in logs if log["log_level"] == "error"] == []
    assert stage.playground.refusals == []


async def test_a_form_that_says_not_which_it_is_cannot_be_replaced(stage: Stage) -> None:
    ana = stage.playground.add_person("Ana Ruiz")
    stage.edge.registry.add(Routes(presses={"more": answer_with(ReplaceForm(form()))}))
    press: dict[str, Any] = {
        "type": "block_actions",
        "team": {"id": "T0000000001"},
        "user": {"id": ana.id},
        "container": {"type": "view"},
        "view": {"type": "modal", "id": "", "callback_id": "form"},
        "actions": [{"action_id": "more", "value": "1"}],
    }
    with capture_logs() as logs:
        answer = await stage.knock_signed(urlencode({"payload": json.dumps(press)}).encode(), COMMAND_FORM)
    assert answer.status_code == 200
    assert [log for log in logs if log["log_level"] == "error"] == []
    await stage.deliver()
    assert [message.text for message in ana.messages()] == [views.too_slow(ENGLISH)]
