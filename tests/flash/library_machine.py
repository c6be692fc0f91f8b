"""A library in which anybody does anything in any order: what the state machine is played with."""

from hypothesis.stateful import initialize, precondition, rule
from hypothesis.strategies import booleans, integers, sampled_from

from bot.flash.models import Ask, Conversation, Invitation
from bot.flash.rules import UNDER_WAY, AskState
from bot.profiles.models import NeverPair
from playground import Message, Person
from tests.any_order_machine import AnyOrderMachine, picks
from tests.flash.promises import Facts, broken_promises
from tests.library import FAULTS, fill_in
from tests.slack_codes import TO_WHO_IS_NOT_THERE
from tests.weather import AnyWeather

QUESTIONS = ("How do I write my first grant proposal?", "Which binoculars are good for watching herons?")


class LibraryMachine(AnyWeather, AnyOrderMachine):
    """Asks from posting to closing, with every button pressed by anybody, time passing, people leaving, and bad days.

    From the channel's hello a coffee or a circle may be set up too; questions stay in the channel.
    """

    left_alone = ("Stop posting questions here", "Post questions here")

    def __init__(self) -> None:
        super().__init__()
        self.apart: set[frozenset[str]] = set()
        self.known: set[tuple[str, int]] = set()

    @initialize(capacities=sampled_from([(1, 1, 2), (2, 2, 2), (1, 12, 2)]))
    def begin(self, capacities: tuple[int, int, int]) -> None:
        """Two who ask, three who volunteered, one who did not, and an ask channel."""
        self._open(self._begin(capacities))

    async def _begin(self, capacities: tuple[int, int, int]) -> None:
        zones = (
            "America/Toronto",
            "Europe/London",
            "America/Toronto",
            "Asia/Tokyo",
            "Europe/London",
            "America/Toronto",
        )
        self.people = [self.library.person(f"Person {number}", tz=zone) for number, zone in enumerate(zones)]
        await self.library.open_ask_channel(self.people[5], *self.people[:5])
        await self.people[0].command("/mentor-ask")
        for mentor, capacity in zip(self.people[1:4], capacities, strict=True):
            await self.library.enlist([mentor], "Grant writing", capacity=capacity)
        await self._ask(self.people[0], QUESTIONS[0], with_name=False, in_channel=False)
        await self._remember_facts()

    @rule(who=integers(0, 1), question=sampled_from(QUESTIONS), with_name=booleans(), in_channel=booleans())
    def ask(self, who: int, question: str, with_name: bool, in_channel: bool) -> None:
        """One of the two asks something."""
        self._do(self._ask(self.people[who], question, with_name=with_name, in_channel=in_channel))

    @rule(what=picks)
    def somebody_offers(self, what: int) -> None:
        """A mentor says yes, in private or in the channel: random pressing would seldom come so far."""
        self._press_named(("I can help",), what)

    @rule(what=picks)
    def somebody_chooses(self, what: int) -> None:
        """An asker chooses; where there is nothing to choose, a mentor offers."""
        self._press_named(("Choose",), what) or self._press_named(("I can help",), what)

    @rule(what=picks)
    def a_conversation_goes_on(self, what: int) -> None:
        """A time is proposed or taken, the check-in is answered; where no conversation is, somebody chooses."""
        words = ("Propose a time", "Take time 1", "We talked", "Not yet", "It won't happen", "Say thanks")
        self._press_named(words, what) or self.somebody_chooses(what)

    @rule(what=picks)
    def something_is_asked_first(self, what: int) -> None:
        """A mentor asks something, or the asker answers."""
        self._press_named(("Answer", "Ask something first"), what)

    @rule(hours=sampled_from([1, 6, 26, 75]))
    def pass_time(self, hours: int) -> None:
        """Time passes."""
        self._do(self.library.pass_time(hours=hours))

    @precondition(lambda self: len(self.gone) < 2)
    @rule(who=picks)
    def leave(self, who: int) -> None:
        """Somebody's account is closed."""
        person = self._person(who)
        if person.id not in self.gone:
            self.gone.add(person.id)
            self._do(self.library.leave(person))

    @rule(one=picks, other=picks)
    def rather_not_meet(self, one: int, other: int) -> None:
        """Somebody puts somebody on their private list."""
        first, second = self._person(one), self._person(other)
        if first is not second:
            self._do(self.library.rather_not_meet(first, second))

    async def _ask(self, person: Person, question: str, *, with_name: bool, in_channel: bool) -> None:
        if person.id in self.gone:
            return
        await person.command("/mentor-ask", question)
        await person.fill("Your name", "Ask with my name" if with_name else "Ask without it until I choose someone")
        if in_channel:
            channel = self.library.playground.channel("questions")
            await fill_in(person, Ask_more_widely=[f"Also show it in <#{channel.id}>, where anyone can offer"])
        await self._send(person)

    async def _press(self, person: Person, message: Message, words: str, chance: int) -> None:
        if person.id in self.gone or words in self.left_alone:
            return
        await self.library.forge_press(person, words, message)
        if person.form is not None:
            await self._fill(person, chance)
            await self._send(person)

    async def _fill(self, person: Person, chance: int) -> None:
        assert person.form is not None
        labels = {block["label"]["text"] for block in person.form.blocks if block["type"] == "input"}
        if "Who comes to mind?" in labels:
            await person.fill("Who comes to mind?", self._person(chance))
        for label in labels & {"What would you like to know?", "Your answer", "Your words"}:
            await person.fill(label, "A few words.")

    async def _send(self, person: Person) -> None:
        has_submit = person.form is not None and person.form.definition.get("submit") is not None
        outcome = await person.submit() if has_submit else await person.close_form()
        if outcome.errors and person.form is not None:
            await person.close_form()
        await self.library.settle()

    async def _check(self) -> None:
        library, refusals = self.library, self.library.playground.refusals
        refusals[:] = [one for one in refusals if not (self.gone and one.error in TO_WHO_IS_NOT_THERE)]
        facts = await Facts.of(library)
        assert broken_promises(facts, self._here) == []
        assert [entry for entry in self.logs if entry["event"] in FAULTS] == []
        assert refusals == []
        new_pairs = {pair for key, pair in facts.pairs.items() if key not in self.known}
        assert new_pairs & self.apart == set()
        await self._remember_facts()

    async def _remember_facts(self) -> None:
        facts = await Facts.of(self.library)
        self.known = set(facts.pairs)
        self.apart = {frozenset((row.member, row.other)) for row in await self.library.rows(NeverPair)}

    async def _end(self) -> None:
        self.weather.clear()
        await self.library.pass_time(days=60)
        await self._check()
        assert [ask.id for ask in await self.library.rows(Ask) if ask.state is AskState.LOOKING] == []
        conversations = await self.library.rows(Conversation)
        assert [one.id for one in conversations if one.state in UNDER_WAY] == []
        assert len({(one.ask_id, one.mentor) for one in await self.library.rows(Invitation)}) == len(
            await self.library.rows(Invitation)
        )
