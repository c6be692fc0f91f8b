"""The agenda as one member sees it when they open it, and what they may do there."""

from bot.circles import queries
from bot.circles.models import Circle
from bot.circles.rules import TOPICS_IN_A_FORM
from bot.circles.talk import agenda
from bot.circles.talk.votes import voters_of
from bot.circles.views.agenda import Agenda, AgendaEntry
from bot.members.models import Member
from bot.moment import Moment


async def seen_by(moment: Moment, member: Member, circle: Circle) -> Agenda:
    """The agenda as a member sees it when they open it, with what they may do."""
    meeting = await queries.coming_meeting(moment, circle)
    entries = [_entry(standing, member.id) for standing in await agenda.waiting(moment, circle)]
    shown = entries[:TOPICS_IN_A_FORM] + [entry for entry in entries[TOPICS_IN_A_FORM:] if entry.is_own]
    return Agenda(
        circle=circle,
        starts_at=meeting.starts_at if meeting is not None else circle.next_at,
        entries=shown,
        hidden=len(entries) - len(shown),
        is_in=await queries.is_in(moment, circle, member.id),
        may_take_off=await may_take_off(moment, member, circle),
    )


async def may_take_off(moment: Moment, member: Member, circle: Circle) -> bool:
    """Whether a member may take others' topics off the agenda: the host of what comes, and who looks after it."""
    meeting = await queries.coming_meeting(moment, circle)
    is_host = meeting is not None and meeting.hosted_by == member.id
    return is_host or await queries.looks_after(moment, circle, member)


def _entry(standing: agenda.TopicOnAgenda, reader: str) -> AgendaEntry:
    topic = standing.topic
    return AgendaEntry(
        topic=topic.id,
        words=topic.words,
        votes=standing.votes,
        suggester=topic.suggester if topic.shows_name else None,
        is_own=topic.suggester == reader,
        has_voted=reader in voters_of(topic),
        carried_over=topic.carried_over,
    )
