"""The moment of a use case: its transaction, its workspace, the time and chance."""

from collections.abc import Awaitable, Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from bot.languages.reader import Reader
from bot.members.readers import readers_of
from bot.outbox import letters as outbox
from bot.outbox.letters import Card, OnFate, Pressed
from bot.outbox.message import Words
from bot.outbox.models import WhenUnknown
from bot.schedule import scheduling as schedule
from bot.schedule import sweeps
from bot.schedule.fates import Fate, fate_of, note_fates
from bot.schedule.models import Due
from bot.schedule.worker import Handler

AT_ONCE = 80
"""Cards shown in one transaction of a sweep: some have a copy, and no transaction writes more than 100 letters."""

Page = Callable[["Moment", int, str, int], Awaitable[Sequence[tuple[str, Card]]]]
"""Returns the next cards of a subject after an item, at most so many, each with its item, in their order."""


@dataclass(frozen=True, slots=True)
class Moment:
    """One transaction in one workspace, with all that a use case says or schedules."""

    session: AsyncSession
    workspace: str
    now: datetime
    seed: str
    """Chance: differs from moment to moment, and stays the same within one."""

    async def tell(
        self,
        to: str,
        key: str,
        message: Words,
        *,
        not_before: datetime | None = None,
        when_unknown: WhenUnknown = WhenUnknown.SAY_AGAIN,
        in_thread_of: str | None = None,
        on_fate: OnFate | None = None,
        alias: str = "",
    ) -> None:
        """Send a message once, as bot.outbox.letters.post does; with a key that was used before it does nothing."""
        await outbox.post(
            self.session,
            workspace=self.workspace,
            key=key,
            to=to,
            message=message,
            reader=await self._reader_at(to),
            now=self.now,
            not_before=not_before,
            when_unknown=when_unknown,
            in_thread_of=in_thread_of,
            on_fate=on_fate,
            alias=alias,
        )

    async def show(self, cards: Iterable[Card], pressed: Pressed | None = None) -> None:
        """Send new cards and amend those that have changed.

        ``pressed`` is the message on which a button was pressed: it is amended even where its letter was forgotten.
        """
        these = [*cards]
        readers = await readers_of(self.session, self.workspace, {card.to for card in these})
        shown = await outbox.show(
            self.session, workspace=self.workspace, cards=these, now=self.now, pressed=pressed, readers=readers
        )
        await note_fates(self.session, shown.arrived, self.now)

    async def sweep(self, kind: str, subject: int) -> None:
        """Have the many cards of a subject shown, page by page, from the first page on."""
        await sweeps.sweep(self.session, workspace=self.workspace, kind=kind, subject=subject, now=self.now)

    async def attach(
        self,
        to: str,
        key: str,
        *,
        name: str,
        content: str,
        comment: Callable[[Reader], str],
        on_fate: OnFate | None = None,
    ) -> None:
        """Send a file with a comment once."""
        await outbox.attach(
            self.session,
            workspace=self.workspace,
            key=key,
            to=to,
            name=name,
            content=content,
            comment=comment(await self._reader_at(to)),
            now=self.now,
            on_fate=on_fate,
        )

    async def _reader_at(self, address: str) -> Reader:
        return (await readers_of(self.session, self.workspace, [address]))[address]

    async def later(self, kind: str, subject: int, due_at: datetime) -> None:
        """Schedule ``kind`` for ``subject`` at an instant; what was scheduled before for the two is moved."""
        await schedule.schedule(
            self.session, workspace=self.workspace, kind=kind, subject=subject, due_at=due_at, now=self.now
        )

    async def all_later(self, kind: str, subjects: Iterable[int], due_at: datetime) -> None:
        """Schedule ``kind`` for many subjects, at one instant."""
        await schedule.schedule_all(
            self.session, workspace=self.workspace, kind=kind, subjects=subjects, due_at=due_at, now=self.now
        )

    async def each_later(self, kind: str, due: Mapping[int, datetime]) -> None:
        """Schedule ``kind`` for many subjects, for each at its own instant."""
        await schedule.schedule_each(self.session, workspace=self.workspace, kind=kind, due=due, now=self.now)

    async def plan(self, subject: int, due: Mapping[str, datetime | None]) -> None:
        """Schedule several kinds for a subject, each at its instant; those without one are cancelled."""
        await schedule.plan(self.session, workspace=self.workspace, subject=subject, due=due, now=self.now)

    async def cancel(self, kind: str, *subjects: int) -> None:
        """Cancel ``kind`` for these subjects."""
        await schedule.cancel(self.session, workspace=self.workspace, kind=kind, subjects=subjects)


def moment_when_due(session: AsyncSession, due: Due, now: datetime) -> Moment:
    """Return the moment in which a due row is handled; its chance is the row's."""
    return Moment(session, due.workspace, now, seed=f"due {due.id}")


def due_handler(use_case: Callable[[Moment, int], Awaitable[None]]) -> Handler:
    """Return the handler of a due row for a use case about its subject."""

    async def handle(session: AsyncSession, due: Due, now: datetime) -> None:
        await use_case(moment_when_due(session, due, now), due.subject)

    return handle


def fate_handler(use_case: Callable[[Moment, Fate], Awaitable[None]]) -> Handler:
    """Return the handler of a due row for a use case that is told the fate of a letter."""

    async def handle(session: AsyncSession, due: Due, now: datetime) -> None:
        fate = await fate_of(session, due)
        if fate is not None:
            await use_case(moment_when_due(session, due, now), fate)

    return handle


def sweep_handler(page: Page) -> Handler:
    """Return the handler of a due row that shows the cards of a subject page by page."""

    async def handle(session: AsyncSession, due: Due, now: datetime) -> None:
        moment = moment_when_due(session, due, now)
        cards = await page(moment, due.subject, await sweeps.page_after(session, due), AT_ONCE)
        await moment.show(card for _, card in cards)
        await sweeps.end_page(session, due, cards[-1][0] if len(cards) == AT_ONCE else None, now)

    return handle
