"""Reading the form of a random coffee."""

from datetime import date, datetime, time
from zoneinfo import ZoneInfo

from bot.cadence import CadenceError, Nth, Recurs, Weekday, from_rule
from bot.matching.round_input import Reach
from bot.pairings.actions import Field
from bot.pairings.models import Programme
from bot.pairings.organizing.drafts import FIRST_ROUND_WITHIN, CoffeeDraft
from bot.pairings.rules import JoinMode
from bot.pairings.views import programme_forms as forms
from bot.pairings.views.organizing import SIZES
from bot.slack.form_values import FormValues


def drafted(values: FormValues, programme: Programme | None) -> CoffeeDraft | None:
    """Return what the form holds; None while something that has to be chosen is not, or is nothing that can be.

    The channel of a programme stays.
    """
    try:
        return _drafted(values, programme)
    except ValueError:
        return None


def _drafted(values: FormValues, programme: Programme | None) -> CoffeeDraft | None:
    chosen = {field: values.choice(field) for field in _CHOSEN}
    starts_on = values.day(Field.STARTS_ON)
    if starts_on is None or None in chosen.values() or chosen[Field.SIZE] not in [str(size) for size in SIZES]:
        return None
    told = {field: value or "" for field, value in chosen.items()}
    recurs, _, nth = told[Field.CADENCE].partition("/")
    return CoffeeDraft(
        name=values.text(Field.NAME),
        channel=programme.channel if programme is not None else values.channel(Field.CHANNEL),
        joining=JoinMode(told[Field.JOINING]),
        recurs=Recurs(recurs),
        nth=Nth(int(nth)) if nth else None,
        weekday=Weekday(int(told[Field.WEEKDAY])),
        at=time.fromisoformat(told[Field.TIME]),
        zone=told[Field.ZONE],
        starts_on=starts_on,
        size=int(told[Field.SIZE]),
        reach=Reach(told[Field.REACH]),
    )


def faults_in(draft: CoffeeDraft | None, programme: Programme | None, now: datetime) -> dict[str, str]:
    """Return what to mend, by field; empty when it can be saved."""
    if draft is None:
        return {Field.STARTS_ON: forms.NO_DATES}
    if not draft.name:
        return {Field.NAME: forms.NAME_MISSING}
    try:
        zone = ZoneInfo(draft.cadence.zone)
    except CadenceError as error:
        return {Field.STARTS_ON: str(error)}
    fault = _fault_in_start(draft.starts_on, programme, now.astimezone(zone).date())
    return {Field.STARTS_ON: fault} if fault else {}


_CHOSEN = (Field.JOINING, Field.CADENCE, Field.WEEKDAY, Field.TIME, Field.ZONE, Field.SIZE, Field.REACH)


def _fault_in_start(starts_on: date, programme: Programme | None, today: date) -> str:
    """Return the fault in the first day, if any: a programme that is changed may have begun long ago."""
    is_as_before = programme is not None and starts_on == from_rule(programme.cadence).starts_on
    if starts_on < today and not is_as_before:
        return forms.DATE_PASSED
    return forms.DATE_TOO_FAR if starts_on - today > FIRST_ROUND_WITHIN else ""
