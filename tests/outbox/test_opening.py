"""A direct channel is opened and written to under one lease, and whatever comes between, it is opened once."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from bot.languages.reader import ENGLISH
from bot.outbox.delivery import LEASE
from bot.outbox.letters import to_members
from bot.outbox.models import DirectChannel, Method
from bot.outbox.rate_limits import MINUTE, pause
from bot.outbox.views import perhaps_twice
from tests.databases import statements
from tests.outbox.office import START, Office, new_postman
from tests.outbox.slack_server import hangs_up
from tests.outbox.test_leases import POST, kill_on_the_wire

pytestmark = pytest.mark.either_database

OPEN = "conversations.open"


async def channels(office: Office) -> list[str]:
    async with office.database.transaction() as session:
        return list(await session.scalars(select(DirectChannel.channel)))


async def test_a_letter_whose_channel_has_to_be_opened_is_claimed_once(office: Office) -> None:
    await office.write("hello", to_members("U1"))
    with statements(office.database) as asked:
        await office.postman.deliver()

    assert [call.method for call in office.slack.calls] == [OPEN, POST]
    assert len([sql for sql in asked if sql.startswith("UPDATE letters SET state=") and "lease=" in sql]) == 1


async def test_where_the_pace_of_messages_has_no_room_the_channel_is_opened_and_the_message_waits(
    office: Office,
) -> None:
    async with office.database.transaction() as session:
        await pause(session, "T1", Method.POST, START + MINUTE, START)
    await office.write("hello", to_members("U1"))

    assert await office.postman.deliver() == START + MINUTE
    assert (await channels(office), office.slack.texts) == (["DU1"], [])
    await office.deliver_all()
    assert (len(office.slack.called(OPEN)), office.slack.texts) == (1, ["hello"])


async def test_a_channel_is_kept_where_its_message_does_not_arrive(office: Office) -> None:
    office.slack.will(POST, hangs_up)
    await office.write("hello", to_members("U1"))
    await office.postman.deliver()

    assert await channels(office) == ["DU1"]
    await office.deliver_all()
    assert (len(office.slack.called(OPEN)), office.slack.texts) == (1, [f"{perhaps_twice(ENGLISH)}\n\nhello"])


async def test_killed_between_opening_and_answer_it_is_in_doubt_and_has_a_whole_lease(office: Office) -> None:
    await office.write("hello", to_members("U1"))
    await kill_on_the_wire(office)
    office.postman = new_postman(office.database, office.slack, office.clock, seed=2)

    assert await office.postman.deliver() == START + LEASE
    office.clock.advance(LEASE)
    assert await office.postman.deliver() == START + LEASE + timedelta(seconds=30)
    assert (await office.letter("hello")).is_in_doubt
