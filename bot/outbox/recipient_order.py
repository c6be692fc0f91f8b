"""The order of letters to one recipient: which one blocks another, and which are unblocked once one has gone."""

from functools import cache
from itertools import product
from typing import TypeVar

from sqlalchemy import (
    BindParameter,
    ColumnElement,
    Select,
    and_,
    bindparam,
    case,
    exists,
    func,
    literal,
    or_,
    select,
    union_all,
    update,
)
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import aliased

from bot.database.columns import Instant
from bot.database.prepared import Prepared
from bot.outbox.call_results import ADMIN_ERRORS
from bot.outbox.models import Letter, LetterState, Method, Urgency, WaitsFor

ValueT = TypeVar("ValueT")

NOW = bindparam("now", type_=Instant())

PENDING = (LetterState.WAITING, LetterState.LEASED)


def in_words(value: ValueT) -> BindParameter[ValueT]:
    """Return a constant that stands in the SQL itself.

    psycopg parses a statement of more than 4,096 characters, or fifty values, anew each time.
    """
    return literal(value, literal_execute=True)


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


async def unblock_followers(session: AsyncSession, *gone: Letter) -> Urgency | None:
    """Have the letters triaged again that may have waited for these of a workspace, which are gone, or tried later.

    Of those to each recipient, only the first of each urgency: the rest wait for that one now. Returns the most
    urgent kind among them; None when there are none.
    """
    addresses = sorted({letter.to for letter in gone})
    named = {_address(number): address for number, address in enumerate(addresses)}
    unblocked = await _unblocking(len(addresses)).rows(
        session, of_workspace=gone[0].workspace, gone=[letter.id for letter in gone], **named
    )
    return min((Urgency(urgency) for (urgency,) in unblocked), default=None)


@cache
def _unblocking(addresses: int) -> Prepared[int]:
    """Return the statement for so many addresses: each is looked up by itself, however many letters wait there.

    Not everything that is found is asked whether it waits at all: SQLite would go through all letters that do, and no
    other is the worse for being triaged.
    """
    first_behind = (_first_behind(number, urgency) for number in range(addresses) for urgency in Urgency)
    is_amending = (Letter.amends_id.in_(bindparam("gone", expanding=True)), Letter.waits_for == WaitsFor.TARGET)
    amending = select(Letter.id).where(*is_amending)
    return Prepared(
        update(Letter)
        .where(Letter.id.in_(union_all(*first_behind, amending)))
        .values(waits_for=WaitsFor.TIME, try_at=Letter.not_before)
        .returning(Letter.urgency)
    )


def _first_behind(address: int, urgency: Urgency) -> Select[int]:
    behind = aliased(Letter, name="l")
    return select(func.min(behind.id)).where(
        behind.workspace == bindparam("of_workspace"),
        behind.address == bindparam(_address(address)),
        behind.state == in_words(LetterState.WAITING),
        behind.urgency == in_words(urgency),
        behind.waits_for == in_words(WaitsFor.TURN),
    )


def _address(number: int) -> str:
    return f"address_{number}"


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
