"""Suggest a topic, vote for it, take it back, carry it over.

Nobody is written to about any of these: a letter to somebody beside a topic that is new would tell who it was.
"""

from bot.circles import queries
from bot.circles.agenda import publishing, topics
from bot.circles.agenda.topics import as_secret
from bot.circles.cards import meetings as cards
from bot.circles.models import AgendaTopic, Circle, Meeting
from bot.circles.outcomes import TopicOutcome
from bot.circles.rules import OPEN_TOPICS_EACH, TopicState, closes_at
from bot.members.models import Member
from bot.moment import Moment
from bot.recurring.rules import RecurringState


async def suggest(moment: Moment, member: Member, circle_id: int, words: str, *, shows_name: bool) -> TopicOutcome:
    """Put a topic on the agenda of the next meeting; it is in the announcement from the next full five minutes on."""
    circle = await queries.active_circle(moment, circle_id)
    if circle is None:
        return TopicOutcome.NO_CIRCLE
    if not await queries.is_in(moment, circle, member.id):
        return TopicOutcome.NOT_IN_CIRCLE
    own = [topic for topic in await queries.waiting_topics(moment, circle) if topic.suggester == member.id]
    if len(own) >= OPEN_TOPICS_EACH:
        return TopicOutcome.ENOUGH
    moment.session.add(
        AgendaTopic(
            workspace=moment.workspace,
            circle_id=circle.id,
            words=" ".join(words.split()),
            suggester=member.id,
            shows_name=shows_name,
            voters=as_secret(()),
        )
    )
    await moment.session.flush()
    await publishing.publish_soon(moment, circle)
    return TopicOutcome.DONE


async def vote(moment: Moment, member: Member, topic_id: int, *, is_for: bool) -> TopicOutcome:
    """Note or take back a member's vote for a topic. The button says which, so that pressing twice does it once."""
    found = await topics.waiting_topic(moment, topic_id)
    if found is None:
        return TopicOutcome.GONE
    circle, topic = found
    if not await queries.is_in(moment, circle, member.id):
        return TopicOutcome.NOT_IN_CIRCLE
    voters = topics.voters_of(topic)
    if (member.id in voters) is is_for:
        return TopicOutcome.DONE
    topic.voters = as_secret(voters ^ {member.id})
    await publishing.publish_soon(moment, circle)
    return TopicOutcome.DONE


async def take_back(moment: Moment, member: Member, topic_id: int) -> TopicOutcome:
    """Take a topic off the agenda: one's own, or any for the host and who may change the circle.

    One's own leaves the announcement at the next full five minutes, as it came. What is taken off is gone at once.
    """
    found = await topics.waiting_topic(moment, topic_id)
    if found is None:
        return TopicOutcome.GONE
    circle, topic = found
    is_own = topic.suggester == member.id
    if not is_own and not await topics.may_take_off(moment, member, circle):
        return TopicOutcome.NOT_YOURS
    topic.move(TopicState.TAKEN_BACK)
    if is_own:
        await publishing.publish_soon(moment, circle)
    else:
        await _show_without(moment, circle, topic)
    return TopicOutcome.DONE


async def carry_over(moment: Moment, member: Member, meeting_id: int, topic_id: int) -> TopicOutcome:
    """Put a topic that was talked about at a meeting on the next agenda too, open to votes anew."""
    found = await queries.meeting_of(moment, meeting_id)
    talked_about = await topics.published(moment, found[1]) if found is not None else []
    topic = next((one.topic for one in talked_about if one.topic.id == topic_id), None)
    if found is None or topic is None:
        return TopicOutcome.GONE
    circle, meeting = found
    refusal = await _refusal_to_carry_over(moment, member, circle, meeting)
    if refusal is not None:
        return refusal
    if not topic.was_discussed_at(meeting):
        return TopicOutcome.CARRIED_BEFORE
    topic.move(TopicState.WAITING)
    topic.voters, topic.carried_over = as_secret(()), topic.carried_over + 1
    await moment.session.flush()
    await cards.show(moment, circle, meeting)
    await publishing.publish_soon(moment, circle)
    return TopicOutcome.DONE


async def _refusal_to_carry_over(
    moment: Moment, member: Member, circle: Circle, meeting: Meeting
) -> TopicOutcome | None:
    if circle.state is RecurringState.ENDED:
        return TopicOutcome.NO_CIRCLE
    if not await queries.is_in(moment, circle, member.id):
        return TopicOutcome.NOT_IN_CIRCLE
    return TopicOutcome.TOO_LATE if closes_at(meeting.starts_at) <= moment.now else None


async def _show_without(moment: Moment, circle: Circle, topic: AgendaTopic) -> None:
    meeting = await queries.current_meeting(moment, circle)
    if meeting is None:
        return
    meeting.agenda = [published for published in meeting.agenda if published[0] != topic.id]
    await moment.session.flush()
    await cards.show_to_all(moment, circle, meeting, meeting.host)
