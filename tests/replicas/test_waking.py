"""What one process has written, another does at once; looking by itself from time to time is but the net below."""

import pytest

from bot.outbox import postman
from bot.schedule import heartbeat
from tests.crash.bots import new_playground
from tests.databases import opened
from tests.replicas.replica import CIPHER, at_work, hello_comes, owe_hello
from tests.replicas.test_bell import sharing

NEVER = 3_600.0


@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
async def test_a_letter_that_one_process_writes_another_sends_at_once(
    database_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Here nobody looks by themselves: only the bell can have woken the postman."""
    monkeypatch.setattr(postman, "POLL_SECONDS", NEVER)
    monkeypatch.setattr(heartbeat, "BEAT_SECONDS", NEVER)
    async with new_playground() as playground, at_work(database_url, playground):
        ana = playground.add_person("Ana Ruiz")
        async with opened(database_url, CIPHER) as elsewhere, sharing(elsewhere):
            await owe_hello(elsewhere, ana)
            await hello_comes(ana)
