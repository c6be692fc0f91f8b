"""Finding a time: one of the two proposes up to three, the other takes one, both get a calendar file."""

from collections.abc import Sequence
from datetime import UTC, datetime

from bot.calendar_files import CalendarEntry, calendar_file
from bot.flash import queries, views
from bot.flash.actions import Later
from bot.flash.calendar_entries import agreed_times, entry_of
from bot.flash.cards import show_ask
from bot.flash.introductions import arrived
from bot.flash.models import Ask, Conversation, TimeProposal
from bot.flash.outcomes import Proposal
from bot.flash.rules import ConversationState
from bot.members.models import Member
from bot.moment import Moment
from bot.outbox.letters import OnFate, Pressed, to_members
from bot.profiles.working_hours import next_working_moment
from bot.workspaces.scopes import may_send_files


async def may_propose(moment: Moment, member: Member, conversation_id: int, pressed: Pressed | None) -> Proposal:
    """Whether the member is one of the two of an open conversation: DONE when so."""
    found = await queries.own_conversation(moment, member.id, conversation_id)
    if found is None:
        return Proposal.NOT_YOURS
    ask, conversation = found
    await arrived(moment, ask, conversation, member.id)  # its introduction stands before who presses on it
    await show_ask(moment, ask, pressed)
    if conversation.state is ConversationState.UNOPENED:
        return Proposal.CAME_LATE
    return Proposal.DONE if conversation.state is ConversationState.OPEN else Proposal.CONVERSATION_OVER


async def propose(moment: Moment, member: Member, conversation_id: int, times: Sequence[datetime]) -> Proposal:
    """*Propose a time*: one to three instants in the future, shown to both; the latest proposal counts."""
    found = await queries.own_conversation(moment, member.id, conversation_id)
    if found is None:
        return Proposal.NOT_YOURS
    ask, conversation = found
    if conversation.state is not ConversationState.OPEN:
        return Proposal.CONVERSATION_OVER
    for before in await queries.proposals_of(moment, conversation):
        before.is_current = False
    choices = sorted({int(instant.timestamp()) for instant in times})
    moment.session.add(
        TimeProposal(conversation_id=conversation.id, proposer=member.id, proposed_at=moment.now, choices=choices)
    )
    await moment.cancel(Later.NUDGE, conversation.id)
    await _look_when_one_passes(moment, conversation, choices)
    await show_ask(moment, ask)
    return Proposal.DONE


async def time_passes(moment: Moment, conversation_id: int) -> None:
    """One of the times that may still be taken has passed: it cannot be any more."""
    found = await queries.conversation_of(moment, conversation_id)
    if found is not None:
        for proposal in await queries.proposals_of(moment, found[1]):
            if proposal.is_current:
                await _look_when_one_passes(moment, found[1], proposal.choices)
        await show_ask(moment, found[0])


async def _look_when_one_passes(moment: Moment, conversation: Conversation, choices: Sequence[int]) -> None:
    to_come = [choice for choice in choices if choice > moment.now.timestamp()]
    if to_come:
        await moment.later(Later.TIME_PASSES, conversation.id, datetime.fromtimestamp(min(to_come), UTC))


async def take_time(moment: Moment, member: Member, proposal_id: int, choice: int, pressed: Pressed | None) -> Proposal:
    """Take one of the proposed times. Only the other of the two can: who proposed has said yes already."""
    found = await queries.proposal_of(moment, proposal_id)
    if found is None or member.id not in (found[1].asker, found[1].mentor) or choice not in found[2].choices:
        return Proposal.NOT_YOURS
    ask, conversation, proposal = found
    refusal = _why_not_taken(moment, member, conversation, proposal, choice)
    if refusal is None:
        proposal.agreed = choice
        await _agree(moment, ask, conversation, proposal)
    await show_ask(moment, ask, pressed)
    return refusal or Proposal.DONE


def _why_not_taken(
    moment: Moment, member: Member, conversation: Conversation, proposal: TimeProposal, choice: int
) -> Proposal | None:
    if conversation.state is not ConversationState.OPEN:
        return Proposal.CONVERSATION_OVER
    if proposal.agreed is not None:
        return Proposal.AGREED_BEFORE
    if not proposal.is_current:
        return Proposal.REPLACED
    if proposal.proposer == member.id:
        return Proposal.OWN_PROPOSAL
    return Proposal.IN_THE_PAST if datetime.fromtimestamp(choice, UTC) <= moment.now else None


async def _agree(moment: Moment, ask: Ask, conversation: Conversation, proposal: TimeProposal) -> None:
    agreed = agreed_times(await queries.proposals_of(moment, conversation))
    event = await entry(moment, ask, conversation, agreed)
    asker = await queries.person_of(moment, conversation.asker)
    conversation.next_check_in_at = next_working_moment(asker.zone, event.ends_at)
    conversation.not_yets = conversation.check_ins
    # It fades no more, or it could close before they meet.
    await moment.plan(
        conversation.id,
        {Later.CHECK_IN: conversation.next_check_in_at, Later.TIME_PASSES: None, Later.CONVERSATION_FADES: None},
    )
    if not await may_send_files(moment):
        proposal.is_without_file = True  # the card has a link
        return
    await moment.attach(
        to_members(conversation.asker, conversation.mentor),
        f"{queries.proposal_letter(proposal)}/calendar",
        name="conversation.ics",
        content=calendar_file(event, moment.now),
        comment=views.calendar_comment(),
        on_fate=OnFate(Later.CALENDAR_FILE_SETTLED, proposal.id),
    )


async def call_off(moment: Moment, ask: Ask, conversation: Conversation) -> bool:
    """Take the time that the two of a locked conversation agreed on, if it is to come, out of their calendars."""
    agreed = agreed_times(await queries.proposals_of(moment, conversation))
    if not agreed:
        return False
    event = await entry(moment, ask, conversation, agreed, is_off=True)
    if event.ends_at <= moment.now:
        return False
    for reader in (conversation.asker, conversation.mentor) if await may_send_files(moment) else ():
        if not (await queries.person_of(moment, reader)).is_deactivated:
            await moment.attach(
                to_members(reader),
                f"{queries.proposal_letter(agreed[-1])}/off-{reader}",
                name="conversation.ics",
                content=calendar_file(event, moment.now),
                comment=views.calendar_off_comment(),
            )
    return True


async def entry(
    moment: Moment, ask: Ask, conversation: Conversation, agreed: Sequence[TimeProposal], *, is_off: bool = False
) -> CalendarEntry:
    """The event of the last time that the two agreed on."""
    asker = await queries.person_of(moment, conversation.asker)
    mentor = await queries.person_of(moment, conversation.mentor)
    return entry_of(ask, conversation, agreed, (asker.name, mentor.name), is_off=is_off)
