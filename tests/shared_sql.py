"""SQL that engines make once and share: a fifth of what a test does if every test has an engine of its own."""

from collections import defaultdict
from typing import Any

from bot.database.database import Database


def share_sql(database: Database, secret: str) -> None:
    """Take the SQL of statements from databases that were open before, and are encrypted by the same ``secret``."""
    engine = database.engine.sync_engine
    engine.update_execution_options(compiled_cache=_SHARED[engine.dialect.name, secret])


class _SharedSql(dict[Any, Any]):
    """A cache of SQL for engines that are alike: what they say differs in nothing but the dialect's identity."""

    def get(self, key: Any, default: Any = None) -> Any:
        return super().get(key[1:], default)

    def __setitem__(self, key: Any, compiled: Any) -> None:
        super().__setitem__(key[1:], compiled)


_SHARED: defaultdict[tuple[str, str], _SharedSql] = defaultdict(_SharedSql)
