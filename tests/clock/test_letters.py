"""The clock is set while letters are on their way: what was written by another time holds nobody up."""

import asyncio
from datetime import datetime, timedelta

import pytest
from sqlalchemy import select
from structlog.testing import capture_logs

from bot.outbox.delivery import LEASE
from bot.outbox.letters import to_members
from bot.outbox.models import LetterState, Method, RateLimit
from bot.outbox.rate_limits import LONGEST_RETRY_AFTER, MINUTE, WINDOW, is_plausible, reset
from bot.outbox.results import GIVE_UP_AFTER, LONGEST_WAIT_IN_DOUBT
from bot.outbox.statistics import read_statistics
from bot.outbox.suspension import suspend
from tests.clock.clocks import SettableClock
from tests.outbox.office import SECOND, START, Office, new_postman
from tests.outbox.slack_server import hangs_up, limits, refuses, stalls

pytestmark = pytest.mark.either_database

POST = "chat.postMessage"
HOUR = timedelta(hours=1)
BACK = pytest.mark.parametrize("back", [timedelta(minutes=3), 2 * HOUR, timedelta(days=20_000)])


async def oldest_waits(office: Office) -> timedelta:
    async with office.database.transaction() as session:
        return (await read_statistics(session, office.clock.now())).oldest_waits


@BACK
async def test_after_the_clock_was_set_back_letters_go_within_seconds(
    office: Office, clock: SettableClock, back: timedelta
) -> None:
    for number in range(52):
        await office.write(f"new {number}", to_members(f"U{number}"))
    for number in range(5):
        await office.write(f"to the channel {number}")
    await office.postman.deliver()
    assert [*(await office.states()).values()].count("waiting") == 4

    clock.set_by(-back)
    await office.write("after it", "#C2")
    for _ in range(5):
        await office.postman.deliver()
        clock.advance(SECOND)
    assert {*(await office.states()).values()} == {"sent"}


async def test_a_process_that_starts_with_the_right_clock_is_not_held_by_what_a_wrong_one_wrote(
    office: Office, clock: SettableClock
) -> None:
    for number in range(5):
        await office.write(f"five days ahead {number}")
    await office.postman.deliver()
    clock.set_by(timedelta(days=-5))
    await office.write("now")

    office.postman = new_postman(office.database, office.slack, clock, seed=2)
    for _ in range(10):
        await office.postman.deliver()
        clock.advance(SECOND)
    assert {*(await office.states()).values()} == {"sent"}


async def test_what_slack_asked_for_is_kept_as_far_as_it_can_be_meant(office: Office, clock: SettableClock) -> None:
    office.slack.will(POST, limits(40))
    await office.write("held")
    await office.postman.deliver()
    clock.set_by(timedelta(minutes=-5))

    assert await office.postman.deliver() == START + timedelta(seconds=40)
    clock.set_by(-HOUR)
    await office.postman.deliver()
    assert office.slack.texts == ["held"]


async def test_a_workspace_that_klatch_is_away_from_stays_so(office: Office, clock: SettableClock) -> None:
    async with office.database.transaction() as session:
        await suspend(session, "T1")
    await office.write("held")
    clock.set_by(-HOUR)

    await office.postman.deliver()
    assert await office.states() == {"held": "held"}


@BACK
async def test_what_was_tried_in_vain_is_tried_again_as_soon_as_anything_is(
    office: Office, clock: SettableClock, back: timedelta
) -> None:
    office.slack.will(POST, refuses("team_added_to_org"))
    await office.write("passing")
    await office.postman.deliver()
    clock.set_by(-back)
    await office.postman.deliver()

    letter = await office.letter("passing")
    assert letter.try_at <= clock.now() + LONGEST_WAIT_IN_DOUBT
    assert letter.failing_since is not None
    assert letter.failing_since <= clock.now()
    await office.deliver_all()
    assert office.slack.texts == ["passing"]


async def test_what_was_planned_for_an_instant_stays_there(office: Office, clock: SettableClock) -> None:
    later = START + timedelta(days=2)
    await office.write("on Wednesday", not_before=later)
    clock.set_by(-HOUR)

    assert await office.postman.deliver() == later
    assert office.slack.texts == []


async def test_how_old_a_letter_is_does_not_say_nothing_because_it_was_written_in_the_future(
    office: Office, clock: SettableClock
) -> None:
    clock.set_by(timedelta(days=5))
    await office.postman.deliver()
    office.slack.will(POST, *[refuses("service_unavailable", 503)] * 3)
    await office.write("lost", when_unknown="repeat")
    clock.set_by(timedelta(days=-5))
    await office.postman.deliver()
    clock.advance(20 * SECOND)

    assert await oldest_waits(office) == 20 * SECOND


async def test_who_died_before_the_clock_was_set_back_holds_a_letter_for_a_lease_and_no_longer(
    office: Office, clock: SettableClock
) -> None:
    await office.write("intro", when_unknown="repeat")
    office.slack.will(POST, stalls)
    delivering = asyncio.create_task(office.postman.deliver())
    await office.slack.arrived.wait()
    delivering.cancel()
    with pytest.raises(asyncio.CancelledError):
        await delivering
    clock.set_by(timedelta(days=-5))

    survivor = new_postman(office.database, office.slack, clock, seed=2)
    assert await survivor.deliver() == clock.now() + LEASE
    clock.advance(LEASE)
    await survivor.deliver()
    assert await office.states() == {"intro": "waiting"}


async def test_what_is_on_the_wire_when_the_clock_is_set_forth_is_not_said_twice(
    office: Office, clock: SettableClock
) -> None:
    neighbour = new_postman(office.database, office.slack, clock, seed=2)
    await neighbour.deliver()
    await office.write("intro")
    office.slack.will(POST, stalls)
    delivering = asyncio.create_task(office.postman.deliver())
    await office.slack.arrived.wait()
    clock.set_by(2 * HOUR)

    await neighbour.deliver()
    assert await office.states() == {"intro": "leased"}
    office.slack.release.set()
    await delivering
    assert await office.states() == {"intro": "sent"}
    assert office.slack.texts == ["intro"]


async def test_and_when_its_process_has_died_it_is_said_again_after_a_lease(
    office: Office, clock: SettableClock
) -> None:
    neighbour = new_postman(office.database, office.slack, clock, seed=2)
    await neighbour.deliver()
    await office.write("intro")
    office.slack.will(POST, stalls)
    delivering = asyncio.create_task(office.postman.deliver())
    await office.slack.arrived.wait()
    delivering.cancel()
    clock.set_by(2 * HOUR)
    await neighbour.deliver()
    clock.advance(LEASE)

    await neighbour.deliver()
    assert await office.states() == {"intro": "waiting"}


async def test_time_that_has_not_passed_gives_no_letter_up(office: Office, clock: SettableClock) -> None:
    """As when a machine wakes up, and its network a little later."""
    office.slack.will(POST, refuses("service_unavailable"), refuses("service_unavailable"))
    await office.write("patient", when_unknown="repeat")
    await office.postman.deliver()
    clock.set_by(2 * GIVE_UP_AFTER)

    await office.postman.deliver()
    assert await office.states() == {"patient": "waiting"}
    await office.deliver_all()
    assert office.slack.texts == ["patient"]


async def test_what_overdue_letters_there_are_after_a_jump_go_at_slacks_pace(
    office: Office, clock: SettableClock
) -> None:
    for number in range(70):
        await office.write(f"tomorrow {number}", to_members(f"U{number}"), not_before=START + timedelta(hours=20))
    clock.set_by(timedelta(days=3))

    assert await office.postman.deliver() == clock.now() + WINDOW
    assert len(office.slack.called("conversations.open")) == 50


async def test_that_the_clock_was_set_is_logged_with_by_how_much(office: Office, clock: SettableClock) -> None:
    clock.set_by(-2 * HOUR)
    with capture_logs() as logs:
        await office.postman.deliver()
        await office.postman.deliver()

    assert [(log["event"], log["seconds"]) for log in logs] == [("the clock was set", -7200)]


async def test_a_clock_that_is_led_gently_was_not_set(office: Office, clock: SettableClock) -> None:
    with capture_logs() as logs:
        for _ in range(10):
            clock.set_by(timedelta(milliseconds=-500))
            clock.advance(SECOND)
            await office.postman.deliver()

    assert logs == []


def pace(open_at: datetime, spread_until: datetime | None = None) -> RateLimit:
    return RateLimit(workspace="T1", scope=Method.POST, open_at=open_at, calls=[(1, 1)], spread_until=spread_until)


def test_no_pace_is_closed_for_longer_than_its_calls_or_slack_can_have_closed_it() -> None:
    assert is_plausible(pace(START + WINDOW), START)
    assert not is_plausible(pace(START + WINDOW + SECOND), START)
    asked = START + LONGEST_RETRY_AFTER
    assert is_plausible(pace(asked, asked + MINUTE), START)
    assert not is_plausible(pace(asked + SECOND, asked + SECOND + MINUTE), START)
    assert not is_plausible(pace(START), START)


def test_a_pace_that_nobody_believes_begins_anew_and_slowly() -> None:
    wrong = pace(START + timedelta(days=5))
    reset(wrong, START)

    assert (wrong.open_at, wrong.calls, wrong.spread_until) == (START, [], START + MINUTE)


async def test_nothing_is_put_right_where_nothing_was_wrong(office: Office, clock: SettableClock) -> None:
    office.slack.will(POST, limits(40), hangs_up)
    for number in range(5):
        await office.write(f"letter {number}", when_unknown="repeat")
    await office.write("later", not_before=START + timedelta(days=9))
    await office.postman.deliver()
    before = await as_it_stands(office)
    office.postman = new_postman(office.database, office.slack, clock, seed=3)
    await office.postman.deliver()

    assert await as_it_stands(office) == before


async def as_it_stands(office: Office) -> list[tuple[object, ...]]:
    async with office.database.transaction() as session:
        paces = await session.scalars(select(RateLimit).order_by(RateLimit.scope))
        standing: list[tuple[object, ...]] = [(each.scope, each.open_at, each.spread_until) for each in paces]
    for letter in await office.letters():
        assert letter.state is not LetterState.FAILED
        standing.append((letter.key, letter.state, letter.try_at, letter.not_before, letter.failing_since))
    return standing
