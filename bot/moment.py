"""Where and when a use case runs: its transaction, its workspace, the time and chance."""

from collections.abc import Awaitable, Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from bot.agenda import service as agenda
from bot.agenda.heartbeat import Handler
from bot.agenda.models import Due
from bot.outbox import service as outbox
from bot.outbox.message import Message
from bot.outbox.models import WhenUnknown
from bot.outbox.service import Pressed


@dataclass(frozen=True, slots=True)
class Moment:
    """One transaction in one workspace. Whatever a use case wants said or done later goes through here."""

    session: AsyncSession
    workspace: str
    now: datetime
    seed: str
    """Chance: differs from moment to moment, is the same on every look."""

    async def tell(
        self,
        to: str,
        key: str,
        message: Message,
        *,
        not_before: datetime | None = None,
        when_unknown: WhenUnknown = WhenUnknown.SAY_AGAIN,
        in_thread_of: str | None = None,
    ) -> None:
        """Owe an address a message; a key that was used before adds nothing.

        ``in_thread_of`` is the key of another letter to the same address, in whose thread it then stands.
        """
        await outbox.post(
            self.session,
            workspace=self.workspace,
            key=key,
            to=to,
            message=message,
            now=self.now,
            not_before=not_before,
            when_unknown=when_unknown,
            in_thread_of=in_thread_of,
        )

    async def retell(self, key: str, message: Message, pressed: Pressed | None = None) -> None:
        """Rewrite the message of that key, and take off it what is settled."""
        await outbox.amend(
            self.session, workspace=self.workspace, key=key, message=message, now=self.now, pressed=pressed
        )

    async def attach(self, to: str, key: str, *, name: str, content: str, comment: str) -> None:
        """Owe an address a file."""
        await outbox.attach(
            self.session,
            workspace=self.workspace,
            key=key,
            to=to,
            name=name,
            content=content,
            comment=comment,
            now=self.now,
        )

    async def later(self, kind: str, subject: int, due_at: datetime) -> None:
        """Have ``kind`` happen to ``subject`` at an instant; what was planned before for the two is moved."""
        await agenda.schedule(
            self.session, workspace=self.workspace, kind=kind, subject=subject, due_at=due_at, now=self.now
        )

    async def all_later(self, kind: str, subjects: Iterable[int], due_at: datetime) -> None:
        """The same for many subjects."""
        await agenda.schedule_all(
            self.session, workspace=self.workspace, kind=kind, subjects=subjects, due_at=due_at, now=self.now
        )

    async def plan(self, subject: int, due: Mapping[str, datetime | None]) -> None:
        """Have several kinds happen to a subject, each at its instant; those with none are taken off the agenda."""
        await agenda.plan(self.session, workspace=self.workspace, subject=subject, due=due, now=self.now)

    async def never_mind(self, kind: str, subject: int) -> None:
        """Take ``kind`` for ``subject`` off the agenda."""
        await agenda.cancel(self.session, workspace=self.workspace, kind=kind, subject=subject)


def moment_when_due(session: AsyncSession, due: Due, now: datetime) -> Moment:
    """The moment in which something is due; its chance is the row's."""
    return Moment(session, due.workspace, now, seed=f"due {due.id}")


def handler_of(use_case: Callable[[Moment, int], Awaitable[None]]) -> Handler:
    """What the heartbeat calls, for a use case that is about the subject of a due row."""

    async def handle(session: AsyncSession, due: Due, now: datetime) -> None:
        await use_case(moment_when_due(session, due, now), due.subject)

    return handle
