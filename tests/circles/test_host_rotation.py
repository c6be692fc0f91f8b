"""Whose turn it is to host is fair over the meetings."""

from collections import Counter
from datetime import UTC, datetime, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from bot.circles.members.hosting import HostCandidate, next_in_turn

BEGAN = datetime(2026, 1, 5, 15, tzinfo=UTC)


def rotate(members: int, meetings: int, joins_at: list[int], passes: set[tuple[int, int]]) -> list[int]:
    """Who hosts each meeting, a fortnight apart; ``passes`` are those of a member at a meeting."""
    last: dict[int, datetime] = {}
    hosts = []
    for number in range(meetings):
        now = BEGAN + timedelta(days=14 * number)
        previous = now - timedelta(days=9) if number else None
        inside = [member for member in range(members) if joins_at[member] <= number]
        since = {member: BEGAN + timedelta(days=14 * joins_at[member] - 1, minutes=member) for member in inside}
        asked = set[int]()
        while True:
            line = [
                HostCandidate(str(one), since[one], last.get(one), False, f"{one:02}")
                for one in inside
                if one not in asked
            ]
            chosen = next_in_turn(line, previous)
            if chosen is None:
                hosts.append(-1)
                break
            last[int(chosen)] = now
            if (int(chosen), number) not in passes:
                hosts.append(int(chosen))
                break
            asked.add(int(chosen))
    return hosts


@settings(max_examples=50, deadline=None)
@given(members=st.integers(1, 12))
def test_over_ten_meetings_each_hosts_as_often_as_the_others(members: int) -> None:
    turns = Counter(rotate(members, 10, [0] * members, set()))
    counts = [turns[member] for member in range(members)]
    assert max(counts) - min(counts) <= 1
    assert sum(counts) == 10


@settings(max_examples=50, deadline=None)
@given(st.data())
def test_who_passes_has_had_their_turn_and_nobody_is_asked_twice_before_all_have_been(data: st.DataObject) -> None:
    members = data.draw(st.integers(1, 8))
    passes = data.draw(st.sets(st.tuples(st.integers(0, members - 1), st.integers(0, 9))))
    hosts = rotate(members, 10, [0] * members, passes)
    for number, host in enumerate(hosts):
        assert (host, number) not in passes
        if host == -1:
            assert {(member, number) for member in range(members)} <= passes
    asked = Counter(host for host in hosts if host >= 0) + Counter(member for member, _ in passes)
    if not passes:
        assert max(asked.values()) - min(asked.values()) <= 1


@settings(max_examples=25, deadline=None)
@given(st.lists(st.integers(0, 6), min_size=1, max_size=8))
def test_nobody_begins_with_hosting_while_somebody_else_could(joins_at: list[int]) -> None:
    joins_at = [0, *joins_at]
    hosts = rotate(len(joins_at), 10, joins_at, set())
    assert -1 not in hosts
    for number, host in enumerate(hosts[1:], start=1):
        assert joins_at[host] < number


def test_who_would_like_to_host_goes_first() -> None:
    early, late = BEGAN, BEGAN + timedelta(days=20)
    line = [
        HostCandidate("a", early, None, False, "1"),
        HostCandidate("b", late, BEGAN, True, "2"),
        HostCandidate("c", early, None, False, "0"),
    ]
    assert next_in_turn(line, BEGAN + timedelta(days=10)) == "b"
    assert next_in_turn([], None) is None
