"""Two worlds that differ in one thing that somebody keeps to themselves; nobody else can tell in which they are.

Somebody would rather not meet somebody, skips a round, pauses, leaves or steps back: an organizer reads the same, in a
preview and after a round, in a channel of any size, and however often they look. Whoever is left over reads the same
whatever the reason was.
"""

from collections.abc import Awaitable, Callable
from datetime import timedelta
from pathlib import Path

import pytest

from bot.pairings.rules import JoinMode
from playground import Person
from tests.databases import Sqlite
from tests.library import Library, card, cards, faultless_library, texts
from tests.pairings.cafe import Cafe, open_cafe
from tests.pairings.office import EVERYBODY, JOIN, admin, set_up, toronto
from tests.pairings.test_preview import PREVIEW
from tests.pairings.test_rounds import FIRST_ROUND, people

pytestmark = pytest.mark.one_database

Secret = Callable[[Cafe], Awaitable[None]]
"""What the last of a coffee's people, or the last two, keep to themselves."""


async def nothing(_: Cafe) -> None:
    """Nobody does anything."""


async def a_line(cafe: Cafe) -> None:
    await cafe.library.rather_not_meet(cafe.people[-1], cafe.people[-2])


async def a_skip(cafe: Cafe) -> None:
    await cafe.people[-1].command("/coffee", "skip", channel=cafe.channel)


async def a_pause(cafe: Cafe) -> None:
    await cafe.people[-1].command("/coffee", "pause 2027-03-01", channel=cafe.channel)


async def a_departure(cafe: Cafe) -> None:
    await cafe.people[-1].command("/coffee", "leave", channel=cafe.channel)


SECRETS = {"line": a_line, "skip": a_skip, "pause": a_pause, "departure": a_departure}


async def cafe_of(library: Library, ada: Person, size: int, joining: str = EVERYBODY) -> Cafe:
    """A random coffee that an admin has set up in a channel of so many people, herself not among them."""
    inside = people(library, size)
    channel = library.playground.add_channel("coffee", inside)
    await library.playground.invite_bot(channel, inside[0])
    await library.settle()
    assert await set_up(library, ada, channel, Who_is_in=joining) == {}
    return Cafe(library, channel, 1, inside)


async def preview_of(library: Library, organizer: Person) -> str:
    """What comes of *Preview* for the newest coffee that somebody has set up."""
    await library.pass_time(minutes=1)
    await library.press(organizer, "Preview", card(organizer, "is set up in"))
    return card(organizer, PREVIEW).text


@pytest.mark.parametrize("joining", list(JoinMode))
async def test_a_preview_is_the_same_before_and_after_in_a_channel_of_any_size(
    library: Library, joining: JoinMode
) -> None:
    everyone = people(library, 12)
    for size in range(2, 13):
        cafe = await open_cafe(library, everyone[:size], joining=joining)
        if joining is JoinMode.WHO_JOINS:
            for person in cafe.people:
                await person.command("/coffee", "join", channel=cafe.channel)
        before = await preview_of(library, everyone[0])
        for keeps_to_themselves in SECRETS.values():
            await keeps_to_themselves(cafe)
            assert await preview_of(library, everyone[0]) == before


async def preview_without(sqlite: Sqlite, place: Path, size: int, joined: int, leaves: int) -> list[str]:
    """Two previews of a coffee of those who join: before somebody is out of its channel, and after."""
    with sqlite.database(place) as url:
        async with faultless_library(url) as library:
            cafe = await open_cafe(library, people(library, size), joining=JoinMode.WHO_JOINS)
            for person in cafe.people[:joined]:
                await person.command("/coffee", "join", channel=cafe.channel)
            before = await preview_of(library, cafe.people[0])
            await library.playground.remove(cafe.channel, cafe.people[leaves])
            await library.settle()
            return [before, await preview_of(library, cafe.people[0])]


@pytest.mark.parametrize("size", [5, 6, 7])
async def test_two_previews_tell_nobody_whether_who_left_the_channel_between_them_had_joined(
    sqlite: Sqlite, tmp_path: Path, size: int
) -> None:
    joined = size - 1
    worlds = {"joined": joined - 1, "never joined": joined}
    read = [await preview_without(sqlite, folder(tmp_path, name), size, joined, who) for name, who in worlds.items()]
    assert read[0] == read[1]


async def test_that_somebody_stepped_back_changes_no_preview(library: Library) -> None:
    cafe = await open_cafe(library, people(library, 2))
    await library.pass_until(FIRST_ROUND + timedelta(minutes=5))
    before = await preview_of(library, cafe.people[0])
    await library.press(cafe.people[1], "Step back")
    assert await preview_of(library, cafe.people[0]) == before


def folder(tmp_path: Path, name: str) -> Path:
    """A folder for the database of one world."""
    made = tmp_path / name
    made.mkdir()
    return made


async def told(sqlite: Sqlite, place: Path, size: int, secret: Secret, joining: str) -> list[list[str]]:
    """What the organizer and the first of the people read until their round is over; the first five groups met."""
    with sqlite.database(place) as url:
        async with faultless_library(url) as library:
            ada = await admin(library)
            cafe = await cafe_of(library, ada, size, joining)
            if joining == JOIN:
                for person in cafe.people:
                    await person.command("/coffee", "join", channel=cafe.channel)
            await secret(cafe)
            await preview_of(library, ada)
            await library.pass_until(toronto(11, 24, 10, 5))
            groups = await cafe.introduced()
            await preview_of(library, ada)
            await library.pass_until(toronto(11, 30, 9, 5))
            for group in groups[:5]:
                person = library.playground.person(sorted(group)[0])
                await library.press(person, "We met", card(person, "meet?"))
            await library.pass_until(toronto(12, 1, 9, 5))
            assert cards(ada, "is over.") != []
            return [texts(ada), texts(cafe.people[0])]


@pytest.mark.parametrize(("size", "joining"), [(2, EVERYBODY), (5, JOIN), (12, EVERYBODY)])
async def test_an_organizer_reads_the_same_whoever_keeps_what_to_themselves(
    sqlite: Sqlite, tmp_path: Path, size: int, joining: str
) -> None:
    worlds = {"nothing": nothing, **SECRETS}
    read = [(await told(sqlite, folder(tmp_path, name), size, secret, joining))[0] for name, secret in worlds.items()]
    assert read[1:] == read[:1] * len(SECRETS)


async def test_who_is_left_over_reads_the_same_whether_the_other_skips_or_would_rather_not_meet_them(
    sqlite: Sqlite, tmp_path: Path
) -> None:
    read = [(await told(sqlite, folder(tmp_path, name), 2, secret, EVERYBODY))[1] for name, secret in SECRETS.items()]
    assert "nobody else was free" in "\n".join(read[0])
    assert read[1:] == read[:1] * (len(SECRETS) - 1)


async def test_a_report_counts_a_group_that_met_also_when_somebody_stepped_back_after_it(library: Library) -> None:
    cafe = await open_cafe(library, people(library, 10))
    await library.pass_until(toronto(11, 24, 10, 5))
    groups = await cafe.introduced()
    await library.pass_until(toronto(11, 30, 9, 5))
    for group in groups:
        person = library.playground.person(sorted(group)[0])
        await library.press(person, "We met", card(person, "meet?"))
    stepping = library.playground.person(sorted(groups[0])[0])
    await library.press(stepping, "Step back", card(stepping, "meet @"))
    await library.pass_until(toronto(12, 1, 9, 5))
    assert "five groups told me they met" in card(cafe.people[0], "is over.").text
