"""The ask channel, the edition of the topics, and when failures were told: in tables of the features that own them.

The columns in which they were are retired; they stay for the version before, which goes on reading and writing them.
"""

import sqlalchemy as sa
from alembic import op

revision = "0023"
down_revision = "0022"
branch_labels = None
depends_on = None

_MOVED = (
    ("ask_channels", sa.Column("channel", sa.String(32), nullable=False), "ask_channel"),
    ("topic_editions", sa.Column("edition", sa.String(80), nullable=False), "topics_edition"),
    ("failures_told", sa.Column("told_at", sa.DateTime(timezone=True), nullable=False), "failures_told_at"),
)
"""Each new table, its column beside the workspace, and the column of installations that it was."""

_INSTALLATIONS = sa.table("installations", *(sa.column(name) for name in ("workspace", *(each[-1] for each in _MOVED))))

_CARRY_OVER = """
CREATE FUNCTION carry_over_{former}() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NEW.{former} IS NULL THEN
        DELETE FROM {table} WHERE workspace = NEW.workspace;
    ELSE
        INSERT INTO {table} (workspace, {column}) VALUES (NEW.workspace, NEW.{former})
        ON CONFLICT (workspace) DO UPDATE SET {column} = excluded.{column};
    END IF;
    RETURN NULL;
END $$
"""
"""What the version before writes while replicas are replaced one by one. SQLite's file is for one process."""

_TRIGGER = """
CREATE TRIGGER carry_over_{former} AFTER UPDATE OF {former} ON installations
FOR EACH ROW EXECUTE FUNCTION carry_over_{former}()
"""


def upgrade() -> None:
    for name, column, former in _MOVED:
        table = op.create_table(
            name,
            sa.Column("workspace", sa.String(32), nullable=False),
            column,
            sa.PrimaryKeyConstraint("workspace", name=op.f(f"pk_{name}")),
        )
        kept = sa.select(_INSTALLATIONS.c.workspace, _INSTALLATIONS.c[former])
        kept = kept.where(_INSTALLATIONS.c[former].is_not(None))
        op.execute(sa.insert(table).from_select(["workspace", column.name], kept))
        if op.get_bind().dialect.name == "postgresql":
            op.execute(_CARRY_OVER.format(former=former, table=name, column=column.name))
            op.execute(_TRIGGER.format(former=former))


def downgrade() -> None:
    for name, column, former in _MOVED:
        if op.get_bind().dialect.name == "postgresql":
            op.execute(f"DROP FUNCTION carry_over_{former}() CASCADE")
        table = sa.table(name, sa.column("workspace"), sa.column(column.name))
        kept = sa.select(table.c[column.name]).where(table.c.workspace == _INSTALLATIONS.c.workspace)
        op.execute(sa.update(_INSTALLATIONS).values({former: kept.scalar_subquery()}))
        op.drop_table(name)
