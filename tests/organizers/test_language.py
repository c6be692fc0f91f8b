"""The workspace's language: organizers choose it; until they do, it is that of whoever installed Klatch."""

import pytest
from sqlalchemy import delete, update

from bot.blocks import paragraph
from bot.languages.reader import Reader
from bot.members.models import ChannelLocale
from bot.moment import Moment
from bot.outbox.letters import to_members
from bot.outbox.message import Message
from bot.outbox.models import Letter
from bot.workspaces.models import Installation
from playground import Channel, Person, render_view
from tests.library import Library, card, last_seen
from tests.pairings.office import channel_with, remember

pytestmark = pytest.mark.either_database

LANGUAGE = "Language"


async def open_form(library: Library, organizer: Person) -> str:
    """Press *Language* in /mentor-admin; how the form looks then."""
    await organizer.command("/mentor-admin")
    await library.press(organizer, LANGUAGE, organizer.messages()[-1])
    assert organizer.form is not None
    return render_view(organizer.form, organizer)


async def choose(library: Library, organizer: Person, language: str) -> None:
    await open_form(library, organizer)
    assert (await library.send(organizer, Language=language)).errors == {}


async def said_to_both(library: Library, one: Person, other: Person) -> str:
    """The language of what two people are told together."""

    def language(reader: Reader) -> Message:
        return Message(reader.language, [paragraph(reader.language)])

    key = f"told/{len(await library.rows(Letter))}"
    async with library.klatch.database.transaction() as session:
        moment = Moment(session, library.playground.workspace.team_id, library.clock.now(), "told")
        await moment.tell(to_members(one.id, other.id), key, language)
    await library.settle()
    return last_seen(other)


async def strangers_to_each_other(library: Library) -> tuple[Person, Person]:
    """Two people who share no language."""
    lea, ana = library.person("Léa Roy", locale="fr-CA"), library.person("Ana Ruiz")
    for person in (lea, ana):
        await remember(library, person)
    return lea, ana


async def installed_by(library: Library, person: Person) -> None:
    async with library.klatch.database.transaction() as session:
        await session.execute(update(Installation).values(installed_by=person.id))


async def forget_languages_of_channels(library: Library) -> None:
    """As where Slack has not said them, or was not asked yet."""
    async with library.klatch.database.transaction() as session:
        await session.execute(delete(ChannelLocale))


def hello_in(channel: Channel, person: Person) -> str:
    [hello] = [each.text for each in person.messages() if each.channel == channel.id]
    return hello


async def test_an_organizer_chooses_the_language_of_people_who_share_none(library: Library, ada: Person) -> None:
    lea, ana = await strangers_to_each_other(library)
    assert "*Language: English.*" in (await ada.command("/mentor-admin")).text
    assert await said_to_both(library, lea, ana) == "en"
    await choose(library, ada, "Français")
    assert last_seen(ada).startswith("Saved. Language: Français.")
    assert "*Language: Français.*" in (await ada.command("/mentor-admin")).text
    assert await said_to_both(library, lea, ana) == "fr"


async def test_until_then_it_is_that_of_whoever_installed_klatch_and_can_be_again(
    library: Library, ada: Person
) -> None:
    lea, ana = await strangers_to_each_other(library)
    assert "Same as the person who installed me" not in await open_form(library, ada)  # nobody knows who that was
    await ada.close_form()
    await installed_by(library, lea)
    assert "Language: [Same as the person who installed me]" in await open_form(library, ada)
    await ada.close_form()
    assert await said_to_both(library, lea, ana) == "fr"
    await choose(library, ada, "English")
    assert "Language: [English]" in await open_form(library, ada)
    await ada.close_form()
    assert await said_to_both(library, lea, ana) == "en"
    await choose(library, ada, "Same as the person who installed me")
    assert last_seen(ada).startswith("Saved. Language: Français.")
    assert await said_to_both(library, lea, ana) == "fr"


async def test_a_language_that_there_is_no_more_is_chosen_by_nobody(library: Library, ada: Person) -> None:
    lea, ana = await strangers_to_each_other(library)
    await installed_by(library, lea)
    async with library.klatch.database.transaction() as session:
        await session.execute(update(Installation).values(language="xx"))
    assert await said_to_both(library, lea, ana) == "fr"
    assert "Language: [Same as the person who installed me]" in await open_form(library, ada)


async def test_who_does_not_organize_neither_sees_nor_chooses_it(library: Library, ada: Person, ben: Person) -> None:
    channel = await channel_with(library, [ben])
    await library.press(ben, "Set up random coffee here", card(ben, "Hello, I'm Klatch"))
    assert (await library.send(ben)).errors == {}
    await ben.command("/mentor-admin")
    assert f"<#{channel.id}>" in ben.messages()[-1].text
    assert "Language" not in ben.messages()[-1].text
    assert LANGUAGE not in ben.messages()[-1].buttons
    await ada.command("/mentor-admin")
    await library.forge_press(ben, LANGUAGE, ada.messages()[-1])
    assert ben.form is None
    assert "Only organizers can change that." in last_seen(ben)


async def test_who_organizes_no_more_can_send_the_open_form_and_nothing_changes(library: Library, ada: Person) -> None:
    await open_form(library, ada)
    await library.playground.change_person(ada, admin=False)
    await library.settle()
    await library.send(ada, Language="Français")
    assert "Only organizers can change that. Nothing changed." in last_seen(ada)
    assert [each.language for each in await library.rows(Installation)] == [None]


async def test_hellos_are_rewritten_where_slack_does_not_say_the_language_of_the_channel(
    library: Library, ada: Person
) -> None:
    first, second = [await channel_with(library, [ada], name) for name in ("coffee", "tea")]
    await forget_languages_of_channels(library)
    third = await channel_with(library, [ada], "milk")
    await choose(library, ada, "Français")
    assert [hello_in(each, ada)[:7] for each in (first, second, third)] == ["Bonjour", "Bonjour", "Hello, "]
    assert library.playground.refusals == []
