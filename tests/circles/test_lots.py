"""Who is asked to host is drawn by lot among those who had no turn yet, and no row shows who it was."""

import pytest

from tests.circles.klatch import Klatch, open_klatch, people
from tests.library import Library, card

pytestmark = pytest.mark.one_database


async def test_no_place_is_written_alone_when_somebody_is_asked(library: Library) -> None:
    ana, *others = people(library, 5)
    klatch = await open_klatch(library, [ana, *others])
    before = await _places_as_they_lie(klatch)
    await library.press(ana, "Pass", card(ana, "Would you host"))
    assert (await klatch.meetings())[0].host in {person.id for person in others}
    after = await _places_as_they_lie(klatch)
    assert len(after - before) == len(klatch.people)


async def _places_as_they_lie(klatch: Klatch) -> set[str]:
    async with klatch.library.klatch.database.engine.connect() as connection:
        return set((await connection.exec_driver_sql("SELECT turn FROM circle_members")).scalars())
