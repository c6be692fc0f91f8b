"""The tables of profiles, and of people who are never introduced to each other."""

from datetime import datetime

from sqlalchemy import ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from bot.database.columns import Base, Instant
from bot.database.marks import Mark
from bot.database.padding import PrivateWord
from bot.matching.asks.mentors import CareerStage
from bot.profiles.values import Value

ABOUT_LIMIT = 150
"""Characters of the line that a member writes about themselves."""


class Profile(Base):
    """A member's team, place and stage: used to reach beyond them, never to match likeness."""

    __tablename__ = "profiles"

    workspace: Mapped[str] = mapped_column(String(32), primary_key=True)
    member: Mapped[str] = mapped_column(String(32), primary_key=True)
    team: Mapped[str] = mapped_column(String(80), default="")
    place: Mapped[str] = mapped_column(String(80), default="")
    stage: Mapped[CareerStage | None]
    about: Mapped[str] = mapped_column(String(ABOUT_LIMIT), default="", server_default="")
    """A line in their own words, which is shown to people to whom they are introduced."""


class Interest(Base):
    """A topic that a member would like to talk about."""

    __tablename__ = "interests"

    workspace: Mapped[str] = mapped_column(String(32), primary_key=True)
    member: Mapped[str] = mapped_column(String(32), primary_key=True)
    topic_id: Mapped[int] = mapped_column(ForeignKey("topics.id"), primary_key=True, index=True)


class MemberValue(Base):
    """Something that matters to a member at work."""

    __tablename__ = "member_values"

    workspace: Mapped[str] = mapped_column(String(32), primary_key=True)
    member: Mapped[str] = mapped_column(String(32), primary_key=True)
    value: Mapped[Value] = mapped_column(primary_key=True)


class NeverPair(Base):
    """One member would rather not be introduced to another. They alone can see it; it holds both ways.

    Who it is, is readable with the encryption key alone; no instant is kept that could be laid beside another, and
    SQLite keeps the rows in no order.
    """

    __tablename__ = "kept_apart"
    __table_args__ = (Index("ix_kept_apart_whom", "whom"), {"sqlite_with_rowid": False})

    workspace: Mapped[str] = mapped_column(String(32), primary_key=True)
    by: Mapped[str] = mapped_column(Mark("pair", 0), primary_key=True)
    whom: Mapped[str] = mapped_column(Mark("pair", 1), primary_key=True)
    pair: Mapped[str] = mapped_column(PrivateWord)
    """The member who chose it, then the other."""

    @property
    def member(self) -> str:
        """Return the member who chose it."""
        return self.pair.split()[0]

    @property
    def other(self) -> str:
        """Return the member whom they would rather not meet."""
        return self.pair.split()[1]


class FormerNeverPair(Base):
    """The same as an older version wrote it, for everybody to read: it is moved at the start."""

    __tablename__ = "never_pairs"
    __table_args__ = (Index("ix_never_pairs_other", "workspace", "other"),)

    workspace: Mapped[str] = mapped_column(String(32), primary_key=True)
    member: Mapped[str] = mapped_column(String(32), primary_key=True)
    other: Mapped[str] = mapped_column(String(32), primary_key=True)
    since: Mapped[datetime] = mapped_column(Instant)
