"""No call, however odd, gets anything but one of Slack's own answers."""

from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from playground.arguments import Arguments
from playground.faults import Faults
from playground.methods import METHODS
from playground.people import User
from playground.rate_limits import RateLimits
from playground.web_api import WebAPI
from playground.workspace import Workspace
from tests.playground.stage import MANIFEST, HandMovedClock, manifest_with, modal, section

ANA = User("U1", "T0000000001", "Ana Ruiz", "ana.ruiz", 0)
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=6,
)
SCOPES = [*MANIFEST["oauth_config"]["scopes"]["bot"], "im:read", "mpim:read", "team:read", "chat:write.customize"]
LIKELY = st.sampled_from(["", "1.000001", "modal", [section("x")], modal(), modal(section("x")), "[]", "{}", True])


@pytest.mark.parametrize("name", sorted(METHODS))
@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(data=st.data())
async def test_every_method_answers_or_refuses_whatever_it_is_asked(name: str, data: st.DataObject) -> None:
    clock = HandMovedClock()
    workspace = Workspace(manifest_with(*SCOPES), clock, "T0000000001", "playground")
    dm = workspace.dm_with_app(workspace.people.add(ANA).id)
    message = workspace.post(dm, workspace.app.bot_user_id, "x", from_app=True)
    ids = st.sampled_from([ANA.id, dm.id, message.ts, workspace.triggers.give(ANA.id), "USLACKBOT"])
    method = METHODS[name]
    given_arguments: dict[str, Any] = {
        argument: data.draw(ids | LIKELY | JSON)
        for argument in sorted(method.required | method.optional)
        if argument in method.required or data.draw(st.booleans())
    }
    web_api = WebAPI(workspace, RateLimits(clock), Faults())
    answer = await web_api.answer(name, Arguments(given_arguments), workspace.app.bot_token)
    assert answer.status == 200
    assert answer.body is not None
    assert answer.body["ok"] is (len(workspace.records.refusals) == 0)


@settings(deadline=None)
@given(body=JSON)
async def test_every_answer_through_a_response_url_is_taken_or_refused(body: Any) -> None:
    clock = HandMovedClock()
    workspace = Workspace(MANIFEST, clock, "T0000000001", "playground")
    dm = workspace.dm_with_app(workspace.people.add(ANA).id)
    url = workspace.response_urls.give(ANA.id, dm.id)
    web_api = WebAPI(workspace, RateLimits(clock), Faults())
    answer = await web_api.reply(url.path, Arguments(body if isinstance(body, dict) else {"text": body}))
    assert answer.status in (200, 400)
