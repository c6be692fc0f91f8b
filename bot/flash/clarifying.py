"""Asking something first: a mentor's question to the asker and its answer, carried both ways without the name."""

from bot.flash import queries, rules
from bot.flash.actions import Later
from bot.flash.cards import act_and_show, show_ask
from bot.flash.models import Ask, Invitation
from bot.flash.offering import why_no_answer
from bot.flash.outcomes import InvitationOutcome
from bot.flash.rules import AskState, InvitationState, unanswered_invitation
from bot.moment import Moment
from bot.schedule.fates import Fate


@act_and_show(queries.own_invitation, InvitationOutcome.NOT_FOR_YOU)
async def ask_first(moment: Moment, ask: Ask, invitation: Invitation, question: str) -> InvitationOutcome:
    """*Ask something first*: carry it to the asker with no name but the mentor's; the clock stands still."""
    refusal = await _why_no_question(moment, ask, invitation)
    if refusal is None:
        invitation.clarification, invitation.clarifications = question, invitation.clarifications + 1
        await _wait_for(moment, invitation, InvitationState.ASKING, ask.asker, 2 * rules.INVITATION_WORKING_DAYS)
    return refusal or InvitationOutcome.DONE


@act_and_show(queries.invitation_to_own_ask, InvitationOutcome.NOT_FOR_YOU)
async def may_answer_first(_moment: Moment, ask: Ask, invitation: Invitation) -> Invitation | InvitationOutcome:
    """Return the invitation whose mentor waits for the asker's answer, or why there is none."""
    return _why_no_answer_needed(ask, invitation) or invitation


@act_and_show(queries.invitation_to_own_ask, InvitationOutcome.NOT_FOR_YOU)
async def answer_first(moment: Moment, ask: Ask, invitation: Invitation, answer: str) -> InvitationOutcome:
    """Carry the asker's answer to the mentor, who then decides, with a fresh working day."""
    refusal = _why_no_answer_needed(ask, invitation)
    if refusal is None:
        await _take_answer(moment, invitation, answer)
    return refusal or InvitationOutcome.DONE


async def on_clarification_fate(moment: Moment, fate: Fate) -> None:
    """If a mentor's question could not be brought to the asker, tell the mentor, who decides without an answer."""
    found = await queries.ask_of_invitation(moment, fate.subject)
    if found is None:
        return
    ask, invitation = found
    is_waited_for = invitation.state is InvitationState.ASKING and fate.key == queries.clarification_letter(invitation)
    if not fate.has_arrived and is_waited_for:
        await _take_answer(moment, invitation, "")
    await show_ask(moment, ask)


async def _take_answer(moment: Moment, invitation: Invitation, answer: str) -> None:
    """Let a mentor decide, with an answer; an empty one when their question could not be brought to the asker."""
    invitation.answer, invitation.answers = answer, invitation.clarifications
    await _wait_for(moment, invitation, InvitationState.INVITED, invitation.mentor, rules.INVITATION_WORKING_DAYS)


async def _wait_for(moment: Moment, invitation: Invitation, state: InvitationState, member: str, days: int) -> None:
    """Have the invitation wait for a member, so many working days of theirs."""
    invitation.move(state, moment.now)
    await moment.later(Later.INVITATION_LAPSES, invitation.id, await queries.in_working_days(moment, member, days))


async def _why_no_question(moment: Moment, ask: Ask, invitation: Invitation) -> InvitationOutcome | None:
    refusal = await why_no_answer(moment, ask, invitation)
    if refusal is not None:
        return refusal
    if invitation.clarifications > invitation.answers:
        return InvitationOutcome.ASKED_ALREADY
    return InvitationOutcome.TOO_MANY_QUESTIONS if invitation.clarifications >= rules.CLARIFICATIONS_AT_MOST else None


def _why_no_answer_needed(ask: Ask, invitation: Invitation) -> InvitationOutcome | None:
    if invitation.answers >= invitation.clarifications:
        return InvitationOutcome.DONE_BEFORE
    if ask.state is not AskState.LOOKING or not unanswered_invitation(invitation.state):
        return InvitationOutcome.NOT_NEEDED
    return None
