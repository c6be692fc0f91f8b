"""Answering an ask: to offer, to decline, to name someone else, to take an offer back."""

from dataclasses import dataclass

from bot.flash import records, views
from bot.flash.actions import Later
from bot.flash.inviting import invite, invite_more, settle_clarification
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
from bot.outbox.service import Pressed, to_members
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
    pressed = _on_own_card(stand.ask, pressed)
    if refusal is not None:
        await _show_again(moment, stand, pressed)
        return refusal
    invitation = stand.invitation or await _from_channel(moment, stand.ask, member)
    invitation.move(InvitationState.OFFERED, moment.now)
    stand.ask.first_offer_at = stand.ask.first_offer_at or moment.now
    await moment.never_mind(Later.INVITATION_LAPSES, invitation.id)
    await moment.retell(records.invitation_letter(invitation), views.invitation_offered(stand.ask, invitation), pressed)
    await settle_clarification(moment, stand.ask, invitation)
    await _tell_asker(moment, stand.ask, invitation)
    return Answer.DONE


async def decline(moment: Moment, member: Member, ask_id: int, pressed: Pressed | None) -> Answer:
    """*Not this time*: nothing is told to the asker; the next few are asked when all of these have answered."""
    stand = await stand_of(moment, member, ask_id)
    if stand is None or stand.invitation is None:
        return Answer.NOT_FOR_YOU
    invitation = stand.invitation
    if not unanswered_invitation(invitation.state):
        await _show_again(moment, stand, pressed)
        return _settled_before(stand.ask, invitation)
    await _leave(moment, stand.ask, invitation, InvitationState.DECLINED, pressed)
    return Answer.DONE


async def may_still_answer(moment: Moment, member: Member, ask: Ask | None, pressed: Pressed | None) -> Answer:
    """Whether the member has an invitation to this ask that is open for an answer: DONE when so."""
    stand = None if ask is None else await stand_of(moment, member, ask.id)
    if stand is None or stand.invitation is None:
        return Answer.NOT_FOR_YOU
    refusal = await why_no_answer(moment, stand.ask, stand.invitation)
    if refusal is not None:
        await _show_again(moment, stand, pressed)
    return refusal or Answer.DONE


async def name_someone(moment: Moment, member: Member, ask_id: int, other: Member) -> Answer:
    """*I know someone*: that person is shown the ask, if they may be, and this one is done with it.

    Whether they could be asked is not told: it may be that somebody would rather not meet somebody.
    """
    stand = await stand_of(moment, member, ask_id)
    if stand is None or stand.invitation is None:
        return Answer.NOT_FOR_YOU
    refusal = await why_no_answer(moment, stand.ask, stand.invitation)
    if refusal is not None:
        return refusal
    seen = {invitation.mentor for invitation in await records.invitations_of(moment, stand.ask)}
    apart = await kept_apart_from(moment, stand.ask.asker)
    if other.may_take_part and other.id not in {stand.ask.asker, *seen, *apart} and await _may_be_shown(moment, other):
        await invite(moment, stand.ask, other.id, suggested_by=member.id)
    await _leave(moment, stand.ask, stand.invitation, InvitationState.PASSED_ON, None)
    return Answer.DONE


async def take_back(moment: Moment, member: Member, invitation_id: int, pressed: Pressed | None) -> Answer:
    """A mentor withdraws their offer while the asker is still choosing."""
    found = await records.ask_of_invitation(moment, invitation_id)
    if found is None or found[1].mentor != member.id:
        return Answer.NOT_FOR_YOU
    ask, invitation = found
    if invitation.state is InvitationState.WITHDRAWN:
        return Answer.DONE_BEFORE
    if invitation.state is not InvitationState.OFFERED:
        return Answer.ASK_ENDED
    invitation.move(InvitationState.WITHDRAWN, moment.now)
    await moment.retell(records.invitation_letter(invitation), views.offer_taken_back(ask), pressed)
    await invite_more(moment, ask)
    await moment.retell(records.offer_letter(invitation), views.offer_over(ask, invitation))
    return Answer.DONE


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


async def _from_channel(moment: Moment, ask: Ask, member: Member) -> Invitation:
    invitation = Invitation(
        workspace=moment.workspace,
        ask_id=ask.id,
        mentor=member.id,
        state=InvitationState.INVITED,
        is_private=False,
        suggested_by=None,
        reasons=[],
        shared_topics=[],
        clarification="",
        clarifications=0,
        answers=0,
        invited_at=moment.now,
    )
    moment.session.add(invitation)
    await moment.session.flush()
    await moment.tell(
        to_members(member.id),
        records.invitation_letter(invitation),
        views.invitation_offered(ask, invitation),
    )
    return invitation


async def _tell_asker(moment: Moment, ask: Ask, invitation: Invitation) -> None:
    mentor = await mentor_of(moment, invitation.mentor)
    own_words = mentor.own_words if mentor else ""
    await moment.tell(to_members(ask.asker), records.offer_letter(invitation), views.offer(ask, invitation, own_words))
    asker = await records.person_of(moment, ask.asker)
    if ask.reminded_at is None:
        await moment.later(
            Later.CHOICE_WAITS,
            ask.id,
            working_days_later(asker.zone, moment.now, CHOICE_REMINDER_WORKING_DAYS),
        )


async def _leave(
    moment: Moment, ask: Ask, invitation: Invitation, to: InvitationState, pressed: Pressed | None
) -> None:
    invitation.move(to, moment.now)
    await moment.never_mind(Later.INVITATION_LAPSES, invitation.id)
    await moment.retell(records.invitation_letter(invitation), views.invitation_left(ask, invitation), pressed)
    await settle_clarification(moment, ask, invitation)
    await invite_more(moment, ask)


async def _show_again(moment: Moment, stand: Stand, pressed: Pressed | None) -> None:
    """A press on a card that is settled: bring that card up to date, for it may be a copy that was missed."""
    if stand.invitation is None or not stand.invitation.is_private or pressed is None:
        return
    card = views.invitation_settled(stand.ask, stand.invitation)
    if card is not None:
        await moment.retell(records.invitation_letter(stand.invitation), card, pressed)


def _on_own_card(ask: Ask, pressed: Pressed | None) -> Pressed | None:
    """What was pressed, unless it is the ask in the ask channel, which is everybody's."""
    return None if pressed is not None and pressed.channel == ask.channel else pressed
