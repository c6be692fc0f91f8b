"""From Slack's requests about people to their use cases."""

from bot.matching.asks.mentors import Stage
from bot.matching.asks.topics import tidy_topic_names
from bot.people import service, telling, views
from bot.people.actions import ABOUT_ME, ABOUT_ME_FORM, AVOID, AVOID_FORM, Field
from bot.people.telling import AboutMe
from bot.people.values import Value
from bot.slack.edge import Edge
from bot.slack.forms import FormValues
from bot.slack.turn import FormFaults, OpenForm, Press, Reply, Say, Submission, Turn
from bot.topics.service import chosen_topics


def register(edge: Edge) -> None:
    """Every button and form of this room."""
    edge.press(ABOUT_ME, open_about_me)
    edge.submission(ABOUT_ME_FORM, save_about_me)
    edge.press(AVOID, open_avoid_form)
    edge.submission(AVOID_FORM, save_avoid_form)


async def open_about_me(turn: Turn, _press: Press) -> Reply:
    """Show the member what they have told."""
    told = await telling.about_me(turn.moment, turn.member.id)
    return OpenForm(views.about_me_form(await telling.topics_to_choose_from(turn.moment, told.topic_ids), told))


async def save_about_me(turn: Turn, submission: Submission) -> Reply:
    """Keep what they tell, or say what to mend."""
    new_topics, refused = tidy_topic_names(submission.values.text(Field.NEW_TOPICS))
    topic_ids = await chosen_topics(turn.moment, submission.values.choices(Field.TOPICS))
    told = _told(submission.values, topic_ids, new_topics)
    if faults := views.faults_in_about_me(told, refused):
        return FormFaults(faults)
    await telling.tell_about_me(turn.moment, turn.member.id, told)
    return Say(views.about_me_saved(told))


async def open_avoid_form(turn: Turn, _press: Press) -> Reply:
    """Show the member their own list."""
    return OpenForm(views.avoid_form(await service.rather_not_met(turn.moment, turn.member.id)))


async def save_avoid_form(turn: Turn, submission: Submission) -> Reply:
    """Keep the list as it was sent."""
    others = set(submission.values.members(Field.OTHERS)) - {turn.member.id}
    await service.rather_not_meet(turn.moment, turn.member.id, others)
    return Say(views.avoid_saved(len(others)))


def _told(values: FormValues, topic_ids: list[int], new_topics: list[str]) -> AboutMe:
    return AboutMe(
        about=values.text(Field.ABOUT),
        team=values.text(Field.TEAM),
        place=values.text(Field.PLACE),
        stage=values.one_of(Field.STAGE, Stage),
        topic_ids=topic_ids,
        new_topics=new_topics,
        values=values.some_of(Field.VALUES, Value),
    )
