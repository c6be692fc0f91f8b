"""The words of a notice as things stand: whoever reads it late reads what is so."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from bot.languages.reader import ENGLISH
from bot.members.models import Member
from bot.pairings.models import Attendance, Programme, Round
from bot.pairings.rules import JoinMode, RoundState
from bot.pairings.views.coffee import has_paused
from bot.pairings.views.notices import Attendee, notice
from bot.recurring.rules import RecurringState

pytestmark = pytest.mark.one_database

NOW = datetime(2026, 12, 2, 15, tzinfo=UTC)


def noticed(state: RecurringState) -> Attendee:
    """A round of this morning, of a coffee in this state, of which somebody is part."""
    programme = Programme(id=1, name="Coffee", channel="C1", state=state, size=2, joining=JoinMode.EVERYONE)
    round_ = Round(id=2, programme_id=1, state=RoundState.DECIDED, meets_at=NOW)
    return Attendee(programme, round_, Member(time_zone="UTC"), Attendance(seems_out=False), None, True, None)


@pytest.mark.parametrize(
    "change",
    [{"attendance": Attendance(seems_out=True)}, {"paused_until": NOW + timedelta(days=9)}],
    ids=["skip", "pause"],
)
def test_nobody_is_back_in_a_coffee_that_has_ended(change: dict[str, Any]) -> None:
    running, ended = (
        notice(ENGLISH, replace(noticed(state), **change)) for state in (RecurringState.RUNNING, RecurringState.ENDED)
    )
    assert "back in" in running.text
    assert ended.text == "*Coffee* has ended. Nothing left to do."


def test_it_says_when_a_skip_is_told_to_somebody() -> None:
    assert "If you skip after I've introduced you, I'll tell them only that you can't make it." in str(
        notice(ENGLISH, noticed(RecurringState.RUNNING)).to_payload()
    )


def test_the_answer_to_a_pause_which_nobody_draws_anew_has_no_button() -> None:
    answer = has_paused(ENGLISH, noticed(RecurringState.RUNNING).programme, date(2026, 12, 10))
    assert "back in automatically on Thursday 10 December" in answer.text
    assert "actions" not in {block["type"] for block in answer.to_payload().get("blocks", [])}
