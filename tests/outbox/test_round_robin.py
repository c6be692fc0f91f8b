"""Whose turn it is: everybody's in turn, answers first, and nobody has every hand."""

from collections import Counter
from collections.abc import Sequence
from datetime import timedelta
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.outbox.models import Urgency
from bot.outbox.round_robin import IN_FLIGHT_LIMIT, NOTICE_LIMIT, WORKSPACE_LIMIT, RoundRobin
from tests.outbox.office import SECOND, START

pytestmark = pytest.mark.one_database

Sent = tuple[str, Urgency]
WORKSPACES = [f"T{number}" for number in range(12)]
LETTERS = st.lists(st.tuples(st.sampled_from(WORKSPACES), st.sampled_from(Urgency)), max_size=120)


class Office:
    """What a post office has to do, and the turns that say in which order."""

    def __init__(self) -> None:
        self.turns = RoundRobin()
        self.waiting: Counter[Sent] = Counter()
        self.on_the_wire: list[Sent] = []

    def write(self, letters: Sequence[Sent]) -> None:
        for workspace, urgency in letters:
            self.waiting[workspace, urgency] += 1
            self.turns.wake(workspace)

    def send(self) -> Sent | None:
        """Have turns until one letter is on the wire; None when nobody has one."""
        while (turn := self.turns.next()) is not None:
            workspace, least, _room = turn
            best = self.most_urgent(workspace)
            if best is None:
                self.turns.sleep(workspace, None, START)
            elif best > least:
                self.turns.found_no_answer(workspace)
            else:
                self.turns.dispatched(turn, best, 1)
                self.waiting[workspace, best] -= 1
                self.on_the_wire.append((workspace, best))
                return workspace, best
        return None

    def land(self, number: int) -> None:
        workspace, urgency = self.on_the_wire.pop(number % len(self.on_the_wire))
        self.turns.finished(workspace, urgency, 1, self.most_urgent(workspace) or Urgency.ANSWER)

    def most_urgent(self, workspace: str) -> Urgency | None:
        return next((urgency for urgency in Urgency if self.waiting[workspace, urgency]), None)

    def hands_of(self, workspace: str) -> int:
        return sum(each == workspace for each, _ in self.on_the_wire)


@given(LETTERS, st.lists(st.integers(0, 40), max_size=60), LETTERS)
def test_no_notice_goes_while_an_answer_could_and_no_one_has_every_hand(
    letters: list[Sent], landings: list[int], later: list[Sent]
) -> None:
    office = Office()
    office.write(letters)
    steps = [*landings, None]
    for number, landing in enumerate(steps):
        while (sent := office.send()) is not None:
            hands = len(office.on_the_wire)
            notices = sum(urgency is Urgency.NOTICE for _, urgency in office.on_the_wire)
            assert (hands <= IN_FLIGHT_LIMIT, notices <= NOTICE_LIMIT) == (True, True)
            assert office.hands_of(sent[0]) <= WORKSPACE_LIMIT
            if sent[1] is Urgency.NOTICE:
                free = [one for one in WORKSPACES if office.hands_of(one) < WORKSPACE_LIMIT]
                assert [one for one in free if office.waiting[one, Urgency.ANSWER]] == []
        if number == len(steps) // 2:
            office.write(later)
        if landing is not None and office.on_the_wire:
            office.land(landing)


@given(LETTERS, st.randoms(use_true_random=False))
def test_every_letter_gets_its_turn(letters: list[Sent], chance: Random) -> None:
    office = Office()
    office.write(letters)
    gone = 0
    while (sent := office.send()) is not None or office.on_the_wire:
        gone += sent is not None
        if sent is None:
            office.land(chance.randrange(100))

    assert gone == len(letters)
    assert +office.waiting == Counter()


@given(
    st.lists(st.integers(1, 40), min_size=2, max_size=12),
    st.sampled_from(Urgency),
    st.lists(st.sampled_from(WORKSPACES), max_size=40),
)
def test_between_two_letters_of_one_workspace_each_other_has_one_at_most(
    counts: list[int], urgency: Urgency, wakes: list[str]
) -> None:
    """However often others are woken. Letters land at once, so that hands bound nobody."""
    office = Office()
    for workspace, count in zip(WORKSPACES, counts, strict=False):
        office.write([(workspace, urgency)] * count)
    since: dict[str, list[str]] = {}
    while (sent := office.send()) is not None:
        office.land(0)
        if wakes:
            office.turns.wake(wakes.pop())
        others = since.get(sent[0], [])
        assert len(others) == len(set(others))
        since[sent[0]] = []
        for workspace, gone in since.items():
            if workspace != sent[0]:
                gone.append(sent[0])


def test_who_rests_is_woken_when_its_rest_ends_and_not_before() -> None:
    turns = RoundRobin()
    turns.wake("T1")
    turns.next()
    turns.sleep("T1", START + SECOND, START)
    assert (turns.next(), turns.next_wake()) == (None, START + SECOND)

    turns.wake_due(START)
    assert turns.next() is None
    turns.wake_due(START + SECOND)
    assert turns.next() is not None
    assert turns.next_wake() is None


def test_who_is_woken_in_its_turn_has_another() -> None:
    turns = RoundRobin()
    turns.wake("T1")
    turns.next()
    turns.wake("T1")
    turns.sleep("T1", START + timedelta(days=1), START)

    assert turns.next() is not None


def test_a_rest_that_was_broken_off_ends_nobodys_sleep() -> None:
    turns = RoundRobin()
    for until in (START + SECOND, START + 2 * SECOND):
        turns.wake("T1")
        turns.next()
        turns.sleep("T1", until, START)

    assert turns.next_wake() == START + 2 * SECOND
    turns.wake_due(START + SECOND)
    assert turns.next() is None


def test_however_often_others_are_woken_a_notice_goes_in_the_end() -> None:
    turns, notices = RoundRobin(), 0
    for _ in range(20):
        for workspace in WORKSPACES:
            turns.wake(workspace)
        for _ in range(len(WORKSPACES) // 2):  # and then all of them are woken again
            turn = turns.next()
            assert turn is not None
            workspace, least, _room = turn
            if least is Urgency.NOTICE:
                turns.dispatched(turn, Urgency.NOTICE, 1)
                turns.finished(workspace, Urgency.NOTICE, 1, Urgency.NOTICE)
                notices += 1
            else:
                turns.found_no_answer(workspace)
    assert notices >= 5
