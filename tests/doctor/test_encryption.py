"""Whether the key opens what is in the database, as the doctor sees it."""

import pytest
from cryptography.fernet import Fernet

from bot.clock import MovableClock
from bot.doctor.examination import examine
from tests.databases import opened
from tests.doctor.practice import KEY, NOON, findings, install, prepared, settings, write

pytestmark = pytest.mark.either_database


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
