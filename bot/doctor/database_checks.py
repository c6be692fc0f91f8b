"""Checks of the database: whether it is there, whether our key opens it, and what waits in it."""

from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from pathlib import Path

from cryptography.fernet import InvalidToken
from sqlalchemy import Column, and_, func, select, text
from sqlalchemy.ext.asyncio import AsyncSession

from bot import schema
from bot.clock import Clock
from bot.database.columns import Instant
from bot.database.database import Database
from bot.database.unusable import UnusableDatabaseError, explained
from bot.doctor.failure_causes import cause_of
from bot.doctor.findings import Finding
from bot.doctor.slack_checks import NEW_SCOPES, WORRYING_SKEW, missing_scopes
from bot.maintenance.key_rotation import private_columns
from bot.outbox import statistics as outbox
from bot.outbox.models import Letter, LetterState
from bot.schedule import statistics as schedule
from bot.settings import Settings
from bot.workspaces.models import Grant, Installation

LATE = timedelta(minutes=10)
"""What may happen now and has not happened for so long: nobody is at work, or too few."""

OLD = timedelta(hours=1)
"""A letter that has waited for so long is worth a look, whatever holds it."""

_DERIVED = {
    source: f", but is derived from {source}: a backup is readable only with that; set KLATCH_ENCRYPTION_KEY"
    for source in ("SLACK_SIGNING_SECRET", "SLACK_BOT_TOKEN")
}

AT_WORK = "See that at least one process runs (python app.py serve), and what it logs."


async def examine_database(
    settings: Settings, clock: Clock, wrong: frozenset[str], own_workspace: str
) -> list[Finding]:
    """Return the findings about the database. Nothing is changed; what ``serve`` would write is tried and taken back.

    ``own_workspace`` is the one of SLACK_BOT_TOKEN, where Slack has said so.
    """
    if "DATABASE_URL" in wrong:
        return [Finding("Database", False, "not examined", "Mend DATABASE_URL first.")]
    opened = Database(settings.database_url, settings.cipher())
    if opened.is_sqlite and _can_be_made(Path(opened.url.database or "")):
        return [Finding("Database", True, "not there yet; serve makes it")]
    findings = []
    try:
        with explained(opened.url):
            state = await schema.state(opened)
            findings += [Finding("Database", True, "reached"), Finding("Tables", True, TABLES[state])]
            await _try_to_write(opened, state)
            if state.is_fit:
                async with opened.transaction() as session:
                    findings += await _contents(session, settings, clock.now(), wrong, own_workspace)
                    findings += [] if opened.is_sqlite else [await database_clock(session, clock)]
    except UnusableDatabaseError as error:
        findings.append(Finding("Database", False, "cannot be used", str(error)))
    finally:
        await opened.close()
    return findings


def _can_be_made(file: Path) -> bool:
    try:
        file.stat()
    except FileNotFoundError:
        return file.absolute().parent.is_dir()
    except OSError:  # which is said when it is opened
        pass
    return False


TABLES = {
    schema.State.EMPTY: "not there yet; serve makes them",
    schema.State.BEHIND: "of an older version of Klatch; serve brings them up to date",
    schema.State.CURRENT: "up to date",
    schema.State.NEWER: "of a newer version of Klatch; this one can go on with them until it is replaced",
}


async def _try_to_write(database: Database, state: schema.State) -> None:
    """Do what ``serve`` would do first, and take it back: make a table, or change a row. Raises what that raises."""
    first = (
        "UPDATE alembic_version SET version_num = version_num" if state.is_fit else "CREATE TABLE tried (id INTEGER)"
    )
    async with database.transaction() as session:
        await session.execute(text(first))
        await session.rollback()


async def _contents(
    session: AsyncSession, settings: Settings, now: datetime, wrong: frozenset[str], own_workspace: str
) -> list[Finding]:
    letters, dues = await outbox.read_statistics(session, now), await schedule.read_statistics(session, now)
    return [
        await _encryption(session, settings, wrong),
        *await _workspaces(session, settings, own_workspace),
        *_letters(letters),
        *await _put_off(session),
        *_schedule(dues),
    ]


async def _encryption(session: AsyncSession, settings: Settings, wrong: frozenset[str]) -> Finding:
    """Return whether one row of each column of private text can be read; its text is not looked at."""
    depends_on = {"KLATCH_ENCRYPTION_KEY"}
    if settings.key_source not in depends_on:
        depends_on |= _DERIVED.keys()
    if wrong & depends_on:
        return Finding("Encryption", False, "not examined", "Mend the key first.")
    if not settings.key_source:
        return Finding("Encryption", False, "not examined", "Set KLATCH_ENCRYPTION_KEY first.")
    looked_at = {column: await _opens(session, column) for column in private_columns()}
    tables = sorted({column.table.name for column, opened in looked_at.items() if opened is False})
    mend = "Put the key it was written with into KLATCH_ENCRYPTION_KEY, too."
    if not tables:
        return Finding("Encryption", True, f"the key opens what is there{_DERIVED.get(settings.key_source, '')}")
    if True not in looked_at.values():
        return Finding("Encryption", False, "the key opens nothing of what is there", mend)
    return Finding("Encryption", False, f"the key does not open all that is there (not in {', '.join(tables)})", mend)


async def _opens(session: AsyncSession, column: Column[object]) -> bool | None:
    """Return whether the key opens what is in a column; None where nothing is."""
    try:
        found = await session.execute(select(column).where(column.is_not(None)).limit(1))
        return True if found.all() else None
    except InvalidToken:
        return False


async def _workspaces(session: AsyncSession, settings: Settings, own: str) -> list[Finding]:
    there, away = await _installed(session)
    served = {workspace for workspace, has_token, _ in there if has_token}
    mute = {workspace for workspace, *_ in there} - served
    if settings.slack_bot_token.get_secret_value():
        # Where Slack has not said whose the token of the environment is, it may be the only one that is missing.
        mute = mute - {own} if own or len(mute) > 1 else set()
    found = f"Klatch is in {len(there) or 'none yet'}{_without_token(len(mute), len(there))}"
    found += f"; it was taken out of {away}, which may come back" if away else ""
    mend = "Install Klatch there again (/slack/install), or set SLACK_BOT_TOKEN."
    findings = [Finding("Workspaces", not mute, found, mend)]
    lacking = Counter(scope for _, has_token, scopes in there if has_token for scope in missing_scopes(scopes)[0])
    if lacking:
        said = ", ".join(f"{scope} in {count}" for scope, count in sorted(lacking.items()))
        findings.append(Finding("Granted scopes", False, f"missing {said}", NEW_SCOPES))
    return findings


def _without_token(mute: int, there: int) -> str:
    if not mute:
        return ""
    of_which = f"{mute} of them" if mute < there else "it" if there == 1 else "any of them"
    return f", but has no token for {of_which}, so it can send nothing there"


async def _installed(session: AsyncSession) -> tuple[list[tuple[str, bool, Sequence[str]]], int]:
    """Return each workspace with Klatch, whether there is a token for it, and its scopes; and how many it left."""
    holds = and_(Grant.holder == Installation.holder, Grant.ended_at.is_(None))
    asked = select(Installation.workspace, Installation.left_at, Grant.token.is_not(None), Grant.scopes)
    found = (await session.execute(asked.outerjoin(Grant, holds))).all()
    there = [(workspace, bool(has), scopes or ()) for workspace, left_at, has, scopes in found if left_at is None]
    return there, len(found) - len(there)


async def database_clock(session: AsyncSession, clock: Clock) -> Finding:
    """Return how far the clock of a PostgreSQL is from this machine's: what is due is done by it."""
    skew = (await session.execute(select(func.clock_timestamp(type_=Instant())))).scalar_one() - clock.now()
    seconds = round(skew.total_seconds())
    found = f"{abs(seconds)} seconds {'behind' if seconds < 0 else 'ahead of'} this machine's"
    mend = "What is due is done by the database's clock: have both machines keep their time (NTP)."
    return Finding("Database's clock", abs(skew) <= WORRYING_SKEW, found if seconds else "that of this machine", mend)


def _letters(letters: outbox.OutboxStatistics) -> Iterator[Finding]:
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


def _schedule(dues: schedule.ScheduleStatistics) -> Iterator[Finding]:
    lag = timedelta(seconds=round(dues.lag_seconds))
    oldest = f", the oldest for {lag}" if lag else ""
    yield Finding("Schedule", lag <= LATE, f"{dues.overdue} due and not done{oldest}", AT_WORK)
    if dues.failing:
        mend = 'Look for "a due row could not be handled" in the log: it says where, and with which reference.'
        yield Finding("Failing", False, f"{dues.failing} due rows fail again and again", mend)
