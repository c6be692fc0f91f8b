"""From Slack's requests about programmes to their use cases."""

from collections.abc import Mapping, Sequence
from datetime import timedelta

from slack_sdk.models.views import View

from bot.blocks import said
from bot.cadence import CadenceError, Occurrence, from_rule
from bot.languages.reader import ENGLISH
from bot.matching.round_input import Reach
from bot.organizers.permissions import is_klatch_in, is_organizer, may_organize, some_organizers
from bot.organizers.views.organizing import for_organizers
from bot.pairings import queries
from bot.pairings.actions import Field
from bot.pairings.coffee import channel_cards, rounds
from bot.pairings.listeners.coffee_form import drafted, faults_in
from bot.pairings.models import Programme
from bot.pairings.organizing import previewing, programmes
from bot.pairings.organizing.drafts import CoffeeDraft, draft_of, first_draft
from bot.pairings.organizing.overview import row_of
from bot.pairings.organizing.programmes import PROGRAMMES
from bot.pairings.outcomes import Organizing, TooSoon
from bot.pairings.rules import ProgrammeKind
from bot.pairings.views import organizing as views
from bot.pairings.views import programme_forms as forms
from bot.recurring import views as recurring
from bot.recurring.handlers import UpkeepHandlers
from bot.recurring.outcomes import UpkeepRefusal
from bot.recurring.upkeep import why_not_in
from bot.slack.request import FormFaults, Nothing, OpenForm, Press, ReplaceForm, Reply, Request, Say, Submission
from bot.slack.user_input import row_id


async def open_new_coffee(request: Request, press: Press) -> Reply:
    """*New random coffee*, or *Set up random coffee here*: what a channel has already is changed."""
    channel = press.channel
    is_here = await is_klatch_in(request, channel) and await may_organize(request, request.member, channel)
    if not is_here and not await is_organizer(request, request.member):
        why_not = await why_not_in(request, channel)
        return await _refuse(request, why_not if why_not is UpkeepRefusal.CHANNEL_UNREAD else UpkeepRefusal.NOT_YOURS)
    there = await queries.coffee_of(request, channel) if is_here else None
    if there is not None:
        return await open_form(request, there)
    zone = request.member.zone
    tomorrow = request.now.astimezone(zone).date() + timedelta(days=1)
    return OpenForm(await _coffee_form(request, first_draft(channel if is_here else None, zone.key, tomorrow), None))


async def show(request: Request, programme: Programme) -> Reply:
    """*Open*: one of many programmes, with what can be done about it."""
    return Say(recurring.one(views.shown(await row_of(request, request.member, programme), request.member.zone)))


async def open_form(request: Request, programme: Programme) -> Reply:
    """*Change*."""
    if programme.kind is ProgrammeKind.LUNCH:
        return OpenForm(forms.lunch_form(programme))
    return OpenForm(await _coffee_form(request, draft_of(programme), programme))


async def show_what_comes_of_it(request: Request, press: Press) -> Reply:
    """Show the dates that come of what was chosen, and how many are in, in the same form."""
    programme = await _programme_of_form(request, press.subject)
    if isinstance(programme, UpkeepRefusal):
        return await _refuse(request, programme)
    draft = drafted(press.values, programme)
    return Nothing() if draft is None else ReplaceForm(await _coffee_form(request, draft, programme))


async def save_coffee(request: Request, submission: Submission) -> Reply:
    """Set a random coffee up, or change it, or say at each field what to mend."""
    programme = await _programme_of_form(request, submission.subject)
    if isinstance(programme, UpkeepRefusal):
        return await _refuse(request, programme)
    draft = drafted(submission.values, programme)
    faults = faults_in(draft, programme, request.now)
    if draft is None or faults:
        return FormFaults(faults)
    if programme is None:
        outcome = await programmes.set_up(request, request.member, draft)
    else:
        outcome = await programmes.change(request, request.member, programme.id, draft)
    if outcome in FAULTS:
        field, words = FAULTS[outcome]
        return FormFaults({field: words})
    if isinstance(outcome, UpkeepRefusal):
        return await _refuse(request, outcome)
    return Nothing() if programme is None else await _changed(request, programme)


async def save_lunch(request: Request, submission: Submission) -> Reply:
    """Change how far Just Lunch reaches."""
    programme_id = row_id(submission.subject)
    reach = submission.values.one_of(Field.REACH, Reach) or Reach.FAR
    outcome = await programmes.change_lunch(request, request.member, programme_id, reach)
    return await _refuse(request, outcome) if isinstance(outcome, UpkeepRefusal) else Say(views.lunch_changed())


async def preview(request: Request, programme: Programme) -> Reply:
    """*Preview*."""
    is_on_its_way = await previewing.preview(request, request.member, programme)
    return Say(said(ENGLISH, views.PREVIEW_COMES if is_on_its_way else views.PREVIEW_FOR_ANOTHER))


async def run_now(request: Request, programme: Programme) -> Reply:
    """*Run now*."""
    outcome = await rounds.run_now(request, programme)
    if isinstance(outcome, TooSoon):
        return Say(views.too_soon(outcome, request.member.zone))
    return Say(said(ENGLISH, views.RUNNINGS[outcome]))


FAULTS: Mapping[Organizing | UpkeepRefusal, tuple[Field, str]] = {
    UpkeepRefusal.KLATCH_NOT_THERE: (Field.CHANNEL, forms.KLATCH_NOT_THERE),
    UpkeepRefusal.CHANNEL_UNREAD: (Field.CHANNEL, forms.CHANNEL_UNREAD),
    UpkeepRefusal.NOT_YOUR_CHANNEL: (Field.CHANNEL, forms.NOT_YOUR_CHANNEL),
    Organizing.CHANNEL_TAKEN: (Field.CHANNEL, forms.CHANNEL_TAKEN),
    Organizing.ROUND_ANNOUNCED: (Field.JOINING, forms.ROUND_IS_ANNOUNCED),
}
"""Faults that can be mended in the form that is open."""


async def _coffee_form(request: Request, draft: CoffeeDraft, programme: Programme | None) -> View:
    return forms.coffee_form(
        draft,
        await _dates(request, draft, programme),
        request.member.zone.key,
        programme,
        await rounds.coming_at(request, programme) if programme is not None else None,
        await channel_cards.count_in_channel(request, programme) if programme is not None else None,
    )


async def _dates(request: Request, draft: CoffeeDraft, programme: Programme | None) -> Sequence[Occurrence]:
    try:
        return await programmes.dates_ahead(request, programme, draft.cadence)
    except CadenceError:
        return []


async def _programme_of_form(request: Request, subject: str) -> Programme | UpkeepRefusal | None:
    """Return the programme that a form changes, or why it may not; None in the form of a new one."""
    if not subject:
        return None
    return await PROGRAMMES.to_change(request, request.member, row_id(subject))


async def _changed(request: Request, programme: Programme) -> Reply:
    dates = await programmes.dates_ahead(request, programme, from_rule(programme.cadence))
    return Say(views.changed(programme, dates, await rounds.coming_at(request, programme)))


async def _refuse(request: Request, outcome: UpkeepRefusal) -> Reply:
    if outcome is UpkeepRefusal.NOT_YOURS:
        return Say(for_organizers(request.reader, await some_organizers(request)))
    return Say(said(ENGLISH, views.OUTCOMES[outcome]))


UPKEEP = UpkeepHandlers(PROGRAMMES, views.WORDING, _refuse)
