"""Two processes on one PostgreSQL share the work, and neither sends what the other has sent."""

from pathlib import Path

from tests.crash.sharing import deliver_together
from tests.databases import Postgres


async def test_two_processes_on_one_postgresql_share_the_letters_and_send_none_twice(
    postgres: Postgres, tmp_path: Path
) -> None:
    with postgres.database() as url:
        shares = await deliver_together(url, tmp_path, letters=200, kills=0, seed=20261123, seconds=60)
    assert sum(shares) == 200
    assert [share for share in shares if share == 0] == []
