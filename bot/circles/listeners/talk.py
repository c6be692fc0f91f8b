"""From Slack's requests about agenda and summary to their use cases.

Every answer is shown in a form, none is a message: a letter would stand with a name and an hour beside a topic.
"""

from slack_sdk.models.views import View

from bot.circles import records
from bot.circles.actions import Action, Field, Form
from bot.circles.listeners.drawing import draw
from bot.circles.members import seeing
from bot.circles.outcomes import Suggesting
from bot.circles.rules import REFLECTION_LIMIT, TOPIC_LIMIT, CircleState
from bot.circles.talk import reading, reflecting, suggesting
from bot.circles.views import after
from bot.circles.views import agenda as views
from bot.slack.edge import Edge
from bot.slack.turn import FormFaults, Nothing, OpenForm, Press, ReplaceForm, Reply, Submission, Turn
from bot.slack.typed import number_in


def register(edge: Edge) -> None:
    """Every button and form of these."""
    edge.press(Action.SUGGEST, open_suggest_form)
    edge.press(Action.PUT_ON_AGENDA, put_on_agenda)
    edge.submission(Form.SUGGEST, suggest)
    edge.press(Action.AGENDA, open_agenda)
    edge.press(Action.VOTE, vote)
    edge.press(Action.TAKE_BACK, take_back)
    edge.press(Action.CARRY_OVER, carry_over)
    edge.press(Action.REFLECT, open_reflect_form)
    edge.submission(Form.REFLECT, reflect)
    edge.leave_no_trace(open_suggest_form, put_on_agenda, suggest, open_agenda, vote, take_back)
    edge.leave_no_trace(carry_over, open_reflect_form, reflect)


async def open_suggest_form(turn: Turn, press: Press) -> Reply:
    """*Suggest a topic*."""
    await _draw_if_ended(turn, press)
    return _over(press, await suggest_form(turn, number_in(press.value)))


async def put_on_agenda(turn: Turn, press: Press) -> Reply:
    """*Put it on the next Klatch*: the form, with a question in it that nobody could answer."""
    return _over(press, await suggest_form(turn, words=press.value, is_question=True))


async def suggest_form(turn: Turn, circle_id: int = 0, words: str = "", *, is_question: bool = False) -> View:
    """The form that suggests a topic for this circle, or for one of theirs; how to get in, where they are in none."""
    circles = await seeing.circles_of(turn.moment, turn.member.id)
    chosen = next((one for one in circles if one.id == circle_id), None)
    if circle_id and chosen is None:
        seen = [one for one in await seeing.visible_circles(turn.moment, turn.member) if one.id == circle_id]
        return views.join_first(seen) if seen else views.notice(Suggesting.NO_CIRCLE)
    if not circles:
        return views.join_first(await seeing.visible_circles(turn.moment, turn.member))
    return views.suggest_form(circles, chosen or circles[0], words, is_question=is_question)


async def suggest(turn: Turn, submission: Submission) -> Reply:
    """The form that suggests a topic."""
    words = submission.values.text(Field.WORDS)
    if not words or len(words) > TOPIC_LIMIT:
        return FormFaults({Field.WORDS: views.NOTHING_WRITTEN if not words else views.TOO_LONG})
    circle_id = number_in(submission.values.choice(Field.CIRCLE) or submission.subject)
    shows_name = submission.values.choice(Field.NAME_SHOWN) == views.WITH_NAME
    outcome = await suggesting.suggest(turn.moment, turn.member, circle_id, words, shows_name=shows_name)
    circle = await records.circle_of(turn.moment, circle_id)
    if outcome is not Suggesting.DONE or circle is None:
        return FormFaults({Field.WORDS: views.fault(outcome)})
    meeting = await records.coming_meeting(turn.moment, circle)
    return ReplaceForm(views.suggested(circle, meeting, shows_name=shows_name))


async def open_agenda(turn: Turn, press: Press) -> Reply:
    """*See the agenda*."""
    await _draw_if_ended(turn, press)
    return _over(press, await agenda(turn, number_in(press.value)))


async def agenda(turn: Turn, circle_id: int, said: str = "") -> View:
    """The agenda of a circle, as the member may see it."""
    circle = await records.circle_of(turn.moment, circle_id)
    if circle is None or not await seeing.may_see(turn.moment, turn.member, circle):
        return views.notice(Suggesting.NO_CIRCLE)
    return views.agenda(await reading.seen_by(turn.moment, turn.member, circle), said)


async def vote(turn: Turn, press: Press) -> Reply:
    """*Vote*, *Take my vote back*."""
    topic, is_for = _two_numbers(press.value)
    outcome = await suggesting.vote(turn.moment, turn.member, topic, is_for=is_for == 1)
    return await _agenda_again(turn, press, outcome)


async def take_back(turn: Turn, press: Press) -> Reply:
    """*Take it back*, *Take it off*."""
    outcome = await suggesting.take_back(turn.moment, turn.member, number_in(press.value))
    return await _agenda_again(turn, press, outcome)


async def carry_over(turn: Turn, press: Press) -> Reply:
    """*Carry over*: the summary says that it was; anything else is said in a form."""
    meeting, topic = _two_numbers(press.value)
    outcome = await suggesting.carry_over(turn.moment, turn.member, meeting, topic)
    await draw(turn, press, meeting_id=meeting)
    return Nothing() if outcome is Suggesting.DONE else OpenForm(views.notice(outcome))


async def open_reflect_form(turn: Turn, press: Press) -> Reply:
    """*Reflect*."""
    meeting_id = number_in(press.value)
    found = await reflecting.begin(turn.moment, turn.member, meeting_id)
    if isinstance(found, Suggesting):
        await draw(turn, press, meeting_id=meeting_id)
        return OpenForm(views.notice(found))
    return OpenForm(after.reflect_form(*found))


async def reflect(turn: Turn, submission: Submission) -> Reply:
    """What somebody takes with them."""
    words = submission.values.text(Field.WORDS)
    if not words or len(words) > REFLECTION_LIMIT:
        return FormFaults({Field.WORDS: views.NOTHING_WRITTEN if not words else views.TOO_LONG})
    shows_name = submission.values.choice(Field.NAME_SHOWN) == views.WITH_NAME
    meeting_id = number_in(submission.subject)
    outcome = await reflecting.share(turn.moment, turn.member, meeting_id, words, shows_name=shows_name)
    if outcome is not Suggesting.DONE:
        return FormFaults({Field.WORDS: views.fault(outcome)})
    return ReplaceForm(after.reflected(shows_name=shows_name))


async def _agenda_again(turn: Turn, press: Press, outcome: Suggesting) -> Reply:
    circle_id = number_in(str((press.view or {}).get("private_metadata", "")))
    return _over(press, await agenda(turn, circle_id, views.SUGGESTINGS[outcome]))


async def _draw_if_ended(turn: Turn, press: Press) -> None:
    """Draw a card anew that speaks of a circle which is no more. Otherwise a press here leaves no trace."""
    circle = await records.circle_of(turn.moment, number_in(press.value))
    if circle is not None and circle.state is CircleState.ENDED:
        await draw(turn, press, circle_id=circle.id)


def _over(press: Press, view: View) -> Reply:
    """In the place of the form that was pressed in; over the conversation otherwise."""
    return ReplaceForm(view) if (press.view or {}).get("type") == "modal" else OpenForm(view)


def _two_numbers(value: str) -> tuple[int, int]:
    first, _, second = value.partition("/")
    return number_in(first), number_in(second)
