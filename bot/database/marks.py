"""Marks: keyed digests by which a row about somebody is found again whose id lies encrypted in it.

The same mark twice would tell that two rows are about the same person, whoever that is. So everybody has several in
each column, and takes one after another. Only who has more rows at once than marks takes one twice.
"""

from collections.abc import Collection, Iterator
from typing import Any

from sqlalchemy import String
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import InstrumentedAttribute

from bot.database.columns import keys_of
from bot.database.driver import dialect_of
from bot.database.keys import MARK_LENGTH, Key, Keys

SLOTS = 8
"""Marks of each member in a column."""


class Mark(String):
    """A column of marks of whoever stands encrypted in another column, ``whose``, at a place among its words."""

    def __init__(self, whose: str, place: int = 0) -> None:
        super().__init__(MARK_LENGTH)
        self.whose = whose
        self.place = place


def marks_of(session: AsyncSession, column: InstrumentedAttribute[Any], workspace: str, member: str) -> list[str]:
    """Return all marks that rows about a member can have in a column, by any of the keys."""
    return [mark for key in _keys(session).each for mark in _marks(key, _name(column), workspace, member)]


def free_mark(
    session: AsyncSession,
    column: InstrumentedAttribute[Any],
    workspace: str,
    member: str,
    taken: Collection[str | None],
) -> str:
    """Return a mark for a new row about a member: one that no other row has, if there is any left."""
    by_key = [list(_marks(key, _name(column), workspace, member)) for key in _keys(session).each]
    free = (first for first, *others in zip(*by_key, strict=True) if not {first, *others} & set(taken))
    return next(free, by_key[0][len(taken) % SLOTS])


def new_alias(session: AsyncSession, chance: str) -> str:
    """Return sixteen digits that nobody can trace without the key, not even by knowing ``chance``."""
    return _keys(session).each[0].mark("alias", chance)[:16]


def renewed(mark: str, column: str, workspace: str, member: str, keys: Collection[Key]) -> str | None:
    """Return a member's mark in a column by the first of the keys; None where none of them made it."""
    made = [[*_marks(key, column, workspace, member)] for key in keys]
    return next((made[0][marks.index(mark)] for marks in made if mark in marks), None)


def _marks(key: Key, column: str, workspace: str, member: str) -> Iterator[str]:
    return (key.mark(column, f"{workspace} {member} {slot}") for slot in range(SLOTS))


def _keys(session: AsyncSession) -> Keys:
    return keys_of(dialect_of(session))


def _name(column: InstrumentedAttribute[Any]) -> str:
    return f"{column.class_.__tablename__}.{column.key}"
