"""The weather does what was ordered, for as long as it was ordered, and then Slack is well again."""

import asyncio
from contextlib import ExitStack
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, rule, run_state_machine_as_test

from bot.clock import MovableClock
from bot.outbox.letters import post
from bot.outbox.message import Message
from playground.faults import FaultKind, Faults
from tests import slack_codes, weather
from tests.databases import Sqlite
from tests.library import open_library
from tests.weather import EVERYTHING, LETTERS, AnyWeather, Outages, Spell, Trouble, Weather

A_REPLY = {"channel": "C1", "thread_ts": "1.0"}
ANY_SPELL = weather.passing(EVERYTHING) | weather.mendable() | weather.for_good()


def sky() -> tuple[Weather, Faults, MovableClock]:
    faults, clock = Faults(), MovableClock(datetime(2026, 11, 23, tzinfo=UTC))
    return Weather(faults, clock), faults, clock


@given(spell=ANY_SPELL)
def test_a_spell_strikes_its_methods_and_no_others(spell: Spell) -> None:
    over, faults, _ = sky()
    over.order(spell)
    struck = {method for method in EVERYTHING if faults.take(method, A_REPLY)}
    assert struck == set(spell.methods)


@given(spell=ANY_SPELL)
def test_after_clearing_nothing_is_wrong(spell: Spell) -> None:
    over, faults, _ = sky()
    over.order(spell)
    over.clear()
    assert not any(faults.take(method, A_REPLY) for method in EVERYTHING)


@given(spell=weather.outages(), further=st.integers(0, 59))
def test_an_outage_lasts_as_long_by_the_moved_clock(spell: Spell, further: int) -> None:
    over, faults, clock = sky()
    clock.advance(timedelta(hours=5))
    over.order(spell)
    assert spell.minutes is not None
    clock.advance(timedelta(minutes=spell.minutes - 1, seconds=further))
    assert faults.take(spell.methods[0], {}) is not None
    clock.advance(timedelta(minutes=1))
    assert faults.take(spell.methods[0], {}) is None


@given(spell=weather.refusals(slack_codes.FOR_GOOD | slack_codes.TRANSIENT_ERRORS | slack_codes.MENDABLE))
def test_a_refusal_is_said_so_many_times_in_the_words_of_its_method(spell: Spell) -> None:
    over, faults, _ = sky()
    over.order(spell)
    said = [faults.take(spell.methods[0], A_REPLY) for _ in range(spell.calls)]
    assert [one is not None and one.detail for one in said] == [spell.detail] * spell.calls
    assert spell.detail in slack_codes.DOCUMENTED[spell.methods[0]]
    assert faults.take(spell.methods[0], A_REPLY) is None


def test_what_is_wrong_with_a_thread_is_said_of_replies_alone() -> None:
    over, faults, _ = sky()
    over.order(Spell(Trouble.REFUSAL, ("chat.postMessage",), "restricted_action_thread_locked"))
    assert faults.take("chat.postMessage", {"channel": "C1"}) is None
    assert faults.take("chat.postMessage", A_REPLY) is not None


@pytest.mark.parametrize("trouble", Trouble)
def test_every_trouble_is_a_fault_of_the_playground(trouble: Trouble) -> None:
    over, faults, _ = sky()
    over.order(Spell(trouble, ("chat.update",), 7))
    fault = faults.take("chat.update", {})
    assert fault is not None
    expected = {
        Trouble.SERVER_ERROR: (FaultKind.SERVER_ERROR, 7),
        Trouble.NO_JSON: (FaultKind.SERVER_ERROR, 200),
        Trouble.REFUSAL: (FaultKind.REFUSE, "7"),
        Trouble.RATE_LIMIT: (FaultKind.RATE_LIMIT, 7),
        Trouble.LOST_ANSWER: (FaultKind.DROP_ANSWER, None),
        Trouble.LOST_REQUEST: (FaultKind.DROP_REQUEST, None),
    }
    assert (fault.kind, fault.detail) == expected[trouble]


def test_every_documented_code_is_of_one_kind() -> None:
    kinds = (slack_codes.TRANSIENT_ERRORS, slack_codes.MENDABLE, slack_codes.FOR_GOOD)
    documented = frozenset.union(*slack_codes.DOCUMENTED.values())
    assert frozenset.union(*kinds) == documented
    assert sum(len(kind) for kind in kinds) == len(documented)
    assert documented >= slack_codes.THREADS
    assert set(LETTERS) < set(EVERYTHING)


class Office(Outages, AnyWeather, RuleBasedStateMachine):
    """Somebody is written to in any weather."""

    url: str
    runner: asyncio.Runner

    @initialize()
    def begin(self) -> None:
        self.opening = open_library(self.url)
        self.library = self.runner.run(self.opening.__aenter__())
        self.reader = self.library.person("Ana Ruiz")
        self.written = 0

    @rule()
    def write(self) -> None:
        self.runner.run(self._write("on a bad day"))

    @rule(minutes=st.sampled_from([1, 30]))
    def pass_time(self, minutes: int) -> None:
        self.runner.run(self.library.pass_time(minutes=minutes))

    def teardown(self) -> None:
        if not hasattr(self, "library"):
            return
        self.clear_up()
        self.runner.run(self.library.pass_time(hours=1))
        self.runner.run(self._write("once Slack is well again"))
        assert "once Slack is well again" in [message.text for message in self.reader.messages()]
        self.runner.run(self.opening.__aexit__(None, None, None))

    async def _write(self, words: str) -> None:
        self.written += 1
        async with self.library.klatch.database.transaction() as session:
            await post(
                session,
                workspace=self.library.playground.workspace.team_id,
                key=f"letter {self.written}",
                to=f"@{self.reader.id}",
                message=Message(words),
                now=self.library.clock.now(),
            )
        await self.library.settle()


def test_a_machine_takes_the_weather_in_two_lines(sqlite: Sqlite, tmp_path: Path) -> None:
    class Machine(Office):
        def __init__(self) -> None:
            super().__init__()
            place = tmp_path / str(len(list(tmp_path.iterdir())))
            place.mkdir()
            self.url = stack.enter_context(sqlite.database(place))

    how = settings(
        max_examples=5,
        stateful_step_count=8,
        deadline=None,
        derandomize=True,
        suppress_health_check=list(HealthCheck),
    )
    with ExitStack() as stack, asyncio.Runner() as runner:
        Machine.runner = runner
        run_state_machine_as_test(Machine, settings=how)
