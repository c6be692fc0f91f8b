"""What the two people of a conversation do."""

import re
from datetime import timedelta

from bot.flash import closing, meeting_times, views
from bot.flash.actions import Action, Field
from bot.flash.models import Conversation
from bot.flash.outcomes import ConversationClosing, Proposal
from bot.profiles.working_hours import next_working_moment
from bot.slack.handlers import say
from bot.slack.request import FormFaults, OpenForm, Press, Reply, Request, Say, Submission
from bot.slack.user_input import row_id

TAKE_TIME = re.compile(rf"{Action.TAKE_TIME}_\d")


async def open_propose_form(request: Request, press: Press) -> Reply:
    """*Propose a time*."""
    outcome = await meeting_times.may_propose(request, request.member, row_id(press.value), press.message)
    if outcome is not Proposal.DONE:
        return say(outcome, views.PROPOSALS)
    tomorrow = next_working_moment(request.member.zone, request.now + timedelta(days=1))
    sharp = tomorrow.replace(minute=0, second=0, microsecond=0) + timedelta(hours=1)
    return OpenForm(views.propose_time_form(row_id(press.value), sharp))


async def propose(request: Request, submission: Submission) -> Reply:
    """One to three times, all in the future."""
    fields = (Field.FIRST_TIME, Field.SECOND_TIME, Field.THIRD_TIME)
    times = {field: instant for field in fields if (instant := submission.values.instant(field))}
    if not times:
        return FormFaults({Field.FIRST_TIME: views.TIME_MISSING})
    if passed := [field for field, instant in times.items() if instant <= request.now]:
        return FormFaults(views.faults_in_times(passed))
    outcome = await meeting_times.propose(request, request.member, row_id(submission.subject), list(times.values()))
    return say(outcome, views.PROPOSALS)


async def take_time(request: Request, press: Press) -> Reply:
    """Take one of the proposed times."""
    proposal, _, choice = press.value.partition(" ")
    seconds = int(choice) if choice.isascii() and choice.isdigit() else 0
    outcome = await meeting_times.take_time(request, request.member, row_id(proposal), seconds, press.message)
    return say(outcome, views.PROPOSALS)


async def open_thanks_form(request: Request, press: Press) -> Reply:
    """*Say thanks*."""
    outcome = await closing.may_thank(request, request.member, row_id(press.value), press.message)
    if outcome is not ConversationClosing.DONE:
        return say(outcome, views.CLOSINGS)
    conversation = await request.session.get_one(Conversation, row_id(press.value))
    return OpenForm(views.thanks_form(conversation.id, conversation.mentor))


async def say_thanks(request: Request, submission: Submission) -> Reply:
    """A private word of thanks."""
    outcome = await closing.say_thanks(
        request, request.member, row_id(submission.subject), submission.values.text(Field.THANKS)
    )
    return say(outcome, views.CLOSINGS)


async def step_back(request: Request, press: Press) -> Reply:
    """*Step back*: the others' words are the same for both, so this one needs a word of its own."""
    outcome = await closing.step_back(request, request.member, row_id(press.value), press.message)
    match outcome:
        case ConversationClosing.DONE:
            return Say(views.said(views.STEPPED_BACK))
        case ConversationClosing.DONE_BEFORE:
            return Say(views.said(views.STEPPED_BACK_LATER))
        case _:
            return say(outcome, views.CLOSINGS)
