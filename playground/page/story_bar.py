"""The bar in which the story is told: where it is, and where one can go in it."""

from collections.abc import Iterator
from dataclasses import dataclass

from playground.story.chapters import CHAPTERS
from playground.story.player import STEPS, Player, Sight

PACE_SECONDS = 9
"""How long a step stays before the next one comes by itself: as long as it takes to read a message."""


@dataclass(frozen=True, slots=True)
class ChapterLine:
    """A line in the list of chapters. ``first`` is its first step."""

    number: int
    title: str
    first: int
    is_current: bool


@dataclass(frozen=True, slots=True)
class StoryBar:
    """What the bar says. ``goal`` is the step that it is on its way to, having come as far as ``at``."""

    chapter: ChapterLine
    chapters: tuple[ChapterLine, ...]
    showing: str
    step: int
    steps: int
    words: str
    fault: str
    sight: Sight | None
    is_over: bool
    playing: bool
    goal: int | None
    at: int
    home: str
    pace: int


def story_bar(player: Player) -> StoryBar:
    """The bar as it stands."""
    run = player.run
    _, step = STEPS[run.number - 1]
    chapters = tuple(_chapters(run.number))
    return StoryBar(
        chapter=next(each for each in chapters if each.is_current),
        chapters=chapters,
        showing=player.showing,
        step=run.number,
        steps=len(STEPS),
        words=step.words,
        fault=run.fault or "",
        sight=run.sight,
        is_over=player.is_over,
        playing=player.playing,
        goal=player.goal,
        at=player.at,
        home=player.home,
        pace=PACE_SECONDS,
    )


def _chapters(step: int) -> Iterator[ChapterLine]:
    first = 1
    for number, chapter in enumerate(CHAPTERS, 1):
        following = first + len(chapter.steps)
        yield ChapterLine(number, chapter.title, first, first <= step < following)
        first = following
