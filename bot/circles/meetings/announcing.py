"""A meeting is announced: once in its channel, and to the members in the way that each has chosen."""

from collections.abc import Iterator
from datetime import timedelta
from itertools import takewhile

from sqlalchemy import select

from bot.cadence import Occurrence, from_rule, occurrences
from bot.channels.membership import sync_members
from bot.circles import queries
from bot.circles.actions import Later
from bot.circles.cards import circles as circle_cards
from bot.circles.cards import meetings as cards
from bot.circles.meetings import planning
from bot.circles.members import hosting
from bot.circles.models import Circle, Meeting
from bot.circles.rules import (
    AGENDA_IS_THIN,
    PROMPT_SECTIONS,
    PROMPTS_OFFERED,
    MeetingState,
    announced_at,
)
from bot.circles.talk import publishing
from bot.database.inserts import insert_once
from bot.database.marks import new_alias
from bot.moment import Moment
from bot.prompts.prompts import next_prompts
from bot.recurring.rules import RecurringState


async def announce(moment: Moment, circle_id: int) -> None:
    """Announce a circle's next meeting, if it is time for it; what has begun without one was missed, and that is said.

    However late it is, and however often this happens: each occurrence is announced once, or said to be missed once.
    Whoever is in the channel no more, of which Slack may not have told, is found by reading it anew each time.
    """
    circle = await queries.circle_of(moment, circle_id)
    if circle is None or circle.state is not RecurringState.RUNNING:
        return
    await sync_members(moment, circle.channel, Later.CHANNEL_REREAD, circle.id)
    coming = await queries.coming_meeting(moment, circle)
    if coming is not None or circle.next_at is None:
        await planning.plan_announcement(moment, circle, coming)
        return
    missed = [one for one in _passed_by(moment, circle) if await _insert(moment, circle, one, MeetingState.MISSED)]
    meeting = await _meeting_to_announce(moment, circle)
    await planning.plan_announcement(moment, circle, meeting)
    if meeting is not None:
        await _publish(moment, circle, meeting)
    elif missed:
        await circle_cards.show(moment, circle, new=[queries.missed_letter(circle, missed[-1].key)])


def _passed_by(moment: Moment, circle: Circle) -> Iterator[Occurrence]:
    """The occurrences that have begun, from the one on that was to be announced."""
    since = (circle.next_at or moment.now) - timedelta(minutes=1)
    return takewhile(lambda one: one.at <= moment.now, occurrences(from_rule(circle.cadence), since))


async def _meeting_to_announce(moment: Moment, circle: Circle) -> Meeting | None:
    """A new meeting, if the next occurrence is due to be announced; the one after it is next then."""
    ahead = await planning.unannounced(moment, circle)
    following = next(ahead, None)
    if following is None or announced_at(following.at, from_rule(circle.cadence)) > moment.now:
        circle.come_next(following)
        return None
    circle.come_next(next(ahead, None))
    circle.meetings += 1
    await _insert(moment, circle, following, MeetingState.ANNOUNCED)
    found = select(Meeting).where(Meeting.circle_id == circle.id, Meeting.occurrence == following.key)
    return (await moment.session.scalars(found)).one()


async def _insert(moment: Moment, circle: Circle, occurrence: Occurrence, state: MeetingState) -> bool:
    """Write an occurrence down as a meeting; whether it had not been before."""
    key = {"circle_id": circle.id, "occurrence": occurrence.key}
    return await insert_once(
        moment.session,
        Meeting,
        list(key),
        **key,
        workspace=moment.workspace,
        number=circle.meetings,
        state=state,
        starts_at=occurrence.at,
        minutes=circle.minutes,
        place=circle.place,
        prompts={"texts": []},
        salt=new_alias(moment.session, f"meeting {circle.id} {occurrence.key} {moment.seed}"),
        announced_at=moment.now,
    )


async def _publish(moment: Moment, circle: Circle, meeting: Meeting) -> None:
    await publishing.renew(moment, circle, meeting)
    if len(meeting.agenda) < AGENDA_IS_THIN:
        sections = PROMPT_SECTIONS[circle.kind]
        chosen = await next_prompts(moment, [f"circle/{circle.id}"], sections, PROMPTS_OFFERED)
        meeting.prompts = {"texts": [prompt.text for prompt in chosen]}
    asked = await hosting.next_host(moment, circle, meeting)
    await planning.plan_meeting(moment, circle, meeting)
    new = [queries.announcement_letter(meeting), *asked]
    await cards.show_to_all(moment, circle, meeting, meeting.host, new=new)
    await circle_cards.show(moment, circle)
