"""Reading the form of a circle."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from bot.cadence import CadenceError
from bot.circles import rules
from bot.circles.actions import Field
from bot.circles.listeners.when_menus import cadence_in, words_in_menus
from bot.circles.models import Circle
from bot.circles.organizing import drafts
from bot.circles.organizing.drafts import CircleDraft, Subject, TypedCircle
from bot.circles.organizing.timetable import TimetableError, minutes_of, timetable_from_words
from bot.circles.rules import CircleKind
from bot.circles.views import form_faults
from bot.circles.views.forms import field_of
from bot.circles.views.when_fields import fault_at, when_field
from bot.members.models import Member
from bot.slack.form_values import FormValues
from bot.slack.user_input import row_id


@dataclass(frozen=True, slots=True)
class Filled:
    """The form as somebody has filled it in."""

    typed: TypedCircle
    subject: Subject
    circle: Circle | None = None
    """The circle that it changes."""
    is_whole: bool = False
    """It shows all of its fields, and leaves none behind *More about it*."""


def filled_in(values: FormValues, subject: Subject, member: Member, now: datetime, circle: Circle | None) -> Filled:
    """Return what a form holds. What has no field in it is as the circle has it, or as a new one begins."""
    kind = subject.kind
    before = drafts.begun_with(member.reader, kind, circle)
    if subject.is_by_menus:
        when = words_in_menus(values, subject, before.when, member, now)
    else:
        when = values.text(when_field(Field.CADENCE, subject))
    typed = replace(
        before,
        name=" ".join(_text(values, field_of(Field.NAME, kind), before.name).split())[: rules.NAME_LIMIT],
        channel=before.channel if circle is not None else values.channel(Field.CHANNEL),
        when=when,
        parts=values.text(Field.PARTS) if kind is CircleKind.MINI_RETREAT else before.parts,
    )
    is_whole = Field.PLACE in values.state
    return Filled(_with_more(values, typed) if is_whole else typed, subject, circle, is_whole)


def _with_more(values: FormValues, before: TypedCircle) -> TypedCircle:
    """Return the same with what stands behind *More about it*."""
    kind = before.kind
    return replace(
        before,
        about=values.text(Field.ABOUT)[: rules.ABOUT_LIMIT],
        minutes=_chosen(values.choice(field_of(Field.MINUTES, kind)), rules.LENGTHS) or before.minutes,
        place=values.text(Field.PLACE)[: rules.PLACE_LIMIT],
        seats=_chosen(values.choice(Field.SEATS), rules.SEATS, before.seats),
        quorum=_chosen(values.choice(field_of(Field.QUORUM, kind)), rules.QUORUMS) or before.quorum,
        table_size=_chosen(values.choice(Field.TABLE_SIZE), rules.TABLE_SIZES, before.table_size),
    )


def _text(values: FormValues, field: str, before: str) -> str:
    return values.text(field) if field in values.state else before


def _chosen(choice: str | None, offered: Sequence[int], before: int | None = None) -> int | None:
    """Return a number that the menu offers, or that the circle has already; None for anything else."""
    number = row_id(choice or "")
    return number if number in offered or number == before else None


@dataclass(frozen=True, slots=True)
class CircleFaults:
    """The faults of a form, by field."""

    by_field: dict[str, str]
    needs_list: bool = False
    """What was typed cannot be read, and it takes more than a line to say what can be."""


def draft_of(filled: Filled, member: Member, now: datetime) -> CircleDraft | CircleFaults:
    """Return a circle that can be started or saved, or all that is to be mended before."""
    faults: dict[str, str] = {}
    typed, reader, needs_list = filled.typed, member.reader, False
    if not typed.name:
        faults[field_of(Field.NAME, typed.kind)] = form_faults.name_missing(reader)
    if typed.channel is None:
        faults[Field.CHANNEL] = form_faults.channel_missing(reader)
    if typed.seats is not None and typed.quorum > typed.seats:
        faults[field_of(Field.QUORUM, typed.kind)] = form_faults.more_than_places(reader)
    cadence, parts = None, list[list[object]]()
    try:
        cadence = cadence_in(typed.when, member, now)
    except CadenceError as error:
        fault = form_faults.cadence_fault(reader, error)
        faults[fault_at(filled.subject)], needs_list = fault.message, bool(fault.examples)
    try:
        parts = timetable_from_words(reader, typed.parts) if typed.kind is CircleKind.MINI_RETREAT else []
    except TimetableError as error:
        faults[Field.PARTS] = str(error)
    if faults or cadence is None or typed.channel is None:
        return CircleFaults(faults, needs_list)
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
