"""The story, as ``make demo`` tells it in brief, and the whole of it on PostgreSQL in ``make soak``.

On SQLite the whole is played by ``make demo ARGS=--all``, each time in CI.
"""

from dataclasses import fields
from io import StringIO

import pytest
from rich.console import Console

from playground.rehearsal.commands import STORY_BEGINS, THE_END_IN_BRIEF, WIDTH, play_story
from playground.rehearsal.rehearsal import rehearsal
from playground.story import Stage, tell
from playground.story.cast import Cast
from playground.story.chapters import CHAPTERS
from tests.postgres import Postgres

STEPS = [step for chapter in CHAPTERS for step in chapter.steps]


@pytest.mark.one_database
async def test_in_brief_it_is_told_in_five_chapters_and_read_in_a_few_minutes() -> None:
    printed = StringIO()
    await play_story(Console(file=printed, width=WIDTH), in_full=False)
    lines = printed.getvalue().splitlines()
    assert 250 <= len(lines) <= 350
    begun = [line for line in lines if line.startswith("──")]
    assert [chapter.title in line for chapter, line in zip(CHAPTERS, begun, strict=True)] == [True] * 5
    told = [line for line in lines if line[:1].isalpha()]
    wanted = [step.words for step in STEPS if not step.only_in_full]
    assert told == [*wanted, *THE_END_IN_BRIEF.splitlines()]


@pytest.mark.soak
async def test_the_story_plays_to_its_end_and_slack_refuses_nothing(postgres: Postgres) -> None:
    """Asks, offers and thanks; a lunch accepted, one declined and matched again; a Klatch; coffees without a repeat."""
    printed = StringIO()
    with postgres.database() as url:
        async with rehearsal(url, STORY_BEGINS) as here:
            await tell(Stage(here.playground, here.settle, here.pass_time, Console(file=printed, width=WIDTH)))
    assert [chapter.title for chapter in CHAPTERS if chapter.title not in printed.getvalue()] == []
    assert [step.words for step in STEPS if step.words not in printed.getvalue()] == []


def test_each_step_is_seen_by_one_of_the_cast_and_told_in_a_line() -> None:
    assert {step.who for step in STEPS} <= {field.name for field in fields(Cast)}
    assert [step.words for step in STEPS if len(step.words) > WIDTH or not step.words.endswith(".")] == []
    assert len({step.play for step in STEPS}) == len(STEPS)
