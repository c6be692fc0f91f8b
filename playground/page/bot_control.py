"""What the page may ask of whoever runs the bot: the page itself knows no bot."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Protocol

from playground.story.player import Player


@dataclass(frozen=True)
class WaitingWork:
    """A letter that the bot owes somebody: never its words, only where it goes and how it stands.

    ``what`` is the Web API method, ``to`` whom or where it goes to, ``state`` a word for how it stands,
    ``not_before`` the instant before which it is not sent.
    """

    what: str
    to: str
    state: str
    since: datetime
    not_before: datetime


class BotControl(Protocol):
    """Who makes time pass and the bot work."""

    async def settle(self) -> None:
        """Let happen what happens by itself now."""
        ...

    async def pass_time(self, span: timedelta) -> None:
        """Move the clock; all that falls due on the way happens at its own time."""
        ...

    async def next_due(self) -> datetime | None:
        """When the bot will next do something by itself; None when nothing is planned."""
        ...

    async def waiting(self) -> Sequence[WaitingWork]:
        """The letters that the bot owes."""
        ...

    @property
    def story(self) -> Player | None:
        """The story that is played here; None where none is."""
        return None

    async def open_story(self, home: str) -> str:
        """Make the story ready in a workspace of its own, from which ``home`` leads back; the address of its page.

        Raises LookupError where there is no story.
        """
        ...
