"""Slack's bad days: what has no answer is said again, and what passes by itself, or can be mended, is waited for."""

from datetime import timedelta

import pytest

from bot.languages.reader import ENGLISH
from bot.outbox.call_results import ADMIN_ERRORS, TRANSIENT_ERRORS
from bot.outbox.letters import to_members
from bot.outbox.models import LetterState
from bot.outbox.results import GIVE_UP_AFTER
from bot.outbox.views import perhaps_twice
from tests.outbox.office import START, Office
from tests.outbox.slack_server import NO_ANSWER, Behaviour, does_it_and_hangs_up, hangs_up, refuses, says

pytestmark = pytest.mark.either_database

POST = "chat.postMessage"
UNKNOWN = pytest.mark.parametrize("behaviour", NO_ANSWER)


@UNKNOWN
async def test_a_post_without_an_answer_is_said_again_later(office: Office, behaviour: Behaviour) -> None:
    office.slack.will(POST, behaviour)
    await office.write("intro", text="You two")

    assert await office.postman.deliver() == START + timedelta(seconds=30)
    await office.deliver_all()
    assert await office.states() == {"intro": "sent"}
    assert office.slack.texts[-1] == f"{perhaps_twice(ENGLISH)}\n\nYou two"
    assert len(office.slack.called(POST)) == 2


@UNKNOWN
async def test_it_is_said_again_and_again_with_growing_waits(office: Office, behaviour: Behaviour) -> None:
    office.slack.will(POST, *[behaviour] * 5)
    await office.write("intro")
    times = []
    while (instant := await office.postman.deliver()) is not None:
        times.append(instant - office.clock.now())
        office.clock.advance_to(instant)

    assert times == [timedelta(seconds=30 * 2**number) for number in range(5)]
    assert await office.states() == {"intro": "sent"}


async def test_nothing_is_said_again_before_slack_has_answered_something(office: Office) -> None:
    office.slack.will(POST, does_it_and_hangs_up)
    office.slack.will("auth.test", *[says(503, "")] * 4)
    await office.write("intro")

    await office.deliver_all()
    assert office.slack.texts == ["intro", f"{perhaps_twice(ENGLISH)}\n\nintro"]
    assert len(office.slack.called("auth.test")) == 5


async def test_after_a_day_without_an_answer_nobody_knows(office: Office) -> None:
    office.slack.will(POST, *[hangs_up] * 200)
    await office.write("intro")

    await office.deliver_all()
    letter = await office.letter("intro")
    assert (letter.state, letter.payload) == (LetterState.UNKNOWN, None)
    assert START + GIVE_UP_AFTER <= office.clock.now() < START + GIVE_UP_AFTER + timedelta(hours=1)


@pytest.mark.parametrize("code", sorted(TRANSIENT_ERRORS | {"rate_limited"}))
async def test_what_passes_by_itself_is_waited_for(office: Office, code: str) -> None:
    office.slack.will(POST, refuses(code))
    await office.write("intro")

    await office.deliver_all()
    assert office.slack.texts == ["intro"]


@pytest.mark.parametrize("code", sorted(ADMIN_ERRORS))
async def test_what_an_admin_can_mend_is_waited_for_and_holds_nothing_else_up(office: Office, code: str) -> None:
    office.slack.will(POST, *[refuses(code)] * 3)
    await office.write("first", to_members("U1"))
    await office.write("second", to_members("U1"))

    await office.deliver_all()
    assert office.slack.texts == ["second", "first"]


async def test_what_nobody_mends_for_a_day_has_failed(office: Office) -> None:
    office.slack.will(POST, *[refuses("restricted_action")] * 100)
    await office.write("intro")

    await office.deliver_all()
    letter = await office.letter("intro")
    assert (letter.state, letter.failure) == (LetterState.FAILED, "restricted_action")


async def test_a_direct_channel_that_is_no_more_is_opened_once_more(office: Office) -> None:
    await office.write("one", to_members("U1"))
    await office.deliver_all()
    office.slack.will(POST, refuses("channel_not_found"))
    await office.write("two", to_members("U1"))

    await office.deliver_all()
    assert office.slack.texts == ["one", "two"]
    assert len(office.slack.called("conversations.open")) == 2


async def test_a_direct_channel_that_is_no_more_is_opened_no_more_than_once(office: Office) -> None:
    office.slack.will(POST, *[refuses("channel_not_found")] * 5)
    await office.write("one", to_members("U1"))

    await office.deliver_all()
    assert (await office.letter("one")).failure == "channel_not_found"
    assert len(office.slack.called(POST)) == 2
