"""Choosing the prompts that come next: pure, and the same on every machine."""

import hmac
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from itertools import groupby

from bot.prompts.library import Prompt, PromptKind, Section

RESTS_FOR = timedelta(days=365)
"""How long a prompt is not offered again to people who had it."""


def choose(
    prompts: Iterable[Prompt],
    sections: Sequence[Section],
    used_before: Mapping[str, datetime],
    *,
    now: datetime,
    seed: str,
    count: int,
) -> tuple[Prompt, ...]:
    """Return up to ``count`` prompts of these sections, the lightest kind first; fewer when there are fewer.

    ``used_before`` says when a prompt was last used, by its id. What has rested for a year goes before what has
    not, and that by how long ago it was used; then what a member added, who would like to meet it; then what is in a
    section that is named earlier; then a kind that is not among the chosen; then chance.
    """
    rested_since = now - RESTS_FOR
    kinds: Counter[PromptKind] = Counter()
    chosen: list[Prompt] = []

    def order(prompt: Prompt) -> tuple[datetime, bool, int]:
        last_used = max(used_before.get(prompt.id, rested_since), rested_since)
        return last_used, not prompt.is_own, sections.index(prompt.section)

    in_order = sorted((prompt for prompt in prompts if prompt.section in sections), key=order)
    for _, alike in groupby(in_order, key=order):
        chances = {prompt: _chance(seed, prompt) for prompt in alike}
        while chances and len(chosen) < count:
            best = min(chances, key=lambda prompt: (kinds[prompt.kind], chances[prompt]))
            del chances[best]
            kinds[best.kind] += 1
            chosen.append(best)
        if len(chosen) >= count:
            break
    return tuple(sorted(chosen, key=lambda prompt: prompt.kind.position))


def _chance(seed: str, prompt: Prompt) -> bytes:
    return hmac.digest(seed.encode("utf-8", "surrogatepass"), prompt.id.encode(), "sha256")
