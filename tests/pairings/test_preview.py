"""*Preview*: an organizer sees what people will read, and nobody else notices."""

from datetime import UTC, datetime
from itertools import takewhile

import pytest

from bot.languages.reader import ENGLISH, Reader, reader_of
from bot.pairings.models import Decision, Programme, Round
from bot.pairings.models import Group as Introduced
from bot.pairings.rules import JoinMode
from bot.pairings.views.previews import preview
from playground import Person
from tests.flash.test_views import faults_of_message
from tests.library import Library, card, cards, last_seen
from tests.pairings.cafe import Cafe, open_cafe
from tests.pairings.office import admin, press, toronto
from tests.pairings.test_rounds import FIRST_NOTICE, people, tell_about

pytestmark = pytest.mark.one_database

CURIOUS = "What I do, or what I'm curious about"
PREVIEW = "what people get"
CADENCE = "DTSTART;TZID=America/Toronto:20261124T100000\nRRULE:FREQ=WEEKLY;BYDAY=TU"


async def opened(library: Library, count: int, joining: JoinMode = JoinMode.EVERYONE) -> tuple[Cafe, Person]:
    cafe = await open_cafe(library, people(library, count), joining=joining)
    return cafe, await admin(library)


async def previewed(library: Library, organizer: Person) -> str:
    """The preview that comes of a press."""
    await press(library, organizer, "Preview")
    return card(organizer, PREVIEW).text


def quoted_after(words: str, shown: str) -> list[str]:
    """The lines of the quotation that these words begin."""
    lines = shown.split(words)[1].splitlines()[1:]
    return [line.removeprefix("> ") for line in takewhile(lambda line: line.startswith("> "), lines)]


async def test_it_shows_what_people_will_read_word_for_word(library: Library) -> None:
    cafe, ada = await opened(library, 2)
    words = await previewed(library, ada)
    await library.pass_until(FIRST_NOTICE)
    (notice,) = cards(cafe.people[1], "a colleague after that")
    assert quoted_after("reads:", words) == notice.text.splitlines()
    assert "Nothing to do until then." in notice.text
    for person in cafe.people:
        await tell_about(library, person, **{CURIOUS: f"I am {person.name}."})
    await library.pass_until(toronto(11, 24, 10, 5))
    told, (ana, ben) = quoted_after("of its own:", words), (f"<@{person.id}>" for person in cafe.people)
    read = card(cafe.people[0], "meet @").text.splitlines()
    assert told[0].replace("Robin", ana).replace("Kim", ben) == read[0]
    assert [line.split(":")[0] for line in told[1:3]] == ["Robin", "Kim"]
    for begins in (
        "Why you? You work on different teams. Topics you both chose: Writing",
        "To get started",
        "The next time you're both at work",
    ):
        assert [line for line in told if line.startswith(begins)] != []
    assert told[-1] == read[-1] == "Buttons: Propose a time, Why us?, Step back."


async def test_a_preview_sends_and_keeps_nothing(library: Library) -> None:
    cafe, ada = await opened(library, 4)
    before = [len(person.messages()) for person in cafe.people]
    await previewed(library, ada)
    assert "I haven't sent anything" in last_seen(ada)
    assert [len(person.messages()) for person in cafe.people] == before
    assert [await library.rows(table) for table in (Round, Decision, Introduced)] == [[], [], []]
    assert [one.preview_for for one in await library.rows(Programme)] == [None]


async def test_of_two_who_press_at_once_both_get_one_the_second_when_they_press_again(library: Library) -> None:
    _, ada = await opened(library, 6)
    bea = await admin(library, "Bea Boss")
    for organizer in (ada, bea):
        await organizer.command("/mentor-admin")
    shown = ada.messages()[-1], bea.messages()[-1]
    await library.pass_time(minutes=1)  # since it was set up: its channel is read anew
    for organizer, overview in zip((ada, bea), shown, strict=True):
        await organizer.press("Preview", overview)
    await library.settle()
    assert "Another organizer has just asked for a preview" in last_seen(bea)
    assert (len(cards(ada, PREVIEW)), cards(bea, PREVIEW)) == (1, [])
    await library.press(bea, "Preview", shown[1])
    assert len(cards(bea, PREVIEW)) == 1


async def test_it_names_nobody(library: Library) -> None:
    cafe, ada = await opened(library, 12)
    words = await previewed(library, ada)
    assert "There are 12 people in its channel. If everyone takes part, that makes six groups of two." in words
    assert [person for person in cafe.people if person.id in words or person.name in words] == []


async def test_fewer_than_five_are_not_counted(library: Library) -> None:
    _, ada = await opened(library, 4)
    words = await previewed(library, ada)
    assert "There are fewer than five people in its channel." in words
    assert "that makes" not in words


async def test_where_people_join_it_counts_the_channel_whoever_has_joined(library: Library) -> None:
    cafe, ada = await opened(library, 8, JoinMode.WHO_JOINS)
    before = await previewed(library, ada)
    assert "There are eight people in its channel. If everyone takes part, that makes four groups of two." in before
    for person in cafe.people[:7]:
        await library.pass_time(minutes=1)
        await person.command("/coffee", "join", channel=cafe.channel)
        assert await previewed(library, ada) == before


async def test_a_preview_of_a_channel_that_is_gone_says_so(library: Library) -> None:
    cafe, ada = await opened(library, 2)
    cafe.channel.members.remove(library.playground.workspace.app.bot_user_id)
    await press(library, ada, "Preview")
    assert cards(ada, PREVIEW) == []
    assert "has stopped" in last_seen(ada)


@pytest.mark.parametrize("size", [2, 3, 4, 5])
@pytest.mark.parametrize("in_channel", [0, 1, 4, 5, 50_000])
@pytest.mark.parametrize("meets_at", [None, datetime(2026, 11, 24, tzinfo=UTC)])
@pytest.mark.parametrize("reader", [ENGLISH, reader_of("fr-CA")])
def test_slack_takes_every_preview(size: int, in_channel: int, meets_at: datetime | None, reader: Reader) -> None:
    programme = Programme(id=1, name="&" * 60, channel="C1", cadence=CADENCE, size=size)
    shown = preview(reader, programme, in_channel, meets_at)
    assert faults_of_message(shown) == []
    assert "  " not in shown.text
