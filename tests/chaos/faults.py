"""What goes wrong on Slack's side: decided by the seed and by what is sent, so that a seed meets the same again."""

from dataclasses import dataclass
from enum import StrEnum
from random import Random


class Fault(StrEnum):
    """How a call ends. ``DONE``: Slack does what it was asked, and the answer is lost; ``UNDONE``: it does not."""

    LIMITED = "429"
    ERROR_UNDONE = "500, not done"
    ERROR_DONE = "500, done"
    STALL_UNDONE = "stalled, not done"
    STALL_DONE = "stalled, done"
    DROPPED_UNDONE = "dropped, not done"
    DROPPED_DONE = "dropped, done"

    @property
    def is_done(self) -> bool:
        """Whether Slack does what it was asked all the same."""
        return self in (Fault.ERROR_DONE, Fault.STALL_DONE, Fault.DROPPED_DONE)


@dataclass(frozen=True, slots=True)
class Trouble:
    """One fault; ``seconds`` is the Retry-After of a 429."""

    fault: Fault
    seconds: int = 0


WEIGHTS = {
    Fault.LIMITED: 8,
    Fault.ERROR_UNDONE: 8,
    Fault.ERROR_DONE: 8,
    Fault.STALL_UNDONE: 2,
    Fault.STALL_DONE: 2,
    Fault.DROPPED_UNDONE: 10,
    Fault.DROPPED_DONE: 10,
}
"""How often each is chosen, beside the others."""

TROUBLED = 0.06
"""The part of the calls that go wrong."""

RETRY_AFTER_AT_MOST = 8


class Faults:
    """The trouble that each call meets, for one seed; nothing goes wrong any more once it is ``over``."""

    def __init__(self, seed: int) -> None:
        self._seed = seed
        self.is_over = False

    def of(self, workspace: str, method: str, what: str, attempt: int) -> Trouble | None:
        """What the call meets that says ``what``, at this attempt; None when it goes well."""
        chance = Random(f"{self._seed} {workspace} {method} {what} {attempt}")  # noqa: S311 (to be seen again)
        if self.is_over or chance.random() >= TROUBLED:
            return None
        (fault,) = chance.choices(list(WEIGHTS), weights=list(WEIGHTS.values()))
        return Trouble(fault, chance.randint(1, RETRY_AFTER_AT_MOST))
