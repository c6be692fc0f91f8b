"""Offering the next prompts to people, remembering that they had them, and prompts that members add."""

from collections.abc import Sequence

from sqlalchemy import Select, bindparam, func, select

from bot.database.inserts import insert_once, insert_or_update_all
from bot.database.prepared import Prepared
from bot.moment import Moment
from bot.prompts.library import NotAdded, Prompt, PromptKind, Section, fault_in, id_of, library
from bot.prompts.models import OwnPrompt, PromptUse
from bot.prompts.rotation import choose

OWN_PROMPTS_AT_MOST = 90
"""In one workspace: one view shows them all, and Slack allows 100 blocks in it."""

_OWN = Prepared(
    select(OwnPrompt.prompt, OwnPrompt.section, OwnPrompt.kind, OwnPrompt.text)
    .where(OwnPrompt.workspace == bindparam("workspace"), OwnPrompt.section.in_(bindparam("sections", expanding=True)))
    .order_by(OwnPrompt.id)
)
_USED = Prepared(
    select(PromptUse.prompt, PromptUse.used_at)
    .where(
        PromptUse.workspace == bindparam("workspace"), PromptUse.audience.in_(bindparam("audiences", expanding=True))
    )
    .order_by(PromptUse.used_at)
)


async def next_prompts(
    moment: Moment, audiences: Sequence[str], sections: Sequence[Section], count: int = 2
) -> tuple[Prompt, ...]:
    """Return prompts for people who talk together, the lightest kind first, and remember that they had them.

    An audience is a key such as ``circle/12``, or ``member/U1`` and ``member/U2``, in whatever order. None that any
    of the audiences had within a year, for as long as there are others; then the longest ago. The sections are those
    that they may come from, the likeliest first; what members have added counts too.
    """
    those = sorted(audiences)
    # The instant at which any of the audiences was last offered a prompt, by the prompt's id.
    used_before = dict(await _USED.rows(moment.session, workspace=moment.workspace, audiences=those))
    seed = f"{moment.seed}/{'+'.join(those)}"
    own = await _OWN.rows(moment.session, workspace=moment.workspace, sections=sections)
    every = {prompt.id: prompt for prompt in (*(Prompt(*row, is_own=True) for row in own), *library())}
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
