"""Whose turn it is: workspaces one after another, answers before notices, none with every hand. No database here."""

import heapq
from collections import Counter
from datetime import datetime

from bot.outbox.models import Urgency

HANDS = 32
"""Letters of one postman on the wire at once."""

HANDS_OF_ONE_WORKSPACE = 8
"""Of these for one workspace: one whose Slack stalls holds up nobody else."""

HANDS_FOR_NOTICES = 24
"""Of these for notices: however many there are, an answer finds a hand."""


IN_VAIN_AT_MOST = 16
"""Workspaces in which an answer is looked for in vain before a notice may go: they are woken again and again, and
looking takes time, so that there may be no end to them."""


class RoundRobin:
    """The workspaces in which something may go, in two rings, and those that rest until an instant.

    Who has had a turn in a ring goes to its end. An answer is looked for before a notice goes, but for one notice
    each ``IN_VAIN_AT_MOST`` looks in vain.
    """

    def __init__(self) -> None:
        self._rings: dict[Urgency, dict[str, None]] = {urgency: {} for urgency in Urgency}
        self._rests: dict[str, datetime] = {}
        self._ends: list[tuple[datetime, str]] = []
        self._hands: Counter[str] = Counter()
        self._notices = 0
        self._woken: set[str] = set()
        self._in_vain = 0

    def wake(self, workspace: str, most_urgent: Urgency = Urgency.ANSWER) -> None:
        """Something may go in a workspace, of that urgency at most: it has a turn, or keeps the place that it has."""
        self._woken.add(workspace)
        self._rests.pop(workspace, None)
        for urgency, ring in self._rings.items():
            if urgency >= most_urgent:
                ring.setdefault(workspace)

    def wake_rested(self, now: datetime) -> None:
        """Wake those whose rest has ended."""
        while self._ends and self._ends[0][0] <= now:
            until, workspace = heapq.heappop(self._ends)
            if self._rests.get(workspace) == until:
                self.wake(workspace)

    def next(self) -> tuple[str, Urgency] | None:
        """Whose turn it is, and down to which urgency; None while nobody is awake, or no hand is free.

        The turn ends with ``took``, ``passed`` or ``rests``. Who is woken meanwhile has another.
        """
        self._woken.clear()
        for urgency in sorted(Urgency, reverse=self._in_vain >= IN_VAIN_AT_MOST):
            if not self._has_hand_for(urgency):
                continue
            for workspace in self._rings[urgency]:
                if self._hands[workspace] < HANDS_OF_ONE_WORKSPACE:
                    least = self._may_take(workspace, urgency)
                    self._in_vain = self._in_vain + 1 if least is Urgency.ANSWER else 0
                    return workspace, least
        return None

    def took(self, workspace: str, turn: Urgency, letter: Urgency) -> None:
        """In its turn a workspace sent a letter on its way: it has another after all others."""
        ring = self._rings[turn]
        ring.pop(workspace, None)
        ring[workspace] = None
        self._hands[workspace] += 1
        self._notices += letter is Urgency.NOTICE
        self._in_vain = 0

    def passed(self, workspace: str) -> None:
        """A workspace had nothing in its turn but notices."""
        if workspace not in self._woken:
            self._rings[Urgency.ANSWER].pop(workspace, None)

    def rests(self, workspace: str, until: datetime | None, now: datetime) -> None:
        """In its turn a workspace had nothing: it has none until an instant, or until it is woken."""
        if workspace in self._woken or (until is not None and until <= now):
            self.wake(workspace)
            return
        for ring in self._rings.values():
            ring.pop(workspace, None)
        if until is not None:
            self._rests[workspace] = until
            heapq.heappush(self._ends, (until, workspace))

    def landed(self, workspace: str, letter: Urgency, goes_on: Urgency) -> None:
        """A letter is back from the wire: a hand is free, and something as urgent as ``goes_on`` may go."""
        self._hands[workspace] -= 1
        self._notices -= letter is Urgency.NOTICE
        self.wake(workspace, goes_on)

    def first_end(self) -> datetime | None:
        """When the first rest ends."""
        while self._ends and self._rests.get(self._ends[0][1]) != self._ends[0][0]:
            heapq.heappop(self._ends)
        return self._ends[0][0] if self._ends else None

    def _may_take(self, workspace: str, urgency: Urgency) -> Urgency:
        """Who waits alone for an answer, and is the next that may send a notice, may do either."""
        notices = self._rings[Urgency.NOTICE]
        is_next_in_both = len(self._rings[Urgency.ANSWER]) == 1 and next(iter(notices), None) == workspace
        return Urgency.NOTICE if is_next_in_both and self._has_hand_for(Urgency.NOTICE) else urgency

    def _has_hand_for(self, urgency: Urgency) -> bool:
        return self._hands.total() < HANDS and (urgency is Urgency.ANSWER or self._notices < HANDS_FOR_NOTICES)
