"""References: eight readable characters that lead from a request to all that followed from it.

Whatever a transaction writes for later, a letter or a due row, carries the reference of the transaction; what
follows from that, later and elsewhere, carries it on. A reference stands beside what happened, never beside who
it was or what they wrote.
"""

from random import Random

from sqlalchemy.ext.asyncio import AsyncSession

READABLE = "abcdefghjkmnpqrstuvwxyz23456789"
"""Letters and digits that nobody mistakes for another when reading them out: no l, i, 1, o, 0."""

REFERENCE_LENGTH = 8
"""31 possible characters in each place: 850,000 million references."""

_REFERENCE = "reference"


def new_correlation_id(chance: Random) -> str:
    """Eight readable characters by which a member and an operator speak of the same request."""
    number, reference = chance.randrange(len(READABLE) ** REFERENCE_LENGTH), ""
    for _ in range(REFERENCE_LENGTH):  # one draw for all: drawing is what costs, and every request has a reference
        number, place = divmod(number, len(READABLE))
        reference += READABLE[place]
    return reference


def correlate(session: AsyncSession, reference: str | None) -> None:
    """Have what this session writes for later carry a reference; None: from now on it carries none."""
    session.info[_REFERENCE] = reference


def correlation_id_of(session: AsyncSession) -> str | None:
    """The reference that what the session writes carries; None when nothing that we know of led to it."""
    reference: str | None = session.info.get(_REFERENCE)
    return reference
