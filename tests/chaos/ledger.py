"""What was promised, what the database says of it and what Slack saw: and every line in which the three disagree."""

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property
from typing import Any

from bot.languages.reader import ENGLISH
from bot.outbox.delivery import LEASE
from bot.outbox.models import Letter, LetterState, Method, WhenUnknown
from bot.outbox.results import AMENDED_LETTER_FAILED, LEASE_EXPIRED
from bot.outbox.rewriting import SUPERSEDED, TAKEN_BACK
from bot.outbox.views import perhaps_twice
from tests.chaos.faults import Fault

NOT_NEEDED = {SUPERSEDED, TAKEN_BACK, AMENDED_LETTER_FAILED}
"""Why a letter may not have been sent, and nobody misses it."""

ECHO_SECONDS = 2.0
"""Calls that were on the wire when Slack asked to wait still arrive for so long."""

LOOKED_AT_SECONDS = 30.0
"""An expired lease is found by then, however busy everybody is."""

LOSES_THE_ANSWER = frozenset(Fault) - {Fault.LIMITED}
"""After these nobody can know whether a letter arrived."""

NUMBERED = re.compile(r"Letter (\d+)")
"""By what a letter's words are known again."""

Place = tuple[str, str, str]
"""Workspace, channel, timestamp."""


@dataclass(slots=True)
class Arrival:
    """A message that stands in Slack."""

    workspace: str
    channel: str
    timestamp: str
    at: float
    thread: str | None = None
    text: str = ""
    buttons: dict[str, str] = field(default_factory=dict)
    """The value of each button, by its action."""
    blocks: dict[str, str] = field(default_factory=dict)
    """The id of the block in which each button stands: Slack gives it back with a press."""

    def say(self, text: str, blocks: Iterable[dict[str, Any]]) -> None:
        """Show these words and blocks from now on."""
        self.text = text
        pressable = [
            (element, block) for block in blocks for element in block.get("elements", []) if "action_id" in element
        ]
        self.buttons = {element["action_id"]: element.get("value", "") for element, _ in pressable}
        self.blocks = {element["action_id"]: block.get("block_id", "") for element, block in pressable}

    @property
    def is_said_again(self) -> bool:
        """Whether it says of itself that it may be there a second time."""
        return self.text.startswith(perhaps_twice(ENGLISH))


@dataclass(frozen=True, slots=True)
class Refusal:
    """A 429 for a call too many; ``held_since``: Slack had asked to wait then, and the wait was not over."""

    workspace: str
    method: str
    at: float
    held_since: float | None


@dataclass(slots=True)
class Promise:
    """A letter that somebody wrote, whose transaction was acknowledged."""

    number: int
    workspace: str
    address: str
    when_unknown: WhenUnknown
    reader: str | None = None
    is_file: bool = False
    editions: int = 1
    doom: str | None = None
    """Why Slack will not have it."""

    @property
    def key(self) -> str:
        """The letter's key."""
        return f"chaos-{self.number}"

    @property
    def is_message(self) -> bool:
        """Whether it is one that everybody in its channel sees, and that can be rewritten."""
        return not self.reader and not self.is_file

    @property
    def may_be_let_go(self) -> bool:
        """Whether nobody misses it when nobody knows whether it arrived, or Slack will never have it."""
        return self.when_unknown is WhenUnknown.LET_GO or self.doom is not None

    @property
    def text(self) -> str:
        """What it says at last."""
        return self.words(self.editions)

    def words(self, edition: int) -> str:
        """What it says in an edition."""
        return f"Letter {self.number}, edition {edition}." if edition > 1 else f"Letter {self.number}."


@dataclass
class Ledger:
    """Everything there is to compare when all is calm."""

    promises: Sequence[Promise]
    letters: Sequence[Letter]
    arrivals: dict[Place, Arrival]
    whispers: Counter[tuple[str, str, str]]
    """How many arrived, by workspace, channel and reader."""
    files: Counter[tuple[str, str, str]]
    """The same of files, by their titles."""
    refusals: Sequence[Refusal]
    troubled: dict[int, set[Fault]]
    disasters: Sequence[tuple[float, float]]
    """From when to when a process was killed or ended, or the database was away."""
    ended_at: datetime
    """When it was looked at; what goes later than that waits rightly."""
    dooms: frozenset[str] = frozenset()
    """Slack's codes for why some channels take no message."""

    def faults(self) -> Iterator[str]:
        """Each promise that was not kept."""
        by_key = {(letter.workspace, letter.key): letter for letter in self.letters}
        for promise in self.promises:
            letter = by_key.get((promise.workspace, promise.key))
            if letter is not None:
                yield from self._faults_of(promise, letter)
            if letter is None or not (promise.may_be_let_go or self.has_arrived(promise)):
                yield f"lost: {promise.key} never arrived; its letter is {letter.state if letter else 'not there'}"
        yield from self._unsettled()
        yield from self._not_in_slack()
        yield from self._not_in_the_database()
        yield from self._whispers()
        yield from self._files()
        yield from self._out_of_order()
        yield from self._too_fast()

    def has_arrived(self, promise: Promise) -> bool:
        """Whether anything of it stands in Slack, whatever the database says."""
        if promise.is_file:
            return any(
                workspace == promise.workspace and title == f"{promise.key}.ics" for workspace, _, title in self.files
            )
        return (promise.workspace, promise.number) in self._arrived

    @cached_property
    def _arrived(self) -> set[tuple[str, int]]:
        said = ((arrival.workspace, NUMBERED.search(arrival.text)) for arrival in self.arrivals.values())
        return {(workspace, int(number[1])) for workspace, number in said if number}

    def _faults_of(self, promise: Promise, letter: Letter) -> Iterator[str]:
        match letter.state:
            case LetterState.FAILED if letter.failure != promise.doom:
                yield f"failed: {promise.key} because of {letter.failure}, expected {promise.doom}"
            case LetterState.SENT if promise.doom:
                yield f"sent: {promise.key}, which Slack will not have"
            case LetterState.UNKNOWN if not self._has_cause(promise, letter):
                yield f"unknown without a cause: {promise.key} because of {letter.failure}"
            case LetterState.SENT if letter.method is Method.POST:
                arrival = self.arrivals.get(_place(letter))
                if arrival and promise.text not in arrival.text:
                    yield f"stale: {promise.key} reads {arrival.text!r}, expected {promise.text!r}"
            case _:
                pass

    def _has_cause(self, promise: Promise, letter: Letter) -> bool:
        if letter.failure != LEASE_EXPIRED:
            return bool(self.troubled.get(promise.number, set()) & LOSES_THE_ANSWER)
        settled = letter.settled_at.timestamp() if letter.settled_at else 0.0
        # Whoever had it on the wire is gone, or could not write down what became of it: up to a lease ago.
        return any(
            begun < settled < ended + LEASE.total_seconds() + LOOKED_AT_SECONDS for begun, ended in self.disasters
        )

    def _unsettled(self) -> Iterator[str]:
        lost = {letter.id for letter in self.letters if letter.state is LetterState.UNKNOWN}
        for letter in self.letters:
            match letter.state:
                case LetterState.SENT:
                    pass
                case LetterState.FAILED:
                    if letter.failure not in NOT_NEEDED | self.dooms:
                        yield f"failed: {letter.key} because of {letter.failure}"
                case LetterState.UNKNOWN:
                    # What was in doubt and is then refused for good may have arrived before.
                    is_doomed = letter.failure in self.dooms
                    if letter.when_unknown is not WhenUnknown.LET_GO and not is_doomed:
                        yield f"given up: {letter.key} is unknown, and was to be tried until it is known to have gone"
                case _ if letter.amends_id not in lost and letter.not_before <= self.ended_at:
                    yield f"unsettled: {letter.key} is {letter.state}, tried {letter.attempts} times"

    def _not_in_slack(self) -> Iterator[str]:
        recorded = Counter(_place(letter) for letter in self._posts(LetterState.SENT))
        for place, times in recorded.items():
            if times > 1:
                yield f"two in one: {times} letters say that they are the message at {place}"
            if place not in self.arrivals:
                yield f"not in Slack: the message at {place} says that it was sent"

    def _not_in_the_database(self) -> Iterator[str]:
        """What stands in Slack and no letter says so, which only a try without an answer may have sent."""
        recorded = {_place(letter) for letter in self._posts(LetterState.SENT)}
        unknown = Counter((letter.workspace, letter.place[0]) for letter in self._posts(LetterState.UNKNOWN))
        for letter in self._posts(LetterState.SENT):
            unknown[letter.workspace, letter.place[0]] += letter.attempts
        seen: Counter[tuple[str, str, str]] = Counter()
        for place, arrival in self.arrivals.items():
            seen[arrival.workspace, arrival.channel, arrival.text] += not arrival.is_said_again
            if place not in recorded:
                unknown[arrival.workspace, arrival.channel] -= 1
        for (workspace, channel), left in unknown.items():
            if left < 0:
                yield f"more stands in Slack than was sent: {-left} in {channel} of {workspace}"
        for (workspace, channel, text), times in seen.items():
            if times > 1 and "Letter" in text:
                yield f"doubled: {times} times in {channel} of {workspace}: {text!r}"

    def _whispers(self) -> Iterator[str]:
        whispers = [letter for letter in self.letters if letter.method is Method.EPHEMERAL]
        where = [(letter.workspace, letter.to.removeprefix("#"), _reader(letter)) for letter in whispers]
        yield from _miscounted("whispers", zip(where, whispers, strict=True), self.whispers)

    def _files(self) -> Iterator[str]:
        files = [letter for letter in self.letters if letter.method is Method.FILE]
        where = [(letter.workspace, letter.place[0] or "", f"{letter.key}.ics") for letter in files]
        sent = {place for place, letter in zip(where, files, strict=True) if letter.state is LetterState.SENT}
        tried = set(where)
        for place in sent - self.files.keys():
            yield f"files: none arrived, and one was sent, for {place}"
        for place in self.files.keys() - tried:
            yield f"files: one arrived that nobody sent, for {place}"

    def _out_of_order(self) -> Iterator[str]:
        """Of what one writer wrote to one conversation: in that order, though an answer may overtake notices."""
        promised = {(promise.workspace, promise.key) for promise in self.promises}
        lines: defaultdict[tuple[str, str, int], list[Letter]] = defaultdict(list)
        for letter in self._posts(LetterState.SENT):
            if (letter.workspace, letter.key) in promised and _place(letter) in self.arrivals:
                lines[letter.workspace, letter.to, letter.urgency].append(letter)
        for (workspace, address, _), line in lines.items():
            in_order = sorted(line, key=lambda letter: letter.id)
            stamps = [int(self.arrivals[_place(letter)].timestamp.partition(".")[0]) for letter in in_order]
            for earlier, later, letter in zip(stamps, stamps[1:], in_order, strict=False):
                if earlier > later:
                    yield f"out of order: {letter.key} to {address} of {workspace} came after what was written later"

    def _too_fast(self) -> Iterator[str]:
        for refusal in self.refusals:
            if not self._is_excused(refusal):
                held = "though it was asked to wait" if refusal.held_since else "for it was too fast"
                yield f"429 of its own making: {refusal.method} of {refusal.workspace}, {held}"

    def _is_excused(self, refusal: Refusal) -> bool:
        """A call that was on the wire when Slack asked to wait, or of a bot that could not write down that it did."""
        since = refusal.held_since
        if since is None:
            return False
        is_echo = refusal.at - since < ECHO_SECONDS
        return is_echo or any(begun - 2 < since < ended + 2 for begun, ended in self.disasters)

    def _posts(self, state: LetterState) -> list[Letter]:
        return [letter for letter in self.letters if letter.method is Method.POST and letter.state is state]


def _place(letter: Letter) -> Place:
    channel, timestamp = letter.place
    return letter.workspace, channel or "", timestamp or ""


def _miscounted(
    what: str, letters: Iterable[tuple[Place, Letter]], arrived: Counter[tuple[str, str, str]]
) -> Iterator[str]:
    """Where more arrived than may have, or less than has to."""
    counted: defaultdict[Place, Counter[LetterState]] = defaultdict(Counter)
    for where, letter in letters:
        counted[where][letter.state] += 1
    for where in counted.keys() | arrived.keys():
        sent, unknown = counted[where][LetterState.SENT], counted[where][LetterState.UNKNOWN]
        if not sent <= arrived[where] <= sent + unknown:
            yield f"{what}: {arrived[where]} arrived, {sent} sent and {unknown} unknown, for {where}"


def _reader(letter: Letter) -> str:
    return letter.reader or (letter.hidden.reader if letter.hidden else "")
