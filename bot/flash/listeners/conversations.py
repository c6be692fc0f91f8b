"""Handlers of the two people of a conversation: the form for times, and the buttons that take one."""

import re
from datetime import timedelta

from bot.flash import meeting_times
from bot.flash.actions import Action, Field
from bot.flash.outcomes import ProposalOutcome
from bot.flash.views import forms
from bot.flash.views.answers import proposals
from bot.profiles.working_hours import next_working_moment
from bot.slack.handlers import say
from bot.slack.request import FormFaults, OpenForm, Press, Reply, Request, Submission
from bot.slack.user_input import row_id

TAKE_TIME = re.compile(rf"{Action.TAKE_TIME}_\d")


async def open_propose_form(request: Request, press: Press) -> Reply:
    """*Propose a time*: open the form, with an hour of the next working day in it."""
    outcome = await meeting_times.may_propose(request, request.member, row_id(press.value), press.message)
    if outcome is not ProposalOutcome.DONE:
        return say(outcome, proposals(request.reader))
    tomorrow = next_working_moment(request.member.zone, request.now + timedelta(days=1))
    full_hour = tomorrow.replace(minute=0, second=0, microsecond=0) + timedelta(hours=1)
    return OpenForm(forms.propose_time_form(request.reader, row_id(press.value), full_hour))


async def propose(request: Request, submission: Submission) -> Reply:
    """Propose the one to three times in the form, all of which have to be in the future."""
    fields = (Field.FIRST_TIME, Field.SECOND_TIME, Field.THIRD_TIME)
    times = {field: instant for field in fields if (instant := submission.values.instant(field))}
    if not times:
        return FormFaults({Field.FIRST_TIME: forms.time_missing(request.reader)})
    if passed := [field for field, instant in times.items() if instant <= request.now]:
        return FormFaults(forms.faults_in_times(request.reader, passed))
    outcome = await meeting_times.propose(request, request.member, row_id(submission.subject), list(times.values()))
    return say(outcome, proposals(request.reader))


async def take_time(request: Request, press: Press) -> Reply:
    """Take the proposed time that the button carries."""
    proposal, _, choice = press.value.partition(" ")
    seconds = int(choice) if choice.isascii() and choice.isdigit() else 0
    outcome = await meeting_times.take_time(request, request.member, row_id(proposal), seconds, press.message)
    return say(outcome, proposals(request.reader))
