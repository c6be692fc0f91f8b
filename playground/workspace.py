"""A Slack workspace in memory: who is there, where they talk, what was said, what is open."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any

from playground.app import app_from_manifest
from playground.call_records import Json, Records, Refusal
from playground.change_feed import ChangeFeed
from playground.channels import Channel, Channels
from playground.clock import Clock
from playground.elements import with_ids
from playground.fallback_text import fallback_text
from playground.files import Files
from playground.identifiers import Identifiers
from playground.messages import Message, Messages
from playground.people import SLACKBOT, People, User
from playground.response_urls import ResponseURLs
from playground.traffic_log import TrafficLog
from playground.triggers import Triggers
from playground.views import View, Views


class Workspace:
    """Everything that Slack would know of one workspace in which one app is installed."""

    def __init__(self, manifest: Mapping[str, Any], clock: Clock, team_id: str, domain: str) -> None:
        self.clock = clock
        self.team_id = team_id
        self.domain = domain
        self.base_url = ""
        self.app = app_from_manifest(manifest, team_id)
        self.identifiers = Identifiers(clock, team_id)
        self.people = People()
        self.news = ChangeFeed()
        self.channels = Channels(self.identifiers, self.news)
        self.messages = Messages(self.news)
        self.views = Views(self.identifiers, self.news)
        self.triggers = Triggers(clock, self.identifiers)
        self.files = Files(self.identifiers)
        self.response_urls = ResponseURLs(clock, self.identifiers)
        self.records = Records()
        self.journal = TrafficLog(clock)
        self.read_marks: dict[tuple[str, str], str] = {}
        """By person and conversation, the ``ts`` up to which they have read it."""
        self._add_accounts_that_are_always_there()

    @property
    def now(self) -> datetime:
        """The present instant, aware, in UTC."""
        return self.clock.now()

    @property
    def seconds(self) -> int:
        """The present second, as Slack counts them."""
        return int(self.now.timestamp())

    def refuse(self, where: str, error: str, *messages: str) -> None:
        """Remember something that Slack would not have accepted."""
        refusal = Refusal(where, error, messages, self.now)
        self.records.refusals.append(refusal)
        self.journal.blame(refusal)

    def dm_with_app(self, user: str) -> Channel:
        """The direct message between a person and the app, opened if it has not been."""
        return self.channels.open_direct([self.app.bot_user_id, user], self.seconds)

    def post(self, channel: Channel, author: str, text: str, **rest: Any) -> Message:
        """Say something; ``rest`` are further fields of Message. Blocks get their ids here."""
        ts = self.identifiers.timestamp()
        blocks = with_ids(rest.pop("blocks", None) or (), f"b{ts}.")
        words = text or fallback_text(blocks)
        return self.messages.post(Message(channel.id, ts, author, words, blocks=blocks, **rest))

    def edit(self, message: Message, text: str, blocks: Iterable[Json], **rest: Any) -> Message:
        """Change what a message says; blocks get their ids here."""
        named = with_ids(blocks, f"b{message.ts}.")
        return self.messages.change(message, text=text or fallback_text(named), blocks=named, **rest)

    def message_to_slack(self, message: Message) -> Json:
        """The message object of responses and payloads."""
        shown: Json = {
            "type": "message",
            "user": message.author,
            "text": message.text,
            "ts": message.ts,
            "team": self.team_id,
        }
        if message.from_app:
            shown |= {"bot_id": self.app.bot_id, "app_id": self.app.id, "bot_profile": self._bot_profile()}
        if message.edited:
            shown["edited"] = {"user": message.author, "ts": message.ts}
        optional = {
            "blocks": list(message.blocks),
            "attachments": list(message.attachments),
            "files": list(message.files),
            **self._thread_of(message),
            "metadata": message.metadata,
        }
        return shown | {key: value for key, value in optional.items() if value}

    def view_to_slack(self, view: View) -> Json:
        """The view object of responses and payloads."""
        return view.to_slack(self.team_id, self.app.id, self.app.bot_id)

    def visible_to(self, user: str) -> list[Message]:
        """Every message a person can read, in reading order: by time, wherever it was said."""
        seen = [
            message
            for channel in self.channels
            for message in self.messages.newest_first(channel.id)
            if (message.reader == user if message.is_ephemeral else user in channel.members)
        ]
        return sorted(seen, key=lambda message: _instant(message.ts))

    def is_visible(self, message: Message, user: str) -> bool:
        """Whether a person can read a message: it was told to them alone, or they are where it was said."""
        if message.is_ephemeral:
            return message.reader == user
        channel = self.channels.get(message.channel)
        return channel is not None and user in channel.members

    def _thread_of(self, message: Message) -> Json:
        """A message that has replies is the first of its own thread, and says how many there are."""
        replies = self.messages.replies(message)
        if not replies:
            return {"thread_ts": message.thread_ts}
        return {"thread_ts": message.ts, "reply_count": len(replies), "latest_reply": replies[-1]}

    def _bot_profile(self) -> Json:
        return {"id": self.app.bot_id, "app_id": self.app.id, "name": self.app.name, "team_id": self.team_id}

    def _add_accounts_that_are_always_there(self) -> None:
        handle = self.app.name.lower().replace(" ", "_")
        bot = User(self.app.bot_user_id, self.team_id, self.app.name, handle, self.seconds, bot=True)
        self.people.add(replace(bot, bot_id=self.app.bot_id, app_id=self.app.id))
        self.people.add(User(SLACKBOT, self.team_id, "Slackbot", "slackbot", 0))


def _instant(ts: str) -> tuple[int, int]:
    seconds, _, microseconds = ts.partition(".")
    return int(seconds), int(microseconds)
