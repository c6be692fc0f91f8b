"""What Alembic runs: migrations over an async connection that no other migration runs beside.

To write a migration: change the models, then, on a database at the newest revision,

    alembic upgrade head
    alembic revision --autogenerate -m "what changes"

and read what it wrote.

A column goes in two releases, because the version before still uses it while replicas are replaced one by one. In the
first, its model loses it, a migration copies what is in it to its new place (and back), and bot.schema.RETIRED names
it, with the release after, as what models and database need not agree about. In that release a migration drops it,
and RETIRED no longer names it.

On SQLite, every table that is made here gives its ids once, and one that is made anew goes on
counting (bot.database.lasting_ids). Migrations import nothing of ``bot``: models change, migrations stay.
"""

import asyncio
from typing import Any, Literal

from alembic import context
from alembic.autogenerate.api import AutogenContext
from alembic.util import CommandError
from sqlalchemy import Enum, String
from sqlalchemy.engine import Connection
from sqlalchemy.types import TypeDecorator

from bot.database.engine import async_url
from bot.database.lasting_ids import ids_are_given_once
from bot.schema import all_tables, exclusive_connection, is_in_use
from bot.settings import Settings


def as_plain_type(kind: str, item: Any, _context: AutogenContext) -> str | Literal[False]:
    """Write the house's column types as the plain types that they are stored as."""
    if kind != "type":
        return False
    while isinstance(item, TypeDecorator):
        item = item.impl_instance
    return f"sa.{String(item.length) if isinstance(item, Enum) else item!r}"


def migrate(connection: Connection) -> None:
    """Run the migrations that were asked for in the connection's transaction."""
    context.configure(
        connection=connection,
        target_metadata=all_tables(),
        include_object=is_in_use,
        render_as_batch=True,  # SQLite cannot alter a table; Alembic then makes it anew
        render_item=as_plain_type,
        transactional_ddl=True,
    )
    with ids_are_given_once():
        context.run_migrations()


async def main() -> None:
    """Migrate the database that the caller named, else that of DATABASE_URL."""
    url = context.config.attributes.get("url") or async_url(Settings.read().database_url)
    async with exclusive_connection(url) as connection:
        await connection.run_sync(migrate)


if context.is_offline_mode():
    raise CommandError("Klatch migrates over a connection only")
asyncio.run(main())
