"""The edge: every request of Slack is one transaction, committed before it is acknowledged."""

from collections.abc import Mapping
from dataclasses import replace
from functools import partial
from random import Random

import structlog
from sqlalchemy.ext.asyncio import AsyncSession
from structlog.contextvars import bound_contextvars

from bot.clock import Clock
from bot.correlation import correlate, new_correlation_id
from bot.database.database import Database
from bot.fault_log import describe
from bot.members.models import Member
from bot.metrics.recording import Metrics
from bot.outbox.message import Message
from bot.slack import acknowledging, sent_forms, views
from bot.slack.acknowledging import DONE, Acknowledgement
from bot.slack.deadlines import SLACK_WAITS_SECONDS, Deadline, Deadlines, TooBusyError
from bot.slack.event_handling import EventHandling
from bot.slack.incoming import Incoming, RequestKind
from bot.slack.outcomes import Outcome
from bot.slack.registry import Registry
from bot.slack.request import Command, Nothing, OpenForm, ReplaceForm, Reply, Say
from bot.slack.routes import AnyListener
from bot.slack.transactions import Transactions
from bot.slack.user_input import words_typed
from bot.workspaces.workspaces import InstalledWorkspace, Workspaces

_log = structlog.get_logger(__name__)


class NotDescribedError(Exception):
    """Slack has not said in time who acts: they may be a guest, or nobody's colleague here."""


class Edge(Registry):
    """Takes Slack's requests to the listeners that features registered.

    ``chance`` makes seeds and references; ``metrics`` counts how requests end.
    """

    def __init__(
        self,
        database: Database,
        clock: Clock,
        chance: Random,
        workspaces: Workspaces,
        metrics: Metrics | None = None,
    ) -> None:
        super().__init__()
        self.workspaces = workspaces
        self._in_time = Deadlines()
        self._transactions = Transactions(database, clock, chance, self._in_time)
        self._hearing = EventHandling(database, self._transactions)
        self._clock = clock
        self._chance = chance
        self._metrics = metrics or Metrics()

    async def receive(self, incoming: Incoming) -> Acknowledgement:
        """Handle one request, whatever happens, and say what Slack is answered. Never raises an Exception.

        It gets a reference, which whatever it writes for later carries, and every line of the log meanwhile.
        """
        incoming = replace(incoming, reference=new_correlation_id(self._chance), came_at=self._clock.elapsed())
        if incoming.response_url and not self.workspaces.may_answer_at(incoming.response_url):
            _log.warning("member_not_told", error="response_url_is_not_slacks")
            incoming = replace(incoming, response_url="")
        with bound_contextvars(reference=incoming.reference):
            answer = await self._answer(incoming)
            self._account_for(incoming, answer.outcome, self._seconds_since(incoming))
        return answer

    async def _answer(self, incoming: Incoming) -> Acknowledgement:
        try:
            return await self._receive(incoming)
        except TooBusyError:
            return await self._put_off(incoming)
        except Exception as fault:
            return await self._apologise(incoming, fault)

    async def drain(self) -> None:
        """Wait for what goes on after acknowledgements."""
        await self._in_time.drain()
        await self._transactions.drain()

    async def _receive(self, incoming: Incoming) -> Acknowledgement:
        if incoming.kind is RequestKind.HELD_BACK:
            # How much is missed so, nobody says. Who is in a channel is read anew before its next round or meeting.
            _log.warning("events_held_back", workspace=incoming.workspace)
        if incoming.kind in (RequestKind.HELD_BACK, RequestKind.OTHER):
            return DONE
        if listener := self.of_presence(incoming):
            await self._hearing.hear_of_klatch(incoming, listener)
            return DONE
        # What happened may reach us long after; whoever acts does so now, and Klatch is there for them.
        acts = incoming.kind is not RequestKind.EVENT
        home = self.workspaces.kept(incoming.workspace) or await self._home(incoming, acts=acts)
        if home is None:
            return await self._turn_away(incoming)
        if incoming.kind is RequestKind.EVENT:
            await self._hearing.hear(incoming, home, self.find(incoming))
            return DONE
        return await self._serve(incoming, home)

    async def _home(self, incoming: Incoming, *, acts: bool) -> InstalledWorkspace | None:
        async def look(_deadline: Deadline) -> InstalledWorkspace | None:
            return await self.workspaces.installed(incoming.workspace, incoming.organization, returns=acts)

        return await self._in_time.do(look, hurries=acts)

    async def _serve(self, incoming: Incoming, home: InstalledWorkspace) -> Acknowledgement:
        listeners = self.find(incoming)
        if not listeners:
            words, form_words = views.NO_LONGER_HERE, views.FORM_NO_LONGER_HERE
            return await self._tell(incoming, home, Outcome.NOBODY_LISTENS, words, form_words)
        if incoming.home != incoming.workspace and not home.organization:
            # Within an organization that says nothing: Slack's description of the member does.
            return await self._tell(incoming, home, Outcome.TURNED_AWAY, views.FOR_MEMBERS)
        named = dict.fromkeys(incoming.people, "") | {incoming.member: incoming.member_name or incoming.member}
        try:
            reply = await self._transactions.take(home, named, partial(self._act, incoming, listeners[0]))
        except NotDescribedError:
            words = views.not_described(_typed(incoming))
            return await self._tell(incoming, home, Outcome.TURNED_AWAY, words, views.FORM_NOT_DESCRIBED)
        if reply is None:
            return await self._tell(incoming, home, Outcome.TURNED_AWAY, views.FOR_MEMBERS)
        if isinstance(reply, Acknowledgement):
            return reply
        if self._seconds_since(incoming) > SLACK_WAITS_SECONDS:
            return await self._say_late(incoming, home, reply)
        opened = await acknowledging.open_form(home.client, incoming, reply)
        if opened is Outcome.FORM_TOO_LATE:
            return await self._too_slow(incoming, home)
        return replace(acknowledging.acknowledge(incoming, reply), outcome=opened)

    async def _act(
        self, incoming: Incoming, listener: AnyListener, session: AsyncSession, members: Mapping[str, Member]
    ) -> Reply | Acknowledgement | None:
        member = members[incoming.member]
        if not member.is_described:
            raise NotDescribedError
        if not member.may_take_part:
            return None
        correlate(session, None if self.leaves_no_trace(incoming) else incoming.reference)
        request = self._transactions.request(session, member)
        if (before := await sent_forms.answered_before(session, incoming, request.now)) is not None:
            return before
        reply = await listener(request, incoming.request)
        await sent_forms.note_answer(session, incoming, reply)
        await acknowledging.write_letter(request, incoming, reply)
        return reply

    async def _turn_away(self, incoming: Incoming) -> Acknowledgement:
        """Klatch is not there, or does not know yet that it is: tell whoever can be told without a token."""
        is_starting = self.workspaces.is_starting
        outcome = Outcome.STARTING if is_starting else Outcome.TURNED_AWAY
        if incoming.kind is RequestKind.COMMAND or incoming.response_url or incoming.kind is RequestKind.SUBMISSION:
            return await self._tell(incoming, None, outcome, views.STARTING if is_starting else views.FOR_MEMBERS)
        if is_starting:
            return Acknowledgement(status=503, outcome=outcome)  # and Slack sends an event again
        return Acknowledgement(status=200 if incoming.kind is RequestKind.EVENT else 403, outcome=outcome)

    async def _too_slow(self, incoming: Incoming, home: InstalledWorkspace) -> Acknowledgement:
        if incoming.kind is RequestKind.COMMAND or incoming.response_url:
            return await self._tell(incoming, home, Outcome.FORM_TOO_LATE, views.TOO_SLOW)
        await self._write(incoming, home, Message(views.TOO_SLOW))
        return Acknowledgement(outcome=Outcome.FORM_TOO_LATE)

    async def _say_late(self, incoming: Incoming, home: InstalledWorkspace, reply: Reply) -> Acknowledgement:
        """Slack does not wait for the acknowledgement any more: what it would have said is said by a letter."""
        match incoming.kind, reply:
            case (RequestKind.COMMAND, Say(message)):
                await self._write(incoming, home, message)
            case (_, Nothing()):
                await self._write(incoming, home, Message(views.LATE))
            case (_, OpenForm() | ReplaceForm()) if incoming.kind is not RequestKind.SUBMISSION:
                return await self._too_slow(incoming, home)
        return replace(acknowledging.acknowledge(incoming, reply), outcome=Outcome.LATE)

    async def _write(self, incoming: Incoming, home: InstalledWorkspace, message: Message) -> None:
        """Tell the member in their direct messages, if the database lets us: what they did is done already."""

        async def write(session: AsyncSession, members: Mapping[str, Member]) -> None:
            await acknowledging.write_direct_letter(
                self._transactions.request(session, members[incoming.member]), message
            )

        try:
            await self._transactions.take(home, {incoming.member: incoming.member}, write, hurries=False)
        except Exception as fault:
            _log.warning("member_not_told", **describe(fault))

    async def _put_off(self, incoming: Incoming) -> Acknowledgement:
        """The database would have answered too late."""
        home = self.workspaces.kept(incoming.workspace)
        return await self._tell(incoming, home, Outcome.BUSY, views.BUSY, views.FORM_BUSY)

    def _seconds_since(self, incoming: Incoming) -> float:
        return self._clock.elapsed() - incoming.came_at

    async def _tell(
        self, incoming: Incoming, home: InstalledWorkspace | None, outcome: Outcome, words: str, form_words: str = ""
    ) -> Acknowledgement:
        client = home.client if home else None
        told = await acknowledging.tell(self.workspaces.session, client, incoming, words, form_words or words)
        return replace(told, outcome=outcome)

    async def _apologise(self, incoming: Incoming, fault: Exception) -> Acknowledgement:
        reference = incoming.reference
        _log.error("fault", reference=reference, kind=incoming.kind, name=self.name_of(incoming), **describe(fault))
        if incoming.kind is RequestKind.EVENT:
            return Acknowledgement(status=500, outcome=Outcome.FAULT)  # and Slack sends it again
        home = self.workspaces.kept(incoming.workspace)
        return await self._tell(incoming, home, Outcome.FAULT, views.fault(reference), views.form_fault(reference))

    def _account_for(self, incoming: Incoming, outcome: Outcome, seconds: float) -> None:
        self._metrics.request(incoming.kind, outcome, seconds)
        if not self.leaves_no_trace(incoming):
            name, milliseconds = self.name_of(incoming), round(seconds * 1_000, 1)
            _log.info("request", kind=incoming.kind, name=name, outcome=outcome, milliseconds=milliseconds)


def _typed(incoming: Incoming) -> str:
    """A command as it was typed, where there are words after it, which Slack does not keep."""
    request = incoming.request
    if not isinstance(request, Command) or not request.written:
        return ""
    return f"{request.name} {words_typed(request.written)}"
