"""Choosing among offers: one becomes a conversation, the others get thanks and their time back."""

from bot.flash import records, views
from bot.flash.actions import Later
from bot.flash.inviting import invite_more, release, release_everyone
from bot.flash.models import Ask, Conversation, Invitation
from bot.flash.outcomes import Choice
from bot.flash.rules import (
    CHECK_IN_WORKING_DAYS,
    CHOICE_ENDS_WORKING_DAYS,
    AskState,
    ConversationState,
    InvitationState,
)
from bot.flash.shortlist import taken_this_month
from bot.flash.volunteering import mentor_of
from bot.moment import Moment
from bot.outbox.service import Pressed, to_members
from bot.people.hours import shared_hours, working_days_later
from bot.people.service import kept_apart_from
from bot.slack.models import Member
from bot.topics.service import names_of


async def choose(moment: Moment, member: Member, invitation_id: int, pressed: Pressed | None) -> Choice:
    """*Choose*: the two are introduced. However many are pressed at once, one is chosen."""
    found = await records.ask_of_invitation(moment, invitation_id)
    if found is None or found[0].asker != member.id:
        return Choice.NOT_YOURS
    ask, invitation = found
    refusal = await _why_no_choice(moment, ask, invitation)
    if refusal is not None:
        if refusal is not Choice.CHOSEN_BEFORE:
            await moment.retell(records.offer_letter(invitation), views.offer_over(ask, invitation), pressed)
        return refusal
    invitation.move(InvitationState.CHOSEN, moment.now)
    ask.move(AskState.CHOSEN, moment.now)
    await release_everyone(moment, ask)
    await moment.retell(records.status_letter(ask), views.ask_answered(ask, invitation))
    await moment.retell(records.offer_letter(invitation), views.offer_chosen(invitation), pressed)
    await moment.retell(records.invitation_letter(invitation), views.invitation_chosen(ask))
    await _introduce(moment, ask, invitation)
    return Choice.CHOSEN


async def keep_looking(moment: Moment, member: Member, invitation_id: int, pressed: Pressed | None) -> Choice:
    """*Keep looking*: this mentor is thanked, and when no other offer is open the next few are asked."""
    found = await records.ask_of_invitation(moment, invitation_id)
    if found is None or found[0].asker != member.id:
        return Choice.NOT_YOURS
    ask, invitation = found
    if invitation.state is not InvitationState.OFFERED:
        await moment.retell(records.offer_letter(invitation), views.offer_over(ask, invitation), pressed)
        return Choice.ASK_ENDED if ask.state is not AskState.LOOKING else Choice.OFFER_GONE
    await release(moment, ask, invitation, pressed)
    await invite_more(moment, ask)
    return Choice.KEPT_LOOKING


async def choice_waits(moment: Moment, ask_id: int) -> None:
    """Offers have waited: the asker is reminded once, and later the mentors get their time back."""
    ask = await records.ask_of(moment, ask_id)
    if ask is None or ask.state is not AskState.LOOKING:
        return
    offers = await records.offers_of(moment, ask)
    asker = await records.person_of(moment, ask.asker)
    if not offers:
        return
    if ask.reminded_at is None:
        ask.reminded_at = moment.now
        ends_at = working_days_later(asker.zone, moment.now, CHOICE_ENDS_WORKING_DAYS)
        await moment.later(Later.CHOICE_WAITS, ask.id, ends_at)
        await moment.tell(
            to_members(ask.asker),
            records.reminder_letter(ask),
            views.choice_waits(ask, len(offers), ends_at, asker.zone),
        )
        return
    ask.move(AskState.UNDECIDED, moment.now)
    await release_everyone(moment, ask)
    await moment.retell(records.status_letter(ask), views.ask_over(ask))
    await moment.tell(to_members(ask.asker), f"{records.status_letter(ask)}/undecided", views.ask_undecided(ask))


async def _why_no_choice(moment: Moment, ask: Ask, invitation: Invitation) -> Choice | None:
    if invitation.state is InvitationState.CHOSEN:
        return Choice.CHOSEN_BEFORE
    if ask.state is AskState.CHOSEN:
        return Choice.SOMEONE_ELSE_CHOSEN
    if ask.state is not AskState.LOOKING:
        return Choice.ASK_ENDED
    if invitation.state is not InvitationState.OFFERED:
        return Choice.OFFER_GONE
    refusal = None
    if invitation.mentor in await kept_apart_from(moment, ask.asker):
        refusal = Choice.OFFER_GONE  # one of them chose it after the offer, and nobody learns who
    elif await _is_full(moment, invitation.mentor):
        refusal = Choice.MENTOR_FULL
    if refusal is not None:
        await release(moment, ask, invitation)
        await invite_more(moment, ask)
    return refusal


async def _introduce(moment: Moment, ask: Ask, invitation: Invitation) -> None:
    conversation = Conversation(
        workspace=moment.workspace,
        ask_id=ask.id,
        asker=ask.asker,
        mentor=invitation.mentor,
        state=ConversationState.OPEN,
        opened_at=moment.now,
        check_ins=0,
    )
    moment.session.add(conversation)
    await moment.session.flush()
    asker = await records.person_of(moment, ask.asker)
    mentor = await records.person_of(moment, invitation.mentor)
    volunteer = await mentor_of(moment, invitation.mentor)
    await moment.tell(
        to_members(ask.asker, invitation.mentor),
        records.introduction_letter(conversation),
        views.introduction(
            ask,
            conversation,
            await names_of(moment, ask.topic_ids),
            volunteer.own_words if volunteer else "",
            shared_hours([asker.zone, mentor.zone], moment.now),
            asker.zone,
        ),
    )
    await moment.later(
        Later.CHECK_IN, conversation.id, working_days_later(asker.zone, moment.now, CHECK_IN_WORKING_DAYS)
    )


async def _is_full(moment: Moment, member: str) -> bool:
    mentor = await mentor_of(moment, member)
    taken = await taken_this_month(moment, [member])
    return mentor is not None and taken.get(member, 0) >= mentor.capacity
