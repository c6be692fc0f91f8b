"""A mentor's answers to an ask: offer, decline, name someone else, withdraw the offer."""

from sqlalchemy.orm.attributes import flag_modified

from bot.flash import queries, rules
from bot.flash.actions import Later
from bot.flash.cards import act_and_show, show_ask
from bot.flash.inviting import add_invitation, close_invitations, invite, invite_more
from bot.flash.models import Ask, Invitation
from bot.flash.outcomes import InvitationOutcome
from bot.flash.rules import UNTOLD, AskState, InvitationState, unanswered_invitation
from bot.flash.views import invitations
from bot.flash.volunteering import has_time, mentor_of
from bot.members.models import Member
from bot.moment import Moment
from bot.outbox.letters import Pressed, to_members
from bot.profiles.profile import kept_apart_from
from bot.schedule.fates import Fate


async def offer(moment: Moment, member: Member, ask_id: int, pressed: Pressed | None) -> InvitationOutcome:
    """*I can help*: from an invitation, or from the ask channel, where anyone may."""
    ask = await queries.ask_of(moment, ask_id)
    invitation = queries.invitation_to(ask, member.id) if ask else None
    if ask is None or (invitation is None and ask.channel is None):
        return InvitationOutcome.NOT_FOR_YOU
    refusal = await _why_no_offer(moment, member, ask, invitation)
    if refusal is None:
        invitation = invitation or await add_invitation(moment, ask, member.id, is_private=False)
        ask.first_offer_at = ask.first_offer_at or moment.now
        await close_invitations(moment, InvitationState.OFFERED, invitation)
        await _remind_later(moment, ask)
    await show_ask(moment, ask, pressed)
    return refusal or InvitationOutcome.DONE


@act_and_show(queries.own_invitation, InvitationOutcome.NOT_FOR_YOU)
async def decline(moment: Moment, ask: Ask, invitation: Invitation) -> InvitationOutcome:
    """*Not this time*: tell the asker nothing; invite the next few when all of these have answered."""
    if not unanswered_invitation(invitation.state):
        return _why_answered(ask, invitation)
    await _close_and_invite_more(moment, ask, invitation, InvitationState.DECLINED)
    return InvitationOutcome.DONE


@act_and_show(queries.own_invitation, InvitationOutcome.NOT_FOR_YOU)
async def may_still_answer(moment: Moment, ask: Ask, invitation: Invitation) -> Ask | InvitationOutcome:
    """Return the ask of an invitation of the member's that is open for an answer, or why there is none."""
    return await why_no_answer(moment, ask, invitation) or ask


@act_and_show(queries.own_invitation, InvitationOutcome.NOT_FOR_YOU)
async def name_someone(moment: Moment, ask: Ask, invitation: Invitation, other: Member) -> InvitationOutcome:
    """*I know someone*: show the ask to that person, if they may see it; the invitation is answered.

    The outcome does not tell whether they could be asked: somebody may rather not meet somebody.
    """
    refusal = await why_no_answer(moment, ask, invitation)
    if refusal is None:
        if await _may_be_shown(moment, ask, other):
            await invite(moment, ask, other.id, suggested_by=invitation.mentor)
        await _close_and_invite_more(moment, ask, invitation, InvitationState.PASSED_ON)
    return refusal or InvitationOutcome.DONE


@act_and_show(queries.own_offer, InvitationOutcome.NOT_FOR_YOU)
async def withdraw_offer(moment: Moment, ask: Ask, invitation: Invitation) -> InvitationOutcome:
    """*Withdraw*, on a mentor's offer, while the asker is still choosing."""
    match invitation.state:
        case InvitationState.OFFERED:
            await _close_and_invite_more(moment, ask, invitation, InvitationState.WITHDRAWN)
            return InvitationOutcome.DONE
        case InvitationState.WITHDRAWN:
            return InvitationOutcome.DONE_BEFORE
        case InvitationState.CHOSEN:
            return InvitationOutcome.CHOSEN_BEFORE
        case _:
            return InvitationOutcome.ASK_ENDED


async def on_offer_fate(moment: Moment, fate: Fate) -> None:
    """If an offer could not be brought to the asker, tell the mentor, who has their time back."""
    found = await queries.ask_of_invitation(moment, fate.subject)
    if found is None:
        return
    ask, invitation = found
    if not fate.has_arrived and invitation.state is InvitationState.OFFERED:
        await close_invitations(moment, InvitationState.UNHEARD, invitation)
        await invite_more(moment, ask)
        key = f"invitation-{invitation.id}/unheard"
        await moment.tell(to_members(invitation.mentor), key, lambda reader: invitations.offer_unheard(reader, ask))
    await show_ask(moment, ask)


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
        return _why_answered(ask, invitation)
    if member.id in await kept_apart_from(moment, ask.asker):
        # As for anyone who comes late: nobody learns who would rather not meet whom.
        return InvitationOutcome.ENOUGH_OFFERS
    if len(ask.offers) >= rules.OFFERS_AT_ONCE:
        return InvitationOutcome.ENOUGH_OFFERS
    return None if await has_time(moment, member.id) else InvitationOutcome.MONTH_FULL


async def why_no_answer(moment: Moment, ask: Ask, invitation: Invitation) -> InvitationOutcome | None:
    """Return why a mentor's invitation to a locked ask is not open for an answer any more; None while it is."""
    if not unanswered_invitation(invitation.state):
        return _why_answered(ask, invitation)
    if ask.state is not AskState.LOOKING:
        return InvitationOutcome.ASK_ENDED
    return InvitationOutcome.ENOUGH_OFFERS if invitation.mentor in await kept_apart_from(moment, ask.asker) else None


def _why_answered(ask: Ask, invitation: Invitation) -> InvitationOutcome:
    """Return the outcome for an invitation that its mentor answered, or that was taken from them."""
    if invitation.state is InvitationState.CHOSEN:
        return InvitationOutcome.CHOSEN_BEFORE
    if invitation.state is InvitationState.RELEASED and ask.state is not AskState.LOOKING:
        return InvitationOutcome.ASK_ENDED
    return InvitationOutcome.DONE_BEFORE


async def _may_be_shown(moment: Moment, ask: Ask, other: Member) -> bool:
    """Return whether someone who was named may be shown a question, and is not away, stopped or full."""
    invited = {invitation.mentor for invitation in ask.invitations}
    if not other.may_take_part or other.id in {ask.asker, *invited, *await kept_apart_from(moment, ask.asker)}:
        return False
    mentor = await mentor_of(moment, other.id)
    if mentor is None:
        return True
    is_back = mentor.paused_until is None or mentor.paused_until <= moment.now
    return mentor.is_volunteering and is_back and await has_time(moment, other.id)


async def _remind_later(moment: Moment, ask: Ask) -> None:
    if not ask.is_reminded:
        due_at = await queries.in_working_days(moment, ask.asker, rules.CHOICE_REMINDER_WORKING_DAYS)
        await moment.later(Later.CHOICE_WAITS, ask.id, due_at)


async def _close_and_invite_more(moment: Moment, ask: Ask, invitation: Invitation, to: InvitationState) -> None:
    await close_invitations(moment, to, invitation)
    if to in UNTOLD:
        for one in ask.invitations:
            flag_modified(one, "kept_state")  # written anew for all: PostgreSQL shows which rows were written at once
    await invite_more(moment, ask)
