"""Offering the next prompts to people, remembering that they had them, and prompts that members add."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import Select, func, select

from bot.database.inserts import insert_once, insert_or_update_all
from bot.moment import Moment
from bot.prompts.library import NotAdded, Prompt, PromptKind, Section, fault_in, id_of, library
from bot.prompts.models import OwnPrompt, PromptUse
from bot.prompts.rotation import choose

OWN_PROMPTS_AT_MOST = 90
"""In one workspace: one view shows them all, and Slack allows 100 blocks in it."""


async def next_prompts(
    moment: Moment, audiences: Sequence[str], sections: Sequence[Section], count: int = 2
) -> tuple[Prompt, ...]:
    """Return prompts for people who talk together, the lightest kind first, and remember that they had them.

    An audience is a key such as ``circle/12``, or ``member/U1`` and ``member/U2``, in whatever order. None that any
    of the audiences had within a year, for as long as there are others; then the longest ago. The sections are those
    that they may come from, the likeliest first; what members have added counts too.
    """
    those = sorted(audiences)
    used_before = await _used_before(moment, those)
    seed = f"{moment.seed}/{'+'.join(those)}"
    own = await moment.session.scalars(_own(moment).where(OwnPrompt.section.in_(sections)))
    every = {prompt.id: prompt for prompt in (*map(_as_prompt, own), *library())}
    chosen = choose(every.values(), sections, used_before, now=moment.now, seed=seed, count=count)
    rows = [
        {"workspace": moment.workspace, "audience": audience, "prompt": prompt.id, "used_at": moment.now}
        for audience in those
        for prompt in chosen
    ]
    await insert_or_update_all(moment.session, PromptUse, ["workspace", "audience", "prompt"], rows)
    return chosen


async def own_prompts(moment: Moment) -> Sequence[OwnPrompt]:
    """Return the prompts that members of this workspace have added, in the order in which they did."""
    return (await moment.session.scalars(_own(moment))).all()


async def add_prompt(
    moment: Moment, member: str, section: Section, kind: PromptKind, text: str
) -> OwnPrompt | NotAdded:
    """Add a prompt for everybody in the workspace, by the rules of the library."""
    line = " ".join(text.split())
    if fault := fault_in(line):
        return fault
    prompt = id_of(line)
    if any(prompt == one.id for one in library()):
        return NotAdded.THERE_ALREADY
    is_of_workspace = OwnPrompt.workspace == moment.workspace
    there = await moment.session.scalar(select(func.count()).select_from(OwnPrompt).where(is_of_workspace))
    if (there or 0) >= OWN_PROMPTS_AT_MOST:
        return NotAdded.ENOUGH
    key = {"workspace": moment.workspace, "prompt": prompt}
    values = {"section": section, "kind": kind, "text": line, "added_by": member}
    if not await insert_once(moment.session, OwnPrompt, list(key), **key, **values):
        return NotAdded.THERE_ALREADY
    return (await moment.session.scalars(_own(moment).where(OwnPrompt.prompt == prompt))).one()


async def remove_prompt(moment: Moment, prompt_id: int, *, only_of: str | None = None) -> bool:
    """Take out one of the workspace's own prompts, by the number of its row, and return whether it was there.

    With ``only_of`` one that this member added; others are as if they were not there.
    """
    found = (await moment.session.scalars(_own(moment).where(OwnPrompt.id == prompt_id))).one_or_none()
    if found is None or only_of not in (None, found.added_by):
        return False
    await moment.session.delete(found)
    await moment.session.flush()
    return True


def _own(moment: Moment) -> Select[OwnPrompt]:
    return select(OwnPrompt).where(OwnPrompt.workspace == moment.workspace).order_by(OwnPrompt.id)


def _as_prompt(own: OwnPrompt) -> Prompt:
    return Prompt(own.prompt, own.section, own.kind, own.text, is_own=True)


async def _used_before(moment: Moment, audiences: Sequence[str]) -> dict[str, datetime]:
    """Return the instant at which any of the audiences was last offered a prompt, by the prompt's id."""
    found = await moment.session.execute(
        select(PromptUse.prompt, PromptUse.used_at)
        .where(PromptUse.workspace == moment.workspace, PromptUse.audience.in_(audiences))
        .order_by(PromptUse.used_at)
    )
    return {prompt: used_at for prompt, used_at in found}
