"""The page is English. Where the app's words are in another language they say so, for screen readers."""

import re

import pytest
from slack_sdk.web.async_client import AsyncWebClient

from playground import Person
from tests.playground.page.setting import Setting
from tests.playground.stage import form_of, modal, text_input


@pytest.fixture
def lea(here: Setting) -> Person:
    return here.playground.add_person("Léa Tremblay", locale="fr-CA")


async def languages(here: Setting, reader: Person, channel: str = "") -> list[str]:
    """The language of each message there, empty where it is that of the page."""
    page = await here.see(f"/as/{reader.id}/{channel}".rstrip("/"))
    return [found[1] or "" for found in re.finditer(r'<div class="body"(?: lang="(\w+)")?>', page)]


async def test_what_one_reads_alone_is_in_ones_own_language(here: Setting, lea: Person, client: AsyncWebClient) -> None:
    for person in (lea, here.ana):
        await client.chat_postMessage(channel=person.id, text="Bonjour")
    assert await languages(here, lea) == ["fr"]
    assert await languages(here, here.ana) == [""]


async def test_what_several_read_is_in_the_language_that_they_share(
    here: Setting, lea: Person, client: AsyncWebClient
) -> None:
    guy = here.playground.add_person("Guy Roy", locale="fr-FR")
    for others, expected in (([lea, guy], ["fr"]), ([lea, here.ana], [""])):
        opened = await client.conversations_open(users=[person.id for person in others])
        channel = opened["channel"]["id"]
        await client.chat_postMessage(channel=channel, text="Bonjour")
        assert await languages(here, lea, channel) == expected


async def test_a_channel_has_a_language_of_its_own_but_not_what_is_said_there_to_one_alone(
    here: Setting, lea: Person, client: AsyncWebClient
) -> None:
    room = here.playground.add_channel("salon", [lea, here.ana], with_bot=True)
    await lea.say(room, "Who knows in which language this is?")
    await client.chat_postMessage(channel=room.id, text="Hello")
    await client.chat_postEphemeral(channel=room.id, user=lea.id, text="Bonjour")
    room.locale = "fr-CA"
    assert await languages(here, lea, room.id) == ["", "fr", "fr"]
    room.locale = "en-US"
    assert await languages(here, lea, room.id) == ["", "", "fr"]
    assert await languages(here, here.ana, room.id) == ["", ""]


async def test_a_form_is_in_the_language_of_the_one_person_who_sees_it(here: Setting, lea: Person) -> None:
    for person, language, optional in ((lea, ' lang="fr"', "(facultatif)"), (here.ana, "", "(optional)")):
        await form_of(here.playground, person, modal({**text_input("Question", "q"), "optional": True}))
        page = await here.see(f"/as/{person.id}")
        assert f'<form class="form"{language} ' in page
        assert f'<span class="optional">{optional}</span>' in page
