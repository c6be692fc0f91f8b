"""The buttons of an announcement and of a reminder, and the form for another day."""

from bot.circles import queries
from bot.circles.actions import Field
from bot.circles.meetings import calendar_files, deciding, rsvps
from bot.circles.outcomes import Answering
from bot.circles.rules import Coming, MeetingWish
from bot.circles.views import answers as views
from bot.circles.views import calendar as calendar_views
from bot.circles.views import changes
from bot.circles.views.shared import said
from bot.slack.request import FormFaults, Nothing, OpenForm, Press, ReplaceForm, Reply, Request, Say, Submission
from bot.slack.user_input import row_id
from bot.slack.views import notice


async def coming(request: Request, press: Press) -> Reply:
    """*I'm in*."""
    return await _answer(request, press, Coming.IN)


async def maybe(request: Request, press: Press) -> Reply:
    """*Maybe*."""
    return await _answer(request, press, Coming.MAYBE)


async def not_this_time(request: Request, press: Press) -> Reply:
    """*Not this time*."""
    return await _answer(request, press, Coming.NOT_THIS_TIME)


async def go_ahead(request: Request, press: Press) -> Reply:
    """*Go ahead*."""
    return await _wish(request, press, MeetingWish.GO_AHEAD)


async def move_it(request: Request, press: Press) -> Reply:
    """*Move it*."""
    return await _wish(request, press, MeetingWish.MOVE)


async def send_file(request: Request, press: Press) -> Reply:
    """*Add to my calendar*: the file comes by a letter of its own."""
    outcome = await calendar_files.send(request, request.member, row_id(press.value))
    return Say(said(calendar_views.ON_ITS_WAY)) if outcome is Answering.DONE else _say(outcome)


async def open_move_form(request: Request, press: Press) -> Reply:
    """*Another day*."""
    found = await deciding.found_for(request, request.member, row_id(press.value))
    return _say(found) if isinstance(found, Answering) else OpenForm(changes.move_form(*found))


async def move(request: Request, submission: Submission) -> Reply:
    """The day and hour that the form holds."""
    starts_at = submission.values.instant(Field.TO) or request.now
    outcome = await deciding.move_to(request, request.member, row_id(submission.subject), starts_at)
    if outcome in (Answering.IN_THE_PAST, Answering.TOO_FAR, Answering.TOO_LATE):
        return FormFaults({Field.TO: views.ANSWERS[outcome]})
    return ReplaceForm(notice(changes.HAS_MOVED if outcome is Answering.DONE else views.ANSWERS[outcome]))


async def call_off(request: Request, press: Press) -> Reply:
    """*Call it off*."""
    outcome = await deciding.call_off(request, request.member, row_id(press.value))
    return Say(said(changes.IS_OFF)) if outcome is Answering.DONE else _say(outcome)


async def _answer(request: Request, press: Press, coming: Coming) -> Reply:
    meeting_id = row_id(press.value)
    outcome = await rsvps.answer(request, request.member, meeting_id, coming)
    found = await queries.meeting_of(request, meeting_id)
    if found is None or outcome not in (Answering.DONE, Answering.JOINED_TOO):
        return _say(outcome)
    if rsvps.is_shown_by(press.message):
        return Nothing()
    has_joined = outcome is Answering.JOINED_TOO
    return Say(said(views.answered(*found, coming, request.member.zone, has_joined=has_joined)))


async def _wish(request: Request, press: Press, wish: MeetingWish) -> Reply:
    outcome = await rsvps.wish(request, request.member, row_id(press.value), wish)
    return Say(said(views.WISHES[wish])) if outcome is Answering.DONE else _say(outcome)


def _say(outcome: Answering) -> Reply:
    words = views.ANSWERS.get(outcome, "")
    return Say(said(words)) if words else Nothing()
