import pytest

from bot.clock import MovableClock
from tests.schedule.diary import START


@pytest.fixture
def clock() -> MovableClock:
    return MovableClock(START)
