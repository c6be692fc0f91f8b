#!/usr/bin/env bash
# Alembic's batch mode and SQLite's AUTOINCREMENT: after a batch, ids are given out a second time.
#
# Seen with alembic 1.20.1, SQLAlchemy 2.1.9, SQLite 3.40.1, Python 3.11, November 2026.
#
# Expected: a table made with INTEGER PRIMARY KEY AUTOINCREMENT never gives an id out again, so neither after a migration
# that alters another column of it with `op.batch_alter_table`.
#
# What happens:
# 1. The batch makes the table anew from what SQLAlchemy reflects, and AUTOINCREMENT is not reflected: it is gone, silently.
#    The next row gets the id of the row that was erased last.
# 2. With `table_kwargs={"sqlite_autoincrement": True}` the word is kept, and the id is given out again all the same: SQLite
#    keeps how far a table has counted in `sqlite_sequence`, drops that row with the old table, and begins the new one with
#    the greatest id that was copied.
# So whoever puts ids into links or buttons must carry the row of `sqlite_sequence` over each batch by hand.
#
# Output seen, by which this script holds:
#   plain batch: autoincrement kept False, erased id 3, next id 3
#   with sqlite_autoincrement: autoincrement kept True, erased id 3, next id 3
#   with the counter carried over: autoincrement kept True, erased id 3, next id 4
set -euo pipefail

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet --disable-pip-version-check alembic==1.20.1 sqlalchemy==2.1.9

cat > "$folder/expected" <<'OUTPUT'
plain batch: autoincrement kept False, erased id 3, next id 3
with sqlite_autoincrement: autoincrement kept True, erased id 3, next id 3
with the counter carried over: autoincrement kept True, erased id 3, next id 4
OUTPUT

"$folder/venv/bin/python" > "$folder/seen" <<'PYTHON'
import sqlalchemy as sa
from alembic.migration import MigrationContext
from alembic.operations import Operations


def after_a_batch(title, carried=False, **table):
    """Erase the newest of three rows, alter a column in a batch, and say which id the next row is given."""
    with sa.create_engine("sqlite://").begin() as connection:
        run = connection.exec_driver_sql
        run("CREATE TABLE notes (id INTEGER PRIMARY KEY AUTOINCREMENT, words TEXT)")
        run("INSERT INTO notes (words) VALUES ('one'), ('two'), ('three')")
        run("DELETE FROM notes WHERE id = 3")
        counted = run("SELECT seq FROM sqlite_sequence WHERE name = 'notes'").scalar_one()
        operations = Operations(MigrationContext.configure(connection))
        with operations.batch_alter_table("notes", table_kwargs=table) as batch:
            batch.alter_column("words", type_=sa.String(80))
        if carried:
            run(f"UPDATE sqlite_sequence SET seq = {counted} WHERE name = 'notes'")
        kept = "AUTOINCREMENT" in run("SELECT sql FROM sqlite_master WHERE name = 'notes'").scalar_one()
        run("INSERT INTO notes (words) VALUES ('four')")
        newest = run("SELECT max(id) FROM notes").scalar_one()
        print(f"{title}: autoincrement kept {kept}, erased id 3, next id {newest}")


after_a_batch("plain batch")
after_a_batch("with sqlite_autoincrement", sqlite_autoincrement=True)
after_a_batch("with the counter carried over", carried=True, sqlite_autoincrement=True)
PYTHON

diff "$folder/expected" "$folder/seen" && echo "As before."
