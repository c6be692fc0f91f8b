"""The stage: people act on it, and what each of them sees is printed in reading order."""

import asyncio
import re
from collections.abc import Awaitable, Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime, time
from typing import Any
from zoneinfo import ZoneInfo

from rich.console import Console
from rich.panel import Panel
from rich.rule import Rule
from rich.text import Text

from playground import Message, Outcome, Person, Playground, View, render_message, render_view
from playground.story.filling import fill_in, more_needed

HOME_ZONE = ZoneInfo("America/Toronto")
WIDTH = 100
NAMED_AT_MOST = 4

_LONG_LINK = re.compile(r"\((https?://[^/\s]+/)[^\s)]{40,}\)")
"""A link with more behind its host than a reader would read."""


class StoryError(Exception):
    """A step of the story did not happen."""


class Stage:
    """Where the story plays. ``settle`` lets happen what happens by itself; ``pass_time`` moves the clock."""

    def __init__(
        self,
        playground: Playground,
        settle: Callable[[], Awaitable[None]],
        pass_time: Callable[..., Awaitable[None]],
        console: Console,
    ) -> None:
        self.playground = playground
        self._settle = settle
        self._pass_time = pass_time
        self._console = console

    def scene(self, title: str) -> None:
        """Begin a chapter, and say what time it is."""
        now = self.playground.workspace.clock.now().astimezone(HOME_ZONE)
        self._console.print()
        self._console.print(Rule(Text(f"{title} ({now:%A %-d %B, %H:%M} in Toronto)", style="bold")))

    def narrate(self, words: str) -> None:
        """Say what happens next."""
        self._console.print(f"\n{words}", markup=False, highlight=False, style="bold cyan")

    def look(self, person: Person, words: str = "") -> None:
        """Print what this person has before them: an open form, or the message with these words that changed last.

        Raises StoryError where there is none.
        """
        if person.form is not None:
            self._panel([person], render_view(person.form, person), "sees a form")
            return
        newest = self.newest(person, words)
        self._panel([person], render_message(newest, person), self._where([person], replace(newest, edited=False)))

    def newest(self, person: Person, words: str) -> Message:
        """The message with these words that changed last before this person. Raises StoryError where there is none."""
        found = [message for message in person.messages() if self.says(words, render_message(message, person))]
        if not found:
            raise StoryError(f"{person.name} does not see {words!r}")
        return max(found, key=lambda message: message.revision)

    @contextmanager
    def quietly(self) -> Iterator[None]:
        """What happens meanwhile is not printed: the reader has seen the like of it."""
        before, self._console.quiet = self._console.quiet, True
        try:
            yield
        finally:
            self._console.quiet = before

    def today_at(self, hour: time) -> datetime:
        """An hour of the day that it is in the story, where it plays."""
        today = self.playground.workspace.now.astimezone(HOME_ZONE)
        return datetime.combine(today.date(), hour, HOME_ZONE)

    async def later(self, words: str, **span: float) -> None:
        """Move the clock by a span (``days=3``), and print what people see on the way."""
        self._console.print(f"\n… {words} …", markup=False, highlight=False)
        await self._pass_time(**span)
        self._show_everyone()

    async def command(self, person: Person, name: str, text: str = "") -> None:
        """Type a command; what is answered to this person alone is printed with the rest."""
        self._say(person, f"types {name} {text}".rstrip())
        self._must(person, await person.command(name, text))
        await self.go_on()

    async def fill_in(self, person: Person, fields: Mapping[str, Any], *, shown: bool = True) -> None:
        """Fill in the open form by its fields' labels and send it; ``shown`` prints the whole form as it is sent."""
        self._form_of(person)
        if shown:
            await self._ask_for_more(person, fields)
        await fill_in(person, fields)
        if shown:
            self._panel([person], render_view(self._form_of(person), person), "fills in")
        outcome = await person.submit()
        if outcome.errors:
            raise StoryError(f"{person.name}'s form came back: {dict(outcome.errors)}")
        self._must(person, outcome)
        await self.go_on()

    async def close(self, person: Person) -> None:
        """Close whatever form is open, having read it."""
        if person.form is None:
            raise StoryError(f"{person.name} sees no form")
        self._panel([person], render_view(person.form, person), "reads, and closes")
        await person.close_form(all_of_them=True)

    async def press(self, person: Person, words: str, *, near: str | None = None) -> None:
        """Press a button; ``near`` are words of what it stands at, where there are several."""
        self._say(person, f"presses [{words}]")
        self._must(person, await self._pressed(person, words, near))
        await self.go_on()

    async def press_at_once(self, words: str, *people: Person) -> None:
        """Several people press a button in the same moment."""
        for person in people:
            self._say(person, f"presses [{words}], in the same moment")
        outcomes = await asyncio.gather(*(self._pressed(person, words) for person in people))
        for person, outcome in zip(people, outcomes, strict=True):
            self._must(person, outcome)
        await self.go_on()

    def who_can_press(self, words: str) -> list[Person]:
        """Everyone who has a button with these words before them."""
        return [
            person
            for person in self.playground.people
            if any(words in message.buttons for message in person.messages())
        ]

    def words_of(self, person: Person) -> str:
        """All that this person can read now."""
        return "\n".join(render_message(message, person) for message in person.messages())

    def says(self, words: str, text: str) -> bool:
        """Whether a text says these words. A stage where people read another language looks for them in that one."""
        return words in text

    def expect(self, person: Person, *words: str) -> None:
        """This person can read these words. Raises StoryError."""
        for each in words:
            if not self.says(each, self.words_of(person)):
                raise StoryError(f"{person.name} does not see {each!r}")

    def expect_hidden(self, person: Person, *words: str) -> None:
        """Nothing that this person was sent holds these words, on a button or under it either. Raises StoryError."""
        sent = "\n".join(f"{message.text}\n{message.blocks}" for message in person.messages())
        for each in words:
            if self.says(each, sent):
                raise StoryError(f"{person.name} should not see {each!r}")

    def expect_introductions(self, people: Sequence[Person], rounds: int) -> None:
        """Each has been introduced to another in so many rounds, and to nobody twice. Raises StoryError."""
        for person in people:
            met = [message.channel for message in person.messages() if self.says(", meet <@", message.text)]
            if len(met) < rounds or len(set(met)) != len(met):
                raise StoryError(
                    f"{person.name} has been introduced {len(met)} times, in {len(set(met))} conversations"
                )

    def expect_no_refusals(self) -> None:
        """Slack would have taken everything that the bot sent. Raises StoryError."""
        if self.playground.refusals:
            raise StoryError(f"Slack refused: {self.playground.refusals}")

    def _form_of(self, person: Person) -> View:
        """Return the form that this person has open. Raises StoryError where there is none."""
        if person.form is None:
            raise StoryError(f"{person.name} sees no form")
        return person.form

    async def _ask_for_more(self, person: Person, fields: Iterable[str]) -> None:
        """Have the open form show the rest of it, where one of these fields stands there."""
        if button := more_needed(person, fields):
            await self.press(person, button)

    async def _pressed(self, person: Person, words: str, near: str | None = None) -> Outcome:
        try:
            return await person.press(words, near=near)
        except LookupError as error:
            raise StoryError(f"{person.name} cannot press [{words}]: {error}") from None

    def _must(self, person: Person, outcome: Outcome) -> None:
        if outcome.status != 200:
            raise StoryError(f"the bot answered {person.name} with {outcome.status}")

    async def go_on(self) -> None:
        """Let happen what follows, and print it."""
        await self._settle()
        self._show_everyone()

    def _show_everyone(self) -> None:
        """Print what is new, in the order it came; who sees the very same words in one place is named together."""
        sights: dict[tuple[str, str, str], list[Person]] = {}
        messages: dict[tuple[str, str, str], Message] = {}
        for person in self.playground.people:
            for message in person.unseen():
                sight = (message.channel, message.ts, render_message(message, person))
                sights.setdefault(sight, []).append(person)
                messages[sight] = message
        for sight in sorted(sights, key=lambda each: messages[each].revision):
            self._panel(sights[sight], sight[2], self._where(sights[sight], messages[sight]))

    def _where(self, people: Sequence[Person], message: Message) -> str:
        see = "sees" if len(people) == 1 else "see"
        change = " a message change" if message.edited else ""
        if message.is_ephemeral:
            return f"{see}, and nobody else"
        if message.channel == people[0].dm.id:
            return f"{see}{change}"
        channel = self.playground.workspace.channels[message.channel]
        place = "their group message" if channel.is_direct else f"#{channel.name}"
        return f"{see}{change} in {f'a thread of {place}' if message.is_reply else place}"

    def _say(self, person: Person, deed: str) -> None:
        self._console.print(f"\n{person.name} {deed}", markup=False, highlight=False, style="cyan")

    def _panel(self, people: Sequence[Person], words: str, where: str) -> None:
        self.show(f"{_names(people)} {where}", _LONG_LINK.sub(r"(\1…)", words))

    def show(self, title: str, words: str) -> None:
        """Print what somebody sees."""
        self._console.print(Panel(Text(words), title=Text(title), title_align="left", width=WIDTH, padding=(0, 1)))


def _names(people: Sequence[Person]) -> str:
    if len(people) <= NAMED_AT_MOST:
        return " and ".join(person.name for person in people)
    return f"{people[0].name} and {len(people) - 1} others"
