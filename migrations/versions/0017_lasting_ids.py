"""On SQLite no id is given twice; and a row that is written to see whether the database can be."""

import sqlalchemy as sa
from alembic import op

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None

LEAP = 1_000_000
"""Of rows that are gone, nobody knows any more how far their ids went; further than this they did not."""


def upgrade() -> None:
    op.create_table(
        "last_writes",
        sa.Column("part", sa.String(length=32), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("part", name=op.f("pk_last_writes")),
    )
    if op.get_bind().dialect.name == "sqlite":
        for table in _that_give_ids_again():
            with op.batch_alter_table(table, recreate="always"):
                pass  # made anew, it counts on: see the environment of migrations
            _leap(table)


def _that_give_ids_again() -> list[str]:
    connection = op.get_bind()
    found = connection.execute(
        sa.text("SELECT name FROM sqlite_master WHERE type = 'table' AND sql NOT LIKE '%AUTOINCREMENT%' ORDER BY name")
    )
    tables = [sa.Table(name, sa.MetaData(), autoload_with=connection, resolve_fks=False) for (name,) in found]
    return [table.name for table in tables if _counts(table)]


def _counts(table: sa.Table) -> bool:
    keys = list(table.primary_key)
    return len(keys) == 1 and isinstance(keys[0].type, sa.Integer) and not keys[0].foreign_keys


def _leap(table: str) -> None:
    counted = {"table": table, "leap": LEAP}
    # Of a table without a row SQLite may not have begun to count.
    begin = "INSERT INTO sqlite_sequence (name, seq) SELECT :table, 0"
    unless = "WHERE NOT EXISTS (SELECT 1 FROM sqlite_sequence WHERE name = :table)"
    op.get_bind().execute(sa.text(f"{begin} {unless}"), {"table": table})
    op.get_bind().execute(sa.text("UPDATE sqlite_sequence SET seq = seq + :leap WHERE name = :table"), counted)


def downgrade() -> None:
    # The version before need not know that ids are given once.
    op.drop_table("last_writes")
