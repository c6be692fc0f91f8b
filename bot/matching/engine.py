"""The engine's door: a round and a meeting's tables are computed in a thread, and the engine is loaded there.

It is the one place that imports what only matching needs (numpy, HiGHS, rustworkx, lapx): 20 MB, and a tenth of the
time that a process needs to start. Of several processes most never make a round. Loading it takes a while the first
time, as deciding does each time; in a thread, neither holds up the event loop.
"""

import asyncio
from collections.abc import Collection

from bot.matching.round_input import Groups, Person, RoundInput, Two


async def decide(round_input: RoundInput) -> Groups:
    """Return the groups of a round, and who is left out, as bot.matching.rounds.decide does."""
    return await asyncio.to_thread(_decide, round_input)


async def deal_tables(
    people: Collection[Person], size: int, apart: frozenset[Two], together_last_time: frozenset[Two], seed: str
) -> list[tuple[str, ...]]:
    """Return mixed tables of about `size` people, as bot.matching.groups.tables.deal_tables does."""
    return await asyncio.to_thread(_deal_tables, people, size, apart, together_last_time, seed)


def _decide(round_input: RoundInput) -> Groups:
    from bot.matching import rounds  # noqa: PLC0415

    return rounds.decide(round_input)


def _deal_tables(
    people: Collection[Person], size: int, apart: frozenset[Two], together_last_time: frozenset[Two], seed: str
) -> list[tuple[str, ...]]:
    from bot.matching.groups import tables  # noqa: PLC0415

    return tables.deal_tables(people, size, apart=apart, together_last_time=together_last_time, seed=seed)
