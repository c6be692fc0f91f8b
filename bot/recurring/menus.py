"""Menus in which people choose when something recurs: how often, on which day, at what time."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import time

from slack_sdk.models.blocks import InputBlock

from bot.cadence import Nth, Recurs, Weekday
from bot.form_fields import Choices, select_field
from bot.languages.reader import Reader

TIMES: Sequence[time] = [time(half // 2, half % 2 * 30) for half in range(16, 35)]
"""8:00 to 17:00, every half hour."""
WORKING_DAYS = [day for day in Weekday if day <= Weekday.FRIDAY]

HowOften = tuple[Recurs, Nth | None]
"""A rhythm, and which week of the month where it goes by the month."""
HOW_OFTEN: Sequence[HowOften] = [
    *((recurs, None) for recurs in (Recurs.EVERY_WEEK, Recurs.EVERY_TWO_WEEKS, Recurs.EVERY_FOUR_WEEKS)),
    *((Recurs.EVERY_MONTH, nth) for nth in Nth),
]
"""The rhythms in the menu."""


def how_often_value(recurs: Recurs, nth: Nth | None) -> str:
    """Return what a rhythm is called between Slack and us."""
    return f"{recurs}/{nth:d}" if nth is not None else str(recurs)


def how_often_of(value: str) -> HowOften:
    """Return the rhythm that is called so in the menu. Raises ValueError when there is none."""
    recurs, _, nth = value.partition("/")
    how_often = Recurs(recurs), Nth(int(nth)) if nth else None
    if how_often not in HOW_OFTEN:
        raise ValueError(f"{value} is not in the menu")
    return how_often


def how_often_field(
    reader: Reader, field: str, weekday: Weekday, chosen: str, before: Choices = (), after: Choices = ()
) -> InputBlock:
    """Return the menu of rhythms on a day of the week, with other choices before and after them."""
    choices = [(how_often_value(*each), words) for each, words in rhythms(reader, weekday).items()]
    return select_field(field, reader.gettext("How often"), [*before, *choices, *after], chosen)


def weekday_field(reader: Reader, field: str, chosen: Weekday) -> InputBlock:
    """Return the menu of working days, and the day that was chosen if that is another one."""
    days = [(int(day), reader.weekday(day)) for day in sorted({*WORKING_DAYS, chosen})]
    return select_field(field, reader.gettext("Day"), days, int(chosen))


def time_field(reader: Reader, field: str, chosen: time) -> InputBlock:
    """Return the menu of every half hour, and the time that was chosen if that is another one."""
    times = [(f"{at:%H:%M}", reader.hour(at)) for at in sorted({*TIMES, chosen})]
    return select_field(field, reader.gettext("Time"), times, f"{chosen:%H:%M}")


def telling(fields: Iterable[InputBlock]) -> list[InputBlock]:
    """Have Slack tell us at once what is chosen in these fields."""
    said = list(fields)
    for field in said:
        field.dispatch_action = True
    return said


def rhythms(reader: Reader, day: Weekday) -> Mapping[HowOften, str]:
    """Return the words for how often, on a day of the week."""
    weekday = reader.weekday(day)
    return {
        (Recurs.EVERY_WEEK, None): reader.gettext("Every week"),
        (Recurs.EVERY_TWO_WEEKS, None): reader.gettext("Every two weeks"),
        (Recurs.EVERY_FOUR_WEEKS, None): reader.gettext("Every four weeks"),
        (Recurs.EVERY_MONTH, Nth.FIRST): reader.gettext("Monthly, first {weekday}", weekday=weekday),
        (Recurs.EVERY_MONTH, Nth.SECOND): reader.gettext("Monthly, second {weekday}", weekday=weekday),
        (Recurs.EVERY_MONTH, Nth.THIRD): reader.gettext("Monthly, third {weekday}", weekday=weekday),
        (Recurs.EVERY_MONTH, Nth.FOURTH): reader.gettext("Monthly, fourth {weekday}", weekday=weekday),
        (Recurs.EVERY_MONTH, Nth.LAST): reader.gettext("Monthly, last {weekday}", weekday=weekday),
    }
