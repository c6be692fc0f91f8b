"""The timed parts of a retreat, as members write them."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.circles.organizing.timetable import TimetableError, minutes_of, timetable_from_words, timetable_in_words
from bot.languages.reader import ENGLISH

LINES = st.builds(
    "{} {}{}{}".format,
    st.integers(1, 40),
    st.sampled_from(["", "min", "minutes", "' ", ": ", "– ", "m "]),
    st.sampled_from([" ", ": ", " - "]),
    st.text("ab é,:–-'m10", min_size=1, max_size=20).map(lambda words: f"{words}z"),
)


def test_parts_are_written_in_many_ways() -> None:
    lines = "30 Arriving\n\n  15min: Break \n45' – Alone: writing\n60 Minutes, together\n10 minutes minutes of silence"
    parts = timetable_from_words(ENGLISH, lines)
    assert parts == [
        [30, "Arriving"],
        [15, "Break"],
        [45, "Alone: writing"],
        [60, "together"],
        [10, "minutes of silence"],
    ]
    assert minutes_of(parts) == 160


@settings(max_examples=50, deadline=None)
@given(st.lists(LINES, min_size=1, max_size=12))
def test_what_is_shown_for_a_change_is_read_as_the_same(lines: list[str]) -> None:
    parts = timetable_from_words(ENGLISH, "\n".join(lines))
    assert timetable_from_words(ENGLISH, timetable_in_words(parts)) == parts


@pytest.mark.parametrize(
    ("lines", "words"),
    [
        ("", "at least one part"),
        ("30 Arriving\nBreak", "Line 2 (“Break”): please start it with the minutes"),
        ("30", "Line 1 (“30”): please start"),
        ("0 Nothing", "a part takes at least a minute"),
        (f"10 {'long ' * 30}", "keep it to 80 characters"),
        ("\n".join(["1 a"] * 13), "That's 13 parts"),
        ("500 a\n200 b", "more than 10 hours"),
    ],
)
def test_a_fault_names_its_line_and_what_to_do(lines: str, words: str) -> None:
    with pytest.raises(TimetableError) as fault:
        timetable_from_words(ENGLISH, lines)
    assert words in str(fault.value)
