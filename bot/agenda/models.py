"""Rows with a due time."""

from datetime import datetime

from sqlalchemy import Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from bot.database import Base, Instant


class Due(Base):
    """Something that must happen later: ``kind`` says what, ``subject`` to which row of the feature."""

    __tablename__ = "dues"
    __table_args__ = (
        UniqueConstraint("workspace", "kind", "subject"),
        Index("ix_dues_due_at", "due_at", "id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    workspace: Mapped[str] = mapped_column(String(32))
    kind: Mapped[str] = mapped_column(String(60))
    subject: Mapped[int]
    due_at: Mapped[datetime] = mapped_column(Instant)
    attempts: Mapped[int] = mapped_column(default=0)
    """How often its handler has failed; each time it is tried again later."""
