"""Less to write for each letter.

On PostgreSQL there is room on each page for the next version of its letters and rate limits, so that it logs what
changed and no more. What is leased or settled stands in the indexes for that, and nothing else does. And rate limits
have no index of when they open, which changes with each call: they are looked up by their scopes.
"""

from collections.abc import Callable

import sqlalchemy as sa
from alembic import op

revision = "0024"
down_revision = "0023"
branch_labels = None
depends_on = None

_TABLES = ("letters", "paces")
_INDEXES = {"ix_letters_leased": "leased_until", "ix_letters_settled": "settled_at"}


def upgrade() -> None:
    op.drop_index("ix_paces_held", "paces")
    _make_indexes_anew(lambda column: sa.text(f"{column} IS NOT NULL"))
    if op.get_bind().dialect.name == "postgresql":
        for table in _TABLES:
            op.execute(f"ALTER TABLE {table} SET (fillfactor = 50)")


def downgrade() -> None:
    if op.get_bind().dialect.name == "postgresql":
        for table in _TABLES:
            op.execute(f"ALTER TABLE {table} RESET (fillfactor)")
    _make_indexes_anew(lambda _: None)
    op.create_index("ix_paces_held", "paces", ["workspace", "open_at"])


def _make_indexes_anew(condition: Callable[[str], sa.TextClause | None]) -> None:
    for name, column in _INDEXES.items():
        op.drop_index(name, "letters")
        where = condition(column)
        op.create_index(name, "letters", ["state", column], sqlite_where=where, postgresql_where=where)
