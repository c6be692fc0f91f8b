"""From Slack's requests about starting circles and looking after them to their use cases."""

from collections.abc import Mapping
from dataclasses import replace

from slack_sdk.models.views import View

from bot.blocks import said
from bot.cadence import Cadence, CadenceError, from_rule
from bot.circles.actions import Field
from bot.circles.listeners.circle_form import CircleFaults, Filled, draft_of, filled_in
from bot.circles.listeners.when_menus import cadence_in, words_to_keep
from bot.circles.meetings import planning
from bot.circles.models import Circle
from bot.circles.organizing import changing, drafts, starting
from bot.circles.organizing.changing import CIRCLES
from bot.circles.organizing.drafts import Subject
from bot.circles.organizing.overview import row_of
from bot.circles.outcomes import CircleSaving
from bot.circles.rules import CircleKind
from bot.circles.views import form_faults, forms, when_fields
from bot.circles.views import organizing as views
from bot.circles.views.forms import field_of
from bot.circles.views.joining import rhythm
from bot.circles.views.when_fields import When, fault_at
from bot.organizers.permissions import has_said_hello
from bot.recurring import views as recurring
from bot.recurring.handlers import UpkeepHandlers
from bot.recurring.outcomes import UpkeepRefusal
from bot.slack.request import FormFaults, Nothing, OpenForm, Press, ReplaceForm, Reply, Request, Say, Submission


async def open_new(request: Request, press: Press) -> Reply:
    """*New circle*, or *Start a circle here*."""
    return OpenForm(await new_form(request, press.channel))


async def new_form(request: Request, channel: str) -> View:
    """Return the form of a new circle, in this channel if Klatch is in it."""
    is_here = bool(channel) and await has_said_hello(request, channel)
    typed = drafts.first_typed(request.reader, CircleKind.COFFEE_KLATCH, channel if is_here else None)
    return _without_dates(request, Filled(typed, Subject(None, typed.kind)))


async def show(request: Request, circle: Circle) -> Reply:
    """*Open*: one of many circles, with what can be done about it."""
    row = await row_of(request, request.member, circle)
    return Say(recurring.one(request.reader, views.shown(request.reader, row, request.member.zone)))


async def open_form(request: Request, circle: Circle) -> Reply:
    """*Change*: the form with the dates as they are now, and all of it where more than usual is said."""
    typed = drafts.typed_of(request.reader, circle)
    is_whole = drafts.says_more(request.reader, typed)
    return OpenForm(await _with_dates(request, Filled(typed, Subject(circle.id, circle.kind), circle, is_whole)))


async def choose_kind(request: Request, press: Press) -> Reply:
    """Show the form of another kind: it begins as that kind does where nothing else was typed."""
    filled, reader = await _filled(request, press), request.reader
    kind = press.values.one_of(Field.KIND, CircleKind)
    if isinstance(filled, UpkeepRefusal) or filled.circle is not None or kind is None:
        return Nothing()
    typed = drafts.of_another_kind(reader, filled.typed, kind)
    is_whole = filled.is_whole or drafts.says_more(reader, typed)
    if not filled.subject.is_by_menus:
        return ReplaceForm(_without_dates(request, Filled(typed, replace(filled.subject, kind=kind), None, is_whole)))
    subject = replace(filled.subject, kind=kind, words=typed.when)
    return ReplaceForm(await _with_dates(request, Filled(typed, subject, None, is_whole)))


async def show_dates(request: Request, press: Press) -> Reply:
    """Show in the same form the dates that come of what was typed, or chosen in menus."""
    filled = await _filled(request, press)
    if isinstance(filled, UpkeepRefusal):
        return await _refuse(request, filled)
    if not filled.typed.when:  # nothing is typed, so that nothing can be wrong with it
        return ReplaceForm(_without_dates(request, filled))
    return ReplaceForm(await _with_dates(request, filled))


async def show_more(request: Request, press: Press) -> Reply:
    """*More about it*: all of the form, with dates if it showed some."""
    filled = await _filled(request, press)
    if isinstance(filled, UpkeepRefusal):
        return await _refuse(request, filled)
    whole = replace(filled, is_whole=True)
    return ReplaceForm(await _with_dates(request, whole) if whole.subject.dates_of else _without_dates(request, whole))


async def swap_when(request: Request, press: Press) -> Reply:
    """*Choose from menus*, *Type it instead*: the same dates, said in the other way."""
    filled = await _filled(request, press)
    if isinstance(filled, UpkeepRefusal):
        return await _refuse(request, filled)
    words = filled.typed.when
    if not filled.subject.is_by_menus:
        begun = drafts.begun_with(request.reader, filled.typed.kind, filled.circle).when
        words = words_to_keep(words, begun, request.member, request.now)
    typed, subject = replace(filled.typed, when=words), filled.subject.swapped(words)
    return ReplaceForm(await _with_dates(request, replace(filled, typed=typed, subject=subject)))


async def save(request: Request, submission: Submission) -> Reply:
    """Start a circle or change it, or say at each field what to mend; not before its dates have been shown."""
    filled = await _filled(request, submission)
    if isinstance(filled, UpkeepRefusal):
        return await _refuse(request, filled)
    draft = draft_of(filled, request.member, request.now)
    if isinstance(draft, CircleFaults):
        return await _mend(request, submission, filled, draft)
    if drafts.mark_of(draft.cadence) != filled.subject.dates_of:
        return await _dates_first(request, submission, filled, draft)
    circle = filled.circle
    if circle is None:
        outcome = await starting.set_up(request, request.member, draft)
    else:
        outcome = await changing.change(request, request.member, circle.id, draft)
    if words := form_faults.refused(request.reader).get(outcome):
        return await _mend(request, submission, filled, CircleFaults({_field_of(outcome, filled): words}))
    if isinstance(outcome, UpkeepRefusal):
        return await _refuse(request, outcome)
    return Nothing() if circle is None else await _changed(request, circle)


def _field_of(outcome: CircleSaving | UpkeepRefusal, filled: Filled) -> str:
    """Return the field at which a refusal can be mended."""
    match outcome:
        case CircleSaving.NAME_TAKEN:
            return field_of(Field.NAME, filled.typed.kind)
        case CircleSaving.NO_DATES:
            return fault_at(filled.subject)
    return Field.CHANNEL


async def _mend(request: Request, submission: Submission, filled: Filled, faults: CircleFaults) -> Reply:
    """Say what is to be mended: at the fields, where all of them are there and a line is enough.

    Otherwise the form comes back, with all of its fields where one of those behind *More about it* is at fault.
    """
    is_hidden = any(field not in submission.values.state for field in faults.by_field)
    if not is_hidden and not (faults.needs_list and filled.subject.dates_of):
        return FormFaults(faults.by_field)
    below = {field: words for field, words in faults.by_field.items() if field != fault_at(filled.subject)}
    shown = replace(filled, is_whole=filled.is_whole or is_hidden)
    return ReplaceForm(await _with_dates(request, shown, below))


async def _dates_first(request: Request, submission: Submission, filled: Filled, draft: drafts.CircleDraft) -> Reply:
    """Show the form with the dates of what was typed, which nobody has seen yet; a fault where there are none."""
    try:
        await changing.dates_ahead(request, filled.circle, draft.cadence)
    except CadenceError as error:
        fault = form_faults.cadence_fault(request.reader, error)
        return await _mend(request, submission, filled, CircleFaults({fault_at(filled.subject): fault.message}))
    return ReplaceForm(await _with_dates(request, filled))


async def _with_dates(request: Request, filled: Filled, faults: Mapping[str, str] | None = None) -> View:
    """Return the form with the next dates, marked as showing them, or with what is wrong with what was typed."""
    reader, circle, subject = request.reader, filled.circle, replace(filled.subject, dates_of="")
    cadence = None
    try:
        cadence = cadence_in(filled.typed.when, request.member, request.now)
        dates = await changing.dates_ahead(request, circle, cadence)
    except CadenceError as error:
        below = when_fields.dates_unread(form_faults.cadence_fault(reader, error))
    else:
        coming_at = await planning.coming_at(request, circle) if circle is not None else None
        below = when_fields.dates_shown(reader, cadence, dates, circle, coming_at, request.now)
        subject = replace(subject, dates_of=drafts.mark_of(cadence))
    return _form(request, replace(filled, subject=subject), cadence, below, faults)


def _without_dates(request: Request, filled: Filled) -> View:
    """Return the form with examples of what can be typed."""
    return _form(request, replace(filled, subject=replace(filled.subject, dates_of="")), None, "", None)


def _form(
    request: Request, filled: Filled, cadence: Cadence | None, below: str, faults: Mapping[str, str] | None
) -> View:
    said, whose = None, (request.member, request.now)
    if filled.subject.is_by_menus:
        begun = drafts.begun_with(request.reader, filled.typed.kind, filled.circle).when
        said = cadence_in(words_to_keep(filled.subject.words, begun, *whose), *whose)
    shown = When(filled.typed.when, cadence, said, below)
    return forms.circle_form(
        request.reader, filled.typed, filled.subject, shown, filled.circle, faults, is_whole=filled.is_whole
    )


async def _changed(request: Request, circle: Circle) -> Reply:
    reader = request.reader
    coming_at = await planning.coming_at(request, circle)
    dates = await changing.dates_ahead(request, circle, from_rule(circle.cadence))
    return Say(recurring.changed(reader, circle, views.WORDING, rhythm(reader, circle), dates, coming_at))


async def _filled(request: Request, sent: Press | Submission) -> Filled | UpkeepRefusal:
    """Return the form as it was filled in, with the circle that it changes locked, or why it may not."""
    subject, circle = drafts.subject_in(sent.subject), None
    if subject.circle is not None:
        found = await CIRCLES.to_change(request, request.member, subject.circle)
        if isinstance(found, UpkeepRefusal):
            return found
        circle = found
    return filled_in(sent.values, subject, request.member, request.now, circle)


async def _refuse(request: Request, outcome: UpkeepRefusal) -> Reply:
    return Say(said(request.reader, views.outcomes(request.reader)[outcome]))


UPKEEP = UpkeepHandlers(CIRCLES, views.WORDING, _refuse)
