"""Events: heard once however often Slack sends them, and the directory kept current by them."""

from collections.abc import Mapping
from functools import partial
from typing import cast

from sqlalchemy.ext.asyncio import AsyncSession

from bot.database import insert_once
from bot.slack import directory
from bot.slack.incoming import Incoming
from bot.slack.listeners import AnyListener
from bot.slack.models import HeardEvent, Member
from bot.slack.turn import Event, Nothing
from bot.slack.turns import Turns

JOINED, CHANGED = "team_join", "user_change"
"""The events that describe a person."""


class Hearing:
    """Takes events to their listeners."""

    def __init__(self, turns: Turns) -> None:
        self._turns = turns

    async def hear(self, incoming: Incoming, bot_user: str, listeners: list[AnyListener]) -> None:
        """Have the listeners hear an event, in one transaction, unless it was heard before.

        Raises what a listener raises: Slack is answered 500 then, and sends the event again.
        """
        describes = incoming.name in (JOINED, CHANGED)
        if not listeners and not describes:
            return
        named = {} if describes or incoming.member in ("", bot_user) else {incoming.member: ""}
        act = partial(self._act, incoming, bot_user, listeners)
        await self._turns.take(incoming.workspace, named, act)

    async def _act(
        self,
        incoming: Incoming,
        bot_user: str,
        listeners: list[AnyListener],
        session: AsyncSession,
        members: Mapping[str, Member],
    ) -> None:
        if not await self._is_news(session, incoming):
            return
        if incoming.name in (JOINED, CHANGED):
            members = await self._described(session, incoming)
            if not members:
                return
        member = members.get(incoming.member) or self._klatch(incoming.workspace, bot_user)
        turn = self._turns.turn(session, member)
        for listener in listeners:
            reply = await listener(turn, incoming.request)
            if not isinstance(reply, Nothing):
                raise TypeError(f"nobody is there to hear a {type(reply).__name__} to an event")

    async def _is_news(self, session: AsyncSession, incoming: Incoming) -> bool:
        key = {"workspace": incoming.workspace, "id": incoming.event_id}
        return await insert_once(session, HeardEvent, list(key), **key, heard_at=self._turns.clock.now())

    async def _described(self, session: AsyncSession, incoming: Incoming) -> Mapping[str, Member]:
        """Who is described, once the directory says it too; nobody when they are no concern of ours."""
        event = cast(Event, incoming.request)
        user = event.body.get("user")
        if not incoming.member or not isinstance(user, Mapping):
            return {}
        put = directory.remember if event.name == JOINED else directory.revise
        await put(session, incoming.workspace, user, self._turns.clock.now())
        return await directory.find(session, incoming.workspace, [incoming.member])

    def _klatch(self, workspace: str, bot_user: str) -> Member:
        """Klatch itself, on whom an event falls that names nobody else."""
        return Member(
            workspace=workspace, id=bot_user, name="Klatch", is_bot=True, refreshed_at=self._turns.clock.now()
        )
