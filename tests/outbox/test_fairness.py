"""An answer goes before notices, in every workspace and at every address, and nothing goes out of its order."""

import collections
from collections.abc import Sequence
from dataclasses import replace

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.database.database import Database
from bot.outbox.call_results import Refused
from bot.outbox.letters import to_channel, to_members
from bot.outbox.models import LetterState, Urgency
from bot.outbox.writing import ANSWERS_AT_MOST, prioritize
from tests.outbox.counter import A_BURST, ADDRESSES, Counter, Mail, empty
from tests.outbox.office import Office
from tests.outbox.slack_server import limits, stalls


@st.composite
def mails(draw: st.DrawFn) -> list[Mail]:
    """Any mix, in which some reply to an earlier one at their address."""
    some = st.builds(Mail, st.sampled_from(["T1", "T2", "T3"]), st.sampled_from(ADDRESSES), st.sampled_from(Urgency))
    mail: list[Mail] = []
    for each in draw(st.lists(some, min_size=1, max_size=14)):
        there = [n for n, one in enumerate(mail) if (one.workspace, one.address) == (each.workspace, each.address)]
        if len(there) < A_BURST:
            begun = [n for n in there if mail[n].replies_to is None]
            mail.append(replace(each, replies_to=draw(st.sampled_from([None, *begun]))))
    return mail


def has_to_wait_for(mail: Sequence[Mail], later: int, earlier: int) -> bool:
    """The rule, as a member would say it: who came earlier and is as urgent goes first, and so does what I reply to."""
    one, other = mail[later], mail[earlier]
    is_at_its_address = (one.workspace, one.address) == (other.workspace, other.address)
    is_before = earlier < later and other.urgency <= one.urgency
    return is_at_its_address and (is_before or one.replies_to == earlier)


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(mails(), st.lists(st.tuples(st.integers(0, 9), st.integers(0, 6)), min_size=40, max_size=40))
async def test_no_answer_stands_behind_a_notice_and_everything_goes_in_its_order(
    database: Database, mail: list[Mail], landings: list[tuple[int, int]]
) -> None:
    await empty(database)
    office = Counter(database)
    await office.write(mail)
    settled: set[int] = set()
    for number, luck in landings * 2:
        while batch := await office.claim():
            check_order(mail, settled, [int(flight.key) for flight in office.flights], len(batch))
        if office.flights:
            landed = await office.land(number, Refused("no") if luck == 0 else None)
            if landed.channel is not None or luck == 0:
                settled.add(int(landed.key))

    assert settled == set(range(len(mail)))


def check_order(mail: Sequence[Mail], settled: set[int], on_the_wire: list[int], batch: int) -> None:
    """Of so many letters that were claimed last: they overtook nobody, and are no notices that go before an answer."""
    for claimed in on_the_wire[-batch:]:
        first = [other for other in range(len(mail)) if has_to_wait_for(mail, claimed, other)]
        assert [other for other in first if other not in settled] == []
    if mail[on_the_wire[-1]].urgency is Urgency.NOTICE:
        waiting = [n for n in range(len(mail)) if n not in settled and n not in on_the_wire]
        free = [n for n in waiting if not any(has_to_wait_for(mail, n, m) for m in {*waiting, *on_the_wire} - {n})]
        assert [mail[n] for n in free if mail[n].urgency is Urgency.ANSWER] == []


@pytest.mark.either_database
async def test_a_workspace_whose_slack_stalls_leaves_hands_for_all_others(office: Office) -> None:
    for number in range(40):
        await office.write(f"stalled {number}", to_channel(f"C{number}"), workspace="T1")
    office.slack.will("chat.postMessage", *[stalls] * 8)
    office.postman.wake()
    delivering = office.postman.deliver()
    await office.write("elsewhere", to_channel("C1"), workspace="T2")
    office.slack.release.set()
    await delivering

    assert len(office.slack.posts) == 41


@pytest.mark.either_database
async def test_what_a_request_writes_is_an_answer_but_for_an_announcement_to_many(office: Office) -> None:
    async with office.database.transaction() as session:
        prioritize(session)
        for number in range(ANSWERS_AT_MOST + 2):
            await office.write_in(session, f"answer {number}", to_channel(f"C{number}"))
    await office.write("notice", to_channel("C1"))

    urgencies = collections.Counter(letter.urgency for letter in await office.letters())
    assert urgencies == {Urgency.ANSWER: ANSWERS_AT_MOST, Urgency.NOTICE: 3}


@pytest.mark.either_database
async def test_an_answer_overtakes_the_notices_that_wait_for_the_same_conversation_to_open(office: Office) -> None:
    office.slack.will("conversations.open", limits(40))
    for number in range(3):
        await office.write(f"notice {number}", to_members("U1"))
    await office.postman.deliver()
    async with office.database.transaction() as session:
        prioritize(session)
        await office.write_in(session, "answer", to_members("U1"))

    await office.deliver_all()
    assert office.slack.texts == ["answer", "notice 0", "notice 1", "notice 2"]
    assert {letter.state for letter in await office.letters()} == {LetterState.SENT}
