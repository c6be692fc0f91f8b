"""People are offered prompts that none of them had within a year, and it is remembered."""

import asyncio
from dataclasses import replace

import pytest

from bot.members.readers import remember_channel
from bot.prompts.library import Section, library
from bot.prompts.prompts import next_prompts
from tests.prompts.workspace import Workspace

pytestmark = pytest.mark.either_database

LUNCH = Section.LUNCH_AND_COFFEE
KLATCH = Section.QUESTIONS_FOR_A_KLATCH
LUNCH_PROMPTS = [prompt for prompt in library() if prompt.section is LUNCH]


async def test_a_circle_of_two_weeks_hears_nothing_twice_as_long_as_there_is_something_new(
    workspace: Workspace,
) -> None:
    new = sum(prompt.section is KLATCH for prompt in library()) // 2
    meetings = [await workspace.after(14 * number).offer(["circle/12"], KLATCH) for number in range(min(new, 26))]

    offered = [prompt for prompts in meetings for prompt in prompts]
    assert len(set(offered)) == len(offered)


async def test_nobody_in_a_group_had_its_prompts_before(workspace: Workspace) -> None:
    half = len(LUNCH_PROMPTS) // 2
    had = await workspace.offer(["member/U1"], LUNCH, count=half - 1)
    had_by_the_other = await workspace.offer(["member/U2"], LUNCH, count=half - 1)

    together = await workspace.offer(["member/U1", "member/U2"], LUNCH)

    # The two had almost everything between them, and hardly the same.
    assert set(together).isdisjoint(had)
    assert set(together).isdisjoint(had_by_the_other)


async def test_after_a_year_a_prompt_may_come_back_and_is_remembered_anew(workspace: Workspace) -> None:
    everything = set(LUNCH_PROMPTS)
    await workspace.offer(["member/U1"], LUNCH, count=len(everything))

    assert set(await workspace.after(365).offer(["member/U1"], LUNCH, count=len(everything))) == everything
    assert {used_at for _, _, _, used_at in await workspace.uses()} == {workspace.after(365).now}


async def test_who_had_everything_gets_what_they_had_the_longest_ago(workspace: Workspace) -> None:
    oldest = await workspace.offer(["circle/1"], LUNCH, count=3)
    rest = await workspace.after(1).offer(["circle/1"], LUNCH, count=len(LUNCH_PROMPTS) - 3)

    assert set(oldest) | set(rest) == set(LUNCH_PROMPTS)
    assert set(await workspace.after(2).offer(["circle/1"], LUNCH, count=3)) == set(oldest)


async def test_what_others_had_and_what_they_had_elsewhere_does_not_matter(workspace: Workspace) -> None:
    elsewhere = replace(workspace, name="T2")
    first = await elsewhere.offer(["circle/1"], LUNCH)
    await workspace.offer(["circle/2"], LUNCH, count=len(LUNCH_PROMPTS))

    assert await workspace.offer(["circle/1"], LUNCH) == first
    assert len({(name, who) for name, who, _, _ in await workspace.uses()}) == 3


async def test_chance_is_dealt_to_each_group_and_does_not_depend_on_who_is_named_first(workspace: Workspace) -> None:
    groups = [[f"member/U{number}", f"member/W{number}"] for number in range(60)]
    chosen = [await workspace.offer(group, LUNCH) for group in groups]
    assert len(set(chosen)) > 30
    alone = replace(workspace, name="T2")
    assert await alone.offer(list(reversed(groups[0])), LUNCH) == chosen[0]


async def test_nothing_is_remembered_when_the_transaction_fails(workspace: Workspace) -> None:
    async with workspace.moment() as moment:
        await next_prompts(moment, ["circle/1"], [LUNCH])
        await moment.session.rollback()

    assert await workspace.uses() == set()


async def test_two_moments_for_the_same_people_do_not_fail_each_other(workspace: Workspace) -> None:
    everything = len(LUNCH_PROMPTS)
    ways = [["member/U1", "member/U2"], ["member/U2", "member/U1"]] * 3

    chosen = await asyncio.gather(*(workspace.offer(way, LUNCH, count=everything) for way in ways))

    assert {frozenset(prompts) for prompts in chosen} == {frozenset(LUNCH_PROMPTS)}
    assert len(await workspace.uses()) == 2 * everything


async def test_prompts_are_in_the_language_of_whoever_reads_them_and_none_comes_twice(workspace: Workspace) -> None:
    french, klatch = library("fr"), [KLATCH]
    async with workspace.moment() as moment:
        await remember_channel(moment.session, "T1", "C1", "fr-CA")
        first = await next_prompts(moment, ["circle/1"], klatch, 20, to="#C1")
        second = await next_prompts(moment, ["circle/1"], klatch, 20, to="#C1")
        elsewhere = await next_prompts(moment, ["circle/2"], klatch, 2, to="#C2")

    assert {*first, *second} <= {*french}
    assert len({*first, *second}) == 40
    assert {*elsewhere} <= {*library()}


def test_a_language_without_prompts_has_the_english_ones() -> None:
    assert library("nl") == library()
