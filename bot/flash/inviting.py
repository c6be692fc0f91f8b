"""Finding: the best few mentors are shown an ask privately, in waves, until one offers or nobody is left."""

from collections.abc import Iterable
from datetime import datetime

from sqlalchemy import or_, select, update

from bot.database.marks import new_alias
from bot.flash import queries, views
from bot.flash.actions import Later
from bot.flash.cards import show_ask
from bot.flash.models import Ask, Invitation, Mentor, MentorTopic
from bot.flash.rules import (
    CHANNEL_CHANGES_FOR,
    CHANNEL_WORKING_DAYS,
    INVITATION_WORKING_DAYS,
    UNTOLD,
    WAVE_SIZE,
    WAVES_AT_MOST,
    AskState,
    InvitationState,
    holds_time,
    pending_invitation,
)
from bot.flash.shortlist import best_mentors
from bot.matching.asks.mentors import Fit, Ranked
from bot.moment import Moment
from bot.outbox.letters import to_members
from bot.profiles.working_hours import next_working_moment, working_days_later


async def invite_more(moment: Moment, ask: Ask) -> None:
    """Go on looking for a locked ask: wait while someone may still answer, else invite the next few, else end it.

    Someone who fits by topic or words is asked in up to five waves. Where nobody fits, three people are asked
    once: they may know someone.
    """
    if ask.state is not AskState.LOOKING:
        return
    invitations = await queries.invitations_of(moment, ask)
    if not any(i.state is InvitationState.OFFERED for i in invitations):
        await _settle_choice(moment, ask)
    if any(pending_invitation(i.state) or i.state is InvitationState.OFFERED for i in invitations):
        return
    chosen = await _next_wave(moment, ask)
    if chosen:
        await _invite_wave(moment, ask, chosen)
    elif await queries.channel_of(moment, ask) and (closes := await _channel_closes_at(moment, ask)) > moment.now:
        await moment.later(Later.CHANNEL_CLOSES, ask.id, closes)
    else:
        await end(moment, ask, AskState.UNANSWERED)


async def invite(
    moment: Moment, ask: Ask, member: str, *, ranked: Ranked | None = None, suggested_by: str | None = None
) -> Invitation:
    """Show a locked ask to one member, privately. Later waves come in the member's working hours."""
    invitation = await add_invitation(moment, ask, member, ranked=ranked, suggested_by=suggested_by)
    reader = await queries.person_of(moment, member)
    shown_at = moment.now if ask.waves <= 1 else next_working_moment(reader.zone, moment.now)
    await moment.later(
        Later.INVITATION_LAPSES,
        invitation.id,
        working_days_later(reader.zone, shown_at, INVITATION_WORKING_DAYS),
    )
    return invitation


async def add_invitation(
    moment: Moment,
    ask: Ask,
    member: str,
    *,
    ranked: Ranked | None = None,
    suggested_by: str | None = None,
    is_private: bool = True,
) -> Invitation:
    """Add an invitation to a locked ask."""
    invitation = Invitation(
        workspace=moment.workspace,
        ask_id=ask.id,
        mentor=member,
        alias=new_alias(moment.session, f"ask {ask.id} {member} {moment.seed}"),
        is_private=is_private,
        suggested_by=suggested_by,
        reasons=[str(reason.kind) for reason in ranked.reasons] if ranked else [],
        shared_topics=sorted({topic for reason in ranked.reasons for topic in reason.topics}) if ranked else [],
        invited_at=moment.now,
    )
    moment.session.add(invitation)
    await moment.session.flush()
    return invitation


async def end(moment: Moment, ask: Ask, to: AskState) -> None:
    """End a locked ask: everyone who was asked gets their time back, and who offered is thanked."""
    ask.move(to, moment.now)
    invitations = await queries.invitations_of(moment, ask)
    await release(moment, ask, *(one for one in invitations if holds_time(one.state)))
    await seem_released(moment, *invitations)
    await _settle_choice(moment, ask)


async def release(moment: Moment, ask: Ask, *invitations: Invitation) -> None:
    """Give mentors their time back."""
    offered = [one for one in invitations if one.state is InvitationState.OFFERED]
    await settle(moment, InvitationState.RELEASED, *invitations)
    for invitation in offered:
        key = f"invitation-{invitation.id}/released"
        await moment.tell(to_members(invitation.mentor), key, views.time_given_back(ask))


async def settle(moment: Moment, to: InvitationState, *invitations: Invitation) -> None:
    """Have invitations wait for nothing any more. Who says no seems to be silent, and to lapse when that would."""
    for invitation in invitations:
        invitation.move(to, moment.now)
    if to not in UNTOLD:
        await moment.cancel(Later.INVITATION_LAPSES, *(invitation.id for invitation in invitations))


async def seem_released(moment: Moment, *invitations: Invitation) -> None:
    """Who has said no seems to get their time back with those who were silent."""
    said_no = [one for one in invitations if one.state in UNTOLD]
    for invitation in said_no:
        invitation.seem(InvitationState.RELEASED, moment.now)
    await moment.cancel(Later.INVITATION_LAPSES, *(one.id for one in said_no))


async def lapse(moment: Moment, invitation_id: int) -> None:
    """A mentor's working day has passed without an answer: others are asked. They may still offer."""
    found = await queries.ask_of_invitation(moment, invitation_id)
    if found is None:
        return
    ask, invitation = found
    invitation.seem(InvitationState.LAPSED, moment.now)
    if not pending_invitation(invitation.state):
        return
    invitation.move(InvitationState.LAPSED, moment.now)
    await invite_more(moment, ask)
    await show_ask(moment, ask)


async def close_channel(moment: Moment, ask_id: int) -> None:
    """An ask has stood in its channel for long enough, and nobody is left to invite; or the channel came or went."""
    ask = await queries.ask_of(moment, ask_id)
    if ask is not None:
        await invite_more(moment, ask)
        await show_ask(moment, ask)


async def channel_came_or_went(moment: Moment, channel: str) -> None:
    """A channel is gone for Klatch, or there again: the asks that stand in it go on without it, or with it."""
    is_told = or_(Ask.state == AskState.LOOKING, Ask.ended_at > moment.now - CHANNEL_CHANGES_FOR)
    theirs = select(Ask.id).where(Ask.workspace == moment.workspace, Ask.channel == channel, is_told)
    found = (await moment.session.scalars(theirs.order_by(Ask.id))).all()
    await moment.all_later(Later.CHANNEL_CLOSES, found, moment.now)


async def follow(moment: Moment, old: str, new: str) -> None:
    """A channel has another id: the asks that stand in it stand there, and their cards name it."""
    its = (Ask.workspace == moment.workspace) & (Ask.channel == old)
    await moment.session.execute(update(Ask).where(its).values(channel=new))
    await channel_came_or_went(moment, new)


async def _next_wave(moment: Moment, ask: Ask) -> list[Ranked]:
    if ask.waves >= WAVES_AT_MOST:
        return []
    ranked = await best_mentors(moment, ask)
    fitting = [mentor for mentor in ranked if mentor.fit is not Fit.NONE]
    if fitting:
        return fitting[:WAVE_SIZE]
    return ranked[:WAVE_SIZE] if ask.waves == 0 else []


async def _invite_wave(moment: Moment, ask: Ask, chosen: Iterable[Ranked]) -> None:
    ask.waves += 1
    members = [(await invite(moment, ask, ranked.member, ranked=ranked)).mentor for ranked in chosen]
    # The mentor before their topics, as in volunteering: whoever does both at once must not wait in a circle.
    mentor_ids = await moment.session.scalars(
        select(Mentor.id)
        .where(Mentor.workspace == moment.workspace, Mentor.member.in_(members))
        .order_by(Mentor.id)
        .with_for_update()
    )
    served = mentor_ids.all()
    for table, owner in ((Mentor, Mentor.id), (MentorTopic, MentorTopic.mentor_id)):
        await moment.session.execute(update(table).where(owner.in_(served)).values(last_invited_at=moment.now))


async def _settle_choice(moment: Moment, ask: Ask) -> None:
    """There is nothing to choose any more: later offers get a reminder of their own."""
    if ask.is_reminded:
        ask.choice_settled_at = moment.now
    await moment.cancel(Later.CHOICE_WAITS, ask.id)


async def _channel_closes_at(moment: Moment, ask: Ask) -> datetime:
    asker = await queries.person_of(moment, ask.asker)
    return working_days_later(asker.zone, ask.reopened_at or ask.posted_at, CHANNEL_WORKING_DAYS)
