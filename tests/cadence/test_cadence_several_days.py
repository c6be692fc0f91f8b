"""Rhythms of several days in one week or month."""

from dataclasses import replace
from datetime import date

from bot.cadence import On, Weekday
from tests.cadence.test_cadence import TUESDAYS, dates_of


def test_days_may_be_given_in_any_order_and_twice() -> None:
    tuesdays_and_fridays = replace(TUESDAYS, also=(On(Weekday.FRIDAY),))
    assert tuesdays_and_fridays == replace(
        TUESDAYS, weekday=Weekday.FRIDAY, also=(On(Weekday.TUESDAY), On(Weekday.FRIDAY)), starts_on=date(2027, 1, 4)
    )
    assert tuesdays_and_fridays.starts_on == date(2027, 1, 5)


def test_every_second_week_has_all_of_its_days_though_it_began_in_the_middle_of_one() -> None:
    cadence = replace(TUESDAYS, also=(On(Weekday.FRIDAY),), starts_on=date(2027, 1, 7))
    assert [str(day) for _, day in dates_of(cadence)] == [
        "2027-01-08",
        "2027-01-19",
        "2027-01-22",
        "2027-02-02",
        "2027-02-05",
    ]
