"""People who have lunch together: joining by the form, and what each of them sees of a proposal."""

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from random import Random

from bot.pairings.models import Group, Seat
from bot.pairings.rules import GroupState
from bot.wiring import Klatch
from playground import Person
from playground.loopback_server import LoopbackServer
from playground.rehearsal.rehearsal import settings_for
from tests.library import Library, live_buttons

EVERY_DAY = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday")
TUESDAY = ("Tuesday",)
PLACE, VIDEO = "In person, at a place", "By video"
CAFE = "Main Library café"

ASKED = "would you like lunch with"
OFF = "this lunch is off"
NOBODY = "No luck with lunch"


def toronto(day: int, hour: int, minute: int = 0) -> datetime:
    """An instant in November 2026 by Toronto's clocks; the 23rd is a Monday."""
    return datetime(2026, 11, day, hour + 5, minute, tzinfo=UTC)


async def join(
    library: Library,
    *people: Person,
    days: Sequence[str] = TUESDAY,
    ways: Sequence[str] = (PLACE,),
    place: str = CAFE,
    only_this_week: bool = False,
) -> None:
    """Each of them sends the form."""
    for person in people:
        await person.command("/just-lunch")
        await person.fill("Which days suit you?", list(days))
        await person.fill("How would you meet?", list(ways))
        if PLACE in ways:
            await person.fill("Where?", place)
        if only_this_week:
            await person.fill("For how long?", "Only until Friday, November 27")
        outcome = await person.submit()
        assert outcome.errors == {}
    await library.settle()


async def crowd(library: Library, *names: str, days: Sequence[str] = TUESDAY, place: str = CAFE) -> list[Person]:
    """People of these names who have joined."""
    people = [library.person(name) for name in names]
    await join(library, *people, days=days, place=place)
    return people


async def type_word(library: Library, person: Person, word: str) -> str:
    """Type a word after /just-lunch, and read the answer."""
    await person.command("/just-lunch", word)
    await library.settle()
    return newest(person)


def newest(person: Person) -> str:
    """The words of the newest message that somebody sees."""
    return person.messages()[-1].text


def asked(people: Sequence[Person]) -> list[Person]:
    """Who has a proposal to answer."""
    return [person for person in people if "Accept" in live_buttons(person)]


async def states(library: Library) -> list[GroupState]:
    """The state of each group, the oldest first."""
    return [group.state for group in await library.rows(Group)]


async def together(library: Library) -> list[list[str]]:
    """Who was put together, by id; the oldest group first."""
    groups: dict[int, list[str]] = {}
    for seat in await library.rows(Seat):
        groups.setdefault(seat.group_id, []).append(seat.member)
    return [sorted(members) for _, members in sorted(groups.items())]


@asynccontextmanager
async def another_klatch(library: Library) -> AsyncIterator[Klatch]:
    """Another process of Klatch, with nothing but the database, to which Slack turns from now on."""
    playground, url = library.playground, library.klatch.database.url
    settings = settings_for(playground, url.render_as_string(hide_password=False))
    klatch = Klatch(settings, library.clock, Random(2))  # noqa: S311  the same chance on each run
    server = LoopbackServer(klatch.asgi)
    try:
        await klatch.start()
        playground.connect(await server.start())
        yield klatch
    finally:
        await server.stop()
        await klatch.stop()
