"""A library in which anybody does anything about circles, in any order: what the state machine is played with."""

import asyncio
from collections.abc import Mapping, Sequence
from contextlib import AsyncExitStack
from datetime import timedelta
from itertools import pairwise
from typing import Any

import structlog
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule
from hypothesis.strategies import booleans, integers, sampled_from

from bot.circles.rules import TO_COME, CircleState, Reminder
from bot.playground import Message, Person
from tests.circles.klatch import channel_with, join, open_klatch, people
from tests.circles.promises import Facts, broken_promises
from tests.library import FAULTS, Library, faultless_library
from tests.weather import PassingWeather, Spell, for_good

TO_WHO_IS_NOT_THERE = ("user_disabled", "user_not_in_channel", "cannot_dm_bot", "users_not_found")
"""What Slack answers to letters for somebody whose account is closed, and to whispers where somebody is not."""
TO_A_CHANNEL_THAT_IS_GONE = ("is_archived", "not_in_channel", "channel_not_found")
NOT_PRESSED = ("New circle", "Start a circle", "Prompts")
CHANGES: Sequence[Mapping[str, str]] = (
    {"How many people make it worth meeting?": "Four people"},
    {"How many people make it worth meeting?": "Two people"},
    {"Places": "6 people"},
    {"Places": "As many as like to"},
    {"When": "every week on Wednesday at 11:00"},
    {"When": "every second Tuesday at 15:00"},
    {"When": "on 2 December 2026 and 13 January 2027 at 10:00"},
)
"""What is changed about a circle; nowhere does it have fewer places than people then."""
NAMES = ("Coffee Klatch", "Far &amp; wide")
LONG = 15
"""Steps before which nothing is ended: what comes after it says little."""
FAULTY = (*FAULTS, "too many letters in one transaction")
picks = integers(min_value=0, max_value=10_000)


class CirclesMachine(PassingWeather, RuleBasedStateMachine):
    """Two circles in one channel: every button pressed by anybody, commands, time passing, people and channels gone.

    What Slack refuses for good is a letter, never its rewriting: nobody could tell then what stands in it.
    """

    database_url: str
    seed: int

    def __init__(self) -> None:
        super().__init__()
        self.runner = asyncio.Runner()
        self.stack = AsyncExitStack()
        self.old: list[tuple[Person, Message]] = []
        self.gone: set[str] = set()
        self.logs: list[Any] = []
        self.steps = 0

    @initialize(
        when=sampled_from(["every week on Thursday at 15:00", "every second Tuesday at 15:00"]), has_met=booleans()
    )
    def begin(self, when: str, has_met: bool) -> None:
        """Six people: four in a circle with as many seats, one who waits, one who is in nothing."""
        self.runner.run(self._begin(when, has_met=has_met))

    async def _begin(self, when: str, *, has_met: bool) -> None:
        self.logs = self.stack.enter_context(structlog.testing.capture_logs())
        self.library: Library = await self.stack.enter_async_context(faultless_library(self.database_url, self.seed))
        self.people = people(self.library, 6)
        self.channel = await channel_with(self.library, self.people)
        inside = self.people[:4]
        for name, seats in (("Coffee Klatch", 4), ("Far & wide", None)):
            self.klatch = await open_klatch(
                self.library, inside[:2], when=when, channel=self.channel, seats=seats, name=name
            )
            for person, reminder in zip(self.people[2:5], Reminder, strict=False):
                await join(self.library, self.klatch.circle, [person], reminder)
            await self.library.settle()
        for what in range(4 if has_met else 0):
            await self._some_come(what)
            await self.library.pass_time(days=what % 2 * 2)

    @rule(what=picks)
    def press_anything(self, what: int) -> None:
        """Somebody presses a button that stands before them."""
        self._press_one_of(self._before_them(), what)

    @rule(what=picks)
    def answer(self, what: int) -> None:
        """Somebody says whether they come."""
        self._press_named(("I'm in", "Maybe", "Not this time"), what)

    @rule(what=picks)
    def enough_come(self, what: int) -> None:
        """Some say that they come to a meeting, and a week passes: random pressing would have few of them happen."""
        self._do(self._some_come(what))
        self._do(self.library.pass_time(days=7))

    async def _some_come(self, what: int) -> None:
        asked = {one.ts: one for _, one, words in self._before_them() if words == "I'm in" and not one.is_reply}
        for person in self.people[:3] if asked else ():
            await self._press(person, list(asked.values())[what % len(asked)], "I'm in", what)

    @rule(what=picks)
    def something_is_changed(self, what: int) -> None:
        """A host passes, moves the meeting or calls it off; where too few come, somebody has a wish."""
        self._press_named(("Pass", "Another day", "Call it off", "Go ahead", "Move it"), what)

    @rule(what=picks)
    def something_is_talked_about(self, what: int) -> None:
        """Somebody suggests a topic, carries one over, or says what they take with them."""
        self._press_named(("Suggest a topic", "Carry over", "Reflect", "Add to my calendar"), what)

    @precondition(lambda self: self.old)
    @rule(what=picks)
    def press_an_old_copy(self, what: int) -> None:
        """Somebody's window shows what has changed since."""
        person, message = self.old[what % len(self.old)]
        self._do(self._press(person, message, message.buttons[what // 7 % len(message.buttons)], what))

    @precondition(lambda self: self.old)
    @rule(what=picks, who=picks)
    def forge(self, what: int, who: int) -> None:
        """Somebody presses what stands before somebody else."""
        _, message = self.old[what % len(self.old)]
        person = self.people[who % len(self.people)]
        self._do(self._press(person, message, message.buttons[what // 7 % len(message.buttons)], what))

    @rule(who=picks, what=picks, words=sampled_from(["join", "leave", "host", "next", "suggest", ""]))
    def type_a_command(self, who: int, what: int, words: str) -> None:
        """Somebody types a command, and presses something of what they see then."""
        self._do(self._command(self.people[who % 6], "/klatch", words, what))

    @rule(what=picks, words=sampled_from(["Pause", "Resume", "Resume", "Change", "Change", "Change"]))
    def look_after(self, what: int, words: str) -> None:
        """Who started the circles pauses, resumes or changes one."""
        self._do(self._command(self.people[0], "/mentor-admin", "", what, words))

    @precondition(lambda self: self.steps > LONG)
    @rule(what=picks)
    def end(self, what: int) -> None:
        """Who started the circles ends one."""
        self._do(self._command(self.people[0], "/mentor-admin", "", what, "End"))

    @rule(hours=sampled_from([1, 6, 26, 75]))
    def pass_time(self, hours: int) -> None:
        """Time passes."""
        self._do(self.library.pass_time(hours=hours))

    @rule(days=sampled_from([7, 7, 35]))
    def pass_days(self, days: int) -> None:
        """Much time passes, after which letters are forgotten."""
        self._do(self.library.pass_time(days=days))

    @rule(spell=for_good().filter(lambda spell: "chat.update" not in spell.methods))
    def slack_will_not_have_it(self, spell: Spell) -> None:
        """Slack refuses a letter for good."""
        self.weather.order(spell)

    @precondition(lambda self: len(self.gone) < 2)
    @rule(who=integers(1, 5))
    def leave(self, who: int) -> None:
        """Somebody's account is closed."""
        person = self.people[who]
        if person.id not in self.gone:
            self.gone.add(person.id)
            self._do(self.library.leave(person))

    @rule(what=picks)
    def channel_goes_or_comes_back(self, what: int) -> None:
        """The channel is archived, or Klatch removed, or all is well again; seldom, for little happens without it."""
        if what % 3 == 0 or self._is_channel_gone():
            self._do(self._move_channel(is_archived=what % 2 == 0))

    async def _move_channel(self, *, is_archived: bool) -> None:
        playground, somebody = self.library.playground, self.people[0]
        if self.channel.archived:
            await playground.unarchive(self.channel, somebody)
            await playground.remove_bot(self.channel)  # as Klatch says, for it to be invited again
        elif self._is_channel_gone():
            await playground.invite_bot(self.channel, somebody)
        elif is_archived:
            await playground.archive(self.channel, somebody)
        else:
            await playground.remove_bot(self.channel)
        await self.library.settle()

    def _is_channel_gone(self) -> bool:
        klatch = self.library.playground.workspace.app.bot_user_id
        return self.channel.archived or klatch not in self.channel.members

    @invariant()
    def everything_promised_is_true(self) -> None:
        """What must hold after every step, whatever it was."""
        if hasattr(self, "library"):
            self.runner.run(self._check())

    def teardown(self) -> None:
        """In the end nothing was forgotten: with time alone, every meeting comes to its end."""
        try:
            if hasattr(self, "library"):
                self.runner.run(self._end())
        finally:
            self.runner.run(self.stack.aclose())
            self.runner.close()

    def _before_them(self) -> list[tuple[Person, Message, str]]:
        return [
            (person, message, words)
            for person in self.people
            for message in person.messages()
            for words in message.buttons
            if person.id not in self.gone and not message.is_ephemeral and not _is_hello(message)
        ]

    def _press_named(self, words: tuple[str, ...], what: int) -> bool:
        return self._press_one_of([one for one in self._before_them() if one[2] in words], what)

    def _press_one_of(self, buttons: list[tuple[Person, Message, str]], what: int) -> bool:
        kinds = sorted({words for _, _, words in buttons})
        if kinds:
            alike = [one for one in buttons if one[2] == kinds[what % len(kinds)]]
            person, message, words = alike[what // len(kinds) % len(alike)]
            self._do(self._press(person, message, words, what))
        return bool(kinds)

    def _do(self, act: Any) -> None:
        self.steps += 1
        for person, message, _ in self._before_them():
            if (person, message) not in self.old:
                self.old.append((person, message))
        self.runner.run(act)

    async def _press(self, person: Person, message: Message, words: str, chance: int) -> None:
        if person.id in self.gone:
            return
        await self.library.forge_press(person, words, message)
        await self._fill(person, chance)

    async def _command(self, person: Person, name: str, text: str, chance: int, words: str = "") -> None:
        if person.id in self.gone:
            return
        before = person.messages()
        await person.command(name, text)
        await self._fill(person, chance)
        answers = [one for one in person.messages() if one not in before and one.is_ephemeral]
        offered = [one for answer in answers for one in answer.buttons if words in ("", one)]
        if offered := [one for one in offered if one not in NOT_PRESSED]:
            near = [name for name in NAMES if words and _has_button(answers[-1], name, words)]
            which = near[chance // 7 % len(near)] if near else None
            await person.press(offered[chance % len(offered)], answers[-1], near=which)
            await self.library.settle()
            await self._fill(person, chance)

    async def _fill(self, person: Person, chance: int) -> None:
        """Fill in the form that is open, if one is, and send it; close what stays."""
        if person.form is not None:
            labels = {block["label"]["text"] for block in person.form.blocks if block["type"] == "input"}
            for label in labels & {"What would you like to talk about?", "What do you take with you?"}:
                await person.fill(label, f"Words {chance}.")
            if "When instead?" in labels:
                await person.fill("When instead?", self.library.clock.now() + timedelta(hours=chance % 200))
            for label, wanted in CHANGES[chance % len(CHANGES)].items():
                if label in labels:
                    await person.fill(label, wanted)
            if labels:
                await person.submit()
        if person.form is not None:
            await person.close_form(all_of_them=True)
        await self.library.settle()

    async def _check(self) -> None:
        library, refusals = self.library, self.library.playground.refusals
        expected = {*TO_WHO_IS_NOT_THERE, *(TO_A_CHANNEL_THAT_IS_GONE if self._is_channel_gone() else ())}
        refusals[:] = [one for one in refusals if one.error not in expected]
        facts = await Facts.of(library)
        broken = broken_promises(facts, [person for person in self.people if person.id not in self.gone])
        faults = [entry for entry in self.logs if entry["event"] in FAULTY]
        assert (broken, refusals, faults) == ([], [], []), (broken, refusals, faults)

    async def _end(self) -> None:
        self.weather.clear()
        await self.library.pass_time(days=3)
        await self._check()
        facts = await Facts.of(self.library)
        assert facts.is_quiet
        running = {one.id for one in facts.circles.values() if one.state is CircleState.RUNNING}
        late = [one.id for one in facts.meetings.values() if one.state in TO_COME and one.circle_id not in running]
        assert [one for one in late if not facts.is_to_come(facts.meetings[one])] == []


def _has_button(message: Message, name: str, words: str) -> bool:
    """Whether a button with these words stands below what is said of a circle."""
    return any(name in str(said) and repr(words) in str(below) for said, below in pairwise(message.blocks))


def _is_hello(message: Message) -> bool:
    return "Hello, I am Klatch" in message.text
