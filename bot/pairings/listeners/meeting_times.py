"""The form for times of a coffee, and the buttons that take one."""

import re
from datetime import timedelta

from bot.pairings.actions import Action
from bot.pairings.coffee import meeting_times
from bot.pairings.outcomes import GroupClosing
from bot.pairings.views import meeting_times as views
from bot.pairings.views.groups import closings
from bot.profiles.working_hours import next_working_moment
from bot.slack.handlers import say
from bot.slack.request import FormFaults, OpenForm, Press, Reply, Request, Submission
from bot.slack.user_input import row_id

TAKE_TIME = re.compile(rf"{Action.TAKE_TIME}_\d")


async def open_form(request: Request, press: Press) -> Reply:
    """*Propose a time*: open the form, with an hour of the next working day in it."""
    outcome = await meeting_times.may_propose(request, request.member, row_id(press.value), press.message)
    if outcome is not GroupClosing.DONE:
        return say(outcome, closings(request.reader))
    tomorrow = next_working_moment(request.member.zone, request.now + timedelta(days=1))
    full_hour = tomorrow.replace(minute=0, second=0, microsecond=0) + timedelta(hours=1)
    return OpenForm(views.propose_form(request.reader, row_id(press.value), full_hour))


async def propose(request: Request, submission: Submission) -> Reply:
    """Propose the one to three times in the form, all of which have to be in the future."""
    times = {field: instant for field in views.TIME_FIELDS if (instant := submission.values.instant(field))}
    if faults := views.faults_in_times(request.reader, times, request.now):
        return FormFaults(faults)
    outcome = await meeting_times.propose(request, request.member, row_id(submission.subject), list(times.values()))
    return say(outcome, closings(request.reader))


async def take(request: Request, press: Press) -> Reply:
    """Take the proposed time that the button carries: the group, the proposal's number, and the instant."""
    group_id, proposal, choice = ([*press.value.split(" "), "", ""])[:3]
    seconds = int(choice) if choice.isascii() and choice.isdigit() else 0
    outcome = await meeting_times.take(
        request, request.member, row_id(group_id), row_id(proposal), seconds, press.message
    )
    return say(outcome, closings(request.reader))
