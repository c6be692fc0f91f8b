"""A key by which those are drawn by lot who shall be."""

from collections.abc import Sequence
from itertools import count

from bot.circles.members.hosting import lot_of
from bot.database.columns import keys_of
from bot.database.keys import Key, Keys
from playground import Person
from playground.rehearsal.rehearsal import ENCRYPTION_KEY
from tests.library import Library


class DrawsOtherwise(Key):
    """It opens what the others open, and draws as no other does."""

    def __init__(self, number: int) -> None:
        super().__init__(ENCRYPTION_KEY)
        self.number = number

    def mark(self, of: str, words: str) -> str:
        return super().mark(f"{of} {self.number}", words)


async def have_drawn(library: Library, members: Sequence[Person], first: Sequence[Person]) -> None:
    """Give Klatch a key by which these are drawn first for the first meeting that there is."""
    dialect = library.klatch.database.engine.dialect
    key = keys_of(dialect)
    async with library.klatch.database.transaction() as session:
        for number in count():
            vars(dialect)["klatch_cipher"] = Keys([DrawsOtherwise(number), *key.each])
            drawn = sorted(members, key=lambda person: lot_of(session, 1, person.id))
            if drawn[: len(first)] == first:
                return
