"""Reading the form of a circle."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from bot.cadence import Cadence, CadenceError, parse_words
from bot.circles import rules
from bot.circles.actions import Field
from bot.circles.models import Circle
from bot.circles.organizing.drafts import CircleDraft, TypedCircle
from bot.circles.organizing.timetable import TimetableError, minutes_of, timetable_from_words
from bot.circles.views import form_faults
from bot.circles.views.forms import field_of
from bot.members.models import Member
from bot.slack.form_values import FormValues
from bot.slack.user_input import row_id


def typed_in(values: FormValues, before: TypedCircle, circle: Circle | None) -> TypedCircle:
    """Return what the form of a kind holds; what has no field in it is as it was ``before``."""
    kind = before.kind
    return TypedCircle(
        kind=kind,
        name=" ".join(values.text(field_of(Field.NAME, kind)).split())[: rules.NAME_LIMIT],
        about=values.text(Field.ABOUT)[: rules.ABOUT_LIMIT],
        channel=circle.channel if circle is not None else values.channel(Field.CHANNEL),
        when=values.text(field_of(Field.CADENCE, kind)),
        minutes=_chosen(values.choice(field_of(Field.MINUTES, kind)), rules.LENGTHS) or before.minutes,
        parts=values.text(Field.PARTS) if kind is rules.CircleKind.MINI_RETREAT else before.parts,
        place=values.text(Field.PLACE)[: rules.PLACE_LIMIT],
        seats=_chosen(values.choice(Field.SEATS), rules.SEATS, before.seats),
        quorum=_chosen(values.choice(field_of(Field.QUORUM, kind)), rules.QUORUMS) or before.quorum,
        table_size=_chosen(values.choice(Field.TABLE_SIZE), rules.TABLE_SIZES, before.table_size),
    )


def _chosen(choice: str | None, offered: Sequence[int], before: int | None = None) -> int | None:
    """Return a number that the menu offers, or that the circle has already; None for anything else."""
    number = row_id(choice or "")
    return number if number in offered or number == before else None


@dataclass(frozen=True, slots=True)
class CircleFaults:
    """The faults of a form, by field."""

    by_field: dict[str, str]


def draft_of(typed: TypedCircle, member: Member, now: datetime) -> CircleDraft | CircleFaults:
    """Return a circle that can be started or saved, or all that is to be mended before."""
    faults: dict[str, str] = {}
    reader = member.reader
    if not typed.name:
        faults[field_of(Field.NAME, typed.kind)] = form_faults.name_missing(reader)
    if typed.channel is None:
        faults[Field.CHANNEL] = form_faults.channel_missing(reader)
    if typed.seats is not None and typed.quorum > typed.seats:
        faults[field_of(Field.QUORUM, typed.kind)] = form_faults.more_than_places(reader)
    cadence, parts = None, list[list[object]]()
    try:
        cadence = cadence_in(typed, member, now)
    except CadenceError as error:
        faults[field_of(Field.CADENCE, typed.kind)] = form_faults.cadence_fault(reader, error).message
    try:
        parts = timetable_from_words(reader, typed.parts) if typed.kind is rules.CircleKind.MINI_RETREAT else []
    except TimetableError as error:
        faults[Field.PARTS] = str(error)
    if faults or cadence is None or typed.channel is None:
        return CircleFaults(faults)
    return CircleDraft(
        kind=typed.kind,
        name=typed.name,
        about=typed.about,
        channel=typed.channel,
        cadence=cadence,
        minutes=minutes_of(parts) if parts else typed.minutes,
        parts=parts,
        place=typed.place,
        seats=typed.seats,
        quorum=typed.quorum,
        table_size=typed.table_size,
    )


def cadence_in(typed: TypedCircle, member: Member, now: datetime) -> Cadence:
    """Return the cadence that was typed, in the member's zone unless another is named. Raises CadenceError."""
    zone = member.zone
    return parse_words(typed.when, zone.key, now.astimezone(zone).date(), member.reader.locale)
