"""The meetings of a circle, with those that have just been written down, are what reading them anew would give."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.circles.meetings.history import History, MeetingInBrief
from bot.circles.models import Meeting
from bot.circles.rules import MeetingState

pytestmark = pytest.mark.one_database

START = datetime(2026, 11, 24, 20, tzinfo=UTC)
STATES = [MeetingState.OVER, MeetingState.CALLED_OFF, MeetingState.MISSED]


def meeting(day: int, state: MeetingState, announced_days_before: int) -> Meeting:
    starts_at = START + timedelta(days=day)
    announced_at = starts_at - timedelta(days=announced_days_before)
    return Meeting(occurrence=f"{day}", state=state, starts_at=starts_at, minutes=60, announced_at=announced_at)


def read(meetings: list[Meeting]) -> History:
    """The plain way: each row, by the instant at which it begins."""
    in_order = sorted(meetings, key=lambda one: one.starts_at)
    rows = [(one.occurrence, one.state, one.starts_at, one.minutes, one.announced_at) for one in in_order]
    return History([MeetingInBrief(*row) for row in rows])


MEETINGS = st.lists(
    st.builds(meeting, st.integers(0, 60), st.sampled_from(STATES), st.integers(0, 9)),
    unique_by=lambda one: one.starts_at,
)


@given(MEETINGS, st.integers(0, 10))
def test_what_is_new_stands_where_reading_would_find_it(meetings: list[Meeting], of_old: int) -> None:
    before, new = read(meetings[:of_old]), meetings[of_old:]

    assert before.and_new(new) == read(meetings)


@given(MEETINGS)
def test_what_was_missed_with_a_meeting_is_of_the_same_instant(meetings: list[Meeting]) -> None:
    history = read(meetings)
    for one in meetings:
        missed = [
            each for each in meetings if each.state is MeetingState.MISSED and each.announced_at == one.announced_at
        ]
        assert history.missed_with(one.announced_at) == sorted(each.starts_at for each in missed)
