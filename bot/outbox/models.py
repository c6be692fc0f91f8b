"""The tables of the outbox: letters, direct channels, and rate limits."""

from collections.abc import Mapping, Sequence
from dataclasses import astuple, dataclass, fields
from datetime import datetime
from enum import IntEnum, StrEnum
from typing import Any

from cryptography.fernet import InvalidToken
from sqlalchemy import JSON, Dialect, ForeignKey, Index, String, TypeDecorator, UniqueConstraint, false, text
from sqlalchemy.orm import Mapped, mapped_column

from bot.database.columns import Base, Instant, PrivateJson, PrivateText
from bot.database.padding import PrivateWord


class LetterState(StrEnum):
    """The state of a letter in the queue."""

    WAITING = "waiting"
    LEASED = "leased"
    """A postman has claimed it and is sending it."""
    SENT = "sent"
    FAILED = "failed"
    UNKNOWN = "unknown"
    """Tried no more, and nobody knows whether it arrived."""
    HELD = "held"
    """It would wait, but its workspace is suspended: no postman reads it until the workspace is resumed."""


SETTLED = (LetterState.SENT, LetterState.FAILED, LetterState.UNKNOWN)
"""The states of letters that are tried no more."""


class Urgency(IntEnum):
    """The priority of a letter; the lower goes first."""

    ANSWER = 0
    """A member has done something and waits for this."""
    NOTICE = 1
    """Nobody waits: the clock wrote it, or it is one of many."""


class WaitsFor(StrEnum):
    """The object of a letter's wait: one of these, or the name of the Slack method whose rate limit it waits for."""

    TIME = ""
    """It waits until ``try_at``, and is triaged then. Every letter is written so."""
    TURN = "turn"
    """Another letter to its recipient, or to the message that it rewrites, goes first."""
    TARGET = "target"
    """The letter that it amends has not arrived."""


class Method(StrEnum):
    """The method of Slack's Web API that delivers a letter."""

    POST = "chat.postMessage"
    EPHEMERAL = "chat.postEphemeral"
    UPDATE = "chat.update"
    FILE = "files.completeUploadExternal"


class WhenUnknown(StrEnum):
    """The retry policy of a letter that was sent without an answer."""

    SAY_AGAIN = "say_again"
    """Send it again, with a warning that it may be there already, until it is known to have arrived."""
    LET_GO = "let_go"
    """Never send it again: the moment has passed."""
    REPEAT = "repeat"
    """Send it again as it is: twice is the same as once."""


HIDDEN_PREFIX = "@~"
"""The beginning of the address of a sent letter that must not say who got it."""

_NOTHING = "-"


def _partial_index(name: str, *columns: str) -> Index:
    """Return an index of those letters alone that have the last of the columns, which are few.

    Were the others in it, SQLite, which counts them as one value once ANALYZE has run, would rather read the whole
    table; and each change of a letter would be written there, too.
    """
    is_there = text(f"{columns[-1]} IS NOT NULL")
    return Index(f"ix_letters_{name}", *columns, sqlite_where=is_there, postgresql_where=is_there)


@dataclass(frozen=True, slots=True)
class PrivateFields:
    """The fields of a letter that are encrypted once it has arrived; until then they stand in columns of their own."""

    alias: str = ""
    """The replacement for its address once it has arrived; empty where everybody may know the address."""
    to: str = ""
    """Its address; empty while it has not arrived."""
    reader: str = ""
    about: str = ""
    channel: str = ""
    timestamp: str = ""


class PrivateFieldsType(TypeDecorator[PrivateFields]):
    """The column type of :class:`PrivateFields`: encrypted, and always of one length.

    What another key has encrypted is None, as where nothing is hidden: it must not hold up the letters of others.
    """

    class _Words(PrivateWord):
        at_least = len(fields(PrivateFields))
        cache_ok = True

        def process_result_value(self, value: str | None, dialect: Dialect) -> str | None:
            try:
                return super().process_result_value(value, dialect)
            except InvalidToken:
                return None

    impl = _Words
    cache_ok = True

    def process_bind_param(self, value: PrivateFields | None, _dialect: Dialect) -> str | None:
        """Join the fields with spaces, to be encrypted."""
        return None if value is None else " ".join(word or _NOTHING for word in astuple(value))

    def process_result_value(self, value: str | None, _dialect: Dialect) -> PrivateFields | None:
        """Split the decrypted fields."""
        return None if value is None else PrivateFields(*("" if word == _NOTHING else word for word in value.split()))


class Letter(Base):
    """One message, update or file that Klatch sends to a recipient in Slack: a job of the queue."""

    __tablename__ = "letters"
    __table_args__ = (
        UniqueConstraint("workspace", "key"),
        Index("ix_letters_queue", "state", "workspace", "waits_for", "urgency", "try_at", "id"),
        Index("ix_letters_line", "workspace", "address", "state", "urgency", "id"),
        _partial_index("leased", "state", "leased_until"),
        _partial_index("settled", "state", "settled_at"),
        *(_partial_index(column, column) for column in ("amends_id", "copy_of_id", "thread_of_id")),
        {"postgresql_with": {"fillfactor": 50}},
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    workspace: Mapped[str] = mapped_column(String(32))
    key: Mapped[str] = mapped_column(String(255))
    """The idempotency key within the workspace: writing it twice writes it once."""
    method: Mapped[Method]
    address: Mapped[str] = mapped_column(String(200))
    """The recipient: ``#C1`` a channel, ``@U1`` a member's direct messages, ``@U1+U2`` a group's."""
    reader: Mapped[str | None] = mapped_column(String(32))
    """The only member who sees it in the channel; None when everybody there does."""
    payload: Mapped[Mapping[str, Any] | None] = mapped_column(PrivateJson)
    """The method's arguments but the channel. Gone once the letter has been sent."""
    when_unknown: Mapped[WhenUnknown]
    amends_id: Mapped[int | None] = mapped_column(ForeignKey("letters.id"))
    """The letter that this one rewrites (chat.update)."""
    copy_of_id: Mapped[int | None] = mapped_column(ForeignKey("letters.id"))
    """The letter of which this one is a copy: it was sent again, and both have arrived."""
    thread_of_id: Mapped[int | None] = mapped_column(ForeignKey("letters.id"))
    """The letter in whose thread this one stands."""
    not_before: Mapped[datetime] = mapped_column(Instant)
    """The earliest instant to send it. From then on it holds up later letters to the same address."""
    urgency: Mapped[int] = mapped_column(default=Urgency.NOTICE, server_default="1")
    """An :class:`Urgency`."""
    waits_for: Mapped[str] = mapped_column(String(80), default=WaitsFor.TIME, server_default="")
    """A :class:`WaitsFor`, or the scope in bot.outbox.rate_limits.CALLS in which its next call counts."""
    try_at: Mapped[datetime] = mapped_column(Instant)
    """The next attempt; where it waits for a rate limit alone, ``not_before``, so that the older goes first."""
    failing_since: Mapped[datetime | None] = mapped_column(Instant)
    """The first of the attempts that have failed one after another."""
    state: Mapped[LetterState] = mapped_column(default=LetterState.WAITING)
    lease: Mapped[str | None] = mapped_column(String(40))
    """The fencing token: only its holder may record the result."""
    leased_until: Mapped[datetime | None] = mapped_column(Instant)
    attempts: Mapped[int] = mapped_column(default=0)
    """The number of failed attempts, Slack's 429s not counted; the wait doubles with each, up to a limit."""
    channel: Mapped[str | None] = mapped_column(String(32))
    timestamp: Mapped[str | None] = mapped_column(String(32))
    """Slack's ``ts`` of the message."""
    written_at: Mapped[datetime] = mapped_column(Instant)
    settled_at: Mapped[datetime | None] = mapped_column(Instant)
    failure: Mapped[str | None] = mapped_column(String(200))
    """Slack's error code or the fault's class; never a message's text."""
    reference: Mapped[str | None] = mapped_column(String(32))
    """The correlation id of the request that led to it."""
    is_in_doubt: Mapped[bool] = mapped_column(default=False, server_default=false())
    """It went out once and no answer came back: what is sent now may be there already."""
    shown: Mapped[str | None] = mapped_column(PrivateText, deferred=True)
    """A digest of its newest content; None when that is not known. Only showing cards reads it."""
    heard_as: Mapped[str | None] = mapped_column(String(60))
    """The kind of due row that tells a feature its fate; None where no feature asked for it."""
    subject: Mapped[int | None]
    """The row of the feature, handed back as ``Fate.subject``; that due row's own subject is the letter."""
    hears_arrival: Mapped[bool] = mapped_column(default=False, server_default=false())
    """True when the feature is told of arrival, too, and not only of failure for good or an unknown fate."""
    hidden: Mapped[PrivateFields | None] = mapped_column(PrivateFieldsType)
    """None for a letter whose recipient everybody may know."""

    @property
    def to(self) -> str:
        """Return its recipient, also after it has arrived."""
        return (self.hidden and self.hidden.to) or self.address

    @property
    def about(self) -> int | None:
        """Return the id of the feature's row that it is about."""
        return int(self.hidden.about) if self.hidden and self.hidden.about else self.subject

    @property
    def place(self) -> tuple[str | None, str | None]:
        """Return the channel and Slack's ``ts`` of the message; None for what is not known."""
        if self.hidden is None or not self.hidden.to:
            return self.channel, self.timestamp
        return self.hidden.channel or None, self.hidden.timestamp or None

    def arrive(self, channel: str | None, timestamp: str | None) -> None:
        """Note where the message stands, and move what is private into the encrypted column."""
        if self.hidden is None:
            self.channel, self.timestamp = channel, timestamp
            return
        about = "" if self.about is None else str(self.about)
        reader = self.hidden.reader or self.reader or ""
        self.hidden = PrivateFields(self.hidden.alias, self.to, reader, about, channel or "", timestamp or "")
        self.address = f"{HIDDEN_PREFIX}{self.hidden.alias}" if self.hidden.alias else self.address
        self.reader = self.subject = self.channel = self.timestamp = None


class DirectChannel(Base):
    """The channel of a direct conversation that was opened before."""

    __tablename__ = "direct_channels"

    workspace: Mapped[str] = mapped_column(String(32), primary_key=True)
    address: Mapped[str] = mapped_column(String(200), primary_key=True)
    channel: Mapped[str] = mapped_column(String(32))


class RateLimit(Base):
    """The rate limit of a scope, shared by all processes: ``chat.update`` of a workspace, or its channel ``#C1``."""

    __tablename__ = "paces"
    __table_args__ = ({"postgresql_with": {"fillfactor": 50}},)

    workspace: Mapped[str] = mapped_column(String(32), primary_key=True)
    scope: Mapped[str] = mapped_column(String(80), primary_key=True)
    open_at: Mapped[datetime] = mapped_column(Instant)
    """The next call is allowed from this instant on."""
    calls: Mapped[Sequence[tuple[int, int]]] = mapped_column(JSON, default=list, server_default="[]")
    """Of a method: the calls of the last minute, each second's as its last instant in microseconds and their number."""
    spread_until: Mapped[datetime | None] = mapped_column(Instant)
    """Until then a method's calls are spread evenly, because Slack has answered 429."""
