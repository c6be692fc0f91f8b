"""Handlers of answers to a meeting, of the page about hosting, and of the form for another day."""

from bot.circles import queries
from bot.circles.actions import Action, Field
from bot.circles.meetings import rescheduling, rsvps
from bot.circles.outcomes import AnswerOutcome
from bot.circles.rules import Coming, MeetingWish
from bot.circles.views import answers as views
from bot.circles.views import changes, hosting
from bot.slack.handlers import say
from bot.slack.request import FormFaults, Nothing, OpenForm, Press, ReplaceForm, Reply, Request, Submission
from bot.slack.user_input import row_id
from bot.slack.views import notice

_DIRECT = "D"
"""First letter of Slack's ids of direct messages."""

_ANSWERS = {Action.COMING: Coming.IN, Action.MAYBE: Coming.MAYBE, Action.NOT_THIS_TIME: Coming.NOT_THIS_TIME}
_WISHES = {Action.GO_AHEAD: MeetingWish.GO_AHEAD, Action.MOVE_IT: MeetingWish.MOVE}


async def answer(request: Request, press: Press) -> Reply:
    """Note an answer; a card of theirs alone shows by itself what they have answered."""
    meeting_id, coming = row_id(press.value), _ANSWERS[Action(press.name)]
    outcome = await rsvps.answer(request, request.member, meeting_id, coming)
    found = await queries.meeting_of(request, meeting_id)
    if found is None or outcome not in (AnswerOutcome.DONE, AnswerOutcome.JOINED_TOO):
        return say(outcome, views.outcomes(request.reader))
    message = press.message
    if message is not None and message.channel.startswith(_DIRECT) and message.card:
        return Nothing()
    has_joined, zone = outcome is AnswerOutcome.JOINED_TOO, request.member.zone
    words = views.answered(request.reader, *found, coming, zone, has_joined=has_joined)
    return say(outcome, {outcome: words})


async def wish(request: Request, press: Press) -> Reply:
    """Note whether a meeting to which too few come is to go ahead or to move."""
    wish = _WISHES[Action(press.name)]
    outcome = await rsvps.wish(request, request.member, row_id(press.value), wish)
    return say(outcome, views.outcomes_of_wish(request.reader, wish))


async def how_to_host(request: Request, _press: Press) -> Reply:
    """Open the page about hosting."""
    return OpenForm(hosting.how_to_host(request.reader))


async def open_move_form(request: Request, press: Press) -> Reply:
    """Open the form for another day."""
    found = await rescheduling.meeting_to_change(request, request.member, row_id(press.value))
    if isinstance(found, AnswerOutcome):
        return say(found, views.outcomes(request.reader))
    return OpenForm(changes.move_form(request.reader, *found))


async def move(request: Request, submission: Submission) -> Reply:
    """Move a meeting to the day and hour that the form holds."""
    starts_at = submission.values.instant(Field.TO) or request.now
    outcome = await rescheduling.move_by_member(request, request.member, row_id(submission.subject), starts_at)
    words = {**views.outcomes(request.reader), AnswerOutcome.DONE: changes.has_moved(request.reader)}[outcome]
    if outcome in (AnswerOutcome.IN_THE_PAST, AnswerOutcome.TOO_FAR, AnswerOutcome.TOO_LATE):
        return FormFaults({Field.TO: words})
    return ReplaceForm(notice(request.reader, words))
