"""Members who get what they came for, however often the bot dies: they try again until they are answered."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field

from playground import Person

TOPIC = "Negotiating pay"
PROMISE = "I make time, I listen, and it stays between us."
PATIENCE_SECONDS = 0.02
"""How long a member waits before looking again."""


@dataclass
class Said:
    """What the bot acknowledged, and so may never lose; and how often a form was sent without an answer."""

    posted: list[str] = field(default_factory=list)
    """The questions."""
    offered: set[str] = field(default_factory=set)
    """Who offered."""
    chosen: set[str] = field(default_factory=set)
    """Who chose."""
    unanswered_forms: int = 0


@dataclass
class Community:
    """Askers with a question each, and mentors who answer whatever they are shown."""

    askers: list[Person]
    mentors: list[Person]
    said: Said = field(default_factory=Said)

    async def volunteer(self) -> None:
        """Every mentor fills in the form; the bot has to be well."""
        for mentor in self.mentors:
            await mentor.command("/mentor-volunteer")
            await mentor.fill("Topics", [TOPIC])
            await mentor.fill("Conversations a month, at most", "12")
            await mentor.fill("What you promise", [PROMISE])
            assert (await mentor.submit()).errors == {}

    async def live(self) -> None:
        """Everybody asks, offers and chooses, until cancelled."""
        async with asyncio.TaskGroup() as group:
            for asker in self.askers:
                group.create_task(self._ask(asker))
                group.create_task(self._answer(asker, "Choose", self.said.chosen))
            for mentor in self.mentors:
                group.create_task(self._answer(mentor, "I can help", self.said.offered))

    async def _ask(self, asker: Person) -> None:
        """Ask, with a fresh form each time, until one is acknowledged."""
        question = question_of(asker)
        while question not in self.said.posted:
            await asyncio.sleep(PATIENCE_SECONDS)
            await asker.command("/mentor-ask", question)
            if asker.form is None:
                continue
            outcome = await asker.submit()
            if outcome.ok:
                self.said.posted.append(question)
                continue
            self.said.unanswered_forms += outcome.status == 0
            await asker.close_form(all_of_them=True)

    async def _answer(self, person: Person, words: str, acknowledged: set[str]) -> None:
        """Press that button once on every message that has it, and again only where it was not acknowledged."""
        pressed: set[tuple[str, str]] = set()
        while True:
            await asyncio.sleep(PATIENCE_SECONDS)
            for message in person.messages():
                place = (message.channel, message.ts)
                if words in message.buttons and place not in pressed:
                    outcome = await person.press(words, message)
                    if outcome.ok and not outcome.ephemeral:
                        acknowledged.add(person.id)
                        pressed.add(place)


def question_of(asker: Person) -> str:
    """What somebody asks: nobody else asks the same."""
    return f"How do I negotiate pay for my first job at the library? It is about offer {asker.id}."


async def until(what: str, is_so: Callable[[], Awaitable[bool]], seconds: float) -> None:
    """Wait until something is so. Raises AssertionError when it is not in time."""
    try:
        async with asyncio.timeout(seconds):
            while not await is_so():  # noqa: ASYNC110 (it happens in other processes)
                await asyncio.sleep(PATIENCE_SECONDS)
    except TimeoutError:
        raise AssertionError(f"not within {seconds} seconds: {what}") from None
