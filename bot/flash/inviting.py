"""Inviting: show an ask privately to the best few mentors, in waves, until one offers or nobody is left."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from functools import partial
from typing import Any

from sqlalchemy import bindparam, select, update

from bot.database.inserts import insert_once_all
from bot.database.marks import new_alias
from bot.database.prepared import Prepared
from bot.flash import queries, rules
from bot.flash.actions import Later
from bot.flash.cards import show_ask
from bot.flash.models import Ask, Invitation, Mentor, MentorTopic
from bot.flash.rules import UNTOLD, AskState, InvitationState, holds_time, pending_invitation
from bot.flash.shortlist import best_mentors
from bot.flash.views.invitations import time_given_back
from bot.matching.asks.mentors import Fit, MentorReason, Ranked
from bot.moment import Moment
from bot.outbox.letters import to_members
from bot.profiles.working_hours import next_working_moment, working_days_later
from bot.schedule.fates import Fate

_LOCKED_MENTORS = Prepared(
    select(Mentor.id)
    .where(Mentor.workspace == bindparam("workspace"), Mentor.member.in_(bindparam("members", expanding=True)))
    .order_by(Mentor.id)
    .with_for_update()
)
_INVITED_NOW: tuple[Prepared[()], ...] = tuple(
    Prepared(
        update(table).where(owner.in_(bindparam("mentors", expanding=True))).values(last_invited_at=bindparam("now"))
    )
    for table, owner in ((Mentor, Mentor.id), (MentorTopic, MentorTopic.mentor_id))
)


async def invite_more(moment: Moment, ask: Ask) -> None:
    """Search on for a locked ask: wait while someone may still answer, else invite the next few, else end it.

    Someone who fits by topic or words is asked in up to five waves. Where nobody fits, three people are asked
    once: they may know someone.
    """
    if ask.state is not AskState.LOOKING:
        return
    if ask.offers:
        return
    await _cancel_reminder(moment, ask)
    if not any(pending_invitation(one.state) for one in ask.invitations):
        await search(moment, ask)


async def search(moment: Moment, ask: Ask) -> None:
    """Invite the next few for a locked ask which nobody may still answer, or else end it."""
    chosen = await _next_wave(moment, ask)
    if chosen:
        await _invite_wave(moment, ask, chosen)
    elif await queries.channel_of(moment, ask) and (closes := await _channel_closes_at(moment, ask)) > moment.now:
        await moment.later(Later.CHANNEL_CLOSES, ask.id, closes)
    else:
        await end_ask(moment, ask, AskState.UNANSWERED)


async def invite(moment: Moment, ask: Ask, member: str, *, suggested_by: str) -> None:
    """Show a locked ask to one member, privately."""
    await _lapse_later(moment, ask, [await add_invitation(moment, ask, member, suggested_by=suggested_by)])


async def add_invitation(
    moment: Moment, ask: Ask, member: str, *, suggested_by: str | None = None, is_private: bool = True
) -> Invitation:
    """Add an invitation to a locked ask."""
    row = _invitation(moment, ask, member, suggested_by=suggested_by, is_private=is_private)
    (invitation,) = await _write_invitations(moment, ask, [row])
    return invitation


def _invitation(
    moment: Moment,
    ask: Ask,
    member: str,
    reasons: Sequence[MentorReason] = (),
    *,
    suggested_by: str | None = None,
    is_private: bool = True,
) -> Mapping[str, Any]:
    """Return the row of a new invitation."""
    return {
        "workspace": moment.workspace,
        "ask_id": ask.id,
        "mentor": member,
        "alias": new_alias(moment.session, f"ask {ask.id} {member} {moment.seed}"),
        "is_private": is_private,
        "kept_named_by": suggested_by or "",
        "reasons": [str(reason.kind) for reason in reasons],
        "shared_topics": sorted({topic for reason in reasons for topic in reason.topics}),
        "invited_at": moment.now,
    }


async def _write_invitations(moment: Moment, ask: Ask, rows: Sequence[Mapping[str, Any]]) -> Sequence[Invitation]:
    """Add invitations to a locked ask; return the new ones."""
    before = len(ask.invitations)
    await insert_once_all(moment.session, Invitation, ["ask_id", "mentor"], rows)
    await queries.read_invitations(moment, ask)
    return ask.invitations[before:]


async def _lapse_later(moment: Moment, ask: Ask, invitations: Sequence[Invitation]) -> None:
    """Have invitations lapse when a working day of each mentor's has passed since they could read theirs.

    Those of later waves come in the mentor's working hours.
    """
    people = await queries.people_of(moment, [one.mentor for one in invitations])
    lapses_at = {}
    for invitation in invitations:
        zone = people[invitation.mentor].zone
        shown_at = moment.now if ask.waves <= 1 else next_working_moment(zone, moment.now)
        lapses_at[invitation.id] = working_days_later(zone, shown_at, rules.INVITATION_WORKING_DAYS)
    await moment.each_later(Later.INVITATION_LAPSES, lapses_at)


async def end_ask(moment: Moment, ask: Ask, to: AskState) -> None:
    """End a locked ask: give everyone who was asked their time back, and thank those who offered."""
    ask.move(to, moment.now)
    await release(moment, ask, *(one for one in ask.invitations if holds_time(one.state)))
    await hide_refusals(moment, *ask.invitations)
    await _cancel_reminder(moment, ask)


async def release(moment: Moment, ask: Ask, *invitations: Invitation) -> None:
    """Give mentors their time back, and thank those of them who offered."""
    offered = [one for one in invitations if one.state is InvitationState.OFFERED]
    await close_invitations(moment, InvitationState.RELEASED, *invitations)
    for invitation in offered:
        key = f"invitation-{invitation.id}/released"
        await moment.tell(to_members(invitation.mentor), key, partial(time_given_back, ask=ask))


async def close_invitations(moment: Moment, to: InvitationState, *invitations: Invitation) -> None:
    """Have invitations wait for nothing any more. Those answered with no seem to be silent, and lapse when such do."""
    for invitation in invitations:
        invitation.move(to, moment.now)
    if to not in UNTOLD:
        await moment.cancel(Later.INVITATION_LAPSES, *(invitation.id for invitation in invitations))


async def hide_refusals(moment: Moment, *invitations: Invitation) -> None:
    """Have the mentors who said no seem to get their time back with those who were silent."""
    said_no = [one for one in invitations if one.state in UNTOLD]
    for invitation in said_no:
        invitation.seem(InvitationState.RELEASED, moment.now)
    await moment.cancel(Later.INVITATION_LAPSES, *(one.id for one in said_no))


async def lapse(moment: Moment, invitation_id: int) -> None:
    """Invite others when a mentor's working day has passed without an answer; they may still offer."""
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


async def on_invitation_fate(moment: Moment, fate: Fate) -> None:
    """If an ask could not be shown to a mentor, invite others. Should it arrive after all, they may still offer."""
    found = await queries.ask_of_invitation(moment, fate.subject)
    if found is None:
        return
    ask, invitation = found
    is_newest = fate.key == queries.invitation_letter(invitation)
    if not fate.has_arrived and is_newest and invitation.state in (InvitationState.INVITED, InvitationState.LAPSED):
        await close_invitations(moment, InvitationState.UNREACHED, invitation)
        await invite_more(moment, ask)
    await show_ask(moment, ask)


async def _next_wave(moment: Moment, ask: Ask) -> list[Ranked]:
    if ask.waves >= rules.WAVES_AT_MOST:
        return []
    ranked = await best_mentors(moment, ask)
    fitting = [mentor for mentor in ranked if mentor.fit is not Fit.NONE]
    if fitting:
        return fitting[: rules.WAVE_SIZE]
    return ranked[: rules.WAVE_SIZE] if ask.waves == 0 else []


async def _invite_wave(moment: Moment, ask: Ask, chosen: Iterable[Ranked]) -> None:
    ask.waves += 1
    rows = [_invitation(moment, ask, ranked.member, ranked.reasons) for ranked in chosen]
    invitations = await _write_invitations(moment, ask, rows)
    await _lapse_later(moment, ask, invitations)
    members = [one.mentor for one in invitations]
    # The mentor before their topics, as in volunteering: whoever does both at once must not wait in a circle.
    served = [id for (id,) in await _LOCKED_MENTORS.rows(moment.session, workspace=moment.workspace, members=members)]
    for invited_now in _INVITED_NOW:
        await invited_now.run(moment.session, mentors=served, now=moment.now)


async def _cancel_reminder(moment: Moment, ask: Ask) -> None:
    """Cancel the reminder of offers when none is left to choose; later offers get one of their own."""
    if ask.is_reminded:
        ask.choice_settled_at = moment.now
    await moment.cancel(Later.CHOICE_WAITS, ask.id)


async def _channel_closes_at(moment: Moment, ask: Ask) -> datetime:
    asker = await queries.person_of(moment, ask.asker)
    return working_days_later(asker.zone, ask.reopened_at or ask.posted_at, rules.CHANNEL_WORKING_DAYS)
