"""From Slack's requests about programmes to their use cases."""

from collections.abc import Sequence
from datetime import timedelta

from slack_sdk.models.views import View

from bot.cadence import CadenceError, Occurrence, from_rule
from bot.matching.round_input import Reach
from bot.organizers.permissions import is_klatch_in, is_organizer, may_organize, refusal
from bot.pairings import queries
from bot.pairings.actions import Field
from bot.pairings.coffee import channel_cards
from bot.pairings.listeners.coffee_form import drafted, faults_in
from bot.pairings.models import Programme
from bot.pairings.organizing import previewing, programmes
from bot.pairings.organizing.drafts import CoffeeDraft, draft_of, first_draft
from bot.pairings.organizing.overview import row_of
from bot.pairings.outcomes import Organizing, Running, TooSoon
from bot.pairings.rules import ProgrammeKind
from bot.pairings.views import organizing as views
from bot.pairings.views import programme_forms as forms
from bot.slack.request import FormFaults, Nothing, OpenForm, Press, ReplaceForm, Reply, Request, Say, Submission
from bot.slack.user_input import row_id


async def open_new_coffee(request: Request, press: Press) -> Reply:
    """*New random coffee*, or *Set up random coffee here*: what a channel has already is changed."""
    channel = press.channel
    is_here = await is_klatch_in(request, channel) and await may_organize(request, request.member, channel)
    if not is_here and not await is_organizer(request, request.member):
        why_not = await programmes.why_not(request, channel)
        return await _say(request, why_not if why_not is Organizing.CHANNEL_UNREAD else Organizing.NOT_YOURS)
    there = await queries.coffee_of(request, channel) if is_here else None
    if there is not None:
        return await _open(request, there)
    zone = request.member.zone
    tomorrow = request.now.astimezone(zone).date() + timedelta(days=1)
    return OpenForm(await _coffee_form(request, first_draft(channel if is_here else None, zone.key, tomorrow), None))


async def show(request: Request, press: Press) -> Reply:
    """*Open*: one of many programmes, with what can be done about it."""
    programme = await programmes.programme_to_end(request, request.member, row_id(press.value))
    if isinstance(programme, Organizing):
        return await _say(request, programme)
    return Say(views.one(await row_of(request, request.member, programme), request.member.zone))


async def open_form(request: Request, press: Press) -> Reply:
    """*Change*."""
    programme = await programmes.programme_for(request, request.member, row_id(press.value))
    return await _say(request, programme) if isinstance(programme, Organizing) else await _open(request, programme)


async def show_what_comes_of_it(request: Request, press: Press) -> Reply:
    """Something was chosen: the same form, with the dates that come of it, and how many are in."""
    programme = await _programme_of_form(request, press.subject)
    if isinstance(programme, Organizing):
        return await _say(request, programme)
    draft = drafted(press.values, programme)
    return Nothing() if draft is None else ReplaceForm(await _coffee_form(request, draft, programme))


async def save_coffee(request: Request, submission: Submission) -> Reply:
    """Set a random coffee up, or change it, or say at each field what to mend."""
    programme = await _programme_of_form(request, submission.subject)
    if isinstance(programme, Organizing):
        return await _say(request, programme)
    draft = drafted(submission.values, programme)
    faults = faults_in(draft, programme, request.now)
    if draft is None or faults:
        return FormFaults(faults)
    if programme is None:
        return await _set_up(request, draft)
    outcome = await programmes.change(request, request.member, programme.id, draft)
    if outcome in _FAULTS:
        return _fault(outcome)
    return await _changed(request, programme) if outcome is Organizing.DONE else await _say(request, outcome)


async def save_lunch(request: Request, submission: Submission) -> Reply:
    """Change how far Just Lunch reaches."""
    programme_id = row_id(submission.subject)
    reach = submission.values.one_of(Field.REACH, Reach) or Reach.FAR
    outcome = await programmes.change_lunch(request, request.member, programme_id, reach)
    return Say(views.lunch_changed()) if outcome is Organizing.DONE else await _say(request, outcome)


async def preview(request: Request, press: Press) -> Reply:
    """*Preview*."""
    outcome = await previewing.preview(request, request.member, row_id(press.value))
    return Say(views.said(views.PREVIEW_COMES)) if outcome is Organizing.DONE else await _say(request, outcome)


async def run_now(request: Request, press: Press) -> Reply:
    """*Run now*."""
    outcome = await programmes.run_now(request, request.member, row_id(press.value))
    if isinstance(outcome, TooSoon):
        return Say(views.too_soon(outcome, request.member.zone))
    return Say(views.said(views.RUNNINGS[outcome])) if isinstance(outcome, Running) else await _say(request, outcome)


async def pause(request: Request, press: Press) -> Reply:
    """*Pause*."""
    programme = await programmes.pause(request, request.member, row_id(press.value))
    if isinstance(programme, Organizing):
        return await _say(request, programme)
    is_outside = not await may_organize(request, request.member, programme.channel)
    return Say(views.paused(programme, is_outside=is_outside))


async def resume(request: Request, press: Press) -> Reply:
    """*Resume*."""
    programme = await programmes.resume(request, request.member, row_id(press.value))
    if isinstance(programme, Organizing):
        return await _say(request, programme)
    return Say(views.resumed(programme, request.member.zone))


async def end(request: Request, press: Press) -> Reply:
    """*End*."""
    programme = await programmes.end(request, request.member, row_id(press.value))
    return await _say(request, programme) if isinstance(programme, Organizing) else Say(views.ended(programme))


_FAULTS = {
    Organizing.KLATCH_NOT_THERE: (Field.CHANNEL, forms.KLATCH_NOT_THERE),
    Organizing.CHANNEL_UNREAD: (Field.CHANNEL, forms.CHANNEL_UNREAD),
    Organizing.CHANNEL_TAKEN: (Field.CHANNEL, forms.CHANNEL_TAKEN),
    Organizing.ROUND_ANNOUNCED: (Field.JOINING, forms.ROUND_IS_ANNOUNCED),
}
"""What can be mended in the form that is open."""


async def _set_up(request: Request, draft: CoffeeDraft) -> Reply:
    outcome = await programmes.set_up(request, request.member, draft)
    if outcome is Organizing.NOT_YOURS:
        return FormFaults({Field.CHANNEL: forms.NOT_YOUR_CHANNEL})
    return Nothing() if outcome is Organizing.DONE else _fault(outcome)


def _fault(outcome: Organizing) -> Reply:
    field, words = _FAULTS[outcome]
    return FormFaults({field: words})


async def _open(request: Request, programme: Programme) -> Reply:
    if programme.kind is ProgrammeKind.LUNCH:
        return OpenForm(forms.lunch_form(programme))
    return OpenForm(await _coffee_form(request, draft_of(programme), programme))


async def _coffee_form(request: Request, draft: CoffeeDraft, programme: Programme | None) -> View:
    announced = await queries.open_round(request, programme) if programme is not None else None
    return forms.coffee_form(
        draft,
        await _dates(request, draft, programme),
        request.member.zone.key,
        programme,
        announced.meets_at if announced is not None else None,
        await channel_cards.count_in_channel(request, programme) if programme is not None else None,
    )


async def _dates(request: Request, draft: CoffeeDraft, programme: Programme | None) -> Sequence[Occurrence]:
    try:
        return await programmes.dates_ahead(request, programme, draft.cadence)
    except CadenceError:
        return []


async def _programme_of_form(request: Request, subject: str) -> Programme | Organizing | None:
    """The programme that a form changes, or why it may not; None in the form of a new one."""
    if not subject:
        return None
    return await programmes.programme_for(request, request.member, row_id(subject))


async def _changed(request: Request, programme: Programme) -> Reply:
    announced = await queries.open_round(request, programme)
    dates = await programmes.dates_ahead(request, programme, from_rule(programme.cadence))
    return Say(views.changed(programme, dates, announced.meets_at if announced is not None else None))


async def _say(request: Request, outcome: Organizing) -> Reply:
    if outcome is Organizing.NOT_YOURS:
        return Say(await refusal(request))
    return Say(views.said(views.OUTCOMES[outcome]))
