"""What PostgreSQL did meanwhile: bytes of its write-ahead log, and commits."""

import time
from dataclasses import dataclass

import psycopg
from sqlalchemy import make_url

_FIGURES = """
SELECT pg_current_wal_lsn() - '0/0', (SELECT xact_commit FROM pg_stat_database WHERE datname = %s),
       (SELECT count(*) FROM pg_stat_activity WHERE datname = %s)
"""


@dataclass(frozen=True, slots=True)
class PostgresWork:
    """Since the server began: bytes of the log of all databases, and commits in one."""

    log_bytes: float
    commits: float

    def since(self, before: "PostgresWork") -> "PostgresWork":
        """Return what was done since then."""
        return PostgresWork(self.log_bytes - before.log_bytes, self.commits - before.commits)


def work_so_far(url: str) -> PostgresWork:
    """Return what was done so far, once nobody is connected: each connection says at its end what it committed."""
    database = make_url(url)
    elsewhere = database.set(database="postgres").render_as_string(hide_password=False)
    with psycopg.connect(elsewhere, autocommit=True) as connection:
        while True:
            found = connection.execute(_FIGURES, [database.database] * 2).fetchone()
            if found and not found[2]:
                return PostgresWork(float(found[0]), float(found[1]))
            time.sleep(0.01)
