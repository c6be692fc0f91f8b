"""Closing a conversation: the check-in, thanks, and stepping back at any moment."""

from sqlalchemy import or_, select

from bot.flash import records, views
from bot.flash.actions import Later
from bot.flash.inviting import invite_more, release_everyone, settle_clarification
from bot.flash.models import Ask, Conversation, Invitation
from bot.flash.outcomes import Closing
from bot.flash.rules import (
    CHECK_IN_WORKING_DAYS,
    CHECK_INS_AT_MOST,
    FADE_WORKING_DAYS,
    AskState,
    ConversationState,
    InvitationState,
    unanswered_invitation,
)
from bot.flash.talking import settle_proposals
from bot.moment import Moment
from bot.outbox.service import Pressed, to_members
from bot.people.hours import working_days_later
from bot.people.service import kept_apart_from, never_introduce
from bot.slack.models import Member


async def check_in(moment: Moment, conversation_id: int) -> None:
    """Ask the asker, and only them, whether the two have talked."""
    conversation = await records.conversation_of(moment, conversation_id)
    if conversation is None or conversation.state is not ConversationState.OPEN:
        return
    conversation.check_ins += 1
    asker = await records.person_of(moment, conversation.asker)
    await moment.tell(
        to_members(conversation.asker), records.check_in_letter(conversation), views.check_in(conversation)
    )
    await moment.later(
        Later.CONVERSATION_FADES,
        conversation.id,
        working_days_later(asker.zone, moment.now, FADE_WORKING_DAYS),
    )


async def fade(moment: Moment, conversation_id: int) -> None:
    """Nobody answered the check-in: the conversation closes by itself, and nothing is held against anyone."""
    conversation = await records.conversation_of(moment, conversation_id)
    if conversation is None or conversation.state is not ConversationState.OPEN:
        return
    await _close(moment, conversation, ConversationState.FADED)
    await moment.retell(records.check_in_letter(conversation), views.faded(conversation))


async def we_talked(moment: Moment, member: Member, conversation_id: int, pressed: Pressed | None) -> Closing:
    """*We talked*: closed, with a chance to say thanks and two questions to think about."""
    conversation = await _asker_closes(moment, member, conversation_id)
    if not isinstance(conversation, Conversation):
        return conversation
    await _close(moment, conversation, ConversationState.TALKED)
    await moment.retell(records.check_in_letter(conversation), views.talked(conversation), pressed)
    return Closing.DONE


async def not_yet(moment: Moment, member: Member, conversation_id: int, pressed: Pressed | None) -> Closing:
    """*Not yet*: asked again in three working days, three times at most; then it fades."""
    conversation = await _asker_closes(moment, member, conversation_id)
    if not isinstance(conversation, Conversation):
        return conversation
    if conversation.state is not ConversationState.OPEN:
        return Closing.OVER
    again = None
    if conversation.check_ins < CHECK_INS_AT_MOST:
        again = working_days_later(member.zone, moment.now, CHECK_IN_WORKING_DAYS)
        await moment.later(Later.CHECK_IN, conversation.id, again)
        await moment.never_mind(Later.CONVERSATION_FADES, conversation.id)
    await moment.retell(records.check_in_letter(conversation), views.not_yet(conversation, again, member.zone), pressed)
    return Closing.DONE


async def not_happening(moment: Moment, member: Member, conversation_id: int, pressed: Pressed | None) -> Closing:
    """*It won't happen*: closed without a reason; the mentor gets their time back in neutral words."""
    conversation = await _asker_closes(moment, member, conversation_id)
    if not isinstance(conversation, Conversation):
        return conversation
    await _close(moment, conversation, ConversationState.DID_NOT_HAPPEN)
    await moment.retell(records.check_in_letter(conversation), views.did_not_happen(conversation), pressed)
    await moment.tell(
        to_members(conversation.mentor),
        f"{records.introduction_letter(conversation)}/over",
        views.conversation_over(conversation.asker),
    )
    return Closing.DONE


async def may_thank(moment: Moment, member: Member, conversation_id: int) -> Closing:
    """Whether this member asked in a conversation that took place, and its mentor is still here: DONE when so."""
    conversation = await records.conversation_of(moment, conversation_id)
    if conversation is None or conversation.asker != member.id:
        return Closing.NOT_YOURS
    if conversation.state is not ConversationState.TALKED:
        return Closing.OVER
    if conversation.mentor in await kept_apart_from(moment, member.id):
        return Closing.OVER  # one of them has stepped back since, and nobody learns who
    mentor = await records.person_of(moment, conversation.mentor)
    return Closing.DONE if mentor.may_take_part else Closing.OTHER_HAS_LEFT


async def say_thanks(moment: Moment, member: Member, conversation_id: int, words: str) -> Closing:
    """*Say thanks*: in private, from the person who was helped, once."""
    outcome = await may_thank(moment, member, conversation_id)
    if outcome is not Closing.DONE:
        return outcome
    conversation = await moment.session.get_one(Conversation, conversation_id)
    await moment.tell(
        to_members(conversation.mentor),
        f"{records.introduction_letter(conversation)}/thanks",
        views.thanks(member.id, words),
    )
    await moment.retell(records.check_in_letter(conversation), views.thanked(conversation))
    return Closing.DONE


async def step_back(moment: Moment, member: Member, conversation_id: int, pressed: Pressed | None) -> Closing:
    """*Step back*: at any moment, without a reason. Both get the same neutral words, and never meet here again."""
    conversation = await records.conversation_of(moment, conversation_id)
    if conversation is None or member.id not in (conversation.asker, conversation.mentor):
        return Closing.NOT_YOURS
    await never_introduce(moment, member.id, conversation.other(member.id))
    if conversation.state is not ConversationState.OPEN:
        return Closing.DONE_BEFORE
    await _close(moment, conversation, ConversationState.STEPPED_BACK)
    await moment.retell(records.introduction_letter(conversation), views.introduction_over(), pressed)
    await moment.retell(records.check_in_letter(conversation), views.faded(conversation))
    for reader in (conversation.asker, conversation.mentor):
        await moment.tell(
            to_members(reader),
            f"{records.introduction_letter(conversation)}/over-{reader}",
            views.conversation_over(conversation.other(reader)),
        )
    return Closing.DONE


async def somebody_left(moment: Moment, member: str) -> None:
    """A member has left the workspace: what they had open ends, and nobody is left waiting for them."""
    asks = await moment.session.scalars(
        select(Ask.id)
        .join(Invitation, Invitation.ask_id == Ask.id, isouter=True)
        .where(Ask.workspace == moment.workspace, Ask.state == AskState.LOOKING)
        .where(or_(Ask.asker == member, Invitation.mentor == member))
        .distinct()
        .order_by(Ask.id)
    )
    for ask_id in asks.all():
        await _leave_ask(moment, member, ask_id)
    open_conversations = await moment.session.scalars(
        select(Conversation.id)
        .where(
            Conversation.workspace == moment.workspace,
            Conversation.state == ConversationState.OPEN,
            or_(Conversation.asker == member, Conversation.mentor == member),
        )
        .order_by(Conversation.id)
    )
    for conversation_id in open_conversations.all():
        await _leave_conversation(moment, member, conversation_id)


async def _leave_ask(moment: Moment, member: str, ask_id: int) -> None:
    ask = await records.ask_of(moment, ask_id)
    if ask is None or ask.state is not AskState.LOOKING:
        return
    if ask.asker == member:
        ask.move(AskState.WITHDRAWN, moment.now)
        await release_everyone(moment, ask)
        return
    for invitation in await records.invitations_of(moment, ask):
        is_open = unanswered_invitation(invitation.state) or invitation.state is InvitationState.OFFERED
        if invitation.mentor == member and is_open:
            invitation.move(InvitationState.RELEASED, moment.now)
            await moment.never_mind(Later.INVITATION_LAPSES, invitation.id)
            await settle_clarification(moment, ask, invitation)
            await moment.retell(records.offer_letter(invitation), views.offer_over(ask, invitation))
    await invite_more(moment, ask)


async def _leave_conversation(moment: Moment, member: str, conversation_id: int) -> None:
    conversation = await records.conversation_of(moment, conversation_id)
    if conversation is None or conversation.state is not ConversationState.OPEN:
        return
    await _close(moment, conversation, ConversationState.DID_NOT_HAPPEN)
    if member == conversation.mentor:
        await moment.retell(records.check_in_letter(conversation), views.faded(conversation))
    other = conversation.other(member)
    await moment.tell(
        to_members(other), f"{records.introduction_letter(conversation)}/left", views.other_has_left(member)
    )


async def _close(moment: Moment, conversation: Conversation, to: ConversationState) -> None:
    conversation.move(to, moment.now)
    await moment.never_mind(Later.CHECK_IN, conversation.id)
    await moment.never_mind(Later.CONVERSATION_FADES, conversation.id)
    await settle_proposals(moment, conversation)


async def _asker_closes(moment: Moment, member: Member, conversation_id: int) -> Conversation | Closing:
    conversation = await records.conversation_of(moment, conversation_id)
    if conversation is None or conversation.asker != member.id:
        return Closing.NOT_YOURS
    if conversation.state not in (ConversationState.OPEN, ConversationState.FADED):
        return Closing.DONE_BEFORE if conversation.state is ConversationState.TALKED else Closing.OVER
    return conversation
