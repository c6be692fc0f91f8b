"""Klatch knows what Slack has granted, and where it may send no files it gives a link, and says so."""

from datetime import UTC, datetime, timedelta

import pytest

from bot.calendars import Entry
from bot.moment import Moment
from bot.outbox.service import to_members
from bot.playground import Person, render_message
from bot.slack.calendar_letters import send_event
from bot.slack.granted import may_send_files
from bot.slack.models import Grant
from tests.slack.stage import House, Stage

pytestmark = pytest.mark.either_database

NOON = datetime(2026, 12, 1, 12, 0, tzinfo=UTC)
LUNCH = Entry("lunch-1@klatch", "Lunch <today>", NOON, NOON + timedelta(hours=1))


async def sent(there: Stage | House, person: Person, entry: Entry) -> bool:
    """Whether the event went as a file; then everything is delivered."""
    klatch = there.klatch if isinstance(there, House) else there
    workspace = there.playground.workspace.team_id
    async with klatch.database.transaction() as session:
        moment = Moment(session, workspace, there.clock.now(), "seed")
        is_file = await send_event(
            moment, to_members(person.id), entry.uid, name="lunch.ics", entry=entry, comment="Open the file."
        )
        assert await may_send_files(moment) is is_file
    await klatch.postman.deliver()
    return is_file


async def test_a_token_of_the_environment_says_what_it_may_do_and_without_files_a_link_goes(stage: Stage) -> None:
    """The stage's app has no ``files:write``, and Slack says so with every answer."""
    ana = stage.playground.add_person("Ana Ruiz")
    assert not await sent(stage, ana, LUNCH)
    [message] = ana.messages()
    assert not message.files
    said = render_message(message, ana)
    assert "Lunch &lt;today&gt;" in message.text
    assert "https://calendar.google.com/calendar/render?" in message.text
    assert "Klatch may not send files in this workspace" in said
    assert stage.playground.refusals == []


@pytest.mark.parametrize(
    ("entry", "words", "link"),
    [
        (Entry("1", "Lunch", NOON, NOON, changes=1), "If your calendar has the old time", True),
        (Entry("2", "Lunch", NOON, NOON, changes=2, is_called_off=True), "is called off", False),
    ],
)
async def test_what_changes_is_said_where_no_file_can_do_it(stage: Stage, entry: Entry, words: str, link: bool) -> None:
    ana = stage.playground.add_person("Ana Ruiz")
    await sent(stage, ana, entry)
    [message] = ana.messages()
    assert words in message.text
    assert ("calendar.google.com" in message.text) is link


async def test_with_files_the_file_goes_and_also_where_nobody_has_said_what_was_granted(house: House) -> None:
    ana = house.playground.add_person("Ana Ruiz")
    assert await sent(house, ana, LUNCH)
    async with house.klatch.database.transaction() as session:
        (await session.get_one(Grant, house.playground.workspace.team_id)).scopes = []
    assert await sent(house, ana, Entry("lunch-2@klatch", "Lunch", NOON, NOON))
    assert [len(message.files) for message in ana.messages()] == [1, 1]
