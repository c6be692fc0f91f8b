"""Two worlds and what lies in their databases, without the key: laid side by side row by row."""

import re
from collections.abc import AsyncIterator, Callable, Iterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass

from bot.database.columns import Base
from bot.database.database import Database
from playground import Person
from tests.circles.test_anonymity import SECRET
from tests.library import Library, card, faultless_library

GRANT = "How do I write my first grant proposal?"
DRAWN = re.compile(r"\b(?:[0-9a-f]{32}|[0-9a-f]{16})\b|(?<=amended-after-)\d+")
NUMBERS_OF_LETTERS = {"id", "amends_id"}

Dump = dict[str, list[str]]


@dataclass(frozen=True)
class World:
    """A library in which everybody has been written to, and all volunteer."""

    library: Library
    askers: Sequence[Person]
    mentors: Sequence[Person]

    async def withdraw(self, asker: Person) -> None:
        await self.library.press(asker, "Withdraw", card(asker, "on its way"))


Act = Callable[[World, int], AsyncIterator[None]]
"""What differs in one secret, by the number of the world; at each stop the worlds are compared."""


async def dump(database: Database) -> Dump:
    """Each table as it lies there, in the order in which it is kept; letters in an order of their own."""
    found: Dump = {}
    async with database.engine.connect() as connection:
        for name, table in Base.metadata.tables.items():
            is_letters = name == "letters"
            columns = [column for column in table.columns if not (is_letters and column.name in NUMBERS_OF_LETTERS)]
            listed = ", ".join(f'"{column.name}"' for column in columns)
            rows = await connection.exec_driver_sql(f'SELECT {listed} FROM "{name}"')  # noqa: S608  our own names
            lying = [DRAWN.sub("<drawn>", SECRET.sub(_length, repr(tuple(row)))) for row in rows]
            found[name] = sorted(lying) if is_letters else [row for row in lying if "'#<drawn>'" not in row]
    return found


def _length(secret: re.Match[str]) -> str:
    return f"<{len(secret[0])}>"


@asynccontextmanager
async def world(url: str) -> AsyncIterator[World]:
    async with faultless_library(url) as library:
        askers = [library.person(name) for name in ("Mia Chen", "Noa Levi")]
        mentors = [library.person(name) for name in ("Sam Roy", "Zoe Park", "Joe Fox")]
        here = World(library, askers, mentors)
        for mentor in mentors:
            await library.volunteer(mentor, "Grant writing")
        for asker in askers:
            await library.pass_time(minutes=1)
            await library.ask(asker, GRANT)
            await here.withdraw(asker)
        await library.pass_time(hours=1)
        yield here


async def dumps_of(url: str, act: Act, number: int) -> list[Dump]:
    async with world(url) as here:
        return [await dump(here.library.klatch.database) async for _ in act(here, number)]


def differences(once: Dump, twice: Dump) -> Iterator[str]:
    for table, rows in once.items():
        if rows != twice[table]:
            yield from (f"{table}: {row}" for row in {*rows} ^ {*twice[table]} or {"in another order"})
