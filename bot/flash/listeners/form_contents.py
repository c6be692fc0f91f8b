"""Reading the ask form and the volunteer form. What a form does not show stays as it was before."""

from dataclasses import replace

from bot.flash.actions import Field
from bot.flash.question import Question
from bot.flash.rules import CAPACITIES, MINUTES, QUESTION_LIMIT
from bot.flash.views.ask_form import WITHOUT_NAME, YES
from bot.flash.volunteering import Volunteering
from bot.matching.asks.mentors import MeetingFormat, Preference
from bot.slack.form_values import FormValues
from bot.slack.user_input import row_id, row_ids


def is_whole(values: FormValues) -> bool:
    """Return whether a form shows all of its fields, or leaves some behind *More about it*."""
    return Field.MINUTES in values.state


def question_written(values: FormValues) -> str:
    """Return the question in the ask form."""
    return values.text(Field.QUESTION)[:QUESTION_LIMIT]


def question_in(values: FormValues, before: Question) -> Question:
    """Return what the ask form holds."""
    question = replace(
        before,
        question=question_written(values),
        topic_ids=row_ids(values.choices(Field.TOPICS)),
        shows_name=values.choice(Field.NAME) != WITHOUT_NAME,
    )
    return _with_rest(values, question) if is_whole(values) else question


def volunteering_in(values: FormValues, before: Volunteering) -> Volunteering:
    """Return what the volunteer form holds, but for topics that are new."""
    capacity = row_id(values.choice(Field.CAPACITY) or "")
    offered = replace(
        before,
        topic_ids=row_ids(values.choices(Field.TOPICS)),
        capacity=capacity if capacity in CAPACITIES else CAPACITIES[1],
    )
    return _with_rest_offered(values, offered) if is_whole(values) else offered


def has_promised(values: FormValues) -> bool:
    """Return whether the promise of the volunteer form is given."""
    return YES in values.choices(Field.PLEDGE)


def _with_rest(values: FormValues, question: Question) -> Question:
    return replace(
        question,
        tried=values.text(Field.TRIED),
        in_return=values.text(Field.IN_RETURN),
        preference=values.one_of(Field.PREFERENCE, Preference) or Preference.NO_PREFERENCE,
        minutes=_minutes(values, MINUTES[0]),
        meeting_format=values.one_of(Field.FORMAT, MeetingFormat) or MeetingFormat.CALL,
        in_channel=YES in values.choices(Field.CHANNEL),
    )


def _with_rest_offered(values: FormValues, offered: Volunteering) -> Volunteering:
    return replace(
        offered,
        minutes=_minutes(values, MINUTES[1]),
        formats=values.some_of(Field.FORMAT, MeetingFormat) or list(MeetingFormat),
        own_words=values.text(Field.OWN_WORDS),
    )


def _minutes(values: FormValues, usual: int) -> int:
    minutes = row_id(values.choice(Field.MINUTES) or "")
    return minutes if minutes in MINUTES else usual
