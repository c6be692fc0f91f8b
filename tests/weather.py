"""Slack on its bad days: failing at random, in every way that it says it may, for tests and for state machines.

A machine that has ``self.library`` takes it in two lines::

    from tests.weather import AnyWeather
    class LibraryMachine(AnyWeather, RuleBasedStateMachine): ...

and calls ``self.clear_up()`` where Slack has to be well again, as before it looks whether everything has arrived.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from typing import Any

from hypothesis import strategies as st
from hypothesis.stateful import rule

from bot.clock import Clock
from playground.faults import Condition, Faults
from playground.methods import METHODS
from playground.rehearsal.rehearsal import Rehearsal
from playground.web_api import RESPONSE_URL
from tests.slack_codes import DOCUMENTED, FOR_GOOD, MENDABLE, THREADS, TRANSIENT_ERRORS

LETTERS = tuple(DOCUMENTED)
"""The methods by which letters go out."""

EVERYTHING = (*METHODS, RESPONSE_URL)
"""Every method that the playground has, those by which forms open too."""

UNTIL_CLEAR = 1_000_000
"""As many calls as no test makes."""

_MINUTES = (1, 10, 61, 180)
_STATUSES = (500, 502, 503, 504)
_RETRY_AFTER = (1, 30, 120)


class Trouble(StrEnum):
    """What is wrong."""

    SERVER_ERROR = "a 5xx, with a page that is no JSON"
    NO_JSON = "a 200, with a page that is no JSON"
    REFUSAL = "an error code"
    RATE_LIMIT = "a 429"
    LOST_ANSWER = "done, and no answer"
    LOST_REQUEST = "neither done nor answered"


@dataclass(frozen=True)
class Spell:
    """A spell of bad weather: of some methods, for so many calls of each, or for so many minutes."""

    trouble: Trouble
    methods: tuple[str, ...]
    detail: str | int = 0
    """The status, the code or the seconds to wait, where the trouble has one."""
    calls: int = UNTIL_CLEAR
    minutes: int | None = None
    """By the moved clock, from when it is ordered."""


class Weather:
    """The weather over a playground: ``order`` a spell, and ``clear`` for Slack to be well again."""

    def __init__(self, faults: Faults, clock: Clock) -> None:
        self._faults = faults
        self._clock = clock

    @classmethod
    def over(cls, here: Rehearsal) -> "Weather":
        """The weather over a rehearsal."""
        return cls(here.playground.faults, here.clock)

    def order(self, spell: Spell) -> None:
        """Have a spell begin now. Those ordered before go first."""
        when = self._while_it_lasts(spell)
        for method in spell.methods:
            self._order(method, spell, when)

    def clear(self) -> None:
        """Have Slack be well again, whatever was ordered."""
        self._faults.clear()

    def _order(self, method: str, spell: Spell, when: Condition) -> None:
        match spell.trouble:
            case Trouble.SERVER_ERROR:
                self._faults.server_error(method, int(spell.detail), spell.calls, when)
            case Trouble.NO_JSON:
                self._faults.server_error(method, 200, spell.calls, when)
            case Trouble.REFUSAL:
                self._faults.refuse(method, str(spell.detail), spell.calls, when)
            case Trouble.RATE_LIMIT:
                self._faults.rate_limit(method, int(spell.detail), spell.calls, when)
            case Trouble.LOST_ANSWER:
                self._faults.drop_answer(method, spell.calls, when)
            case Trouble.LOST_REQUEST:
                self._faults.drop_request(method, spell.calls, when)

    def _while_it_lasts(self, spell: Spell) -> Condition:
        end = None if spell.minutes is None else self._clock.now() + timedelta(minutes=spell.minutes)

        def holds(arguments: Mapping[str, Any]) -> bool:
            return (end is None or self._clock.now() < end) and _can_be_said(spell, arguments)

        return holds


def _can_be_said(spell: Spell, arguments: Mapping[str, Any]) -> bool:
    """Whether Slack could mean it: what is wrong with a thread is said of replies alone."""
    return spell.detail not in THREADS or bool(arguments.get("thread_ts"))


def outages(methods: Collection[str] = LETTERS) -> st.SearchStrategy[Spell]:
    """Minutes or hours in which every one of the methods, or one, fails with a 5xx or says nothing of sense."""
    which = st.sampled_from([tuple(methods), *((method,) for method in methods)])
    minutes = st.sampled_from(_MINUTES)
    errors = st.builds(_outage(Trouble.SERVER_ERROR), which, minutes, st.sampled_from(_STATUSES))
    riddles = st.builds(_outage(Trouble.NO_JSON), which, minutes)
    codes = st.builds(_outage(Trouble.REFUSAL), which, minutes, st.sampled_from(("fatal_error", "internal_error")))
    return errors | riddles | codes


def passing(methods: Collection[str] = LETTERS) -> st.SearchStrategy[Spell]:
    """What passes by itself: after it nothing may be lost."""
    few = st.integers(1, 3)
    one = st.sampled_from(list(methods)).map(lambda method: (method,))
    cuts = st.sampled_from([Trouble.LOST_ANSWER, Trouble.LOST_REQUEST, Trouble.NO_JSON])
    cut = st.builds(lambda trouble, which, calls: Spell(trouble, which, calls=calls), cuts, one, few)
    limits = st.builds(
        lambda which, seconds, calls: Spell(Trouble.RATE_LIMIT, which, seconds, calls),
        one,
        st.sampled_from(_RETRY_AFTER),
        few,
    )
    return outages(methods) | cut | limits | refusals(TRANSIENT_ERRORS)


def mendable() -> st.SearchStrategy[Spell]:
    """Refusals that somebody can mend: after it nothing may be lost, and somebody has been told."""
    return refusals(MENDABLE)


def for_good() -> st.SearchStrategy[Spell]:
    """Refusals of what will never go: what was promised by it has to be taken back in words."""
    return refusals(FOR_GOOD)


def refusals(codes: frozenset[str]) -> st.SearchStrategy[Spell]:
    """One to three refusals of a method by which letters go, with one of these codes."""
    said = [(method, code) for method, its in DOCUMENTED.items() for code in sorted(codes & its)]
    return st.builds(
        lambda what, calls: Spell(Trouble.REFUSAL, (what[0],), what[1], calls),
        st.sampled_from(said),
        st.integers(1, 3),
    )


def _outage(trouble: Trouble) -> Any:
    return lambda which, minutes, detail=0: Spell(trouble, which, detail, minutes=minutes)


class PassingWeather:
    """Rules for a state machine that has ``self.library``: letters have a hard time, and none of it lasts."""

    library: Any

    @property
    def weather(self) -> Weather:
        """The weather over the library."""
        return Weather.over(self.library)

    @rule(spell=passing() | mendable())
    def bad_weather(self, spell: Spell) -> None:
        """Slack has a bad day."""
        self.weather.order(spell)

    @rule()
    def clear_up(self) -> None:
        """Slack is well again."""
        self.weather.clear()


class AnyWeather(PassingWeather):
    """The same, and some letters will never arrive."""

    @rule(spell=for_good().filter(lambda spell: "chat.update" not in spell.methods))
    def slack_will_not_have_it(self, spell: Spell) -> None:
        """Slack refuses a letter for good, never its rewriting: nobody could tell then what stands in it."""
        self.weather.order(spell)


class Outages:
    """One more rule, for machines that bear a press after which no form opens."""

    library: Any

    @rule(spell=outages(EVERYTHING))
    def slack_is_away(self, spell: Spell) -> None:
        """Everything fails for a while, or one method, whichever it is."""
        Weather.over(self.library).order(spell)
