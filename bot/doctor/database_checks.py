"""Checks of the database: whether it can be used, whether the key decrypts it, and what is waiting in it."""

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
from bot.doctor.findings import Finding, Verdict
from bot.doctor.slack_checks import NEW_SCOPES, WORRYING_SKEW, missing_scopes
from bot.maintenance.key_rotation import private_columns
from bot.outbox import statistics as outbox
from bot.outbox.models import Letter, LetterState
from bot.schedule import statistics as schedule
from bot.settings import Settings
from bot.workspaces.models import Grant, Installation

LATE = timedelta(minutes=10)
"""What could have happened this long ago and has not: no process is at work, or too few."""

OLD = timedelta(hours=1)
"""A letter that has waited this long is worth a look, whatever holds it up."""

_DERIVED_FROM = frozenset({"SLACK_SIGNING_SECRET", "SLACK_BOT_TOKEN"})

AT_WORK = "Make sure that at least one process is running (python app.py serve), and check its log."


async def examine_database(
    settings: Settings, clock: Clock, wrong: frozenset[str], own_workspace: str
) -> list[Finding]:
    """Return the findings about the database. Nothing is changed: what ``serve`` would write is tried and rolled back.

    ``own_workspace`` is the one of SLACK_BOT_TOKEN, where Slack has said so.
    """
    if "DATABASE_URL" in wrong:
        return [Finding("Database", Verdict.FAIL, "not checked", "Fix DATABASE_URL first.")]
    opened = Database(settings.database_url, settings.cipher())
    if opened.is_sqlite and _can_be_made(Path(opened.url.database or "")):
        return [Finding("Database", Verdict.OK, "does not exist yet; serve will create it")]
    findings = []
    try:
        with explained(opened.url):
            state = await schema.state(opened)
            findings += [Finding("Database", Verdict.OK, "connected"), Finding("Tables", Verdict.OK, TABLES[state])]
            await _try_to_write(opened, state)
            if state.is_fit:
                async with opened.transaction() as session:
                    findings += await _contents(session, settings, clock.now(), wrong, own_workspace)
                    findings += [] if opened.is_sqlite else [await database_clock(session, clock)]
    except UnusableDatabaseError as error:
        findings.append(Finding("Database", Verdict.FAIL, "cannot be used", str(error)))
    finally:
        await opened.close()
    return findings


def _can_be_made(file: Path) -> bool:
    try:
        file.stat()
    except FileNotFoundError:
        return file.absolute().parent.is_dir()
    except OSError:  # which is reported when it is opened
        pass
    return False


TABLES = {
    schema.State.EMPTY: "do not exist yet; serve will create them",
    schema.State.BEHIND: "from an older version of Klatch; serve will upgrade them",
    schema.State.CURRENT: "up to date",
    schema.State.NEWER: "from a newer version of Klatch; this version can keep using them until you upgrade it",
}


async def _try_to_write(database: Database, state: schema.State) -> None:
    """Do what ``serve`` would do first, and roll it back: create a table, or change a row. Raises what that raises."""
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
        depends_on |= _DERIVED_FROM
    if wrong & depends_on:
        return Finding("Encryption", Verdict.FAIL, "not checked", "Fix the key first.")
    if not settings.key_source:
        return Finding("Encryption", Verdict.FAIL, "not checked", "Set KLATCH_ENCRYPTION_KEY first.")
    looked_at = {column: await _opens(session, column) for column in private_columns()}
    tables = sorted({column.table.name for column, opened in looked_at.items() if opened is False})
    fix = "Add the key it was encrypted with to KLATCH_ENCRYPTION_KEY, after a comma."
    if not tables:
        return _key_that_decrypts(settings.key_source)
    if True not in looked_at.values():
        return Finding("Encryption", Verdict.FAIL, "the key decrypts nothing in the database", fix)
    return Finding("Encryption", Verdict.FAIL, f"the key does not decrypt everything in {', '.join(tables)}", fix)


def _key_that_decrypts(source: str) -> Finding:
    if source not in _DERIVED_FROM:
        return Finding("Encryption", Verdict.OK, "the key decrypts what is stored")
    found = f"the key is derived from {source}, and backups can be read only with that"
    fix = "Set KLATCH_ENCRYPTION_KEY, restart Klatch, and run python app.py rekey."
    return Finding("Encryption", Verdict.WARN, found, fix)


async def _opens(session: AsyncSession, column: Column[object]) -> bool | None:
    """Return whether the key decrypts what is in a column; None where it is empty."""
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
    found = f"installed in {len(there)}" if there else "not installed in any yet"
    found += _without_token(len(mute), len(there))
    found += f"; uninstalled from {away}, whose data is not erased yet" if away else ""
    fix = "Reinstall Klatch there (at /slack/install), or set SLACK_BOT_TOKEN."
    findings = [Finding("Workspaces", Verdict.of(ok=not mute), found, fix)]
    lacking = Counter(scope for _, has_token, scopes in there if has_token for scope in missing_scopes(scopes)[0])
    if lacking:
        missing = ", ".join(f"{scope} in {count}" for scope, count in sorted(lacking.items()))
        findings.append(Finding("Granted scopes", Verdict.FAIL, f"missing {missing}", NEW_SCOPES))
    return findings


def _without_token(mute: int, there: int) -> str:
    if not mute:
        return ""
    of_which = f"{mute} of them" if mute < there else "it" if there == 1 else "any of them"
    return f", but Klatch has no token for {of_which} and cannot send anything there"


async def _installed(session: AsyncSession) -> tuple[list[tuple[str, bool, Sequence[str]]], int]:
    """Return each workspace with Klatch, whether there is a token for it, and its scopes; and how many it left."""
    holds = and_(Grant.holder == Installation.holder, Grant.ended_at.is_(None))
    asked = select(Installation.workspace, Installation.left_at, Grant.token.is_not(None), Grant.scopes)
    found = (await session.execute(asked.outerjoin(Grant, holds))).all()
    there = [(workspace, bool(has), scopes or ()) for workspace, left_at, has, scopes in found if left_at is None]
    return there, len(found) - len(there)


async def database_clock(session: AsyncSession, clock: Clock) -> Finding:
    """Return how far PostgreSQL's clock is off this machine's: what is scheduled follows the former."""
    skew = (await session.execute(select(func.clock_timestamp(type_=Instant())))).scalar_one() - clock.now()
    seconds = round(skew.total_seconds())
    found = f"{abs(seconds)} seconds {'behind' if seconds < 0 else 'ahead of'} this machine's"
    fix = "Klatch follows the database's clock: set both machines' clocks by NTP."
    verdict = Verdict.of(ok=abs(skew) <= WORRYING_SKEW)
    return Finding("Database's clock", verdict, found if seconds else "the same as this machine's", fix)


def _letters(letters: outbox.OutboxStatistics) -> Iterator[Finding]:
    found = f"{letters.waiting} waiting, {letters.leased} being sent, {letters.held} on hold, "
    found += f"{letters.unknown} of unknown fate"
    free = timedelta(seconds=round(letters.oldest_free_waits.total_seconds()))
    oldest = f"; the oldest that could be sent has waited {free}" if free else ""
    yield Finding("Letters", Verdict.of(ok=free <= LATE), f"{found}{oldest}", AT_WORK)
    age = timedelta(seconds=round(letters.oldest_waits.total_seconds()))
    if age > max(OLD, free):
        found = f"has waited {age}: for Slack's rate limits, for a letter before it, or to be retried"
        fix = 'Check the letters being retried, and search the log for "told to wait too long" and "the clock was set".'
        yield Finding("Oldest letter", Verdict.FAIL, found, fix)
    for code, count in sorted(letters.failures.items()):
        yield _because("Failed letters", f"{count} in the last 24 hours", code)


async def _put_off(session: AsyncSession) -> list[Finding]:
    """Letters that could not be sent and are retried: what can be fixed before they fail for good."""
    tried = and_(Letter.state == LetterState.WAITING, Letter.failing_since.is_not(None))
    counted = select(Letter.failure, func.count()).where(tried).group_by(Letter.failure).order_by(Letter.failure)
    found = await session.execute(counted)
    return [_because("Letters being retried", f"{count}", code or "") for code, count in found]


def _because(what: str, how_many: str, code: str) -> Finding:
    cause = cause_of(code)
    return Finding(what, cause.verdict, f"{how_many}: {cause.means} ({code})", cause.fix)


def _schedule(dues: schedule.ScheduleStatistics) -> Iterator[Finding]:
    lag = timedelta(seconds=round(dues.lag_seconds))
    oldest = f", the oldest by {lag}" if lag else ""
    yield Finding("Schedule", Verdict.of(ok=lag <= LATE), f"{dues.overdue} overdue{oldest}", AT_WORK)
    if dues.failing:
        fix = 'Look for "a due row could not be handled" in the log: it says where, and gives a reference.'
        yield Finding("Due rows that keep failing", Verdict.FAIL, f"{dues.failing}", fix)
