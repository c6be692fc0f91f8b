"""Reading the form of a random coffee."""

from datetime import date, datetime, time
from zoneinfo import ZoneInfo

from bot.cadence import CadenceError, Weekday, from_rule, refusal_in_words
from bot.languages.reader import Reader
from bot.matching.round_input import LARGEST_GROUP, SMALLEST_GROUP, Reach
from bot.pairings.actions import Field
from bot.pairings.models import Programme
from bot.pairings.organizing.drafts import FIRST_ROUND_WITHIN, CoffeeDraft
from bot.pairings.rules import JoinMode
from bot.pairings.views import programme_forms as forms
from bot.recurring.menus import how_often_of, how_often_value
from bot.slack.form_values import FormValues


def is_whole(values: FormValues) -> bool:
    """Return whether the form shows all of its fields, or leaves some behind *More about it*."""
    return Field.STARTS_ON in values.state


def drafted(values: FormValues, before: CoffeeDraft) -> CoffeeDraft | None:
    """Return what the form holds; None while something that has to be chosen is not, or is nothing that can be.

    What it does not show stays as it was before.
    """
    try:
        return _drafted(values, before)
    except ValueError:
        return None


def _drafted(values: FormValues, before: CoffeeDraft) -> CoffeeDraft | None:
    kept = _chosen_before(before)
    chosen = {field: values.choice(field) if field in values.state else was for field, was in kept.items()}
    starts_on = values.day(Field.STARTS_ON) if is_whole(values) else before.starts_on
    if starts_on is None or None in chosen.values() or chosen[Field.SIZE] not in _SIZES:
        return None
    told = {field: value or "" for field, value in chosen.items()}
    recurs, nth = how_often_of(told[Field.CADENCE])
    return CoffeeDraft(
        name=values.text(Field.NAME) if is_whole(values) else before.name,
        channel=values.channel(Field.CHANNEL) if Field.CHANNEL in values.state else before.channel,
        joining=JoinMode(told[Field.JOINING]),
        recurs=recurs,
        nth=nth,
        weekday=Weekday(int(told[Field.WEEKDAY])),
        at=time.fromisoformat(told[Field.TIME]),
        zone=told[Field.ZONE],
        starts_on=starts_on,
        size=int(told[Field.SIZE]),
        reach=Reach(told[Field.REACH]),
    )


def _chosen_before(before: CoffeeDraft) -> dict[Field, str]:
    return {
        Field.JOINING: before.joining.value,
        Field.CADENCE: how_often_value(before.recurs, before.nth),
        Field.WEEKDAY: str(int(before.weekday)),
        Field.TIME: f"{before.at:%H:%M}",
        Field.ZONE: before.zone,
        Field.SIZE: str(before.size),
        Field.REACH: before.reach.value,
    }


_SIZES = [str(size) for size in range(SMALLEST_GROUP, LARGEST_GROUP + 1)]


def faults_in(
    reader: Reader, draft: CoffeeDraft | None, programme: Programme | None, now: datetime, dates_at: Field
) -> dict[str, str]:
    """Return what to mend, by field; what is wrong with its dates at ``dates_at``. Empty when it can be saved."""
    if draft is None:
        return {dates_at: forms.no_dates(reader)}
    if not draft.name:
        return {Field.NAME: forms.name_missing(reader)}
    try:
        zone = ZoneInfo(draft.cadence.zone)
    except CadenceError as error:
        return {dates_at: str(refusal_in_words(error, reader.locale))}
    fault = _fault_in_start(reader, draft.starts_on, programme, now.astimezone(zone).date())
    return {dates_at: fault} if fault else {}


def _fault_in_start(reader: Reader, starts_on: date, programme: Programme | None, today: date) -> str:
    """Return the fault in the first day, if any: a programme that is changed may have begun long ago."""
    is_as_before = programme is not None and starts_on == from_rule(programme.cadence).starts_on
    if starts_on < today and not is_as_before:
        return forms.date_passed(reader)
    return forms.date_too_far(reader) if starts_on - today > FIRST_ROUND_WITHIN else ""
