"""The forms of flash mentoring, but the ask form."""

from collections.abc import Sequence
from datetime import date, datetime

from slack_sdk.models.views import View

from bot.blocks import note, paragraph, person, quote
from bot.flash.actions import Field, Form
from bot.flash.models import Ask, Conversation, Invitation, Mentor
from bot.flash.rules import ANSWER_LIMIT, CAPACITIES, MINUTES
from bot.flash.views.ask_form import YES
from bot.flash.views.shared import minutes_to_choose, names_of_formats, start_of
from bot.form_fields import (
    checkbox_field,
    date_field,
    datetime_field,
    form,
    member_field,
    multi_select_field,
    select_field,
    select_or_none_field,
    text_field,
)
from bot.languages.reader import ENGLISH
from bot.matching.asks.mentors import MeetingFormat
from bot.matching.asks.topics import RefusedName
from bot.profiles.models import Profile
from bot.profiles.names_of_choices import names_of_stages
from bot.topics.catalogue import TopicName
from bot.topics.name_errors import mend_name

PAUSE_IN_THE_PAST = "That day is not in the future. Please choose a later one."
NAME_SOMEONE_ELSE = "Please choose a colleague other than yourself."
NOBODY_SAYS_WHO_THAT_IS = "Slack did not say in time who that is. Please try again in a minute."
TIME_MISSING = "Please choose at least one time."

_VOLUNTEERING = (
    "Now and then we show you a question that you may be able to help with. You say yes or no; no is always fine."
)
_PLEDGE = [(YES, "I make time when I say yes, I listen, and it stays between us.")]
_CAPACITIES = [(number, str(number)) for number in CAPACITIES]
_HINTS = {
    Field.TOPICS: "What you would gladly be asked about. You need not be an expert. Without any, we go by your own words.",
    Field.NEW_TOPICS: "Missing from the list? Write them here, separated by commas.",
    Field.OWN_WORDS: "A line or two in your own words. People read it when they choose.",
    Field.TEAM: "People read it when you offer to help. With your place and stage, it helps us to reach beyond people like you.",
}
"""Under the fields of the volunteer form."""


def volunteer_form(topics: Sequence[TopicName], mentor: Mentor | None, chosen: Sequence[int], profile: Profile) -> View:
    """Return the form to join as a flash mentor, or to change what one offers."""
    names = [(topic.id, topic.name) for topic in topics]
    words, capacity = (mentor.own_words, mentor.capacity) if mentor else ("", 2)
    minutes = mentor.minutes if mentor else MINUTES[1]
    formats = mentor.formats if mentor else [MeetingFormat.WRITING, MeetingFormat.CALL]
    pledged = [YES] if mentor else []
    return form(
        ENGLISH,
        Form.VOLUNTEER,
        "Be a flash mentor",
        paragraph(_VOLUNTEERING),
        multi_select_field(Field.TOPICS, "Topics", names, chosen, hint=_HINTS[Field.TOPICS]),
        text_field(Field.NEW_TOPICS, "Other topics", limit=300, lines=False, hint=_HINTS[Field.NEW_TOPICS]),
        text_field(Field.OWN_WORDS, "How I show up", limit=ANSWER_LIMIT, value=words, hint=_HINTS[Field.OWN_WORDS]),
        select_field(Field.CAPACITY, "Conversations a month, at most", _CAPACITIES, capacity),
        select_field(Field.MINUTES, "How long, at most", minutes_to_choose(ENGLISH), minutes),
        checkbox_field(Field.FORMAT, "How", list(names_of_formats(ENGLISH).items()), formats, required=True),
        text_field(Field.TEAM, "Your team", limit=80, value=profile.team, lines=False, hint=_HINTS[Field.TEAM]),
        text_field(Field.PLACE, "Your place", limit=80, value=profile.place, lines=False),
        select_or_none_field(
            Field.STAGE, "Where you are in your working life", list(names_of_stages(ENGLISH).items()), profile.stage
        ),
        checkbox_field(Field.PLEDGE, "What you promise", _PLEDGE, pledged, required=True),
        submit="Save" if mentor else "Volunteer",
    )


def fault_in_topics(refused: RefusedName) -> dict[str, str]:
    """Return what to mend in the volunteer form, where a name in it cannot be a topic's."""
    return {Field.NEW_TOPICS: mend_name(ENGLISH, refused)}


def pause_form(back_on: date, subject: object = "") -> View:
    """Return the form for a pause, with a day on which it ends by itself."""
    return form(
        ENGLISH,
        Form.PAUSE,
        "Pause",
        paragraph("We will not show you any questions until that day. What you have begun goes on."),
        date_field(Field.UNTIL, "Back on", initial=back_on),
        submit="Pause",
        subject=subject,
    )


def ask_first_form(ask: Ask) -> View:
    """Return the form in which a mentor asks something before they decide."""
    hint = "We carry it to the person who asked, with your name, and bring you the answer."
    return form(
        ENGLISH,
        Form.ASK_FIRST,
        "Ask something first",
        paragraph(f"About {start_of(ENGLISH, ask)}"),
        text_field(Field.ANSWER, "What would you like to know?", limit=ANSWER_LIMIT, required=True, hint=hint),
        subject=ask.id,
    )


def answer_first_form(asking: Invitation) -> View:
    """Return the form in which the asker answers what a mentor asked first."""
    return form(
        ENGLISH,
        Form.ANSWER_FIRST,
        "Answer",
        paragraph(f"They would like to know:\n{quote(asking.clarification)}"),
        text_field(Field.ANSWER, "Your answer", limit=ANSWER_LIMIT, required=True),
        subject=asking.id,
    )


def someone_else_form(ask: Ask) -> View:
    """Return the form in which a mentor names a colleague who could help."""
    hint = "If they can be asked, we show it to them privately and say that you thought of them."
    return form(
        ENGLISH,
        Form.SOMEONE_ELSE,
        "I know someone",
        paragraph(f"About {start_of(ENGLISH, ask)}"),
        member_field(Field.PERSON, "Who comes to mind?", hint=hint),
        subject=ask.id,
    )


def propose_time_form(conversation_id: int, initial: datetime) -> View:
    """Return the form for one to three times, with a first one in it."""
    return form(
        ENGLISH,
        Form.PROPOSE_TIME,
        "Propose a time",
        datetime_field(Field.FIRST_TIME, "First choice", initial=initial, required=True),
        datetime_field(Field.SECOND_TIME, "Second choice"),
        datetime_field(Field.THIRD_TIME, "Third choice"),
        note("Times are in your own time zone; the other person sees them in theirs."),
        submit="Propose",
        subject=conversation_id,
    )


def faults_in_times(fields: Sequence[str]) -> dict[str, str]:
    """Return what to mend in the fields whose times have passed."""
    return dict.fromkeys(fields, "This has already passed. Please choose a time in the future.")


def thanks_form(conversation: Conversation) -> View:
    """Return the form for a private word of thanks to the mentor."""
    hint = "What helped, and what you did with it."
    return form(
        ENGLISH,
        Form.THANKS,
        "Say thanks",
        paragraph(f"To {person(conversation.mentor)}, and nobody else."),
        text_field(Field.THANKS, "Your words", limit=ANSWER_LIMIT, required=True, hint=hint),
        subject=conversation.id,
    )
