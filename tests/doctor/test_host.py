"""What the doctor finds on the machine, and with settings that are wrong."""

import os
from pathlib import Path

import pytest

from bot import zone_data
from bot.clock import MovableClock
from bot.doctor.examination import examine
from bot.doctor.findings import Verdict
from bot.server.address import reserve
from tests.doctor.practice import NOON, findings, settings

pytestmark = pytest.mark.either_database


async def test_where_slack_is_not_reached_what_hangs_on_it_is_not_examined(database_url: str) -> None:
    found = await findings(database_url)
    for what in ("Bot token", "Scopes"):
        assert str(found[what]) == f"FAIL  {what}: not checked. Fix the connection to Slack first."


async def test_whose_time_zone_data_is_used_is_said(database_url: str) -> None:
    said = (await findings(database_url))["Time zones"].found
    assert said.startswith(f"{zone_data.use_the_newest()[0].version}, ")


async def test_where_klatch_writes_and_listens_is_tried(tmp_path: Path) -> None:
    with reserve("127.0.0.1", 0) as listener:
        listener.listen()
        port = str(listener.getsockname()[1])
        found = await findings(f"sqlite:///{tmp_path}/klatch.db", port=port)
    assert found["Database"].found == "does not exist yet; serve will create it"
    assert found["Folder"].found == f"{tmp_path} is writable"
    assert str(found["Address"]).startswith("FAIL  Address: not available. Klatch cannot listen on 127.0.0.1, port")
    assert os.listdir(tmp_path) == []


async def test_an_address_that_is_not_this_machines_is_found_out_on_any_port(database_url: str) -> None:
    found = await findings(database_url, host="nowhere.invalid", port="0")
    assert "Check HOST" in found["Address"].fix
    assert (await findings(database_url, port="0"))["Address"].verdict is Verdict.OK


async def test_what_is_wrong_with_the_settings_keeps_nothing_else_from_being_looked_at(database_url: str) -> None:
    faults = ["PORT: must be a whole number from 0 to 65535", "KLATCH_ENCRYPTION_KEY: must be a Fernet key"]
    found = await examine(settings(database_url), MovableClock(NOON), faults)
    said = [str(finding) for finding in found]
    assert said[:2] == [f"FAIL  {fault}." for fault in faults]
    assert {"Slack", "Time zones", "Tables", "Letters", "Schedule"} <= {finding.what for finding in found}
    assert "FAIL  Encryption: not checked. Fix the key first." in said


@pytest.mark.parametrize("name", ["SLACK_API_URL", "HTTPS_PROXY"])
async def test_no_token_goes_where_nobody_meant_it_to_go(database_url: str, name: str) -> None:
    found = await examine(settings(database_url), MovableClock(NOON), [f"{name}: must be another"])
    assert f"FAIL  Slack: not checked. Fix {name} first." in map(str, found)
