"""What the doctor finds in the database, and how it says to mend it."""

from collections.abc import Callable, Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from cryptography.fernet import Fernet
from sqlalchemy import update

from bot import schema
from bot.agenda.models import Due
from bot.agenda.service import schedule
from bot.clock import MovableClock
from bot.database import Database
from bot.doctor import Finding, examine
from bot.doctor.words import cause_of
from bot.outbox.message import Message
from bot.outbox.models import Letter, LetterState
from bot.outbox.service import hold_all, post
from bot.settings import Settings
from bot.slack.models import Installation
from tests.databases import opened

pytestmark = pytest.mark.either_database

NOON = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)
KEY = Fernet.generate_key().decode()


def settings(database_url: str, **others: str) -> Settings:
    """A Slack that nobody can reach: this is about the database."""
    return Settings.model_validate(
        {
            "slack_bot_token": "xoxb-1",
            "slack_signing_secret": "a signing secret",
            "slack_app_token": "",
            "slack_api_url": "http://127.0.0.1:9/api/",
            "database_url": database_url,
            "klatch_encryption_key": KEY,
            "slack_client_id": "",
            "slack_client_secret": "",
            **others,
        }
    )


async def findings(database_url: str, **others: str) -> Mapping[str, Finding]:
    found = await examine(settings(database_url, **others), MovableClock(NOON))
    return {finding.what: finding for finding in found}


async def prepared(database_url: str, act: Callable[[Any], Any]) -> None:
    """Do something in the database, with the key."""
    database = Database(database_url, settings(database_url).cipher())
    async with database.transaction() as session:
        await act(session)
    await database.close()


async def write(session: Any, key: str, now: datetime = NOON) -> None:
    await post(session, workspace="T1", key=key, to="#C1", message=Message("…"), now=now)


async def test_a_quiet_database_is_well(database_url: str) -> None:
    found = await findings(database_url)
    told = {
        what: str(finding) for what, finding in found.items() if what not in ("Slack", "Settings", "Database's clock")
    }
    assert told == {
        "Installing": "well   Installing: one workspace, by SLACK_BOT_TOKEN.",
        "Database": "well   Database: reached.",
        "Tables": "well   Tables: up to date.",
        "Encryption": "well   Encryption: the key opens what is there.",
        "Workspaces": "well   Workspaces: in 0.",
        "Letters": "well   Letters: 0 waiting, 0 on their way, 0 held, 0 unknown.",
        "Agenda": "well   Agenda: 0 due and not done.",
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
    assert str(found["Agenda"]).startswith(
        "WRONG  Agenda: 1 due and not done, the oldest for 2:00:00. See that at least"
    )


async def test_what_fails_again_and_again_is_worrying(database_url: str) -> None:
    async def act(session: Any) -> None:
        await schedule(session, workspace="T1", kind="any", subject=1, due_at=NOON, now=NOON)
        await session.execute(update(Due).values(attempts=6))

    await prepared(database_url, act)
    failing = (await findings(database_url))["Failing"]
    assert (failing.well, failing.found) == (False, "1 on the agenda fail again and again")
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
    assert (wrong.well, wrong.found) == (False, "the key does not open letters.payload and letters.shown")
    assert both.well
    assert KEY not in str(wrong)


async def test_workspaces_that_klatch_is_away_from_are_counted_and_what_is_held_for_them(database_url: str) -> None:
    async def act(session: Any) -> None:
        for workspace, left_at in (("T1", NOON), ("T2", None)):
            session.add(Installation(workspace=workspace, name="…", bot_user="U0", refreshed_at=NOON, left_at=left_at))
        await write(session, "one")
        await session.flush()
        await hold_all(session, "T1")

    await prepared(database_url, act)
    found = await findings(database_url)
    assert found["Workspaces"].found == "in 1, and away from 1 that may come back"
    assert found["Letters"].found == "0 waiting, 0 on their way, 1 held, 0 unknown"


async def test_tables_of_an_older_version_are_not_looked_into(database_url: str) -> None:
    async with opened(database_url) as database:
        await schema.downgrade(database, "0006")
    found = await findings(database_url)
    assert "WRONG" in str(found["Tables"])
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
