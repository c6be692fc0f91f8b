"""What a mentor does with an invitation."""

from datetime import timedelta

from bot.flash import clarifying, offering, views
from bot.flash.actions import Field
from bot.flash.models import Ask
from bot.members.models import Member
from bot.slack.handlers import say
from bot.slack.request import FormFaults, OpenForm, Press, Reply, Request, Submission
from bot.slack.user_input import row_id


async def open_ask_first_form(request: Request, press: Press) -> Reply:
    """*Ask something first*."""
    ask = await _ask_shown_to(request, press)
    return OpenForm(views.ask_first_form(ask)) if isinstance(ask, Ask) else ask


async def ask_first(request: Request, submission: Submission) -> Reply:
    """The mentor's question goes to the asker."""
    outcome = await clarifying.ask_first(
        request, request.member, row_id(submission.subject), submission.values.text(Field.ANSWER)
    )
    return say(outcome, views.ANSWERS)


async def open_someone_else_form(request: Request, press: Press) -> Reply:
    """*I know someone*."""
    ask = await _ask_shown_to(request, press)
    return OpenForm(views.someone_else_form(ask)) if isinstance(ask, Ask) else ask


async def name_someone(request: Request, submission: Submission) -> Reply:
    """The person named is shown the question."""
    other = await request.session.get(Member, (request.workspace, submission.values.member(Field.PERSON) or ""))
    if other is None or other.id == request.member.id:
        return FormFaults({Field.PERSON: views.NAME_SOMEONE_ELSE})
    if not other.is_described:
        return FormFaults({Field.PERSON: views.NOBODY_SAYS_WHO_THAT_IS})
    outcome = await offering.name_someone(request, request.member, row_id(submission.subject), other)
    return say(outcome, views.ANSWERS)


async def open_pause_form(request: Request, press: Press) -> Reply:
    """*Pause me*, which is fine on an invitation that is settled, too."""
    await offering.may_still_answer(request, request.member, row_id(press.value), press.message)
    return OpenForm(views.pause_form(request.today + timedelta(days=7), press.value))


async def _ask_shown_to(request: Request, press: Press) -> Ask | Reply:
    """The open ask of an invitation that this member has not answered yet, or what to say instead."""
    found = await offering.may_still_answer(request, request.member, row_id(press.value), press.message)
    return found if isinstance(found, Ask) else say(found, views.ANSWERS)
