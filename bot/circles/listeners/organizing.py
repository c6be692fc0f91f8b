"""From Slack's requests about starting circles and looking after them to their use cases."""

from collections.abc import Mapping
from dataclasses import replace

from slack_sdk.models.views import View

from bot.blocks import said
from bot.cadence import CadenceError, from_rule
from bot.circles.actions import Field
from bot.circles.listeners.circle_form import CircleFaults, cadence_in, draft_of, typed_in
from bot.circles.meetings import planning
from bot.circles.models import Circle
from bot.circles.organizing import changing, drafts, starting
from bot.circles.organizing.changing import CIRCLES
from bot.circles.organizing.overview import row_of
from bot.circles.outcomes import CircleSaving
from bot.circles.rules import CircleKind
from bot.circles.views import form_faults, forms
from bot.circles.views import organizing as views
from bot.circles.views.forms import field_of
from bot.circles.views.joining import rhythm
from bot.languages.reader import Reader
from bot.organizers.permissions import has_said_hello
from bot.recurring import views as recurring
from bot.recurring.handlers import UpkeepHandlers
from bot.recurring.outcomes import UpkeepRefusal
from bot.slack.form_values import FormValues
from bot.slack.request import FormFaults, Nothing, OpenForm, Press, ReplaceForm, Reply, Request, Say, Submission


async def open_new(request: Request, press: Press) -> Reply:
    """*New circle*, or *Start a circle here*."""
    return OpenForm(await new_form(request, press.channel))


async def new_form(request: Request, channel: str) -> View:
    """Return the form of a new circle, in this channel if Klatch is in it."""
    is_here = bool(channel) and await has_said_hello(request, channel)
    typed = drafts.first_typed(request.reader, CircleKind.COFFEE_KLATCH, channel if is_here else None)
    return forms.circle_form(request.reader, typed, drafts.Subject(None, typed.kind, ""), "")


async def show(request: Request, circle: Circle) -> Reply:
    """*Open*: one of many circles, with what can be done about it."""
    row = await row_of(request, request.member, circle)
    return Say(recurring.one(request.reader, views.shown(request.reader, row, request.member.zone)))


async def open_form(request: Request, circle: Circle) -> Reply:
    """*Change*: the form with the dates as they are now."""
    return OpenForm(await _with_dates(request, drafts.typed_of(request.reader, circle), circle))


async def choose_kind(request: Request, press: Press) -> Reply:
    """Show the form of another kind: it begins as that kind does where nothing else was typed."""
    subject = _subject_of(press)
    typed = _typed_in(request.reader, press.values, subject, None)
    chosen = press.values.choice(Field.KIND)
    if subject.circle is not None or chosen not in list(CircleKind):
        return Nothing()
    typed = drafts.of_another_kind(request.reader, typed, CircleKind(chosen or ""))
    return ReplaceForm(forms.circle_form(request.reader, typed, drafts.Subject(None, typed.kind, ""), ""))


async def show_dates(request: Request, press: Press) -> Reply:
    """Show the dates that come of what was typed, in the same form: Enter was pressed in their field."""
    subject = _subject_of(press)
    circle = await _circle_of(request, subject)
    if isinstance(circle, UpkeepRefusal):
        return await _refuse(request, circle)
    typed = _typed_in(request.reader, press.values, subject, circle)
    return ReplaceForm(await _with_dates(request, typed, circle))


async def save(request: Request, submission: Submission) -> Reply:
    """Start a circle or change it, or say at each field what to mend; not before its dates have been shown."""
    subject = drafts.subject_in(submission.subject)
    circle = await _circle_of(request, subject)
    if isinstance(circle, UpkeepRefusal):
        return await _refuse(request, circle)
    typed = _typed_in(request.reader, submission.values, subject, circle)
    draft = draft_of(typed, request.member, request.now)
    if isinstance(draft, CircleFaults):
        return FormFaults(draft.by_field)
    if drafts.mark_of(draft.cadence) != subject.dates_of:
        return await _dates_first(request, typed, draft, circle)
    if circle is None:
        outcome = await starting.set_up(request, request.member, draft)
    else:
        outcome = await changing.change(request, request.member, circle.id, draft)
    if outcome in _FIELDS:
        field = _FIELDS[outcome]
        name = field if field is Field.CHANNEL else field_of(field, typed.kind)
        return FormFaults({name: form_faults.refused(request.reader)[outcome]})
    if isinstance(outcome, UpkeepRefusal):
        return await _refuse(request, outcome)
    return Nothing() if circle is None else await _changed(request, circle)


_FIELDS: Mapping[CircleSaving | UpkeepRefusal, Field] = {
    UpkeepRefusal.KLATCH_NOT_THERE: Field.CHANNEL,
    UpkeepRefusal.CHANNEL_UNREAD: Field.CHANNEL,
    CircleSaving.NAME_TAKEN: Field.NAME,
    CircleSaving.NO_DATES: Field.CADENCE,
    UpkeepRefusal.NOT_YOUR_CHANNEL: Field.CHANNEL,
}
"""Where faults can be mended in the form that is open."""


async def _dates_first(
    request: Request, typed: drafts.TypedCircle, draft: drafts.CircleDraft, circle: Circle | None
) -> Reply:
    """Show the form with the dates of what was typed, which nobody has seen yet; a fault where there are none."""
    try:
        await changing.dates_ahead(request, circle, draft.cadence)
    except CadenceError as error:
        fault = form_faults.cadence_fault(request.reader, error)
        return FormFaults({field_of(Field.CADENCE, typed.kind): fault.message})
    return ReplaceForm(await _with_dates(request, typed, circle))


async def _with_dates(request: Request, typed: drafts.TypedCircle, circle: Circle | None) -> View:
    """Return the form with the next dates, marked as showing them, or with what is wrong with what was typed."""
    reader = request.reader
    try:
        cadence = cadence_in(typed, request.member, request.now)
        dates = await changing.dates_ahead(request, circle, cadence)
    except CadenceError as error:
        unread = forms.dates_unread(form_faults.cadence_fault(reader, error))
        return forms.circle_form(reader, typed, _subject(typed, circle, ""), unread, circle)
    coming_at = await planning.coming_at(request, circle) if circle is not None else None
    shown = forms.dates_shown(reader, cadence, dates, circle, coming_at)
    return forms.circle_form(reader, typed, _subject(typed, circle, drafts.mark_of(cadence)), shown, circle)


async def _changed(request: Request, circle: Circle) -> Reply:
    reader = request.reader
    coming_at = await planning.coming_at(request, circle)
    dates = await changing.dates_ahead(request, circle, from_rule(circle.cadence))
    return Say(recurring.changed(reader, circle, views.WORDING, rhythm(reader, circle), dates, coming_at))


def _subject(typed: drafts.TypedCircle, circle: Circle | None, mark: str) -> drafts.Subject:
    return drafts.Subject(circle.id if circle is not None else None, typed.kind, mark)


def _subject_of(press: Press) -> drafts.Subject:
    return drafts.subject_in(press.subject)


def _typed_in(reader: Reader, values: FormValues, subject: drafts.Subject, circle: Circle | None) -> drafts.TypedCircle:
    """Return the content of a form, over what it began with."""
    before = drafts.first_typed(reader, subject.kind, None) if circle is None else drafts.typed_of(reader, circle)
    return typed_in(values, replace(before, kind=subject.kind), circle)


async def _circle_of(request: Request, subject: drafts.Subject) -> Circle | UpkeepRefusal | None:
    """Return the circle that a form changes, locked, or why it may not; None in the form of a new one."""
    if subject.circle is None:
        return None
    return await CIRCLES.to_change(request, request.member, subject.circle)


async def _refuse(request: Request, outcome: UpkeepRefusal) -> Reply:
    return Say(said(request.reader, views.outcomes(request.reader)[outcome]))


UPKEEP = UpkeepHandlers(CIRCLES, views.WORDING, _refuse)
