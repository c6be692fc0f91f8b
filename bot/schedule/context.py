"""What follows from a due row: in its workspace, and with the reference of the request that led to it."""

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy.ext.asyncio import AsyncSession
from structlog.contextvars import bound_contextvars

from bot.confinement import confine
from bot.correlation import correlate
from bot.schedule.models import Due


@contextmanager
def following(session: AsyncSession, due: Due) -> Iterator[None]:
    """Have the session see the rows of the due row's workspace only, and carry its reference on, in logs too.

    What belongs to no workspace (cleaning up) is not confined.
    """
    correlate(session, due.reference)
    if due.workspace:
        confine(session, due.workspace)
    with bound(due):
        yield


@contextmanager
def bound(due: Due) -> Iterator[None]:
    """Have whatever is logged meanwhile say the due row's reference, where it has one."""
    known = {"reference": due.reference} if due.reference else {}
    with bound_contextvars(**known):
        yield
