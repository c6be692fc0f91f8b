"""Finding: the best few mentors are shown an ask privately, in waves, until one offers or nobody is left."""

from collections.abc import Iterable
from datetime import datetime

from sqlalchemy import select, update

from bot.circles.members import seeing as circles
from bot.flash import records, views
from bot.flash.actions import Later
from bot.flash.models import Ask, Invitation, Mentor, MentorTopic
from bot.flash.rules import (
    CHANNEL_WORKING_DAYS,
    INVITATION_WORKING_DAYS,
    WAVE_SIZE,
    WAVES_AT_MOST,
    AskState,
    InvitationState,
    pending_invitation,
    unanswered_invitation,
)
from bot.flash.shortlist import best_mentors
from bot.flash.waiting import measured_wait
from bot.matching.asks.mentors import Fit, Ranked
from bot.moment import Moment
from bot.outbox.service import Pressed, to_members
from bot.people.hours import next_working_moment, working_days_later
from bot.topics.service import names_of


async def invite_more(moment: Moment, ask: Ask) -> None:
    """Go on looking for a locked ask: wait while someone may still answer, else invite the next few, else end it.

    Someone who fits by topic or words is asked in up to five waves. Where nobody fits, three people are asked
    once: they may know someone.
    """
    if ask.state is not AskState.LOOKING:
        return
    invitations = await records.invitations_of(moment, ask)
    if not any(i.state is InvitationState.OFFERED for i in invitations):
        await _settle_reminder(moment, ask)
    waiting = [i for i in invitations if pending_invitation(i.state) or i.state is InvitationState.OFFERED]
    if waiting:
        return
    chosen = await _next_wave(moment, ask)
    if chosen:
        await _invite_wave(moment, ask, chosen)
    elif ask.channel and (closes := await _channel_closes_at(moment, ask)) > moment.now:
        await moment.later(Later.CHANNEL_CLOSES, ask.id, closes)
    else:
        await _end_unanswered(moment, ask)


async def invite(
    moment: Moment, ask: Ask, member: str, *, ranked: Ranked | None = None, suggested_by: str | None = None
) -> Invitation:
    """Show a locked ask to one member, privately. Later waves come in the member's working hours."""
    invitation = Invitation(
        workspace=moment.workspace,
        ask_id=ask.id,
        mentor=member,
        state=InvitationState.INVITED,
        is_private=True,
        suggested_by=suggested_by,
        reasons=[str(reason.kind) for reason in ranked.reasons] if ranked else [],
        shared_topics=_shared_topics(ranked),
        clarification="",
        clarifications=0,
        answers=0,
        invited_at=moment.now,
    )
    moment.session.add(invitation)
    await moment.session.flush()
    reader = await records.person_of(moment, member)
    # A person's own asking goes out at once, as their own message would; what the clock does keeps to working hours.
    shown_at = moment.now if ask.waves <= 1 else next_working_moment(reader.zone, moment.now)
    topics = await names_of(moment, invitation.shared_topics)
    await moment.tell(
        to_members(member),
        records.invitation_letter(invitation),
        views.invitation(ask, invitation, topics),
        not_before=shown_at,
    )
    await moment.later(
        Later.INVITATION_LAPSES,
        invitation.id,
        working_days_later(reader.zone, shown_at, INVITATION_WORKING_DAYS),
    )
    return invitation


async def release_everyone(moment: Moment, ask: Ask) -> None:
    """Give everyone who was asked their time back, because the locked ask has ended; who offered is thanked."""
    for invitation in await records.invitations_of(moment, ask):
        if unanswered_invitation(invitation.state) or invitation.state is InvitationState.OFFERED:
            await release(moment, ask, invitation)
    await _settle_reminder(moment, ask)
    if ask.channel:
        await moment.retell(records.channel_letter(ask), views.channel_ask_ended(ask))


async def release(moment: Moment, ask: Ask, invitation: Invitation, pressed: Pressed | None = None) -> None:
    """Give one mentor their time back; ``pressed`` is the asker's card of their offer."""
    had_offered = invitation.state is InvitationState.OFFERED
    invitation.move(InvitationState.RELEASED, moment.now)
    await moment.never_mind(Later.INVITATION_LAPSES, invitation.id)
    await moment.retell(records.invitation_letter(invitation), views.invitation_released(ask))
    await settle_clarification(moment, ask, invitation)
    if had_offered:
        await moment.retell(records.offer_letter(invitation), views.offer_over(ask, invitation), pressed)
        await moment.tell(
            to_members(invitation.mentor),
            f"{records.invitation_letter(invitation)}/released",
            views.time_given_back(ask),
        )


async def settle_clarification(moment: Moment, ask: Ask, invitation: Invitation) -> None:
    """Take the button off what a mentor asked first, when they need no answer any more."""
    if invitation.clarifications > invitation.answers:
        await moment.retell(records.clarification_letter(invitation), views.clarification_over(ask, invitation))


async def show_progress(moment: Moment, ask: Ask) -> None:
    """Bring the asker's own view of a locked, open ask up to date."""
    invitations = await records.invitations_of(moment, ask)
    topics, wait = await names_of(moment, ask.topic_ids), await measured_wait(moment)
    message = views.ask_posted(ask, topics, invited=sum(i.is_private for i in invitations), wait=wait)
    await moment.retell(records.status_letter(ask), message)


async def lapse(moment: Moment, invitation_id: int) -> None:
    """A mentor's working day has passed without an answer: others are asked. They may still offer."""
    found = await records.ask_of_invitation(moment, invitation_id)
    if found is None or not pending_invitation(found[1].state):
        return
    ask, invitation = found
    invitation.move(InvitationState.LAPSED, moment.now)
    await invite_more(moment, ask)


async def close_channel(moment: Moment, ask_id: int) -> None:
    """An ask has stood in the ask channel for long enough, and nobody is left to invite."""
    ask = await records.ask_of(moment, ask_id)
    if ask is not None:
        await invite_more(moment, ask)


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
    invited = [await invite(moment, ask, ranked.member, ranked=ranked) for ranked in chosen]
    await _served(moment, [invitation.mentor for invitation in invited])
    await show_progress(moment, ask)


async def _served(moment: Moment, members: list[str]) -> None:
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


async def _settle_reminder(moment: Moment, ask: Ask) -> None:
    """There is nothing to choose any more. A reminder says so; later offers get one of their own."""
    if ask.reminded_at is not None:
        await moment.retell(records.reminder_letter(ask), views.choice_settled(ask))
        ask.reminded_at = None
    await moment.never_mind(Later.CHOICE_WAITS, ask.id)


async def _channel_closes_at(moment: Moment, ask: Ask) -> datetime:
    asker = await records.person_of(moment, ask.asker)
    return working_days_later(asker.zone, ask.posted_at, CHANNEL_WORKING_DAYS)


async def _end_unanswered(moment: Moment, ask: Ask) -> None:
    ask.move(AskState.UNANSWERED, moment.now)
    await release_everyone(moment, ask)
    asked = sum(i.is_private for i in await records.invitations_of(moment, ask))
    asker = await records.person_of(moment, ask.asker)
    has_circle = bool(await circles.visible_circles(moment, asker))
    truth = views.ask_unanswered(ask, asked, await records.ask_channel(moment), has_circle=has_circle)
    if ask.posted_at == moment.now:
        await moment.retell(records.status_letter(ask), truth)  # nobody could be asked at all: one message says it
        return
    await moment.retell(records.status_letter(ask), views.ask_over(ask))
    await moment.tell(
        to_members(ask.asker),
        f"{records.status_letter(ask)}/unanswered",
        truth,
        not_before=next_working_moment(asker.zone, moment.now),
    )


def _shared_topics(ranked: Ranked | None) -> list[int]:
    return sorted({topic for reason in ranked.reasons for topic in reason.topics}) if ranked else []
