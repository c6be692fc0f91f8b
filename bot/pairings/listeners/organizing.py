"""From Slack's requests about programmes to their use cases."""

from collections.abc import Sequence
from datetime import timedelta

from slack_sdk.models.views import View

from bot.agenda.cadence import CadenceError, Occurrence, from_rule
from bot.matching.gathering import Reach
from bot.organizers.who import is_klatch_in, is_organizer, may_organize, refusal
from bot.pairings import records
from bot.pairings.actions import TELLING_FIELDS, Action, Field, Form
from bot.pairings.coffee import announcing
from bot.pairings.listeners.drafted import drafted, faults_in
from bot.pairings.models import Programme
from bot.pairings.organizing import previewing, programmes
from bot.pairings.organizing.drafts import Draft, draft_of, first_draft
from bot.pairings.organizing.overview import row_of
from bot.pairings.outcomes import Organizing, Running, TooSoon
from bot.pairings.rules import ProgrammeKind
from bot.pairings.views import organizing as views
from bot.pairings.views import programme_forms as forms
from bot.slack.edge import Edge
from bot.slack.turn import FormFaults, Nothing, OpenForm, Press, ReplaceForm, Reply, Say, Submission, Turn
from bot.slack.typed import number_in


def register(edge: Edge) -> None:
    """Every button, menu and form of those who organize."""
    edge.press(Action.NEW_COFFEE, open_new_coffee)
    edge.press(Action.SHOW, show)
    edge.press(Action.EDIT, open_form)
    edge.press(Action.PREVIEW, preview)
    edge.press(Action.RUN_NOW, run_now)
    edge.press(Action.PAUSE, pause)
    edge.press(Action.RESUME, resume)
    edge.press(Action.END, end)
    for field in TELLING_FIELDS:
        edge.press(field, show_what_comes_of_it)
    edge.submission(Form.COFFEE_PROGRAMME, save_coffee)
    edge.submission(Form.LUNCH_PROGRAMME, save_lunch)


async def open_new_coffee(turn: Turn, press: Press) -> Reply:
    """*New random coffee*, or *Set up random coffee here*: what a channel has already is changed."""
    channel = press.channel
    is_here = await is_klatch_in(turn.moment, channel) and await may_organize(turn.moment, turn.member, channel)
    if not is_here and not await is_organizer(turn.moment, turn.member):
        why_not = await programmes.why_not(turn.moment, channel)
        return await _say(turn, why_not if why_not is Organizing.CHANNEL_UNREAD else Organizing.NOT_YOURS)
    there = await records.coffee_of(turn.moment, channel) if is_here else None
    if there is not None:
        return await _open(turn, there)
    zone = turn.member.zone
    tomorrow = turn.now.astimezone(zone).date() + timedelta(days=1)
    return OpenForm(await _coffee_form(turn, first_draft(channel if is_here else None, zone.key, tomorrow), None))


async def show(turn: Turn, press: Press) -> Reply:
    """*Open*: one of many programmes, with what can be done about it."""
    programme = await programmes.programme_to_end(turn.moment, turn.member, number_in(press.value))
    if isinstance(programme, Organizing):
        return await _say(turn, programme)
    return Say(views.one(await row_of(turn.moment, turn.member, programme), turn.member.zone))


async def open_form(turn: Turn, press: Press) -> Reply:
    """*Change*."""
    programme = await programmes.programme_for(turn.moment, turn.member, number_in(press.value))
    return await _say(turn, programme) if isinstance(programme, Organizing) else await _open(turn, programme)


async def show_what_comes_of_it(turn: Turn, press: Press) -> Reply:
    """Something was chosen: the same form, with the dates that come of it, and how many are in."""
    programme = await _programme_of_form(turn, str((press.view or {}).get("private_metadata", "")))
    if isinstance(programme, Organizing):
        return await _say(turn, programme)
    draft = drafted(press.values, programme)
    return Nothing() if draft is None else ReplaceForm(await _coffee_form(turn, draft, programme))


async def save_coffee(turn: Turn, submission: Submission) -> Reply:
    """Set a random coffee up, or change it, or say at each field what to mend."""
    programme = await _programme_of_form(turn, submission.subject)
    if isinstance(programme, Organizing):
        return await _say(turn, programme)
    draft = drafted(submission.values, programme)
    faults = faults_in(draft, programme, turn.now)
    if draft is None or faults:
        return FormFaults(faults)
    if programme is None:
        return await _set_up(turn, draft)
    outcome = await programmes.change(turn.moment, turn.member, programme.id, draft)
    if outcome in _FAULTS:
        return _fault(outcome)
    return await _changed(turn, programme) if outcome is Organizing.DONE else await _say(turn, outcome)


async def save_lunch(turn: Turn, submission: Submission) -> Reply:
    """Change how far Just Lunch reaches."""
    programme_id = number_in(submission.subject)
    reach = submission.values.one_of(Field.REACH, Reach) or Reach.FAR
    outcome = await programmes.change_lunch(turn.moment, turn.member, programme_id, reach)
    return Say(views.lunch_changed()) if outcome is Organizing.DONE else await _say(turn, outcome)


async def preview(turn: Turn, press: Press) -> Reply:
    """*Preview*."""
    outcome = await previewing.preview(turn.moment, turn.member, number_in(press.value))
    return Say(views.said(views.PREVIEW_COMES)) if outcome is Organizing.DONE else await _say(turn, outcome)


async def run_now(turn: Turn, press: Press) -> Reply:
    """*Run now*."""
    outcome = await programmes.run_now(turn.moment, turn.member, number_in(press.value))
    if isinstance(outcome, TooSoon):
        return Say(views.too_soon(outcome, turn.member.zone))
    return Say(views.said(views.RUNNINGS[outcome])) if isinstance(outcome, Running) else await _say(turn, outcome)


async def pause(turn: Turn, press: Press) -> Reply:
    """*Pause*."""
    programme = await programmes.pause(turn.moment, turn.member, number_in(press.value))
    if isinstance(programme, Organizing):
        return await _say(turn, programme)
    is_outside = not await may_organize(turn.moment, turn.member, programme.channel)
    return Say(views.paused(programme, is_outside=is_outside))


async def resume(turn: Turn, press: Press) -> Reply:
    """*Resume*."""
    programme = await programmes.resume(turn.moment, turn.member, number_in(press.value))
    if isinstance(programme, Organizing):
        return await _say(turn, programme)
    return Say(views.resumed(programme, turn.member.zone))


async def end(turn: Turn, press: Press) -> Reply:
    """*End*."""
    programme = await programmes.end(turn.moment, turn.member, number_in(press.value))
    return await _say(turn, programme) if isinstance(programme, Organizing) else Say(views.ended(programme))


_FAULTS = {
    Organizing.KLATCH_NOT_THERE: (Field.CHANNEL, forms.KLATCH_NOT_THERE),
    Organizing.CHANNEL_UNREAD: (Field.CHANNEL, forms.CHANNEL_UNREAD),
    Organizing.CHANNEL_TAKEN: (Field.CHANNEL, forms.CHANNEL_TAKEN),
    Organizing.ROUND_ANNOUNCED: (Field.JOINING, forms.ROUND_IS_ANNOUNCED),
}
"""What can be mended in the form that is open."""


async def _set_up(turn: Turn, draft: Draft) -> Reply:
    outcome = await programmes.set_up(turn.moment, turn.member, draft)
    if outcome is Organizing.NOT_YOURS:
        return FormFaults({Field.CHANNEL: forms.NOT_YOUR_CHANNEL})
    return Nothing() if outcome is Organizing.DONE else _fault(outcome)


def _fault(outcome: Organizing) -> Reply:
    field, words = _FAULTS[outcome]
    return FormFaults({field: words})


async def _open(turn: Turn, programme: Programme) -> Reply:
    if programme.kind is ProgrammeKind.LUNCH:
        return OpenForm(forms.lunch_form(programme))
    return OpenForm(await _coffee_form(turn, draft_of(programme), programme))


async def _coffee_form(turn: Turn, draft: Draft, programme: Programme | None) -> View:
    announced = await records.open_round(turn.moment, programme) if programme is not None else None
    return forms.coffee_form(
        draft,
        await _dates(turn, draft, programme),
        turn.member.zone.key,
        programme,
        announced.meets_at if announced is not None else None,
        await announcing.count_in_channel(turn.moment, programme) if programme is not None else None,
    )


async def _dates(turn: Turn, draft: Draft, programme: Programme | None) -> Sequence[Occurrence]:
    try:
        return await programmes.dates_ahead(turn.moment, programme, draft.cadence)
    except CadenceError:
        return []


async def _programme_of_form(turn: Turn, subject: str) -> Programme | Organizing | None:
    """The programme that a form changes, or why it may not; None in the form of a new one."""
    if not subject:
        return None
    return await programmes.programme_for(turn.moment, turn.member, number_in(subject))


async def _changed(turn: Turn, programme: Programme) -> Reply:
    announced = await records.open_round(turn.moment, programme)
    dates = await programmes.dates_ahead(turn.moment, programme, from_rule(programme.cadence))
    return Say(views.changed(programme, dates, announced.meets_at if announced is not None else None))


async def _say(turn: Turn, outcome: Organizing) -> Reply:
    if outcome is Organizing.NOT_YOURS:
        return Say(await refusal(turn.moment))
    return Say(views.said(views.OUTCOMES[outcome]))
