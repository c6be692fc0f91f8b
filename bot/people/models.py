"""What members tell about themselves, and whom they would rather not meet."""

from datetime import datetime

from sqlalchemy import Index, String
from sqlalchemy.orm import Mapped, mapped_column

from bot.database import Base, Instant
from bot.matching.mentors import Stage


class Profile(Base):
    """Where a member works and how far along they are: used to reach beyond it, never to match likeness."""

    __tablename__ = "profiles"

    workspace: Mapped[str] = mapped_column(String(32), primary_key=True)
    member: Mapped[str] = mapped_column(String(32), primary_key=True)
    team: Mapped[str] = mapped_column(String(80), default="")
    place: Mapped[str] = mapped_column(String(80), default="")
    stage: Mapped[Stage | None]


class NeverPair(Base):
    """One member would rather not be introduced to another. Only who chose it can see it; it holds both ways."""

    __tablename__ = "never_pairs"
    __table_args__ = (Index("ix_never_pairs_other", "workspace", "other"),)

    workspace: Mapped[str] = mapped_column(String(32), primary_key=True)
    member: Mapped[str] = mapped_column(String(32), primary_key=True)
    other: Mapped[str] = mapped_column(String(32), primary_key=True)
    since: Mapped[datetime] = mapped_column(Instant)
