"""The driver beneath a session: of its transaction's connection, whichever database that is of."""

from typing import Any

from sqlalchemy.ext.asyncio import AsyncConnection, AsyncSession

from bot.database import sqlite as sqlite_in_loop
from bot.database.driver import Driver, Reading, SqliteDriver

_DRIVER = "driver"


async def driver_of(session: AsyncSession) -> Driver:
    """Return the driver of a session's transaction, which has been told all that the session has written so far."""
    if isinstance(session, Reading):
        return session.driver
    if session.new or session.dirty or session.deleted:
        await session.flush()
    kept: tuple[object, Driver] | None = session.info.get(_DRIVER)
    transaction = _innermost(session)
    if kept is None or transaction is None or kept[0] is not transaction:
        # Asked anew in each savepoint: the session begins one only when its connection is first asked for in it.
        driver = await _driver_below(await session.connection())
        session.info[_DRIVER] = kept = _innermost(session), driver
    return kept[1]


def _innermost(session: AsyncSession) -> object:
    return session.sync_session.get_nested_transaction() or session.sync_session.get_transaction()


async def _driver_below(connection: AsyncConnection) -> Driver:
    own: Any = (await connection.get_raw_connection()).driver_connection
    if isinstance(own, sqlite_in_loop.Connection):
        return SqliteDriver(own, connection.dialect, connection)
    from bot.database.postgres import PostgresDriver  # noqa: PLC0415  # see there

    return PostgresDriver(own, connection.dialect, connection)
