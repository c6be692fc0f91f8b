"""/mentor-admin: who may see it, and whom admins name."""

import asyncio

import pytest

from bot.organizers.models import Organizer
from playground import Person
from tests.library import Library, cards, last_seen
from tests.pairings.office import admin, remember

pytestmark = pytest.mark.either_database

NAME = "Name organizers"


async def opens(person: Person) -> bool:
    """Whether /mentor-admin shows them the programmes, and not who can help."""
    outcome = await person.command("/mentor-admin")
    return "New random coffee" in outcome.text


async def name(library: Library, admin: Person, *wanted: Person) -> dict[str, str]:
    await admin.command("/mentor-admin")
    await admin.press(NAME)
    outcome = await library.send(admin, Organizers=list(wanted))
    return dict(outcome.errors)


async def test_an_admin_is_an_organizer_and_others_read_who_is(library: Library, ada: Person, ben: Person) -> None:
    assert await opens(ada)
    refused = await ben.command("/mentor-admin")
    assert f"Ask <@{ada.id}>." in refused.text
    assert not ben.messages()[-1].buttons


async def test_where_no_organizer_is_known_it_is_an_admin_who_can_help(library: Library, ben: Person) -> None:
    assert "Ask an admin of this workspace." in (await ben.command("/mentor-admin")).text


async def test_who_is_named_is_told_and_is_an_organizer(library: Library, ada: Person, ben: Person) -> None:
    assert await name(library, ada, ben) == {}
    assert "has made you an organizer" in last_seen(ben)
    assert f"<@{ben.id}>" in ada.messages()[-1].text
    assert await opens(ben)
    cleo = library.person("Cleo Park")
    assert f"Ask <@{ben.id}> or <@{ada.id}>." in (await cleo.command("/mentor-admin")).text


async def test_only_who_is_new_is_told_and_who_is_taken_away_hears_nothing(
    library: Library, ada: Person, ben: Person
) -> None:
    cleo = library.person("Cleo Park")
    await name(library, ada, ben)
    await name(library, ada, ben, cleo)
    assert [len(cards(person, "has made you")) for person in (ben, cleo)] == [1, 1]
    before = len(ben.messages())
    await name(library, ada, cleo)
    assert len(ben.messages()) == before
    assert not await opens(ben)
    assert await opens(cleo)


async def test_the_form_shows_whom_admins_have_named(library: Library, ada: Person, ben: Person) -> None:
    await name(library, ada, ben)
    await ada.command("/mentor-admin")
    await ada.press(NAME)
    assert ada.form is not None
    assert ada.form.values["organizers"]["organizers"]["selected_users"] == [ben.id]


async def test_who_is_no_admin_can_name_nobody(library: Library, ada: Person, ben: Person) -> None:
    await name(library, ada, ben)
    await ben.command("/mentor-admin")
    assert NAME not in ben.messages()[-1].buttons
    await ada.command("/mentor-admin")
    await library.forge_press(ben, NAME, ada.messages()[-1])
    assert "Only a workspace admin can name organizers" in last_seen(ben)
    assert ben.form is None


async def test_an_admin_who_is_none_any_more_can_send_the_open_form_and_nothing_changes(
    library: Library, ada: Person, ben: Person
) -> None:
    await ada.command("/mentor-admin")
    await ada.press(NAME)
    await library.playground.change_person(ada, admin=False)
    await library.send(ada, Organizers=[ben])
    assert "Only a workspace admin" in last_seen(ada)
    assert await library.rows(Organizer) == []


async def test_guests_and_bots_cannot_be_named(library: Library, ada: Person) -> None:
    guest = library.person("Gus Guest", guest="multi_channel")
    await remember(library, guest)
    errors = await name(library, ada, guest)
    assert errors == {"Organizers": "Only full members of this workspace can be organizers, so not Gus Guest."}


async def test_who_is_not_described_in_time_cannot_be_named_until_they_are(library: Library, ada: Person) -> None:
    guest, cleo = library.person("Gus Guest", guest="multi_channel"), library.person("Cleo Park")
    await remember(library, cleo)
    library.playground.faults.server_error("users.info")
    errors = await name(library, ada, guest, cleo)
    assert errors == {"Organizers": "I couldn't check everyone on the list just now. Please try again in a minute."}
    await ada.close_form()
    assert "Gus Guest" in (await name(library, ada, guest, cleo))["Organizers"]
    assert await library.rows(Organizer) == []


async def test_an_organizer_whose_account_is_closed_is_named_to_nobody(
    library: Library, ada: Person, ben: Person
) -> None:
    await name(library, ada, ben)
    await library.leave(ben)
    refused = await library.person("Cleo Park").command("/mentor-admin")
    assert ben.id not in refused.text
    assert ada.id in refused.text


async def test_of_two_lists_at_once_one_stands_whole(library: Library, ada: Person, ben: Person) -> None:
    eve, cleo = await admin(library, "Eve Admin"), library.person("Cleo Park")
    for person, wanted in ((ada, ben), (eve, cleo)):
        await person.command("/mentor-admin")
        await person.press(NAME)
        await person.fill("Organizers", [wanted])
    await asyncio.gather(ada.submit(), eve.submit())
    await library.settle()
    assert [row.member for row in await library.rows(Organizer)] in ([ben.id], [cleo.id])


async def test_help_and_slips_say_what_can_be_typed(library: Library, ben: Person) -> None:
    assert "numbers below five" in (await ben.command("/mentor-admin", "help")).text
    assert "Did you mean `/mentor-admin help`?" in (await ben.command("/mentor-admin", "hepl")).text
    slip = (await ben.command("/mentor-admin", "everything <!channel>")).text
    assert "doesn't know" in slip
    assert "<!channel>" not in slip
