"""Suggesting a topic, voting for it, taking it back, carrying it over.

Nobody is written to about any of these: a letter to somebody beside a topic that is new would tell who it was.
"""

from bot.circles import queries
from bot.circles.cards import meetings as cards
from bot.circles.models import AgendaTopic, Circle, Meeting
from bot.circles.outcomes import Suggesting
from bot.circles.rules import OPEN_TOPICS_EACH, TopicState, closes_at
from bot.circles.talk import agenda, member_agenda, publishing
from bot.circles.talk.votes import as_secret, voters_of
from bot.members.models import Member
from bot.moment import Moment
from bot.recurring.rules import RecurringState


async def suggest(moment: Moment, member: Member, circle_id: int, words: str, *, shows_name: bool) -> Suggesting:
    """*Suggest a topic*: on the agenda of the next meeting, in the announcement from the next full five minutes on."""
    circle = await queries.circle_of(moment, circle_id)
    if circle is None or circle.state is RecurringState.ENDED:
        return Suggesting.NO_CIRCLE
    if not await queries.is_in(moment, circle, member.id):
        return Suggesting.NOT_IN_CIRCLE
    own = [topic for topic in await queries.waiting_topics(moment, circle) if topic.suggester == member.id]
    if len(own) >= OPEN_TOPICS_EACH:
        return Suggesting.ENOUGH
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
    return Suggesting.DONE


async def vote(moment: Moment, member: Member, topic_id: int, *, is_for: bool) -> Suggesting:
    """*Vote*, and *Take my vote back*: which of them is said, so that pressing twice does it once."""
    found = await agenda.topic_of(moment, topic_id)
    if found is None or not agenda.is_waiting(found[1]):
        return Suggesting.GONE
    circle, topic = found
    if not await queries.is_in(moment, circle, member.id):
        return Suggesting.NOT_IN_CIRCLE
    voters = voters_of(topic)
    if (member.id in voters) is is_for:
        return Suggesting.DONE
    topic.voters = as_secret(voters ^ {member.id})
    await publishing.publish_soon(moment, circle)
    return Suggesting.DONE


async def take_back(moment: Moment, member: Member, topic_id: int) -> Suggesting:
    """*Take it back*, for a topic of one's own; *Take it off*, for the host and who looks after the circle.

    One's own leaves the announcement at the next full five minutes, as it came. What is taken off is gone at once.
    """
    found = await agenda.topic_of(moment, topic_id)
    if found is None or not agenda.is_waiting(found[1]):
        return Suggesting.GONE
    circle, topic = found
    is_own = topic.suggester == member.id
    if not is_own and not await member_agenda.may_take_off(moment, member, circle):
        return Suggesting.NOT_YOURS
    topic.move(TopicState.TAKEN_BACK)
    if is_own:
        await publishing.publish_soon(moment, circle)
    else:
        await _show_without(moment, circle, topic)
    return Suggesting.DONE


async def carry_over(moment: Moment, member: Member, meeting_id: int, topic_id: int) -> Suggesting:
    """*Carry over*: what was talked about at this meeting stands on the next agenda too, open to votes anew."""
    found = await queries.meeting_of(moment, meeting_id)
    talked_about = await agenda.published(moment, found[1]) if found is not None else []
    topic = next((standing.topic for standing in talked_about if standing.topic.id == topic_id), None)
    if found is None or topic is None:
        return Suggesting.GONE
    circle, meeting = found
    refusal = await _refusal_to_carry_over(moment, member, circle, meeting)
    if refusal is not None:
        return refusal
    if topic.state is not TopicState.TALKED_ABOUT or topic.meeting_id != meeting.id:
        return Suggesting.CARRIED_BEFORE
    topic.move(TopicState.WAITING)
    topic.voters, topic.carried_over = as_secret(()), topic.carried_over + 1
    await moment.session.flush()
    await cards.show(moment, circle, meeting)
    await publishing.publish_soon(moment, circle)
    return Suggesting.DONE


async def _refusal_to_carry_over(moment: Moment, member: Member, circle: Circle, meeting: Meeting) -> Suggesting | None:
    if circle.state is RecurringState.ENDED:
        return Suggesting.NO_CIRCLE
    if not await queries.is_in(moment, circle, member.id):
        return Suggesting.NOT_IN_CIRCLE
    return Suggesting.TOO_LATE if closes_at(meeting.starts_at) <= moment.now else None


async def _show_without(moment: Moment, circle: Circle, topic: AgendaTopic) -> None:
    meeting = await queries.coming_meeting(moment, circle)
    if meeting is None:
        return
    meeting.agenda = [shown for shown in meeting.agenda if shown[0] != topic.id]
    await moment.session.flush()
    await cards.show_to_all(moment, circle, meeting, meeting.host)
