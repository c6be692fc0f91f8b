"""Events: heard once however often Slack sends them, and the directory kept current by them."""

from collections.abc import Mapping
from functools import partial

from sqlalchemy.ext.asyncio import AsyncSession

from bot.correlation import correlate
from bot.database.database import Database
from bot.database.inserts import insert_once
from bot.members import directory
from bot.members.models import Member
from bot.slack.models import HeardEvent
from bot.slack.request import Event, Nothing
from bot.slack.routes import AnyListener, PresenceListener
from bot.slack.transactions import Transactions, forgiving_lost_races
from bot.workspaces.workspaces import InstalledWorkspace

JOINED, CHANGED = "team_join", "user_change"
"""The events that describe a person."""


class EventHandling:
    """Takes events to their listeners."""

    def __init__(self, database: Database, transactions: Transactions) -> None:
        self._database = database
        self._transactions = transactions

    async def hear(
        self, event: Event, reference: str, installed: InstalledWorkspace, listeners: list[AnyListener]
    ) -> None:
        """Have the listeners hear an event, in one transaction, unless it was heard before.

        Raises what a listener raises: Slack is answered 500 then, and sends the event again.
        """
        describes = event.name in (JOINED, CHANGED)
        if not listeners and not describes:
            return
        named = {} if describes or event.member in ("", installed.bot_user) else {event.member: ""}
        act = partial(self._act, event, reference, installed, listeners)
        # However long that takes: what Slack sends again meanwhile was heard already.
        await self._transactions.run(installed, named, act, hurries=False)

    async def hear_of_klatch(self, event: Event, reference: str, listener: PresenceListener) -> None:
        """Have a listener hear, in a transaction, where Klatch comes to or leaves; however often Slack says so."""

        async def heard() -> None:
            async with self._database.transaction() as session:
                correlate(session, reference)
                await listener(session, event, self._transactions.clock.now())

        await forgiving_lost_races(heard)

    async def _act(
        self,
        event: Event,
        reference: str,
        installed: InstalledWorkspace,
        listeners: list[AnyListener],
        session: AsyncSession,
        members: Mapping[str, Member],
    ) -> None:
        if not await self._is_news(session, event):
            return
        if event.name in (JOINED, CHANGED):
            members = await self._described(session, event, installed)
            if not members:
                return
        member = members.get(event.member) or self._klatch(installed)
        correlate(session, reference)
        request = self._transactions.request(session, member)
        for listener in listeners:
            reply = await listener(request, event)
            if not isinstance(reply, Nothing):
                raise TypeError(f"nobody is there to hear a {type(reply).__name__} to an event")

    async def _is_news(self, session: AsyncSession, event: Event) -> bool:
        key = {"workspace": event.workspace, "id": event.event_id}
        return await insert_once(session, HeardEvent, list(key), **key, heard_at=self._transactions.clock.now())

    async def _described(
        self, session: AsyncSession, event: Event, installed: InstalledWorkspace
    ) -> Mapping[str, Member]:
        """Keep what the event says of a person, and return them; nobody when they are no concern of Klatch's."""
        user = event.body.get("user")
        if not event.member or not isinstance(user, Mapping):
            return {}
        put = directory.remember if event.name == JOINED else directory.revise
        await put(session, installed.workspace, user, self._transactions.clock.now(), installed.organization)
        return await directory.find(session, event.workspace, [event.member])

    def _klatch(self, installed: InstalledWorkspace) -> Member:
        """Klatch itself, on whom an event falls that names nobody else."""
        return Member(
            workspace=installed.workspace,
            id=installed.bot_user,
            name="Klatch",
            is_bot=True,
            refreshed_at=self._transactions.clock.now(),
        )
