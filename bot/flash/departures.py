"""Departures: what somebody who left the workspace had open ends, and nobody is left waiting for them."""

from sqlalchemy import or_, select

from bot.flash import queries
from bot.flash.cards import show_ask
from bot.flash.closing import close
from bot.flash.introductions import could_not_open
from bot.flash.inviting import close_invitations, end_ask, hide_refusals, invite_more
from bot.flash.meeting_times import call_off
from bot.flash.models import Ask, Conversation, Invitation
from bot.flash.rules import UNDER_WAY, AskState, ConversationState, InvitationState, holds_time
from bot.flash.views.closing import other_has_left
from bot.moment import Moment
from bot.outbox.letters import to_members


async def member_left(moment: Moment, member: str) -> None:
    """End what a member who has left the workspace had open."""
    asks = await moment.session.scalars(
        select(Ask.id)
        .join(Invitation, Invitation.ask_id == Ask.id, isouter=True)
        .where(Ask.workspace == moment.workspace, Ask.state == AskState.LOOKING)
        .where(or_(Ask.id.in_(await queries.open_asks_of(moment, member)), Invitation.mentor == member))
        .distinct()
        .order_by(Ask.id)
    )
    for ask_id in asks.all():
        await _leave_ask(moment, member, ask_id)
    under_way = await moment.session.scalars(
        select(Conversation.id)
        .where(
            Conversation.workspace == moment.workspace,
            Conversation.state.in_(UNDER_WAY),
            or_(Conversation.asker == member, Conversation.mentor == member),
        )
        .order_by(Conversation.id)
    )
    for conversation_id in under_way.all():
        await _leave_conversation(moment, member, conversation_id)


async def _leave_ask(moment: Moment, member: str, ask_id: int) -> None:
    ask = await queries.ask_of(moment, ask_id)
    if ask is None or ask.state is not AskState.LOOKING:
        return
    if ask.asker == member:
        await end_ask(moment, ask, AskState.WITHDRAWN)
    invitation = queries.invitation_to(ask, member)
    if invitation is not None and holds_time(invitation.state):
        await close_invitations(moment, InvitationState.RELEASED, invitation)
    elif invitation is not None:
        await hide_refusals(moment, invitation)
    await invite_more(moment, ask)
    await show_ask(moment, ask)


async def _leave_conversation(moment: Moment, member: str, conversation_id: int) -> None:
    found = await queries.conversation_of(moment, conversation_id)
    if found is None:
        return
    ask, conversation = found
    if conversation.state is ConversationState.OPENING:
        await could_not_open(moment, ask, conversation)
    elif conversation.state is ConversationState.OPEN:
        is_off = await call_off(moment, ask, conversation)
        await close(moment, conversation, ConversationState.DID_NOT_HAPPEN)
        key = f"{queries.introduction_letter(conversation)}/left"
        await moment.tell(
            to_members(conversation.other(member)),
            key,
            lambda reader: other_has_left(reader, conversation, member, is_off),
        )
    await show_ask(moment, ask)
