"""From Slack's requests about starting circles and looking after them to their use cases."""

from collections.abc import Sequence
from dataclasses import replace

from slack_sdk.models.views import View

from bot.cadence import Cadence, CadenceError, Occurrence, from_rule
from bot.circles import queries
from bot.circles.actions import Field
from bot.circles.listeners.circle_form import CircleFaults, cadence_in, draft_of, typed_in
from bot.circles.models import Circle
from bot.circles.organizing import changing, starting
from bot.circles.organizing.drafts import (
    CircleDraft,
    Subject,
    TypedCircle,
    first_typed,
    mark_of,
    of_another_kind,
    subject_in,
    typed_of,
)
from bot.circles.organizing.overview import row_of
from bot.circles.outcomes import Looking
from bot.circles.rules import CircleKind
from bot.circles.views import forms
from bot.circles.views import organizing as views
from bot.circles.views.forms import field_of
from bot.organizers.permissions import has_said_hello
from bot.slack.form_values import FormValues
from bot.slack.request import FormFaults, Nothing, OpenForm, Press, ReplaceForm, Reply, Request, Say, Submission
from bot.slack.user_input import row_id


async def open_new(request: Request, press: Press) -> Reply:
    """*New circle*, or *Start a circle here*."""
    return OpenForm(await new_form(request, press.channel))


async def new_form(request: Request, channel: str) -> View:
    """The form of a new circle, in this channel if Klatch is in it."""
    is_here = bool(channel) and await has_said_hello(request, channel)
    typed = first_typed(CircleKind.COFFEE_KLATCH, channel if is_here else None)
    return forms.circle_form(typed, Subject(None, typed.kind, ""), "")


async def show(request: Request, press: Press) -> Reply:
    """*Open*: one of many circles, with what can be done about it."""
    circle = await changing.circle_to_end(request, request.member, row_id(press.value))
    if isinstance(circle, Looking):
        return _say(circle)
    return Say(views.one(await row_of(request, request.member, circle), request.member.zone))


async def open_form(request: Request, press: Press) -> Reply:
    """*Change*: the form with the dates as they are now."""
    circle = await changing.circle_for(request, request.member, row_id(press.value))
    if isinstance(circle, Looking):
        return _say(circle)
    return OpenForm(await _with_dates(request, typed_of(circle), circle))


async def choose_kind(_turn: Request, press: Press) -> Reply:
    """Another kind was chosen: the same form, with what that kind begins with where nothing else was typed."""
    subject = _subject_of(press)
    typed = _typed_in(press.values, subject, None)
    chosen = press.values.choice(Field.KIND)
    if subject.circle is not None or chosen not in list(CircleKind):
        return Nothing()
    typed = of_another_kind(typed, CircleKind(chosen or ""))
    return ReplaceForm(forms.circle_form(typed, Subject(None, typed.kind, ""), ""))


async def show_dates(request: Request, press: Press) -> Reply:
    """Enter was pressed in the field of the dates: the same form with what comes of it."""
    subject = _subject_of(press)
    circle = await _circle_of(request, subject)
    if isinstance(circle, Looking):
        return _say(circle)
    return ReplaceForm(await _with_dates(request, _typed_in(press.values, subject, circle), circle))


async def save(request: Request, submission: Submission) -> Reply:
    """Start a circle or change it, or say at each field what to mend; not before its dates have been shown."""
    subject = subject_in(submission.subject)
    circle = await _circle_of(request, subject)
    if isinstance(circle, Looking):
        return _say(circle)
    typed = _typed_in(submission.values, subject, circle)
    draft = draft_of(typed, request.member, request.now)
    if isinstance(draft, CircleFaults):
        return FormFaults(draft.by_field)
    if mark_of(draft.cadence) != subject.dates_of:
        return await _dates_first(request, typed, draft, circle)
    if circle is None:
        outcome = await starting.set_up(request, request.member, draft)
    else:
        outcome = await _change(request, circle, draft)
    if outcome in _FAULTS:
        field, words = _FAULTS[outcome]
        return FormFaults({field if field is Field.CHANNEL else field_of(field, typed.kind): words})
    if outcome is not Looking.DONE:
        return _say(outcome)
    return Nothing() if circle is None else await _changed(request, circle)


async def pause(request: Request, press: Press) -> Reply:
    """*Pause*."""
    circle = await changing.pause(request, request.member, row_id(press.value))
    if isinstance(circle, Looking):
        return _say(circle)
    is_outside = not await queries.looks_after(request, circle, request.member)
    return Say(views.paused(circle, is_outside=is_outside))


async def resume(request: Request, press: Press) -> Reply:
    """*Resume*."""
    circle = await changing.resume(request, request.member, row_id(press.value))
    return _say(circle) if isinstance(circle, Looking) else Say(views.resumed(circle, request.member.zone))


async def end(request: Request, press: Press) -> Reply:
    """*End*."""
    circle = await changing.end(request, request.member, row_id(press.value))
    return _say(circle) if isinstance(circle, Looking) else Say(views.ended(circle))


_FAULTS = {
    Looking.KLATCH_NOT_THERE: (Field.CHANNEL, forms.KLATCH_NOT_THERE),
    Looking.CHANNEL_UNREAD: (Field.CHANNEL, forms.CHANNEL_UNREAD),
    Looking.NAME_TAKEN: (Field.NAME, forms.NAME_TAKEN),
    Looking.NO_DATES: (Field.CADENCE, forms.NO_DATES),
    Looking.NOT_YOUR_CHANNEL: (Field.CHANNEL, forms.NOT_YOUR_CHANNEL),
}
"""What can be mended in the form that is open."""


async def _dates_first(request: Request, typed: TypedCircle, draft: CircleDraft, circle: Circle | None) -> Reply:
    """The form with the dates of what was typed, which nobody has seen yet; a fault where there are none."""
    try:
        await changing.dates_ahead(request, circle, draft.cadence)
    except CadenceError as error:
        return FormFaults({field_of(Field.CADENCE, typed.kind): str(error)})
    return ReplaceForm(await _with_dates(request, typed, circle))


async def _with_dates(request: Request, typed: TypedCircle, circle: Circle | None) -> View:
    """The form with the next dates, or with what is wrong with what was typed; marked as showing them."""
    try:
        cadence = cadence_in(typed, request.member, request.now)
        dates = await changing.dates_ahead(request, circle, cadence)
    except CadenceError as error:
        return forms.circle_form(typed, _subject(typed, circle, ""), forms.dates_unread(str(error)), circle)
    said = await _dates_said(request, cadence, dates, circle)
    return forms.circle_form(typed, _subject(typed, circle, mark_of(cadence)), said, circle)


async def _dates_said(request: Request, cadence: Cadence, dates: Sequence[Occurrence], circle: Circle | None) -> str:
    meeting = await queries.coming_meeting(request, circle) if circle is not None else None
    return forms.dates_shown(cadence, dates, circle, meeting.starts_at if meeting is not None else None)


async def _change(request: Request, circle: Circle, draft: CircleDraft) -> Looking:
    return await changing.change(request, request.member, circle.id, draft)


async def _changed(request: Request, circle: Circle) -> Reply:
    meeting = await queries.coming_meeting(request, circle)
    dates = await changing.dates_ahead(request, circle, from_rule(circle.cadence))
    return Say(views.changed(circle, dates, meeting.starts_at if meeting is not None else None))


def _subject(typed: TypedCircle, circle: Circle | None, mark: str) -> Subject:
    return Subject(circle.id if circle is not None else None, typed.kind, mark)


def _subject_of(press: Press) -> Subject:
    return subject_in(press.subject)


def _typed_in(values: FormValues, subject: Subject, circle: Circle | None) -> TypedCircle:
    """What a form holds, over what it began with."""
    before = typed_of(circle) if circle is not None else first_typed(subject.kind, None)
    return typed_in(values, replace(before, kind=subject.kind), circle)


async def _circle_of(request: Request, subject: Subject) -> Circle | Looking | None:
    """The circle that a form changes, locked, or why it may not; None in the form of a new one."""
    if subject.circle is None:
        return None
    return await changing.circle_for(request, request.member, subject.circle)


def _say(outcome: Looking) -> Reply:
    return Say(views.said(views.OUTCOMES[outcome]))
