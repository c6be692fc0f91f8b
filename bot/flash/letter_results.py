"""What becomes of letters: the state of what they were about follows, and whoever was told otherwise hears it."""

from bot.calendar_files import add_link
from bot.flash import queries, views
from bot.flash.calendar_entries import agreed_times
from bot.flash.cards import show_ask, take_from_channel
from bot.flash.clarifying import take_answer
from bot.flash.introductions import arrived, could_not_open
from bot.flash.inviting import invite_more, settle
from bot.flash.meeting_times import entry
from bot.flash.rules import AskState, ConversationState, InvitationState
from bot.moment import Moment
from bot.outbox.letters import to_members
from bot.schedule.fates import Fate


async def introduction_settled(moment: Moment, fate: Fate) -> None:
    """A conversation has opened, or it cannot be."""
    found = await queries.conversation_of(moment, fate.subject)
    if found is None:
        return
    ask, conversation = found
    if fate.has_arrived:
        await arrived(moment, ask, conversation)
    elif conversation.state is ConversationState.OPENING:
        await could_not_open(moment, ask, conversation)
    await show_ask(moment, ask)


async def invitation_settled(moment: Moment, fate: Fate) -> None:
    """An ask could not be shown to a mentor: others are asked. Should it arrive after all, they may still offer."""
    found = await queries.ask_of_invitation(moment, fate.subject)
    if found is None:
        return
    ask, invitation = found
    is_newest = fate.key == queries.invitation_letter(invitation)
    if not fate.has_arrived and is_newest and invitation.state in (InvitationState.INVITED, InvitationState.LAPSED):
        await settle(moment, InvitationState.UNREACHED, invitation)
        await invite_more(moment, ask)
    await show_ask(moment, ask)


async def offer_settled(moment: Moment, fate: Fate) -> None:
    """An offer could not be brought to the asker: the mentor hears it, and has their time back."""
    found = await queries.ask_of_invitation(moment, fate.subject)
    if found is None:
        return
    ask, invitation = found
    if not fate.has_arrived and invitation.state is InvitationState.OFFERED:
        await settle(moment, InvitationState.UNHEARD, invitation)
        await invite_more(moment, ask)
        await moment.tell(
            to_members(invitation.mentor), f"invitation-{invitation.id}/unheard", views.offer_unheard(ask)
        )
    await show_ask(moment, ask)


async def clarification_settled(moment: Moment, fate: Fate) -> None:
    """What a mentor asked first could not be brought to the asker: the mentor hears it, and decides without."""
    found = await queries.ask_of_invitation(moment, fate.subject)
    if found is None:
        return
    ask, invitation = found
    is_waited_for = invitation.state is InvitationState.ASKING and fate.key == queries.clarification_letter(invitation)
    if not fate.has_arrived and is_waited_for:
        await take_answer(moment, invitation, "")
    await show_ask(moment, ask)


async def channel_ask_settled(moment: Moment, fate: Fate) -> None:
    """An ask could not be shown in the ask channel: the asker hears it."""
    ask = await queries.ask_of(moment, fate.subject)
    if ask is None or fate.has_arrived or ask.channel is None or ask.state is not AskState.LOOKING:
        return
    key = f"{queries.status_letter(ask)}/channel/not-{ask.channel}"
    await moment.tell(to_members(ask.asker), key, views.not_in_channel(ask, ask.channel), alias=ask.alias or "")
    await take_from_channel(moment, ask)
    await invite_more(moment, ask)
    await show_ask(moment, ask)


async def proposal_settled(moment: Moment, fate: Fate) -> None:
    """Proposed times could not be shown: who proposed them hears it."""
    found = await queries.proposal_of(moment, fate.subject)
    if found is not None and not fate.has_arrived:
        _, conversation, proposal = found
        words = views.times_not_shown(conversation, proposal.proposer)
        await moment.tell(to_members(proposal.proposer), f"{fate.key}/not-shown", words)


async def thanks_settled(moment: Moment, fate: Fate) -> None:
    """Thanks could not be brought to the mentor: the asker hears it."""
    found = await queries.conversation_of(moment, fate.subject)
    if found is not None and not fate.has_arrived:
        conversation = found[1]
        words = views.not_thanked(conversation)
        await moment.tell(to_members(conversation.asker), f"{fate.key}/not-brought", words)


async def calendar_file_settled(moment: Moment, fate: Fate) -> None:
    """A calendar file could not be brought to the two: they get a link instead."""
    found = await queries.proposal_of(moment, fate.subject)
    if found is None or fate.has_arrived:
        return
    ask, conversation, proposal = found
    proposal.is_without_file = True
    agreed = agreed_times(await queries.proposals_of(moment, conversation))
    if agreed[-1] is proposal and conversation.state is ConversationState.OPEN:
        link = add_link(await entry(moment, ask, conversation, agreed))
        await moment.tell(fate.address, f"{fate.key}/link", views.no_calendar_file(link))
    await show_ask(moment, ask)
