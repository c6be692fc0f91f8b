"""Correlation ids, "references" to members: eight readable characters that lead from a request to all that follows.

Every letter and due row that a transaction writes carries its correlation id, and so does what follows from those. It
is logged beside what happened, never beside who it was or what they wrote.
"""

from random import Random

from sqlalchemy.ext.asyncio import AsyncSession

READABLE = "abcdefghjkmnpqrstuvwxyz23456789"
"""Letters and digits that nobody mistakes for another when reading them out: no l, i, 1, o, 0."""

REFERENCE_LENGTH = 8
"""31 possible characters in each place: 850,000 million references."""

_REFERENCE = "reference"


def new_correlation_id(chance: Random) -> str:
    """Return a new correlation id, by which a member and an operator speak of the same request."""
    number, reference = chance.randrange(len(READABLE) ** REFERENCE_LENGTH), ""
    for _ in range(REFERENCE_LENGTH):  # one draw for all: drawing is what costs, and every request has a reference
        number, place = divmod(number, len(READABLE))
        reference += READABLE[place]
    return reference


def correlate(session: AsyncSession, reference: str | None) -> None:
    """Have the letters and due rows of this session carry a correlation id, or none."""
    session.info[_REFERENCE] = reference


def correlation_id_of(session: AsyncSession) -> str | None:
    """Return the correlation id of a session; None when it has none."""
    reference: str | None = session.info.get(_REFERENCE)
    return reference
