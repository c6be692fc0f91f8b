"""A lease is the right to say how a sending went: it ends, and with it the right."""

import asyncio
from datetime import datetime, timedelta

import pytest
from sqlalchemy import update

from bot.languages.reader import ENGLISH
from bot.outbox.delivery import CALL_SECONDS, LEASE
from bot.outbox.letters import to_members
from bot.outbox.models import Letter, LetterState
from bot.outbox.views import perhaps_twice
from tests.outbox.office import START, Office, new_postman
from tests.outbox.slack_server import stalls

POST = "chat.postMessage"


async def kill_on_the_wire(office: Office, method: str = POST) -> None:
    """Begin to deliver, and end the postman when Slack has the request and has not answered."""
    office.slack.will(method, stalls)
    delivering = asyncio.create_task(office.postman.deliver())
    await office.slack.arrived.wait()
    delivering.cancel()
    with pytest.raises(asyncio.CancelledError):
        await delivering


def test_a_lease_is_longer_than_all_calls_of_a_letter() -> None:
    assert timedelta(seconds=3 * CALL_SECONDS) < LEASE


async def test_a_letter_whose_postman_was_killed_is_said_again_when_its_lease_has_ended(office: Office) -> None:
    await office.write("intro")
    await kill_on_the_wire(office)
    survivor = new_postman(office.database, office.slack, office.clock, seed=2)

    assert await survivor.deliver() == START + LEASE
    assert await office.states() == {"intro": "leased"}
    office.clock.advance(LEASE)
    assert await survivor.deliver() == START + LEASE + timedelta(seconds=30)
    office.clock.advance(timedelta(seconds=30))
    await survivor.deliver()
    assert await office.states() == {"intro": "sent"}
    assert office.slack.texts[-1] == f"{perhaps_twice(ENGLISH)}\n\nintro"


async def test_at_the_start_old_leases_end_where_nobody_else_can_hold_them(office: Office) -> None:
    await office.write("intro", when_unknown="let_go")
    await kill_on_the_wire(office)
    await new_postman(office.database, office.slack, office.clock, seed=2).recover()

    expected = "unknown" if office.database.is_sqlite else "leased"
    assert await office.states() == {"intro": expected}


async def test_a_letter_killed_while_its_channel_was_opened_has_not_gone_and_goes(office: Office) -> None:
    await office.write("intro", to_members("U1"), when_unknown="let_go")
    await kill_on_the_wire(office, "conversations.open")
    office.clock.advance(LEASE)

    await office.deliver_all()
    assert office.slack.texts == ["intro"]


async def slow(office: Office) -> asyncio.Task[datetime | None]:
    """A postman whose answer comes after its lease has ended, and another has settled the letter."""
    office.slack.will(POST, stalls)
    delivering = asyncio.create_task(office.postman.deliver())
    await office.slack.arrived.wait()
    office.clock.advance(LEASE)
    return delivering


async def test_an_answer_after_the_lease_is_learned_and_nothing_is_said_again(office: Office) -> None:
    await office.write("intro")
    delivering = await slow(office)
    await new_postman(office.database, office.slack, office.clock, seed=2).deliver()
    assert await office.states() == {"intro": "waiting"}
    office.slack.release.set()
    await delivering

    assert await office.states() == {"intro": "sent"}
    await office.deliver_all()
    assert office.slack.texts == ["intro"]


async def test_what_has_been_said_again_already_stays(office: Office) -> None:
    await office.write("intro")
    delivering = await slow(office)
    other = new_postman(office.database, office.slack, office.clock, seed=2)
    await other.deliver()
    office.clock.advance(timedelta(seconds=30))
    await other.deliver()
    office.slack.release.set()
    await delivering

    assert await office.states() == {"intro": "sent"}
    assert office.slack.texts == [f"{perhaps_twice(ENGLISH)}\n\nintro", "intro"]


async def test_a_postman_who_lost_the_lease_changes_nothing_of_the_next_holders(office: Office) -> None:
    await office.write("intro")
    delivering = await slow(office)
    async with office.database.transaction() as session:
        taken = {"lease": "another's", "leased_until": office.clock.now() + LEASE}
        await session.execute(update(Letter).values(taken))
    office.slack.release.set()
    await delivering

    letter = await office.letter("intro")
    assert (letter.state, letter.lease, letter.timestamp) == (LetterState.LEASED, "another's", None)
