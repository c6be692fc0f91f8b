"""Where and when a use case runs: its transaction, its workspace, the time and chance."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from bot.agenda import service as agenda
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
    ) -> None:
        """Owe an address a message; a key that was used before adds nothing."""
        await outbox.post(
            self.session,
            workspace=self.workspace,
            key=key,
            to=to,
            message=message,
            now=self.now,
            not_before=not_before,
            when_unknown=when_unknown,
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
        await agenda.schedule(self.session, workspace=self.workspace, kind=kind, subject=subject, due_at=due_at)

    async def all_later(self, kind: str, subjects: Iterable[int], due_at: datetime) -> None:
        """The same for many subjects."""
        await agenda.schedule_all(self.session, workspace=self.workspace, kind=kind, subjects=subjects, due_at=due_at)

    async def never_mind(self, kind: str, subject: int) -> None:
        """Take ``kind`` for ``subject`` off the agenda."""
        await agenda.cancel(self.session, workspace=self.workspace, kind=kind, subject=subject)
