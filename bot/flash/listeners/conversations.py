"""What the two people of a conversation do."""

import re
from datetime import timedelta

from bot.flash import closing, leaving, talking, views
from bot.flash.actions import Action, Field
from bot.flash.listeners.saying import say_outcome
from bot.flash.models import Conversation
from bot.flash.outcomes import Closing, Proposal
from bot.people.hours import next_working_moment
from bot.slack.turn import Event, FormFaults, Nothing, OpenForm, Press, Reply, Say, Submission, Turn
from bot.slack.typed import number_in

TAKE_TIME = re.compile(rf"{Action.TAKE_TIME}_\d")


async def open_propose_form(turn: Turn, press: Press) -> Reply:
    """*Propose a time*."""
    outcome = await talking.may_propose(turn.moment, turn.member, number_in(press.value), press.message)
    if outcome is not Proposal.DONE:
        return say_outcome(outcome, views.PROPOSALS)
    tomorrow = next_working_moment(turn.member.zone, turn.now + timedelta(days=1))
    sharp = tomorrow.replace(minute=0, second=0, microsecond=0) + timedelta(hours=1)
    return OpenForm(views.propose_time_form(number_in(press.value), sharp))


async def propose(turn: Turn, submission: Submission) -> Reply:
    """One to three times, all in the future."""
    fields = (Field.FIRST_TIME, Field.SECOND_TIME, Field.THIRD_TIME)
    times = {field: instant for field in fields if (instant := submission.values.instant(field))}
    if not times:
        return FormFaults({Field.FIRST_TIME: views.TIME_MISSING})
    if passed := [field for field, instant in times.items() if instant <= turn.now]:
        return FormFaults(views.faults_in_times(passed))
    outcome = await talking.propose(turn.moment, turn.member, number_in(submission.subject), list(times.values()))
    return say_outcome(outcome, views.PROPOSALS)


async def take_time(turn: Turn, press: Press) -> Reply:
    """Take one of the proposed times."""
    proposal, _, choice = press.value.partition(" ")
    seconds = int(choice) if choice.isascii() and choice.isdigit() else 0
    outcome = await talking.take_time(turn.moment, turn.member, number_in(proposal), seconds, press.message)
    return say_outcome(outcome, views.PROPOSALS)


async def open_thanks_form(turn: Turn, press: Press) -> Reply:
    """*Say thanks*."""
    outcome = await closing.may_thank(turn.moment, turn.member, number_in(press.value), press.message)
    if outcome is not Closing.DONE:
        return say_outcome(outcome, views.CLOSINGS)
    conversation = await turn.session.get_one(Conversation, number_in(press.value))
    return OpenForm(views.thanks_form(conversation.id, conversation.mentor))


async def say_thanks(turn: Turn, submission: Submission) -> Reply:
    """A private word of thanks."""
    outcome = await closing.say_thanks(
        turn.moment, turn.member, number_in(submission.subject), submission.values.text(Field.THANKS)
    )
    return say_outcome(outcome, views.CLOSINGS)


async def step_back(turn: Turn, press: Press) -> Reply:
    """*Step back*: the others' words are the same for both, so this one needs a word of its own."""
    outcome = await closing.step_back(turn.moment, turn.member, number_in(press.value), press.message)
    match outcome:
        case Closing.DONE:
            return Say(views.said(views.STEPPED_BACK))
        case Closing.DONE_BEFORE:
            return Say(views.said(views.STEPPED_BACK_LATER))
        case _:
            return say_outcome(outcome, views.CLOSINGS)


async def somebody_changed(turn: Turn, event: Event) -> Reply:
    """Whoever has left the workspace leaves nobody waiting."""
    user = event.body.get("user") or {}
    if user.get("deleted"):
        await leaving.somebody_left(turn.moment, str(user.get("id")))
    return Nothing()
