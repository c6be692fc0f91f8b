"""The life of a meeting: it is announced, checked a working day before, begins, and is over."""

from collections.abc import Iterator
from datetime import timedelta
from itertools import takewhile

from bot.cadence import Occurrence, from_rule, occurrences
from bot.channels.membership import sync_members
from bot.circles import letter_keys, queries, rules
from bot.circles.actions import Later
from bot.circles.agenda import summary, topics
from bot.circles.cards import circles as circle_cards
from bot.circles.cards import meetings as cards
from bot.circles.cards.meeting_details import details_of_new
from bot.circles.meetings import planning, quorum, reminding
from bot.circles.meetings.history import History, history_of
from bot.circles.members import hosting
from bot.circles.models import Circle, Meeting
from bot.circles.rules import Coming, MeetingState
from bot.database.marks import new_alias
from bot.members.models import Member
from bot.moment import Moment
from bot.prompts.prompts import next_prompts
from bot.recurring.rules import RecurringState


async def announce(moment: Moment, circle: Circle) -> None:
    """Announce a locked circle's next meeting, if it is due; one that began unannounced was missed, and that is said.

    However late it is, and however often this happens: each occurrence is announced once, or said to be missed once.
    Whoever is in the channel no more, of which Slack may not have told, is found by reading it anew each time.
    """
    if circle.state is not RecurringState.RUNNING:
        return
    await sync_members(moment, circle.channel, Later.CHANNEL_REREAD, circle.id)
    history = await history_of(moment, circle)
    if history.current is not None or circle.next_at is None:
        await planning.plan_announcement(moment, circle, history.current)
        return
    passed_by = (one for one in _passed_by(moment, circle) if one.key not in history.occurrences)
    missed = [_meeting(moment, circle, one, MeetingState.MISSED) for one in passed_by]
    moment.session.add_all(missed)
    history = history.and_new(missed)
    if (following := _next_to_announce(moment, circle, history)) is not None:
        await _publish(moment, circle, following, history)
        return
    await planning.plan_announcement(moment, circle, None)
    if missed:
        new = [letter_keys.missed(circle, missed[-1].occurrence)]
        await circle_cards.show(moment, circle, history=history, new=new)


async def day_before(moment: Moment, circle: Circle, meeting: Meeting) -> None:
    """Replace a host who cannot come, ask the circle where too few come, and remind those who like it now."""
    if not meeting.is_to_come(moment.now):
        return
    if meeting.host is not None and not await _can_host(moment, circle, meeting, meeting.host):
        await hosting.replace_host(moment, circle, meeting)
    await quorum.ask_if_too_few_come(moment, circle, meeting)
    await reminding.remind(moment, circle, meeting)


async def begin(moment: Moment, circle: Circle, meeting: Meeting) -> None:
    """Show that a meeting has begun; where it was still in question, it has gone ahead by itself."""
    if meeting.state not in rules.TO_COME:
        return
    if meeting.starts_at > moment.now:
        await moment.later(Later.BEGINS, meeting.id, meeting.starts_at)
        return
    if meeting.state is MeetingState.IN_QUESTION:
        await quorum.decide(moment, circle, meeting)
    else:
        await cards.show_to_all(moment, circle, meeting, meeting.host)
    await circle_cards.show(moment, circle)


async def end(moment: Moment, circle: Circle, meeting: Meeting) -> None:
    """Close a meeting and sum it up, once, however late that is."""
    if meeting.state not in rules.TO_COME:
        return
    if planning.ends_at(meeting) > moment.now:
        await moment.later(Later.ENDS, meeting.id, planning.ends_at(meeting))
        return
    meeting.move(MeetingState.OVER)
    await planning.forget_what_comes(moment, meeting)
    await summary.sum_up(moment, circle, meeting)
    await moment.later(Later.SUMMARY_CLOSES, meeting.id, rules.closes_at(meeting.starts_at))
    await cards.show_to_all(moment, circle, meeting, meeting.host, new=[letter_keys.summary(meeting)])


async def update_summary(moment: Moment, circle: Circle, meeting: Meeting) -> None:
    """Show a summary with what people take with them; or, after four weeks, that it takes up no more."""
    if meeting.state is MeetingState.OVER:
        await cards.show(moment, circle, meeting)


def _passed_by(moment: Moment, circle: Circle) -> Iterator[Occurrence]:
    """Yield the occurrences that have begun, from the one on that was to be announced."""
    since = (circle.next_at or moment.now) - timedelta(minutes=1)
    return takewhile(lambda one: one.at <= moment.now, occurrences(from_rule(circle.cadence), since))


def _next_to_announce(moment: Moment, circle: Circle, history: History) -> Occurrence | None:
    """Return the next occurrence, if it is due to be announced; otherwise it is next now, if there is one."""
    following = next(planning.unannounced(moment, circle, history), None)
    if following is not None and rules.announced_at(following.at, from_rule(circle.cadence)) <= moment.now:
        return following
    circle.come_next(following)
    return None


async def _publish(moment: Moment, circle: Circle, following: Occurrence, before: History) -> None:
    """Announce an occurrence; the one after it is next then."""
    agenda = await topics.waiting(moment, circle)
    prompts = await _prompts(moment, circle) if len(agenda) < rules.AGENDA_IS_THIN else []
    circle.meetings += 1
    meeting = _meeting(moment, circle, following, MeetingState.ANNOUNCED)
    meeting.agenda, meeting.prompts = topics.as_published(agenda), {"texts": prompts}
    history = before.and_new([meeting])
    circle.come_next(next(planning.unannounced(moment, circle, history), None))
    moment.session.add(meeting)
    await moment.session.flush()
    await planning.plan_announcement(moment, circle, meeting)
    host = await hosting.ask_next_host(moment, circle, meeting, history)
    await planning.plan_meeting(moment, circle, meeting, is_new=True)
    details = details_of_new(moment, circle, meeting, agenda, history.missed_with(moment.now))
    new = [letter_keys.announcement(meeting), *hosting.card_of_host(meeting, host)]
    await cards.show_new(moment, details, host, new)
    await circle_cards.show(moment, circle, history=history)


async def _prompts(moment: Moment, circle: Circle) -> list[str]:
    sections = rules.PROMPT_SECTIONS[circle.kind]
    chosen = await next_prompts(moment, [f"circle/{circle.id}"], sections, rules.PROMPTS_OFFERED)
    return [prompt.text for prompt in chosen]


def _meeting(moment: Moment, circle: Circle, occurrence: Occurrence, state: MeetingState) -> Meeting:
    """Return an occurrence as a meeting that is to be written down; the database refuses a second one of it."""
    return Meeting(
        circle_id=circle.id,
        occurrence=occurrence.key,
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


async def _can_host(moment: Moment, circle: Circle, meeting: Meeting, host: str) -> bool:
    member = await moment.session.get(Member, (moment.workspace, host), populate_existing=True)
    is_there = member is not None and member.may_take_part and await queries.is_in(moment, circle, host)
    return is_there and await queries.coming_of(moment, meeting, host) is not Coming.NOT_THIS_TIME
