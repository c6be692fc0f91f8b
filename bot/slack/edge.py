"""The edge: every request of Slack is one transaction, committed before it is acknowledged."""

from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, replace
from functools import partial
from random import Random

import structlog
from sqlalchemy.ext.asyncio import AsyncSession
from structlog.contextvars import bound_contextvars

from bot.clock import Clock
from bot.correlation import correlate, new_correlation_id
from bot.database.database import Database
from bot.database.driver import NeedsTransactionError
from bot.fault_log import describe
from bot.languages.reader import Reader
from bot.members.models import Member
from bot.metrics.recording import Metrics
from bot.outbox.message import Message
from bot.slack import acknowledging, sent_forms, views
from bot.slack.acknowledging import DONE, Acknowledgement, Outcome
from bot.slack.event_handling import EventHandling
from bot.slack.payloads import RequestKind, SlackRequest
from bot.slack.request import Command, Event, Nothing, OpenForm, ReplaceForm, Reply, Say, Submission
from bot.slack.routes import AnyListener, Registry
from bot.slack.transactions import SLACK_WAITS_SECONDS, Deadline, Deadlines, TooBusyError, Transactions
from bot.slack.user_input import words_typed
from bot.workspaces.workspaces import InstalledWorkspace, Workspaces

Said = Callable[[Reader], str]
"""A sentence for whoever reads it."""

_log = structlog.get_logger(__name__)


class NotDescribedError(Exception):
    """Slack has not said in time who acts: they may be a guest, or nobody's colleague here."""


class Edge:
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
        self.registry = Registry()
        self.workspaces = workspaces
        self.clock = clock
        self.deadlines = Deadlines()
        self.transactions = Transactions(database, clock, chance, self.deadlines)
        self.events = EventHandling(database, self.transactions)
        self._chance = chance
        self._metrics = metrics or Metrics()

    async def receive(self, sent: SlackRequest) -> Acknowledgement:
        """Handle one request, whatever happens, and say what Slack is answered. Never raises an Exception.

        It gets a reference, which whatever it writes for later carries, and every line of the log meanwhile.
        """
        reference, came_at = new_correlation_id(self._chance), self.clock.elapsed()
        if sent.response_url and not self.workspaces.may_answer_at(sent.response_url):
            _log.warning("member_not_told", error="response_url_is_not_slacks")
            sent = sent.model_copy(update={"response_url": ""})
        with bound_contextvars(reference=reference):
            answer = await _Handling(self, sent, reference, came_at).answer()
            self._account_for(sent, answer.outcome, self.clock.elapsed() - came_at)
        return answer

    async def drain(self) -> None:
        """Wait for what goes on after acknowledgements."""
        await self.deadlines.drain()
        await self.transactions.drain()

    def _account_for(self, sent: SlackRequest, outcome: Outcome, seconds: float) -> None:
        self._metrics.request(sent.kind, outcome, seconds)
        if not self.registry.leaves_no_trace(sent.kind, sent.name):
            name, milliseconds = self.registry.name_of(sent.kind, sent.name), round(seconds * 1_000, 1)
            _log.info("request", kind=sent.kind, name=name, outcome=outcome, milliseconds=milliseconds)


@dataclass(frozen=True, slots=True)
class _Handling:
    """One request at the edge: what was sent, the reference it got, and when it came, by the clock's seconds."""

    edge: Edge
    sent: SlackRequest
    reference: str
    came_at: float

    async def answer(self) -> Acknowledgement:
        """Handle it, whatever happens."""
        try:
            return await self._receive()
        except TooBusyError:  # the database would have answered too late
            return await self._tell(self._kept, Outcome.BUSY, views.busy, views.form_busy)
        except Exception as fault:
            return await self._apologise(fault)

    async def _receive(self) -> Acknowledgement:
        sent = self.sent
        if sent.kind is RequestKind.HELD_BACK:
            # How much is missed so, nobody says. Who is in a channel is read anew before its next round or meeting.
            _log.warning("events_held_back", workspace=sent.workspace)
        if sent.kind in (RequestKind.HELD_BACK, RequestKind.OTHER):
            return DONE
        if isinstance(sent, Event) and (listener := self.edge.registry.of_presence(sent.name)):
            await self.edge.events.hear_of_klatch(sent, self.reference, listener)
            return DONE
        installed = self._kept or await self._find_workspace()
        if installed is None:
            return await self._turn_away()
        if isinstance(sent, Event):
            await self.edge.events.hear(sent, self.reference, installed, self._listeners)
            return DONE
        return await self._serve(installed)

    async def _find_workspace(self) -> InstalledWorkspace | None:
        # What happened may reach us long after; whoever acts does so now, and Klatch is there for them.
        acts = not isinstance(self.sent, Event)

        async def find(_deadline: Deadline) -> InstalledWorkspace | None:
            return await self.edge.workspaces.installed(self.sent.workspace, self.sent.organization, returns=acts)

        return await self.edge.deadlines.do(find, hurries=acts)

    async def _serve(self, installed: InstalledWorkspace) -> Acknowledgement:
        sent = self.sent
        if not self._listeners:
            return await self._tell(installed, Outcome.NOBODY_LISTENS, views.no_longer_here, views.form_no_longer_here)
        if sent.own_workspace != sent.workspace and not installed.organization:
            # Within an organization that says nothing: Slack's description of the member does.
            return await self._tell(installed, Outcome.TURNED_AWAY, views.for_members)
        try:
            reply = await self._reply(installed)
        except NotDescribedError:
            words = partial(views.not_described, typed=_typed(sent))
            return await self._tell(installed, Outcome.TURNED_AWAY, words, views.form_not_described)
        if reply is None:
            return await self._tell(installed, Outcome.TURNED_AWAY, views.for_members)
        if isinstance(reply, Acknowledgement):
            return reply
        return await self._acknowledge(installed, reply)

    async def _reply(self, installed: InstalledWorkspace) -> Reply | Acknowledgement | None:
        sent = self.sent
        if self.edge.registry.mostly_reads(sent.kind, sent.name):
            with suppress(NeedsTransactionError):
                return await self.edge.transactions.read(installed, sent.member, self._act)
        named = dict.fromkeys(sent.people, "") | {sent.member: sent.member_name or sent.member}
        return await self.edge.transactions.run(installed, named, self._act)

    async def _acknowledge(self, installed: InstalledWorkspace, reply: Reply) -> Acknowledgement:
        if self.edge.clock.elapsed() - self.came_at > SLACK_WAITS_SECONDS:
            return await self._say_late(installed, reply)
        opened = await acknowledging.open_form(installed.client, self.sent, reply)
        if opened is Outcome.FORM_TOO_LATE:
            return await self._too_slow(installed)
        return replace(acknowledging.acknowledge(self.sent, reply), outcome=opened)

    async def _act(self, session: AsyncSession, members: Mapping[str, Member]) -> Reply | Acknowledgement | None:
        sent, member = self.sent, members[self.sent.member]
        if not member.is_described:
            raise NotDescribedError
        if not member.may_take_part:
            return None
        traceless = self.edge.registry.leaves_no_trace(sent.kind, sent.name)
        correlate(session, None if traceless else self.reference)
        request = self.edge.transactions.request(session, member)
        if isinstance(sent, Submission) and (before := await sent_forms.answered_before(request, sent)) is not None:
            return before
        reply = await self._listeners[0](request, sent)
        if isinstance(sent, Submission):
            await sent_forms.note_answer(session, sent, reply)
        await acknowledging.write_letter(request, sent, reply)
        return reply

    async def _turn_away(self) -> Acknowledgement:
        """Klatch is not there, or does not know yet that it is: tell whoever can be told without a token."""
        is_starting = self.edge.workspaces.is_starting
        outcome = Outcome.STARTING if is_starting else Outcome.TURNED_AWAY
        if self._can_be_told or isinstance(self.sent, Submission):
            return await self._tell(None, outcome, views.starting if is_starting else views.for_members)
        if is_starting:
            return Acknowledgement(status=503, outcome=outcome)  # and Slack sends an event again
        return Acknowledgement(status=200 if isinstance(self.sent, Event) else 403, outcome=outcome)

    async def _too_slow(self, installed: InstalledWorkspace) -> Acknowledgement:
        if self._can_be_told:
            return await self._tell(installed, Outcome.FORM_TOO_LATE, views.too_slow)
        await self._write(installed, Message(views.too_slow(self._reader)))
        return Acknowledgement(outcome=Outcome.FORM_TOO_LATE)

    async def _say_late(self, installed: InstalledWorkspace, reply: Reply) -> Acknowledgement:
        """Slack does not wait for the acknowledgement any more: what it would have said is said by a letter."""
        match self.sent, reply:
            case (Command(), Say(message)):
                await self._write(installed, message)
            case (_, Nothing()):
                await self._write(installed, Message(views.late(self._reader)))
            case (_, OpenForm() | ReplaceForm()) if not isinstance(self.sent, Submission):
                return await self._too_slow(installed)
        return replace(acknowledging.acknowledge(self.sent, reply), outcome=Outcome.LATE)

    async def _write(self, installed: InstalledWorkspace, message: Message) -> None:
        """Tell the member in their direct messages, if the database lets us: what they did is done already."""
        member = self.sent.member

        async def write(session: AsyncSession, members: Mapping[str, Member]) -> None:
            request = self.edge.transactions.request(session, members[member])
            await acknowledging.write_direct_letter(request, message)

        try:
            await self.edge.transactions.run(installed, {member: member}, write, hurries=False)
        except Exception as fault:
            _log.warning("member_not_told", **describe(fault))

    async def _tell(
        self, installed: InstalledWorkspace | None, outcome: Outcome, words: Said, form_words: Said | None = None
    ) -> Acknowledgement:
        client = installed.client if installed else None
        http = self.edge.workspaces.session
        reader = self._reader
        in_form = (form_words or words)(reader)
        told = await acknowledging.tell(http, client, self.sent, reader, words(reader), in_form)
        return replace(told, outcome=outcome)

    async def _apologise(self, fault: Exception) -> Acknowledgement:
        reference, kind = self.reference, self.sent.kind
        name = self.edge.registry.name_of(kind, self.sent.name)
        _log.error("fault", reference=reference, kind=kind, name=name, **describe(fault))
        if isinstance(self.sent, Event):
            return Acknowledgement(status=500, outcome=Outcome.FAULT)  # and Slack sends it again
        said, in_form = (partial(each, reference=reference) for each in (views.fault, views.form_fault))
        return await self._tell(self._kept, Outcome.FAULT, said, in_form)

    @property
    def _kept(self) -> InstalledWorkspace | None:
        return self.edge.workspaces.kept(self.sent.workspace)

    @property
    def _reader(self) -> Reader:
        """How the member reads, as far as that is known without the database."""
        return self.edge.transactions.reader_of(self.sent.workspace, self.sent.member)

    @property
    def _listeners(self) -> list[AnyListener]:
        return self.edge.registry.find(self.sent.kind, self.sent.name)

    @property
    def _can_be_told(self) -> bool:
        """Return whether the member can be told something without a token."""
        return isinstance(self.sent, Command) or bool(self.sent.response_url)


def _typed(sent: SlackRequest) -> str:
    """A command as it was typed, where there are words after it, which Slack does not keep."""
    return f"{sent.name} {words_typed(sent.written)}" if isinstance(sent, Command) and sent.written else ""
