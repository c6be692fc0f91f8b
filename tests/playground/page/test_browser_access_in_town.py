"""Nobody is kept out of what Klatch shows: axe-core looks at its messages and forms, in English and in French."""

from collections.abc import Awaitable, Callable

import pytest
import pytest_asyncio
from playwright.async_api import Page, expect

from playground import Person
from playground.elements import interactive_elements
from playground.story import beginning
from tests.playground.page.axe import faults_in_light_and_dark
from tests.playground.page.browsing import Visits, in_a_browser, is_alive
from tests.playground.page.town import Town

pytestmark = in_a_browser

QUESTION = "How do I write my first grant proposal?"
WIDE, NARROW = 1280, 390


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def busy(town: Town) -> Town:
    """A town in which there is something in every kind of conversation, for Amara in English, for Léa in French."""
    cast, settle = town.cast, town.control.settle
    await beginning.set_up(town.playground, cast, settle)
    for person, chooses, circle in ((cast.amara, "Choose", "coffee-corner"), (cast.lea, "Choisir", "questions")):
        await person.command("/mentor-ask", QUESTION)
        await person.submit()
        await settle()
        await cast.ben.press("I can help")
        await settle()
        await person.press(chooses)
        await settle()
        await cast.elif_.command("/klatch", "new", town.playground.channel(circle))
        await cast.elif_.submit()
        await cast.elif_.submit()
        await settle()
    town.playground.add_channel("secret", [cast.amara, cast.lea], private=True)
    return town


async def each_conversation(town: Town, page: Page, person: Person) -> list[str]:
    """Whatever kind it is of."""
    found = []
    for channel in town.playground.workspace.channels:
        if person.id in channel.members:
            await page.goto(town.seen_by(person, "") + f"/{channel.id}")
            await is_alive(page)
            found += await faults_in_light_and_dark(page)
    return found


async def each_form(town: Town, page: Page, person: Person) -> list[str]:
    """Of those that a command opens."""
    found = []
    for command, text in (
        ("/mentor-ask", QUESTION),
        ("/mentor-volunteer", ""),
        ("/just-lunch", ""),
        ("/klatch", "new"),
    ):
        await person.command(command, text, town.playground.channel("general"))
        found += await in_the_form(town, page, person)
    await person.command("/just-lunch", "help")
    await person.press("À propos de moi" if person.user.language == "fr" else "About me")
    return found + await in_the_form(town, page, person)


async def in_the_form(town: Town, page: Page, person: Person) -> list[str]:
    """What is wrong in the form that has just been opened; it is closed then."""
    await town.control.settle()
    assert person.form is not None
    await expect(page.get_by_role("dialog", name=str(person.form.title))).to_be_visible()
    found = await faults_in_light_and_dark(page)
    await person.close_form(all_of_them=True)
    await expect(page.get_by_role("dialog")).to_be_hidden()
    return found


@pytest.mark.parametrize("width", [WIDE, NARROW])
@pytest.mark.parametrize("reader", ["amara", "lea"])
@pytest.mark.parametrize("look", [each_conversation, each_form], ids=lambda look: look.__name__)
async def test_axe_finds_nothing_serious(
    busy: Town,
    visit: Visits,
    look: Callable[[Town, Page, Person], Awaitable[list[str]]],
    reader: str,
    width: int,
) -> None:
    person: Person = getattr(busy.cast, reader)
    page = await visit(busy.seen_by(person, "general"), width=width)
    assert await look(busy, page, person) == []
    assert await page.evaluate("document.documentElement.scrollWidth <= innerWidth")


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def organizers(busy: Town) -> dict[str, Person]:
    """Who organizes, by their language."""
    add, everybody = busy.playground.add_person, busy.playground.workspace.channels
    simone = add("Simone Roy", tz="America/Toronto", title="Directrice", locale="fr-CA", admin=True)
    everybody[busy.playground.channel("coffee-corner").id].members.append(simone.id)
    return {"en": busy.cast.elif_, "fr": simone}


@pytest.mark.parametrize("width", [WIDE, NARROW])
@pytest.mark.parametrize("language", ["en", "fr"])
async def test_nor_where_organizers_set_up_and_change(
    busy: Town, organizers: dict[str, Person], visit: Visits, language: str, width: int
) -> None:
    organizer, room = organizers[language], busy.playground.channel("coffee-corner")
    await organizer.command("/mentor-admin", "", room)
    await busy.control.settle()
    page = await visit(busy.seen_by(organizer, room.name), width=width)
    found = await faults_in_light_and_dark(page)
    shown = next(busy.playground.workspace.messages.newest_first(room.id))
    forms = [element for _, element in interactive_elements(shown.blocks) if "confirm" not in element]
    for element in forms:
        await organizer.press(element["text"]["text"], shown)
        found += await in_the_form(busy, page, organizer)
    assert len(forms) >= 5
    assert found == []
    assert await page.evaluate("document.documentElement.scrollWidth <= innerWidth")
