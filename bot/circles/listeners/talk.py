"""From Slack's requests about agenda and summary to their use cases.

Every answer is shown in a form, none is a message: a letter would stand with a name and an hour beside a topic.
"""

from slack_sdk.models.views import View

from bot.circles import queries
from bot.circles.actions import Field
from bot.circles.listeners.redrawing import draw
from bot.circles.members import visibility
from bot.circles.outcomes import Suggesting
from bot.circles.rules import REFLECTION_LIMIT, TOPIC_LIMIT, CircleState
from bot.circles.talk import member_agenda, reflecting, suggesting
from bot.circles.views import after_meeting
from bot.circles.views import agenda as views
from bot.slack.request import FormFaults, Nothing, OpenForm, Press, ReplaceForm, Reply, Request, Submission
from bot.slack.user_input import row_id


async def open_suggest_form(request: Request, press: Press) -> Reply:
    """*Suggest a topic*."""
    await _draw_if_ended(request, press)
    return _over(press, await suggest_form(request, row_id(press.value)))


async def put_on_agenda(request: Request, press: Press) -> Reply:
    """*Put it on the next Klatch*: the form, with a question in it that nobody could answer."""
    return _over(press, await suggest_form(request, words=press.value, is_question=True))


async def suggest_form(request: Request, circle_id: int = 0, words: str = "", *, is_question: bool = False) -> View:
    """The form that suggests a topic for this circle, or for one of theirs; how to get in, where they are in none."""
    circles = await visibility.circles_of(request, request.member.id)
    chosen = next((one for one in circles if one.id == circle_id), None)
    if circle_id and chosen is None:
        seen = [one for one in await visibility.visible_circles(request, request.member) if one.id == circle_id]
        return views.join_first(seen) if seen else views.notice(Suggesting.NO_CIRCLE)
    if not circles:
        return views.join_first(await visibility.visible_circles(request, request.member))
    return views.suggest_form(circles, chosen or circles[0], words, is_question=is_question)


async def suggest(request: Request, submission: Submission) -> Reply:
    """The form that suggests a topic."""
    words = submission.values.text(Field.WORDS)
    if not words or len(words) > TOPIC_LIMIT:
        return FormFaults({Field.WORDS: views.NOTHING_WRITTEN if not words else views.TOO_LONG})
    circle_id = row_id(submission.values.choice(Field.CIRCLE) or submission.subject)
    shows_name = submission.values.choice(Field.NAME_SHOWN) == views.WITH_NAME
    outcome = await suggesting.suggest(request, request.member, circle_id, words, shows_name=shows_name)
    circle = await queries.circle_of(request, circle_id)
    if outcome is not Suggesting.DONE or circle is None:
        return FormFaults({Field.WORDS: views.fault(outcome)})
    meeting = await queries.coming_meeting(request, circle)
    return ReplaceForm(views.suggested(circle, meeting, shows_name=shows_name))


async def open_agenda(request: Request, press: Press) -> Reply:
    """*See the agenda*."""
    await _draw_if_ended(request, press)
    return _over(press, await agenda(request, row_id(press.value)))


async def agenda(request: Request, circle_id: int, said: str = "") -> View:
    """The agenda of a circle, as the member may see it."""
    circle = await queries.circle_of(request, circle_id)
    if circle is None or not await visibility.may_see(request, request.member, circle):
        return views.notice(Suggesting.NO_CIRCLE)
    return views.agenda(await member_agenda.seen_by(request, request.member, circle), said)


async def vote(request: Request, press: Press) -> Reply:
    """*Vote*, *Take my vote back*."""
    topic, is_for = _two_numbers(press.value)
    outcome = await suggesting.vote(request, request.member, topic, is_for=is_for == 1)
    return await _agenda_again(request, press, outcome)


async def take_back(request: Request, press: Press) -> Reply:
    """*Take it back*, *Take it off*."""
    outcome = await suggesting.take_back(request, request.member, row_id(press.value))
    return await _agenda_again(request, press, outcome)


async def carry_over(request: Request, press: Press) -> Reply:
    """*Carry over*: the summary says that it was; anything else is said in a form."""
    meeting, topic = _two_numbers(press.value)
    outcome = await suggesting.carry_over(request, request.member, meeting, topic)
    await draw(request, press, meeting_id=meeting)
    return Nothing() if outcome is Suggesting.DONE else OpenForm(views.notice(outcome))


async def open_reflect_form(request: Request, press: Press) -> Reply:
    """*Reflect*."""
    meeting_id = row_id(press.value)
    found = await reflecting.begin(request, request.member, meeting_id)
    if isinstance(found, Suggesting):
        await draw(request, press, meeting_id=meeting_id)
        return OpenForm(views.notice(found))
    return OpenForm(after_meeting.reflect_form(*found))


async def reflect(request: Request, submission: Submission) -> Reply:
    """What somebody takes with them."""
    words = submission.values.text(Field.WORDS)
    if not words or len(words) > REFLECTION_LIMIT:
        return FormFaults({Field.WORDS: views.NOTHING_WRITTEN if not words else views.TOO_LONG})
    shows_name = submission.values.choice(Field.NAME_SHOWN) == views.WITH_NAME
    meeting_id = row_id(submission.subject)
    outcome = await reflecting.share(request, request.member, meeting_id, words, shows_name=shows_name)
    if outcome is not Suggesting.DONE:
        return FormFaults({Field.WORDS: views.fault(outcome)})
    return ReplaceForm(after_meeting.reflected(shows_name=shows_name))


async def _agenda_again(request: Request, press: Press, outcome: Suggesting) -> Reply:
    circle_id = row_id(press.subject)
    return _over(press, await agenda(request, circle_id, views.SUGGESTINGS[outcome]))


async def _draw_if_ended(request: Request, press: Press) -> None:
    """Draw a card anew that speaks of a circle which is no more. Otherwise a press here leaves no trace."""
    circle = await queries.circle_of(request, row_id(press.value))
    if circle is not None and circle.state is CircleState.ENDED:
        await draw(request, press, circle_id=circle.id)


def _over(press: Press, view: View) -> Reply:
    """In the place of the form that was pressed in; over the conversation otherwise."""
    return ReplaceForm(view) if press.view and press.view.is_form else OpenForm(view)


def _two_numbers(value: str) -> tuple[int, int]:
    first, _, second = value.partition("/")
    return row_id(first), row_id(second)
