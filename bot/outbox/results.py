"""Writing down what became of a letter, by whoever holds its lease."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import delete, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import defer

from bot.database.inserts import insert_once
from bot.outbox.delivery import Delivery
from bot.outbox.models import DirectChannel, Letter, LetterState, Method, Urgency, WaitsFor, WhenUnknown
from bot.outbox.outcomes import NO_SUCH_THREAD, Forbidden, Held, NeverWent, Opened, Outcome, Refused, Sent, Unknown
from bot.outbox.rate_limits import LONGEST_HOLD, hold
from bot.outbox.recipient_order import step_forward
from bot.outbox.rewriting import SUPERSEDED, waiting_amendments, withdraw

FIRST_WAIT = timedelta(seconds=30)
LONGEST_WAIT = timedelta(minutes=15)
LONGEST_WAIT_FOR_AN_ADMIN = timedelta(hours=1)
LONGEST_WAIT_IN_DOUBT = timedelta(hours=2)
"""What may have arrived each time is said again ever more rarely: where only the answers are lost, each is there."""
GIVE_UP_AFTER = timedelta(hours=24)
"""How long a letter is tried in vain, counted from the first such try. Waiting for a pace is none."""

RATE_LIMITED = "ratelimited"

LEASE_EXPIRED = "lease_expired"
AMENDED_LETTER_FAILED = "amended_letter_failed"

REOPENED = "channel_reopened"
"""Why a letter is tried once more: the direct channel that was remembered is no more, and another is opened."""

CHANNEL_IS_NO_MORE = frozenset({"channel_not_found", "is_archived", "not_in_channel"})
"""What Slack answers to a post in a direct channel that it has made anew, or that was another bot user's."""


@dataclass(frozen=True, slots=True)
class RecordedResult:
    """A letter as it was left, and how urgent the most urgent is that may go on now, itself or one behind it."""

    letter: Letter
    goes_on: Urgency


async def settle(session: AsyncSession, errand: Delivery, outcome: Outcome, now: datetime) -> RecordedResult | None:
    """Write down how an errand ended; None when the letter is no longer the errand's.

    What was learned about Slack rather than about the letter (an open channel, a pace) is kept all the same; but
    where the letter is no more its workspace has been erased, and nothing is written about that again.
    """
    letter = await session.scalar(
        select(Letter)
        .options(defer(Letter.payload))
        .where(Letter.id == errand.letter, Letter.workspace == errand.workspace)
        .with_for_update()
    )
    if letter is None:
        return None
    is_its_own = letter.lease == errand.lease
    await _learn(session, errand, letter if is_its_own else None, outcome, now)
    if not is_its_own:
        return None
    if letter.state is LetterState.LEASED:
        await _settle_leased(session, letter, outcome, now)
    elif letter.state is LetterState.UNKNOWN or letter.is_in_doubt:
        await _settle_late(session, letter, outcome, now)
    else:
        return None
    behind = await step_forward(session, letter)
    return RecordedResult(letter, min(Urgency(letter.urgency), Urgency.NOTICE if behind is None else behind))


async def expire(session: AsyncSession, now: datetime, *, all_leases: bool = False) -> list[Letter]:
    """Treat letters whose lease has run out (or every leased one) as of unknown fate, and return them."""
    leased = select(Letter).options(defer(Letter.payload)).where(Letter.state == LetterState.LEASED)
    if not all_leases:
        leased = leased.where(Letter.leased_until <= now)
    expired = await session.scalars(leased.with_for_update(skip_locked=True))
    # Not in order by the database: once ANALYZE has run, SQLite would read the whole table for it.
    letters = sorted(expired, key=lambda letter: letter.id)
    for letter in letters:
        await _settle_leased(session, letter, Unknown(LEASE_EXPIRED), now)
        await step_forward(session, letter)
    return letters


async def _learn(
    session: AsyncSession, errand: Delivery, letter: Letter | None, outcome: Outcome, now: datetime
) -> None:
    match outcome:
        case Opened(channel):
            key = {"workspace": errand.workspace, "address": errand.address}
            await insert_once(session, DirectChannel, list(key), **key, channel=channel)
        case Held(scope, seconds):
            # Asked to wait for the same letter again and again, we wait as long once more as we have already.
            # What failed for another reason until now, as in an hour of server errors, is asked for the first time.
            is_again = letter is not None and letter.failure == RATE_LIMITED
            since = letter.failing_since if letter is not None and is_again else None
            waited = min(now - since, LONGEST_HOLD) if since is not None else timedelta(0)
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
        case Refused(code) | Forbidden(code):
            await _take_refusal(session, letter, outcome, code, now)
        case NeverWent(fault):
            await _try_later(session, letter, fault, now)
        case Unknown(fault):
            await _lose(session, letter, fault, now)


async def _take_refusal(
    session: AsyncSession, letter: Letter, refusal: Refused | Forbidden, code: str, now: datetime
) -> None:
    if letter.thread_of_id is not None and code in NO_SUCH_THREAD:
        letter.thread_of_id = None
        _wait(letter, letter.not_before)
    elif code in CHANNEL_IS_NO_MORE and await _forget_channel(session, letter):
        _wait(letter, letter.not_before)
    elif isinstance(refusal, Forbidden) and letter.method in (Method.POST, Method.UPDATE):
        await _try_later(session, letter, code, now, LONGEST_WAIT_FOR_AN_ADMIN)
    else:
        await _fail(session, letter, code, now)


async def _forget_channel(session: AsyncSession, letter: Letter) -> bool:
    """Have a direct channel opened once more, for a letter that was refused in it; False where that was done before."""
    is_direct = letter.address.startswith("@") and letter.method in (Method.POST, Method.FILE)
    if not is_direct or letter.channel is None or letter.failure == REOPENED:
        return False
    remembered = (DirectChannel.workspace == letter.workspace, DirectChannel.address == letter.address)
    await session.execute(delete(DirectChannel).where(*remembered, DirectChannel.channel == letter.channel))
    letter.failure = REOPENED
    return True


async def _settle_late(session: AsyncSession, letter: Letter, outcome: Outcome, now: datetime) -> None:
    """The lease had run out and the letter was in doubt; now the answer is here after all."""
    match outcome:
        case Sent():
            _arrived(letter, outcome, now)
        case Refused(code):
            letter.is_in_doubt = False
            await _fail(session, letter, code, now)
        case _:
            pass


def _arrived(letter: Letter, sent: Sent, now: datetime) -> None:
    _end(letter, LetterState.SENT, None, now)
    letter.arrive(sent.channel, sent.timestamp)


async def _fail(session: AsyncSession, letter: Letter, why: str, now: datetime) -> None:
    """It is tried no more. What went out once and had no answer may be there all the same."""
    _end(letter, LetterState.UNKNOWN if letter.is_in_doubt else LetterState.FAILED, why, now)
    await withdraw(session, await waiting_amendments(session, letter), AMENDED_LETTER_FAILED, now)
    if letter.amends_id is not None:
        await _forget_what_is_shown(session, letter.amends_id)


async def _forget_what_is_shown(session: AsyncSession, amended: int) -> None:
    """What a message was to say it does not: the next time that it is shown it is amended again, whatever it says."""
    target = await session.get(Letter, amended, options=[defer(Letter.payload)])
    if target is not None:
        target.shown = None


async def _try_later(
    session: AsyncSession, letter: Letter, why: str, now: datetime, longest: timedelta = LONGEST_WAIT
) -> None:
    wait = min(FIRST_WAIT * 2 ** min(letter.attempts, 10), longest)
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
    """It went out, and no answer came back. It is let go, or said again later: never at once, for Slack is not well."""
    if letter.channel is not None and letter.when_unknown is WhenUnknown.LET_GO:
        _end(letter, LetterState.UNKNOWN, why, now)
        return
    if letter.channel is not None and letter.when_unknown is WhenUnknown.SAY_AGAIN:
        letter.is_in_doubt = True
        await _take_newest_words(session, letter, now)
    await _try_later(session, letter, why, now, LONGEST_WAIT_IN_DOUBT if letter.is_in_doubt else LONGEST_WAIT)


async def _take_newest_words(session: AsyncSession, letter: Letter, now: datetime) -> None:
    """What was to be rewritten meanwhile is said in its newest words."""
    amendments = await waiting_amendments(session, letter)
    if amendments:
        letter.payload = await session.scalar(select(Letter.payload).where(Letter.id == amendments[-1].id))
        await withdraw(session, amendments, SUPERSEDED, now)


def _end(letter: Letter, state: LetterState, why: str | None, now: datetime) -> None:
    letter.state, letter.failure, letter.settled_at = state, why, now
    letter.leased_until, letter.payload = None, None
