"""The edge: every request of Slack is one transaction, committed before it is acknowledged."""

from collections.abc import Callable, Mapping
from functools import partial
from random import Random

import structlog
from sqlalchemy.ext.asyncio import AsyncSession

from bot.clock import Clock
from bot.database import Database
from bot.slack import answers, views
from bot.slack.answers import DONE, Acknowledgement
from bot.slack.faults import describe, new_reference
from bot.slack.hearing import Hearing
from bot.slack.incoming import Incoming, Kind
from bot.slack.listeners import AnyListener, Listeners
from bot.slack.models import Member
from bot.slack.turn import Reply
from bot.slack.turns import Turns
from bot.slack.workspace import Workspace

_log = structlog.get_logger(__name__)


class Edge(Listeners):
    """Takes Slack's requests to the listeners that features registered.

    ``wake`` is called after a transaction that wrote letters; ``chance`` makes seeds and references.
    """

    def __init__(
        self, database: Database, clock: Clock, chance: Random, workspace: Workspace, wake: Callable[[], None]
    ) -> None:
        super().__init__()
        self.workspace = workspace
        self._turns = Turns(database, clock, chance, workspace, wake)
        self._hearing = Hearing(self._turns)
        self._chance = chance

    async def receive(self, incoming: Incoming) -> Acknowledgement:
        """Handle one request, whatever happens, and say what Slack is answered. Never raises an Exception."""
        try:
            return await self._receive(incoming)
        except Exception as fault:
            return await self._apologise(incoming, fault)

    async def drain(self) -> None:
        """Wait for what goes on after acknowledgements."""
        await self._turns.drain()

    async def _receive(self, incoming: Incoming) -> Acknowledgement:
        identity = self.workspace.identity
        if identity is None:
            return await self._turn_away(incoming, views.STARTING, Acknowledgement(status=503))
        if incoming.workspace != identity.workspace:
            return await self._turn_away(incoming, views.FOR_MEMBERS, Acknowledgement(status=403))
        match incoming.kind:
            case Kind.OTHER:
                return DONE
            case Kind.EVENT:
                await self._hearing.hear(incoming, identity.bot_user, self.find(incoming))
                return DONE
            case _:
                return await self._serve(incoming)

    async def _serve(self, incoming: Incoming) -> Acknowledgement:
        listeners = self.find(incoming)
        if not listeners:
            _log.warning("nobody_listens", kind=incoming.kind, name=incoming.name)
            return await self._tell(incoming, views.NO_LONGER_HERE, views.FORM_NO_LONGER_HERE)
        if incoming.home != incoming.workspace:
            return await self._tell(incoming, views.FOR_MEMBERS)
        named = dict.fromkeys(incoming.people, "") | {incoming.member: incoming.member_name or incoming.member}
        reply = await self._turns.take(incoming.workspace, named, partial(self._act, incoming, listeners[0]))
        if reply is None:
            return await self._tell(incoming, views.FOR_MEMBERS)
        if not await answers.open_form(self.workspace, incoming, reply):
            return await self._too_slow(incoming)
        return answers.acknowledge(incoming, reply)

    async def _act(
        self, incoming: Incoming, listener: AnyListener, session: AsyncSession, members: Mapping[str, Member]
    ) -> Reply | None:
        member = members[incoming.member]
        if not member.may_take_part:
            return None
        turn = self._turns.turn(session, member)
        reply = await listener(turn, incoming.request)
        await answers.write_letter(turn, incoming, reply)
        return reply

    async def _turn_away(self, incoming: Incoming, words: str, otherwise: Acknowledgement) -> Acknowledgement:
        """Tell whoever can be told without a token; ``otherwise`` is Slack's answer where nobody can."""
        if incoming.kind is Kind.COMMAND or incoming.response_url or incoming.kind is Kind.SUBMISSION:
            return await self._tell(incoming, words)
        return otherwise

    async def _too_slow(self, incoming: Incoming) -> Acknowledgement:
        if incoming.kind is Kind.COMMAND or incoming.response_url:
            return await self._tell(incoming, views.TOO_SLOW)
        named = {incoming.member: incoming.member}
        await self._turns.take(incoming.workspace, named, partial(self._write_too_slow, incoming))
        return DONE

    async def _write_too_slow(self, incoming: Incoming, session: AsyncSession, members: Mapping[str, Member]) -> None:
        turn = self._turns.turn(session, members[incoming.member])
        await answers.write_direct_letter(turn, views.message(views.TOO_SLOW))

    async def _tell(self, incoming: Incoming, words: str, form_words: str = "") -> Acknowledgement:
        return await answers.tell(self.workspace, incoming, words, form_words or words)

    async def _apologise(self, incoming: Incoming, fault: Exception) -> Acknowledgement:
        reference = new_reference(self._chance)
        _log.error("fault", reference=reference, kind=incoming.kind, name=incoming.name, **describe(fault))
        if incoming.kind is Kind.EVENT:
            return Acknowledgement(status=500)  # and Slack sends it again
        return await self._tell(incoming, views.fault(reference), views.form_fault(reference))
