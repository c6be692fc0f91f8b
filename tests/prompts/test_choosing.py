"""Nothing twice within a year, then the longest ago; different kinds; chance that is the same everywhere."""

import hmac
from collections import Counter
from dataclasses import replace
from datetime import UTC, datetime, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from bot.prompts.library import Prompt, PromptKind, Section, library
from bot.prompts.rotation import RESTS_FOR, choose

NOW = datetime(2026, 3, 2, 9, tzinfo=UTC)
SOME = [
    Prompt(f"{number:02}", section, kind, f"{number}?")
    for number, (section, kind) in enumerate(
        [(Section.VALUES, kind) for kind in PromptKind] * 2 + [(Section.REFLECTION, PromptKind.STORY)] * 3
    )
]

prompts = st.lists(st.sampled_from(SOME), unique=True)
sections = st.lists(st.sampled_from([Section.VALUES, Section.REFLECTION]), unique=True)
days_ago = st.integers(-2, 800) | st.sampled_from([364, 365, 366])
uses = st.dictionaries(st.sampled_from([prompt.id for prompt in SOME]), days_ago)
counts = st.integers(0, 20)


def chosen_by_days(
    prompts: list[Prompt], sections: list[Section], uses: dict[str, int], seed: str, count: int
) -> tuple[Prompt, ...]:
    used_before = {prompt: NOW - timedelta(days=days) for prompt, days in uses.items()}
    return choose(prompts, sections, used_before, now=NOW, seed=seed, count=count)


@settings(max_examples=60)
@given(prompts, sections, uses, st.text(), counts)
def test_as_many_as_wanted_each_once_and_of_the_sections(
    prompts: list[Prompt], sections: list[Section], uses: dict[str, int], seed: str, count: int
) -> None:
    chosen = chosen_by_days(prompts, sections, uses, seed, count)
    possible = {prompt for prompt in prompts if prompt.section in sections}

    assert set(chosen) <= possible
    assert len(set(chosen)) == len(chosen) == min(count, len(possible))


@settings(max_examples=60)
@given(prompts, sections, uses, st.text(), counts)
def test_none_left_out_has_rested_longer_than_one_that_was_chosen_within_its_year(
    prompts: list[Prompt], sections: list[Section], uses: dict[str, int], seed: str, count: int
) -> None:
    chosen = chosen_by_days(prompts, sections, uses, seed, count)
    left_out = {prompt for prompt in prompts if prompt.section in sections} - set(chosen)
    rested_least = min((min(uses.get(prompt.id, 365), 365) for prompt in chosen), default=365)

    assert [prompt for prompt in left_out if min(uses.get(prompt.id, 365), 365) > rested_least] == []


@settings(max_examples=60)
@given(prompts, st.text(), counts)
def test_as_many_kinds_as_there_can_be_when_nothing_was_used(prompts: list[Prompt], seed: str, count: int) -> None:
    values = [prompt for prompt in prompts if prompt.section is Section.VALUES]
    chosen = choose(prompts, [Section.VALUES], {}, now=NOW, seed=seed, count=count)

    assert len({prompt.kind for prompt in chosen}) == min(len(chosen), len({prompt.kind for prompt in values}))


@settings(max_examples=60)
@given(prompts, sections, uses, st.sets(st.sampled_from(SOME)), st.text(), counts)
def test_among_what_has_rested_own_prompts_go_first_and_then_the_section_that_is_named_first(
    prompts: list[Prompt],
    sections: list[Section],
    uses: dict[str, int],
    own: set[Prompt],
    seed: str,
    count: int,
) -> None:
    some = [replace(prompt, is_own=prompt in own) for prompt in prompts]
    chosen = chosen_by_days(some, sections, uses, seed, count)
    rested = [prompt for prompt in some if prompt.section in sections and uses.get(prompt.id, 365) >= 365]
    ranks = {prompt: (not prompt.is_own, sections.index(prompt.section)) for prompt in rested}

    taken = sorted(ranks[prompt] for prompt in chosen if prompt in ranks)
    assert taken == sorted(ranks.values())[:count]


@settings(max_examples=60)
@given(prompts, uses, st.text(), counts)
def test_the_lightest_kind_comes_first(prompts: list[Prompt], uses: dict[str, int], seed: str, count: int) -> None:
    chosen = chosen_by_days(prompts, list(Section), uses, seed, count)
    kinds = list(PromptKind)

    assert [prompt.kind for prompt in chosen] == sorted((prompt.kind for prompt in chosen), key=kinds.index)


@settings(max_examples=60)
@given(prompts.flatmap(lambda some: st.tuples(st.just(some), st.permutations(some))), uses, st.text(), counts)
def test_the_order_of_the_files_does_not_matter(
    some: tuple[list[Prompt], list[Prompt]], uses: dict[str, int], seed: str, count: int
) -> None:
    one_order, another = some

    assert set(chosen_by_days(one_order, list(Section), uses, seed, count)) == set(
        chosen_by_days(another, list(Section), uses, seed, count)
    )


def test_a_year_is_365_days_to_the_moment() -> None:
    first, second = SOME[:2]
    a_year_ago = NOW - RESTS_FOR

    def next_after(used_at: datetime) -> set[Prompt]:
        used_before = {first.id: used_at, second.id: a_year_ago + timedelta(seconds=2)}
        return set(choose([first, second], list(Section), used_before, now=NOW, seed="", count=1))

    assert timedelta(days=365) == RESTS_FOR
    assert next_after(a_year_ago) == {first}
    assert next_after(a_year_ago + timedelta(seconds=1)) == {first}
    assert next_after(a_year_ago + timedelta(seconds=3)) == {second}


def test_what_has_rested_for_a_year_is_as_good_as_new() -> None:
    used_before = {prompt.id: NOW - timedelta(days=days) for days, prompt in enumerate(SOME[6:12], 365)}
    firsts = Counter(
        choose(SOME, [Section.VALUES], used_before, now=NOW, seed=str(seed), count=1)[0] for seed in range(300)
    )

    assert len(firsts) == 12


def test_chance_is_fair_among_all_prompts_of_a_section() -> None:
    lunch = [prompt for prompt in library() if prompt.section is Section.LUNCH_AND_COFFEE]
    times = 20 * len(lunch)
    firsts = Counter(
        choose(lunch, [Section.LUNCH_AND_COFFEE], {}, now=NOW, seed=f"{seed}", count=1)[0] for seed in range(times)
    )

    # 20 are expected of each; with these seeds, which never change, none is far from it.
    assert len(firsts) == len(lunch)
    assert all(5 <= count <= 40 for count in firsts.values())


def test_the_same_seed_chooses_the_same_on_any_machine() -> None:
    chosen = choose(SOME, [Section.VALUES], {}, now=NOW, seed="a round/member/U1", count=3)

    assert [prompt.id for prompt in chosen] == ["07", "10", "05"]


def one_by_one(
    prompts: list[Prompt], sections: list[Section], uses: dict[str, int], seed: str, count: int
) -> tuple[Prompt, ...]:
    """The plain way: whichever is first in the whole order, chance and all, and so on without it."""
    left, chosen = [prompt for prompt in prompts if prompt.section in sections], list[Prompt]()

    def place(prompt: Prompt) -> tuple[object, ...]:
        chance = hmac.digest(seed.encode("utf-8", "surrogatepass"), prompt.id.encode(), "sha256")
        alike = sum(one.kind is prompt.kind for one in chosen)
        return -min(uses.get(prompt.id, 365), 365), not prompt.is_own, sections.index(prompt.section), alike, chance

    while left and len(chosen) < count:
        chosen.append(left.pop(left.index(min(left, key=place))))
    return tuple(sorted(chosen, key=lambda prompt: prompt.kind.position))


@settings(max_examples=60)
@given(prompts, sections, uses, st.text(), counts, st.lists(st.booleans(), min_size=len(SOME), max_size=len(SOME)))
def test_chance_decides_among_the_foremost_alone_and_as_if_all_had_drawn(
    prompts: list[Prompt], sections: list[Section], uses: dict[str, int], seed: str, count: int, own: list[bool]
) -> None:
    of_both = [replace(prompt, is_own=own[int(prompt.id)]) for prompt in prompts]

    assert chosen_by_days(of_both, sections, uses, seed, count) == one_by_one(of_both, sections, uses, seed, count)
