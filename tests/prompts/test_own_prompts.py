"""Prompts of one's own: by the rules of the library, for one workspace, offered first."""

import asyncio
from dataclasses import replace

import pytest

from bot.prompts.library import LONGEST_TEXT, NotAdded, Section, library
from bot.prompts.models import OwnPrompt
from bot.prompts.prompts import OWN_PROMPTS_AT_MOST, remove_prompt
from tests.prompts.workspace import Workspace

KLATCH = Section.QUESTIONS_FOR_A_KLATCH
MINE = "Which door in this building do you like best?"


async def added(workspace: Workspace, text: str = MINE, section: Section = KLATCH) -> OwnPrompt:
    own = await workspace.add(text, section)
    assert isinstance(own, OwnPrompt)
    return own


async def test_it_is_the_first_that_is_offered_and_rests_for_a_year_then(workspace: Workspace) -> None:
    await added(workspace)
    offers = [await workspace.after(7 * week).offer(["circle/1"], KLATCH) for week in range(10)]

    assert [MINE in [prompt.text for prompt in prompts] for prompts in offers] == [True] + 9 * [False]
    assert MINE in [prompt.text for prompt in await workspace.after(365).offer(["circle/1"], KLATCH)]


async def test_it_comes_to_the_occasions_that_it_is_for_in_its_own_workspace(workspace: Workspace) -> None:
    await added(workspace)
    others = [
        await workspace.offer(["circle/1"], Section.RESEARCH_LIFE, count=100),
        await replace(workspace, name="T2").offer(["circle/1"], KLATCH, count=100),
    ]

    assert [prompt for prompts in others for prompt in prompts if prompt.is_own] == []


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("Tell us about a door.", NotAdded.NO_QUESTION),
        ("?", NotAdded.NO_QUESTION),
        ("", NotAdded.NO_QUESTION),
        (f"{'w' * LONGEST_TEXT}?", NotAdded.TOO_LONG),
        ("What is a r\N{REPLACEMENT CHARACTER}sum\N{REPLACEMENT CHARACTER} for?", NotAdded.UNREADABLE),
        (library()[0].text, NotAdded.THERE_ALREADY),
        (library()[0].text.upper().replace(",", ""), NotAdded.THERE_ALREADY),
        (f"  {MINE.casefold()}\n", NotAdded.THERE_ALREADY),
    ],
)
async def test_what_is_no_prompt_in_the_library_is_none_here(workspace: Workspace, text: str, why: NotAdded) -> None:
    await added(workspace)

    assert await workspace.add(text, KLATCH) is why
    assert await workspace.own() == [MINE]


async def test_it_is_kept_in_one_line(workspace: Workspace) -> None:
    await added(workspace, " Which door\n\tdo you   like? ")

    assert await workspace.own() == ["Which door do you like?"]


async def test_of_two_who_add_the_same_at_once_one_is_told(workspace: Workspace) -> None:
    outcomes = await asyncio.gather(*(workspace.add(MINE, section) for section in (KLATCH, Section.VALUES)))

    assert [outcome for outcome in outcomes if isinstance(outcome, NotAdded)] == [NotAdded.THERE_ALREADY]
    assert await workspace.own() == [MINE]


async def test_a_workspace_has_as_many_as_one_view_can_show(workspace: Workspace) -> None:
    for number in range(OWN_PROMPTS_AT_MOST):
        await added(workspace, f"What is number {number}?")

    assert await workspace.add(MINE, KLATCH) is NotAdded.ENOUGH
    assert isinstance(await replace(workspace, name="T2").add(MINE, KLATCH), OwnPrompt)


async def test_one_that_is_removed_is_not_offered_and_remembered_if_it_is_added_again(workspace: Workspace) -> None:
    own = await added(workspace)
    await workspace.offer(["circle/1"], KLATCH)
    async with workspace.moment() as moment:
        assert await remove_prompt(replace(moment, workspace="T2"), own.id) is False
        assert await remove_prompt(moment, own.id, only_of="U2") is False
        assert await remove_prompt(moment, own.id, only_of="U1") is True
        assert await remove_prompt(moment, own.id) is False
    assert await workspace.own() == []

    await added(workspace)
    assert MINE not in [prompt.text for prompt in await workspace.offer(["circle/1"], KLATCH)]
    assert MINE in [prompt.text for prompt in await workspace.offer(["circle/2"], KLATCH)]


async def test_one_that_comes_with_klatch_by_now_is_offered_once(workspace: Workspace) -> None:
    known = next(prompt for prompt in library() if prompt.section is KLATCH)
    async with workspace.moment() as moment:
        moment.session.add(
            OwnPrompt(workspace="T1", prompt=known.id, section=KLATCH, kind=known.kind, text=known.text, added_by="U1")
        )

    offered = [prompt.id for prompt in await workspace.offer(["circle/1"], KLATCH, count=100)]
    assert offered.count(known.id) == 1
