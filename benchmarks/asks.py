"""Asking and answering: forms that post a question, and presses of *I can help*, a second. For information."""

import json
from collections.abc import Callable, Iterable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from random import Random
from typing import Any
from urllib.parse import urlencode

from sqlalchemy import func, select, text

from benchmarks.databases import KINDS, Databases, opened
from benchmarks.filling import VOCABULARY, fill_people, member_id
from benchmarks.load import Measured, measure
from benchmarks.report import Result
from benchmarks.serving import klatch, slack_stub
from benchmarks.slack_stub import WORKSPACE
from bot.flash.actions import Action, Field, Form
from bot.flash.models import Ask, Invitation
from bot.flash.rules import InvitationState

MEMBERS = 5_000
MENTORS = 1_000


async def run(databases: Databases, folder: Path, *, quick: bool) -> list[Result]:
    """Both on either database."""
    seconds = 0.5 if quick else 8.0
    return [await _run(databases, folder, kind, seconds) for kind in KINDS]


async def _run(databases: Databases, folder: Path, kind: str, seconds: float) -> Result:
    url = await databases.new_url(kind)
    async with opened(url) as database, database.transaction() as session:
        await fill_people(session, MEMBERS, MENTORS, datetime.now(UTC), Random(1))  # noqa: S311 (the same each time)
        await session.execute(text("ANALYZE"))  # as PostgreSQL does by itself within minutes
    async with slack_stub(folder) as slack, klatch("asks", url, slack, folder) as server:
        posted = await measure(server, one_after_another(_forms()), seconds)
        invitations = await _invitations(url)
        pressed = await measure(server, one_after_another(presses(invitations)), seconds)
    await _check(url, posted, pressed)
    figures = {f"posting: {name}": figure for name, figure in _figures(posted).items()}
    figures |= {f"I can help: {name}": figure for name, figure in _figures(pressed).items()}
    return Result(f"Asking and answering ({kind})", figures)


def _figures(measured: Measured) -> dict[str, float]:
    return {
        "requests a second": measured.rate,
        "median, ms": measured.median,
        "99th percentile, ms": measured.p99,
        "processor time, ms": measured.processor,
    }


async def _invitations(url: str) -> list[tuple[int, str]]:
    """One invitation of every ask: an ask and a mentor."""
    async with opened(url) as database, database.transaction() as session:
        rows = await session.execute(select(Invitation.ask_id, func.min(Invitation.mentor)).group_by(Invitation.ask_id))
        return [(ask, mentor) for ask, mentor in rows]


async def _check(url: str, posted: Measured, pressed: Measured) -> None:
    async with opened(url) as database, database.transaction() as session:
        asks = await session.scalar(select(func.count()).select_from(Ask))
        offered = select(func.count()).where(Invitation.state == InvitationState.OFFERED)
        offers = await session.scalar(offered)
    assert (asks, offers) == (posted.requests, pressed.requests)


def one_after_another(payloads: Iterable[dict[str, Any]]) -> Callable[[], bytes | None]:
    """Makes one interaction after the other, until there are no more."""
    iterator = iter(payloads)

    def body() -> bytes | None:
        payload = next(iterator, None)
        return None if payload is None else urlencode({"payload": json.dumps(payload)}).encode()

    return body


def _forms() -> Iterator[dict[str, Any]]:
    """Every member who is no mentor asks one question."""
    for number in range(MENTORS + 1, MEMBERS + 1):
        words = [VOCABULARY[(number * step) % len(VOCABULARY)] for step in (1, 7)]
        question = f"How do I begin with {' and '.join(words)} when nobody on my team has done it?"
        values = {Field.QUESTION: {Field.QUESTION: {"type": "plain_text_input", "value": question}}}
        yield interaction("view_submission", member_id(number)) | {
            "view": {"id": "V1", "type": "modal", "callback_id": Form.ASK, "state": {"values": values}, "blocks": []}
        }


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
