"""What became of what members did: read in the tables of the features, and held against what was acknowledged."""

from collections import Counter
from collections.abc import AsyncIterator, Sequence
from datetime import timedelta

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.clock import SystemClock
from bot.database.database import Database
from bot.flash.actions import Later
from bot.flash.models import Ask, Conversation, Invitation
from bot.flash.rules import AskState, InvitationState
from bot.outbox.models import Letter
from bot.schedule.models import Due
from bot.schedule.scheduling import schedule
from bot.slack.models import HeardEvent
from tests.chaos.members import ASKER, PATIENT_ASKER, Community

OFFERED = {InvitationState.OFFERED, InvitationState.CHOSEN, InvitationState.RELEASED}

LATE = timedelta(seconds=15)
"""A due row that lies longer was forgotten."""


async def let_invitations_lapse(database: Database) -> bool:
    """Have a working day pass for whoever was invited by a patient asker; whether no such invitation is open."""
    open_ones = (
        select(Invitation.id, Invitation.workspace)
        .join(Ask, Ask.id == Invitation.ask_id)
        .where(Ask.asker == PATIENT_ASKER, Invitation.state == InvitationState.INVITED)
    )
    now = SystemClock().now()
    async with database.transaction() as session:
        found = (await session.execute(open_ones)).all()
        overdue = set(await session.scalars(select(Due.subject).where(Due.due_at <= now + timedelta(minutes=5))))
        for invitation, workspace in found:
            if invitation not in overdue:
                kind = str(Later.INVITATION_LAPSES)
                await schedule(session, workspace=workspace, kind=kind, subject=invitation, due_at=now, now=now)
    return not found


def unfinished(communities: Sequence[Community]) -> list[str]:
    """Who waits for something that is still to come."""
    waiting = [community for community in communities if community.is_at != "done"]
    return [f"unfinished: {each.is_at} in {each.workspace}" for each in waiting]


async def broken_stories(database: Database, communities: Sequence[Community]) -> AsyncIterator[str]:
    """Each thing that was acknowledged and is not there, or is there twice."""
    async with database.transaction() as session:
        for community in communities:
            async for line in _broken(session, community):
                yield f"{line} in {community.workspace}"
        late = select(Due).where(Due.due_at < SystemClock().now() - LATE)
        for due in await session.scalars(late):
            yield f"overdue: {due.kind} {due.subject} of {due.workspace}, tried {due.attempts} times"


async def _broken(session: AsyncSession, community: Community) -> AsyncIterator[str]:
    said, workspace = community.said, community.workspace
    asks = (await session.scalars(select(Ask).where(Ask.workspace == workspace))).all()
    counted = Counter(ask.question for ask in asks)
    for question in said.asked:
        if counted[question] != 1:
            yield f"kept {counted[question]} times what was asked once: {question[:11]}"
    for question in said.maybe_asked:
        if counted[question] > 1:
            yield f"kept {counted[question]} times what was asked once: {question[:11]}"
    if strange := counted.keys() - {*said.asked, *said.maybe_asked}:
        yield f"never asked: {len(strange)} questions"
    for line in await _of_asks(session, asks, community):
        yield line
    for channel in said.joined:
        hellos = select(func.count(Letter.id)).where(
            Letter.workspace == workspace, Letter.key.startswith(f"hello/{channel}/"), Letter.copy_of_id.is_(None)
        )
        if (times := await session.scalar(hellos)) != 1:
            yield f"said hello {times} times for one invitation: to {channel}"
    heard = await session.scalar(select(func.count()).where(HeardEvent.workspace == workspace))
    if heard != len(said.joined) and community.is_at == "done":
        yield f"heard: {heard} events, told of {len(said.joined)}"
    if unopened := [trigger for trigger in said.forms if trigger not in community.slack.forms]:
        yield f"no form: {len(unopened)} commands acknowledged without a word"


async def _of_asks(session: AsyncSession, asks: Sequence[Ask], community: Community) -> list[str]:
    found = []
    for ask in asks:
        invitations = (await session.scalars(select(Invitation).where(Invitation.ask_id == ask.id))).all()
        conversations = (await session.scalars(select(Conversation).where(Conversation.ask_id == ask.id))).all()
        states = {invitation.mentor: invitation.state for invitation in invitations}
        if len(states) != len(invitations):
            found.append(f"invited twice: to ask {ask.id}")
        if ask.asker == ASKER and ask.question in community.said.asked:
            missing = [mentor for mentor in community.said.offered if states.get(mentor) not in OFFERED]
            found += [f"lost: the offer of {mentor}, which is {states.get(mentor)}" for mentor in missing]
            if community.said.chosen and (ask.state is not AskState.CHOSEN or len(conversations) != 1):
                found.append(f"chosen: ask {ask.id} is {ask.state}, with {len(conversations)} conversations")
        if ask.asker == PATIENT_ASKER and ask.state is not AskState.UNANSWERED:
            found.append(f"nobody answered: but ask {ask.id} is {ask.state}: {sorted(states.values())}")
    return found
