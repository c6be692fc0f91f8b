"""The playground: a workspace, its HTTP face for the bot, and the people who act in it."""

from collections.abc import Iterable, Mapping
from types import TracebackType
from typing import Any, Self
from zoneinfo import ZoneInfo

from playground.bot_client import BotAnswer, BotClient
from playground.call_records import Call, Refusal
from playground.changes import Changes
from playground.channels import Channel
from playground.clock import Clock
from playground.events import Events
from playground.faults import Faults
from playground.messages import Message
from playground.people import Guest, User
from playground.person import Person
from playground.rate_limits import RateLimits
from playground.server import SlackServer
from playground.switches import Switch, Switches
from playground.web_api import WebAPI
from playground.workspace import Workspace


class Playground:
    """A Slack workspace on this machine, with one app installed that speaks to it over HTTP only.

    ``manifest`` is the app's registration, ``clock`` says what time it is in Slack. ``signing_clock`` is
    for a bot that compares signatures with another clock than this one. ``rate_limits`` False lets the
    bot call as fast as it likes.
    """

    def __init__(
        self,
        manifest: Mapping[str, Any],
        clock: Clock,
        signing_secret: str,
        *,
        signing_clock: Clock | None = None,
        rate_limits: bool = True,
        team_id: str = "T0000000001",
        domain: str = "playground",
    ) -> None:
        self.locale = "en-US"
        """In which people and channels are who come from now on, where it is not said of them."""
        self.workspace = Workspace(manifest, clock, team_id, domain)
        self.signing_secret = signing_secret
        self.pace = RateLimits(clock, enabled=rate_limits)
        self.faults = Faults()
        self.switches = Switches()
        self._door = BotClient(signing_secret, signing_clock or clock, self.workspace.journal, self.switches)
        self._events = Events(self.workspace, self._door)
        self._server = SlackServer(self.workspace, WebAPI(self.workspace, self.pace, self.faults, self.switches))
        self._changes = Changes(self.workspace, self._events)
        self._people: dict[str, Person] = {}

    async def start(self) -> None:
        """Listen on the loopback, on a port that the system gives."""
        self.workspace.base_url = await self._server.start()

    async def stop(self) -> None:
        """Let go what is held, stop listening, close every connection."""
        self.faults.clear()
        await self._server.stop()
        await self._door.close()

    async def __aenter__(self) -> Self:
        await self.start()
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.stop()

    def connect(self, bot_url: str) -> None:
        """Say where the bot listens: requests go to ``<bot_url>/slack/events``."""
        self._door.connect(bot_url)

    @property
    def api_url(self) -> str:
        """The base URL for the bot's Web API client, with a slash at its end."""
        if not self.workspace.base_url:
            raise RuntimeError("the playground has no address before start()")
        return self.workspace.base_url + "api/"

    @property
    def bot_token(self) -> str:
        """The token of the installed app."""
        return self.workspace.app.bot_token

    @property
    def calls(self) -> list[Call]:
        """Every call of the bot to the Web API and to response URLs, in order, with its answer."""
        return self.workspace.records.calls

    @property
    def refusals(self) -> list[Refusal]:
        """Everything of the bot that Slack would not have accepted; faults on order are not in it."""
        return self.workspace.records.refusals

    def calls_of(self, method: str) -> list[Call]:
        """The calls of one method, in order."""
        return [call for call in self.calls if call.method == method]

    async def turn(self, switch: Switch, *, on: bool) -> None:
        """Let something be wrong between the bot and Slack, until it is turned off."""
        if switch is Switch.DOWN and on and switch not in self.switches:
            await self._server.go_away()
        if switch is Switch.DOWN and not on and switch in self.switches:
            await self._server.start()
        self.switches.turn(switch, on=on)

    # Who is there.

    def add_person(
        self,
        name: str,
        *,
        tz: str | None = "Europe/Berlin",
        title: str = "",
        email: str | None = None,
        locale: str | None = None,
        admin: bool = False,
        owner: bool = False,
        guest: Guest | None = None,
        deactivated: bool = False,
        bot: bool = False,
        invited: bool = False,
        stranger: bool = False,
        team_id: str | None = None,
    ) -> Person:
        """Somebody who is in the workspace already; nothing is told to the bot.

        ``tz`` None and ``email`` None are people of whom Slack knows none. ``bot`` is another app's bot,
        ``invited`` somebody who has not accepted yet. A ``team_id`` of their own makes them a Slack Connect
        member of another workspace, ``stranger`` too (another workspace, and no shared channel).
        """
        foreign = "T9999999999" if stranger else self.workspace.team_id
        user = User(
            id=self.workspace.identifiers.new("U"),
            team_id=team_id or foreign,
            real_name=name,
            handle=name.lower().replace(" ", "."),
            updated=self.workspace.seconds,
            tz=None if tz is None else ZoneInfo(tz).key,
            title=title,
            email=email,
            locale=locale or self.locale,
            admin=admin,
            owner=owner,
            guest=guest,
            deactivated=deactivated,
            bot=bot,
            stranger=stranger,
            invited=invited,
            bot_id=self.workspace.identifiers.new("B") if bot else None,
        )
        return self.bring_back_person(user)

    def bring_back_person(self, user: User) -> Person:
        """Somebody with an account that was there before."""
        self.workspace.people.add(user)
        self._people[user.id] = Person(self.workspace, self._door, self._events, user.id)
        return self._people[user.id]

    async def welcome_person(self, name: str, **fields: Any) -> Person:
        """Somebody who joins now: as ``add_person``, and team_join is sent if the manifest asks for it."""
        person = self.add_person(name, **fields)
        await self._changes.joined_workspace(person.user)
        return person

    def person(self, name: str) -> Person:
        """The member with this name or id; raises LookupError when there is none."""
        return self._people[self.workspace.people.named(name).id]

    @property
    def people(self) -> list[Person]:
        """Everybody who was added, in that order."""
        return list(self._people.values())

    async def change_person(self, person: Person, **fields: Any) -> BotAnswer | None:
        """Change fields of an account (those of User: ``deactivated``, ``tz``, ``title``…): user_change."""
        return await self._changes.change(person.id, fields)

    def unseen(self, person: Person) -> list[Message]:
        """What is new or changed for somebody since this was last asked, in reading order."""
        return person.unseen()

    # Where they talk.

    def add_channel(
        self, name: str, members: Iterable[Person] = (), *, private: bool = False, with_bot: bool = False
    ) -> Channel:
        """A channel that is there already; nothing is told to the bot."""
        inside = [person.id for person in members]
        if with_bot:
            inside.append(self.workspace.app.bot_user_id)
        channel = self.workspace.channels.create(name, inside, self.workspace.seconds, private=private)
        channel.locale = self.locale
        return channel

    def channel(self, name: str) -> Channel:
        """The channel with this name or id; raises LookupError when there is none."""
        return self.workspace.channels.named(name)

    async def invite(self, channel: Channel, person: Person, by: Person | None = None) -> BotAnswer | None:
        """Bring somebody into a channel (member_joined_channel)."""
        return await self._changes.join(channel, person.id, by.id if by else None)

    async def remove(self, channel: Channel, person: Person) -> BotAnswer | None:
        """Take somebody out of a channel (member_left_channel)."""
        return await self._changes.leave(channel, person.id)

    async def invite_bot(self, channel: Channel, by: Person) -> BotAnswer | None:
        """Bring the app into a channel (member_joined_channel)."""
        return await self._changes.join(channel, self.workspace.app.bot_user_id, by.id)

    async def remove_bot(self, channel: Channel) -> BotAnswer | None:
        """Take the app out of a channel (channel_left, group_left)."""
        return await self._changes.leave(channel, self.workspace.app.bot_user_id)

    async def archive(self, channel: Channel, by: Person) -> BotAnswer | None:
        """Archive a channel (channel_archive, group_archive)."""
        return await self._changes.archive(channel, by.id, archived=True)

    async def unarchive(self, channel: Channel, by: Person) -> BotAnswer | None:
        """Bring a channel back (channel_unarchive, group_unarchive)."""
        return await self._changes.archive(channel, by.id, archived=False)

    async def delete_channel(self, channel: Channel) -> BotAnswer | None:
        """Delete a channel for good (channel_deleted, group_deleted)."""
        return await self._changes.delete(channel)

    async def rename(self, channel: Channel, name: str) -> BotAnswer | None:
        """Give a channel another name (channel_rename, group_rename)."""
        return await self._changes.rename(channel, name)

    async def change_id(self, channel: Channel) -> BotAnswer | None:
        """Give a channel another id, as Slack does when it is shared with another organization (channel_id_changed)."""
        return await self._changes.change_id(channel)

    # The raw door.

    async def send_event(
        self, event: Mapping[str, Any], *, retry_num: int = 0, event_id: str | None = None
    ) -> BotAnswer:
        """Send any event in its envelope, signed, whatever the manifest subscribes to."""
        return await self._events.send(event, retry_num, event_id)

    async def retry_events(self) -> list[BotAnswer]:
        """Send again the events that the bot did not take and whose retry is due by the clock."""
        return await self._events.retry()

    @property
    def events(self) -> Events:
        """The events that are told to the bot, and what of them is owed."""
        return self._events

    @property
    def events_owed(self) -> int:
        """How many events still have a retry to come."""
        return self._events.owed

    async def verify_url(self, challenge: str = "a challenge") -> BotAnswer:
        """Ask the url_verification question that Slack asks when the address is set."""
        return await self._events.verify_url(challenge)

    def sign(self, body: bytes) -> dict[str, str]:
        """The two signature headers for a body that is sent now."""
        return self._door.sign(body)

    async def deliver(self, body: bytes, headers: Mapping[str, str]) -> BotAnswer:
        """Send exactly this to the bot's door; the answer is not judged, so nothing becomes a refusal."""
        return await self._door.deliver(body, headers)
