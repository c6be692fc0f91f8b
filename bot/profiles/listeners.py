"""The handlers of the forms about oneself, and of people whom one would rather not meet."""

from bot.languages.catalogues import known
from bot.matching.asks.mentors import CareerStage
from bot.matching.asks.topics import tidy_topic_names
from bot.members.models import reader_in
from bot.profiles import about_me, profile, views
from bot.profiles.about_me import AboutMe
from bot.profiles.actions import Field
from bot.profiles.values import Value
from bot.slack.request import FormFaults, OpenForm, Press, Reply, Request, Say, Submission
from bot.topics.topics import chosen_topics


async def open_about_me(request: Request, _press: Press) -> Reply:
    """Show the member what they have told."""
    told = await about_me.about_me(request, request.member)
    return OpenForm(
        views.about_me_form(request.reader, await about_me.topics_to_choose_from(request, told.topic_ids), told)
    )


async def save_about_me(request: Request, submission: Submission) -> Reply:
    """Keep what they tell, or say what to mend."""
    values = submission.values
    new_topics, refused = tidy_topic_names(values.text(Field.NEW_TOPICS))
    topic_ids = await chosen_topics(request, values.choices(Field.TOPICS))
    told = AboutMe(
        about=values.text(Field.ABOUT),
        team=values.text(Field.TEAM),
        place=values.text(Field.PLACE),
        stage=values.one_of(Field.STAGE, CareerStage),
        topic_ids=topic_ids,
        new_topics=new_topics,
        values=values.some_of(Field.VALUES, Value),
        language=known(values.choice(Field.LANGUAGE)),
    )
    if faults := views.faults_in_about_me(request.reader, told, refused):
        return FormFaults(faults)
    await about_me.tell_about_me(request, request.member.id, told)
    return Say(views.about_me_saved(reader_in(told.language, request.member.locale), told))


async def open_avoid_form(request: Request, _press: Press) -> Reply:
    """Show the member their own list."""
    return OpenForm(views.avoid_form(request.reader, await profile.rather_not_met(request, request.member.id)))


async def save_avoid_form(request: Request, submission: Submission) -> Reply:
    """Keep the list as it was sent."""
    others = set(submission.values.members(Field.OTHERS)) - {request.member.id}
    await profile.rather_not_meet(request, request.member.id, others)
    return Say(views.avoid_saved(request.reader, len(others)))
