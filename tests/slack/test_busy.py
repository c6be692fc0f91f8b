"""When the database lets requests wait: they are answered while Slack waits, and what comes late is not lost."""

import asyncio
import json
import sqlite3
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import Any

import psycopg
import pytest
from sqlalchemy import func, select

from bot.database.database import Database
from bot.languages.reader import ENGLISH
from bot.outbox.message import Message
from bot.outbox.models import DirectChannel, Letter
from bot.slack import transactions, views
from bot.slack.request import FormFaults, Nothing, OpenForm, Reply, Request, Say
from bot.slack.routes import Routes
from tests.slack.scenes import answer_with, form, whispers, with_button, with_form
from tests.slack.stage import Stage

pytestmark = pytest.mark.either_database


@pytest.fixture(autouse=True)
def _impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(transactions, "HURRY_SECONDS", 0.5)


@contextmanager
def nobody_writes(database: Database) -> Iterator[None]:
    """Somebody holds SQLite's file, or on PostgreSQL the table that every request begins with."""
    if database.is_sqlite:
        holder: Any = sqlite3.connect(database.url.database or "", isolation_level=None)
        holder.execute("BEGIN IMMEDIATE")
    else:
        holder = psycopg.connect(database.url.set(drivername="postgresql").render_as_string(hide_password=False))
        holder.execute("LOCK TABLE members IN ACCESS EXCLUSIVE MODE")
    try:
        yield
    finally:
        holder.close()


async def note(request: Request, _sent: Any) -> Reply:
    """Writes something, which has to wait while others do."""
    request.session.add(DirectChannel(workspace=request.workspace, address="@U1", channel="D1"))
    return Nothing()


async def notes(stage: Stage) -> int:
    async with stage.database.transaction() as session:
        return await session.scalar(select(func.count()).select_from(DirectChannel)) or 0


async def test_a_command_is_told_to_try_again_and_leaves_nothing(stage: Stage) -> None:
    stage.edge.registry.add(Routes(commands={"/hello": note}))
    ana = stage.playground.add_person("Ana Ruiz")
    with nobody_writes(stage.database):
        assert (await ana.command("/hello")).text == views.busy(ENGLISH)
    await stage.edge.drain()
    assert await notes(stage) == 0

    assert (await ana.command("/hello")).text == ""
    assert await notes(stage) == 1


async def test_a_press_is_told_where_it_was_pressed(stage: Stage) -> None:
    stage.edge.registry.add(Routes(presses={"press_me": note}))
    ana = await with_button(stage)
    with nobody_writes(stage.database):
        await ana.press("Press me")
    assert whispers(ana) == [views.busy(ENGLISH)]


async def test_a_form_stays_open_with_what_was_typed(stage: Stage) -> None:
    stage.edge.registry.add(Routes(forms={"form": note}))
    ana = await with_form(stage)
    await ana.fill("Word", "long thought about")
    with nobody_writes(stage.database):
        assert (await ana.submit()).errors == {"Word": views.form_busy(ENGLISH)}
    assert ana.form is not None


async def test_an_event_is_heard_once_the_database_lets_it(stage: Stage) -> None:
    """Nobody waits for it, and what Slack sends again meanwhile is the same."""
    stage.edge.registry.add(Routes(events={"channel_archive": note}))
    event = {"type": "channel_archive", "channel": "C1", "user": "U1"}
    team = stage.playground.workspace.team_id
    body = json.dumps({"type": "event_callback", "team_id": team, "event_id": "Ev1", "event": event}).encode()
    with nobody_writes(stage.database):
        sent = [asyncio.create_task(stage.knock_signed(body)) for _ in range(2)]
        await asyncio.wait(sent, timeout=2 * transactions.HURRY_SECONDS)
    assert [(await each).status_code for each in sent] == [200, 200]
    assert await notes(stage) == 1


async def test_who_is_busy_with_one_answers_all_others(stage: Stage) -> None:
    """What waits holds up no other: of twenty at once, each is answered, and alive it is all the time."""
    stage.edge.registry.add(Routes(commands={"/hello": note}))
    people = [stage.playground.add_person(f"Person {number}") for number in range(20)]
    with nobody_writes(stage.database):
        asked = [asyncio.create_task(person.command("/hello")) for person in people]
        assert (await stage.http.get("/healthz")).status_code == 200
        assert {outcome.text for outcome in await asyncio.gather(*asked)} == {views.busy(ENGLISH)}


async def test_what_has_begun_is_done_however_late(stage: Stage) -> None:
    """Where everything is slow, nothing would ever come to its end otherwise."""
    goes_on = asyncio.Event()

    async def wait(request: Request, sent: Any) -> Reply:
        await goes_on.wait()
        return await note(request, sent)

    stage.edge.registry.add(Routes(commands={"/hello": wait}))
    asking = asyncio.create_task(stage.playground.add_person("Ana Ruiz").command("/hello"))
    await asyncio.wait([asking], timeout=2 * transactions.HURRY_SECONDS)
    goes_on.set()
    assert (await asking).text == ""
    assert await notes(stage) == 1


def slowly(stage: Stage, reply: Reply) -> Callable[[Request, Any], Awaitable[Reply]]:
    """A listener whose transaction takes longer than Slack waits, and then is committed."""

    async def listener(request: Request, sent: Any) -> Reply:
        await note(request, sent)
        stage.clock.advance(timedelta(seconds=5))
        return reply

    return listener


async def told(stage: Stage) -> list[str]:
    """What the letters say that were written."""
    async with stage.database.transaction() as session:
        payloads = await session.scalars(select(Letter.payload).order_by(Letter.id))
        return [payload["text"] for payload in payloads if payload is not None]


@pytest.mark.parametrize(
    ("reply", "words"),
    [
        (Nothing(), [views.late(ENGLISH)]),
        (Say(Message("Here is your list.")), ["Here is your list."]),
        (OpenForm(form()), []),
    ],
)
async def test_a_command_that_was_done_too_late_is_answered_by_a_letter(
    stage: Stage, reply: Reply, words: list[str]
) -> None:
    stage.edge.registry.add(Routes(commands={"/hello": slowly(stage, reply)}))
    await stage.playground.add_person("Ana Ruiz").command("/hello")
    assert await notes(stage) == 1
    assert await told(stage) == words


async def test_a_form_that_was_sent_and_taken_too_late_is_told_of(stage: Stage) -> None:
    ana = await with_form(stage)
    stage.edge.registry.add(Routes(forms={"form": slowly(stage, Nothing())}))
    await ana.fill("Word", "long thought about")
    await ana.submit()
    assert await told(stage) == [views.late(ENGLISH)]


async def test_faults_of_a_form_that_come_too_late_need_no_letter(stage: Stage) -> None:
    ana = await with_form(stage)
    stage.edge.registry.add(Routes(forms={"form": slowly(stage, FormFaults({"word": "No."}))}))
    await ana.fill("Word", "long thought about")
    await ana.submit()
    assert await told(stage) == []


async def test_what_comes_in_time_says_nothing_of_it(stage: Stage) -> None:
    stage.edge.registry.add(Routes(commands={"/hello": answer_with(Nothing())}))
    await stage.playground.add_person("Ana Ruiz").command("/hello")
    assert await told(stage) == []
