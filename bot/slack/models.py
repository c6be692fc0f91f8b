"""Events and forms, each of which is handled once, however often Slack sends it."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from sqlalchemy import Date, String
from sqlalchemy.orm import Mapped, mapped_column

from bot.database.columns import Base, Instant, PrivateJson


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
    """The view that stands in its place since; None where it closed."""
