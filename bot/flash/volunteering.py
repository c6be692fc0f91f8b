"""Volunteering: join, change what one offers, pause and stop; and the room that a mentor's month has."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time

from sqlalchemy import and_, bindparam, delete, func, or_, select

from bot.database.entities import Entities
from bot.database.prepared import Prepared
from bot.flash.models import Conversation, Mentor, MentorTopic
from bot.flash.rules import CAPACITIES, MINUTES, ConversationState
from bot.flash.search_words import store_search_words
from bot.matching.asks.mentors import MeetingFormat
from bot.members.models import Member
from bot.moment import Moment
from bot.topics.catalogue import TopicName, catalogue_of
from bot.topics.topics import add_topics, known_topics, shown

LONG_AGO = datetime(2000, 1, 1, tzinfo=UTC)
"""Stands for the last invitation of a mentor who was never invited: whoever waits longest is served first."""

COUNTS_THIS_MONTH = or_(
    Conversation.state == ConversationState.OPENING,
    and_(
        Conversation.state.not_in((ConversationState.OPENING, ConversationState.UNOPENED)),
        Conversation.opened_at >= bindparam("month"),
    ),
)
"""The condition that a conversation opens now, or has opened since the start of the ``month``."""

_TAKEN = Prepared(
    select(Conversation.mentor, func.count())
    .where(
        Conversation.workspace == bindparam("workspace"),
        Conversation.mentor.in_(bindparam("members", expanding=True)),
        COUNTS_THIS_MONTH,
    )
    .group_by(Conversation.mentor)
)

MOST_VOLUNTEERED = MentorTopic.topic_id
"""Where there are too many topics for a form, it shows those that most mentors volunteer for."""


@dataclass(frozen=True, slots=True)
class Volunteering:
    """The content of the volunteer form."""

    topic_ids: Sequence[int] = ()
    new_topics: Sequence[str] = ()
    capacity: int = CAPACITIES[1]
    minutes: int = MINUTES[1]
    formats: Sequence[MeetingFormat] = (MeetingFormat.WRITING, MeetingFormat.CALL)
    own_words: str = ""


_MENTOR = Entities(
    select(Mentor)
    .where(Mentor.workspace == bindparam("workspace"), Mentor.member == bindparam("member"))
    .with_for_update()
)


async def mentor_of(moment: Moment, member: str) -> Mentor | None:
    """Return the member as a mentor, locked until the transaction ends; None if they never volunteered."""
    return await _MENTOR.first(moment.session, workspace=moment.workspace, member=member)


async def active_mentor(moment: Moment, member: str) -> Mentor | None:
    """Return the member as a mentor, locked; None if they do not volunteer now."""
    mentor = await mentor_of(moment, member)
    return mentor if mentor and mentor.is_volunteering else None


async def topics_of(moment: Moment, mentor: Mentor) -> list[int]:
    """Return the topics that a mentor volunteers for."""
    found = await moment.session.scalars(select(MentorTopic.topic_id).where(MentorTopic.mentor_id == mentor.id))
    return sorted(found)


async def offered_by(moment: Moment, mentor: Mentor | None) -> Volunteering:
    """Return what a mentor offers, also one who does not volunteer now; before they ever did, what suits most."""
    if mentor is None:
        return Volunteering()
    return Volunteering(
        topic_ids=await topics_of(moment, mentor),
        capacity=mentor.capacity,
        minutes=mentor.minutes,
        formats=[MeetingFormat(meeting_format) for meeting_format in mentor.formats],
        own_words=mentor.own_words,
    )


async def topics_to_choose_from(moment: Moment) -> list[TopicName]:
    """Return the topics that the volunteer form shows, by name."""
    return await shown(moment, await catalogue_of(moment), MOST_VOLUNTEERED)


async def has_time(moment: Moment, member: str) -> bool:
    """Return whether a mentor's month has room; members who never volunteered set no limit."""
    mentor = await mentor_of(moment, member)
    return mentor is None or (await taken_this_month(moment, [member])).get(member, 0) < mentor.capacity


async def taken_this_month(moment: Moment, members: Iterable[str]) -> dict[str, int]:
    """Return for each member the number of their conversations as a mentor that count for this calendar month."""
    month = month_of(moment.now)
    return dict(await _TAKEN.rows(moment.session, workspace=moment.workspace, members=list(members), month=month))


def month_of(now: datetime) -> datetime:
    """Return the start of the calendar month (UTC) that an instant is in."""
    return now.replace(day=1, hour=0, minute=0, second=0, microsecond=0)


async def volunteer(moment: Moment, member: Member, offered: Volunteering) -> Mentor:
    """Have the member join as a flash mentor, or change what they offer. A pause stays as it is."""
    mentor = await mentor_of(moment, member.id)
    if mentor is None:
        mentor = Mentor(workspace=moment.workspace, member=member.id, joined_at=moment.now, last_invited_at=LONG_AGO)
        moment.session.add(mentor)
    mentor.is_volunteering = True
    mentor.capacity, mentor.minutes = offered.capacity, offered.minutes
    mentor.formats = [str(meeting_format) for meeting_format in offered.formats]
    mentor.own_words = offered.own_words
    await moment.session.flush()
    topics = {*await known_topics(moment, offered.topic_ids), *await add_topics(moment, offered.new_topics)}
    await _offer_topics(moment, mentor, topics)
    await store_search_words(moment.session, [(mentor, member.title)])
    return mentor


async def pause(moment: Moment, member: Member, until: date) -> bool:
    """Send no invitations until the start of a day on the member's own calendar. Return False if they are no mentor."""
    mentor = await active_mentor(moment, member.id)
    if mentor is not None:
        mentor.paused_until = datetime.combine(until, time(), member.zone).astimezone(UTC)
    return mentor is not None


async def resume(moment: Moment, member: Member) -> bool:
    """End a pause. Return False if the member is no mentor."""
    mentor = await active_mentor(moment, member.id)
    if mentor is not None:
        mentor.paused_until = None
    return mentor is not None


async def stop(moment: Moment, member: Member) -> bool:
    """Send no more invitations; what was begun goes on. Return False if the member is no mentor."""
    mentor = await active_mentor(moment, member.id)
    if mentor is not None:
        mentor.is_volunteering = False
    return mentor is not None


async def _offer_topics(moment: Moment, mentor: Mentor, topic_ids: Iterable[int]) -> None:
    await moment.session.execute(delete(MentorTopic).where(MentorTopic.mentor_id == mentor.id))
    moment.session.add_all(
        MentorTopic(mentor_id=mentor.id, topic_id=topic_id, last_invited_at=mentor.last_invited_at)
        for topic_id in sorted(topic_ids)
    )
    await moment.session.flush()
