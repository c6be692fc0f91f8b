"""The revisions that Klatch knows are read off the names of the migrations' files."""

import pytest
from alembic.script import ScriptDirectory

from bot import schema

pytestmark = pytest.mark.one_database


def test_the_files_of_migrations_begin_with_their_revisions_in_alembics_own_order() -> None:
    newest_first = [each.revision for each in ScriptDirectory(str(schema.MIGRATIONS)).walk_revisions()]
    assert newest_first[::-1] == schema.REVISIONS
