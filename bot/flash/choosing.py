"""Choosing among offers: one becomes a conversation, the others get thanks and their time back."""

from bot.flash import queries
from bot.flash.actions import Later
from bot.flash.cards import act_and_show, show_ask
from bot.flash.inviting import close_invitations, end_ask, invite_more, release
from bot.flash.models import Ask, Conversation, Invitation
from bot.flash.outcomes import ChoiceOutcome
from bot.flash.rules import CHOICE_ENDS_WORKING_DAYS, AskState, InvitationState
from bot.flash.volunteering import has_time
from bot.moment import Moment
from bot.profiles.profile import kept_apart_from


@act_and_show(queries.invitation_to_own_ask, ChoiceOutcome.NOT_YOURS)
async def choose(moment: Moment, ask: Ask, invitation: Invitation) -> ChoiceOutcome:
    """*Choose*: introduce the two. However many offers are pressed at once, one is chosen."""
    refusal = await _why_no_choice(moment, ask, invitation)
    if refusal is None:
        await close_invitations(moment, InvitationState.CHOSEN, invitation)
        await end_ask(moment, ask, AskState.CHOSEN)
        moment.session.add(
            Conversation(
                workspace=moment.workspace,
                ask_id=ask.id,
                asker=ask.asker,
                mentor=invitation.mentor,
                opened_at=moment.now,
            )
        )
    return refusal or ChoiceOutcome.CHOSEN


@act_and_show(queries.invitation_to_own_ask, ChoiceOutcome.NOT_YOURS)
async def keep_looking(moment: Moment, ask: Ask, invitation: Invitation) -> ChoiceOutcome:
    """*Keep looking*: thank this mentor, and invite the next few when no other offer is open."""
    if invitation.state is InvitationState.OFFERED:
        await release(moment, ask, invitation)
        await invite_more(moment, ask)
        return ChoiceOutcome.KEPT_LOOKING
    return ChoiceOutcome.ASK_ENDED if ask.state is not AskState.LOOKING else ChoiceOutcome.OFFER_GONE


async def remind_or_close(moment: Moment, ask_id: int) -> None:
    """Remind the asker once that offers wait; the next time, close the ask and give the mentors their time back."""
    ask = await queries.ask_of(moment, ask_id)
    if ask is None or ask.state is not AskState.LOOKING or not ask.offers:
        return
    if ask.is_reminded:
        await end_ask(moment, ask, AskState.UNDECIDED)
    else:
        ask.reminded_at = moment.now
        ends_at = await queries.in_working_days(moment, ask.asker, CHOICE_ENDS_WORKING_DAYS)
        await moment.later(Later.CHOICE_WAITS, ask.id, ends_at)
    await show_ask(moment, ask)


async def _why_no_choice(moment: Moment, ask: Ask, invitation: Invitation) -> ChoiceOutcome | None:
    if invitation.state is InvitationState.CHOSEN:
        return ChoiceOutcome.CHOSEN_BEFORE
    if ask.state is AskState.CHOSEN:
        return ChoiceOutcome.SOMEONE_ELSE_CHOSEN
    if ask.state is not AskState.LOOKING:
        return ChoiceOutcome.ASK_ENDED
    if invitation.state is not InvitationState.OFFERED:
        return ChoiceOutcome.OFFER_GONE
    refusal = None
    if invitation.mentor in await kept_apart_from(moment, ask.asker):
        refusal = ChoiceOutcome.OFFER_GONE  # one of them chose it after the offer, and nobody learns who
    elif not await has_time(moment, invitation.mentor):
        refusal = ChoiceOutcome.MENTOR_FULL
    if refusal is not None:
        await release(moment, ask, invitation)
        await invite_more(moment, ask)
    return refusal
