"""What a volunteer does: join, change, pause, resume, stop."""

from datetime import date, timedelta

from bot.flash import offering, views
from bot.flash import volunteering as use_cases
from bot.flash.actions import Field
from bot.flash.rules import CAPACITIES, MINUTES
from bot.flash.topics import topic_names
from bot.matching.asks.mentors import CareerStage, MeetingFormat
from bot.matching.asks.topics import tidy_topic_names
from bot.profiles.profile import introduce_myself, profile_of
from bot.slack.form_values import FormValues
from bot.slack.request import Command, FormFaults, OpenForm, Press, Reply, Request, Say, Submission
from bot.slack.user_input import likely_meant, row_id, row_ids
from bot.topics.topics import named_topics

WORDS = ("help", "pause", "resume", "stop")


async def command(request: Request, command: Command) -> Reply:
    """/mentor-volunteer: alone it opens the form."""
    typed = command.text.strip()
    match typed.casefold().split(maxsplit=1):
        case []:
            return await _open_form(request)
        case ["help"]:
            return Say(views.volunteer_help())
        case ["pause"]:
            return await _open_pause_form(request)
        case ["pause", day]:
            return await _pause_until(request, typed, day)
        case ["resume"]:
            known = await use_cases.resume(request, request.member)
            return Say(views.resumed() if known else views.not_a_mentor())
        case ["stop"]:
            known = await use_cases.stop_volunteering(request, request.member.id)
            return Say(views.stopped() if known else views.not_a_mentor())
    return Say(views.volunteer_slip(typed, likely_meant(typed, WORDS)))


async def open_form(request: Request, _press: Press) -> Reply:
    """The volunteer form, from a button."""
    return await _open_form(request)


async def volunteer(request: Request, submission: Submission) -> Reply:
    """Keep what the form holds."""
    values = submission.values
    new_topics, refused = tidy_topic_names(values.text(Field.NEW_TOPICS))
    if refused:
        return FormFaults(views.fault_in_topics(refused[0]))
    before = await use_cases.mentor_of(request, request.member.id)
    is_new = before is None or not before.is_volunteering
    await introduce_myself(
        request,
        request.member.id,
        team=values.text(Field.TEAM),
        place=values.text(Field.PLACE),
        stage=values.one_of(Field.STAGE, CareerStage),
    )
    mentor = await use_cases.volunteer(request, request.member, _offered(values, new_topics))
    topics = await named_topics(request, await use_cases.topics_of(request, mentor))
    return Say(views.volunteer_welcome(is_new, list(topics.values()), mentor.capacity))


async def pause(request: Request, submission: Submission) -> Reply:
    """Pause until the day that the form holds; from an invitation, also say *Not this time* to it."""
    until = submission.values.day(Field.UNTIL)
    if until is None or until <= request.today:
        return FormFaults({Field.UNTIL: views.PAUSE_IN_THE_PAST})
    if ask_id := row_id(submission.subject):
        await offering.decline(request, request.member, ask_id, None)
    return await _pause(request, until)


async def _open_form(request: Request) -> Reply:
    mentor = await use_cases.mentor_of(request, request.member.id)
    chosen = await use_cases.topics_of(request, mentor) if mentor else []
    topics = await topic_names(request)
    return OpenForm(views.volunteer_form(topics, mentor, chosen, await profile_of(request, request.member.id)))


async def _open_pause_form(request: Request) -> Reply:
    mentor = await use_cases.mentor_of(request, request.member.id)
    if mentor is None or not mentor.is_volunteering:
        return Say(views.not_a_mentor())
    return OpenForm(views.pause_form(request.today + timedelta(days=7)))


async def _pause_until(request: Request, typed: str, day: str) -> Reply:
    try:
        until = date.fromisoformat(day.removeprefix("until "))
    except ValueError:
        return Say(views.volunteer_slip(typed, f"pause {request.today + timedelta(days=7)}"))
    if until <= request.today:
        return Say(views.said(views.PAUSE_IN_THE_PAST))
    return await _pause(request, until)


async def _pause(request: Request, until: date) -> Reply:
    mentor = await use_cases.pause(request, request.member, until)
    return Say(views.paused(until) if mentor else views.not_a_mentor())


def _offered(values: FormValues, new_topics: list[str]) -> use_cases.Volunteering:
    capacity = row_id(values.choice(Field.CAPACITY) or "")
    minutes = row_id(values.choice(Field.MINUTES) or "")
    return use_cases.Volunteering(
        topic_ids=row_ids(values.choices(Field.TOPICS)),
        new_topics=new_topics,
        capacity=capacity if capacity in CAPACITIES else CAPACITIES[1],
        minutes=minutes if minutes in MINUTES else MINUTES[1],
        formats=values.some_of(Field.FORMAT, MeetingFormat) or list(MeetingFormat),
        own_words=values.text(Field.OWN_WORDS),
    )
