"""The Web API without its wire: a call with its token comes in, an answer with its status goes out."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from playground.arguments import Arguments
from playground.call_records import Call, Json, SlackError
from playground.faults import Fault, FaultKind, Faults
from playground.methods import METHODS
from playground.rate_limits import RateLimits, Tier
from playground.replies import give_reply
from playground.switches import Switches
from playground.traffic_log import Direction, whom_it_is_about
from playground.workspace import Workspace

RESPONSE_URL = "response_url"
"""What calls through a response URL are named in faults, calls and refusals."""


@dataclass(frozen=True)
class Answer:
    """What goes back over the wire. ``body`` None: a page that is no JSON. ``cut``: nothing at all."""

    status: int
    body: Json | None
    headers: Mapping[str, str] = field(default_factory=dict)
    cut: bool = False


class WebAPI:
    """Answers the bot's calls: what is ordered to go wrong first, then token, pace, scope, arguments, the method."""

    def __init__(
        self, workspace: Workspace, pace: RateLimits, faults: Faults, switches: Switches | None = None
    ) -> None:
        self._workspace = workspace
        self._pace = pace
        self._faults = faults
        self._switches = switches or Switches()

    async def answer(self, method: str, arguments: Arguments, token: str | None) -> Answer:
        """Do what one call asks, record it, and say what goes back."""
        return await self._with_faults(method, arguments, lambda: self._do(method, arguments, token))

    async def reply(self, path: str, body: Arguments) -> Answer:
        """Take an answer to an interaction through its response URL; faults call it ``response_url``."""
        return await self._with_faults(RESPONSE_URL, body, lambda: self._replied(path, body))

    def refused(self, method: str, error: SlackError) -> Answer:
        """The answer to a call that Slack says no to."""
        self._workspace.refuse(method, error.error, *error.messages)
        return Answer(200, error.body())

    def unreadable(self, method: str, error: SlackError) -> Answer:
        """The answer to a call that cannot even be read."""
        entry = self._workspace.journal.begin(Direction.TO_SLACK, method, "", None)
        answer = self.refused(method, error)
        self._workspace.journal.end(entry, answer.status, answer.body)
        return answer

    async def _with_faults(self, method: str, arguments: Arguments, act: Callable[[], Answer]) -> Answer:
        journal = self._workspace.journal
        entry = journal.begin(Direction.TO_SLACK, method, whom_it_is_about(arguments), arguments)
        fault = self._faults.take(method, arguments) or self._switches.fault_for(method)
        await self._switches.on_the_way_there()
        if fault is not None and fault.kind is FaultKind.STALL:
            await self._faults.hold()
        journal.turn_to(entry)
        answer = _instead(fault) or act()
        if fault is not None and fault.kind is FaultKind.DROP_ANSWER:
            answer = Answer(answer.status, answer.body, cut=True)
        self._record(method, arguments, answer, fault)
        await self._switches.on_the_way_back()
        kind = None if fault is None else fault.kind.value
        journal.end(entry, answer.status, None if answer.cut else answer.body, kind)
        return answer

    def _replied(self, path: str, body: Arguments) -> Answer:
        try:
            give_reply(self._workspace, self._workspace.response_urls.use(path), body)
        except SlackError as error:
            gone = error.error in ("expired_url", "used_url", "invalid_url")
            body_of_it = self.refused(RESPONSE_URL, error).body
            return Answer(404 if gone else 400, body_of_it)
        return Answer(200, {"ok": True})

    def _do(self, method: str, arguments: Arguments, token: str | None) -> Answer:
        try:
            self._check_token(token)
            wait = self._wait(method, arguments)
            if wait:
                self._workspace.refuse(method, "ratelimited", f"Retry-After: {wait}")
                return _rate_limited(wait)
            return Answer(200, self._called(method, arguments))
        except SlackError as error:
            return self.refused(method, error)

    def _called(self, name: str, arguments: Arguments) -> Json:
        method = METHODS[name]
        method.check(self._workspace, arguments)
        return method.handler(self._workspace, arguments)

    def _check_token(self, token: str | None) -> None:
        if not token:
            raise SlackError("not_authed")
        if token != self._workspace.app.bot_token:
            raise SlackError("invalid_auth")

    def _wait(self, name: str, arguments: Arguments) -> int:
        method = METHODS.get(name)
        if method is None:
            raise SlackError("unknown_method", req_method=name)
        channel = self._paced_channel(arguments) if method.tier is Tier.MESSAGES else None
        return self._pace.wait_for(name, method.tier, channel)

    def _paced_channel(self, arguments: Arguments) -> str:
        target = str(arguments.get("channel", ""))
        direct = self._workspace.channels.direct_between([self._workspace.app.bot_user_id, target])
        return direct.id if direct is not None else target

    def _record(self, method: str, arguments: Arguments, answer: Answer, fault: Fault | None) -> None:
        body = None if answer.cut else answer.body
        kind = None if fault is None else fault.kind.value
        now = self._workspace.now
        self._workspace.records.calls.append(Call(method, dict(arguments), body, answer.status, now, kind))


def _instead(fault: Fault | None) -> Answer | None:
    if fault is None:
        return None
    match fault.kind:
        case FaultKind.REFUSE:
            return Answer(200, {"ok": False, "error": str(fault.detail)})
        case FaultKind.RATE_LIMIT:
            return _rate_limited(int(fault.detail or 1))
        case FaultKind.SERVER_ERROR:
            return Answer(int(fault.detail or 500), None)
        case FaultKind.DROP_REQUEST:
            return Answer(0, None, cut=True)
        case _:
            return None


def _rate_limited(seconds: int) -> Answer:
    return Answer(429, {"ok": False, "error": "ratelimited"}, {"Retry-After": str(seconds)})
