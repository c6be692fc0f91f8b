"""What every machine does in which anybody does anything in any order: they press what stands before them, or stood."""

import asyncio
from collections.abc import Collection, Coroutine
from contextlib import AsyncExitStack
from typing import Any

import structlog
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule
from hypothesis.strategies import integers

from playground import Message, Person
from tests.library import Library, faultless_library

Button = tuple[Person, Message, str]
"""Who sees it, on which message, and its words."""

OF_THE_HELLO = (
    "Stop posting questions here",
    "Post questions here",
    "Set up random coffee here",
    "Start a circle here",
)
LONG = 15
"""Steps before which nothing is ended: what comes after it says little."""
picks = integers(min_value=0, max_value=10_000)
"""Which of several, by what is left when their number is taken from it again and again."""


class AnyOrderMachine(RuleBasedStateMachine):
    """A library whose people press any button, of now or of before, their own or somebody else's.

    A machine of a room begins by ``_open``, says what a press is and what must hold after each step and in the end,
    and adds rules of its own. Each of them does what it does by ``_do``.
    """

    database_url: str
    seed: int
    library: Library
    people: list[Person]
    left_alone: Collection[str] = OF_THE_HELLO
    """The words of buttons that nobody presses."""

    def __init__(self) -> None:
        super().__init__()
        self.runner = asyncio.Runner()
        self.stack = AsyncExitStack()
        self.gone: set[str] = set()
        self.old: list[tuple[Person, Message]] = []
        self.copied: set[tuple[str, int]] = set()
        self.steps = 0
        self.has_begun = False

    @rule(what=picks)
    def press_anything(self, what: int) -> None:
        """Somebody presses a button that stands before them."""
        self._press_one_of(self._before_them(), what)

    @precondition(lambda self: self.old)
    @rule(what=picks)
    def press_an_old_copy(self, what: int) -> None:
        """Somebody's window shows what has changed since."""
        self._press_one_of(self._once_before_them(), what)

    @precondition(lambda self: self.old)
    @rule(what=picks, who=picks)
    def forge(self, what: int, who: int) -> None:
        """Somebody presses what stands before somebody else."""
        forger = self._person(who)
        self._press_one_of([(forger, message, words) for _, message, words in self._once_before_them()], what)

    @invariant()
    def everything_promised_is_true(self) -> None:
        """What must hold after every step, whatever it was."""
        if self.has_begun:
            self.runner.run(self._check())

    def teardown(self) -> None:
        """In the end nothing was forgotten: with time alone, everything comes to its end."""
        try:
            if self.has_begun:
                self.runner.run(self._end())
        finally:
            self.runner.run(self.stack.aclose())
            self.runner.close()

    async def _press(self, person: Person, message: Message, words: str, chance: int) -> None:
        """Press a button, also one that is gone, or that Slack would not show this person; fill in what it opens."""
        raise NotImplementedError

    async def _check(self) -> None:
        """All promises, after whatever it was."""
        raise NotImplementedError

    async def _end(self) -> None:
        """Let everything come to its end, and look whether it has."""
        raise NotImplementedError

    def _open(self, furnish: Coroutine[Any, Any, None]) -> None:
        """Open the library, and have everybody come in."""
        opening = faultless_library(self.database_url, self.seed)
        self.library = self.runner.run(self.stack.enter_async_context(opening))
        self.logs = self.stack.enter_context(structlog.testing.capture_logs())  # who listens last hears everything
        self.runner.run(furnish)
        self.has_begun = True

    def _do(self, act: Coroutine[Any, Any, None]) -> None:
        self.steps += 1
        self._keep_copies()
        self.runner.run(act)

    def _keep_copies(self) -> None:
        """Remember every message with buttons as it stands now: somebody's window may show it for long."""
        for person in self.people:
            for message in person.messages():
                if self._may_be_kept(message) and (person.id, message.revision) not in self.copied:
                    self.copied.add((person.id, message.revision))
                    self.old.append((person, message))

    def _may_be_kept(self, message: Message) -> bool:
        return not set(message.buttons) <= set(self.left_alone)

    def _press_named(self, words: Collection[str], what: int) -> bool:
        return self._press_one_of([one for one in self._before_them() if one[2] in words], what)

    def _press_one_of(self, buttons: list[Button], what: int) -> bool:
        """Press one of these, the seldom ones as often as the others; False when there are none."""
        kinds = sorted({words for _, _, words in buttons})
        if kinds:
            alike = [one for one in buttons if one[2] == kinds[what % len(kinds)]]
            self._do(self._press(*alike[what // len(kinds) % len(alike)], what))
        return bool(kinds)

    def _before_them(self) -> list[Button]:
        """Every button that stands before anybody, in messages that stay."""
        return [
            (person, message, words)
            for person in self._here
            for message in person.messages()
            for words in message.buttons
            if not message.is_ephemeral and words not in self.left_alone
        ]

    def _once_before_them(self) -> list[Button]:
        """The same of every message as it was at some time."""
        return [
            (person, message, words)
            for person, message in self.old
            for words in message.buttons
            if words not in self.left_alone
        ]

    @property
    def _here(self) -> list[Person]:
        """Who has not left the workspace."""
        return [person for person in self.people if person.id not in self.gone]

    def _person(self, who: int) -> Person:
        return self.people[who % len(self.people)]
