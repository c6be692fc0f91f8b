"""Finding a time: one of the two proposes up to three, the other takes one, both get a calendar file."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

from sqlalchemy import func, select

from bot.calendars import Entry, calendar_file
from bot.flash import records, views
from bot.flash.actions import Later
from bot.flash.models import Ask, Conversation, TimeProposal
from bot.flash.outcomes import Proposal
from bot.flash.rules import ConversationState
from bot.moment import Moment
from bot.outbox.service import Pressed, to_members
from bot.people.hours import next_working_moment
from bot.slack.models import Member


async def may_propose(moment: Moment, member: Member, conversation_id: int) -> Proposal:
    """Whether the member is one of the two of an open conversation: DONE when so."""
    conversation = await records.conversation_of(moment, conversation_id)
    if conversation is None or member.id not in (conversation.asker, conversation.mentor):
        return Proposal.NOT_YOURS
    return Proposal.DONE if conversation.state is ConversationState.OPEN else Proposal.CONVERSATION_OVER


async def propose(moment: Moment, member: Member, conversation_id: int, times: Sequence[datetime]) -> Proposal:
    """*Propose a time*: one to three instants in the future, shown to both; the latest proposal counts."""
    outcome = await may_propose(moment, member, conversation_id)
    if outcome is not Proposal.DONE:
        return outcome
    conversation = await moment.session.get_one(Conversation, conversation_id)
    await settle_proposals(moment, conversation)
    proposal = TimeProposal(
        conversation_id=conversation.id,
        proposer=member.id,
        is_current=True,
        choices=sorted({int(instant.timestamp()) for instant in times}),
    )
    moment.session.add(proposal)
    await moment.session.flush()
    await moment.tell(
        to_members(conversation.asker, conversation.mentor),
        _proposal_letter(proposal),
        views.time_proposal(proposal, conversation.other(member.id), member.zone),
    )
    return Proposal.DONE


async def settle_proposals(moment: Moment, conversation: Conversation) -> None:
    """Take the buttons off the times that stand open in a locked conversation: newer ones come, or it is over."""
    current = await moment.session.scalars(
        select(TimeProposal).where(TimeProposal.conversation_id == conversation.id, TimeProposal.is_current)
    )
    for proposal in current.all():
        proposal.is_current = False
        if proposal.agreed is None:
            await moment.retell(_proposal_letter(proposal), views.time_proposal_over(conversation))


async def take_time(moment: Moment, member: Member, proposal_id: int, choice: int, pressed: Pressed | None) -> Proposal:
    """Take one of the proposed times. Only the other of the two can: who proposed has said yes already."""
    found = await _find(moment, proposal_id)
    if found is None or member.id not in (found[0].asker, found[0].mentor) or choice not in found[1].choices:
        return Proposal.NOT_YOURS
    conversation, proposal = found
    if conversation.state is not ConversationState.OPEN:
        return Proposal.CONVERSATION_OVER
    if proposal.agreed is not None:
        return Proposal.AGREED_BEFORE
    if not proposal.is_current:
        return Proposal.REPLACED
    if proposal.proposer == member.id:
        return Proposal.OWN_PROPOSAL
    agreed = datetime.fromtimestamp(choice, UTC)
    if agreed <= moment.now:
        return Proposal.IN_THE_PAST
    proposal.agreed = choice
    await _agree(moment, conversation, proposal, agreed, member, pressed)
    return Proposal.DONE


async def _agree(
    moment: Moment,
    conversation: Conversation,
    proposal: TimeProposal,
    agreed: datetime,
    member: Member,
    pressed: Pressed | None,
) -> None:
    ask = await moment.session.get_one(Ask, conversation.ask_id)
    await moment.retell(_proposal_letter(proposal), views.time_agreed(agreed, member.zone), pressed)
    asker = await records.person_of(moment, conversation.asker)
    ends = agreed + timedelta(minutes=ask.minutes)
    check_in_at = next_working_moment(asker.zone, ends)
    await moment.later(Later.CHECK_IN, conversation.id, check_in_at)
    await moment.never_mind(Later.CONVERSATION_FADES, conversation.id)  # or it could close before they meet
    await moment.retell(records.check_in_letter(conversation), views.not_yet(conversation, check_in_at, asker.zone))
    mentor = await records.person_of(moment, conversation.mentor)
    await moment.attach(
        to_members(conversation.asker, conversation.mentor),
        f"{_proposal_letter(proposal)}/calendar",
        name="conversation.ics",
        content=calendar_file(await _entry(moment, conversation, agreed, ends, (asker.name, mentor.name)), moment.now),
        comment=views.calendar_comment(),
    )


async def _entry(
    moment: Moment, conversation: Conversation, starts: datetime, ends: datetime, names: tuple[str, str]
) -> Entry:
    """What stands in the calendar. The question stays out of it: calendars are often shared."""
    agreed = TimeProposal.agreed.is_not(None)
    times_agreed = await moment.session.scalar(
        select(func.count()).where(TimeProposal.conversation_id == conversation.id, agreed)
    )
    return Entry(
        uid=f"conversation-{conversation.id}.{conversation.workspace}@klatch",
        title=views.calendar_title(names),
        starts_at=starts,
        ends_at=ends,
        changes=max(0, (times_agreed or 0) - 1),
    )


async def _find(moment: Moment, proposal_id: int) -> tuple[Conversation, TimeProposal] | None:
    conversation_id = await moment.session.scalar(
        select(TimeProposal.conversation_id).where(TimeProposal.id == proposal_id)
    )
    conversation = None if conversation_id is None else await records.conversation_of(moment, conversation_id)
    if conversation is None:
        return None
    return conversation, await moment.session.get_one(TimeProposal, proposal_id, populate_existing=True)


def _proposal_letter(proposal: TimeProposal) -> str:
    return f"conversation-{proposal.conversation_id}/times-{proposal.id}"
