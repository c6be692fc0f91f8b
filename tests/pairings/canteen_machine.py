"""A canteen in which anybody does anything in any order, in any weather: what the state machine is played with."""

import asyncio
from collections.abc import Coroutine
from datetime import timedelta
from typing import Any

from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule
from hypothesis.strategies import booleans, integers, sampled_from, sets

from bot.agenda.cadence import Recurs
from bot.pairings.models import Group, Round
from bot.pairings.rules import GroupState, Joining, RoundState
from bot.playground import Message, Person
from tests.pairings.canteen import Canteen
from tests.weather import Spell, Weather, for_good, mendable, passing

picks = integers(min_value=0, max_value=10_000)
LUNCH_WORDS = ("today", "skip", "resume", "leave", "status", "join")
COFFEE_WORDS = ("join", "leave", "skip", "pause", "resume", "status")
EVERYBODY, WHO_JOINS = "Everybody in the channel is in, until they say otherwise", "Only who joins is in"
ON_THEIR_WAY = (GroupState.PROPOSED, GroupState.DECIDED, GroupState.OPENING, GroupState.INTRODUCED)
CHANGES = ({"How often": "Every two weeks"}, {"How often": "Every week"}, {"How many meet": "Three"})


class CanteenMachine(RuleBasedStateMachine):
    """Coffee and lunch from joining to the end, with every button pressed by anybody, and Slack having bad days."""

    database_url: str

    def __init__(self) -> None:
        super().__init__()
        self.runner = asyncio.Runner()
        self.canteen = Canteen()
        self.has_begun = False

    @property
    def library(self) -> Any:
        """Where the weather is."""
        return self.canteen.library

    @initialize(
        joining=sampled_from(Joining),
        size=sampled_from([2, 3]),
        recurs=sampled_from([Recurs.EVERY_WEEK, Recurs.EVERY_TWO_WEEKS]),
    )
    def begin(self, joining: Joining, size: int, recurs: Recurs) -> None:
        """A coffee, and three who have joined Just Lunch."""
        self.runner.run(self.canteen.begin(self.database_url, joining, size, recurs))
        self.has_begun = True

    @rule(what=picks)
    def press_anything(self, what: int) -> None:
        """Somebody presses a button that stands before them."""
        self._press_one_of(self.canteen.before_them(), what)

    @rule(what=picks)
    def a_lunch_is_answered(self, what: int) -> None:
        """A yes, mostly: random pressing would seldom come so far."""
        self._press_named(("Accept",), what) or self._press_named(("Not this time",), what)

    @rule(what=picks)
    def a_group_answers(self, what: int) -> None:
        """Somebody says whether they met, steps back, or says that they skip."""
        words = ("We met", "Not yet", "It won't happen", "Step back", "Skip this round", "Leave", "Pause until…")
        self._press_named(words, what)

    @precondition(lambda self: self.canteen.old)
    @rule(what=picks)
    def press_an_old_copy(self, what: int) -> None:
        """Somebody's window shows what has changed since."""
        person, message = self.canteen.old[what % len(self.canteen.old)]
        self._do(self.canteen.press(person, message, _one_of(message.buttons, what // 7)))

    @precondition(lambda self: self.canteen.old)
    @rule(what=picks, who=picks)
    def forge(self, what: int, who: int) -> None:
        """Somebody presses what stands before somebody else."""
        _, message = self.canteen.old[what % len(self.canteen.old)]
        self._do(self.canteen.press(self._person(who), message, _one_of(message.buttons, what // 7)))

    @rule(who=picks, days=sets(integers(0, 4), min_size=1), by_video=booleans(), only_this_week=booleans())
    def join_lunch(self, who: int, days: set[int], by_video: bool, only_this_week: bool) -> None:
        """Somebody joins Just Lunch, or changes how."""
        person = self._person(who)
        self._do(self.canteen.join_lunch(person, sorted(days), by_video=by_video, only_this_week=only_this_week))

    @rule(who=picks, word=sampled_from(LUNCH_WORDS))
    def say_about_lunch(self, who: int, word: str) -> None:
        """Somebody types a word after /just-lunch."""
        self._do(self.canteen.type(self._person(who), "/just-lunch", word))

    @rule(who=picks, word=sampled_from(COFFEE_WORDS))
    def say_about_coffee(self, who: int, word: str) -> None:
        """Somebody types a word after /coffee."""
        self._do(self.canteen.type(self._person(who), "/coffee", word))

    @rule(words=sampled_from(["Run now", "Pause", "Resume"]))
    def organize(self, words: str) -> None:
        """The organizer has a round at once, pauses, or goes on."""
        self._do(self.canteen.organize(words, {}))

    @rule(words=sampled_from(["End", "Preview"]), is_meant=integers(0, 3))
    def end_or_preview(self, words: str, is_meant: int) -> None:
        """The organizer ends it (not often), or looks who would meet whom."""
        if words == "Preview" or not is_meant:
            self._do(self.canteen.organize(words, {}))

    @rule(fields=sampled_from(CHANGES) | sampled_from([{"Who is in": EVERYBODY}, {"Who is in": WHO_JOINS}]))
    def change(self, fields: dict[str, str]) -> None:
        """The organizer changes something."""
        self._do(self.canteen.organize("Change", fields))

    @rule(hours=sampled_from([1, 3, 26, 26, 75, 170, 35 * 24]))
    def pass_time(self, hours: int) -> None:
        """Time passes; after 35 days all letters are forgotten."""
        self._do(self.canteen.pass_time(hours=hours))

    @precondition(lambda self: len(self.canteen.gone) < 2)
    @rule(who=picks)
    def leave(self, who: int) -> None:
        """Somebody's account is closed."""
        person = self._person(who)
        if person.id not in self.canteen.gone and person is not self.canteen.people[0]:
            self._do(self.canteen.leave(person))

    @rule(what=sampled_from(["archive", "unarchive", "unarchive", "remove", "invite", "invite", "rename"]))
    def move_channel(self, what: str) -> None:
        """The channel is archived or renamed, or Klatch is put out of it; or it is well again."""
        self._do(self.canteen.move_channel(what))

    @rule(who=picks)
    def come_and_go(self, who: int) -> None:
        """Somebody leaves the channel, or comes back."""
        self._do(self.canteen.come_and_go(self._person(who)))

    @rule(one=picks, other=picks)
    def rather_not_meet(self, one: int, other: int) -> None:
        """Somebody puts somebody on their private list."""
        first, second = self._person(one), self._person(other)
        if first is not second:
            self._do(self.canteen.rather_not_meet(first, second))

    @rule(spell=passing() | mendable() | for_good())
    def bad_weather(self, spell: Spell) -> None:
        """Slack has a bad day; some of what it refuses then will never go."""
        self.canteen.is_fine = False
        Weather.over(self.library).order(spell)

    @precondition(lambda self: not self.canteen.is_fine)
    @rule()
    def clear_up(self) -> None:
        """Slack is well again, and has been for some hours."""
        self._do(self.canteen.clear_up())

    @invariant()
    def everything_promised_is_true(self) -> None:
        """What must hold after every step, whatever it was."""
        if self.has_begun:
            self.runner.run(self.canteen.check())

    def teardown(self) -> None:
        """In the end nothing was forgotten: with time alone, every round and every group comes to its end."""
        try:
            if self.has_begun:
                self.runner.run(self._end())
        finally:
            self.runner.run(self.canteen.stack.aclose())
            self.runner.close()

    async def _end(self) -> None:
        await self.canteen.clear_up()
        await self.canteen.organize("Pause", {})
        await self.canteen.pass_time(days=2)
        await self.canteen.check()
        for person in self.canteen.here:  # or a month of lunches takes most of a run
            await self.canteen.type(person, "/just-lunch", "leave")
        await self.canteen.pass_time(days=30)
        await self.canteen.check()
        late = self.library.clock.now() - timedelta(days=10)
        rounds = [one for one in await self.library.rows(Round) if one.ends_at < late]
        assert [one.id for one in rounds if one.state in (RoundState.OPEN, RoundState.DECIDED)] == []
        ended = {one.id for one in rounds}
        groups = [one for one in await self.library.rows(Group) if one.round_id in ended]
        assert [one.id for one in groups if one.state in ON_THEIR_WAY] == []

    def _person(self, who: int) -> Person:
        return self.canteen.people[who % len(self.canteen.people)]

    def _press_named(self, words: tuple[str, ...], what: int) -> bool:
        return self._press_one_of([one for one in self.canteen.before_them() if one[2] in words], what)

    def _press_one_of(self, buttons: list[tuple[Person, Message, str]], what: int) -> bool:
        kinds = sorted({words for _, _, words in buttons})
        if kinds:
            alike = [one for one in buttons if one[2] == kinds[what % len(kinds)]]
            self._do(self.canteen.press(*alike[what // len(kinds) % len(alike)]))
        return bool(kinds)

    def _do(self, act: Coroutine[Any, Any, None]) -> None:
        self.canteen.keep_copies()
        self.runner.run(act)


def _one_of(words: list[str], what: int) -> str:
    return words[what % len(words)]
