"""Asking and answering: forms that post a question, and presses of *I can help*: what one costs, how many a second."""

import json
from collections.abc import Callable, Iterable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from random import Random
from typing import Any
from urllib.parse import urlencode

from sqlalchemy import func, select

from benchmarks.answering import answering, milliseconds_each
from benchmarks.databases import KINDS, Databases, analyse, opened
from benchmarks.filling import VOCABULARY, fill_people, member_id
from benchmarks.load import Measured, measure
from benchmarks.report import Result, within
from benchmarks.serving import klatch, slack_stub
from benchmarks.slack_stub import WORKSPACE
from bot.flash.actions import Action, Field, Form
from bot.flash.models import Ask, Invitation
from bot.flash.rules import InvitationState
from tests.crash.processes import Server

MEMBERS = 5_000
MENTORS = 1_000
AT_ONCE = 4
"""One may write at a time on SQLite; on a slow machine, many more would be told that Klatch is busy."""
MOST = {
    "posting: processor time, ms": {"SQLite": 7.5, "PostgreSQL": 9.0},
    "I can help: processor time, ms": {"SQLite": 2.6, "PostgreSQL": 2.6},
}
"""Of this process; PostgreSQL's own processes use theirs beside it."""

Bodies = Callable[[], bytes | None]


async def run(databases: Databases, folder: Path, *, quick: bool) -> list[Result]:
    """Both on either database: as many a second as there can be, then one after another."""
    results: list[Result] = []
    for kind in KINDS:
        url, asking = await _filled(databases, kind), one_after_another(forms(MENTORS + 1, MEMBERS))
        async with slack_stub(folder) as slack:
            rates, posted = await _rates(url, folder, slack, kind, asking, 0.5 if quick else 8.0)
            results += [rates, await _costs(url, slack, kind, asking, 40 if quick else 400, posted)]
    return results


async def _rates(
    url: str, folder: Path, slack: Server, kind: str, asking: Bodies, seconds: float
) -> tuple[Result, int]:
    """A few at a time, while their letters are sent. Return also the number of asks."""
    async with klatch(f"asks-{kind}", url, slack, folder) as server:
        posted = await measure(server, asking, seconds, AT_ONCE)
        pressed = await measure(server, one_after_another(presses(await _invitations(url))), seconds, AT_ONCE)
    await _check(url, posted.requests, pressed.requests)
    figures = {f"posting: {name}": figure for name, figure in _figures(posted).items()}
    figures |= {f"I can help: {name}": figure for name, figure in _figures(pressed).items()}
    return Result(f"Asking and answering while letters are sent ({kind})", figures), posted.requests


async def _costs(url: str, slack: Server, kind: str, asking: Bodies, times: int, posted: int) -> Result:
    """One after another, and nothing beside them: the letters are left to lie. So many asks were posted before."""
    async with answering(url, slack) as still:
        posting = await milliseconds_each(still, asking, times)
        pressing = await milliseconds_each(still, one_after_another(presses((await _invitations(url))[posted:])), times)
    figures = dict(zip(MOST, (posting, pressing), strict=True))
    most = {name: of_each[kind] for name, of_each in MOST.items()}
    return within(f"What asking and answering cost ({kind})", figures, most=most)


def _figures(measured: Measured) -> dict[str, float]:
    return {
        "requests a second": measured.rate,
        "median, ms": measured.median,
        "99th percentile, ms": measured.p99,
        "processor time with the letters sent meanwhile, ms": measured.processor,
    }


async def _filled(databases: Databases, kind: str) -> str:
    url = await databases.new_url(kind)
    async with opened(url) as database:
        async with database.transaction() as session:
            await fill_people(session, MEMBERS, MENTORS, datetime.now(UTC), Random(1))  # noqa: S311 (the same each time)
        await analyse(database)
    return url


async def _invitations(url: str) -> list[tuple[int, str]]:
    """One invitation of every ask, in the order of asks: an ask and a mentor."""
    async with opened(url) as database, database.transaction() as session:
        found = select(Invitation.ask_id, func.min(Invitation.mentor)).group_by(Invitation.ask_id)
        rows = await session.execute(found.order_by(Invitation.ask_id))
        return [(ask, mentor) for ask, mentor in rows]


async def _check(url: str, posted: int, pressed: int) -> None:
    async with opened(url) as database, database.transaction() as session:
        asks = await session.scalar(select(func.count()).select_from(Ask))
        offered = select(func.count()).where(Invitation.state == InvitationState.OFFERED)
        offers = await session.scalar(offered)
    assert (asks, offers) == (posted, pressed)


def one_after_another(payloads: Iterable[dict[str, Any]]) -> Bodies:
    """Makes one interaction after the other, until there are no more."""
    iterator = iter(payloads)

    def body() -> bytes | None:
        payload = next(iterator, None)
        return None if payload is None else urlencode({"payload": json.dumps(payload)}).encode()

    return body


def forms(first: int, last: int) -> Iterator[dict[str, Any]]:
    """Each of the members with these numbers asks one question."""
    for number in range(first, last + 1):
        words = [VOCABULARY[(number * step) % len(VOCABULARY)] for step in (1, 7)]
        question = f"How do I begin with {' and '.join(words)} when nobody on my team has done it?"
        values = {Field.QUESTION: {Field.QUESTION: {"type": "plain_text_input", "value": question}}}
        view = {"id": f"V{number}", "type": "modal", "callback_id": Form.ASK, "state": {"values": values}, "blocks": []}
        yield interaction("view_submission", member_id(number)) | {"view": view}


def presses(invitations: Iterable[tuple[int, str]]) -> Iterator[dict[str, Any]]:
    """*I can help*, for each ask by the mentor beside it."""
    for ask, mentor in invitations:
        yield interaction("block_actions", mentor) | {
            "container": {"type": "message", "message_ts": f"{ask}.1", "channel_id": "D0000000001"},
            "actions": [{"type": "button", "action_id": Action.OFFER, "block_id": "b", "value": str(ask)}],
        }


def interaction(kind: str, member: str) -> dict[str, Any]:
    """Return the fields that every interaction of a member has."""
    return {
        "type": kind,
        "token": "a verification token",
        "team": {"id": WORKSPACE, "domain": "bench"},
        "user": {"id": member, "name": "somebody", "team_id": WORKSPACE},
        "trigger_id": "1.2.3",
    }
