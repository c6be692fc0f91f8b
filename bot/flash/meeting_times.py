"""Finding a time: one of the two proposes up to three, the other takes one, both get a calendar file."""

from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from functools import partial

from bot.calendar_files import CalendarEntry, add_link, calendar_file
from bot.flash import queries
from bot.flash.actions import Later
from bot.flash.cards import show_ask
from bot.flash.introductions import introduction_arrived
from bot.flash.models import Ask, Conversation, TimeProposal
from bot.flash.outcomes import ProposalOutcome
from bot.flash.rules import ConversationState
from bot.flash.views import meeting_times as views
from bot.languages.reader import Reader
from bot.members.models import Member
from bot.moment import Moment
from bot.outbox.letters import OnFate, Pressed, to_members
from bot.profiles.working_hours import next_working_moment
from bot.schedule.fates import Fate
from bot.workspaces.scopes import may_send_files


async def may_propose(moment: Moment, member: Member, conversation_id: int, pressed: Pressed | None) -> ProposalOutcome:
    """Return DONE if the member is one of the two of an open conversation, or why they cannot propose a time."""
    found = await queries.own_conversation(moment, member.id, conversation_id)
    if found is None:
        return ProposalOutcome.NOT_YOURS
    ask, conversation = found
    # Who presses on its introduction has it before them.
    await introduction_arrived(moment, ask, conversation, member.id)
    await show_ask(moment, ask, pressed)
    if conversation.state is ConversationState.UNOPENED:
        return ProposalOutcome.CAME_LATE
    return ProposalOutcome.DONE if conversation.state is ConversationState.OPEN else ProposalOutcome.CONVERSATION_OVER


async def propose(moment: Moment, member: Member, conversation_id: int, times: Sequence[datetime]) -> ProposalOutcome:
    """*Propose a time*: show both one to three instants in the future; the latest proposal counts."""
    found = await queries.own_conversation(moment, member.id, conversation_id)
    if found is None:
        return ProposalOutcome.NOT_YOURS
    ask, conversation = found
    if conversation.state is not ConversationState.OPEN:
        return ProposalOutcome.CONVERSATION_OVER
    for before in await queries.proposals_of(moment, conversation):
        before.is_current = False
    choices = sorted({int(instant.timestamp()) for instant in times})
    moment.session.add(
        TimeProposal(conversation_id=conversation.id, proposer=member.id, proposed_at=moment.now, choices=choices)
    )
    await moment.cancel(Later.NUDGE, conversation.id)
    await _plan_next_passing(moment, conversation, choices)
    await show_ask(moment, ask)
    return ProposalOutcome.DONE


async def time_passes(moment: Moment, conversation_id: int) -> None:
    """Show that one of the proposed times has passed and cannot be taken any more."""
    found = await queries.conversation_of(moment, conversation_id)
    if found is not None:
        for proposal in await queries.proposals_of(moment, found[1]):
            if proposal.is_current:
                await _plan_next_passing(moment, found[1], proposal.choices)
        await show_ask(moment, found[0])


async def _plan_next_passing(moment: Moment, conversation: Conversation, choices: Sequence[int]) -> None:
    to_come = [choice for choice in choices if choice > moment.now.timestamp()]
    if to_come:
        await moment.later(Later.TIME_PASSES, conversation.id, datetime.fromtimestamp(min(to_come), UTC))


async def take_time(
    moment: Moment, member: Member, proposal_id: int, choice: int, pressed: Pressed | None
) -> ProposalOutcome:
    """Take one of the proposed times. Only the other of the two can: the one who proposed has said yes already."""
    found = await queries.proposal_of(moment, proposal_id)
    if found is None or member.id not in (found[1].asker, found[1].mentor) or choice not in found[2].choices:
        return ProposalOutcome.NOT_YOURS
    ask, conversation, proposal = found
    refusal = _why_not_taken(moment, member, conversation, proposal, choice)
    if refusal is None:
        proposal.agreed = choice
        await _agree(moment, ask, conversation, proposal)
    await show_ask(moment, ask, pressed)
    return refusal or ProposalOutcome.DONE


def _why_not_taken(
    moment: Moment, member: Member, conversation: Conversation, proposal: TimeProposal, choice: int
) -> ProposalOutcome | None:
    if conversation.state is not ConversationState.OPEN:
        return ProposalOutcome.CONVERSATION_OVER
    if proposal.agreed is not None:
        return ProposalOutcome.AGREED_BEFORE
    if not proposal.is_current:
        return ProposalOutcome.REPLACED
    if proposal.proposer == member.id:
        return ProposalOutcome.OWN_PROPOSAL
    return ProposalOutcome.IN_THE_PAST if datetime.fromtimestamp(choice, UTC) <= moment.now else None


async def _agree(moment: Moment, ask: Ask, conversation: Conversation, proposal: TimeProposal) -> None:
    agreed = views.agreed_times(await queries.proposals_of(moment, conversation))
    event = await _entry(moment, ask, conversation, agreed)
    asker = await queries.person_of(moment, conversation.asker)
    conversation.next_check_in_at = next_working_moment(asker.zone, event.ends_at)
    conversation.not_yets = conversation.check_ins
    # It fades no more, or it could close before they meet.
    await moment.plan(
        conversation.id,
        {Later.CHECK_IN: conversation.next_check_in_at, Later.TIME_PASSES: None, Later.CONVERSATION_FADES: None},
    )
    if not await may_send_files(moment.session, moment.workspace):
        proposal.is_without_file = True  # the card has a link
        return
    to, on_fate = to_members(conversation.asker, conversation.mentor), OnFate(Later.CALENDAR_FILE_SETTLED, proposal.id)
    key = f"{queries.proposal_letter(proposal)}/calendar"
    await _send_file(moment, to, key, event, views.calendar_comment, on_fate)


async def _send_file(
    moment: Moment,
    to: str,
    key: str,
    event: CalendarEntry,
    comment: Callable[[Reader], str],
    on_fate: OnFate | None = None,
) -> None:
    content = calendar_file(event, moment.now)
    await moment.attach(to, key, name="conversation.ics", content=content, comment=comment, on_fate=on_fate)


async def call_off(moment: Moment, ask: Ask, conversation: Conversation) -> bool:
    """Take the time that the two agreed on out of their calendars. Return whether there was one to come."""
    agreed = views.agreed_times(await queries.proposals_of(moment, conversation))
    if not agreed:
        return False
    event = await _entry(moment, ask, conversation, agreed, is_off=True)
    if event.ends_at <= moment.now:
        return False
    for member in (
        (conversation.asker, conversation.mentor) if await may_send_files(moment.session, moment.workspace) else ()
    ):
        if not (await queries.person_of(moment, member)).is_deactivated:
            key = f"{queries.proposal_letter(agreed[-1])}/off-{member}"
            await _send_file(moment, to_members(member), key, event, views.calendar_off_comment)
    return True


async def on_proposal_fate(moment: Moment, fate: Fate) -> None:
    """If proposed times could not be shown, tell the one who proposed them."""
    found = await queries.proposal_of(moment, fate.subject)
    if found is not None and not fate.has_arrived:
        _, conversation, proposal = found
        proposer = proposal.proposer
        words = partial(views.times_not_shown, conversation=conversation, proposer=proposer)
        await moment.tell(to_members(proposer), f"{fate.key}/not-shown", words)


async def on_calendar_file_fate(moment: Moment, fate: Fate) -> None:
    """If a calendar file could not be brought to the two, give them a link instead."""
    found = await queries.proposal_of(moment, fate.subject)
    if found is None or fate.has_arrived:
        return
    ask, conversation, proposal = found
    proposal.is_without_file = True
    agreed = views.agreed_times(await queries.proposals_of(moment, conversation))
    if agreed[-1] is proposal and conversation.state is ConversationState.OPEN:
        link = add_link(await _entry(moment, ask, conversation, agreed))
        await moment.tell(fate.address, f"{fate.key}/link", lambda reader: views.no_calendar_file(reader, link))
    await show_ask(moment, ask)


async def _entry(
    moment: Moment, ask: Ask, conversation: Conversation, agreed: Sequence[TimeProposal], *, is_off: bool = False
) -> CalendarEntry:
    asker = await queries.person_of(moment, conversation.asker)
    mentor = await queries.person_of(moment, conversation.mentor)
    return views.calendar_entry(ask, conversation, agreed, (asker.name, mentor.name), is_off=is_off)
