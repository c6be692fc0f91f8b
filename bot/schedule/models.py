"""The tables of the schedule: due rows, and the progress of sweeps."""

from datetime import datetime

from sqlalchemy import Index, String, UniqueConstraint, false
from sqlalchemy.orm import Mapped, mapped_column

from bot.database.columns import Base, Instant


class Due(Base):
    """A job for later: ``kind`` names its handler or task, ``subject`` the row of the feature that it is about."""

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
    attempts: Mapped[int] = mapped_column(default=0)
    """The number of failed attempts; after each it is tried again later."""
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
