"""A lively month in a library, played by a seed: what Slack was asked and what everybody saw, as one text.

``python -m tests.replaying <database> <seed>`` prints it, so that one process can be compared with another.
"""

import asyncio
import json
import sys
from collections.abc import Iterator
from random import Random

import structlog

from playground import Message, Person
from tests.library import MONDAY_MORNING, Library, card, open_library, seen
from tests.weather import EVERYTHING, LETTERS, Spell, Trouble, Weather

ZONES = ("America/Toronto", "Europe/London", "Asia/Tokyo")
STEPS = 25
QUESTION = "How do I write my first grant proposal?"


class Life:
    """What people do, by chance."""

    def __init__(self, library: Library, chance: Random) -> None:
        self._library = library
        self._chance = chance
        self._weather = Weather.over(library)
        self._people = [library.person(f"Person {n}", tz=ZONES[n % 3], admin=n == 0) for n in range(8)]

    async def live(self) -> None:
        """Let them begin, and then do something by chance again and again."""
        await self._library.open_ask_channel(*self._people)
        coffee = self._library.playground.add_channel("coffee", self._people)
        await self._library.playground.invite_bot(coffee, self._people[0])
        await self._library.settle()
        await self._press_one(self._people[0], card(self._people[0], "Hello"), "Set up random coffee here")
        await self._library.enlist(self._people[3:], "Grant writing", capacity=3)
        for _ in range(STEPS):
            act = self._chance.choice([self._ask, self._press, self._press, self._press, self._pass_time, self._fail])
            await act()
        self._weather.clear()
        await self._library.pass_time(days=5)

    async def _ask(self) -> None:
        person = self._chance.choice(self._people)
        await person.command("/mentor-ask", f"{QUESTION} ({self._chance.randrange(100)})")
        await self._send(person)

    async def _press(self) -> None:
        person = self._chance.choice(self._people)
        buttons = [(message, words) for message in person.messages() for words in message.buttons]
        if buttons:
            message, words = self._chance.choice(buttons)
            await self._press_one(person, message, words)

    async def _press_one(self, person: Person, message: Message, words: str) -> None:
        await person.press(words, message)
        await self._send(person)

    async def _send(self, person: Person) -> None:
        if person.form is not None:
            outcome = await person.submit()
            if outcome.errors and person.form is not None:
                await person.close_form(all_of_them=True)
        if self._chance.random() < 0.7:
            await self._library.settle()

    async def _pass_time(self) -> None:
        await self._library.pass_time(minutes=self._chance.choice([10, 60, 600, 3000]))

    async def _fail(self) -> None:
        methods = self._chance.choice([LETTERS, EVERYTHING, (self._chance.choice(LETTERS),)])
        minutes, calls = self._chance.choice([(5, 1000), (90, 1000), (None, 2)])
        trouble = self._chance.choice([trouble for trouble in Trouble if trouble is not Trouble.REFUSAL])
        detail = {Trouble.SERVER_ERROR: 503, Trouble.RATE_LIMIT: 30}.get(trouble, 0)
        self._weather.order(Spell(trouble, methods, detail, calls, minutes))


def transcript(library: Library) -> Iterator[str]:
    """Every call to Slack with its arguments and its answer, in order, and then what stands before everybody."""
    playground = library.playground
    for call in playground.calls:
        yield json.dumps([str(call.at), call.method, dict(call.arguments), call.status, call.answer, call.fault])
    for refusal in playground.refusals:
        yield repr(refusal)
    for person in playground.people:
        yield from (f"{person.name}: {words}" for words in seen(person))


async def play(database_url: str, seed: int) -> str:
    """Have it played; where the two ports are is left out, the system gives them."""
    with structlog.testing.capture_logs():
        async with open_library(database_url, MONDAY_MORNING, seed) as library:
            await Life(library, Random(seed)).live()  # noqa: S311  the same each time
            text = "\n".join(transcript(library))
            return text.replace(library.playground.workspace.base_url, "https://slack/")


if __name__ == "__main__":
    print(asyncio.run(play(sys.argv[1], int(sys.argv[2]))))
