"""Handlers of what mentors do: join, change, pause, resume, stop, and name someone else."""

from dataclasses import replace
from datetime import date, timedelta

from slack_sdk.models.views import View

from bot.blocks import said
from bot.cadence import CadenceError, parse_day
from bot.flash import offering, volunteering
from bot.flash.actions import Field
from bot.flash.listeners import form_contents
from bot.flash.models import Mentor
from bot.flash.views import commands, forms, volunteer_form
from bot.flash.views.answers import answers
from bot.matching.asks.mentors import CareerStage
from bot.matching.asks.topics import tidy_topic_names
from bot.members.models import Member
from bot.profiles.profile import introduce_myself, profile_of
from bot.slack.command_words import in_english, likely_word
from bot.slack.form_values import FormValues
from bot.slack.handlers import say
from bot.slack.request import Command, FormFaults, OpenForm, Press, ReplaceForm, Reply, Request, Say, Submission
from bot.slack.user_input import row_id
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
            return Say(commands.volunteer_help(request.reader))
        case ["pause"]:
            return await _open_own_pause_form(request)
        case ["pause", day]:
            return await _pause_until(request, typed, day)
        case ["resume"]:
            known = await volunteering.resume(request, request.member)
            return Say(commands.resumed(request.reader) if known else commands.not_a_mentor(request.reader))
        case ["stop"]:
            known = await volunteering.stop(request, request.member)
            return Say(commands.stopped(request.reader) if known else commands.not_a_mentor(request.reader))
    return Say(commands.volunteer_typo(request.reader, typed, likely_word(request.reader, typed, WORDS)))


async def open_form(request: Request, _press: Press) -> Reply:
    """Open the volunteer form, from a button."""
    return await _open_form(request)


async def show_more(request: Request, press: Press) -> Reply:
    """*More about it*: the same form with all of its fields, and with what was filled in so far."""
    mentor = await volunteering.mentor_of(request, request.member.id)
    offered = form_contents.volunteering_in(press.values, await volunteering.offered_by(request, mentor))
    has_promised = form_contents.has_promised(press.values)
    return ReplaceForm(await _form(request, mentor, offered, has_promised=has_promised, is_whole=True))


async def volunteer(request: Request, submission: Submission) -> Reply:
    """Save what the volunteer form holds."""
    values = submission.values
    new_topics, refused = tidy_topic_names(values.text(Field.NEW_TOPICS))
    if refused:
        return FormFaults(volunteer_form.fault_in_topics(request.reader, refused[0]))
    mentor = await volunteering.mentor_of(request, request.member.id)
    is_new = mentor is None or not mentor.is_volunteering
    if form_contents.is_whole(values):
        await _introduce(request, values)
    offered = form_contents.volunteering_in(values, await volunteering.offered_by(request, mentor))
    mentor = await volunteering.volunteer(request, request.member, replace(offered, new_topics=new_topics))
    topics = await named_topics(request, await volunteering.topics_of(request, mentor))
    return Say(commands.volunteered(request.reader, is_new, list(topics.values()), mentor.capacity))


async def open_pause_form(request: Request, press: Press) -> Reply:
    """*Pause me*, which is fine on an invitation that is settled, too."""
    await offering.may_still_answer(request, request.member, row_id(press.value), press.message)
    return OpenForm(forms.pause_form(request.reader, request.today + PAUSE_BY_DEFAULT, press.value))


async def pause(request: Request, submission: Submission) -> Reply:
    """Pause until the day that the form holds; from an invitation, also say *Not this time* to it."""
    until = submission.values.day(Field.UNTIL)
    if until is None or until <= request.today:
        return FormFaults({Field.UNTIL: forms.pause_in_the_past(request.reader)})
    if ask_id := row_id(submission.subject):
        await offering.decline(request, request.member, ask_id, None)
    return await _pause(request, until)


async def name_someone(request: Request, submission: Submission) -> Reply:
    """*I know someone*: show the question to the person in the form."""
    other = await request.session.get(Member, (request.workspace, submission.values.member(Field.PERSON) or ""))
    if other is None or other.id == request.member.id:
        return FormFaults({Field.PERSON: forms.name_someone_else(request.reader)})
    if not other.is_described:
        return FormFaults({Field.PERSON: forms.nobody_says_who_that_is(request.reader)})
    outcome = await offering.name_someone(request, request.member, row_id(submission.subject), None, other)
    return say(outcome, answers(request.reader))


async def _open_form(request: Request) -> Reply:
    mentor = await volunteering.mentor_of(request, request.member.id)
    offered, is_mentor = await volunteering.offered_by(request, mentor), mentor is not None
    return OpenForm(await _form(request, mentor, offered, has_promised=is_mentor, is_whole=is_mentor))


async def _form(
    request: Request,
    mentor: Mentor | None,
    offered: volunteering.Volunteering,
    *,
    has_promised: bool,
    is_whole: bool,
) -> View:
    return volunteer_form.volunteer_form(
        request.reader,
        await volunteering.topics_to_choose_from(request),
        offered,
        await profile_of(request, request.member.id),
        is_mentor=mentor is not None,
        has_promised=has_promised,
        is_whole=is_whole,
    )


async def _introduce(request: Request, values: FormValues) -> None:
    await introduce_myself(
        request,
        request.member.id,
        team=values.text(Field.TEAM),
        place=values.text(Field.PLACE),
        stage=values.one_of(Field.STAGE, CareerStage),
    )


async def _open_own_pause_form(request: Request) -> Reply:
    if await volunteering.active_mentor(request, request.member.id) is None:
        return Say(commands.not_a_mentor(request.reader))
    return OpenForm(forms.pause_form(request.reader, request.today + PAUSE_BY_DEFAULT))


async def _pause_until(request: Request, typed: str, day: str) -> Reply:
    try:
        until = parse_day(day, request.today, request.reader.locale)
    except CadenceError:
        return Say(commands.volunteer_typo(request.reader, typed, f"pause {request.today + PAUSE_BY_DEFAULT}"))
    if until <= request.today:
        return Say(said(request.reader, forms.pause_in_the_past(request.reader)))
    return await _pause(request, until)


async def _pause(request: Request, until: date) -> Reply:
    is_mentor = await volunteering.pause(request, request.member, until)
    return Say(commands.paused(request.reader, until) if is_mentor else commands.not_a_mentor(request.reader))
