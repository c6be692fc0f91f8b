"""Entities by prepared statements: read as rows, and put into the session as it would have put them there itself."""

from collections.abc import Sequence
from typing import Any, Generic, TypeVar

from sqlalchemy import Select, inspect
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import InstrumentedAttribute, Mapper, make_transient_to_detached
from sqlalchemy.orm.attributes import set_committed_value

from bot.database.columns import Base
from bot.database.prepared import Prepared

EntityT = TypeVar("EntityT", bound=Base)


class Entities(Generic[EntityT]):
    """A prepared SELECT of a table's entities: each as it is in the database now, whatever was read of it before.

    It takes its values by name, is confined like everything that is prepared, and leaves ``unread`` columns unread:
    they can be written, but not asked for.
    """

    def __init__(self, statement: Select[EntityT], unread: Sequence[InstrumentedAttribute[Any]] = ()) -> None:
        (described,) = statement.column_descriptions
        self._mapper: Mapper[EntityT] = inspect(described["entity"])
        not_read = {attribute.key for attribute in unread}
        self._names = [each.key for each in self._mapper.column_attrs if each.key not in not_read]
        columns = [getattr(self._mapper.class_, name) for name in self._names]
        self._rows: Prepared[*tuple[Any, ...]] = Prepared(statement.with_only_columns(*columns))
        self._key = [
            self._names.index(self._mapper.get_property_by_column(key).key) for key in self._mapper.primary_key
        ]

    async def all(self, session: AsyncSession, **values: Any) -> list[EntityT]:
        """Execute it in the session's transaction, and return its entities, which belong to the session."""
        return [self._entity(session, row) for row in await self._rows.rows(session, **values)]

    async def first(self, session: AsyncSession, **values: Any) -> EntityT | None:
        """Execute it and return its first entity; None where there is none."""
        return next(iter(await self.all(session, **values)), None)

    def _entity(self, session: AsyncSession, row: Sequence[Any]) -> EntityT:
        key = self._mapper.identity_key_from_primary_key(tuple(row[place] for place in self._key))
        held: EntityT | None = session.identity_map.get(key)
        if held is not None:
            for name, value in zip(self._names, row, strict=True):
                set_committed_value(held, name, value)
            return held
        read: EntityT = self._mapper.class_manager.new_instance()
        read.__dict__.update(zip(self._names, row, strict=True))
        make_transient_to_detached(read)
        session.add(read)
        return read
