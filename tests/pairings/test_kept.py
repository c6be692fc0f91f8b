"""What only the key tells of a lunch, where a version that knows nothing of it writes beside this one."""

import pytest

from bot.pairings.models import Attendance, Round, Seat
from bot.pairings.private_answers import Kept
from bot.pairings.rules import LunchAnswer, SearchResult

pytestmark = pytest.mark.one_database


@pytest.mark.parametrize(
    ("seems", "kept", "answer"),
    [
        (LunchAnswer.WAITING, LunchAnswer.OUT, LunchAnswer.OUT),
        (LunchAnswer.LAPSED, LunchAnswer.OUT, LunchAnswer.OUT),  # of three, the other two are introduced
        (LunchAnswer.IN, LunchAnswer.WAITING, LunchAnswer.IN),
        (LunchAnswer.LAPSED, LunchAnswer.WAITING, LunchAnswer.LAPSED),
        (LunchAnswer.OUT, LunchAnswer.IN, LunchAnswer.OUT),
        (LunchAnswer.IN, None, LunchAnswer.IN),
    ],
)
def test_what_is_readable_counts_where_it_says_more(
    seems: LunchAnswer, kept: LunchAnswer | None, answer: LunchAnswer
) -> None:
    assert Seat(seems=seems, kept_answer=kept).answer is answer


def test_what_an_older_version_notes_of_a_round_is_added_and_no_longer_readable_once_something_is_kept() -> None:
    attendance = Attendance(
        seems_out=True, former_truth=SearchResult.THAT_DAY, left_out="alone", kept_words=Kept().written()
    )
    assert attendance.is_out
    attendance.keep(why="left_over")
    assert (attendance.seems_out, attendance.former_truth, attendance.left_out) == (False, None, None)
    assert attendance.kept == Kept(is_out=True, truth=SearchResult.THAT_DAY, why="left_over")


def test_a_round_knows_for_whom_nobody_was_found() -> None:
    round_ = Round()
    assert round_.left_out == {}
    round_.left_out = {"U1": "alone", "U2": "left_over"}
    assert round_.left_out == {"U1": "alone", "U2": "left_over"}
