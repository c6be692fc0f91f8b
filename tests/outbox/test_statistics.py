"""How the outbox is, for whoever watches over it."""

from datetime import timedelta

import pytest

from bot.correlation import correlate
from bot.outbox.letters import to_channel, to_members
from bot.outbox.statistics import FAILURES_OF, OutboxStatistics, read_statistics
from bot.outbox.suspension import suspend
from tests.outbox.office import SECOND, START, Office
from tests.outbox.slack_server import hangs_up, limits, refuses

pytestmark = pytest.mark.either_database

POST = "chat.postMessage"
NONE = timedelta(0)
QUIET = OutboxStatistics(waiting=0, leased=0, held=0, unknown=0, oldest_waits=NONE, oldest_free_waits=NONE, failures={})


async def seen(office: Office) -> OutboxStatistics:
    async with office.database.transaction() as session:
        return await read_statistics(session, office.clock.now())


async def test_an_empty_outbox_is_quiet(office: Office) -> None:
    assert await seen(office) == QUIET


async def test_letters_are_counted_by_state_and_failures_by_code_for_a_day(office: Office) -> None:
    office.slack.will(POST, refuses("is_archived"), hangs_up)
    await office.write("refused")
    await office.write("lost", when_unknown="let_go")
    await office.write("tomorrow", not_before=START + timedelta(days=1))
    await office.postman.deliver()
    await office.write("held", workspace="T2")
    async with office.database.transaction() as session:
        await suspend(session, "T2")

    statistics = await seen(office)
    assert (statistics.waiting, statistics.held, statistics.unknown) == (1, 1, 1)
    assert statistics.failures == {"is_archived": 1}
    office.clock.advance(FAILURES_OF)
    assert (await seen(office)).failures == {}


async def test_only_what_could_go_is_late_and_age_is_age_whatever_it_waits_for(office: Office) -> None:
    """Neither what a pace holds is late, nor what stands in a line behind that."""
    office.slack.will("conversations.open", limits(600))
    for number in range(2):
        await office.write(f"held by pace {number}", to_members("U1"))
    await office.postman.deliver()
    office.clock.advance(5 * SECOND)
    assert (await seen(office)).oldest_free_waits == NONE
    assert (await seen(office)).oldest_waits == 5 * SECOND

    await office.write("nobody takes it", to_channel("C1"))
    office.clock.advance(7 * SECOND)
    assert (await seen(office)).oldest_free_waits == 7 * SECOND
    assert (await seen(office)).oldest_waits == 12 * SECOND


async def test_what_rewrites_a_letter_whose_fate_nobody_knows_is_no_old_letter(office: Office) -> None:
    office.slack.will(POST, hangs_up)
    await office.write("card", when_unknown="let_go")
    await office.postman.deliver()
    await office.amend("card", "closed")
    office.clock.advance(60 * SECOND)

    assert await office.states() == {"card": "unknown"} or (await seen(office)).waiting == 1
    assert (await seen(office)).oldest_waits == NONE


async def test_a_letter_that_is_said_again_carries_the_reference_of_what_led_to_it(
    office: Office, capsys: pytest.CaptureFixture[str]
) -> None:
    office.slack.will(POST, hangs_up)
    async with office.database.transaction() as session:
        correlate(session, "k7mq2xya")
        await office.write_in(session, "intro")
    await office.deliver_all()

    assert [letter.reference for letter in await office.letters()] == ["k7mq2xya"]
    lines = [line for line in capsys.readouterr().out.splitlines() if "letter=" in line]
    assert [line for line in lines if "k7mq2xya" not in line] == []
    assert len(lines) == 2
