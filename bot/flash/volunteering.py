"""Volunteering: to join, change what one offers, pause and stop."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time

from sqlalchemy import delete, select

from bot.flash.models import Mentor, MentorTopic
from bot.flash.search_words import be_found
from bot.matching.asks.mentors import MeetingFormat
from bot.members.models import Member
from bot.moment import Moment
from bot.topics.topics import add_topics, known_topics

LONG_AGO = datetime(2000, 1, 1, tzinfo=UTC)
"""When a mentor who was never invited was last invited: whoever waits longest is served first."""


@dataclass(frozen=True, slots=True)
class Volunteering:
    """What a mentor offers, as they put it into the form."""

    topic_ids: Sequence[int]
    new_topics: Sequence[str]
    capacity: int
    minutes: int
    formats: Sequence[MeetingFormat]
    own_words: str


async def mentor_of(moment: Moment, member: str) -> Mentor | None:
    """The member as a mentor, locked until the transaction ends; None for who never volunteered."""
    return await moment.session.scalar(
        select(Mentor).where(Mentor.workspace == moment.workspace, Mentor.member == member).with_for_update()
    )


async def topics_of(moment: Moment, mentor: Mentor) -> list[int]:
    """The topics that a mentor volunteers for."""
    found = await moment.session.scalars(select(MentorTopic.topic_id).where(MentorTopic.mentor_id == mentor.id))
    return sorted(found)


async def volunteer(moment: Moment, member: Member, offered: Volunteering) -> Mentor:
    """Join as a flash mentor, or change what one offers. A pause stays as it is."""
    mentor = await mentor_of(moment, member.id)
    if mentor is None:
        mentor = Mentor(workspace=moment.workspace, member=member.id, joined_at=moment.now, last_invited_at=LONG_AGO)
        moment.session.add(mentor)
    mentor.is_volunteering = True
    mentor.capacity, mentor.minutes = offered.capacity, offered.minutes
    mentor.formats = [str(meeting_format) for meeting_format in offered.formats]
    mentor.own_words = offered.own_words
    await moment.session.flush()
    topics = {
        *await known_topics(moment, offered.topic_ids),
        *await add_topics(moment, offered.new_topics),
    }
    await _offer_topics(moment, mentor, topics)
    await be_found(moment.session, [(mentor, member.title)])
    return mentor


async def pause(moment: Moment, member: Member, until: date) -> bool:
    """Receive no invitations until the start of a day on the member's own calendar. False for who is no mentor."""
    mentor = await mentor_of(moment, member.id)
    if mentor is None or not mentor.is_volunteering:
        return False
    mentor.paused_until = datetime.combine(until, time(), member.zone).astimezone(UTC)
    return True


async def resume(moment: Moment, member: Member) -> bool:
    """End a pause. False for who is no mentor."""
    mentor = await mentor_of(moment, member.id)
    if mentor is None or not mentor.is_volunteering:
        return False
    mentor.paused_until = None
    return True


async def stop_volunteering(moment: Moment, member: str) -> bool:
    """Receive no more invitations. What was begun goes on. False for who is no mentor."""
    mentor = await mentor_of(moment, member)
    if mentor is None or not mentor.is_volunteering:
        return False
    mentor.is_volunteering = False
    return True


async def _offer_topics(moment: Moment, mentor: Mentor, topic_ids: Iterable[int]) -> None:
    await moment.session.execute(delete(MentorTopic).where(MentorTopic.mentor_id == mentor.id))
    moment.session.add_all(
        MentorTopic(mentor_id=mentor.id, topic_id=topic_id, last_invited_at=mentor.last_invited_at)
        for topic_id in sorted(topic_ids)
    )
    await moment.session.flush()
