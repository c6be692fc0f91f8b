"""Offering the next prompts to people, and remembering that they had them."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import select

from bot.database import insert_or_update_all
from bot.moment import Moment
from bot.prompts.choosing import choose
from bot.prompts.library import Prompt, Section, library
from bot.prompts.models import PromptUse


async def next_prompts(
    moment: Moment, audiences: Sequence[str], section: Section, count: int = 2
) -> tuple[Prompt, ...]:
    """Prompts for people who talk together, the lightest kind first, and now remembered as theirs.

    An audience is a key such as ``circle/12``, or ``member/U1`` and ``member/U2``, in whatever order. None that any
    of the audiences had within a year, for as long as there are others; then the longest ago.
    """
    those = sorted(audiences)
    used_before = await _used_before(moment, those)
    seed = f"{moment.seed}/{'+'.join(those)}"
    chosen = choose(library(), [section], used_before, now=moment.now, seed=seed, count=count)
    rows = [
        {"workspace": moment.workspace, "audience": audience, "prompt": prompt.id, "used_at": moment.now}
        for audience in those
        for prompt in chosen
    ]
    await insert_or_update_all(moment.session, PromptUse, ["workspace", "audience", "prompt"], rows)
    return chosen


async def _used_before(moment: Moment, audiences: Sequence[str]) -> dict[str, datetime]:
    """When any of the audiences was last offered a prompt, by the prompt's id."""
    found = await moment.session.execute(
        select(PromptUse.prompt, PromptUse.used_at)
        .where(PromptUse.workspace == moment.workspace, PromptUse.audience.in_(audiences))
        .order_by(PromptUse.used_at)
    )
    return {prompt: used_at for prompt, used_at in found}
