"""What a mentor does with an invitation."""

from datetime import timedelta

from bot.flash import clarifying, offering, views
from bot.flash.actions import Field
from bot.flash.listeners.saying import say_outcome
from bot.flash.models import Ask
from bot.slack.models import Member
from bot.slack.turn import FormFaults, OpenForm, Press, Reply, Submission, Turn
from bot.slack.typed import number_in


async def open_ask_first_form(turn: Turn, press: Press) -> Reply:
    """*Ask something first*."""
    ask = await _ask_shown_to(turn, press)
    return OpenForm(views.ask_first_form(ask)) if isinstance(ask, Ask) else ask


async def ask_first(turn: Turn, submission: Submission) -> Reply:
    """The mentor's question goes to the asker."""
    outcome = await clarifying.ask_first(
        turn.moment, turn.member, number_in(submission.subject), submission.values.text(Field.ANSWER)
    )
    return say_outcome(outcome, views.ANSWERS)


async def open_someone_else_form(turn: Turn, press: Press) -> Reply:
    """*I know someone*."""
    ask = await _ask_shown_to(turn, press)
    return OpenForm(views.someone_else_form(ask)) if isinstance(ask, Ask) else ask


async def name_someone(turn: Turn, submission: Submission) -> Reply:
    """The person named is shown the question."""
    other = await turn.session.get(Member, (turn.workspace, submission.values.member(Field.PERSON) or ""))
    if other is None or other.id == turn.member.id:
        return FormFaults({Field.PERSON: views.NAME_SOMEONE_ELSE})
    if not other.is_described:
        return FormFaults({Field.PERSON: views.NOBODY_SAYS_WHO_THAT_IS})
    outcome = await offering.name_someone(turn.moment, turn.member, number_in(submission.subject), other)
    return say_outcome(outcome, views.ANSWERS)


async def open_pause_form(turn: Turn, press: Press) -> Reply:
    """*Pause me*, which is fine on an invitation that is settled, too."""
    await offering.may_still_answer(turn.moment, turn.member, number_in(press.value), press.message)
    return OpenForm(views.pause_form(turn.today + timedelta(days=7), press.value))


async def _ask_shown_to(turn: Turn, press: Press) -> Ask | Reply:
    """The open ask of an invitation that this member has not answered yet, or what to say instead."""
    found = await offering.may_still_answer(turn.moment, turn.member, number_in(press.value), press.message)
    return found if isinstance(found, Ask) else say_outcome(found, views.ANSWERS)
