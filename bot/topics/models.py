"""The tables of topics, and of their edition."""

from sqlalchemy import JSON, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from bot.database.columns import Base


class Topic(Base):
    """One of the workspace's own topics. ``key`` is what its spellings have in common."""

    __tablename__ = "topics"
    __table_args__ = (UniqueConstraint("workspace", "key"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    workspace: Mapped[str] = mapped_column(String(32))
    key: Mapped[str] = mapped_column(String(120))
    name: Mapped[str] = mapped_column(String(75))
    """Slack shows at most 75 characters of an option."""
    aliases: Mapped[list[str]] = mapped_column(JSON, default=list)
    """The everyday words in which people ask for it."""


class TopicsEdition(Base):
    """Changes with a workspace's topics: while it stays the same, so do they. No row: it has begun none yet."""

    __tablename__ = "topic_editions"

    workspace: Mapped[str] = mapped_column(String(32), primary_key=True)
    edition: Mapped[str] = mapped_column(String(80))
