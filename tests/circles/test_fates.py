"""What could not be told: whoever counts on it hears the truth, and what they can do."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

import pytest

from bot.circles.models import Circle, CircleMember, Rsvp
from bot.circles.rules import Reminder
from playground import Person
from tests.circles.klatch import FIRST_MEETING, Klatch, line_up, open_klatch, people, toronto
from tests.circles.meeting import alone, announced, move, press, press_alone, say_yes
from tests.library import Library, card, cards, whispers

pytestmark = pytest.mark.one_database

TURN = "Would you host"


def refuse(library: Library, words: str, to: Person | None = None, *, times: int = 1) -> None:
    """Have Slack refuse, for good, what is said with these words: to this person, or in a channel."""

    def is_it(arguments: Mapping[str, Any]) -> bool:
        is_direct = str(arguments["channel"]).startswith("D")
        is_theirs = is_direct and arguments["channel"] == to.dm.id if to is not None else not is_direct
        return is_theirs and words in str(arguments["text"])

    library.playground.faults.refuse("chat.postMessage", "team_not_found", times, is_it)


def forgive(library: Library) -> None:
    """The refusals that were ordered are no fault of Klatch's."""
    refusals = library.playground.refusals
    assert {one.error for one in refusals} <= {"team_not_found"}
    refusals.clear()


async def answer_of(klatch: Klatch, person: Person) -> Rsvp:
    (meeting,) = await klatch.meetings()
    found = [one for one in await klatch.library.rows(Rsvp) if (one.meeting_id, one.member) == (meeting.id, person.id)]
    return found[0]


async def test_a_host_who_cannot_be_told_hosts_nothing_and_it_was_not_their_turn(library: Library) -> None:
    ana, ben, cleo = people(library, 3)
    klatch = await open_klatch(library, [ana, ben, cleo], when="every week on Thursday at 15:00")
    await line_up(klatch)
    before = {place.member: place.last_turn for place in await library.rows(CircleMember)}
    refuse(library, TURN, ana)
    await library.pass_until(toronto(11, 24, 15, 5))
    forgive(library)
    (meeting,) = await klatch.meetings()
    assert (meeting.host, meeting.passed, meeting.unreached) == (ben.id, [], [ana.id])
    assert "I'm looking for a host" in announced(klatch)
    assert (len(cards(ana, TURN)), len(cards(ben, TURN))) == (0, 1)
    await say_yes(klatch, ben)
    turns = {place.member: place.last_turn for place in await library.rows(CircleMember)}
    assert (turns[ana.id], turns[cleo.id]) == (before[ana.id], before[cleo.id])
    await library.pass_until(toronto(11, 25, 15, 5))
    assert len(cards(ana, f"Host: @{ben.name}")) == 2  # her reminder, and the announcement


async def test_a_reminder_that_failed_is_none_and_another_is_tried_when_it_is_time(library: Library) -> None:
    ana, ben = people(library, 2)
    refuse(library, "Are you in?", ben)
    klatch = await open_klatch(library, [ana, ben], reminder=Reminder.WHEN_ANNOUNCED, when="every Thursday at 15:00")
    await library.pass_until(toronto(11, 24, 15, 5))
    await say_yes(klatch, ana)
    forgive(library)
    answer = await answer_of(klatch, ben)
    assert (answer.is_reminded, answer.failed, alone(ben)) == (False, 1, [])
    await library.pass_until(toronto(11, 25, 15, 5))
    assert len(alone(ben, "You get this because")) == 1
    assert (await answer_of(klatch, ben)).is_reminded


async def test_a_reminder_that_always_fails_is_given_up(library: Library) -> None:
    ana, ben = people(library, 2)
    refuse(library, "Are you in?", ben, times=9)
    klatch = await open_klatch(library, [ana, ben], quorum=2, when="every Thursday at 15:00")
    await library.pass_until(toronto(11, 24, 15, 5))
    await say_yes(klatch, ana)
    await library.pass_until(toronto(11, 26, 15))
    forgive(library)
    assert not (await answer_of(klatch, ben)).is_reminded
    assert (await answer_of(klatch, ben)).failed <= 3


async def test_an_announcement_that_failed_is_told_to_who_started_the_circle_and_reminders_go_out(
    library: Library,
) -> None:
    ana, ben = people(library, 2)
    refuse(library, "Where: ")
    await open_klatch(library, [ana, ben])
    forgive(library)
    (told,) = cards(ana, "couldn't announce")
    assert "It's still on: people with personal reminders will hear of it" in told.text
    assert "/invite @Klatch" in told.text
    await library.pass_until(toronto(11, 23, 15, 5))
    assert len(alone(ben, "You get this because")) == 1
    await library.pass_until(toronto(12, 1, 15, 5))
    assert cards(ben, "Be the first!") != []  # the next one is announced as ever


async def test_a_channel_that_cannot_be_told_of_its_circle_has_who_started_it_know(library: Library) -> None:
    ana, ben = people(library, 2)
    refuse(library, "There's a circle here now")
    await open_klatch(library, [ana, ben])
    forgive(library)
    assert [circle.is_untold for circle in await library.rows(Circle)] == [True]
    assert "couldn't tell the channel yet that others can join" in card(ana, "is set up in").text
    assert len(cards(ana, "Slack doesn't let me post there")) == 1


async def test_news_that_did_not_reach_somebody_is_told_to_who_started_the_circle(library: Library) -> None:
    ana, ben, cleo = people(library, 3)
    klatch = await open_klatch(library, [ana, ben, cleo])
    for person in (ben, cleo):
        await press(klatch, person, "I'm in")
    refuse(library, "has moved", ben)
    refuse(library, "has moved", cleo)
    await move(klatch, ana, toronto(11, 27, 10))
    forgive(library)
    assert len(cards(ana, "has moved, but Slack didn't deliver that to everyone")) == 1


@pytest.mark.parametrize("code", ["missing_scope", "file_upload_size_restricted"])
async def test_a_calendar_file_that_cannot_be_sent_is_a_link_and_says_so(library: Library, code: str) -> None:
    ana, ben = people(library, 2)
    klatch = await open_klatch(library, [ana, ben])
    library.playground.faults.refuse("files.getUploadURLExternal", code, 99)
    await press(klatch, ben, "Add to my calendar")
    assert "on its way" in whispers(ben)[-1]
    await library.pass_time(hours=3)
    library.playground.refusals.clear()
    (link,) = alone(ben, "won't let me send you a calendar file")
    assert "https://calendar.google.com/calendar/render" in link
    assert not (await answer_of(klatch, ben)).has_file
    await say_yes(klatch, ana)
    await press_alone(klatch, ana, "Another day")
    await library.send(ana, **{"When instead?": FIRST_MEETING + timedelta(hours=2)})
    assert len(alone(ben, "calendar")) == 1
