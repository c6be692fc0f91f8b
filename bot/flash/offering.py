"""Answering an ask: to offer, to decline, to name someone else, to take an offer back."""

from sqlalchemy.orm.attributes import flag_modified

from bot.flash import queries
from bot.flash.actions import Later
from bot.flash.cards import show_ask
from bot.flash.inviting import add_invitation, invite, invite_more, settle
from bot.flash.models import Ask, Invitation
from bot.flash.outcomes import InvitationOutcome
from bot.flash.rules import (
    CHOICE_REMINDER_WORKING_DAYS,
    OFFERS_AT_ONCE,
    UNTOLD,
    AskState,
    InvitationState,
    unanswered_invitation,
)
from bot.flash.shortlist import has_time
from bot.flash.volunteering import mentor_of
from bot.members.models import Member
from bot.moment import Moment
from bot.outbox.letters import Pressed
from bot.profiles.profile import kept_apart_from


async def offer(moment: Moment, member: Member, ask_id: int, pressed: Pressed | None) -> InvitationOutcome:
    """*I can help*: from an invitation, or from the ask channel, where anyone may."""
    ask = await queries.ask_of(moment, ask_id)
    invitation = await queries.invitation_to(moment, ask, member.id) if ask else None
    if ask is None or (invitation is None and ask.channel is None):
        return InvitationOutcome.NOT_FOR_YOU
    refusal = await _why_no_offer(moment, member, ask, invitation)
    if refusal is None:
        invitation = invitation or await add_invitation(moment, ask, member.id, is_private=False)
        await settle(moment, InvitationState.OFFERED, invitation)
        ask.first_offer_at = ask.first_offer_at or moment.now
        await _remind_later(moment, ask)
    await show_ask(moment, ask, pressed)
    return refusal or InvitationOutcome.DONE


async def decline(moment: Moment, member: Member, ask_id: int, pressed: Pressed | None) -> InvitationOutcome:
    """*Not this time*: nothing is told to the asker; the next few are asked when all of these have answered."""
    found = await queries.own_invitation(moment, member.id, ask_id)
    if found is None:
        return InvitationOutcome.NOT_FOR_YOU
    ask, invitation = found
    refusal = None if unanswered_invitation(invitation.state) else _settled_before(ask, invitation)
    if refusal is None:
        await _leave(moment, ask, invitation, InvitationState.DECLINED)
    await show_ask(moment, ask, pressed)
    return refusal or InvitationOutcome.DONE


async def may_still_answer(
    moment: Moment, member: Member, ask_id: int, pressed: Pressed | None
) -> Ask | InvitationOutcome:
    """The ask of an invitation of the member's that is open for an answer, or why there is none."""
    found = await queries.own_invitation(moment, member.id, ask_id)
    if found is None:
        return InvitationOutcome.NOT_FOR_YOU
    await show_ask(moment, found[0], pressed)
    return await why_no_answer(moment, *found) or found[0]


async def name_someone(moment: Moment, member: Member, ask_id: int, other: Member) -> InvitationOutcome:
    """*I know someone*: that person is shown the ask, if they may be, and this one is done with it.

    Whether they could be asked is not told: it may be that somebody would rather not meet somebody.
    """
    found = await queries.own_invitation(moment, member.id, ask_id)
    if found is None:
        return InvitationOutcome.NOT_FOR_YOU
    ask, invitation = found
    refusal = await why_no_answer(moment, ask, invitation)
    if refusal is None:
        if await _may_be_shown(moment, ask, other):
            await invite(moment, ask, other.id, suggested_by=member.id)
        await _leave(moment, ask, invitation, InvitationState.PASSED_ON)
    await show_ask(moment, ask)
    return refusal or InvitationOutcome.DONE


async def take_back(moment: Moment, member: Member, invitation_id: int, pressed: Pressed | None) -> InvitationOutcome:
    """A mentor withdraws their offer while the asker is still choosing."""
    found = await queries.ask_of_invitation(moment, invitation_id)
    if found is None or found[1].mentor != member.id:
        return InvitationOutcome.NOT_FOR_YOU
    ask, invitation = found
    before = invitation.state
    if before is InvitationState.OFFERED:
        await _leave(moment, ask, invitation, InvitationState.WITHDRAWN)
    await show_ask(moment, ask, pressed)
    return _TAKEN_BACK.get(before, InvitationOutcome.ASK_ENDED)


_TAKEN_BACK = {
    InvitationState.OFFERED: InvitationOutcome.DONE,
    InvitationState.WITHDRAWN: InvitationOutcome.DONE_BEFORE,
    InvitationState.CHOSEN: InvitationOutcome.CHOSEN_BEFORE,
}
"""How it ends to take back an offer, by the state that it was in."""


async def _why_no_offer(
    moment: Moment, member: Member, ask: Ask, invitation: Invitation | None
) -> InvitationOutcome | None:
    if ask.asker == member.id:
        return InvitationOutcome.OWN_ASK
    if invitation is not None and invitation.state in (InvitationState.OFFERED, InvitationState.CHOSEN):
        return InvitationOutcome.DONE_BEFORE
    if ask.state is not AskState.LOOKING:
        return InvitationOutcome.ASK_ENDED
    if invitation is not None and not unanswered_invitation(invitation.state):
        return _settled_before(ask, invitation)
    if member.id in await kept_apart_from(moment, ask.asker):
        return (
            InvitationOutcome.ENOUGH_OFFERS
        )  # as for anyone who comes late: nobody learns who would rather not meet whom
    if len(await queries.offers_of(moment, ask)) >= OFFERS_AT_ONCE:
        return InvitationOutcome.ENOUGH_OFFERS
    return None if await has_time(moment, member.id) else InvitationOutcome.MONTH_FULL


async def why_no_answer(moment: Moment, ask: Ask, invitation: Invitation) -> InvitationOutcome | None:
    """Why a mentor's invitation to a locked ask is not open for an answer any more; None while it is."""
    if not unanswered_invitation(invitation.state):
        return _settled_before(ask, invitation)
    if ask.state is not AskState.LOOKING:
        return InvitationOutcome.ASK_ENDED
    return InvitationOutcome.ENOUGH_OFFERS if invitation.mentor in await kept_apart_from(moment, ask.asker) else None


def _settled_before(ask: Ask, invitation: Invitation) -> InvitationOutcome:
    """What is true of an invitation that its mentor answered, or that was taken from them."""
    if invitation.state is InvitationState.CHOSEN:
        return InvitationOutcome.CHOSEN_BEFORE
    was_released = invitation.state is InvitationState.RELEASED
    return (
        InvitationOutcome.ASK_ENDED
        if was_released and ask.state is not AskState.LOOKING
        else InvitationOutcome.DONE_BEFORE
    )


async def _may_be_shown(moment: Moment, ask: Ask, other: Member) -> bool:
    """Whether someone who was named may be shown a question, and is not away, stopped or full."""
    seen = {invitation.mentor for invitation in await queries.invitations_of(moment, ask)}
    if not other.may_take_part or other.id in {ask.asker, *seen, *await kept_apart_from(moment, ask.asker)}:
        return False
    mentor = await mentor_of(moment, other.id)
    if mentor is None:
        return True
    is_back = mentor.paused_until is None or mentor.paused_until <= moment.now
    return mentor.is_volunteering and is_back and await has_time(moment, other.id)


async def _remind_later(moment: Moment, ask: Ask) -> None:
    if not ask.is_reminded:
        due_at = await queries.in_working_days(moment, ask.asker, CHOICE_REMINDER_WORKING_DAYS)
        await moment.later(Later.CHOICE_WAITS, ask.id, due_at)


async def _leave(moment: Moment, ask: Ask, invitation: Invitation, to: InvitationState) -> None:
    await settle(moment, to, invitation)
    if to in UNTOLD:
        for one in await queries.invitations_of(moment, ask):
            flag_modified(one, "kept_state")  # written anew for all: PostgreSQL shows which rows were written at once
    await invite_more(moment, ask)
