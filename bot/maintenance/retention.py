"""Retention: deleting what nobody needs any more, by a due row that schedules itself again."""

from datetime import datetime, timedelta
from typing import Any, cast

from sqlalchemy import CursorResult, Date, Delete, and_, bindparam, delete, exists, or_, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import aliased

from bot.database.columns import Instant
from bot.organizers.models import Hello
from bot.outbox.models import SETTLED, Letter, LetterState, RateLimit
from bot.pairings.models import Decision
from bot.prompts.models import PromptUse
from bot.prompts.rotation import RESTS_FOR
from bot.schedule.models import Due
from bot.schedule.scheduling import schedule, schedule_once
from bot.slack.models import HeardEvent, SentForm
from bot.workspaces.models import Grant, Installation

KIND = "forget"
EVERY = timedelta(days=1)
"""Rows that are kept for a day are kept for two at most, and letters for a month and a day."""

EVENTS_ARE_KEPT = timedelta(days=1)
"""Slack sends an event again for some minutes."""

FORMS_ARE_KEPT = timedelta(days=1)
"""A form that was sent off twice comes twice within seconds."""

LETTERS_ARE_KEPT = timedelta(days=30)
"""Counted from when they were settled; until then the messages can be rewritten."""

DECISIONS_ARE_KEPT = timedelta(days=90)
"""What the groups of a round were made of; the groups themselves stay, with the reasons for them."""

AT_ONCE = 500
"""Letters forgotten in one transaction, which others wait for on SQLite."""

DECISIONS_AT_ONCE = 20
"""The same of decisions, of which one may be a megabyte."""


async def begin_forgetting(session: AsyncSession, now: datetime) -> None:
    """Schedule the retention, unless it is scheduled."""
    await schedule_once(session, workspace="", kind=KIND, subject=0, due_at=now)


async def forget(session: AsyncSession, due: Due, now: datetime) -> None:
    """Delete some of the old rows; schedule the next run at once if there are more, otherwise in a day."""
    bounds = {
        "events": now - EVENTS_ARE_KEPT,
        "forms": (now - FORMS_ARE_KEPT).date(),
        "letters": now - LETTERS_ARE_KEPT,
        "prompts": now - RESTS_FOR,
        "decisions": now - DECISIONS_ARE_KEPT,
    }
    for statement in _WHOLLY:
        await session.execute(statement, bounds, execution_options=_AS_IT_IS)
    later = EVERY
    for statement, at_once in _IN_PARTS:
        forgotten = await session.execute(statement, bounds, execution_options=_AS_IT_IS)
        if cast(CursorResult[Any], forgotten).rowcount >= at_once:
            later = timedelta(0)
    await schedule(session, workspace=due.workspace, kind=KIND, subject=due.subject, due_at=now + later, now=now)


def _grants_of_nobody() -> Delete:
    """Return the statement for ended grants of organizations whose workspaces have all been erased."""
    is_served = exists().where(Installation.holder == Grant.holder)
    return delete(Grant).where(Grant.ended_at.is_not(None), ~is_served)


def _waiting_in_vain() -> Delete:
    """Return the statement for amendments of letters whose fate nobody will learn any more."""
    lost = select(Letter.id).where(Letter.state == LetterState.UNKNOWN, Letter.settled_at < _LETTERS_BEFORE)
    return delete(Letter).where(Letter.state == LetterState.WAITING, Letter.amends_id.in_(lost))


def _old_letters() -> Delete:
    """Return the statement for old letters to which no other refers: amendments, copies and replies go first.

    A hello stays, because it says for as long as Klatch is in its channel what is done there.
    """
    referring = aliased(Letter)
    references = (referring.amends_id, referring.copy_of_id, referring.thread_of_id)
    is_referred_to = or_(*(exists().where(reference == Letter.id) for reference in references))
    is_hello = exists().where(Hello.workspace == Letter.workspace, Hello.letter == Letter.key)
    # Their states, so that the index of when they were settled is of use.
    is_old = and_(Letter.state.in_(SETTLED), Letter.settled_at < _LETTERS_BEFORE)
    old = select(Letter.id).where(and_(is_old, ~is_referred_to, ~is_hello)).limit(AT_ONCE)
    return delete(Letter).where(Letter.id.in_(old))


def _old_decisions() -> Delete:
    """Return the statement for the decisions of some rounds that were made long ago."""
    is_old = Decision.decided_at < bindparam("decisions", type_=Instant())
    some = select(Decision.round_id).where(is_old).limit(DECISIONS_AT_ONCE)
    return delete(Decision).where(is_old, Decision.round_id.in_(some))


_AS_IT_IS = {"synchronize_session": False}
_EVENTS_BEFORE = bindparam("events", type_=Instant())
_LETTERS_BEFORE = bindparam("letters", type_=Instant())

_WHOLLY = (
    delete(HeardEvent).where(HeardEvent.heard_at < _EVENTS_BEFORE),
    delete(SentForm).where(SentForm.sent_on < bindparam("forms", type_=Date())),
    _grants_of_nobody(),
    delete(RateLimit).where(RateLimit.open_at < _EVENTS_BEFORE),
    delete(PromptUse).where(PromptUse.used_at < bindparam("prompts", type_=Instant())),
    _waiting_in_vain(),
)
_IN_PARTS = ((_old_letters(), AT_ONCE), (_old_decisions(), DECISIONS_AT_ONCE))
