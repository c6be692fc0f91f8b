"""The table of members: people and bots of a workspace, as Slack last described them."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from sqlalchemy import String
from sqlalchemy.orm import Mapped, mapped_column

from bot.database.columns import Base, Instant
from bot.languages.catalogues import known
from bot.languages.reader import Reader, reader_of

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
    """The one of their Slack; empty until Slack has described them."""
    language: Mapped[str | None] = mapped_column(String(20))
    """The language that they chose for Klatch; None for that of their Slack."""
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
        """Return their time zone; UTC where Slack names one that this machine does not know."""
        return zone_named(self.time_zone)

    @property
    def reader(self) -> Reader:
        """Return how they read."""
        return reader_in(self.language, self.locale)

    @property
    def is_described(self) -> bool:
        """Return whether Slack has ever said who they are; until then they are known by name alone."""
        return self.refreshed_at > NEVER

    @property
    def may_take_part(self) -> bool:
        """Return whether Klatch is for them: no bots, guests, strangers or people who have left.

        Until Slack has said who they are, they may not.
        """
        is_other = self.is_bot or self.is_guest or self.is_stranger or self.is_deactivated
        return self.is_described and not is_other


class ChannelLocale(Base):
    """The locale of a channel, as Slack last said; no row: nobody has asked."""

    __tablename__ = "channel_locales"

    workspace: Mapped[str] = mapped_column(String(32), primary_key=True)
    channel: Mapped[str] = mapped_column(String(32), primary_key=True)
    locale: Mapped[str] = mapped_column(String(20))


def zone_named(time_zone: str) -> ZoneInfo:
    """Return the time zone of a member by the name that Slack gives it; UTC where this machine does not know it."""
    try:
        return ZoneInfo(time_zone)
    except (KeyError, ValueError, OSError):
        return ZoneInfo("UTC")


def reader_in(chosen: str | None, locale: str) -> Reader:
    """Return who reads in the language that they chose, else as their Slack: its locale knows the country, too."""
    language, as_slack = known(chosen), reader_of(locale)
    return as_slack if language is None or language == as_slack.language else reader_of(language)
