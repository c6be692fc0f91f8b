"""Handlers of topics, votes and takeaways.

Every answer is shown in a form, none is a message: a letter would stand with a name and an hour beside a topic.
"""

from slack_sdk.models.views import View

from bot.circles import queries
from bot.circles.actions import Field
from bot.circles.agenda import suggesting, summary, topics
from bot.circles.listeners.redrawing import redraw
from bot.circles.members import visibility
from bot.circles.outcomes import TopicOutcome
from bot.circles.rules import REFLECTION_LIMIT, TOPIC_LIMIT
from bot.circles.views import after_meeting
from bot.circles.views import agenda as views
from bot.recurring.rules import RecurringState
from bot.slack.form_values import FormValues
from bot.slack.request import FormFaults, Nothing, OpenForm, Press, ReplaceForm, Reply, Request, Submission
from bot.slack.user_input import row_id


async def open_suggest_form(request: Request, press: Press) -> Reply:
    """Open the form that suggests a topic."""
    await _redraw_if_ended(request, press)
    return _open(press, await suggest_form(request, row_id(press.value)))


async def put_on_agenda(request: Request, press: Press) -> Reply:
    """Open the same form, with a question in it that nobody could answer."""
    return _open(press, await suggest_form(request, words=press.value, is_question=True))


async def suggest_form(request: Request, circle_id: int = 0, words: str = "", *, is_question: bool = False) -> View:
    """Return the form for a topic of this circle, or of one of theirs; how to join, where they are in none."""
    circles = await visibility.circles_of(request, request.member.id)
    chosen = next((one for one in circles if one.id == circle_id), None)
    if circle_id and chosen is None:
        visible = [one for one in await visibility.visible_circles(request, request.member) if one.id == circle_id]
        return (
            views.join_first(request.reader, visible)
            if visible
            else views.refusal(request.reader, TopicOutcome.NO_CIRCLE)
        )
    if not circles:
        return views.join_first(request.reader, await visibility.visible_circles(request, request.member))
    return views.suggest_form(request.reader, circles, chosen or circles[0], words, is_question=is_question)


async def suggest(request: Request, submission: Submission) -> Reply:
    """Suggest the topic that the form holds."""
    values = submission.values
    if faults := _faults(request, values, TOPIC_LIMIT):
        return faults
    words, shows_name = values.text(Field.WORDS), values.choice(Field.NAME_SHOWN) == views.WITH_NAME
    circle_id = row_id(values.choice(Field.CIRCLE) or submission.subject)
    outcome = await suggesting.suggest(request, request.member, circle_id, words, shows_name=shows_name)
    circle = await queries.circle_of(request, circle_id)
    if outcome is not TopicOutcome.DONE or circle is None:
        return FormFaults({Field.WORDS: views.fault(request.reader, outcome)})
    meeting = await queries.current_meeting(request, circle)
    return ReplaceForm(views.suggested(request.reader, circle, meeting, shows_name=shows_name))


async def open_agenda(request: Request, press: Press) -> Reply:
    """Open the agenda of a circle."""
    await _redraw_if_ended(request, press)
    return _open(press, await _agenda(request, row_id(press.value)))


async def vote(request: Request, press: Press) -> Reply:
    """Note or take back a vote."""
    topic, is_for = _two_ids(press.value)
    outcome = await suggesting.vote(request, request.member, topic, is_for=is_for == 1)
    return await _agenda_again(request, press, outcome)


async def take_back(request: Request, press: Press) -> Reply:
    """Take a topic off the agenda."""
    outcome = await suggesting.take_back(request, request.member, row_id(press.value))
    return await _agenda_again(request, press, outcome)


async def carry_over(request: Request, press: Press) -> Reply:
    """Carry a topic over: the summary says that it was; anything else is said in a form."""
    meeting, topic = _two_ids(press.value)
    outcome = await suggesting.carry_over(request, request.member, meeting, topic)
    await redraw(request, press, meeting_id=meeting)
    return Nothing() if outcome is TopicOutcome.DONE else OpenForm(views.refusal(request.reader, outcome))


async def open_reflect_form(request: Request, press: Press) -> Reply:
    """Open the form for a takeaway."""
    meeting_id = row_id(press.value)
    found = await summary.begin_reflection(request, request.member, meeting_id)
    if isinstance(found, TopicOutcome):
        await redraw(request, press, meeting_id=meeting_id)
        return OpenForm(views.refusal(request.reader, found))
    return OpenForm(after_meeting.reflect_form(request.reader, *found))


async def reflect(request: Request, submission: Submission) -> Reply:
    """Share the takeaway that the form holds."""
    values = submission.values
    if faults := _faults(request, values, REFLECTION_LIMIT):
        return faults
    words, shows_name = values.text(Field.WORDS), values.choice(Field.NAME_SHOWN) == views.WITH_NAME
    outcome = await summary.share(request, request.member, row_id(submission.subject), words, shows_name=shows_name)
    if outcome is not TopicOutcome.DONE:
        return FormFaults({Field.WORDS: views.fault(request.reader, outcome)})
    return ReplaceForm(after_meeting.reflected(request.reader, shows_name=shows_name))


def _faults(request: Request, values: FormValues, limit: int) -> FormFaults | None:
    words = values.text(Field.WORDS)
    if words and len(words) <= limit:
        return None
    said = views.too_long(request.reader) if words else views.nothing_written(request.reader)
    return FormFaults({Field.WORDS: said})


async def _agenda(request: Request, circle_id: int, said: str = "") -> View:
    circle = await queries.circle_of(request, circle_id)
    if circle is None or not await visibility.may_see(request, request.member, circle):
        return views.refusal(request.reader, TopicOutcome.NO_CIRCLE)
    return views.agenda(request.reader, await topics.agenda_for(request, request.member, circle), said)


async def _agenda_again(request: Request, press: Press, outcome: TopicOutcome) -> Reply:
    circle_id = row_id(press.subject)
    return _open(press, await _agenda(request, circle_id, views.outcomes(request.reader)[outcome]))


async def _redraw_if_ended(request: Request, press: Press) -> None:
    """Draw a card anew that speaks of a circle which has ended. Otherwise a press here leaves no trace."""
    circle = await queries.circle_of(request, row_id(press.value))
    if circle is not None and circle.state is RecurringState.ENDED:
        await redraw(request, press, circle_id=circle.id)


def _open(press: Press, view: View) -> Reply:
    """Show a form in the place of the one that was pressed in; over the conversation otherwise."""
    return ReplaceForm(view) if press.view and press.view.is_form else OpenForm(view)


def _two_ids(value: str) -> tuple[int, int]:
    first, _, second = value.partition("/")
    return row_id(first), row_id(second)
