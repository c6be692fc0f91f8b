"""Whom one would rather not meet: private to who chose it, and it holds both ways."""

import json

import pytest

from bot.profiles.models import NeverPair
from playground import Person, render_view
from tests.library import Library, last_seen, seen

pytestmark = pytest.mark.either_database

GRANT = "How do I write my first grant proposal?"


async def open_list(library: Library, person: Person) -> None:
    """Open the private list, by the button that help shows."""
    outcome = await person.command("/mentor-ask", "help")
    await person.press("People I'd rather not meet", outcome.ephemeral[-1])
    await library.settle()


async def keep_away(library: Library, person: Person, *others: Person) -> None:
    await open_list(library, person)
    await library.send(person, People=list(others))


async def chosen(library: Library) -> set[tuple[str, str]]:
    return {(row.member, row.other) for row in await library.rows(NeverPair)}


async def test_the_list_shows_what_one_chose_oneself_and_nothing_else(library: Library) -> None:
    mia, sam = library.person("Mia Chen"), library.person("Sam Roy")
    await keep_away(library, mia, sam)
    await open_list(library, mia)
    assert mia.form is not None
    assert "Sam Roy" in render_view(mia.form, mia)
    await open_list(library, sam)
    assert sam.form is not None
    assert mia.id not in json.dumps(dict(sam.form.definition))


async def test_the_other_is_told_nothing(library: Library) -> None:
    mia, sam = library.person("Mia Chen"), library.person("Sam Roy")
    await keep_away(library, mia, sam)
    assert seen(sam) == []
    assert "Only you can see" in last_seen(mia)
    assert "Sam" not in last_seen(mia)


async def test_it_holds_both_ways(library: Library) -> None:
    mia, sam = library.person("Mia Chen"), library.person("Sam Roy")
    await keep_away(library, mia, sam)
    for mentor in (mia, sam):
        await library.volunteer(mentor, "Grant writing")
    for asker in (mia, sam):
        await library.ask(asker, GRANT)
        assert "didn't find anyone" in last_seen(asker)


async def test_the_list_can_be_changed_and_emptied(library: Library) -> None:
    mia, sam, zoe = library.person("Mia Chen"), library.person("Sam Roy"), library.person("Zoe Park")
    await keep_away(library, mia, sam, zoe)
    await keep_away(library, mia, zoe)
    assert await chosen(library) == {(mia.id, zoe.id)}
    await keep_away(library, mia)
    assert await chosen(library) == set()
    assert "empty" in last_seen(mia)


async def test_emptying_ones_own_list_leaves_what_the_other_chose(library: Library) -> None:
    mia, sam = library.person("Mia Chen"), library.person("Sam Roy")
    await keep_away(library, mia, sam)
    await keep_away(library, sam, mia)
    await keep_away(library, mia)
    assert await chosen(library) == {(sam.id, mia.id)}


async def test_nobody_is_kept_apart_from_themselves(library: Library) -> None:
    mia = library.person("Mia Chen")
    await keep_away(library, mia, mia)
    assert await chosen(library) == set()
    assert "empty" in last_seen(mia)


async def test_saying_it_twice_is_saying_it_once(library: Library) -> None:
    mia, sam = library.person("Mia Chen"), library.person("Sam Roy")
    for _ in range(2):
        await keep_away(library, mia, sam)
    assert await chosen(library) == {(mia.id, sam.id)}


async def test_what_a_member_tells_about_their_work_stands_in_their_form_again(library: Library) -> None:
    mia = library.person("Mia Chen")
    stage = {"Where you are in your working life": "Some years in"}
    await library.volunteer(mia, "Grant writing", Your_team="Maps & <atlases>", Your_place="Law Library", **stage)
    await mia.command("/mentor-volunteer")
    assert mia.form is not None
    form = render_view(mia.form, mia)
    assert all(words in form for words in ("Maps & <atlases>", "Law Library", "Some years in"))
