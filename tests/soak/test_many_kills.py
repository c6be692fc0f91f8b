"""The long form of tests/crash: an afternoon's questions, and a bot that dies a hundred times."""

from pathlib import Path

import pytest

from tests.crash.sharing import deliver_together
from tests.crash.story import survive
from tests.postgres import Postgres

pytestmark = pytest.mark.soak


async def test_fifty_questions_find_their_mentors_though_the_bot_is_killed_a_hundred_times(
    database_url: str, tmp_path: Path, seed: int
) -> None:
    await survive(database_url, tmp_path, asks=50, kills=100, seed=seed, seconds=600)


async def test_two_processes_that_are_killed_in_turns_lose_no_letter_and_send_none_twice(
    postgres: Postgres, tmp_path: Path, seed: int
) -> None:
    with postgres.database() as url:
        shares = await deliver_together(url, tmp_path, letters=2_000, kills=20, seed=seed, seconds=600)
    assert [share for share in shares if share == 0] == []


async def test_two_processes_on_one_postgresql_share_the_letters_and_send_none_twice(
    postgres: Postgres, tmp_path: Path, seed: int
) -> None:
    with postgres.database() as url:
        shares = await deliver_together(url, tmp_path, letters=200, kills=0, seed=seed, seconds=60)
    assert sum(shares) == 200
    assert [share for share in shares if share == 0] == []
