"""Round robin over workspaces: answers before notices, and no workspace takes all deliveries. No database here."""

import heapq
from collections import Counter
from datetime import datetime
from typing import NamedTuple

from bot.outbox.models import Urgency

IN_FLIGHT_LIMIT = 32
"""Deliveries of one postman under way at once."""

WORKSPACE_LIMIT = 8
"""Of these for one workspace, and so in one batch: one whose Slack stalls holds up no other."""

NOTICE_LIMIT = 24
"""Of these for notices: however many there are, an answer finds room."""

EMPTY_ANSWERS_LIMIT = 16
"""Turns for an answer that find none before a notice may go: workspaces are woken again and again, and a turn takes
time, so that there may be no end to them."""


class SendingTurn(NamedTuple):
    """The turn of a workspace: it may send one batch."""

    workspace: str
    least: Urgency
    """The least urgent kind that may be sent."""
    room: int
    """The number of letters that may be sent, at least one."""


class RoundRobin:
    """The workspaces in which a letter may go, in a circular queue for each urgency, and those that sleep.

    After its turn a workspace goes to the end of the circular queue. Answers go before notices, but for one notice
    after ``EMPTY_ANSWERS_LIMIT`` turns that found no answer.
    """

    def __init__(self) -> None:
        self._circular_queues: dict[Urgency, dict[str, None]] = {urgency: {} for urgency in Urgency}
        self._asleep_until: dict[str, datetime] = {}
        self._wake_times: list[tuple[datetime, str]] = []
        self._in_flight: Counter[str] = Counter()
        self._notices_in_flight = 0
        self._woken_in_turn: set[str] = set()
        self._empty_turns = 0

    def wake(self, workspace: str, most_urgent: Urgency = Urgency.ANSWER) -> None:
        """Give a workspace a turn for letters of that urgency or less; one that has a turn keeps its place."""
        self._woken_in_turn.add(workspace)
        self._asleep_until.pop(workspace, None)
        for urgency, circular_queue in self._circular_queues.items():
            if urgency >= most_urgent:
                circular_queue.setdefault(workspace)

    def wake_due(self, now: datetime) -> None:
        """Wake the workspaces whose sleep has ended."""
        while self._wake_times and self._wake_times[0][0] <= now:
            until, workspace = heapq.heappop(self._wake_times)
            if self._asleep_until.get(workspace) == until:
                self.wake(workspace)

    def next(self) -> SendingTurn | None:
        """Return the turn of the workspace that has the next one; None when none may send.

        The turn ends with ``dispatched``, ``found_no_answer`` or ``sleep``. A workspace woken meanwhile has another.
        """
        self._woken_in_turn.clear()
        for urgency in sorted(Urgency, reverse=self._empty_turns >= EMPTY_ANSWERS_LIMIT):
            if not self._has_room_for(urgency):
                continue
            for workspace in self._circular_queues[urgency]:
                if self._in_flight[workspace] < WORKSPACE_LIMIT:
                    least = self._may_take(workspace, urgency)
                    self._empty_turns = self._empty_turns + 1 if least is Urgency.ANSWER else 0
                    return SendingTurn(workspace, least, self._room(workspace, least))
        return None

    def dispatched(self, turn: SendingTurn, urgency: Urgency, letters: int) -> None:
        """End a turn with a batch of so many letters of an urgency: the workspace has another turn after all others."""
        circular_queue = self._circular_queues[turn.least]
        circular_queue.pop(turn.workspace, None)
        circular_queue[turn.workspace] = None
        self._in_flight[turn.workspace] += letters
        self._notices_in_flight += letters if urgency is Urgency.NOTICE else 0
        self._empty_turns = 0

    def found_no_answer(self, workspace: str) -> None:
        """End the turn of a workspace that had nothing but notices."""
        if workspace not in self._woken_in_turn:
            self._circular_queues[Urgency.ANSWER].pop(workspace, None)

    def sleep(self, workspace: str, until: datetime | None, now: datetime) -> None:
        """End the turn of a workspace that had nothing: it sleeps until an instant, or until it is woken."""
        if workspace in self._woken_in_turn or (until is not None and until <= now):
            self.wake(workspace)
            return
        for circular_queue in self._circular_queues.values():
            circular_queue.pop(workspace, None)
        if until is not None:
            self._asleep_until[workspace] = until
            heapq.heappush(self._wake_times, (until, workspace))

    def finished(self, workspace: str, urgency: Urgency, letters: int, unblocked: Urgency) -> None:
        """End so many deliveries: there is room for others, and a letter as urgent as ``unblocked`` may go."""
        self._in_flight[workspace] -= letters
        if not self._in_flight[workspace]:
            del self._in_flight[workspace]
        self._notices_in_flight -= letters if urgency is Urgency.NOTICE else 0
        self.wake(workspace, unblocked)

    def next_wake(self) -> datetime | None:
        """Return the instant when the first sleep ends; None when no workspace sleeps until one."""
        while self._wake_times and self._asleep_until.get(self._wake_times[0][1]) != self._wake_times[0][0]:
            heapq.heappop(self._wake_times)
        return self._wake_times[0][0] if self._wake_times else None

    def _may_take(self, workspace: str, urgency: Urgency) -> Urgency:
        """Return the least urgent kind that may be sent: the only workspace with answers may send notices, too."""
        notices = self._circular_queues[Urgency.NOTICE]
        is_next_in_both = len(self._circular_queues[Urgency.ANSWER]) == 1 and next(iter(notices), None) == workspace
        return Urgency.NOTICE if is_next_in_both and self._has_room_for(Urgency.NOTICE) else urgency

    def _room(self, workspace: str, least: Urgency) -> int:
        room = min(IN_FLIGHT_LIMIT - self._in_flight.total(), WORKSPACE_LIMIT - self._in_flight[workspace])
        return room if least is Urgency.ANSWER else min(room, NOTICE_LIMIT - self._notices_in_flight)

    def _has_room_for(self, urgency: Urgency) -> bool:
        return self._in_flight.total() < IN_FLIGHT_LIMIT and (
            urgency is Urgency.ANSWER or self._notices_in_flight < NOTICE_LIMIT
        )
