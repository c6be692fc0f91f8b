"""The line at an address: which letters go before another, and which may step forward once one has gone."""

from itertools import product

from sqlalchemy import ColumnElement, and_, bindparam, case, exists, func, or_, select, update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import aliased

from bot.database.columns import Instant
from bot.outbox.models import Letter, LetterState, Method, Urgency, WaitsFor
from bot.outbox.outcomes import MENDABLE

NOW = bindparam("now", type_=Instant())

UNDER_WAY = (LetterState.WAITING, LetterState.LEASED)


def first_ahead() -> ColumnElement[int | None]:
    """One of those that have to go before a letter, if there is any: earlier ones to its address that are as urgent
    or more, earlier ones to the message that it rewrites, and what begins the thread in which it stands.

    Each state and urgency is looked for by itself: with IN, SQLite 3.40, once ANALYZE has run, scans past the bound
    on ``id``, and a letter is ahead of itself.
    """
    in_line = (_in_line(state, urgency) for state, urgency in product(UNDER_WAY, Urgency))
    to_the_same_message = func.coalesce(*(_to_the_same_message(state) for state in UNDER_WAY))
    beginning_its_thread = _thread_beginning()
    return func.coalesce(
        *in_line,
        case((Letter.amends_id.is_not(None), to_the_same_message)),
        case((Letter.thread_of_id.is_not(None), beginning_its_thread)),
    )


async def step_forward(session: AsyncSession, gone: Letter) -> Urgency | None:
    """Have those looked at again that may have waited for a letter: it was settled, or is to be sent no more.

    Of a line, only the first of each urgency: the rest wait for that one now. Returns how urgent the most urgent of
    them is; None when there are none.
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
    rewriting_it = and_(Letter.amends_id == gone.id, Letter.waits_for == WaitsFor.TARGET)
    may_step_forward = or_(*(Letter.id == first for first in at_its_address), rewriting_it)
    urgencies = await session.scalars(
        update(Letter)
        .where(Letter.state == LetterState.WAITING, may_step_forward)
        .values(waits_for=WaitsFor.TIME, try_at=Letter.not_before)
        .returning(Letter.urgency)
        .execution_options(synchronize_session=False)
    )
    return min((Urgency(urgency) for urgency in urgencies), default=None)


def _in_line(state: LetterState, urgency: Urgency) -> ColumnElement[int]:
    earlier, amended = aliased(Letter), aliased(Letter)
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
            # What was tried in vain keeps its place only if it is a message, for an update or a file may come later,
            # and nothing that an admin has to mend first.
            or_(earlier.attempts == 0, and_(earlier.method == Method.POST, _fault_of(earlier).not_in(MENDABLE))),
            ~exists().where(amended.id == earlier.amends_id, amended.state != LetterState.SENT),
        )
        .limit(1)
        .scalar_subquery()
    )


def _fault_of(letter: type[Letter]) -> ColumnElement[str]:
    return func.coalesce(letter.failure, "")


def _to_the_same_message(state: LetterState) -> ColumnElement[int]:
    earlier = aliased(Letter)
    is_earlier = (earlier.amends_id == Letter.amends_id, earlier.state == state, earlier.id < Letter.id)
    return select(earlier.id).where(*is_earlier).limit(1).scalar_subquery()


def _thread_beginning() -> ColumnElement[int]:
    """The letter that begins the thread, while it is on its way."""
    beginning = aliased(Letter)
    is_it = and_(beginning.id == Letter.thread_of_id, beginning.id < Letter.id)
    return select(beginning.id).where(is_it, beginning.state.in_(UNDER_WAY)).limit(1).scalar_subquery()
