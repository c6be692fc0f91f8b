"""The member directory and the events that have been heard."""

from datetime import datetime
from zoneinfo import ZoneInfo

from sqlalchemy import String
from sqlalchemy.orm import Mapped, mapped_column

from bot.database import Base, Instant


class Member(Base):
    """A person (or bot) of a workspace, as Slack last described them."""

    __tablename__ = "members"

    workspace: Mapped[str] = mapped_column(String(32), primary_key=True)
    id: Mapped[str] = mapped_column(String(32), primary_key=True)
    name: Mapped[str] = mapped_column(String(200))
    title: Mapped[str] = mapped_column(String(300), default="")
    """What they say they do, from their Slack profile."""
    time_zone: Mapped[str] = mapped_column(String(64), default="UTC")
    locale: Mapped[str] = mapped_column(String(20), default="en-US")
    is_admin: Mapped[bool] = mapped_column(default=False)
    is_bot: Mapped[bool] = mapped_column(default=False)
    is_guest: Mapped[bool] = mapped_column(default=False)
    is_stranger: Mapped[bool] = mapped_column(default=False)
    """From another organization, through Slack Connect."""
    is_deactivated: Mapped[bool] = mapped_column(default=False)
    refreshed_at: Mapped[datetime] = mapped_column(Instant)

    @property
    def zone(self) -> ZoneInfo:
        """Their time zone; UTC where Slack names one that this machine does not know."""
        try:
            return ZoneInfo(self.time_zone)
        except (KeyError, ValueError, OSError):
            return ZoneInfo("UTC")

    @property
    def may_take_part(self) -> bool:
        """Whether Klatch is for them: people of this workspace, no bots, guests, strangers or who has left."""
        return not (self.is_bot or self.is_guest or self.is_stranger or self.is_deactivated)


class HeardEvent(Base):
    """An event that was handled, so that it is handled once however often Slack sends it."""

    __tablename__ = "heard_events"

    workspace: Mapped[str] = mapped_column(String(32), primary_key=True)
    id: Mapped[str] = mapped_column(String(64), primary_key=True)
    heard_at: Mapped[datetime] = mapped_column(Instant, index=True)


class Installation(Base):
    """Klatch in one workspace: who it is there and what it may do. The token stays in the environment."""

    __tablename__ = "installations"

    workspace: Mapped[str] = mapped_column(String(32), primary_key=True)
    name: Mapped[str] = mapped_column(String(200))
    bot_user: Mapped[str] = mapped_column(String(32))
    ask_channel: Mapped[str | None] = mapped_column(String(32))
    """Where questions also stand for everyone, if their askers want; chosen by who invited Klatch there."""
    topics_edition: Mapped[str | None] = mapped_column(String(80))
    """Changes with the workspace's topics: while it stays the same, so do they."""
    refreshed_at: Mapped[datetime] = mapped_column(Instant)
