"""Letters and the pace that Slack allows them."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import JSON, ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from bot.database import Base, Instant, PrivateJson


class LetterState(StrEnum):
    """Where a letter is. ``UNKNOWN``: the request went out and no answer came back."""

    WAITING = "waiting"
    LEASED = "leased"
    SENT = "sent"
    FAILED = "failed"
    UNKNOWN = "unknown"


class Method(StrEnum):
    """How a letter is delivered: a method of Slack's Web API."""

    POST = "chat.postMessage"
    EPHEMERAL = "chat.postEphemeral"
    UPDATE = "chat.update"
    FILE = "files.completeUploadExternal"


class WhenUnknown(StrEnum):
    """What a kind of letter does when nobody knows whether it arrived.

    ``SAY_AGAIN``: one more copy follows that says it may be one; pressing a button on either settles both.
    ``LET_GO``: the moment has passed; it stays unknown. ``REPEAT``: doing it twice is the same as once.
    """

    SAY_AGAIN = "say_again"
    LET_GO = "let_go"
    REPEAT = "repeat"


class Letter(Base):
    """One message (or update) that Klatch owes to somebody in Slack."""

    __tablename__ = "letters"
    __table_args__ = (
        UniqueConstraint("workspace", "key"),
        Index("ix_letters_ready", "state", "try_at", "id"),
        Index("ix_letters_line", "workspace", "address", "state", "id"),
        Index("ix_letters_leased", "state", "leased_until"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    workspace: Mapped[str] = mapped_column(String(32))
    key: Mapped[str] = mapped_column(String(255))
    """What makes the letter unique: writing it twice writes it once."""
    method: Mapped[Method]
    address: Mapped[str] = mapped_column(String(200))
    """``#C1`` a channel, ``@U1`` a member's direct messages, ``@U1+U2`` a group's."""
    reader: Mapped[str | None] = mapped_column(String(32))
    """Who sees it, when only one person in the channel does."""
    payload: Mapped[Mapping[str, Any] | None] = mapped_column(PrivateJson)
    """The method's arguments but the channel. Gone once the letter has been sent."""
    when_unknown: Mapped[WhenUnknown]
    amends_id: Mapped[int | None] = mapped_column(ForeignKey("letters.id"), index=True)
    """The letter that this one rewrites (chat.update)."""
    copy_of_id: Mapped[int | None] = mapped_column(ForeignKey("letters.id"), index=True)
    """The letter of unknown fate that this one says again."""
    thread_of_id: Mapped[int | None] = mapped_column(ForeignKey("letters.id"), index=True)
    """The letter in whose thread this one stands."""
    not_before: Mapped[datetime] = mapped_column(Instant)
    """From when it may go. From then on it holds later letters to the same address."""
    try_at: Mapped[datetime] = mapped_column(Instant)
    """When the postman looks at it next: ``not_before``, or later after a try in vain."""
    state: Mapped[LetterState] = mapped_column(default=LetterState.WAITING)
    lease: Mapped[str | None] = mapped_column(String(40))
    """The fencing token: only who holds it may say how the sending went."""
    leased_until: Mapped[datetime | None] = mapped_column(Instant)
    attempts: Mapped[int] = mapped_column(default=0)
    channel: Mapped[str | None] = mapped_column(String(32))
    timestamp: Mapped[str | None] = mapped_column(String(32))
    """Slack's ``ts`` of the message."""
    written_at: Mapped[datetime] = mapped_column(Instant)
    settled_at: Mapped[datetime | None] = mapped_column(Instant)
    failure: Mapped[str | None] = mapped_column(String(200))
    """Slack's error code or the fault's class; never a message's text."""


class DirectChannel(Base):
    """A direct conversation that was opened before: opening it is a step of a letter, remembered."""

    __tablename__ = "direct_channels"

    workspace: Mapped[str] = mapped_column(String(32), primary_key=True)
    address: Mapped[str] = mapped_column(String(200), primary_key=True)
    channel: Mapped[str] = mapped_column(String(32))


class Pace(Base):
    """When the next call in a scope may go: ``chat.update`` of a workspace, or ``#C1``, a channel in it."""

    __tablename__ = "paces"
    __table_args__ = (Index("ix_paces_held", "workspace", "open_at"),)

    workspace: Mapped[str] = mapped_column(String(32), primary_key=True)
    scope: Mapped[str] = mapped_column(String(80), primary_key=True)
    open_at: Mapped[datetime] = mapped_column(Instant)
    """When the scope opens, or has opened."""
    calls: Mapped[Sequence[tuple[int, int]]] = mapped_column(JSON, default=list, server_default="[]")
    """Of a method: the calls of the last minute, those of one second together: in microseconds, and how many."""
    spread_until: Mapped[datetime | None] = mapped_column(Instant)
    """Until when a method's calls keep their distance, because Slack has asked to wait."""
