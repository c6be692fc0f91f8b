"""The member directory, what has been heard and sent once, and where Klatch is installed."""

from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime
from enum import StrEnum
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import JSON, Date, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from bot.confinement.ways import WAY
from bot.database import Base, Instant, PrivateJson, PrivateText

NEVER = datetime(1970, 1, 1, tzinfo=UTC)
"""When someone was described whom Slack has not described yet."""


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
    """The day on which that was written down: its start, in UTC."""

    @property
    def zone(self) -> ZoneInfo:
        """Their time zone; UTC where Slack names one that this machine does not know."""
        try:
            return ZoneInfo(self.time_zone)
        except (KeyError, ValueError, OSError):
            return ZoneInfo("UTC")

    @property
    def is_described(self) -> bool:
        """Whether Slack has ever said who they are; until then they are known by name alone."""
        return self.refreshed_at > NEVER

    @property
    def may_take_part(self) -> bool:
        """Whether Klatch is for them: people of this workspace, no bots, guests, strangers or who has left.

        Of whom Slack has not said who they are, nobody knows that: they may not, until it has.
        """
        is_other = self.is_bot or self.is_guest or self.is_stranger or self.is_deactivated
        return self.is_described and not is_other


class HeardEvent(Base):
    """An event that was handled, so that it is handled once however often Slack sends it."""

    __tablename__ = "heard_events"

    workspace: Mapped[str] = mapped_column(String(32), primary_key=True)
    id: Mapped[str] = mapped_column(String(64), primary_key=True)
    heard_at: Mapped[datetime] = mapped_column(Instant, index=True)


class SentForm(Base):
    """A form that was sent off, so that it counts once however often it is sent.

    Of when it was only the day is kept: an hour beside what was suggested without a name could tell who it was.
    """

    __tablename__ = "sent_forms"

    workspace: Mapped[str] = mapped_column(String(32), primary_key=True)
    id: Mapped[str] = mapped_column(String(64), primary_key=True)
    """A digest of the numbers that Slack gave to the form and to what it held when it was shown."""
    sent_on: Mapped[date] = mapped_column(Date, index=True)
    answer: Mapped[Mapping[str, Any] | None] = mapped_column(PrivateJson)
    """What stands in its place since; None where it closed."""


class Departure(StrEnum):
    """Why a grant ended."""

    UNINSTALLED = "uninstalled"
    REVOKED = "revoked"
    """Slack took the bot's token back, and Klatch was told."""
    FOUND_OUT = "found_out"
    """Slack does not know the token any more; nobody had told Klatch."""


class Grant(Base):
    """What Slack granted to Klatch, for one workspace or for a whole organization (Enterprise Grid)."""

    __tablename__ = "grants"
    # An organization's grant is seen by each workspace that it serves.
    __table_args__ = ({"info": {WAY: {"holder": "installations.holder"}}},)

    holder: Mapped[str] = mapped_column(String(32), primary_key=True)
    """The id of the workspace (``T…``) or of the organization (``E…``)."""
    is_organization: Mapped[bool] = mapped_column(default=False)
    name: Mapped[str] = mapped_column(String(200))
    bot_user: Mapped[str] = mapped_column(String(32))
    token: Mapped[str | None] = mapped_column(PrivateText)
    """None once the grant has ended, and where the token stands in the environment."""
    scopes: Mapped[Sequence[str]] = mapped_column(JSON)
    installed_by: Mapped[str | None] = mapped_column(String(32))
    installed_at: Mapped[datetime] = mapped_column(Instant)
    ended_at: Mapped[datetime | None] = mapped_column(Instant)
    ended_because: Mapped[Departure | None]


class Installation(Base):
    """Klatch in one workspace: who it is there, and by whose grant."""

    __tablename__ = "installations"
    __table_args__ = (Index("ix_installations_holder", "holder"),)

    workspace: Mapped[str] = mapped_column(String(32), primary_key=True)
    name: Mapped[str] = mapped_column(String(200))
    bot_user: Mapped[str] = mapped_column(String(32))
    ask_channel: Mapped[str | None] = mapped_column(String(32))
    """Where questions also stand for everyone, if their askers want; chosen by who invited Klatch there."""
    topics_edition: Mapped[str | None] = mapped_column(String(80))
    """Changes with the workspace's topics: while it stays the same, so do they."""
    refreshed_at: Mapped[datetime] = mapped_column(Instant)
    holder: Mapped[str | None] = mapped_column(String(32))
    """Whose grant serves it: its own, or its organization's."""
    organization: Mapped[str | None] = mapped_column(String(32))
    """The organization that the workspace belongs to, where it does, whoever holds the grant."""
    installed_by: Mapped[str | None] = mapped_column(String(32))
    left_at: Mapped[datetime | None] = mapped_column(Instant)
    """Since when Klatch is away from it; None while it is there."""
    failures_told_at: Mapped[datetime | None] = mapped_column(Instant)
    """When somebody was last told of letters that could not be delivered."""


class InstallState(Base):
    """An installation that somebody has begun: it may come back from Slack once, until it expires."""

    __tablename__ = "install_states"

    digest: Mapped[str] = mapped_column(String(64), primary_key=True)
    """SHA-256 of the state, in hex: who reads the table cannot finish anybody's installation."""
    expires_at: Mapped[datetime] = mapped_column(Instant, index=True)


class LastWrite(Base):
    """When something was last written, by whichever process, to see whether anything can be."""

    __tablename__ = "last_writes"

    part: Mapped[str] = mapped_column(String(32), primary_key=True)
    at: Mapped[datetime] = mapped_column(Instant)
