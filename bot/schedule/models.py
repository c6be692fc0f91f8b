"""The tables of the schedule: due rows, and the progress of sweeps."""

from datetime import datetime

from sqlalchemy import Index, String, UniqueConstraint, false
from sqlalchemy.orm import Mapped, mapped_column

from bot.database.columns import Base, Instant


class Due(Base):
    """A job for later: ``kind`` names its handler or task, ``subject`` the row that it is about.

    That is a row of the feature, or the letter whose fate it tells; 0 where it is about the whole workspace or process.
    """

    __tablename__ = "dues"
    __table_args__ = (
        UniqueConstraint("workspace", "kind", "subject"),
        # Whose rows are due: rows of the future, and those that are held, are not even read.
        Index("ix_dues_whose_turn", "is_held", "due_at", "workspace", "kind"),
        # The next row of one workspace.
        Index("ix_dues_next", "workspace", "is_held", "due_at", "id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    workspace: Mapped[str] = mapped_column(String(32))
    kind: Mapped[str] = mapped_column(String(60))
    subject: Mapped[int]
    due_at: Mapped[datetime] = mapped_column(Instant)
    """The instant to handle it; while its task runs, the end of the lease."""
    attempts: Mapped[int] = mapped_column(default=0)
    """The number of failed attempts. That of a running task is counted beforehand, as if it had failed."""
    is_held: Mapped[bool] = mapped_column(default=False, server_default=false())
    """True while its workspace is suspended: no heartbeat reads it."""
    reference: Mapped[str | None] = mapped_column(String(32))
    """The correlation id of the request that scheduled it, or of the due row that did."""


class Sweep(Base):
    """The progress of a sweep: what is done to many, page by page."""

    __tablename__ = "sweeps"

    workspace: Mapped[str] = mapped_column(String(32), primary_key=True)
    kind: Mapped[str] = mapped_column(String(60), primary_key=True)
    subject: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    after: Mapped[str] = mapped_column(String(200))
    """The last item of the page before; empty before the first page."""
