"""Choosing among offers: one becomes a conversation, the others get thanks and their time back."""

from bot.flash import queries
from bot.flash.actions import Later
from bot.flash.cards import show_ask
from bot.flash.inviting import end, invite_more, release, settle
from bot.flash.models import Ask, Conversation, Invitation
from bot.flash.outcomes import OfferChoice
from bot.flash.rules import CHOICE_ENDS_WORKING_DAYS, AskState, InvitationState
from bot.flash.shortlist import has_time
from bot.members.models import Member
from bot.moment import Moment
from bot.outbox.letters import Pressed
from bot.profiles.profile import kept_apart_from


async def choose(moment: Moment, member: Member, invitation_id: int, pressed: Pressed | None) -> OfferChoice:
    """*Choose*: the two are introduced. However many are pressed at once, one is chosen."""
    found = await queries.invitation_to_own_ask(moment, member.id, invitation_id)
    if found is None:
        return OfferChoice.NOT_YOURS
    ask, invitation = found
    refusal = await _why_no_choice(moment, ask, invitation)
    if refusal is None:
        await settle(moment, InvitationState.CHOSEN, invitation)
        await end(moment, ask, AskState.CHOSEN)
        moment.session.add(
            Conversation(
                workspace=moment.workspace,
                ask_id=ask.id,
                asker=ask.asker,
                mentor=invitation.mentor,
                opened_at=moment.now,
            )
        )
    await show_ask(moment, ask, pressed)
    return refusal or OfferChoice.CHOSEN


async def keep_looking(moment: Moment, member: Member, invitation_id: int, pressed: Pressed | None) -> OfferChoice:
    """*Keep looking*: this mentor is thanked, and when no other offer is open the next few are asked."""
    found = await queries.invitation_to_own_ask(moment, member.id, invitation_id)
    if found is None:
        return OfferChoice.NOT_YOURS
    ask, invitation = found
    was_open = invitation.state is InvitationState.OFFERED
    if was_open:
        await release(moment, ask, invitation)
        await invite_more(moment, ask)
    await show_ask(moment, ask, pressed)
    if was_open:
        return OfferChoice.KEPT_LOOKING
    return OfferChoice.ASK_ENDED if ask.state is not AskState.LOOKING else OfferChoice.OFFER_GONE


async def choice_waits(moment: Moment, ask_id: int) -> None:
    """Offers have waited: the asker is reminded once, and later the mentors get their time back."""
    ask = await queries.ask_of(moment, ask_id)
    if ask is None or ask.state is not AskState.LOOKING or not await queries.offers_of(moment, ask):
        return
    if ask.is_reminded:
        await end(moment, ask, AskState.UNDECIDED)
    else:
        ask.reminded_at = moment.now
        ends_at = await queries.in_working_days(moment, ask.asker, CHOICE_ENDS_WORKING_DAYS)
        await moment.later(Later.CHOICE_WAITS, ask.id, ends_at)
    await show_ask(moment, ask)


async def _why_no_choice(moment: Moment, ask: Ask, invitation: Invitation) -> OfferChoice | None:
    if invitation.state is InvitationState.CHOSEN:
        return OfferChoice.CHOSEN_BEFORE
    if ask.state is AskState.CHOSEN:
        return OfferChoice.SOMEONE_ELSE_CHOSEN
    if ask.state is not AskState.LOOKING:
        return OfferChoice.ASK_ENDED
    if invitation.state is not InvitationState.OFFERED:
        return OfferChoice.OFFER_GONE
    refusal = None
    if invitation.mentor in await kept_apart_from(moment, ask.asker):
        refusal = OfferChoice.OFFER_GONE  # one of them chose it after the offer, and nobody learns who
    elif not await has_time(moment, invitation.mentor):
        refusal = OfferChoice.MENTOR_FULL
    if refusal is not None:
        await release(moment, ask, invitation)
        await invite_more(moment, ask)
    return refusal
