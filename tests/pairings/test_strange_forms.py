"""A form in which something is chosen that it does not offer: nothing is saved, and the member is told what to mend."""

from datetime import date, time
from typing import Any

import pytest

from bot.pairings.actions import Field
from bot.pairings.listeners.coffee_form import drafted
from bot.pairings.organizing.drafts import first_draft
from bot.pairings.rules import JoinMode
from bot.slack.form_values import FormValues

CHOSEN = {
    Field.JOINING: "everyone",
    Field.CADENCE: "every_week",
    Field.WEEKDAY: "1",
    Field.TIME: "09:00",
    Field.ZONE: "Europe/Berlin",
    Field.SIZE: "2",
    Field.REACH: "far",
}


SHOWN_AT_FIRST = (Field.JOINING, Field.CADENCE, Field.WEEKDAY, Field.TIME)
BEFORE = first_draft("Random coffee", "C1", "UTC", date(2026, 11, 24))


def filled_in(**otherwise: str) -> FormValues:
    options: dict[str, Any] = {
        field: {field: {"selected_option": {"value": otherwise.get(field, value)}}} for field, value in CHOSEN.items()
    }
    name = {"name": {"name": {"value": "Coffee"}}}
    return FormValues({**options, **name, Field.STARTS_ON: {Field.STARTS_ON: {"selected_date": "2026-12-01"}}})


def test_what_the_form_offers_makes_a_draft() -> None:
    draft = drafted(filled_in(), BEFORE)
    assert draft is not None
    assert (draft.name, draft.size, draft.zone) == ("Coffee", 2, "Europe/Berlin")


@pytest.mark.parametrize(
    ("field", "value"),
    [
        (Field.JOINING, "nobody"),
        (Field.CADENCE, "fortnightly/9"),
        (Field.CADENCE, "every_month/x"),
        (Field.WEEKDAY, "7"),
        (Field.TIME, "25:00"),
        (Field.SIZE, "99999999999999999999"),
        (Field.SIZE, "two"),
        (Field.REACH, "²"),
    ],
)
def test_what_it_does_not_offer_makes_none(field: Field, value: str) -> None:
    assert drafted(filled_in(**{field: value}), BEFORE) is None


def test_what_it_does_not_show_stays_as_it_was() -> None:
    small = FormValues({field: held for field, held in filled_in().state.items() if field in SHOWN_AT_FIRST})
    draft = drafted(small, BEFORE)
    assert draft is not None
    assert (draft.name, draft.zone, draft.starts_on) == (BEFORE.name, BEFORE.zone, BEFORE.starts_on)
    assert (draft.joining, draft.at) == (JoinMode.EVERYONE, time(9))
