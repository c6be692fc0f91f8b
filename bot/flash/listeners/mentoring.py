"""Handlers of what mentors do: join, change, pause, resume, stop, and name someone else."""

from datetime import date, timedelta

from bot.blocks import said
from bot.cadence import CadenceError, parse_day
from bot.flash import offering, volunteering
from bot.flash.actions import Field
from bot.flash.rules import CAPACITIES, MINUTES
from bot.flash.views import commands, forms
from bot.flash.views.answers import ANSWERS
from bot.languages.reader import ENGLISH
from bot.matching.asks.mentors import CareerStage, MeetingFormat
from bot.matching.asks.topics import tidy_topic_names
from bot.members.models import Member
from bot.profiles.profile import introduce_myself, profile_of
from bot.slack.command_words import in_english
from bot.slack.form_values import FormValues
from bot.slack.handlers import say
from bot.slack.request import Command, FormFaults, OpenForm, Press, Reply, Request, Say, Submission
from bot.slack.user_input import likely_meant, row_id, row_ids
from bot.topics.topics import named_topics

WORDS = ("help", "pause", "resume", "stop")
PAUSE_BY_DEFAULT = timedelta(days=7)


async def command(request: Request, command: Command) -> Reply:
    """/mentor-volunteer: alone it opens the form."""
    typed = command.text.strip()
    match in_english(typed.casefold(), WORDS).split(maxsplit=1):
        case []:
            return await _open_form(request)
        case ["help"]:
            return Say(commands.volunteer_help())
        case ["pause"]:
            return await _open_own_pause_form(request)
        case ["pause", day]:
            return await _pause_until(request, typed, day)
        case ["resume"]:
            known = await volunteering.resume(request, request.member)
            return Say(said(ENGLISH, commands.RESUMED) if known else commands.not_a_mentor())
        case ["stop"]:
            known = await volunteering.stop(request, request.member)
            return Say(said(ENGLISH, commands.STOPPED) if known else commands.not_a_mentor())
    return Say(commands.volunteer_typo(typed, likely_meant(typed, WORDS)))


async def open_form(request: Request, _press: Press) -> Reply:
    """Open the volunteer form, from a button."""
    return await _open_form(request)


async def volunteer(request: Request, submission: Submission) -> Reply:
    """Save what the volunteer form holds."""
    values = submission.values
    new_topics, refused = tidy_topic_names(values.text(Field.NEW_TOPICS))
    if refused:
        return FormFaults(forms.fault_in_topics(refused[0]))
    is_new = await volunteering.active_mentor(request, request.member.id) is None
    await introduce_myself(
        request,
        request.member.id,
        team=values.text(Field.TEAM),
        place=values.text(Field.PLACE),
        stage=values.one_of(Field.STAGE, CareerStage),
    )
    mentor = await volunteering.volunteer(request, request.member, _offered(values, new_topics))
    topics = await named_topics(request, await volunteering.topics_of(request, mentor))
    return Say(commands.volunteered(is_new, list(topics.values()), mentor.capacity))


async def open_pause_form(request: Request, press: Press) -> Reply:
    """*Pause me*, which is fine on an invitation that is settled, too."""
    await offering.may_still_answer(request, request.member, row_id(press.value), press.message)
    return OpenForm(forms.pause_form(request.today + PAUSE_BY_DEFAULT, press.value))


async def pause(request: Request, submission: Submission) -> Reply:
    """Pause until the day that the form holds; from an invitation, also say *Not this time* to it."""
    until = submission.values.day(Field.UNTIL)
    if until is None or until <= request.today:
        return FormFaults({Field.UNTIL: forms.PAUSE_IN_THE_PAST})
    if ask_id := row_id(submission.subject):
        await offering.decline(request, request.member, ask_id, None)
    return await _pause(request, until)


async def name_someone(request: Request, submission: Submission) -> Reply:
    """*I know someone*: show the question to the person in the form."""
    other = await request.session.get(Member, (request.workspace, submission.values.member(Field.PERSON) or ""))
    if other is None or other.id == request.member.id:
        return FormFaults({Field.PERSON: forms.NAME_SOMEONE_ELSE})
    if not other.is_described:
        return FormFaults({Field.PERSON: forms.NOBODY_SAYS_WHO_THAT_IS})
    return say(await offering.name_someone(request, request.member, row_id(submission.subject), None, other), ANSWERS)


async def _open_form(request: Request) -> Reply:
    mentor = await volunteering.mentor_of(request, request.member.id)
    chosen = await volunteering.topics_of(request, mentor) if mentor else []
    topics = await volunteering.topics_to_choose_from(request)
    return OpenForm(forms.volunteer_form(topics, mentor, chosen, await profile_of(request, request.member.id)))


async def _open_own_pause_form(request: Request) -> Reply:
    if await volunteering.active_mentor(request, request.member.id) is None:
        return Say(commands.not_a_mentor())
    return OpenForm(forms.pause_form(request.today + PAUSE_BY_DEFAULT))


async def _pause_until(request: Request, typed: str, day: str) -> Reply:
    try:
        until = parse_day(day, request.today, request.reader.locale)
    except CadenceError:
        return Say(commands.volunteer_typo(typed, f"pause {request.today + PAUSE_BY_DEFAULT}"))
    if until <= request.today:
        return Say(said(ENGLISH, forms.PAUSE_IN_THE_PAST))
    return await _pause(request, until)


async def _pause(request: Request, until: date) -> Reply:
    is_mentor = await volunteering.pause(request, request.member, until)
    return Say(commands.paused(until) if is_mentor else commands.not_a_mentor())


def _offered(values: FormValues, new_topics: list[str]) -> volunteering.Volunteering:
    capacity = row_id(values.choice(Field.CAPACITY) or "")
    minutes = row_id(values.choice(Field.MINUTES) or "")
    return volunteering.Volunteering(
        topic_ids=row_ids(values.choices(Field.TOPICS)),
        new_topics=new_topics,
        capacity=capacity if capacity in CAPACITIES else CAPACITIES[1],
        minutes=minutes if minutes in MINUTES else MINUTES[1],
        formats=values.some_of(Field.FORMAT, MeetingFormat) or list(MeetingFormat),
        own_words=values.text(Field.OWN_WORDS),
    )
