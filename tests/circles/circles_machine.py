"""A library in which anybody does anything about circles, in any order: what the state machine is played with."""

from collections.abc import Mapping, Sequence
from datetime import timedelta
from itertools import pairwise

from hypothesis.stateful import initialize, precondition, rule
from hypothesis.strategies import booleans, integers, sampled_from

from bot.circles.rules import TO_COME, Reminder
from bot.recurring.rules import RecurringState
from playground import Message, Person
from tests.any_order_machine import LONG, AnyOrderMachine, picks
from tests.circles.klatch import channel_with, join, open_klatch, people
from tests.circles.promises import Facts, broken_promises
from tests.library import FAULTS
from tests.slack_codes import TO_A_CHANNEL_THAT_IS_GONE, TO_WHO_IS_NOT_THERE
from tests.weather import AnyWeather

NOT_PRESSED = ("New circle", "Start a circle", "Prompts")
CHANGES: Sequence[Mapping[str, str]] = (
    {"How many people make it worth meeting?": "4 people"},
    {"How many people make it worth meeting?": "2 people"},
    {"Places": "6 people"},
    {"Places": "No limit"},
    {"When": "every week on Wednesday at 11:00"},
    {"When": "every second Tuesday at 15:00"},
    {"When": "on 2 December 2026 and 13 January 2027 at 10:00"},
)
"""What is changed about a circle; nowhere does it have fewer places than people then."""
NAMES = ("Coffee Klatch", "Far &amp; wide")
FAULTY = (*FAULTS, "too many letters in one transaction")


class CirclesMachine(AnyWeather, AnyOrderMachine):
    """Two circles in one channel: every button pressed by anybody, commands, time passing, people and channels gone."""

    @initialize(
        when=sampled_from(["every week on Thursday at 15:00", "every second Tuesday at 15:00"]), has_met=booleans()
    )
    def begin(self, when: str, has_met: bool) -> None:
        """Six people: four in a circle with as many seats, one who waits, one who is in nothing."""
        self._open(self._begin(when, has_met=has_met))

    async def _begin(self, when: str, *, has_met: bool) -> None:
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
        self._press_named(("I'll host", "Pass", "Another day", "Call it off", "Go ahead", "Move it"), what)

    @rule(what=picks)
    def something_is_talked_about(self, what: int) -> None:
        """Somebody suggests a topic, carries one over, or says what they take with them."""
        self._press_named(("Suggest a topic", "Carry over", "Reflect", "Add to my calendar"), what)

    @rule(who=picks, what=picks, words=sampled_from(["join", "leave", "host", "next", "suggest", ""]))
    def type_a_command(self, who: int, what: int, words: str) -> None:
        """Somebody types a command, and presses something of what they see then."""
        self._do(self._command(self._person(who), "/klatch", words, what))

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

    def _may_be_kept(self, message: Message) -> bool:
        """What is offered in answer to a command is pressed at once: an old *End* would end everything early."""
        return super()._may_be_kept(message) and not message.is_ephemeral

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
            for label in labels & {"What would you like to talk about?", "What's your takeaway?"}:
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
        broken = broken_promises(facts, self._here)
        faults = [entry for entry in self.logs if entry["event"] in FAULTY]
        assert (broken, refusals, faults) == ([], [], []), (broken, refusals, faults)

    async def _end(self) -> None:
        self.weather.clear()
        await self.library.pass_time(days=3)
        await self._check()
        facts = await Facts.of(self.library)
        assert facts.is_quiet
        running = {one.id for one in facts.circles.values() if one.state is RecurringState.RUNNING}
        late = [one.id for one in facts.meetings.values() if one.state in TO_COME and one.circle_id not in running]
        assert [one for one in late if not facts.is_to_come(facts.meetings[one])] == []


def _has_button(message: Message, name: str, words: str) -> bool:
    """Whether a button with these words stands below what is said of a circle."""
    return any(name in str(said) and repr(words) in str(below) for said, below in pairwise(message.blocks))
