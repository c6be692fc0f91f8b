"""Letters of a workspace are claimed, sent and recorded together, and yet none suffers from another of its batch."""

import asyncio
from collections.abc import Sequence
from datetime import datetime
from random import Random

import pytest
from sqlalchemy import update
from sqlalchemy.ext.asyncio import AsyncSession

from bot.outbox import postman, recorder
from bot.outbox.letters import to_channel, to_members
from bot.outbox.models import Letter, LetterState
from bot.outbox.postman import Postman
from bot.outbox.round_robin import WORKSPACE_LIMIT
from tests.databases import statements
from tests.outbox.office import Office
from tests.outbox.slack_server import hangs_up, limits, refuses, stalls

pytestmark = pytest.mark.either_database

POST = "chat.postMessage"
OF_A_BATCH = 26
"""Statements at most, of which a letter alone takes about half."""

ALL_BUT_THE_FOURTH = {
    f"{number}": LetterState.LEASED if number == 3 else LetterState.SENT for number in range(WORKSPACE_LIMIT)
}
"""The states of a batch of which one letter is not recorded."""


async def write_a_batch(office: Office) -> None:
    for number in range(WORKSPACE_LIMIT):
        await office.write(f"{number}", to_channel(f"C{number}"))


async def test_a_batch_takes_hardly_more_statements_than_a_letter(office: Office) -> None:
    await write_a_batch(office)
    with statements(office.database) as asked:
        await office.postman.deliver()

    assert set((await office.states()).values()) == {LetterState.SENT}
    assert len([sql for sql in asked if not sql.startswith("BEGIN")]) <= OF_A_BATCH


async def test_each_letter_of_a_batch_has_its_own_outcome(office: Office) -> None:
    office.slack.will(POST, refuses("is_archived"), hangs_up, refuses("ratelimited"), refuses("restricted_action"))
    await write_a_batch(office)
    await office.postman.deliver()

    failures = sorted(letter.failure or "" for letter in await office.letters())
    fault = next(failure for failure in failures if failure.endswith("Error"))
    assert failures == sorted([*[""] * 4, "is_archived", fault, "ratelimited", "restricted_action"])
    await office.deliver_all()
    states = list((await office.states()).values())
    assert (states.count(LetterState.SENT), states.count(LetterState.FAILED)) == (WORKSPACE_LIMIT - 1, 1)


async def test_a_letter_whose_lease_was_lost_is_left_alone_and_its_batch_is_recorded(office: Office) -> None:
    office.slack.will(POST, stalls)
    await write_a_batch(office)
    delivering = asyncio.create_task(office.postman.deliver())
    await office.slack.arrived.wait()
    async with office.database.transaction() as session:
        taken = {"lease": "another's"}
        await session.execute(update(Letter).where(Letter.key == "3", Letter.state == LetterState.LEASED).values(taken))
    office.slack.release.set()
    await delivering

    assert await office.states() == ALL_BUT_THE_FOURTH


async def test_a_letter_that_cannot_be_recorded_holds_up_no_other(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def choke(_session: AsyncSession, letters: Sequence[Letter], _now: datetime) -> None:
        if any(letter.key == "3" for letter in letters):
            raise LookupError

    monkeypatch.setattr(recorder, "RETRY_SECONDS", ())
    chance = Random(1)  # noqa: S311  the same chance on each run
    office.postman = Postman(office.database, office.clock, office.slack.client, chance, on_settled=[choke])
    await write_a_batch(office)
    await office.postman.deliver()

    assert await office.states() == ALL_BUT_THE_FOURTH


async def test_a_letter_that_has_no_answer_yet_does_not_keep_its_batch_from_being_recorded(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(postman, "TOGETHER_SECONDS", 0.01)
    office.slack.will(POST, stalls)
    await write_a_batch(office)
    delivering = asyncio.create_task(office.postman.deliver())
    while [*(await office.states()).values()].count(LetterState.SENT) < WORKSPACE_LIMIT - 1:  # noqa: ASYNC110  it has no event
        await asyncio.sleep(0)
    assert [*(await office.states()).values()].count(LetterState.LEASED) == 1
    office.slack.release.set()
    await delivering

    assert set((await office.states()).values()) == {LetterState.SENT}


async def test_a_429_holds_what_it_names_for_as_long_as_the_longest_of_a_batch(office: Office) -> None:
    office.slack.will(POST, limits(5), limits(40), limits(9))
    await write_a_batch(office)
    at = await office.postman.deliver()

    assert at is not None
    assert (at - office.clock.now()).total_seconds() == 40


async def test_an_amendment_goes_after_its_letter_also_where_both_wait_for_a_batch(office: Office) -> None:
    office.slack.will(POST, stalls)
    await office.write("card", text="open")
    delivering = asyncio.create_task(office.postman.deliver())
    await office.slack.arrived.wait()
    await office.amend("card", "closed")
    await write_a_batch(office)
    office.slack.release.set()
    await delivering
    await office.deliver_all()

    assert office.slack.texts[0] == "closed"
    assert set((await office.states()).values()) == {LetterState.SENT}


async def test_of_several_letters_to_one_person_a_batch_has_one(office: Office) -> None:
    for number in range(3):
        await office.write(f"dm {number}", to_members("U1"))
        await office.write(f"post {number}", to_channel("C1"))
    office.slack.will(POST, stalls)
    delivering = asyncio.create_task(office.postman.deliver())
    await office.slack.arrived.wait()
    leased = [letter.address for letter in await office.letters() if letter.state is LetterState.LEASED]
    assert sorted(leased) == sorted(set(leased))
    office.slack.release.set()
    await delivering
    await office.deliver_all()

    for kind in ("dm", "post"):
        assert [text for text in office.slack.texts if text.startswith(kind)] == [f"{kind} {n}" for n in range(3)]
