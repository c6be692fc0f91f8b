"""Klatch on a machine whose clock is off, as one replica's may be: started by chaos runs, and by nothing else."""

import os
from datetime import UTC, datetime, timedelta
from unittest.mock import patch

from app import app
from bot.clock import SystemClock

OFF_BY_VARIABLE = "CHAOS_CLOCK_IS_OFF_BY"
"""So many seconds."""

KLATCH = ("-m", "tests.chaos.off_clock", "serve")
"""What Python is given to serve Klatch there."""


def main() -> None:
    """Klatch's command line, by that clock."""
    off_by = timedelta(seconds=float(os.environ[OFF_BY_VARIABLE]))

    def now(_clock: SystemClock) -> datetime:
        return datetime.now(UTC) + off_by

    with patch.object(SystemClock, "now", now):
        app()


if __name__ == "__main__":
    main()
