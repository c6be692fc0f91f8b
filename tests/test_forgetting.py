"""What nobody needs any more is forgotten, and nothing else."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import select

from bot.clock import MovableClock
from bot.database.database import Database
from bot.maintenance import routes as maintenance
from bot.maintenance.retention import (
    AT_ONCE,
    DECISIONS_ARE_KEPT,
    DECISIONS_AT_ONCE,
    EVENTS_ARE_KEPT,
    EVERY,
    LETTERS_ARE_KEPT,
    begin_forgetting,
)
from bot.organizers.models import Hello
from bot.outbox.models import Letter, LetterState, Method, RateLimit, WhenUnknown
from bot.pairings.actions import Later
from bot.pairings.models import Decision
from bot.slack.models import HeardEvent, SentForm
from tests.pairings.crowd import ROUND, announced
from tests.schedule.diary import START, new_heartbeat, schedule_of


@pytest.fixture
def clock() -> MovableClock:
    return MovableClock(START)


LONG_AGO = START - LETTERS_ARE_KEPT - timedelta(seconds=1)
RECENTLY = START - LETTERS_ARE_KEPT


def letter(key: str, settled_at: datetime | None, **more: Any) -> Letter:
    state = more.pop("state", LetterState.SENT if settled_at else LetterState.WAITING)
    return Letter(
        workspace="T1",
        key=key,
        method=Method.POST,
        address="#C1",
        when_unknown=WhenUnknown.LET_GO,
        not_before=LONG_AGO,
        try_at=LONG_AGO,
        written_at=LONG_AGO,
        settled_at=settled_at,
        state=state,
        **more,
    )


async def forget(database: Database, *rows: object, at: datetime = START) -> None:
    async with database.transaction() as session:
        session.add_all(rows)
        await begin_forgetting(session, START)
    while await new_heartbeat(database, MovableClock(at), maintenance.ROUTES.handlers()).beat():
        pass


async def kept(database: Database) -> list[str]:
    async with database.transaction() as session:
        return list(await session.scalars(select(Letter.key).order_by(Letter.key)))


async def test_settled_letters_are_forgotten_after_a_month_and_others_never(database: Database) -> None:
    await forget(database, letter("old", LONG_AGO), letter("recent", RECENTLY), letter("waiting", None))

    assert await kept(database) == ["recent", "waiting"]
    assert await schedule_of(database) == [("forget", 0, START + EVERY, 0)]


async def test_a_letter_is_kept_for_as_long_as_another_refers_to_it(database: Database) -> None:
    letters = [letter(key, LONG_AGO, id=number) for number, key in enumerate(("first", "second", "third"), start=1)]
    amendment = letter("amends first", RECENTLY, id=4, amends_id=1)
    await forget(database, *letters, amendment, letter("replies to third", RECENTLY, id=5, thread_of_id=3))

    assert await kept(database) == ["amends first", "first", "replies to third", "third"]


async def test_the_hello_of_a_channel_is_kept_for_as_long_as_klatch_is_there(database: Database) -> None:
    hello = Hello(workspace="T1", channel="C1", invited_by="U1", letter="hello/C1/now")
    await forget(database, letter("hello/C1/before", LONG_AGO), letter("hello/C1/now", LONG_AGO), hello)

    assert await kept(database) == ["hello/C1/now"]


async def test_a_letter_its_copy_and_their_amendments_go_in_the_end(database: Database) -> None:
    lost = letter("lost", LONG_AGO, id=1, state=LetterState.UNKNOWN)
    copy = letter("copy", LONG_AGO, id=2, copy_of_id=1)
    waiting = letter("amends what was lost", None, id=3, amends_id=1)
    await forget(database, lost, copy, waiting, letter("amends copy", LONG_AGO, id=4, amends_id=2))
    for days in range(1, 3):
        await forget(database, at=START + days * EVERY)

    assert await kept(database) == []


async def test_many_old_letters_are_forgotten_some_at_a_time(database: Database) -> None:
    await forget(database, *(letter(f"{n}", LONG_AGO) for n in range(2 * AT_ONCE + 1)))

    assert await kept(database) == []


async def test_forms_that_were_sent_are_forgotten_the_day_after_the_next(database: Database) -> None:
    today = START.date()
    days = {name: today - timedelta(days=days) for name, days in (("old", 2), ("new", 1), ("newest", 0))}
    await forget(database, *(SentForm(workspace="T1", id=name, sent_on=day) for name, day in days.items()))

    async with database.transaction() as session:
        assert sorted(await session.scalars(select(SentForm.id))) == ["new", "newest"]


async def test_events_and_idle_paces_are_forgotten_after_a_day(database: Database) -> None:
    before, after = START - EVENTS_ARE_KEPT - timedelta(seconds=1), START - EVENTS_ARE_KEPT
    await forget(
        database,
        HeardEvent(workspace="T1", id="old", heard_at=before),
        HeardEvent(workspace="T1", id="new", heard_at=after),
        RateLimit(workspace="T1", scope="old", open_at=before),
        RateLimit(workspace="T1", scope="new", open_at=after),
    )

    async with database.transaction() as session:
        assert list(await session.scalars(select(HeardEvent.id))) == ["new"]
        assert list(await session.scalars(select(RateLimit.scope))) == ["new"]


async def test_forgetting_is_put_on_the_agenda_once(database: Database) -> None:
    for later in (timedelta(0), EVERY):
        async with database.transaction() as session:
            await begin_forgetting(session, START + later)

    assert await schedule_of(database) == [("forget", 0, START, 0)]


async def test_what_groups_were_made_of_is_forgotten_after_ninety_days_and_the_groups_never(database: Database) -> None:
    before, after = START - DECISIONS_ARE_KEPT - timedelta(seconds=1), START - DECISIONS_ARE_KEPT
    crowd = await announced(database, 4)
    await crowd.do_all(Later.ROUND_DECIDES)
    made, numbers = await crowd.groups(), range(2, DECISIONS_AT_ONCE + 3)
    old = [Decision(round_id=ROUND, number=number, gathering="old", decided_at=before) for number in numbers]
    await forget(database, *old, Decision(round_id=ROUND, number=100, gathering="recent", decided_at=after))

    async with database.transaction() as session:
        assert list(await session.scalars(select(Decision.number).order_by(Decision.number))) == [1, 100]
    assert len(made) == 2
    assert await crowd.groups() == made
