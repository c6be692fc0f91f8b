"""Recording the results of deliveries: arrived, failed for good, to be tried again, or of unknown fate."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from sqlalchemy import Integer, bindparam, delete, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import defer

from bot.database.inserts import insert_once_all
from bot.outbox.call_results import (
    THREAD_ERRORS,
    ChannelOpened,
    Forbidden,
    NotSent,
    Outcome,
    RateLimited,
    Refused,
    Sent,
    Unknown,
)
from bot.outbox.delivery import LEASE, Delivery
from bot.outbox.models import DirectChannel, Letter, LetterState, Method, Urgency, WaitsFor, WhenUnknown
from bot.outbox.rate_limits import LONGEST_RETRY_AFTER, pause
from bot.outbox.recipient_order import unblock_followers
from bot.outbox.rewriting import SUPERSEDED, waiting_amendments, withdraw

FIRST_WAIT = timedelta(seconds=30)
LONGEST_WAIT = timedelta(minutes=15)
LONGEST_WAIT_FOR_AN_ADMIN = timedelta(hours=1)
LONGEST_WAIT_IN_DOUBT = timedelta(hours=2)
"""A letter that may have arrived each time is sent ever more rarely: where only the answers are lost, each is there."""
GIVE_UP_AFTER = timedelta(hours=24)
"""The time from the first failed attempt to failure for good. Waiting for our own limits is no attempt;
a 429 of Slack is a failed one."""

RATE_LIMITED = "ratelimited"

LEASE_EXPIRED = "lease_expired"
AMENDED_LETTER_FAILED = "amended_letter_failed"

REOPENED = "channel_reopened"
"""The failure of a letter whose direct channel is gone: another is opened, and it is tried once more."""

CHANNEL_IS_GONE = frozenset({"channel_not_found", "is_archived", "not_in_channel"})
"""Slack's errors for a post in a direct channel that it has made anew, or that was another bot user's."""

Result = tuple[Delivery, Outcome]
"""A delivery, and what became of it."""


@dataclass(frozen=True, slots=True)
class Recorded:
    """What has become of deliveries."""

    letters: Sequence[Letter]
    """Those that have ended, as they are now."""
    going_on: Sequence[Delivery]
    """Those whose channel is open now, and whose message goes out under the same lease."""
    lost: Sequence[Delivery]
    """Those that did not hold their letter's lease any more."""
    unblocked: Urgency
    """The most urgent kind that may go now: one of the letters, or one that they blocked."""


NOTHING_RECORDED = Recorded((), (), (), Urgency.ANSWER)


def together(parts: Sequence[Recorded]) -> Recorded:
    """Return as one what was recorded part by part."""
    return Recorded(
        [letter for part in parts for letter in part.letters],
        [delivery for part in parts for delivery in part.going_on],
        [delivery for part in parts for delivery in part.lost],
        min(part.unblocked for part in parts),
    )


async def record_results(session: AsyncSession, results: Sequence[Result], now: datetime) -> Recorded:
    """Record the outcomes of deliveries in one workspace, but for those that no longer hold their letter's lease.

    Their opened channels and rate limits are recorded all the same; but where the letter is gone its workspace has been
    erased, and nothing is written about that again.
    """
    letters = await _locked_letters(session, results)
    found = [(letters[each.letter_id], each, outcome) for each, outcome in results if each.letter_id in letters]
    owned = [each for each in found if _may_record(each[0], each[1])]
    going_on = {each[0].id: onward for each in owned if (onward := _go_on(*each, now))}
    ended = [(letter, outcome) for letter, _, outcome in owned if letter.id not in going_on]
    # Before any rate limit is locked: claims lock those last, too.
    behind = await unblock_followers(session, *(letter for letter, _ in ended)) if ended else None
    await _remember_channels(session, [(delivery, outcome) for _, delivery, outcome in found])
    await _pause_limits(session, found, now)
    for letter, outcome in ended:
        await (_record_leased if letter.state is LetterState.LEASED else _record_late)(session, letter, outcome, now)
    kept = {letter.id for letter, _, _ in owned}
    lost = [delivery for delivery, _ in results if delivery.letter_id not in kept]
    urgencies = [Urgency.NOTICE if behind is None else behind, *(Urgency(letter.urgency) for letter, _ in ended)]
    unblocked = Urgency.ANSWER if lost else min(urgencies)
    return Recorded([letter for letter, _ in ended], list(going_on.values()), lost, unblocked)


async def expire_leases(session: AsyncSession, now: datetime, *, all_leases: bool = False) -> list[Letter]:
    """Record letters whose lease has run out (or every leased one) as of unknown outcome, and return them."""
    leased = select(Letter).options(defer(Letter.payload)).where(Letter.state == LetterState.LEASED)
    if not all_leases:
        leased = leased.where(Letter.leased_until <= now)
    expired = await session.scalars(leased.with_for_update(skip_locked=True))
    # Not in order by the database: once ANALYZE has run, SQLite would read the whole table for it.
    letters = sorted(expired, key=lambda letter: letter.id)
    for letter in letters:
        await _record_leased(session, letter, Unknown(LEASE_EXPIRED), now)
        await unblock_followers(session, letter)
    return letters


async def _locked_letters(session: AsyncSession, results: Sequence[Result]) -> Mapping[int, Letter]:
    rows = await session.scalars(_LOCKED, {"ids": [delivery.letter_id for delivery, _ in results]})
    return {letter.id: letter for letter in rows}


def _may_record(letter: Letter, delivery: Delivery) -> bool:
    is_late = letter.state is LetterState.UNKNOWN or letter.is_in_doubt
    return letter.lease == delivery.lease and (letter.state is LetterState.LEASED or is_late)


def _go_on(letter: Letter, delivery: Delivery, outcome: Outcome, now: datetime) -> Delivery | None:
    """Note where a message goes on to; None where it does not. From here on a lease that ends puts it in doubt."""
    if not (isinstance(outcome, ChannelOpened) and delivery.goes_on and letter.state is LetterState.LEASED):
        return None
    letter.channel, letter.leased_until, letter.failing_since = outcome.channel, now + LEASE, None
    return replace(delivery, channel=outcome.channel)


async def _remember_channels(session: AsyncSession, results: Sequence[Result]) -> None:
    rows = [
        {"workspace": delivery.workspace, "address": delivery.address, "channel": outcome.channel}
        for delivery, outcome in results
        if isinstance(outcome, ChannelOpened)
    ]
    await insert_once_all(session, DirectChannel, ["workspace", "address"], rows)


async def _pause_limits(
    session: AsyncSession, results: Sequence[tuple[Letter, Delivery, Outcome]], now: datetime
) -> None:
    """Close the scopes in which Slack has answered 429."""
    closed: dict[str, datetime] = {}
    for letter, delivery, outcome in results:
        if isinstance(outcome, RateLimited):
            until = now + _wait_of(outcome, letter if _may_record(letter, delivery) else None, now)
            closed[outcome.scope] = max(until, closed.get(outcome.scope, until))
    for scope in sorted(closed):
        await pause(session, results[0][0].workspace, scope, closed[scope], now)


def _wait_of(limited: RateLimited, letter: Letter | None, now: datetime) -> timedelta:
    """Return how long to wait: rate limited for the same letter again and again, as long once more as already.

    After another failure, as in an hour of server errors, it counts as the first time.
    """
    is_again = letter is not None and letter.failure == RATE_LIMITED
    since = letter.failing_since if letter is not None and is_again else None
    waited = min(now - since, LONGEST_RETRY_AFTER) if since is not None else timedelta(0)
    return max(timedelta(seconds=limited.seconds), waited)


async def _record_leased(session: AsyncSession, letter: Letter, outcome: Outcome, now: datetime) -> None:
    match outcome:
        case Sent():
            _record_arrival(letter, outcome, now)
        case ChannelOpened():
            letter.failing_since = None
            _requeue(letter, letter.not_before)
        case RateLimited():
            await _try_again(session, letter, RATE_LIMITED, letter.not_before, now)
        case Refused(code) | Forbidden(code):
            await _record_refusal(session, letter, outcome, code, now)
        case NotSent(fault):
            await _try_later(session, letter, fault, now)
        case Unknown(fault):
            await _record_unknown(session, letter, fault, now)


async def _record_refusal(
    session: AsyncSession, letter: Letter, refusal: Refused | Forbidden, code: str, now: datetime
) -> None:
    if letter.thread_of_id is not None and code in THREAD_ERRORS:
        letter.thread_of_id = None
        _requeue(letter, letter.not_before)
    elif code in CHANNEL_IS_GONE and await _forget_channel(session, letter):
        _requeue(letter, letter.not_before)
    elif isinstance(refusal, Forbidden) and letter.method in (Method.POST, Method.UPDATE):
        await _try_later(session, letter, code, now, LONGEST_WAIT_FOR_AN_ADMIN)
    else:
        await _fail(session, letter, code, now)


async def _forget_channel(session: AsyncSession, letter: Letter) -> bool:
    """Forget the direct channel in which a letter was refused; False where that was done for it before."""
    is_direct = letter.address.startswith("@") and letter.method in (Method.POST, Method.FILE)
    if not is_direct or letter.channel is None or letter.failure == REOPENED:
        return False
    remembered = (DirectChannel.workspace == letter.workspace, DirectChannel.address == letter.address)
    await session.execute(delete(DirectChannel).where(*remembered, DirectChannel.channel == letter.channel))
    letter.failure = REOPENED
    return True


async def _record_late(session: AsyncSession, letter: Letter, outcome: Outcome, now: datetime) -> None:
    """Record an answer that came after the lease had run out and the letter was in doubt."""
    match outcome:
        case Sent():
            _record_arrival(letter, outcome, now)
        case Refused(code):
            letter.is_in_doubt = False
            await _fail(session, letter, code, now)
        case _:
            pass


def _record_arrival(letter: Letter, sent: Sent, now: datetime) -> None:
    _finish(letter, LetterState.SENT, None, now)
    letter.arrive(sent.channel, sent.timestamp)


async def _fail(session: AsyncSession, letter: Letter, code: str, now: datetime) -> None:
    """Give a letter up. Its fate is unknown where it went out once and had no answer."""
    _finish(letter, LetterState.UNKNOWN if letter.is_in_doubt else LetterState.FAILED, code, now)
    await withdraw(session, await waiting_amendments(session, letter), AMENDED_LETTER_FAILED, now)
    if letter.amends_id is not None:
        await _forget_shown(session, letter.amends_id)


async def _forget_shown(session: AsyncSession, target_id: int) -> None:
    """Have a message amended again the next time that it is shown, whatever it says: this amendment failed."""
    target = await session.get(Letter, target_id, options=[defer(Letter.payload)])
    if target is not None:
        target.shown = None


async def _try_later(
    session: AsyncSession, letter: Letter, code: str, now: datetime, longest: timedelta = LONGEST_WAIT
) -> None:
    wait = min(FIRST_WAIT * 2 ** min(letter.attempts, 10), longest)
    if await _try_again(session, letter, code, now + wait, now):
        letter.attempts += 1


async def _try_again(session: AsyncSession, letter: Letter, code: str, try_at: datetime, now: datetime) -> bool:
    """Queue it again; after ``GIVE_UP_AFTER`` of failures give it up and return False."""
    letter.failing_since = letter.failing_since or now
    if now - letter.failing_since >= GIVE_UP_AFTER:
        await _fail(session, letter, code, now)
        return False
    letter.failure = code
    _requeue(letter, try_at)
    return True


def _requeue(letter: Letter, try_at: datetime) -> None:
    letter.state, letter.leased_until = LetterState.WAITING, None
    letter.waits_for, letter.try_at = WaitsFor.TIME, try_at


async def _record_unknown(session: AsyncSession, letter: Letter, code: str, now: datetime) -> None:
    """Record that no answer came back: it is let go, or sent again later; never at once, for Slack is not well."""
    if letter.channel is not None and letter.when_unknown is WhenUnknown.LET_GO:
        _finish(letter, LetterState.UNKNOWN, code, now)
        return
    if letter.channel is not None and letter.when_unknown is WhenUnknown.SAY_AGAIN:
        letter.is_in_doubt = True
        await _take_newest_content(session, letter, now)
    await _try_later(session, letter, code, now, LONGEST_WAIT_IN_DOUBT if letter.is_in_doubt else LONGEST_WAIT)


async def _take_newest_content(session: AsyncSession, letter: Letter, now: datetime) -> None:
    """Put the content of the newest waiting amendment into a letter that is sent again."""
    amendments = await waiting_amendments(session, letter)
    if amendments:
        letter.payload = await session.scalar(select(Letter.payload).where(Letter.id == amendments[-1].id))
        await withdraw(session, amendments, SUPERSEDED, now)


def _finish(letter: Letter, state: LetterState, code: str | None, now: datetime) -> None:
    letter.state, letter.failure, letter.settled_at = state, code, now
    letter.leased_until, letter.payload = None, None


_LOCKED = (
    select(Letter)
    .options(defer(Letter.payload))
    .where(Letter.id.in_(bindparam("ids", expanding=True, type_=Integer())))
    .order_by(Letter.id)
    .with_for_update()
)
