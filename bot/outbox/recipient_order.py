"""The order of letters to one recipient: which one blocks another, and which are unblocked once one has gone."""

from itertools import product

from sqlalchemy import ColumnElement, and_, bindparam, case, exists, func, or_, select, update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import aliased

from bot.database.columns import Instant
from bot.outbox.call_results import ADMIN_ERRORS
from bot.outbox.models import Letter, LetterState, Method, Urgency, WaitsFor

NOW = bindparam("now", type_=Instant())

PENDING = (LetterState.WAITING, LetterState.LEASED)


def blocking_letter() -> ColumnElement[int | None]:
    """Return an expression for the id of a letter that has to go before ``Letter``, or NULL.

    It is an earlier one to its recipient that is as urgent or more, an earlier amendment of the message that it
    amends, or the beginning of its thread. Each state and urgency is looked for by itself: with IN, SQLite 3.40, once
    ANALYZE has run, scans past the bound on ``id``, and a letter blocks itself.
    """
    earlier = (_earlier_to_recipient(state, urgency) for state, urgency in product(PENDING, Urgency))
    to_the_same_message = func.coalesce(*(_to_the_same_message(state) for state in PENDING))
    beginning_its_thread = _thread_beginning()
    return func.coalesce(
        *earlier,
        case((Letter.amends_id.is_not(None), to_the_same_message)),
        case((Letter.thread_of_id.is_not(None), beginning_its_thread)),
    )


async def unblock_followers(session: AsyncSession, gone: Letter) -> Urgency | None:
    """Have the letters triaged again that may have waited for one that was sent, or is not sent any more.

    Of those to its recipient, only the first of each urgency: the rest wait for that one now. Returns the most
    urgent kind among them; None when there are none.
    """
    at_its_address = (
        select(Letter.id)
        .where(
            Letter.workspace == gone.workspace,
            Letter.address == gone.to,
            Letter.state == LetterState.WAITING,
            Letter.urgency == urgency,
            Letter.waits_for == WaitsFor.TURN,
        )
        .order_by(Letter.id)
        .limit(1)
        .scalar_subquery()
        for urgency in Urgency
    )
    amending_it = and_(Letter.amends_id == gone.id, Letter.waits_for == WaitsFor.TARGET)
    unblocked = or_(*(Letter.id == first for first in at_its_address), amending_it)
    urgencies = await session.scalars(
        update(Letter)
        .where(Letter.state == LetterState.WAITING, unblocked)
        .values(waits_for=WaitsFor.TIME, try_at=Letter.not_before)
        .returning(Letter.urgency)
        .execution_options(synchronize_session=False)
    )
    return min((Urgency(urgency) for urgency in urgencies), default=None)


def _earlier_to_recipient(state: LetterState, urgency: Urgency) -> ColumnElement[int]:
    earlier, target = aliased(Letter), aliased(Letter)
    return (
        select(earlier.id)
        .where(
            earlier.workspace == Letter.workspace,
            earlier.address == Letter.address,
            earlier.state == state,
            earlier.urgency == urgency,
            earlier.id < Letter.id,
            Letter.urgency >= urgency,
            earlier.not_before <= NOW,
            # Once an attempt has failed only a post still goes first, and not while an admin has to fix something:
            # an update, a file or a whisper may as well come later.
            or_(earlier.attempts == 0, and_(earlier.method == Method.POST, _failure_of(earlier).not_in(ADMIN_ERRORS))),
            ~exists().where(target.id == earlier.amends_id, target.state != LetterState.SENT),
        )
        .limit(1)
        .scalar_subquery()
    )


def _failure_of(letter: type[Letter]) -> ColumnElement[str]:
    return func.coalesce(letter.failure, "")


def _to_the_same_message(state: LetterState) -> ColumnElement[int]:
    earlier = aliased(Letter)
    is_earlier = (earlier.amends_id == Letter.amends_id, earlier.state == state, earlier.id < Letter.id)
    return select(earlier.id).where(*is_earlier).limit(1).scalar_subquery()


def _thread_beginning() -> ColumnElement[int]:
    """Return the letter that begins the thread, while it is pending."""
    beginning = aliased(Letter)
    is_it = and_(beginning.id == Letter.thread_of_id, beginning.id < Letter.id)
    return select(beginning.id).where(is_it, beginning.state.in_(PENDING)).limit(1).scalar_subquery()
