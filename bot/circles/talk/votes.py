"""Who voted for a topic: readable with the encryption key alone."""

from collections.abc import Iterable

from bot.circles.models import AgendaTopic

_WIDTH = 32
"""Every voter takes as much room as any other: what is encrypted shows its length, and ids differ in theirs."""


def voters_of(topic: AgendaTopic) -> set[str]:
    """Who would like to talk about a topic."""
    return {voter.rstrip() for voter in topic.voters["members"]}


def as_secret(voters: Iterable[str]) -> dict[str, list[str]]:
    """Voters as a topic keeps them, in an order that tells nothing of when they voted."""
    return {"members": [voter.ljust(_WIDTH) for voter in sorted(voters)]}
