"""Every table leads to a workspace, and the bot never goes around its session."""

import re
from pathlib import Path

import pytest
from sqlalchemy import Column, ForeignKey, Integer, MetaData, String, Table

import bot
from bot.confinement.tenant_path import NoTenantPathError, tenant_path_of
from bot.schema import all_tables
from tests.confinement.filling import OF_NO_WORKSPACE


def test_every_table_leads_to_a_workspace() -> None:
    """Whoever adds a table gives it a workspace, a parent, or a way in its ``info`` (bot.confinement.tenant_path)."""
    without = set()
    for table in all_tables().sorted_tables:
        try:
            tenant_path_of(table)
        except NoTenantPathError:
            without.add(table.name)
    assert without == OF_NO_WORKSPACE


def test_a_table_that_leads_nowhere_is_noticed() -> None:
    metadata = MetaData()
    lost = Table("lost", metadata, Column("id", Integer, primary_key=True))
    with pytest.raises(NoTenantPathError, match="lost"):
        tenant_path_of(lost)


def test_a_way_may_have_several_steps() -> None:
    metadata = MetaData()
    grandparents = Table("grandparents", metadata, Column("id", primary_key=True), Column("workspace", String(32)))
    parents = Table("parents", metadata, Column("id", primary_key=True), Column("of", ForeignKey("grandparents.id")))
    children = Table("children", metadata, Column("of", ForeignKey("parents.id"), primary_key=True))
    first, second = tenant_path_of(children), tenant_path_of(parents)
    assert first is not None
    assert second is not None
    assert (first.parent.table, second.parent.table) == (parents, grandparents)
    assert tenant_path_of(grandparents) is None


GOES_AROUND = {
    "session_driver.py": "prepared statements, which are confined when they are compiled",
    "engine.py": "BEGIN",
    "lasting_ids.py": "migrations",
    "schema.py": "migrations",
    "shared_clock.py": "BEGIN, so that the clock alone is waited for",
}


def test_nothing_but_what_is_known_goes_around_the_session() -> None:
    """What goes straight to a connection is not confined, and of SQL as text nobody knows what it reads."""
    around = re.compile(
        r"""session\.connection\(\)|exec_driver_sql|\btext\("(SELECT|INSERT|UPDATE|DELETE|PRAGMA|WITH)"""
    )
    root = Path(bot.__path__[0])
    assert {path.name for path in root.rglob("*.py") if around.search(path.read_text("utf-8"))} == set(GOES_AROUND)
