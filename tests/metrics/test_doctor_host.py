"""What the doctor finds on the machine and in the settings, whatever is wrong with the database."""

import os
from pathlib import Path

import pytest

from bot import zone_data
from bot.clock import MovableClock
from bot.doctor import examine
from bot.server.address import reserve
from tests.metrics.examining import NOON, findings, settings
from tests.postgres import Postgres

pytestmark = pytest.mark.either_database


async def test_whose_time_zone_data_is_used_is_said(database_url: str) -> None:
    said = (await findings(database_url))["Time zones"].found
    assert said.startswith(f"{zone_data.use_the_newest()[0].version}, ")


async def test_where_klatch_writes_and_listens_is_tried(tmp_path: Path) -> None:
    with reserve("127.0.0.1", 0) as listener:
        listener.listen()
        port = str(listener.getsockname()[1])
        found = await findings(f"sqlite:///{tmp_path}/klatch.db", port=port)
    assert found["Database"].found == "not there yet; serve makes it"
    assert found["Folder"].found == f"{tmp_path} can be written"
    assert str(found["Address"]).startswith("WRONG  Address: not to be had. Klatch cannot listen on 127.0.0.1, port")
    assert os.listdir(tmp_path) == []


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


async def test_an_address_that_is_not_this_machines_is_found_out_on_any_port(database_url: str) -> None:
    found = await findings(database_url, host="nowhere.invalid", port="0")
    assert "Look at HOST" in found["Address"].mend
    assert (await findings(database_url, port="0"))["Address"].well


async def test_a_database_that_takes_no_changes_is_not_well(postgres: Postgres) -> None:
    with postgres.database() as url:
        read_only = f"{url}&options=-c%20default_transaction_read_only%3Don"
        found = {finding.what: finding for finding in await examine(settings(read_only), MovableClock(NOON))}
        well = [finding for finding in await examine(settings(url), MovableClock(NOON)) if finding.what == "Database"]
    assert found["Tables"].well
    assert str(found["Database"]).startswith("WRONG  Database: cannot be used. The database")
    assert [finding.well for finding in well] == [True]


async def test_what_is_wrong_with_the_settings_keeps_nothing_else_from_being_looked_at(database_url: str) -> None:
    faults = ["PORT: must be a whole number from 0 to 65535", "KLATCH_ENCRYPTION_KEY: must be a Fernet key"]
    found = await examine(settings(database_url), MovableClock(NOON), faults)
    said = [str(finding) for finding in found]
    assert said[:2] == [f"WRONG  {fault}." for fault in faults]
    assert {"Slack", "Time zones", "Tables", "Letters", "Schedule"} <= {finding.what for finding in found}
    assert "WRONG  Encryption: not examined. Mend the key first." in said


@pytest.mark.parametrize("name", ["SLACK_API_URL", "HTTPS_PROXY"])
async def test_no_token_goes_where_nobody_meant_it_to_go(database_url: str, name: str) -> None:
    found = await examine(settings(database_url), MovableClock(NOON), [f"{name}: must be another"])
    assert f"WRONG  Slack: not examined. Mend {name} first." in map(str, found)
