"""Menus of when something recurs: each choice is read back, and what was chosen elsewhere stands in them too."""

from datetime import time
from typing import Any

import pytest
from slack_sdk.models.blocks import InputBlock

from bot.block_kit import as_json
from bot.cadence import Weekday
from bot.languages.reader import ENGLISH, Reader, reader_of
from bot.recurring.menus import (
    HOW_OFTEN,
    TIMES,
    how_often_field,
    how_often_of,
    how_often_value,
    rhythms,
    time_field,
    weekday_field,
)


@pytest.mark.parametrize("reader", [ENGLISH, reader_of("fr-CA")])
def test_each_rhythm_has_words_of_its_own_and_is_read_back(reader: Reader) -> None:
    said = rhythms(reader, Weekday.TUESDAY)
    assert list(said) == list(HOW_OFTEN)
    assert len(set(said.values())) == len(said)
    assert [how_often_of(how_often_value(*each)) for each in said] == list(said)


def test_what_is_no_rhythm_is_refused() -> None:
    for value in ("", "every_moon", "every_month", "every_month/7", "every_month/x"):
        with pytest.raises(ValueError, match=r"not a valid|invalid literal|not in the menu"):
            how_often_of(value)


def test_a_day_and_a_time_that_are_not_offered_stand_where_they_were_chosen() -> None:
    assert offered(weekday_field(ENGLISH, "day", Weekday.FRIDAY))[-1] == "Friday"
    assert offered(weekday_field(ENGLISH, "day", Weekday.SUNDAY))[-2:] == ["Friday", "Sunday"]
    times = offered(time_field(ENGLISH, "time", time(19, 45)))
    assert times[-2:] == ["17:00", "19:45"]
    assert len(times) == len(TIMES) + 1


def test_further_choices_stand_around_the_rhythms() -> None:
    field = how_often_field(ENGLISH, "often", Weekday.MONDAY, "once", [("as_said", "As said")], [("once", "Once")])
    assert [offered(field)[0], offered(field)[-1]] == ["As said", "Once"]
    assert element_of(field)["initial_option"]["value"] == "once"


def offered(field: InputBlock) -> list[str]:
    """The labels in a menu."""
    return [one["text"]["text"].replace("\u00a0", " ") for one in element_of(field)["options"]]


def element_of(field: InputBlock) -> dict[str, Any]:
    return dict(as_json(field)["element"])
