"""Events: what happens in the workspace, told to the bot if its manifest asks for it, and told again."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from playground.bot_client import BotAnswer, BotClient
from playground.call_records import Json
from playground.channels import Channel, ChannelKind
from playground.messages import Message
from playground.workspace import Workspace

MESSAGE_SUBSCRIPTION = {
    ChannelKind.PUBLIC: "message.channels",
    ChannelKind.PRIVATE: "message.groups",
    ChannelKind.DM: "message.im",
    ChannelKind.GROUP_DM: "message.mpim",
}

RETRY_AFTER = (timedelta(0), timedelta(minutes=1), timedelta(minutes=5))
"""Since the delivery that failed before: at once, after one minute, after five (Slack's Events API)."""


@dataclass(frozen=True)
class PendingEvent:
    """An event that the bot did not take: the retry that comes next, and why."""

    envelope: Json
    attempt: int
    due_at: datetime
    reason: str


class Events:
    """Delivers events, and keeps those that the bot did not take until their retries are used up."""

    def __init__(self, workspace: Workspace, door: BotClient) -> None:
        self._workspace = workspace
        self._door = door
        self._owed: list[PendingEvent] = []

    @property
    def owing(self) -> list[PendingEvent]:
        """The events that still have a retry to come."""
        return list(self._owed)

    def bring_back(self, owed: Iterable[PendingEvent]) -> None:
        """Retries that were still to come before."""
        self._owed.extend(owed)

    @property
    def next_retry_at(self) -> datetime | None:
        """When the next retry is due, None when there is none to come."""
        return min((owed.due_at for owed in self._owed), default=None)

    @property
    def owed(self) -> int:
        """How many events still have a retry to come."""
        return len(self._owed)

    async def tell(self, event: Json, subscription: str | None = None) -> BotAnswer | None:
        """Send an event if the manifest subscribes to it (by its type, unless named otherwise)."""
        wanted = subscription or event["type"]
        if wanted not in self._workspace.app.events or not self._door.is_connected:
            return None
        return await self.send(event)

    async def tell_of_message(self, channel: Channel, message: Message) -> BotAnswer | None:
        """Tell of something a person wrote: message.* of its kind of channel, and app_mention.

        Only where the bot is; returns the answer to the last event that was sent.
        """
        bot = self._workspace.app.bot_user_id
        if bot not in channel.members:
            return None
        said = {
            "user": message.author,
            "text": message.text,
            "ts": message.ts,
            "event_ts": message.ts,
            "channel": channel.id,
            "team": self._workspace.team_id,
        }
        kind = {"type": "message", "channel_type": channel.event_type, **said}
        answer = await self.tell(kind, MESSAGE_SUBSCRIPTION[channel.kind])
        if f"<@{bot}>" not in message.text:
            return answer
        return await self.tell({"type": "app_mention", **said}) or answer

    async def send(self, event: Mapping[str, Any], retry_num: int = 0, event_id: str | None = None) -> BotAnswer:
        """Send an event whatever the manifest says. A failed one is owed again, unless it is a retry."""
        envelope = self._envelope(dict(event), event_id or self._workspace.identifiers.new("Ev"))
        answer = await self._deliver(envelope, retry_num, "http_error")
        if not retry_num:
            self._owe(envelope, 1, answer)
        return answer

    async def retry(self) -> list[BotAnswer]:
        """Send again what is due by the clock; returns the answers, none when nothing was due."""
        now = self._workspace.now
        due = [owed for owed in self._owed if owed.due_at <= now]
        self._owed = [owed for owed in self._owed if owed.due_at > now]
        answers = []
        for owed in due:
            answer = await self._deliver(owed.envelope, owed.attempt, owed.reason)
            self._owe(owed.envelope, owed.attempt + 1, answer)
            answers.append(answer)
        return answers

    async def verify_url(self, challenge: str) -> BotAnswer:
        """The question that Slack asks once, when the URL is set: the answer must hold the challenge."""
        body = {
            "type": "url_verification",
            "token": self._workspace.app.verification_token,
            "challenge": challenge,
        }
        return await self._door.send_json(body, {})

    async def _deliver(self, envelope: Json, attempt: int, reason: str) -> BotAnswer:
        again = {"X-Slack-Retry-Num": str(attempt), "X-Slack-Retry-Reason": reason} if attempt else {}
        answer = await self._door.send_json(envelope, again)
        if not answer.accepted:
            self._workspace.refuse(f"event {envelope['event']['type']}", answer.reason, str(answer.status))
        return answer

    def _owe(self, envelope: Json, attempt: int, answer: BotAnswer) -> None:
        declined = answer.headers.get("x-slack-no-retry") == "1"
        if answer.accepted or declined or attempt > len(RETRY_AFTER):
            return
        due_at = self._workspace.now + RETRY_AFTER[attempt - 1]
        self._owed.append(PendingEvent(envelope, attempt, due_at, answer.reason))

    def _envelope(self, event: Json, event_id: str) -> Json:
        workspace = self._workspace
        authorization = {
            "enterprise_id": None,
            "team_id": workspace.team_id,
            "user_id": workspace.app.bot_user_id,
            "is_bot": True,
            "is_enterprise_install": False,
        }
        return {
            "token": workspace.app.verification_token,
            "team_id": workspace.team_id,
            "context_team_id": workspace.team_id,
            "context_enterprise_id": None,
            "api_app_id": workspace.app.id,
            "event": {"event_ts": workspace.identifiers.timestamp(), **event},
            "type": "event_callback",
            "event_id": event_id,
            "event_time": workspace.seconds,
            "authorizations": [authorization],
            "is_ext_shared_channel": False,
            "event_context": f"4-{event_id}",
        }
