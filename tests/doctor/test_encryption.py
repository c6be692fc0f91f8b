"""Whether the key opens what is in the database, as the doctor sees it."""

import pytest
from cryptography.fernet import Fernet

from bot.clock import MovableClock
from bot.doctor.examination import examine
from bot.doctor.findings import Verdict
from tests.databases import opened
from tests.doctor.practice import KEY, NOON, findings, install, prepared, settings, write

pytestmark = pytest.mark.either_database


async def test_a_key_that_does_not_open_what_is_there_is_found_out(database_url: str) -> None:
    await prepared(database_url, lambda session: write(session, "one"))
    other = Fernet.generate_key().decode()
    wrong = (await findings(database_url, klatch_encryption_key=other))["Encryption"]
    both = (await findings(database_url, klatch_encryption_key=f"{other},{KEY}"))["Encryption"]
    assert (wrong.verdict, wrong.found) == (Verdict.FAIL, "the key decrypts nothing in the database")
    assert both.verdict is Verdict.OK
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
    assert (found.verdict, found.found) == (Verdict.FAIL, "the key does not decrypt everything in grants")


@pytest.mark.parametrize("source", ["SLACK_SIGNING_SECRET", "SLACK_BOT_TOKEN"])
async def test_of_a_key_that_is_derived_from_another_secret_it_warns(database_url: str, source: str) -> None:
    by_socket = {"slack_app_token": "xapp-1", "slack_signing_secret": ""} if source == "SLACK_BOT_TOKEN" else {}
    found = (await findings(database_url, klatch_encryption_key="", **by_socket))["Encryption"]
    assert str(found).startswith(
        f"WARN  Encryption: the key is derived from {source}, and backups can be read only with"
    )
    assert "Set KLATCH_ENCRYPTION_KEY" in found.fix


@pytest.mark.parametrize(
    ("wrong", "fix"),
    [(["SLACK_SIGNING_SECRET: must not be a token"], "Fix the key"), ([], "Set KLATCH_ENCRYPTION_KEY")],
)
async def test_with_no_key_nothing_is_said_of_what_it_opens(database_url: str, wrong: list[str], fix: str) -> None:
    none = {"klatch_encryption_key": "", "slack_signing_secret": "", "slack_bot_token": "xoxb-1" if wrong else ""}
    found = await examine(settings(database_url, **none), MovableClock(NOON), wrong)
    assert f"FAIL  Encryption: not checked. {fix} first." in map(str, found)
