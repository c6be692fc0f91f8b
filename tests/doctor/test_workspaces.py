"""The workspaces that Klatch is in, as the doctor sees them."""

from typing import Any

import pytest

from bot.doctor.findings import Verdict
from bot.installing.credentials import read_scopes
from bot.outbox.suspension import suspend
from bot.workspaces.models import Installation
from tests.doctor.practice import NOON, findings, install, prepared, write

pytestmark = pytest.mark.either_database


async def test_without_any_way_in_nothing_is_installed(database_url: str) -> None:
    found = (await findings(database_url, slack_bot_token=""))["Installing"]
    assert (found.verdict, found.found) == (Verdict.FAIL, "Klatch cannot be installed anywhere yet")


async def test_workspaces_that_klatch_is_away_from_are_counted_and_what_is_held_for_them(database_url: str) -> None:
    async def act(session: Any) -> None:
        for workspace, left_at in (("T1", NOON), ("T2", None)):
            session.add(Installation(workspace=workspace, name="…", bot_user="U0", refreshed_at=NOON, left_at=left_at))
        await write(session, "one")
        await session.flush()
        await suspend(session, "T1")

    await prepared(database_url, act)
    found = await findings(database_url)
    assert found["Workspaces"].found == "installed in 1; uninstalled from 1, whose data is not erased yet"
    assert found["Letters"].found == "0 waiting, 0 being sent, 1 on hold, 0 of unknown fate"


async def test_where_any_workspace_installs_klatch_no_bot_token_is_missed(database_url: str) -> None:
    oauth = {"slack_bot_token": "", "slack_client_id": "1.2", "slack_client_secret": "hush"}
    found = await findings(database_url, **oauth)
    assert found["Settings"].verdict is Verdict.OK
    assert found["Installing"].found == "workspaces install Klatch at /slack/install"
    assert "Bot token" not in found


async def test_a_workspace_for_which_there_is_no_token_is_a_failure(database_url: str) -> None:
    async def act(session: Any) -> None:
        await install(session, "T1", None, *read_scopes())
        await install(session, "T2", "xoxb-2", *read_scopes())

    await prepared(database_url, act)
    oauth = {"slack_client_id": "1.2", "slack_client_secret": "hush"}
    without = (await findings(database_url, slack_bot_token="", **oauth))["Workspaces"]
    assert (without.verdict, without.found) == (
        Verdict.FAIL,
        "installed in 2, but Klatch has no token for 1 of them and cannot send anything there",
    )
    assert "/slack/install" in without.fix
    # Slack is not reached here: the token of the environment may be that workspace's.
    assert (await findings(database_url, **oauth))["Workspaces"].verdict is Verdict.OK


async def test_the_token_of_the_environment_serves_its_own_workspace_and_no_other(database_url: str) -> None:
    async def act(session: Any) -> None:
        for workspace in ("T1", "T2"):
            await install(session, workspace, None, *read_scopes())

    await prepared(database_url, act)
    assert (await findings(database_url))["Workspaces"].verdict is Verdict.FAIL


async def test_scopes_that_a_workspace_has_not_granted_are_named(database_url: str) -> None:
    needed = [scope for scope in read_scopes() if scope not in ("files:write", "users:read")]

    async def act(session: Any) -> None:
        await install(session, "T1", "xoxb-1", *read_scopes())
        await install(session, "T2", "xoxb-2", *needed)

    await prepared(database_url, act)
    granted = (await findings(database_url))["Granted scopes"]
    assert (granted.verdict, granted.found) == (Verdict.FAIL, "missing users:read in 1")
