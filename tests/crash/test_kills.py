"""Killed at any instant, nothing is lost that was acknowledged, and nothing is sent twice that was recorded."""

from pathlib import Path

import pytest

from tests.crash.story import survive

pytestmark = pytest.mark.either_database


@pytest.mark.parametrize("seed", [20261123])
async def test_questions_find_their_mentors_though_the_bot_is_killed_in_between(
    database_url: str, tmp_path: Path, seed: int
) -> None:
    await survive(database_url, tmp_path, asks=2, kills=3, seed=seed, seconds=30)
