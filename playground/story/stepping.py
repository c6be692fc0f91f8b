"""The story, one step at a time: each act waits to be called for, and says beforehand what it is."""

import asyncio
from collections.abc import Awaitable, Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from io import StringIO
from typing import Any

from rich.console import Console

from playground import Channel, Person, Playground
from playground.change_feed import ViewChange
from playground.story.filling import fill_in
from playground.story.stage import Stage, StoryError

Tale = Callable[[Stage], Awaitable[None]]


@dataclass(frozen=True)
class Step:
    """What happens next, in a sentence. ``who`` is the id of the person who acts; None when time passes."""

    number: int
    scene: str
    words: str
    who: str | None


class Steps:
    """A story that is played one step at a time, in ``playground``.

    ``pending`` is the step that comes next, None when the story is over; ``fault`` then says why, if it broke off.
    """

    def __init__(
        self,
        playground: Playground,
        settle: Callable[[], Awaitable[None]],
        pass_time: Callable[..., Awaitable[None]],
    ) -> None:
        self.pending: Step | None = None
        self.fault: str | None = None
        self._stage = SteppedStage(playground, settle, pass_time, self._stop_before)
        self._called = asyncio.Event()
        self._stopped = asyncio.Event()
        self._playing: asyncio.Task[None] | None = None
        self._number = 0

    async def begin(self, tale: Tale) -> None:
        """Go as far as the first step."""
        self._playing = asyncio.create_task(self._play(tale))
        await self._stopped.wait()

    async def next(self) -> Step | None:
        """Do what is pending, and go as far as the step after it; what was done, None when the story is over."""
        step = self.pending
        if step is not None:
            self.pending = None
            self._stopped.clear()
            self._called.set()
            await self._stopped.wait()
        return step

    async def close(self) -> None:
        """Play no further."""
        if self._playing is not None:
            self._playing.cancel()
            await asyncio.gather(self._playing, return_exceptions=True)

    async def _play(self, tale: Tale) -> None:
        try:
            await tale(self._stage)
        except (StoryError, LookupError, PermissionError, ValueError) as error:
            self.fault = str(error)
        finally:
            self.pending = None
            self._stopped.set()

    async def _stop_before(self, scene: str, words: str, who: str | None) -> None:
        self._number += 1
        self.pending = Step(self._number, scene, words, who)
        self._stopped.set()
        await self._called.wait()
        self._called.clear()


class SteppedStage(Stage):
    """A stage on which every act waits for its turn. Nothing is printed: what people see is on the page."""

    def __init__(
        self,
        playground: Playground,
        settle: Callable[[], Awaitable[None]],
        pass_time: Callable[..., Awaitable[None]],
        turn: Callable[[str, str, str | None], Awaitable[None]],
    ) -> None:
        super().__init__(playground, settle, pass_time, Console(file=StringIO(), quiet=True))
        self._turn = turn
        self._title = ""
        self._is_quiet = False

    def scene(self, title: str) -> None:
        """Begin a scene; the steps of it bear its title."""
        self._title = title

    @contextmanager
    def quietly(self) -> Iterator[None]:
        """What happens meanwhile is done without a stop: the reader has seen the like of it."""
        before, self._is_quiet = self._is_quiet, True
        try:
            yield
        finally:
            self._is_quiet = before

    async def later(self, words: str, **span: float) -> None:
        """Time passes."""
        await self._wait(f"{words[:1].upper()}{words[1:]}.", None)
        await self._pass_time(**span)

    async def command(self, person: Person, name: str, text: str = "") -> None:
        """Type a command."""
        await self._wait(f"{person.name} types {f'{name} {text}'.strip()}", person)
        await super().command(person, name, text)

    async def fill_in(self, person: Person, fields: Mapping[str, Any], *, shown: bool = True) -> None:
        """Fill in the open form, so that it can be read; then, a step later, send it."""
        form = self._form_of(person)
        if shown and fields:
            await self._ask_for_more(person, fields)
            await self._wait(f"{person.name} fills in “{form.title}”: {_listed(fields)}", person)
            await fill_in(person, fields)
            self.playground.workspace.news.tell(ViewChange(person.id))
            await self._wait(f"{person.name} sends “{form.title}”", person)
            await super().fill_in(person, {}, shown=False)
        else:
            told = f", with {_listed(fields)}" if fields else ""
            await self._wait(f"{person.name} fills in and sends “{form.title}”{told}", person)
            await super().fill_in(person, fields, shown=False)

    async def close(self, person: Person) -> None:
        """Close whatever form is open."""
        await self._wait(f"{person.name} closes the form", person)
        await super().close(person)

    async def press(self, person: Person, words: str, *, near: str | None = None) -> None:
        """Press a button."""
        await self._wait(f"{person.name} presses “{words}”", person)
        await super().press(person, words, near=near)

    async def press_at_once(self, words: str, *people: Person) -> None:
        """Several people press a button in the same moment."""
        names = " and ".join(person.name for person in people)
        await self._wait(f"{names} press “{words}” in the same moment", people[0])
        await super().press_at_once(words, *people)

    async def go_on(self) -> None:
        """Let happen what follows."""
        await self._settle()

    async def _wait(self, words: str, person: Person | None) -> None:
        if not self._is_quiet:
            await self._turn(self._title, words, None if person is None else person.id)


def _listed(fields: Mapping[str, Any]) -> str:
    return "; ".join(f"{label} {_value(value)}" for label, value in fields.items())


def _value(value: Any) -> str:
    several: Sequence[Any] = value if isinstance(value, list | tuple) else [value]
    return ", ".join(f"“{_word(each)}”" for each in several)


def _word(value: Any) -> str:
    match value:
        case Person():
            return value.name
        case Channel():
            return f"#{value.name}"
        case _:
            return str(value)
