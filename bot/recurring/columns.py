"""The columns of a thing that recurs; its own table adds to them."""

from datetime import datetime
from zoneinfo import ZoneInfo

from sqlalchemy import String, Text
from sqlalchemy.orm import Mapped, mapped_column

from bot.cadence import Occurrence, from_rule
from bot.database.columns import Instant
from bot.recurring.rules import MOVES, RecurringState
from bot.states import check_move


class Recurring:
    """Something that happens again and again in a channel, until it is paused or ended."""

    id: Mapped[int] = mapped_column(primary_key=True)
    workspace: Mapped[str] = mapped_column(String(32))
    state: Mapped[RecurringState] = mapped_column(default=RecurringState.RUNNING)
    name: Mapped[str] = mapped_column(String(80))
    channel: Mapped[str | None] = mapped_column(String(32))
    """None for what belongs to a whole workspace."""
    cadence: Mapped[str] = mapped_column(Text, default="")
    """Its rhythm, as `bot.cadence` writes it; empty for what goes by its members' days."""
    next_key: Mapped[str | None] = mapped_column(String(10))
    """The occurrence of its cadence that is announced next,"""
    next_at: Mapped[datetime | None] = mapped_column(Instant)
    """and the instant of that one."""
    made_at: Mapped[datetime] = mapped_column(Instant)
    gone_at: Mapped[datetime | None] = mapped_column(Instant)
    """The last time that its channel was found to be gone."""

    @property
    def zone(self) -> ZoneInfo:
        """The zone that its hours are in."""
        return ZoneInfo(from_rule(self.cadence).zone)

    def move(self, to: RecurringState) -> None:
        """Take a step. Raises ImpossibleMoveError when there is no such step."""
        check_move(self.state, to, MOVES)
        self.state = to

    def come_next(self, following: Occurrence | None) -> None:
        """Note the occurrence that is announced next; None when there is none."""
        self.next_key, self.next_at = (following.key, following.at) if following else (None, None)

    def lose_channel(self, now: datetime) -> bool:
        """Pause it, for its channel is gone. Returns whether it was running."""
        if self.state is not RecurringState.RUNNING:
            return False
        self.move(RecurringState.PAUSED)
        self.gone_at = now
        return True
