"""While Klatch is away from a workspace its letters are held; when it is back they go, or have waited too long."""

import asyncio
from datetime import timedelta

import pytest

from bot.database.bell import BellTopic
from bot.outbox import suspension
from bot.outbox.letters import Pressed, to_channel, to_members
from bot.outbox.results import GIVE_UP_AFTER
from tests.outbox.office import SECOND, START, Office, new_postman
from tests.outbox.slack_server import does_it_and_hangs_up, hangs_up, limits, stalls
from tests.outbox.test_leases import slow

pytestmark = pytest.mark.either_database

POST = "chat.postMessage"


async def hold(office: Office) -> None:
    async with office.database.transaction() as session:
        await suspension.suspend(session, "T1")


async def release(office: Office) -> None:
    async with office.database.transaction() as session:
        await suspension.resume(session, "T1", office.clock.now())


async def test_what_waits_is_held_and_goes_in_its_order_when_klatch_is_back(office: Office) -> None:
    for number in range(3):
        await office.write(f"{number}")
    await hold(office)
    await office.write("elsewhere", workspace="T2")
    assert await office.postman.deliver() is None
    assert office.slack.texts == ["elsewhere"]

    await release(office)
    await office.deliver_all()
    assert office.slack.texts == ["elsewhere", "0", "1", "2"]


async def test_what_is_written_meanwhile_is_held_too_and_goes_round_no_circles(office: Office) -> None:
    await hold(office)
    await office.write("written all the same")

    assert await office.postman.deliver() is None
    assert await office.states() == {"written all the same": "held"}
    await release(office)
    await office.deliver_all()
    assert office.slack.texts == ["written all the same"]


async def test_what_waited_too_long_has_failed_with_what_rewrites_it(office: Office) -> None:
    await office.write("card")
    await office.deliver_all()
    office.slack.will("chat.update", limits(9))
    await office.amend("card", "closed")
    await office.write("old")
    await office.write("for later", not_before=START + timedelta(days=9))
    await hold(office)
    office.clock.advance(GIVE_UP_AFTER)
    await office.write("new")
    await hold(office)
    await release(office)

    failures = {letter.key: letter.failure for letter in await office.letters() if letter.state == "failed"}
    assert failures == {"card/amended-after-1": "workspace_was_away", "old": "workspace_was_away"}
    await office.deliver_all()
    assert office.slack.texts == ["card", "new", "for later"]


async def test_a_letter_that_is_held_is_rewritten_where_it_lies(office: Office) -> None:
    await office.write("card", text="open")
    await hold(office)
    await office.amend("card", "closed")
    await release(office)

    await office.deliver_all()
    assert office.slack.texts == ["closed"]


async def test_a_letter_on_the_wire_when_klatch_left_is_settled_as_ever(office: Office) -> None:
    office.slack.will(POST, stalls)
    await office.write("on the wire")
    delivering = asyncio.create_task(office.postman.deliver())
    await office.slack.arrived.wait()
    await hold(office)
    office.slack.release.set()
    await delivering

    assert await office.states() == {"on the wire": "sent"}


async def test_a_letter_whose_fate_was_lost_on_leaving_is_said_again_on_return(office: Office) -> None:
    office.slack.will(POST, does_it_and_hangs_up)
    await office.write("intro")
    await office.postman.deliver()
    office.clock.advance(SECOND)
    await hold(office)
    await release(office)

    await office.deliver_all()
    assert await office.states() == {"intro": "sent"}
    assert len(office.slack.posts) == 2


async def test_a_press_after_the_return_means_that_nothing_is_said_again(office: Office) -> None:
    office.slack.will(POST, does_it_and_hangs_up)
    await office.write("card", text="open")
    await office.postman.deliver()
    await hold(office)
    await office.amend("card", "closed", Pressed("C1", "1.000100"))
    await release(office)

    await office.deliver_all()
    assert office.slack.texts == ["closed"]


async def test_an_answer_that_comes_while_klatch_is_away_is_learned(office: Office) -> None:
    await office.write("intro")
    delivering = await slow(office)
    await hold(office)
    await new_postman(office.database, office.slack, office.clock, seed=2).deliver()
    await hold(office)
    assert await office.states() == {"intro": "held"}
    office.slack.release.set()
    await delivering

    assert await office.states() == {"intro": "sent"}


async def test_being_away_is_no_try_in_vain(office: Office) -> None:
    office.slack.will("conversations.open", hangs_up)
    await office.write("hello", to_members("U1"))
    await office.postman.deliver()
    await hold(office)
    office.clock.advance(GIVE_UP_AFTER - SECOND)
    await release(office)
    office.slack.will("conversations.open", hangs_up)
    office.clock.advance(2 * SECOND)

    await office.deliver_all()
    assert office.slack.texts == ["hello"]


async def test_the_postmen_hear_of_the_return(office: Office) -> None:
    await office.write("hello", to_channel("C1"))
    await hold(office)
    heard: list[str] = []
    office.database.bell.on(BellTopic.LETTERS, heard.append)
    await release(office)

    assert heard == ["T1"]
