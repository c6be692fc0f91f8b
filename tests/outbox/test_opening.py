"""A direct channel is opened and written to under one lease, and whatever comes between, it is opened once."""

import asyncio
from collections.abc import Sequence
from datetime import datetime, timedelta
from random import Random

import pytest
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.languages.reader import ENGLISH
from bot.outbox import recorder
from bot.outbox.delivery import LEASE
from bot.outbox.letters import to_channel, to_members
from bot.outbox.models import DirectChannel, Letter, Method
from bot.outbox.postman import Postman
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


async def test_a_message_whose_channel_is_open_waits_for_no_other_of_its_batch_that_cannot_be_recorded(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Or its lease would end meanwhile, and it would be said a second time by whoever found that out."""

    async def choke(_session: AsyncSession, letters: Sequence[Letter], _now: datetime) -> None:
        if any(letter.key == "other" for letter in letters):
            raise LookupError

    monkeypatch.setattr(recorder, "RETRY_SECONDS", (3600.0,))
    chance = Random(1)  # noqa: S311  the same chance on each run
    office.postman = Postman(office.database, office.clock, office.slack.client, chance, on_settled=[choke])
    await office.write("hello", to_members("U1"))
    await office.write("other", to_channel("C1"))
    delivering = asyncio.create_task(office.postman.deliver())
    while not await channels(office):  # noqa: ASYNC110  it has no event
        await asyncio.sleep(0)

    await new_postman(office.database, office.slack, office.clock, seed=2).deliver()
    assert office.slack.texts == ["other", "hello"]
    delivering.cancel()
    await asyncio.wait([delivering])
