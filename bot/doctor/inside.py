"""What can be seen in the database: whether it is there, whether our key opens it, and what waits in it."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path

from cryptography.fernet import InvalidToken
from sqlalchemy import Column, and_, func, select
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.ext.asyncio import AsyncSession

from bot import schema
from bot.agenda import service as agenda
from bot.clock import Clock
from bot.database import Database, PrivateJson, PrivateText
from bot.doctor.clocks import database_clock
from bot.doctor.findings import Finding
from bot.doctor.words import cause_of
from bot.outbox import service as outbox
from bot.outbox.models import Letter, LetterState
from bot.settings import Settings
from bot.slack.models import Installation

LATE = timedelta(minutes=10)
"""What may happen now and has not happened for so long: nobody is at work, or too few."""

OLD = timedelta(hours=1)
"""A letter that has waited for so long is worth a look, whatever holds it."""

AT_WORK = "See that at least one process runs (python app.py serve), and what it logs."


async def database(settings: Settings, clock: Clock) -> list[Finding]:
    """Everything about the database. Nothing is changed."""
    opened = Database(settings.database_url, settings.cipher())
    if opened.is_sqlite and not _exists(opened.url.database):
        return [Finding("Database", True, "not there yet; serve makes it")]
    try:
        tables = _tables(await schema.state(opened))
        findings = [Finding("Database", True, "reached"), tables]
        if tables.well:
            async with opened.transaction() as session:
                findings += await _contents(session, clock.now())
                findings += [] if opened.is_sqlite else [await database_clock(session, clock)]
    except (SQLAlchemyError, OSError) as error:
        mend = "Look at DATABASE_URL, and whether the database runs."
        return [Finding("Database", False, f"not reached ({type(error).__name__})", mend)]
    finally:
        await opened.close()
    return findings


def _exists(file: str | None) -> bool:
    return file is not None and Path(file).exists()


TABLES = {
    schema.State.EMPTY: "not there yet",
    schema.State.BEHIND: "of an older version of Klatch",
    schema.State.CURRENT: "up to date",
    schema.State.NEWER: "of a newer version of Klatch; this one can go on with them until it is replaced",
}


def _tables(state: schema.State) -> Finding:
    return Finding("Tables", state.is_fit, TABLES[state], "Run: python app.py migrate")


async def _contents(session: AsyncSession, now: datetime) -> list[Finding]:
    letters, dues = await outbox.condition(session, now), await agenda.condition(session, now)
    return [
        await _encryption(session),
        await _workspaces(session),
        *_letters(letters),
        *await _put_off(session),
        *_agenda(dues),
    ]


async def _encryption(session: AsyncSession) -> Finding:
    """Whether one row of each column of private text can be read; its text is not looked at."""
    columns = [column for table in schema.all_tables().sorted_tables for column in table.columns if _is_private(column)]
    locked = [str(column) for column in columns if not await _opens(session, column)]
    found = f"the key does not open {' and '.join(locked)}" if locked else "the key opens what is there"
    return Finding("Encryption", not locked, found, "Put the key it was written with into KLATCH_ENCRYPTION_KEY, too.")


def _is_private(column: Column[object]) -> bool:
    return isinstance(column.type, PrivateText | PrivateJson)


async def _opens(session: AsyncSession, column: Column[object]) -> bool:
    try:
        await session.scalar(select(column).where(column.is_not(None)).limit(1))
    except InvalidToken:
        return False
    return True


async def _workspaces(session: AsyncSession) -> Finding:
    known, away = (await session.execute(select(func.count(), func.count(Installation.left_at)))).one()
    found = f"in {known - away}" if not away else f"in {known - away}, and away from {away} that may come back"
    return Finding("Workspaces", True, found)


def _letters(letters: outbox.Condition) -> Iterator[Finding]:
    found = f"{letters.waiting} waiting, {letters.leased} on their way, {letters.held} held, {letters.unknown} unknown"
    free = timedelta(seconds=round(letters.oldest_free_waits.total_seconds()))
    oldest = f"; one that may go has waited {free}" if free else ""
    yield Finding("Letters", free <= LATE, f"{found}{oldest}", AT_WORK)
    age = timedelta(seconds=round(letters.oldest_waits.total_seconds()))
    if age > max(OLD, free):
        found = f"one has waited {age}, for Slack's pace, for a letter before it, or because it failed"
        mend = 'Look at what is put off, and in the log for "asked to wait" and "the clock was set".'
        yield Finding("Old letters", False, found, mend)
    for code, count in sorted(letters.failures.items()):
        yield _because("Failed letters", f"{count} in the last day", code)


async def _put_off(session: AsyncSession) -> list[Finding]:
    """Letters that were tried in vain and are tried again: what may be mended before they fail."""
    tried = and_(Letter.state == LetterState.WAITING, Letter.failing_since.is_not(None))
    counted = select(Letter.failure, func.count()).where(tried).group_by(Letter.failure).order_by(Letter.failure)
    found = await session.execute(counted)
    return [_because("Put off letters", f"{count} tried again", code or "") for code, count in found]


def _because(what: str, how_many: str, code: str) -> Finding:
    cause = cause_of(code)
    return Finding(what, cause.well, f"{how_many}: {cause.means} ({code})", cause.mend)


def _agenda(dues: agenda.Condition) -> Iterator[Finding]:
    lag = timedelta(seconds=round(dues.lag_seconds))
    oldest = f", the oldest for {lag}" if lag else ""
    yield Finding("Agenda", lag <= LATE, f"{dues.overdue} due and not done{oldest}", AT_WORK)
    if dues.failing:
        mend = 'Look for "a due row could not be handled" in the log: it says where, and with which reference.'
        yield Finding("Failing", False, f"{dues.failing} on the agenda fail again and again", mend)
