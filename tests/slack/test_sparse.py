"""Slacks and payloads that say no more than they must: something that stands in for Slack says less than Slack."""

import json
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from typing import Any

import pytest
from starlette.applications import Starlette
from starlette.requests import Request as HttpRequest
from starlette.responses import JSONResponse, PlainTextResponse, Response
from starlette.routing import Route

from bot.members import directory
from bot.members.models import NEVER
from bot.outbox.message import Message
from bot.slack.request import Nothing, Press, Reply, Request, Say, Submission
from bot.slack.routes import Routes
from bot.workspaces.client import SlackClient, new_session
from bot.workspaces.identity import UnreachableError, who_are_we
from playground.loopback_server import LoopbackServer
from tests.slack.stage import Stage

pytestmark = pytest.mark.either_database


class SparseSlack:
    """Answers each method with what the test puts there, and hears only what is posted in a form."""

    def __init__(self, answers: Mapping[str, Mapping[str, Any] | str]) -> None:
        self._answers = answers
        self.heard: list[tuple[str, dict[str, Any]]] = []

    async def answer(self, request: HttpRequest) -> Response:
        method = request.path_params["method"]
        async with request.form() as form:
            self.heard.append((method, dict(form)))
        answer = self._answers[method]
        return PlainTextResponse(answer) if isinstance(answer, str) else JSONResponse(answer)


@asynccontextmanager
async def called(slack: SparseSlack) -> AsyncIterator[Any]:
    server = LoopbackServer(Starlette(routes=[Route("/api/{method}", slack.answer, methods=["POST"])]))
    url = await server.start()
    async with new_session() as session:
        yield SlackClient("xoxb-1", f"{url}api/", session)
    await server.stop()


async def test_a_workspace_without_a_name_is_called_by_its_id() -> None:
    async with called(SparseSlack({"auth.test": {"ok": True, "team_id": "T1", "user_id": "U1"}})) as client:
        identity = await who_are_we(client)
    assert (identity.workspace, identity.name, identity.bot_user) == ("T1", "T1", "U1")


@pytest.mark.parametrize("answer", [{"ok": True}, "Please sign in to this network."])
async def test_what_is_no_answer_of_slack_is_asked_again_later(answer: Mapping[str, Any] | str) -> None:
    async with called(SparseSlack({"auth.test": answer})) as client:
        with pytest.raises(UnreachableError):
            await who_are_we(client)


@pytest.mark.parametrize(
    ("answer", "described"),
    [
        ({"ok": True, "user": {"name": "ana"}}, {"name": "ana", "id": "U1"}),
        ({"ok": True, "user": {"id": "U9"}}, {"id": "U1"}),
        ({"ok": True}, None),
        ({"ok": True, "user": "U1"}, None),
        ("Please sign in to this network.", None),
    ],
)
async def test_a_member_is_described_as_far_as_slack_does(answer: Any, described: Any) -> None:
    slack = SparseSlack({"users.info": answer})
    async with called(slack) as client:
        assert await directory.ask_slack(client, ["U1"]) == {"U1": described}
    assert slack.heard == [("users.info", {"user": "U1", "include_locale": "true"})]


async def test_a_member_whose_team_is_not_said_is_no_stranger(stage: Stage) -> None:
    user = {"id": "U1", "name": "ana", "team_id": None, "profile": None, "tz": None}
    assert directory.describe(user, "T1", stage.clock.now())["is_stranger"] is False


async def test_a_form_sent_off_needs_no_more_than_its_name(stage: Stage) -> None:
    seen = []

    async def submitted(_request: Request, submission: Submission) -> Reply:
        seen.append((submission.name, submission.subject, submission.values.text("word")))
        return Nothing()

    stage.edge.registry.add(Routes(forms={"form": submitted}))
    ana = stage.playground.add_person("Ana Ruiz")
    body = {"type": "view_submission", "user": {"id": ana.id}, "view": {"callback_id": "form"}}
    team = {"team": {"id": stage.playground.workspace.team_id}}
    answer = await stage.knock_signed(json.dumps(body | team).encode())
    assert (answer.status_code, seen) == (200, [("form", "", "")])


async def test_words_for_a_press_where_klatch_is_no_member_are_a_direct_message(stage: Stage) -> None:
    async def press(_request: Request, _sent: Press) -> Reply:
        return Say(Message("Done."))

    stage.edge.registry.add(Routes(presses={"press_me": press}))
    ana = stage.playground.add_person("Ana Ruiz")
    elsewhere = stage.playground.add_channel("elsewhere", [ana])
    body = {
        "type": "block_actions",
        "team": {"id": stage.playground.workspace.team_id},
        "user": {"id": ana.id},
        "container": {"message_ts": "1.1", "channel_id": elsewhere.id, "is_ephemeral": True},
        "actions": [{"action_id": "press_me"}],
    }
    assert (await stage.knock_signed(json.dumps(body).encode())).status_code == 200
    await stage.deliver()
    assert [(each.channel, each.text) for each in ana.messages()] == [(ana.dm.id, "Done.")]
    assert stage.playground.refusals == []


@pytest.mark.parametrize(
    ("within", "organization", "is_stranger"),
    [
        ({"enterprise_id": "E1", "teams": ["T1", "T2"]}, "", False),
        ({"enterprise_id": "E1", "teams": ["T2"]}, "E1", False),
        ({"enterprise_id": "E2", "teams": ["T2"]}, "E1", True),
        ({"enterprise_id": "", "teams": ["T2"]}, "", True),
        ({"teams": "T1"}, "E1", True),
        (None, "E1", True),
    ],
)
def test_within_an_organization_people_of_other_workspaces_are_no_strangers(
    within: Any, organization: str, is_stranger: bool
) -> None:
    user = {"id": "U1", "name": "ana", "team_id": "T2", "enterprise_user": within}
    assert directory.describe(user, "T1", NEVER, organization)["is_stranger"] is is_stranger


def test_who_is_marked_a_stranger_is_one_whatever_organization_is_named() -> None:
    user = {
        "id": "U1",
        "team_id": "T2",
        "is_stranger": True,
        "enterprise_user": {"enterprise_id": "E1", "teams": ["T1"]},
    }
    assert directory.describe(user, "T1", NEVER, "E1")["is_stranger"] is True
