"""Answering an ask: to offer, to decline, to name someone else, to take an offer back."""

from dataclasses import dataclass

from bot.flash import records
from bot.flash.actions import Later
from bot.flash.cards import show_ask
from bot.flash.inviting import add_invitation, invite, invite_more, settle
from bot.flash.models import Ask, Invitation
from bot.flash.outcomes import Answer
from bot.flash.rules import (
    CHOICE_REMINDER_WORKING_DAYS,
    OFFERS_AT_ONCE,
    AskState,
    InvitationState,
    unanswered_invitation,
)
from bot.flash.shortlist import taken_this_month
from bot.flash.volunteering import mentor_of
from bot.moment import Moment
from bot.outbox.service import Pressed
from bot.people.hours import working_days_later
from bot.people.service import kept_apart_from
from bot.slack.models import Member


@dataclass(frozen=True, slots=True)
class Stand:
    """Where a member stands to an ask when they press something."""

    ask: Ask
    invitation: Invitation | None


async def offer(moment: Moment, member: Member, ask_id: int, pressed: Pressed | None) -> Answer:
    """*I can help*: from an invitation, or from the ask channel, where anyone may."""
    stand = await stand_of(moment, member, ask_id)
    if stand is None:
        return Answer.NOT_FOR_YOU
    refusal = await _why_no_offer(moment, member, stand)
    if refusal is None:
        invitation = stand.invitation or await add_invitation(moment, stand.ask, member.id, is_private=False)
        await settle(moment, invitation, InvitationState.OFFERED)
        stand.ask.first_offer_at = stand.ask.first_offer_at or moment.now
        await _remind_later(moment, stand.ask)
    await show_ask(moment, stand.ask, pressed)
    return refusal or Answer.DONE


async def decline(moment: Moment, member: Member, ask_id: int, pressed: Pressed | None) -> Answer:
    """*Not this time*: nothing is told to the asker; the next few are asked when all of these have answered."""
    stand = await stand_of(moment, member, ask_id)
    if stand is None or stand.invitation is None:
        return Answer.NOT_FOR_YOU
    if not unanswered_invitation(stand.invitation.state):
        await show_ask(moment, stand.ask, pressed)
        return _settled_before(stand.ask, stand.invitation)
    await _leave(moment, stand.ask, stand.invitation, InvitationState.DECLINED)
    await show_ask(moment, stand.ask, pressed)
    return Answer.DONE


async def may_still_answer(moment: Moment, member: Member, ask_id: int, pressed: Pressed | None) -> Ask | Answer:
    """The ask of an invitation of the member's that is open for an answer, or why there is none."""
    stand = await stand_of(moment, member, ask_id)
    if stand is None or stand.invitation is None:
        return Answer.NOT_FOR_YOU
    refusal = await why_no_answer(moment, stand.ask, stand.invitation)
    await show_ask(moment, stand.ask, pressed)
    return refusal or stand.ask


async def name_someone(moment: Moment, member: Member, ask_id: int, other: Member) -> Answer:
    """*I know someone*: that person is shown the ask, if they may be, and this one is done with it.

    Whether they could be asked is not told: it may be that somebody would rather not meet somebody.
    """
    stand = await stand_of(moment, member, ask_id)
    if stand is None or stand.invitation is None:
        return Answer.NOT_FOR_YOU
    refusal = await why_no_answer(moment, stand.ask, stand.invitation)
    if refusal is None:
        seen = {invitation.mentor for invitation in await records.invitations_of(moment, stand.ask)}
        seen |= {stand.ask.asker, *await kept_apart_from(moment, stand.ask.asker)}
        if other.may_take_part and other.id not in seen and await _may_be_shown(moment, other):
            await invite(moment, stand.ask, other.id, suggested_by=member.id)
        await _leave(moment, stand.ask, stand.invitation, InvitationState.PASSED_ON)
    await show_ask(moment, stand.ask)
    return refusal or Answer.DONE


async def take_back(moment: Moment, member: Member, invitation_id: int, pressed: Pressed | None) -> Answer:
    """A mentor withdraws their offer while the asker is still choosing."""
    found = await records.ask_of_invitation(moment, invitation_id)
    if found is None or found[1].mentor != member.id:
        return Answer.NOT_FOR_YOU
    ask, invitation = found
    before = invitation.state
    if before is InvitationState.OFFERED:
        await _leave(moment, ask, invitation, InvitationState.WITHDRAWN)
    await show_ask(moment, ask, pressed)
    if before is InvitationState.OFFERED:
        return Answer.DONE
    return Answer.DONE_BEFORE if before is InvitationState.WITHDRAWN else Answer.ASK_ENDED


async def stand_of(moment: Moment, member: Member, ask_id: int) -> Stand | None:
    """Where the member stands; None for an ask that is not theirs to see, whatever a button carries."""
    ask = await records.ask_of(moment, ask_id)
    if ask is None:
        return None
    own = [i for i in await records.invitations_of(moment, ask) if i.mentor == member.id]
    if own or ask.channel is not None:
        return Stand(ask, own[0] if own else None)
    return None


async def _why_no_offer(moment: Moment, member: Member, stand: Stand) -> Answer | None:
    ask, invitation = stand.ask, stand.invitation
    if ask.asker == member.id:
        return Answer.OWN_ASK
    if invitation is not None and invitation.state in (InvitationState.OFFERED, InvitationState.CHOSEN):
        return Answer.DONE_BEFORE
    if ask.state is not AskState.LOOKING:
        return Answer.ASK_ENDED
    if invitation is not None and not unanswered_invitation(invitation.state):
        return _settled_before(ask, invitation)
    if member.id in await kept_apart_from(moment, ask.asker):
        return Answer.ENOUGH_OFFERS  # as for anyone who comes late: nobody learns who would rather not meet whom
    if len(await records.offers_of(moment, ask)) >= OFFERS_AT_ONCE:
        return Answer.ENOUGH_OFFERS
    return None if await _has_time(moment, member) else Answer.MONTH_FULL


async def why_no_answer(moment: Moment, ask: Ask, invitation: Invitation) -> Answer | None:
    """Why a mentor's invitation to a locked ask is not open for an answer any more; None while it is."""
    if not unanswered_invitation(invitation.state):
        return _settled_before(ask, invitation)
    if ask.state is not AskState.LOOKING:
        return Answer.ASK_ENDED
    return Answer.ENOUGH_OFFERS if invitation.mentor in await kept_apart_from(moment, ask.asker) else None


def _settled_before(ask: Ask, invitation: Invitation) -> Answer:
    """What is true of an invitation that its mentor answered, or that was taken from them."""
    was_released = invitation.state is InvitationState.RELEASED
    return Answer.ASK_ENDED if was_released and ask.state is not AskState.LOOKING else Answer.DONE_BEFORE


async def _may_be_shown(moment: Moment, other: Member) -> bool:
    """Whether someone who was named may be shown a question: not one who has stopped, paused, or is full."""
    mentor = await mentor_of(moment, other.id)
    if mentor is None:
        return True
    is_back = mentor.paused_until is None or mentor.paused_until <= moment.now
    return mentor.is_volunteering and is_back and await _has_time(moment, other)


async def _has_time(moment: Moment, member: Member) -> bool:
    """Whether a mentor's month has room; who never volunteered set no limit."""
    mentor = await mentor_of(moment, member.id)
    if mentor is None:
        return True
    taken = await taken_this_month(moment, [member.id])
    return taken.get(member.id, 0) < mentor.capacity


async def _remind_later(moment: Moment, ask: Ask) -> None:
    if not ask.is_reminded:
        asker = await records.person_of(moment, ask.asker)
        due_at = working_days_later(asker.zone, moment.now, CHOICE_REMINDER_WORKING_DAYS)
        await moment.later(Later.CHOICE_WAITS, ask.id, due_at)


async def _leave(moment: Moment, ask: Ask, invitation: Invitation, to: InvitationState) -> None:
    await settle(moment, invitation, to)
    await invite_more(moment, ask)
