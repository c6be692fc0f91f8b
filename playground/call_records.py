"""What Slack says back: a refusal, and the record of every call and refusal."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

Json = dict[str, Any]


class SlackError(Exception):
    """A Web API method said no, with Slack's own error code and anything that goes beside it."""

    def __init__(self, error: str, messages: tuple[str, ...] = (), **beside: Any) -> None:
        super().__init__(error if not messages else f"{error}: {'; '.join(messages)}")
        self.error = error
        self.messages = messages
        self.beside = beside

    def body(self) -> Json:
        """The JSON that Slack answers with: HTTP 200, ``ok`` false, the code, and where the fault is."""
        answer: Json = {"ok": False, "error": self.error, **self.beside}
        if self.messages:
            answer["response_metadata"] = {"messages": list(self.messages)}
        return answer


@dataclass(frozen=True)
class Call:
    """One request of the bot to the Web API, with what was answered.

    ``answer`` is None when the connection was cut without one; ``fault`` names the fault that a test
    ordered for it, if any.
    """

    method: str
    arguments: Mapping[str, Any]
    answer: Json | None
    status: int
    at: datetime
    fault: str | None = None

    @property
    def ok(self) -> bool:
        """Whether Slack did what it was asked."""
        return self.answer is not None and bool(self.answer.get("ok"))


@dataclass(frozen=True)
class Refusal:
    """Something Slack would not have accepted of the bot: a call, or an answer to a request."""

    where: str
    error: str
    messages: tuple[str, ...]
    at: datetime


@dataclass
class Records:
    """Everything the bot asked of Slack, and everything Slack would not accept, in order."""

    calls: list[Call] = field(default_factory=list)
    refusals: list[Refusal] = field(default_factory=list)

    def forget_but(self, newest: int) -> None:
        """Keep so many of each, for a workspace that stays up for days."""
        del self.calls[:-newest], self.refusals[:-newest]
