"""What the doctor finds in the database, and how it says to mend it."""

from datetime import timedelta
from typing import Any

import pytest
from cryptography.fernet import Fernet
from sqlalchemy import update

from bot import schema
from bot.clock import MovableClock
from bot.doctor import examine
from bot.doctor.failure_causes import cause_of
from bot.installing.credentials import read_scopes
from bot.outbox.models import Letter, LetterState
from bot.outbox.suspension import suspend
from bot.schedule.models import Due
from bot.schedule.scheduling import schedule
from bot.workspaces.models import Installation
from tests.databases import opened
from tests.metrics.examining import KEY, NOON, findings, install, prepared, settings, write

pytestmark = pytest.mark.either_database


async def test_a_quiet_database_is_well(database_url: str) -> None:
    found = await findings(database_url)
    of_slack = ("Slack", "Bot token", "Scopes")
    machines_own = (*of_slack, "Settings", "Time zones", "Address", "Folder", "Disk", "Database's clock")
    told = {what: str(finding) for what, finding in found.items() if what not in machines_own}
    assert told == {
        "Installing": "well   Installing: one workspace, by SLACK_BOT_TOKEN.",
        "Database": "well   Database: reached.",
        "Tables": "well   Tables: up to date.",
        "Encryption": "well   Encryption: the key opens what is there.",
        "Workspaces": "well   Workspaces: Klatch is in none yet.",
        "Letters": "well   Letters: 0 waiting, 0 on their way, 0 held, 0 unknown.",
        "Schedule": "well   Schedule: 0 due and not done.",
    }


async def test_letters_and_due_rows_that_nobody_takes_up_are_worrying(database_url: str) -> None:
    async def act(session: Any) -> None:
        long_ago = NOON - timedelta(hours=2)
        await write(session, "one", long_ago)
        await schedule(session, workspace="T1", kind="any", subject=1, due_at=long_ago, now=long_ago)

    await prepared(database_url, act)
    found = await findings(database_url)
    assert str(found["Letters"]).startswith(
        "WRONG  Letters: 1 waiting, 0 on their way, 0 held, 0 unknown; one that may"
    )
    assert str(found["Schedule"]).startswith(
        "WRONG  Schedule: 1 due and not done, the oldest for 2:00:00. See that at least"
    )


async def test_what_fails_again_and_again_is_worrying(database_url: str) -> None:
    async def act(session: Any) -> None:
        await schedule(session, workspace="T1", kind="any", subject=1, due_at=NOON, now=NOON)
        await session.execute(update(Due).values(attempts=6))

    await prepared(database_url, act)
    failing = (await findings(database_url))["Failing"]
    assert (failing.well, failing.found) == (False, "1 due rows fail again and again")
    assert "a due row could not be handled" in failing.mend


@pytest.mark.parametrize(
    ("code", "well"), [("token_revoked", False), ("missing_scope", False), ("channel_not_found", True)]
)
async def test_why_letters_failed_is_said_in_words_with_what_to_mend(
    database_url: str, code: str, *, well: bool
) -> None:
    async def act(session: Any) -> None:
        await write(session, "one")
        await write(session, "two")
        ended = {"state": LetterState.FAILED, "failure": code, "settled_at": NOON}
        await session.execute(update(Letter).where(Letter.key == "one").values(ended))
        put_off = {"failure": code, "failing_since": NOON, "try_at": NOON + timedelta(hours=1)}
        await session.execute(update(Letter).where(Letter.key == "two").values(put_off))

    await prepared(database_url, act)
    found = await findings(database_url)
    means = cause_of(code).means
    assert (found["Failed letters"].well, found["Failed letters"].found) == (
        well,
        f"1 in the last day: {means} ({code})",
    )
    assert (found["Put off letters"].well, found["Put off letters"].found) == (well, f"1 tried again: {means} ({code})")
    assert bool(found["Failed letters"].mend) is not well


async def test_a_key_that_does_not_open_what_is_there_is_found_out(database_url: str) -> None:
    await prepared(database_url, lambda session: write(session, "one"))
    other = Fernet.generate_key().decode()
    wrong = (await findings(database_url, klatch_encryption_key=other))["Encryption"]
    both = (await findings(database_url, klatch_encryption_key=f"{other},{KEY}"))["Encryption"]
    assert (wrong.well, wrong.found) == (False, "the key opens nothing of what is there")
    assert both.well
    assert KEY not in str(wrong)


async def test_where_the_key_opens_some_of_what_is_there_the_tables_are_named_in_which_it_does_not(
    database_url: str,
) -> None:
    await prepared(database_url, lambda session: write(session, "one"))
    other = Fernet.generate_key().decode()
    cipher = settings(database_url, klatch_encryption_key=other).cipher()
    async with opened(database_url, cipher) as database, database.transaction() as session:
        await install(session, "T1", "xoxb-1")
    found = (await findings(database_url))["Encryption"]
    assert (found.well, found.found) == (False, "the key does not open all that is there (not in grants)")


@pytest.mark.parametrize("source", ["SLACK_SIGNING_SECRET", "SLACK_BOT_TOKEN"])
async def test_a_key_that_hangs_on_another_secret_is_said_to(database_url: str, source: str) -> None:
    by_socket = {"slack_app_token": "xapp-1", "slack_signing_secret": ""} if source == "SLACK_BOT_TOKEN" else {}
    found = (await findings(database_url, klatch_encryption_key="", **by_socket))["Encryption"]
    assert found.well
    assert f"derived from {source}: a backup is readable only with that; set KLATCH_ENCRYPTION_KEY" in found.found


@pytest.mark.parametrize(
    ("wrong", "mend"),
    [(["SLACK_SIGNING_SECRET: must not be a token"], "Mend the key"), ([], "Set KLATCH_ENCRYPTION_KEY")],
)
async def test_with_no_key_nothing_is_said_of_what_it_opens(database_url: str, wrong: list[str], mend: str) -> None:
    none = {"klatch_encryption_key": "", "slack_signing_secret": "", "slack_bot_token": "xoxb-1" if wrong else ""}
    found = await examine(settings(database_url, **none), MovableClock(NOON), wrong)
    assert f"WRONG  Encryption: not examined. {mend} first." in map(str, found)


async def test_where_slack_is_not_reached_what_hangs_on_it_is_not_examined(database_url: str) -> None:
    found = await findings(database_url)
    for what in ("Bot token", "Scopes"):
        assert str(found[what]) == f"WRONG  {what}: not examined. Mend the way to Slack first."


async def test_without_any_way_in_nothing_is_installed(database_url: str) -> None:
    found = (await findings(database_url, slack_bot_token=""))["Installing"]
    assert (found.well, found.found) == (False, "no workspace yet")


async def test_workspaces_that_klatch_is_away_from_are_counted_and_what_is_held_for_them(database_url: str) -> None:
    async def act(session: Any) -> None:
        for workspace, left_at in (("T1", NOON), ("T2", None)):
            session.add(Installation(workspace=workspace, name="…", bot_user="U0", refreshed_at=NOON, left_at=left_at))
        await write(session, "one")
        await session.flush()
        await suspend(session, "T1")

    await prepared(database_url, act)
    found = await findings(database_url)
    assert found["Workspaces"].found == "Klatch is in 1; it was taken out of 1, which may come back"
    assert found["Letters"].found == "0 waiting, 0 on their way, 1 held, 0 unknown"


async def test_tables_of_an_older_version_are_not_looked_into(database_url: str) -> None:
    async with opened(database_url) as database:
        await schema.downgrade(database, "0006")
    found = await findings(database_url)
    assert str(found["Tables"]) == "well   Tables: of an older version of Klatch; serve brings them up to date."
    assert "Letters" not in found


async def test_where_any_workspace_installs_klatch_no_bot_token_is_missed(database_url: str) -> None:
    oauth = {"slack_bot_token": "", "slack_client_id": "1.2", "slack_client_secret": "hush"}
    found = await findings(database_url, **oauth)
    assert found["Settings"].well
    assert found["Installing"].found == "any workspace, at /slack/install"
    assert "Bot token" not in found


@pytest.mark.parametrize(
    ("code", "means"), [("TimeoutError", "not reached"), ("http_502", "not reached"), ("new_code", "list of errors")]
)
def test_what_is_in_no_list_is_told_apart_as_far_as_it_can_be(code: str, means: str) -> None:
    assert means in cause_of(code).means
    assert not cause_of(code).well


async def test_a_workspace_for_which_there_is_no_token_is_not_well(database_url: str) -> None:
    async def act(session: Any) -> None:
        await install(session, "T1", None, *read_scopes())
        await install(session, "T2", "xoxb-2", *read_scopes())

    await prepared(database_url, act)
    oauth = {"slack_client_id": "1.2", "slack_client_secret": "hush"}
    without = (await findings(database_url, slack_bot_token="", **oauth))["Workspaces"]
    assert (without.well, without.found) == (
        False,
        "Klatch is in 2, but has no token for 1 of them, so it can send nothing there",
    )
    assert "/slack/install" in without.mend
    # Slack is not reached here: the token of the environment may be that workspace's.
    assert (await findings(database_url, **oauth))["Workspaces"].well


async def test_the_token_of_the_environment_serves_its_own_workspace_and_no_other(database_url: str) -> None:
    async def act(session: Any) -> None:
        for workspace in ("T1", "T2"):
            await install(session, workspace, None, *read_scopes())

    await prepared(database_url, act)
    assert not (await findings(database_url))["Workspaces"].well


async def test_scopes_that_a_workspace_has_not_granted_are_named(database_url: str) -> None:
    needed = [scope for scope in read_scopes() if scope not in ("files:write", "users:read")]

    async def act(session: Any) -> None:
        await install(session, "T1", "xoxb-1", *read_scopes())
        await install(session, "T2", "xoxb-2", *needed)

    await prepared(database_url, act)
    granted = (await findings(database_url))["Granted scopes"]
    assert (granted.well, granted.found) == (False, "missing users:read in 1")
