"""The story as the page plays it: forth by steps, and back by playing it anew, quickly, in a fresh workspace."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from io import StringIO

from rich.console import Console

from playground import Playground
from playground.story.cast import enter
from playground.story.chapters import CHAPTERS, Chapter, Step
from playground.story.stage import Stage, StoryError

STEPS: tuple[tuple[Chapter, Step], ...] = tuple((chapter, step) for chapter in CHAPTERS for step in chapter.steps)
"""All steps in order, each with its chapter."""

Tell = Callable[[], None]


@dataclass(frozen=True, slots=True)
class Sight:
    """Where a step is seen best: by whom, and in which message of which channel; none for a form that they have open.

    ``thread`` is the message under which it stands, if it is a reply.
    """

    user: str
    name: str
    channel: str = ""
    ts: str = ""
    thread: str = ""


class SilentStage(Stage):
    """A stage on which nothing is printed: what people see is on the page."""

    def __init__(
        self,
        playground: Playground,
        settle: Callable[[], Awaitable[None]],
        pass_time: Callable[..., Awaitable[None]],
    ) -> None:
        super().__init__(playground, settle, pass_time, Console(file=StringIO(), quiet=True))

    def _show_everyone(self) -> None:
        """Not even render it."""


class Run:
    """The story in one workspace: how far it has come there, and what broke it off, if anything did.

    ``end`` closes the workspace.
    """

    def __init__(self, stage: Stage, end: Callable[[], Awaitable[None]]) -> None:
        self.number = 0
        self.fault: str | None = None
        self.sight: Sight | None = None
        self.end = end
        self._stage = stage
        self._cast = enter(stage.playground)

    def can_reach(self, number: int) -> bool:
        """Whether a step still lies ahead, or is the one that is shown."""
        return self.fault is None and self.number <= number

    async def play_to(self, number: int, tell: Tell) -> None:
        """Play the steps up to this one, as far as they happen."""
        while self.fault is None and self.number < number:
            _, step = STEPS[self.number]
            self.number += 1
            tell()
            try:
                await self._play(step)
            except (StoryError, LookupError, PermissionError, ValueError) as error:
                self.fault = str(error)

    async def _play(self, step: Step) -> None:
        await step.play(self._stage, self._cast)
        viewer = step.viewer(self._cast)
        if viewer.form is not None:
            self.sight = Sight(viewer.id, viewer.name)
        else:
            seen = self._stage.newest(viewer, step.sees)
            self.sight = Sight(viewer.id, viewer.name, seen.channel, seen.ts, seen.thread_ts or "")
        if self.number == len(STEPS):
            self._stage.expect_no_refusals()


class Player:
    """Shows the story as it stands after any of its steps.

    ``begin`` opens a workspace in which nothing has happened. ``playing`` says whether it goes on by itself: whoever
    looks asks for the next step then. ``home`` is the address of the workspace that one has come from.
    """

    def __init__(self, begin: Callable[[], Awaitable[Run]]) -> None:
        self.run: Run
        self.playing = True
        self.goal: int | None = None
        """The step that it is on its way to."""
        self.at = 0
        """The step that is played on the way."""
        self.home = ""
        self._runs = 0
        self._arrived = asyncio.Event()
        self._begin = begin

    async def open(self, home: str) -> None:
        """Begin, with the first step played."""
        self.home = home
        self.run = await self._begin()
        await self.run.play_to(1, lambda: None)

    async def go_on(self) -> None:
        """Play by itself from here, or from the beginning when it is over."""
        if self.is_over:
            await self.go(1, lambda: None)
        self.playing = True

    @property
    def showing(self) -> str:
        """What is shown, in a word that is another one for each step, and each time that one has gone back."""
        return f"{self._runs}-{self.run.number}"

    @property
    def is_over(self) -> bool:
        """Whether nothing comes any more: its last step is shown, or it has broken off."""
        return self.run.fault is not None or (self.run.number == len(STEPS) and self.goal is None)

    async def go(self, number: int, tell: Tell) -> None:
        """Show it as it stands after a step; ``tell`` is called on the way. Waits for the end of one that is under way.

        Two browsers that ask for the next step, or somebody who presses twice, then see the same.
        """
        if not 1 <= number <= len(STEPS):
            raise ValueError(f"the story has no step {number}")
        if self.goal is not None:
            await self._arrived.wait()
            return
        self.goal, self.at = number, 0
        self._arrived.clear()
        tell()
        try:
            await self._go(number, tell)
        finally:
            self.goal = None
            self._arrived.set()
            self.playing = self.playing and not self.is_over
            tell()

    async def _go(self, number: int, tell: Tell) -> None:
        before = self.run
        run = before if before.can_reach(number) else await self._begin()

        def on_the_way() -> None:
            self.at = run.number
            tell()

        try:
            await run.play_to(number, on_the_way)
            self.run = run
        finally:
            if run is not before:
                self._runs += 1
                await (run if self.run is before else before).end()
