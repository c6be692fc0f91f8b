"""Asking something first: a mentor's question to the asker and its answer, carried both ways without the name."""

from bot.flash import records, views
from bot.flash.actions import Later
from bot.flash.models import Ask, Invitation
from bot.flash.offering import stand_of, why_no_answer
from bot.flash.outcomes import Answer
from bot.flash.rules import (
    CLARIFICATIONS_AT_MOST,
    INVITATION_WORKING_DAYS,
    AskState,
    InvitationState,
    unanswered_invitation,
)
from bot.moment import Moment
from bot.outbox.service import to_members
from bot.people.hours import working_days_later
from bot.slack.models import Member


async def ask_first(moment: Moment, member: Member, ask_id: int, question: str) -> Answer:
    """*Ask something first*: carried to the asker without anybody's name but the mentor's; the clock stands still."""
    stand = await stand_of(moment, member, ask_id)
    if stand is None or stand.invitation is None:
        return Answer.NOT_FOR_YOU
    invitation = stand.invitation
    refusal = await why_no_answer(moment, stand.ask, invitation)
    if refusal is not None:
        return refusal
    if invitation.clarifications > invitation.answers:
        return Answer.ASKED_ALREADY
    if invitation.clarifications >= CLARIFICATIONS_AT_MOST:
        return Answer.TOO_MANY_QUESTIONS
    if invitation.state is not InvitationState.ASKING:
        invitation.move(InvitationState.ASKING, moment.now)
    invitation.clarification, invitation.clarifications = question, invitation.clarifications + 1
    asker = await records.person_of(moment, stand.ask.asker)
    await moment.later(
        Later.INVITATION_LAPSES,
        invitation.id,
        working_days_later(asker.zone, moment.now, 2 * INVITATION_WORKING_DAYS),
    )
    await moment.retell(
        records.invitation_letter(invitation), views.invitation_waiting_for_answer(stand.ask, invitation)
    )
    await moment.tell(
        to_members(stand.ask.asker),
        records.clarification_letter(invitation),
        views.clarification(stand.ask, invitation),
    )
    return Answer.DONE


async def answer_first(moment: Moment, member: Member, invitation_id: int, answer: str) -> Answer:
    """The asker answers what a mentor asked first; the mentor then decides, with a fresh working day."""
    found = await records.ask_of_invitation(moment, invitation_id)
    if found is None or found[0].asker != member.id:
        return Answer.NOT_FOR_YOU
    ask, invitation = found
    refusal = why_no_answer_needed(ask, invitation)
    if refusal is not None:
        return refusal
    invitation.move(InvitationState.INVITED, moment.now)
    mentor = await records.person_of(moment, invitation.mentor)
    await moment.later(
        Later.INVITATION_LAPSES,
        invitation.id,
        working_days_later(mentor.zone, moment.now, INVITATION_WORKING_DAYS),
    )
    await moment.retell(records.clarification_letter(invitation), views.clarification_answered(invitation, answer))
    await moment.retell(records.invitation_letter(invitation), views.answer_is_below(ask))
    invitation.answers += 1
    await moment.tell(
        to_members(invitation.mentor),
        records.invitation_letter(invitation),
        views.answer_to_mentor(ask, invitation, answer),
    )
    return Answer.DONE


def why_no_answer_needed(ask: Ask, invitation: Invitation) -> Answer | None:
    """Why what a mentor asked first needs no answer of the asker; None while it does."""
    if invitation.answers >= invitation.clarifications:
        return Answer.DONE_BEFORE
    if ask.state is not AskState.LOOKING or not unanswered_invitation(invitation.state):
        return Answer.NOT_NEEDED
    return None
