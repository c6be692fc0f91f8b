"""Writing down what became of a letter, by whoever holds its lease."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import defer

from bot.database import insert_once
from bot.outbox.amending import ARRIVED_AFTER_ALL, waiting_amendments, waiting_copies, withdraw
from bot.outbox.delivery import Errand
from bot.outbox.line import step_forward
from bot.outbox.models import DirectChannel, Letter, LetterState, Urgency, WaitsFor, WhenUnknown
from bot.outbox.outcomes import NO_SUCH_THREAD, Held, NeverWent, Opened, Outcome, Refused, Sent, Unknown
from bot.outbox.pace import hold
from bot.outbox.views import said_again
from bot.outbox.writing import write_letter

FIRST_WAIT = timedelta(seconds=30)
LONGEST_WAIT = timedelta(minutes=15)
GIVE_UP_AFTER = timedelta(hours=24)
"""How long a letter is tried in vain, counted from the first such try. Waiting for a pace is none."""

RATE_LIMITED = "ratelimited"

LEASE_EXPIRED = "lease_expired"
AMENDED_LETTER_FAILED = "amended_letter_failed"


@dataclass(frozen=True, slots=True)
class Settled:
    """A letter as it was left, and how urgent the most urgent is that may go on now, itself or one behind it."""

    letter: Letter
    goes_on: Urgency


async def settle(session: AsyncSession, errand: Errand, outcome: Outcome, now: datetime) -> Settled | None:
    """Write down how an errand ended; None when the letter is no longer the errand's.

    What was learned about Slack rather than about the letter (an open channel, a pace) is kept in any case.
    """
    letter = await session.scalar(
        select(Letter)
        .options(defer(Letter.payload))
        .where(Letter.id == errand.letter, Letter.lease == errand.lease)
        .with_for_update()
    )
    await _learn(session, errand, letter, outcome, now)
    if letter is None or letter.state not in (LetterState.LEASED, LetterState.UNKNOWN):
        return None
    if letter.state is LetterState.LEASED:
        await _settle_leased(session, letter, outcome, now)
    else:
        await _settle_late(session, letter, outcome, now)
    behind = await step_forward(session, letter)
    return Settled(letter, min(Urgency(letter.urgency), Urgency.NOTICE if behind is None else behind))


async def expire(session: AsyncSession, now: datetime, *, all_leases: bool = False) -> list[Letter]:
    """Treat letters whose lease has run out (or every leased one) as of unknown fate, and return them."""
    leased = select(Letter).options(defer(Letter.payload)).where(Letter.state == LetterState.LEASED)
    if not all_leases:
        leased = leased.where(Letter.leased_until <= now)
    expired = leased.order_by(Letter.id).with_for_update(skip_locked=True)
    letters = list(await session.scalars(expired))
    for letter in letters:
        await _settle_leased(session, letter, Unknown(LEASE_EXPIRED), now)
        await step_forward(session, letter)
    return letters


async def _learn(session: AsyncSession, errand: Errand, letter: Letter | None, outcome: Outcome, now: datetime) -> None:
    match outcome:
        case Opened(channel):
            key = {"workspace": errand.workspace, "address": errand.address}
            await insert_once(session, DirectChannel, list(key), **key, channel=channel)
        case Held(scope, seconds):
            # Asked to wait for the same letter again and again, we wait as long once more as we have already.
            since = letter.failing_since if letter is not None else None
            waited = min(now - since, LONGEST_WAIT) if since is not None else timedelta(0)
            await hold(session, errand.workspace, scope, now + max(timedelta(seconds=seconds), waited), now)
        case _:
            pass


async def _settle_leased(session: AsyncSession, letter: Letter, outcome: Outcome, now: datetime) -> None:
    match outcome:
        case Sent():
            _arrived(letter, outcome, now)
        case Opened():
            letter.failing_since = None
            _wait(letter, letter.not_before)
        case Held():
            await _try_again(session, letter, RATE_LIMITED, letter.not_before, now)
        case Refused(code) if letter.thread_of_id is not None and code in NO_SUCH_THREAD:
            letter.thread_of_id = None
            _wait(letter, letter.not_before)
        case Refused(code):
            await _fail(session, letter, code, now)
        case NeverWent(fault):
            await _try_later(session, letter, fault, now)
        case Unknown(fault):
            await _lose(session, letter, fault, now)


async def _settle_late(session: AsyncSession, letter: Letter, outcome: Outcome, now: datetime) -> None:
    """The lease had run out and the letter was given up as unknown; now the answer is here after all."""
    match outcome:
        case Sent():
            _arrived(letter, outcome, now)
            await withdraw(session, await waiting_copies(session, letter), ARRIVED_AFTER_ALL, now)
        case Refused(code):
            await _fail(session, letter, code, now)
        case _:
            pass


def _arrived(letter: Letter, sent: Sent, now: datetime) -> None:
    _end(letter, LetterState.SENT, None, now)
    letter.channel, letter.timestamp = sent.channel, sent.timestamp


async def _fail(session: AsyncSession, letter: Letter, why: str, now: datetime) -> None:
    _end(letter, LetterState.FAILED, why, now)
    await withdraw(session, await waiting_amendments(session, letter), AMENDED_LETTER_FAILED, now)


async def _try_later(session: AsyncSession, letter: Letter, why: str, now: datetime) -> None:
    wait = min(FIRST_WAIT * 2 ** min(letter.attempts, 10), LONGEST_WAIT)
    if await _try_again(session, letter, why, now + wait, now):
        letter.attempts += 1


async def _try_again(session: AsyncSession, letter: Letter, why: str, try_at: datetime, now: datetime) -> bool:
    """Have it tried again, unless that has been in vain for too long: then it has failed."""
    letter.failing_since = letter.failing_since or now
    if now - letter.failing_since >= GIVE_UP_AFTER:
        await _fail(session, letter, why, now)
        return False
    letter.failure = why
    _wait(letter, try_at)
    return True


def _wait(letter: Letter, try_at: datetime) -> None:
    letter.state, letter.leased_until = LetterState.WAITING, None
    letter.waits_for, letter.try_at = WaitsFor.TIME, try_at


async def _lose(session: AsyncSession, letter: Letter, why: str, now: datetime) -> None:
    if letter.channel is None or letter.when_unknown is WhenUnknown.REPEAT:
        # Only its channel was being opened, or doing it twice is the same as once.
        await _try_later(session, letter, why, now)
        return
    if letter.when_unknown is WhenUnknown.SAY_AGAIN and letter.copy_of_id is None:
        await _write_copy(session, letter, now)
    _end(letter, LetterState.UNKNOWN, why, now)


async def _write_copy(session: AsyncSession, letter: Letter, now: datetime) -> None:
    # What was to be rewritten meanwhile is said in its newest words.
    newest = [letter, *await waiting_amendments(session, letter)][-1]
    payload: Any = await session.scalar(select(Letter.payload).where(Letter.id == newest.id))
    await write_letter(
        session,
        workspace=letter.workspace,
        key=f"{letter.key}/again",
        method=letter.method,
        address=letter.address,
        payload=said_again(payload),
        copy_of_id=letter.id,
        thread_of_id=letter.thread_of_id,
        when_unknown=WhenUnknown.LET_GO,
        not_before=now,
        written_at=now,
        urgency=letter.urgency,
        reference=letter.reference,
    )


def _end(letter: Letter, state: LetterState, why: str | None, now: datetime) -> None:
    letter.state, letter.failure, letter.settled_at = state, why, now
    letter.leased_until, letter.payload = None, None
