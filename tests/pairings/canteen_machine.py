"""A canteen in which anybody does anything in any order, in any weather: what the state machine is played with."""

from collections.abc import Mapping, Sequence
from datetime import timedelta

from hypothesis.stateful import initialize, precondition, rule
from hypothesis.strategies import booleans, integers, sampled_from, sets

from bot.cadence import Recurs
from bot.pairings.models import Group, Round
from bot.pairings.rules import GroupState, JoinMode, RoundState
from playground import Message, Person
from tests.any_order_machine import LONG, AnyOrderMachine, picks
from tests.pairings.canteen import Canteen
from tests.weather import Spell, Weather, for_good, mendable, passing

SAID = [
    *(("/just-lunch", word) for word in ("today", "today", "skip", "resume", "leave", "status", "join")),
    *(("/coffee", word) for word in ("join", "leave", "skip", "pause", "resume", "status")),
]
MOVES = ("archive", "unarchive", "unarchive", "remove", "invite", "invite", "rename", "come and go", "leave")
ON_THEIR_WAY = (GroupState.PROPOSED, GroupState.DECIDED, GroupState.OPENING, GroupState.INTRODUCED)
CHANGES: Sequence[Mapping[str, str]] = (
    {"How often": "Every two weeks"},
    {"How often": "Every week"},
    {"How many meet": "Three"},
    {"Who is in": "Everyone in the channel, unless they opt out"},
    {"Who is in": "People opt in"},
)


class CanteenMachine(AnyOrderMachine):
    """Coffee and lunch from joining to the end, with every button pressed by anybody, and Slack having bad days."""

    canteen: Canteen

    @initialize(
        joining=sampled_from(JoinMode),
        size=sampled_from([2, 3]),
        recurs=sampled_from([Recurs.EVERY_WEEK, Recurs.EVERY_TWO_WEEKS]),
    )
    def begin(self, joining: JoinMode, size: int, recurs: Recurs) -> None:
        """A coffee, and three who have joined Just Lunch."""
        self._open(self._begin(joining, size, recurs))

    async def _begin(self, joining: JoinMode, size: int, recurs: Recurs) -> None:
        self.canteen = Canteen(self.library, self.gone, self.logs)
        self.people = self.canteen.people
        await self.canteen.begin(joining, size, recurs)

    @rule(what=picks)
    def a_lunch_is_answered(self, what: int) -> None:
        """A yes, mostly: random pressing would seldom come so far."""
        self._press_named(("Accept",), what) or self._press_named(("Not this time",), what)

    @rule(what=picks)
    def a_group_answers(self, what: int) -> None:
        """Somebody proposes a time or takes one, says whether they met, steps back, or says that they skip."""
        words = ("We met", "Not yet", "It won't happen", "Step back", "Skip this time", "Leave", "Pause until…")
        self._press_named((*words, "Propose a time", "Take time 1"), what)

    @rule(who=picks, days=sets(integers(0, 4), min_size=1), by_video=booleans(), only_this_week=booleans())
    def join_lunch(self, who: int, days: set[int], by_video: bool, only_this_week: bool) -> None:
        """Somebody joins Just Lunch, or changes how."""
        person = self._person(who)
        self._do(self.canteen.join_lunch(person, sorted(days), by_video=by_video, only_this_week=only_this_week))

    @rule(who=picks, words=sampled_from(SAID))
    def say(self, who: int, words: tuple[str, str]) -> None:
        """Somebody types a command."""
        self._do(self.canteen.type(self._person(who), *words))

    @rule(words=sampled_from(["Run now", "Run now", "Pause", "Resume", "Resume", "Preview", "Change"]), what=picks)
    def organize(self, words: str, what: int) -> None:
        """The organizer has a round at once, pauses, goes on, looks what people will read, or changes something."""
        self._do(self.canteen.organize(words, CHANGES[what % len(CHANGES)] if words == "Change" else {}))

    @precondition(lambda self: self.steps > LONG)
    @rule()
    def end(self) -> None:
        """The organizer ends it."""
        self._do(self.canteen.organize("End", {}))

    @rule(hours=sampled_from([1, 1, 3, 26]))
    def pass_hours(self, hours: int) -> None:
        """Hours pass: until a lunch, or the next step of it."""
        self._do(self.canteen.pass_time(hours=hours))

    @rule(days=sampled_from([2, 3, 7, 35]))
    def pass_days(self, days: int) -> None:
        """Days pass; after 35 of them all letters are forgotten."""
        self._do(self.canteen.pass_time(days=days))

    @rule(what=sampled_from(MOVES), who=picks)
    def move(self, what: str, who: int) -> None:
        """The channel is archived or renamed, Klatch put out of it, an account closed; or it is well again."""
        person = self._person(who)
        if what == "come and go":
            self._do(self.canteen.come_and_go(person))
        elif what != "leave":
            self._do(self.canteen.move_channel(what))
        elif person is not self.people[0] and len(self.gone) < 2:
            self._do(self.canteen.leave(person))

    @rule(one=picks, other=picks)
    def rather_not_meet(self, one: int, other: int) -> None:
        """Somebody puts somebody on their private list."""
        first, second = self._person(one), self._person(other)
        if first is not second:
            self._do(self.library.rather_not_meet(first, second))

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

    async def _press(self, person: Person, message: Message, words: str, chance: int) -> None:
        await self.canteen.press(person, message, words)

    async def _check(self) -> None:
        await self.canteen.check()

    async def _end(self) -> None:
        await self.canteen.clear_up()
        await self.canteen.organize("Pause", {})
        await self.canteen.pass_time(days=2)
        await self.canteen.check()
        for person in self._here:  # or a month of lunches takes most of a run
            await self.canteen.type(person, "/just-lunch", "leave")
        await self.canteen.pass_time(days=30)
        await self.canteen.check()
        late = self.library.clock.now() - timedelta(days=10)
        rounds = [one for one in await self.library.rows(Round) if one.ends_at < late]
        assert [one.id for one in rounds if one.state in (RoundState.OPEN, RoundState.DECIDED)] == []
        ended = {one.id for one in rounds}
        groups = [one for one in await self.library.rows(Group) if one.round_id in ended]
        assert [one.id for one in groups if one.state in ON_THEIR_WAY] == []
