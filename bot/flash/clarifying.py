"""Asking something first: a mentor's question to the asker and its answer, carried both ways without the name."""

from bot.flash import queries
from bot.flash.actions import Later
from bot.flash.cards import show_ask
from bot.flash.models import Ask, Invitation
from bot.flash.offering import why_no_answer
from bot.flash.outcomes import InvitationOutcome
from bot.flash.rules import (
    CLARIFICATIONS_AT_MOST,
    INVITATION_WORKING_DAYS,
    AskState,
    InvitationState,
    unanswered_invitation,
)
from bot.members.models import Member
from bot.moment import Moment
from bot.outbox.letters import Pressed


async def ask_first(moment: Moment, member: Member, ask_id: int, question: str) -> InvitationOutcome:
    """*Ask something first*: carried to the asker without anybody's name but the mentor's; the clock stands still."""
    found = await queries.own_invitation(moment, member.id, ask_id)
    if found is None:
        return InvitationOutcome.NOT_FOR_YOU
    ask, invitation = found
    refusal = await _why_no_question(moment, ask, invitation)
    if refusal is None:
        invitation.clarification, invitation.clarifications = question, invitation.clarifications + 1
        await _wait_for(moment, invitation, InvitationState.ASKING, ask.asker, 2 * INVITATION_WORKING_DAYS)
    await show_ask(moment, ask)
    return refusal or InvitationOutcome.DONE


async def may_answer_first(
    moment: Moment, member: Member, invitation_id: int, pressed: Pressed | None
) -> Invitation | InvitationOutcome:
    """The invitation whose mentor waits for the asker's answer, or why there is none."""
    found = await queries.invitation_to_own_ask(moment, member.id, invitation_id)
    if found is None:
        return InvitationOutcome.NOT_FOR_YOU
    await show_ask(moment, found[0], pressed)
    return _why_no_answer_needed(*found) or found[1]


async def answer_first(moment: Moment, member: Member, invitation_id: int, answer: str) -> InvitationOutcome:
    """The asker answers what a mentor asked first; the mentor then decides, with a fresh working day."""
    found = await queries.invitation_to_own_ask(moment, member.id, invitation_id)
    if found is None:
        return InvitationOutcome.NOT_FOR_YOU
    refusal = _why_no_answer_needed(*found)
    if refusal is None:
        await take_answer(moment, found[1], answer)
    await show_ask(moment, found[0])
    return refusal or InvitationOutcome.DONE


async def take_answer(moment: Moment, invitation: Invitation, answer: str) -> None:
    """Let a mentor decide, with an answer; an empty one when their question could not be brought to the asker."""
    invitation.answer, invitation.answers = answer, invitation.clarifications
    await _wait_for(moment, invitation, InvitationState.INVITED, invitation.mentor, INVITATION_WORKING_DAYS)


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
    return InvitationOutcome.TOO_MANY_QUESTIONS if invitation.clarifications >= CLARIFICATIONS_AT_MOST else None


def _why_no_answer_needed(ask: Ask, invitation: Invitation) -> InvitationOutcome | None:
    """Why what a mentor asked first needs no answer of the asker; None while it does."""
    if invitation.answers >= invitation.clarifications:
        return InvitationOutcome.DONE_BEFORE
    if ask.state is not AskState.LOOKING or not unanswered_invitation(invitation.state):
        return InvitationOutcome.NOT_NEEDED
    return None
