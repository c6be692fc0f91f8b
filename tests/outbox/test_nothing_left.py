"""Whatever happens to letters, in whatever order: each is settled in the end, and none waits for who is long gone."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from bot.database.database import Database
from bot.outbox import letters as outbox
from bot.outbox import suspension
from bot.outbox.call_results import NotSent, Outcome, RateLimited, Refused, Unknown
from bot.outbox.message import Message
from bot.outbox.models import Letter, LetterState, Urgency, WhenUnknown
from bot.outbox.writing import prioritize
from tests.outbox.counter import ADDRESSES, Counter, Mail, empty
from tests.outbox.office import SECOND, START

OUTCOMES: list[Outcome | None] = [
    *[None] * 4,
    Refused("no"),
    NotSent("nobody there"),
    Unknown("no answer"),
    RateLimited("chat.postMessage", 3),
]
EVENTS = st.one_of(
    st.builds(Mail, st.just("T1"), st.sampled_from(ADDRESSES), st.sampled_from(Urgency)),
    st.tuples(st.just("amend"), st.integers(0, 9)),
    st.tuples(st.sampled_from(["land", "land together"]), st.sampled_from(OUTCOMES)),
    st.sampled_from(["claim", "claim", "claim", "hold", "release", "wait"]),
)


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(EVENTS, min_size=5, max_size=40))
async def test_every_letter_is_settled_in_the_end(database: Database, events: list[object]) -> None:
    await empty(database)
    office = Counter(database)
    for number, event in enumerate(events):
        await happen(office, number, event)
    await release(office)
    await work_off(office)

    letters = await all_letters(database)
    lost = {letter.id for letter in letters if letter.state is LetterState.UNKNOWN}
    left = [letter for letter in letters if letter.state in (LetterState.WAITING, LetterState.LEASED, LetterState.HELD)]
    assert [letter.key for letter in left if letter.amends_id not in lost] == []


async def happen(office: Counter, number: int, event: object) -> None:
    match event:
        case Mail():
            await write(office, number, event)
        case "amend", int(which):
            await amend(office, which)
        case "land", (None | Refused() | NotSent() | Unknown() | RateLimited()) as outcome if office.flights:
            await office.land(number, outcome)
        case "land together", (None | Refused() | NotSent() | Unknown() | RateLimited()) as outcome if office.flights:
            alike = [n for n, flight in enumerate(office.flights) if flight.urgency is office.flights[0].urgency]
            await office.land_together(alike, outcome)
        case "claim":
            await office.claim()
        case "hold":
            async with office.database.transaction() as session:
                await suspension.suspend(session, "T1")
        case "release":
            await release(office)
        case "wait":
            office.clock.advance(20 * SECOND)
            office.turns.wake_due(office.clock.now())


async def write(office: Counter, number: int, mail: Mail) -> None:
    """Some to be repeated or said again, some in the thread of the one before."""
    policy = list(WhenUnknown)[number % len(WhenUnknown)]
    async with office.database.transaction() as session:
        before = await session.scalar(
            select(Letter.key).where(Letter.address == mail.address, Letter.amends_id.is_(None)).limit(1)
        )
        if mail.urgency is Urgency.ANSWER:
            prioritize(session)
        await outbox.post(
            session,
            workspace="T1",
            key=f"{number}",
            to=mail.address,
            message=Message(f"{number}"),
            now=office.clock.now(),
            not_before=office.clock.now() + (number % 4 == 0) * 7 * SECOND,
            when_unknown=policy,
            in_thread_of=before if number % 3 == 0 else None,
        )
    office.turns.wake("T1")


async def amend(office: Counter, which: int) -> None:
    letters = await all_letters(office.database)
    keys = [letter.key for letter in letters if letter.amends_id is None and letter.copy_of_id is None]
    if keys:
        key, now = keys[which % len(keys)], office.clock.now()
        async with office.database.transaction() as session:
            card = outbox.Card(key=key, to="", message=Message("new words"))
            await outbox.show(session, workspace="T1", cards=[card], now=now)
        office.turns.wake("T1")


async def release(office: Counter) -> None:
    async with office.database.transaction() as session:
        await suspension.resume(session, "T1", office.clock.now())
    office.turns.wake("T1")


async def work_off(office: Counter) -> None:
    """From now on all goes well; the clock goes no further than from one rest's end to the next."""
    while True:
        while await office.claim() or office.flights:
            if office.flights:
                await office.land(0)
        end = office.turns.next_wake()
        if end is None:
            return
        assert end < START + 4_000 * SECOND, "it goes round in circles"
        office.clock.advance_to(end)
        office.turns.wake_due(end)


async def all_letters(database: Database) -> list[Letter]:
    async with database.transaction() as session:
        return list(await session.scalars(select(Letter).order_by(Letter.id)))
