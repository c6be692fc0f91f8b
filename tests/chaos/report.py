"""What a chaos run found, for people to read."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from bot.outbox.models import LetterState
from tests.chaos.ledger import Ledger
from tests.chaos.members import Community
from tests.chaos.slack import Slack
from tests.chaos.storm import Storm

SLACK_WAITS_SECONDS = 3.0

SHOWN = 30
"""Broken promises that are shown; the rest is counted."""


@dataclass
class Report:
    """All that there is to say of a run."""

    seed: int
    seconds: float
    settled_after: float | None
    """Seconds from the end of the storm; None when some letters never were."""
    ledger: Ledger
    slack: Slack
    storm: Storm
    communities: Sequence[Community]
    latencies: Sequence[float]
    """Seconds until each acknowledged request was."""
    broken: list[str]

    def __str__(self) -> str:
        """The report, a line for each matter."""
        return "\n".join([*self._counted(), *self._verdict()])

    def _counted(self) -> list[str]:
        letters = self.ledger.letters
        unknown = Counter(str(letter.failure) for letter in letters if letter.state is LetterState.UNKNOWN)
        calm = "never calm" if self.settled_after is None else f"calm after {self.settled_after:.1f} s"
        excused = len(self.slack.refusals) - sum("429 of its own" in line for line in self.broken)
        return [
            f"{self.seconds:.0f} s, {calm}",
            f"letters: {len(self.ledger.promises)} promised, {len(letters)} written in all",
            f"at last: {_counts(letter.state for letter in letters)}",
            f"unknown, by cause: {_counts(unknown)}",
            f"let go, as their kind says: {self._let_go()} never arrived",
            f"in Slack: {len(self.slack.arrivals)} messages; calls: {_counts(self.slack.calls)}",
            f"Slack's faults: {_counts(self.slack.troubles)}; 429s that followed from those: {excused}",
            f"requests: {self._requests()}",
            f"ours: {_counts(str(disaster) for disaster, _, _ in self.storm.happened)}",
        ]

    def _let_go(self) -> int:
        messages = (promise for promise in self.ledger.promises if promise.is_message and promise.may_be_let_go)
        return sum(promise.doom is None and not self.ledger.has_arrived(promise) for promise in messages)

    def _requests(self) -> str:
        sent = sum(community.said.requests for community in self.communities)
        acknowledged = sum(community.said.acknowledged for community in self.communities)
        ordered = sorted(self.latencies) or [0.0]
        late = sum(seconds > SLACK_WAITS_SECONDS for seconds in ordered)
        return (
            f"{sent} sent, {acknowledged} acknowledged: half within {ordered[len(ordered) // 2] * 1000:.0f} ms, "
            f"99 in 100 within {ordered[len(ordered) * 99 // 100] * 1000:.0f} ms, the last after {ordered[-1]:.2f} s; "
            f"{late} later than Slack waits"
        )

    def _verdict(self) -> list[str]:
        if not self.broken:
            return ["Every promise was kept."]
        kinds = Counter(line.partition(":")[0] for line in sorted(self.broken))
        return [
            f"{len(self.broken)} PROMISES BROKEN; {_counts(kinds)}",
            *self.broken[:SHOWN],
            f"To see this again: --seed {self.seed}",
        ]


def _counts(of: Any) -> str:
    counted = of if isinstance(of, Counter) else Counter(of)
    return ", ".join(f"{count} {what}" for what, count in sorted(counted.items())) or "none"
