"""From Slack's requests about programmes to their use cases."""

from collections.abc import Sequence
from datetime import timedelta

from slack_sdk.models.views import View

from bot.blocks import said
from bot.cadence import CadenceError, Occurrence, from_rule
from bot.matching.round_input import Reach
from bot.organizers.permissions import is_klatch_in, is_organizer, may_organize, some_organizers
from bot.organizers.views.organizing import for_organizers
from bot.pairings import queries
from bot.pairings.actions import Action, Field
from bot.pairings.coffee import channel_cards, rounds
from bot.pairings.listeners.coffee_form import drafted, faults_in, is_whole
from bot.pairings.models import Programme
from bot.pairings.organizing import previewing, programmes
from bot.pairings.organizing.drafts import CoffeeDraft, draft_of, first_draft
from bot.pairings.organizing.overview import row_of
from bot.pairings.organizing.programmes import PROGRAMMES
from bot.pairings.outcomes import TooSoon
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
    draft = _new_draft(request, channel if is_here else None)
    return OpenForm(await _coffee_form(request, draft, None, is_whole=False))


async def show(request: Request, programme: Programme) -> Reply:
    """*Open*: one of many programmes, with what can be done about it."""
    row = await row_of(request, request.member, programme)
    return Say(recurring.one(request.reader, views.shown(request.reader, row, request.member.zone)))


async def open_form(request: Request, programme: Programme) -> Reply:
    """*Change*."""
    if programme.kind is ProgrammeKind.LUNCH:
        return OpenForm(forms.lunch_form(request.reader, programme))
    return OpenForm(await _coffee_form(request, draft_of(programme), programme, is_whole=True))


async def show_what_comes_of_it(request: Request, press: Press) -> Reply:
    """Show in the same form what comes of what was chosen: dates, and how many are in; and the rest of it if asked."""
    programme = await _programme_of_form(request, press.subject)
    if isinstance(programme, UpkeepRefusal):
        return await _refuse(request, programme)
    draft = drafted(press.values, _before(request, programme))
    if draft is None:
        return Nothing()
    shows_all = is_whole(press.values) or press.name == Action.MORE_ABOUT_COFFEE
    return ReplaceForm(await _coffee_form(request, draft, programme, is_whole=shows_all))


async def save_coffee(request: Request, submission: Submission) -> Reply:
    """Set a random coffee up, or change it, or say at each field what to mend."""
    programme = await _programme_of_form(request, submission.subject)
    if isinstance(programme, UpkeepRefusal):
        return await _refuse(request, programme)
    draft = drafted(submission.values, _before(request, programme))
    dates_at = Field.STARTS_ON if is_whole(submission.values) else Field.CADENCE
    faults = faults_in(request.reader, draft, programme, request.now, dates_at)
    if draft is None or faults:
        return FormFaults(faults)
    if programme is None:
        outcome = await programmes.set_up(request, request.member, draft)
    else:
        outcome = await programmes.change(request, request.member, programme.id, draft)
    if found := forms.faults(request.reader).get(outcome):
        field, words = found
        return FormFaults({field: words})
    if isinstance(outcome, UpkeepRefusal):
        return await _refuse(request, outcome)
    return Nothing() if programme is None else await _changed(request, programme)


async def save_lunch(request: Request, submission: Submission) -> Reply:
    """Change how far Just Lunch reaches."""
    programme_id = row_id(submission.subject)
    reach = submission.values.one_of(Field.REACH, Reach) or Reach.FAR
    outcome = await programmes.change_lunch(request, request.member, programme_id, reach)
    if isinstance(outcome, UpkeepRefusal):
        return await _refuse(request, outcome)
    return Say(views.lunch_changed(request.reader))


async def preview(request: Request, programme: Programme) -> Reply:
    """*Preview*."""
    is_on_its_way = await previewing.preview(request, request.member, programme)
    says = views.preview_comes if is_on_its_way else views.preview_for_another
    return Say(said(request.reader, says(request.reader)))


async def run_now(request: Request, programme: Programme) -> Reply:
    """*Run now*."""
    outcome = await rounds.run_now(request, programme)
    if isinstance(outcome, TooSoon):
        return Say(views.too_soon(request.reader, outcome, request.member.zone))
    return Say(said(request.reader, views.runnings(request.reader)[outcome]))


def _new_draft(request: Request, channel: str | None) -> CoffeeDraft:
    name, tomorrow = forms.usual_name(request.reader), request.today + timedelta(days=1)
    return first_draft(name, channel, request.member.zone.key, tomorrow)


def _before(request: Request, programme: Programme | None) -> CoffeeDraft:
    """Return what holds where the form shows no field for it."""
    return _new_draft(request, None) if programme is None else draft_of(programme)


async def _coffee_form(request: Request, draft: CoffeeDraft, programme: Programme | None, *, is_whole: bool) -> View:
    return forms.coffee_form(
        request.reader,
        draft,
        await _dates(request, draft, programme),
        request.member.zone.key,
        programme,
        await rounds.coming_at(request, programme) if programme is not None else None,
        await channel_cards.count_in_channel(request, programme) if programme is not None else None,
        is_whole=is_whole,
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
    return Say(views.changed(request.reader, programme, dates, await rounds.coming_at(request, programme)))


async def _refuse(request: Request, outcome: UpkeepRefusal) -> Reply:
    if outcome is UpkeepRefusal.NOT_YOURS:
        return Say(for_organizers(request.reader, await some_organizers(request)))
    return Say(said(request.reader, views.refusals(request.reader)[outcome]))


UPKEEP = UpkeepHandlers(PROGRAMMES, views.WORDING, _refuse)
