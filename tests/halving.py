"""Choosing the database of each test, so that the suite stays quick: a test is left out only where its twin runs."""

from collections.abc import Collection
from typing import Any, Protocol
from zlib import crc32

_TWINS = {"[sqlite": "[postgresql", "[postgresql": "[sqlite"}


class Collected(Protocol):
    """As much of a pytest item as decides about it."""

    @property
    def nodeid(self) -> str:
        """Return the name of the test with its parameters."""
        ...

    def get_closest_marker(self, name: str) -> Any:
        """Return the mark of that name, if there is one."""
        ...


def runs_elsewhere(item: Collected, nodeids: Collection[str], *, both: bool) -> bool:
    """Return True for a test that its twin on the other database, among ``nodeids``, takes over.

    Of `one_database` it is the PostgreSQL half; of `either_database` one of the two, by the name of the test. A test
    that is pinned to a database has no twin, and always runs.
    """
    test, bracket, rest = item.nodeid.partition("[")
    begins = next((begins for begins in _TWINS if f"[{rest}".startswith(begins)), None)
    if not bracket or begins is None or item.nodeid.replace(begins, _TWINS[begins], 1) not in nodeids:
        return False
    is_postgres = begins == "[postgresql"
    if item.get_closest_marker("one_database"):
        return is_postgres
    return bool(item.get_closest_marker("either_database") and not both and is_postgres != crc32(test.encode()) % 2)
