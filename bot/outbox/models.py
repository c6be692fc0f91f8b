"""Letters and the pace that Slack allows them."""

from collections.abc import Mapping, Sequence
from dataclasses import astuple, dataclass, fields
from datetime import datetime
from enum import IntEnum, StrEnum
from typing import Any

from sqlalchemy import JSON, Dialect, ForeignKey, Index, String, TypeDecorator, UniqueConstraint, false, text
from sqlalchemy.orm import Mapped, mapped_column

from bot.database.columns import Base, Instant, PrivateJson, PrivateText
from bot.database.padding import PrivateWord


class LetterState(StrEnum):
    """Where a letter is. ``UNKNOWN``: the request went out and no answer came back.

    ``HELD``: it would wait, but Klatch is away from its workspace; nobody looks at it until it is released.
    """

    WAITING = "waiting"
    LEASED = "leased"
    SENT = "sent"
    FAILED = "failed"
    UNKNOWN = "unknown"
    HELD = "held"


class Urgency(IntEnum):
    """Which letters go first. ``ANSWER``: somebody has done something and waits. ``NOTICE``: the clock wrote it."""

    ANSWER = 0
    NOTICE = 1


class WaitsFor(StrEnum):
    """What a waiting letter waits for, beside a call of bot.outbox.rate_limits.CALLS: then it is that call's pace."""

    TIME = ""
    """``try_at``; then it is sorted. Every letter is written so."""
    TURN = "turn"
    """Another letter to its address, or to the message that it rewrites, which goes first."""
    TARGET = "target"
    """The letter that it amends, which has not arrived."""


class Method(StrEnum):
    """How a letter is delivered: a method of Slack's Web API."""

    POST = "chat.postMessage"
    EPHEMERAL = "chat.postEphemeral"
    UPDATE = "chat.update"
    FILE = "files.completeUploadExternal"


class WhenUnknown(StrEnum):
    """What a kind of letter does when nobody knows whether it arrived.

    ``SAY_AGAIN``: it is said again, with a word that it may be there already, until it is known to have gone.
    ``LET_GO``: the moment has passed; it stays unknown. ``REPEAT``: doing it twice is the same as once.
    """

    SAY_AGAIN = "say_again"
    LET_GO = "let_go"
    REPEAT = "repeat"


HIDDEN = "@~"
"""How the address begins of a letter that has gone, and does not say to whom."""

_NOTHING = "-"


def _where_there_is_one(column: str) -> Index:
    """An index of a reference that few letters have. Were the others in it, SQLite, which counts them as one value
    once ANALYZE has run, would rather read the whole table."""
    is_there = text(f"{column} IS NOT NULL")
    return Index(f"ix_letters_{column}", column, sqlite_where=is_there, postgresql_where=is_there)


@dataclass(frozen=True, slots=True)
class Hidden:
    """What only the encryption key tells of a letter once it has gone: until then it stands in columns of its own."""

    alias: str = ""
    """What then stands in its address; empty where that may be known."""
    to: str = ""
    """Its address; empty while it has not gone."""
    reader: str = ""
    about: str = ""
    channel: str = ""
    timestamp: str = ""


class PrivateHidden(TypeDecorator[Hidden]):
    """It, encrypted, always of one length."""

    class _Words(PrivateWord):
        at_least = len(fields(Hidden))
        cache_ok = True

    impl = _Words
    cache_ok = True

    def process_bind_param(self, value: Hidden | None, _dialect: Dialect) -> str | None:
        """To the database: its words in a row, which then are encrypted."""
        return None if value is None else " ".join(word or _NOTHING for word in astuple(value))

    def process_result_value(self, value: str | None, _dialect: Dialect) -> Hidden | None:
        """From the database."""
        return None if value is None else Hidden(*("" if word == _NOTHING else word for word in value.split()))


class Letter(Base):
    """One message (or update) that Klatch owes to somebody in Slack."""

    __tablename__ = "letters"
    __table_args__ = (
        UniqueConstraint("workspace", "key"),
        Index("ix_letters_queue", "state", "workspace", "waits_for", "urgency", "try_at", "id"),
        Index("ix_letters_line", "workspace", "address", "state", "urgency", "id"),
        Index("ix_letters_leased", "state", "leased_until"),
        Index("ix_letters_settled", "state", "settled_at"),
        *(_where_there_is_one(column) for column in ("amends_id", "copy_of_id", "thread_of_id")),
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
    amends_id: Mapped[int | None] = mapped_column(ForeignKey("letters.id"))
    """The letter that this one rewrites (chat.update)."""
    copy_of_id: Mapped[int | None] = mapped_column(ForeignKey("letters.id"))
    """The letter of which this one is another instance: it was said again, and both have arrived."""
    thread_of_id: Mapped[int | None] = mapped_column(ForeignKey("letters.id"))
    """The letter in whose thread this one stands."""
    not_before: Mapped[datetime] = mapped_column(Instant)
    """From when it may go. From then on it holds later letters to the same address."""
    urgency: Mapped[int] = mapped_column(default=Urgency.NOTICE, server_default="1")
    """An :class:`Urgency`."""
    waits_for: Mapped[str] = mapped_column(String(80), default=WaitsFor.TIME, server_default="")
    """A :class:`WaitsFor`, or the call whose pace it waits for, its next: a method, or that which opens its channel."""
    try_at: Mapped[datetime] = mapped_column(Instant)
    """When the postman looks at it; of one that waits for nothing but a pace, ``not_before``: the older goes first."""
    failing_since: Mapped[datetime | None] = mapped_column(Instant)
    """The first of the tries in vain, one after another."""
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
    reference: Mapped[str | None] = mapped_column(String(32))
    """What led to it, as the logs name it."""
    is_in_doubt: Mapped[bool] = mapped_column(default=False, server_default=false())
    """It went out once and no answer came back: what is said now may be there already."""
    shown: Mapped[str | None] = mapped_column(PrivateText, deferred=True)
    """A digest of what it says, or was last told to say; None when that is not known. Only showing cards reads it."""
    heard_as: Mapped[str | None] = mapped_column(String(60))
    """The kind of due row by which a feature hears of its fate; None where nobody does."""
    subject: Mapped[int | None]
    """What that due row is about: a row of the feature."""
    hears_arrival: Mapped[bool] = mapped_column(default=False, server_default=false())
    """Whether the feature hears that it has arrived, too, and not only that it failed for good."""
    hidden: Mapped[Hidden | None] = mapped_column(PrivateHidden)
    """None for a letter of which everybody may know to whom it went."""

    @property
    def to(self) -> str:
        """To whom it goes, or went."""
        return (self.hidden and self.hidden.to) or self.address

    @property
    def about(self) -> int | None:
        """The row of the feature that it is about."""
        return int(self.hidden.about) if self.hidden and self.hidden.about else self.subject

    @property
    def place(self) -> tuple[str | None, str | None]:
        """Where it stands: a channel, and Slack's ``ts``; what is not known is None."""
        if self.hidden is None or not self.hidden.to:
            return self.channel, self.timestamp
        return self.hidden.channel or None, self.hidden.timestamp or None

    def arrive(self, channel: str | None, timestamp: str | None) -> None:
        """It stands there. What nobody shall know without the key goes where it is encrypted."""
        if self.hidden is None:
            self.channel, self.timestamp = channel, timestamp
            return
        about = "" if self.about is None else str(self.about)
        reader = self.hidden.reader or self.reader or ""
        self.hidden = Hidden(self.hidden.alias, self.to, reader, about, channel or "", timestamp or "")
        self.address = f"{HIDDEN}{self.hidden.alias}" if self.hidden.alias else self.address
        self.reader = self.subject = self.channel = self.timestamp = None


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
