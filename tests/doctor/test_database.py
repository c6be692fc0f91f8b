"""What the doctor finds in the database, and how it says to mend it."""

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
from bot.outbox.models import Letter, LetterState
from bot.schedule.models import Due
from bot.schedule.scheduling import schedule
from tests.databases import opened
from tests.doctor.practice import NOON, findings, prepared, settings, write
from tests.postgres import Postgres

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


async def test_tables_of_an_older_version_are_not_looked_into(database_url: str) -> None:
    async with opened(database_url) as database:
        await schema.downgrade(database, "0006")
    found = await findings(database_url)
    assert str(found["Tables"]) == "well   Tables: of an older version of Klatch; serve brings them up to date."
    assert "Letters" not in found


@pytest.mark.parametrize(
    ("code", "means"), [("TimeoutError", "not reached"), ("http_502", "not reached"), ("new_code", "list of errors")]
)
def test_what_is_in_no_list_is_told_apart_as_far_as_it_can_be(code: str, means: str) -> None:
    assert means in cause_of(code).means
    assert not cause_of(code).well


async def test_a_folder_that_is_not_there_and_a_file_that_is_no_database_are_found_out(tmp_path: Path) -> None:
    nowhere = (await findings(f"sqlite:///{tmp_path}/nowhere/klatch.db"))["Database"]
    (tmp_path / "letter.txt").write_text("Dear Ana, this is a letter and no database. Yours, Ben. " * 20)
    letter = (await findings(f"sqlite:///{tmp_path}/letter.txt"))["Database"]
    assert not nowhere.well
    assert not letter.well
    assert f"There is no folder {tmp_path}/nowhere" in nowhere.mend
    assert "no database of SQLite" in letter.mend


async def test_what_cannot_be_a_database_keeps_nothing_else_from_being_looked_at(tmp_path: Path) -> None:
    long = await findings(f"sqlite:///{tmp_path}/{'k' * 300}.db")
    os.mkfifo(tmp_path / "fifo")
    fifo = await findings(f"sqlite:///{tmp_path}/fifo")
    assert "cannot be opened" in long["Database"].mend
    assert "is no file" in fifo["Database"].mend
    assert {"Slack", "Address", "Folder"} <= long.keys() & fifo.keys()


async def test_a_database_that_takes_no_changes_is_not_well(postgres: Postgres) -> None:
    with postgres.database() as url:
        read_only = f"{url}&options=-c%20default_transaction_read_only%3Don"
        found = {finding.what: finding for finding in await examine(settings(read_only), MovableClock(NOON))}
        well = [finding for finding in await examine(settings(url), MovableClock(NOON)) if finding.what == "Database"]
    assert found["Tables"].well
    assert str(found["Database"]).startswith("WRONG  Database: cannot be used. The database")
    assert [finding.well for finding in well] == [True]
