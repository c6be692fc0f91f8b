"""What the doctor finds in the database, and how it says to fix it."""

import os
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import update

from bot import schema
from bot.clock import MovableClock
from bot.doctor.examination import examine
from bot.doctor.failure_causes import cause_of
from bot.doctor.findings import Verdict
from bot.outbox.models import Letter, LetterState
from bot.schedule.models import Due
from bot.schedule.scheduling import schedule
from tests.databases import opened
from tests.doctor.practice import NOON, findings, prepared, settings, write
from tests.postgres import Postgres

pytestmark = pytest.mark.either_database


async def test_a_quiet_database_is_ok(database_url: str) -> None:
    found = await findings(database_url)
    of_slack = ("Slack", "Bot token", "Scopes")
    machines_own = (*of_slack, "Settings", "Time zones", "Address", "Folder", "Disk", "Database's clock")
    told = {what: str(finding) for what, finding in found.items() if what not in machines_own}
    assert told == {
        "Installing": "OK    Installing: one workspace, with SLACK_BOT_TOKEN.",
        "Database": "OK    Database: connected.",
        "Tables": "OK    Tables: up to date.",
        "Encryption": "OK    Encryption: the key decrypts what is stored.",
        "Workspaces": "OK    Workspaces: not installed in any yet.",
        "Letters": "OK    Letters: 0 waiting, 0 being sent, 0 on hold, 0 of unknown fate.",
        "Schedule": "OK    Schedule: 0 overdue.",
    }


async def test_letters_and_due_rows_that_nobody_takes_up_are_worrying(database_url: str) -> None:
    async def act(session: Any) -> None:
        long_ago = NOON - timedelta(hours=2)
        await write(session, "one", long_ago)
        await schedule(session, workspace="T1", kind="any", subject=1, due_at=long_ago, now=long_ago)

    await prepared(database_url, act)
    found = await findings(database_url)
    assert str(found["Letters"]).startswith(
        "FAIL  Letters: 1 waiting, 0 being sent, 0 on hold, 0 of unknown fate; the oldest that could be sent has"
    )
    assert str(found["Schedule"]).startswith(
        "FAIL  Schedule: 1 overdue, the oldest by 2:00:00. Make sure that at least"
    )


async def test_what_fails_again_and_again_is_worrying(database_url: str) -> None:
    async def act(session: Any) -> None:
        await schedule(session, workspace="T1", kind="any", subject=1, due_at=NOON, now=NOON)
        await session.execute(update(Due).values(attempts=6))

    await prepared(database_url, act)
    failing = (await findings(database_url))["Due rows that keep failing"]
    assert (failing.verdict, failing.found) == (Verdict.FAIL, "1")
    assert "a due row could not be handled" in failing.fix


@pytest.mark.parametrize(
    ("code", "verdict"),
    [
        ("token_revoked", Verdict.FAIL),
        ("missing_scope", Verdict.FAIL),
        ("unreadable", Verdict.FAIL),
        ("channel_not_found", Verdict.OK),
    ],
)
async def test_why_letters_failed_is_said_in_words_with_what_to_do(
    database_url: str, code: str, verdict: Verdict
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
    assert (found["Failed letters"].verdict, found["Failed letters"].found) == (
        verdict,
        f"1 in the last 24 hours: {means} ({code})",
    )
    assert (found["Letters being retried"].verdict, found["Letters being retried"].found) == (
        verdict,
        f"1: {means} ({code})",
    )
    assert bool(found["Failed letters"].fix) is (verdict is Verdict.FAIL)


async def test_tables_of_an_older_version_are_not_looked_into(database_url: str) -> None:
    async with opened(database_url) as database:
        await schema.downgrade(database, "0006")
    found = await findings(database_url)
    assert str(found["Tables"]) == "OK    Tables: from an older version of Klatch; serve will upgrade them."
    assert "Letters" not in found


@pytest.mark.parametrize(
    ("code", "means"),
    [("TimeoutError", "not be reached"), ("http_502", "not be reached"), ("new_code", "does not know")],
)
def test_what_is_in_no_list_is_told_apart_as_far_as_it_can_be(code: str, means: str) -> None:
    assert means in cause_of(code).means
    assert cause_of(code).verdict is Verdict.FAIL


async def test_a_folder_that_is_not_there_and_a_file_that_is_no_database_are_found_out(tmp_path: Path) -> None:
    nowhere = (await findings(f"sqlite:///{tmp_path}/nowhere/klatch.db"))["Database"]
    (tmp_path / "letter.txt").write_text("Dear Ana, this is a letter and no database. Yours, Ben. " * 20)
    letter = (await findings(f"sqlite:///{tmp_path}/letter.txt"))["Database"]
    assert nowhere.verdict is Verdict.FAIL
    assert letter.verdict is Verdict.FAIL
    assert f"There is no folder {tmp_path}/nowhere" in nowhere.fix
    assert "not an SQLite database" in letter.fix


async def test_what_cannot_be_a_database_keeps_nothing_else_from_being_looked_at(tmp_path: Path) -> None:
    long = await findings(f"sqlite:///{tmp_path}/{'k' * 300}.db")
    os.mkfifo(tmp_path / "fifo")
    fifo = await findings(f"sqlite:///{tmp_path}/fifo")
    assert "cannot be opened" in long["Database"].fix
    assert "is not a file" in fifo["Database"].fix
    assert {"Slack", "Address", "Folder"} <= long.keys() & fifo.keys()


async def test_a_database_that_takes_no_changes_is_a_failure(postgres: Postgres) -> None:
    with postgres.database() as url:
        read_only = f"{url}&options=-c%20default_transaction_read_only%3Don"
        found = {finding.what: finding for finding in await examine(settings(read_only), MovableClock(NOON))}
        open_one = [
            finding for finding in await examine(settings(url), MovableClock(NOON)) if finding.what == "Database"
        ]
    assert found["Tables"].verdict is Verdict.OK
    assert str(found["Database"]).startswith("FAIL  Database: cannot be used. The database")
    assert [finding.verdict for finding in open_one] == [Verdict.OK]
