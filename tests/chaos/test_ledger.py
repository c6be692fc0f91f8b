"""The ledger can say no: what is lost, doubled, out of order or too fast does not pass."""

from collections import Counter
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from bot.languages.reader import ENGLISH
from bot.outbox.models import Letter, LetterState, Method, WhenUnknown
from bot.outbox.views import perhaps_twice
from tests.chaos.faults import Fault
from tests.chaos.ledger import Arrival, Ledger, Promise, Refusal

NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)


def promise(number: int, **more: Any) -> Promise:
    return Promise(number, "T1", "#C1", WhenUnknown.SAY_AGAIN, **more)


def letter(number: int, state: LetterState = LetterState.SENT, **more: Any) -> Letter:
    values = {
        "id": number,
        "workspace": "T1",
        "key": f"chaos-{number}",
        "method": Method.POST,
        "address": "#C1",
        "state": state,
        "when_unknown": WhenUnknown.SAY_AGAIN,
        "attempts": 0,
        "urgency": 1,
        "channel": "C1",
        "timestamp": f"{number}.000100" if state is LetterState.SENT else None,
        "not_before": NOW + timedelta(seconds=number),
        "settled_at": NOW,
    }
    return Letter(**{**values, **more})


def arrival(number: int, text: str = "", stamp: int = 0) -> Arrival:
    return Arrival("T1", "C1", f"{stamp or number}.000100", NOW.timestamp(), text=text or f"Letter {number}.")


def faults(letters: list[Letter], arrivals: list[Arrival], **more: Any) -> list[str]:
    """What a ledger says in which letters 1 and 2 were promised; each line's first word."""
    values: dict[str, Any] = {
        "promises": [promise(1), promise(2)],
        "letters": letters,
        "arrivals": {(each.workspace, each.channel, each.timestamp): each for each in arrivals},
        "whispers": Counter(),
        "files": Counter(),
        "refusals": [],
        "troubled": {},
        "disasters": [],
        "ended_at": NOW + timedelta(minutes=1),
    }
    ledger = Ledger(**{**values, **more})
    return sorted({line.partition(":")[0] for line in ledger.faults()})


def test_letters_that_arrived_once_pass() -> None:
    assert faults([letter(1), letter(2)], [arrival(1), arrival(2)]) == []


def test_a_letter_of_which_nothing_is_left_is_lost() -> None:
    assert faults([letter(1)], [arrival(1)]) == ["lost"]


def test_a_letter_that_says_it_was_sent_has_to_stand_in_slack() -> None:
    assert faults([letter(1), letter(2)], [arrival(1)]) == ["lost", "not in Slack"]


def test_the_very_same_message_twice_is_doubled() -> None:
    twice = [arrival(1), arrival(1, stamp=7), arrival(2)]
    assert faults([letter(1), letter(2)], twice) == ["doubled", "more stands in Slack than was sent"]


def test_a_letter_that_still_waits_is_unsettled() -> None:
    assert faults([letter(1), letter(2, LetterState.WAITING)], [arrival(1)]) == ["lost", "unsettled"]


def test_a_letter_that_slack_would_have_taken_may_not_fail() -> None:
    failed = letter(2, LetterState.FAILED, failure="channel_not_found")
    assert faults([letter(1), failed], [arrival(1)]) == ["failed", "lost"]


def test_a_letter_fails_for_the_reason_that_slack_gives() -> None:
    failed = letter(2, LetterState.FAILED, failure="is_archived")
    promises = [promise(1), promise(2, doom="is_archived")]
    dooms = frozenset({"is_archived"})
    assert faults([letter(1), failed], [arrival(1)], promises=promises, dooms=dooms) == []


def test_a_letter_of_unknown_fate_is_said_again_and_that_is_no_double() -> None:
    again = letter(2, timestamp="3.000100", attempts=1)
    arrived = [arrival(1), arrival(2), arrival(2, f"{perhaps_twice(ENGLISH)}\n\nLetter 2.", stamp=3)]
    assert faults([letter(1), again], arrived) == []
    again.attempts = 0
    assert faults([letter(1), again], arrived) == ["more stands in Slack than was sent"]


@pytest.mark.parametrize("state", [LetterState.UNKNOWN, LetterState.WAITING, LetterState.SENT])
def test_what_never_arrived_is_lost_whatever_is_said_of_its_letter(state: LetterState) -> None:
    assert "lost" in faults([letter(1), letter(2, state, failure="http_500")], [arrival(1)])


def test_nobody_gives_up_what_was_to_be_said_again() -> None:
    unknown = letter(2, LetterState.UNKNOWN, failure="http_500")
    troubled = {2: {Fault.ERROR_DONE}}
    assert faults([letter(1), unknown], [arrival(1), arrival(2)], troubled=troubled) == ["given up"]


def test_what_was_in_doubt_and_is_refused_for_good_is_not_given_up() -> None:
    refused = letter(2, LetterState.UNKNOWN, failure="is_archived")
    more = {"troubled": {2: {Fault.ERROR_DONE}}, "dooms": frozenset({"is_archived"})}
    assert faults([letter(1), refused], [arrival(1), arrival(2)], **more) == []


def test_what_is_let_go_by_its_kind_is_not_lost() -> None:
    moment = promise(2)
    moment.when_unknown = WhenUnknown.LET_GO
    unknown = letter(2, LetterState.UNKNOWN, when_unknown=WhenUnknown.LET_GO, failure="http_500")
    troubled = {2: {Fault.ERROR_UNDONE}}
    assert faults([letter(1), unknown], [arrival(1)], promises=[promise(1), moment], troubled=troubled) == []


def test_a_letter_may_not_be_given_up_as_unknown_when_nothing_was_wrong() -> None:
    unknown = letter(2, LetterState.UNKNOWN, when_unknown=WhenUnknown.LET_GO, failure="http_500")
    assert faults([letter(1), unknown], [arrival(1), arrival(2)]) == ["unknown without a cause"]


def test_what_was_written_first_stands_first() -> None:
    second_first = [arrival(1, stamp=9), arrival(2)]
    letters = [letter(1, timestamp="9.000100"), letter(2)]
    assert faults(letters, second_first) == ["out of order"]
    letters[1].urgency = 0
    assert faults(letters, second_first) == []


@pytest.mark.parametrize(("after", "expected"), [(0.5, []), (10.0, ["429 of its own making"])])
def test_a_call_may_follow_a_429_only_if_it_was_on_its_way(after: float, expected: list[str]) -> None:
    since = NOW.timestamp()
    refusal = Refusal("T1", "chat.update", since + after, held_since=since)
    assert faults([letter(1), letter(2)], [arrival(1), arrival(2)], refusals=[refusal]) == expected


def test_a_call_too_many_is_never_excused() -> None:
    refusal = Refusal("T1", "chat.update", NOW.timestamp(), held_since=None)
    refused = faults([letter(1), letter(2)], [arrival(1), arrival(2)], refusals=[refusal])
    assert refused == ["429 of its own making"]


def test_what_is_rewritten_reads_as_it_was_rewritten() -> None:
    promises = [promise(1), promise(2, editions=2)]
    assert faults([letter(1), letter(2)], [arrival(1), arrival(2)], promises=promises) == ["stale"]


def test_a_whisper_arrives_once_and_a_file_too() -> None:
    whispered = letter(1, method=Method.EPHEMERAL, reader="U1", timestamp=None)
    attached = letter(2, method=Method.FILE, timestamp=None)
    whispers, files = Counter({("T1", "C1", "U1"): 1}), Counter({("T1", "C1", "chaos-2.ics"): 1})
    promises = [promise(1, reader="U1"), promise(2, is_file=True)]
    promises[0].when_unknown = WhenUnknown.LET_GO
    letters = [whispered, attached]
    assert faults(letters, [], promises=promises, whispers=whispers, files=files) == []
    assert faults(letters, [], promises=promises, whispers=whispers + whispers, files=files) == ["whispers"]
    assert faults(letters, [], promises=promises, whispers=whispers) == ["files", "lost"]
