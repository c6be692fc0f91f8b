"""The tables of installations, and of what Slack granted for them."""

from collections.abc import Sequence
from datetime import datetime
from enum import StrEnum

from sqlalchemy import JSON, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from bot.confinement.tenant_path import TENANT_PATH
from bot.database.columns import Base, Instant, PrivateText


class Departure(StrEnum):
    """The reason for which a grant ended."""

    UNINSTALLED = "uninstalled"
    REVOKED = "revoked"
    """Slack took the bot's token back, and Klatch was told."""
    FOUND_OUT = "found_out"
    """Slack does not know the token any more; nobody had told Klatch."""


class Grant(Base):
    """The permissions of Klatch, for one workspace or for a whole organization (Enterprise Grid)."""

    __tablename__ = "grants"
    # An organization's grant is seen by each workspace that it serves.
    __table_args__ = ({"info": {TENANT_PATH: {"holder": "installations.holder"}}},)

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
    refreshed_at: Mapped[datetime] = mapped_column(Instant)
    holder: Mapped[str | None] = mapped_column(String(32))
    """Whose grant serves it: its own, or its organization's."""
    organization: Mapped[str | None] = mapped_column(String(32))
    """The organization that the workspace belongs to, where it does, whoever holds the grant."""
    installed_by: Mapped[str | None] = mapped_column(String(32))
    language: Mapped[str | None] = mapped_column(String(20))
    """The language of what several people or a channel read who share none; None for that of whoever installed it."""
    left_at: Mapped[datetime | None] = mapped_column(Instant)
    """Since when Klatch is away from it; None while it is there."""


class InstallState(Base):
    """An installation that somebody has begun: it may come back from Slack once, until it expires."""

    __tablename__ = "install_states"

    digest: Mapped[str] = mapped_column(String(64), primary_key=True)
    """SHA-256 of the state, in hex: who reads the table cannot finish anybody's installation."""
    expires_at: Mapped[datetime] = mapped_column(Instant, index=True)
