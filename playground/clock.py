"""What the playground needs of a clock."""

from datetime import datetime
from typing import Protocol


class Clock(Protocol):
    """Anything that can say what time it is: the wall's clock, or one that a test moves."""

    def now(self) -> datetime:
        """The present instant, aware, in UTC."""
        ...
