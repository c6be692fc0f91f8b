"""*Preview*: an organizer sees who would meet whom, and nobody else notices."""

import re
from datetime import UTC, datetime

import pytest

from bot.matching.gathering import Because, Group, Groups, LeftOut, Reason, Why
from bot.moment import Moment
from bot.pairings.models import Decision, Programme, Round
from bot.pairings.models import Group as Introduced
from bot.pairings.rules import GROUPS_SHOWN, Joining
from bot.pairings.views.previews import preview
from bot.people.service import never_introduce
from bot.playground import Person
from tests.flash.test_views import faults_of_message
from tests.library import Library, card, cards, last_seen
from tests.pairings.cafe import Cafe, open_cafe
from tests.pairings.office import admin, press, toronto
from tests.pairings.test_rounds import people, tell_about

pytestmark = pytest.mark.one_database

PREVIEW = "if nothing changes until then"


async def previewed(library: Library, organizer: Person) -> list[set[str]]:
    """The groups of the preview that comes of a press, by name; their order is no promise."""
    await press(library, organizer, "Preview")
    names = {person.id: person.name for person in library.playground.people}
    lines = [line for line in card(organizer, PREVIEW).text.splitlines() if line.startswith("• ")]
    return [{names[member] for member in re.findall(r"<@(\w+)>", line)} for line in lines]


async def opened(library: Library, count: int, joining: Joining = Joining.EVERYONE) -> tuple[Cafe, Person]:
    cafe = await open_cafe(library, people(library, count), joining=joining)
    return cafe, await admin(library)


def alike(groups: list[set[str]]) -> list[list[str]]:
    return sorted(sorted(group) for group in groups)


async def test_rounds_decide_as_their_previews_said_if_nothing_changes(library: Library) -> None:
    cafe, ada = await opened(library, 7)
    foreseen = await previewed(library, ada)
    assert sorted(map(len, foreseen)) == [2, 2, 3]
    await library.pass_until(toronto(11, 23, 12))
    after_its_notice = await previewed(library, ada)
    await library.pass_until(toronto(11, 24, 10, 5))
    first = await cafe.introduced()
    assert alike(first) == alike(foreseen) == alike(after_its_notice)

    after_they_have_met = await previewed(library, ada)
    await library.pass_until(toronto(12, 1, 10, 5))
    second = (await cafe.introduced())[len(first) :]
    assert alike(second) == alike(after_they_have_met)
    assert not [group for group in second if group in first]


async def test_a_preview_sends_and_keeps_nothing(library: Library) -> None:
    cafe, ada = await opened(library, 4)
    before = [len(person.messages()) for person in cafe.people]
    await previewed(library, ada)
    assert "Nothing has been sent." in last_seen(ada)
    assert [len(person.messages()) for person in cafe.people] == before
    assert [await library.rows(table) for table in (Round, Decision, Introduced)] == [[], [], []]
    assert [one.preview_for for one in await library.rows(Programme)] == [None]


async def test_who_is_out_is_not_in_it_and_who_is_alone_is_named_with_the_reason(library: Library) -> None:
    cafe, ada = await opened(library, 2)
    await cafe.people[0].command("/coffee", "leave", channel=cafe.channel)
    assert await previewed(library, ada) == []
    words = card(ada, PREVIEW).text
    assert "Nobody would be introduced." in words
    assert f"Not placed: <@{cafe.people[1].id}>, because nobody else was free." in words
    assert cafe.people[0].id not in words


async def test_it_says_why_without_what_people_told_about_themselves(library: Library) -> None:
    cafe, ada = await opened(library, 2)
    for person, team in zip(cafe.people, ("Archives", "Maps"), strict=True):
        await tell_about(library, person, My_team=team, Other_topics="Burnout")
    await previewed(library, ada)
    words = card(ada, PREVIEW).text
    assert "different teams" in words
    assert "something that they would all like to talk about" in words
    assert not [secret for secret in ("Burnout", "Archives", "Maps") if secret in words]


async def test_that_somebody_is_kept_apart_from_somebody_is_not_told(library: Library) -> None:
    cafe, ada = await opened(library, 2)
    async with library.klatch.database.transaction() as session:
        moment = Moment(session, library.playground.workspace.team_id, library.clock.now(), "apart")
        await never_introduce(moment, cafe.people[0].id, cafe.people[1].id)
    assert await previewed(library, ada) == []
    assert "because there was no group left for them" in card(ada, PREVIEW).text


async def test_a_preview_of_a_channel_that_is_gone_says_so(library: Library) -> None:
    cafe, ada = await opened(library, 2)
    cafe.channel.members.remove(library.playground.workspace.app.bot_user_id)
    await press(library, ada, "Preview")
    assert cards(ada, PREVIEW) == []
    assert "stands still" in last_seen(ada)


def test_the_longest_preview_is_a_message_that_slack_takes() -> None:
    reasons = tuple(Reason(because, ("x" * 80,)) for because in Because)
    groups = tuple(Group(tuple(f"U{group:05}{seat:05}" for seat in range(5)), reasons) for group in range(40))
    left_out = tuple(LeftOut(f"U9{number:09}", why) for number in range(200) for why in Why)
    programme = Programme(id=1, name="&" * 60, channel="C1", cadence=CADENCE)
    shown = preview(programme, Groups(groups, left_out, 0, None), datetime(2026, 11, 24, tzinfo=UTC))
    assert faults_without_pings(faults_of_message(shown)) == []
    assert f"and {40 - GROUPS_SHOWN} more groups" in str([block.to_dict() for block in shown.blocks])
    assert "190 more" in str([block.to_dict() for block in shown.blocks])


def faults_without_pings(faults: list[str]) -> list[str]:
    """A preview names people, as it should: to one reader, alone."""
    return [fault for fault in faults if not fault.startswith("<@")]


CADENCE = "DTSTART;TZID=America/Toronto:20261124T100000\nRRULE:FREQ=WEEKLY;BYDAY=TU"
