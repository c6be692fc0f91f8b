"""The tables of channels' members, and of how far reading them has come."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import String, UniqueConstraint, true
from sqlalchemy.orm import Mapped, mapped_column

from bot.database.columns import Base, Instant


class SyncState(StrEnum):
    """``READING``: Slack is being asked. ``GONE``: archived or deleted, or Klatch is not in the channel."""

    READING = "reading"
    READ = "read"
    GONE = "gone"


class SyncStep(StrEnum):
    """The next thing that a reading asks Slack."""

    CHANNEL = "channel"
    """Whether the channel is there, and Klatch in it."""
    MEMBERS = "members"
    """The ids of those in it, page by page."""
    EVERYBODY = "everybody"
    """Everybody in the workspace, page by page, for those in the channel whom the directory does not know."""
    PEOPLE = "people"
    """Those in the channel whom it then still does not know, one by one."""


class ChannelSync(Base):
    """The reading of one channel: whether it is known who is in it, and since when."""

    __tablename__ = "channel_rolls"
    __table_args__ = (UniqueConstraint("workspace", "channel"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    workspace: Mapped[str] = mapped_column(String(32))
    channel: Mapped[str] = mapped_column(String(32))
    state: Mapped[SyncState]
    step: Mapped[SyncStep]
    cursor: Mapped[str] = mapped_column(String(500))
    """Where in its step the reading is: Slack's cursor, or the last person who was asked about."""
    reading: Mapped[int]
    """The number of the newest reading."""
    read_at: Mapped[datetime | None] = mapped_column(Instant)
    """When everybody in the channel was last known; kept current since then by events."""
    is_private: Mapped[bool] = mapped_column(default=True, server_default=true())
    """Whether the channel is for its members alone; until Slack has said so, it is taken to be."""


class ChannelMember(Base):
    """A member of a channel."""

    __tablename__ = "channel_members"

    workspace: Mapped[str] = mapped_column(String(32), primary_key=True)
    channel: Mapped[str] = mapped_column(String(32), primary_key=True)
    member: Mapped[str] = mapped_column(String(32), primary_key=True)
    reading: Mapped[int]
    """The newest reading that found them; if the last one did not, they are not in the channel any more."""
    is_there: Mapped[bool]
    """False for a member who left during a reading, which may have asked Slack before and not have saved it yet."""


class SyncWaiter(Base):
    """A use case that waits for a reading: this kind is due, for this subject, as soon as it has ended."""

    __tablename__ = "channel_roll_calls"

    workspace: Mapped[str] = mapped_column(String(32), primary_key=True)
    channel: Mapped[str] = mapped_column(String(32), primary_key=True)
    kind: Mapped[str] = mapped_column(String(60), primary_key=True)
    subject: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
