"""The tables of organizers: who they are, what they decided, and where Klatch has said hello."""

from datetime import datetime

from sqlalchemy import String, false
from sqlalchemy.orm import Mapped, mapped_column

from bot.database.columns import Base, Instant


class Hello(Base):
    """Klatch's hello in a channel that it was invited to."""

    __tablename__ = "hellos"

    workspace: Mapped[str] = mapped_column(String(32), primary_key=True)
    channel: Mapped[str] = mapped_column(String(32), primary_key=True)
    invited_by: Mapped[str | None] = mapped_column(String(32))
    """The member who invited Klatch there, and may say what it does there."""
    letter: Mapped[str] = mapped_column(String(200))
    """The key of the letter that says hello."""
    is_archived: Mapped[bool] = mapped_column(default=False, server_default=false())
    """The channel is archived: Klatch is not there until it is no more."""
    had_questions: Mapped[bool] = mapped_column(default=False, server_default=false())
    """Whether questions also stood there when it was archived."""
    asked: Mapped[int] = mapped_column(default=0, server_default="0")
    """How often organizers were asked to have questions stand there, or not any more."""
    asked_by: Mapped[str | None] = mapped_column(String(32))
    """The member who asked them, while it is not decided."""


class Organizer(Base):
    """A member whom a workspace admin has named an organizer. The admins are organizers without being named."""

    __tablename__ = "organizers"

    workspace: Mapped[str] = mapped_column(String(32), primary_key=True)
    member: Mapped[str] = mapped_column(String(32), primary_key=True)
    named_by: Mapped[str] = mapped_column(String(32))
    since: Mapped[datetime] = mapped_column(Instant)


class AskChannel(Base):
    """The one channel of a workspace where questions also stand for everyone, if their askers want; no row: none."""

    __tablename__ = "ask_channels"

    workspace: Mapped[str] = mapped_column(String(32), primary_key=True)
    channel: Mapped[str] = mapped_column(String(32))


class FailuresTold(Base):
    """The instant at which somebody in a workspace was last told of letters that could not be delivered."""

    __tablename__ = "failures_told"

    workspace: Mapped[str] = mapped_column(String(32), primary_key=True)
    told_at: Mapped[datetime] = mapped_column(Instant)
