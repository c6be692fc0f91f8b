"""The forms of flash mentoring."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from slack_sdk.models.blocks import Block
from slack_sdk.models.views import View

from bot.blocks import note, paragraph, person, quote
from bot.flash.actions import Field, Form
from bot.flash.models import Ask, Invitation, Mentor
from bot.flash.question import Question
from bot.flash.rules import ANSWER_LIMIT, CAPACITIES, MINUTES
from bot.flash.views.ask_fields import (
    format_field,
    in_return_field,
    made_once,
    preference_field,
    question_field,
    topics_field,
    tried_field,
)
from bot.flash.views.shared import FORMATS, PREFERENCES, start_of
from bot.form_fields import (
    day_field,
    form,
    one_of,
    one_or_none,
    person_field,
    radio,
    several_of,
    ticks,
    time_field,
    words_field,
)
from bot.matching.asks.mentors import MeetingFormat
from bot.matching.asks.topics import RefusedName
from bot.profiles.career_stages import STAGES
from bot.profiles.models import Profile
from bot.topics.catalogue import TopicName
from bot.topics.name_errors import mend_name

_MINUTES = [(minutes, f"{minutes} minutes") for minutes in MINUTES]
WITH_NAME, WITHOUT_NAME = "with", "without"
YES, AGAIN = "yes", "again"
PAUSE_IN_THE_PAST = "That day is not in the future. Please choose a later one."
NAME_SOMEONE_ELSE = "Please choose a colleague other than yourself."
NOBODY_SAYS_WHO_THAT_IS = "Slack did not say in time who that is. Please try again in a minute."
QUESTION_MISSING = "Please write a question."
QUESTION_CLOSED = "This question has closed meanwhile. To ask it anew, close this form and use /mentor-ask."
TIME_MISSING = "Please choose at least one time."


@dataclass(frozen=True, slots=True)
class AskHints:
    """What is said above the fields when the form was sent once already, and there is something to think about."""

    is_vague: bool = False
    """The question has little in it."""
    is_nobody_known: bool = False
    """Of nobody who could be asked do we know that they are as the asker would like them."""
    open_ask: Ask | None = None
    """The member has this question open, and what they sent differs from it."""


def ask_form(
    topics: Sequence[TopicName], question: Question, channel: str | None, hints: AskHints = AskHints()
) -> View:
    """*Making the ask*: what, tried, from whom, in return, how long, how, and with whose name."""
    submit, subject = _sending(hints)
    return form(
        Form.ASK,
        "Ask a question",
        *_kind_suggestions(question, hints),
        question_field(question.question),
        topics_field(topics, question.topic_ids),
        tried_field(question.tried),
        preference_field(question.preference),
        in_return_field(question.in_return),
        _minutes_field(question.minutes),
        format_field(question.meeting_format),
        _name_field(WITH_NAME if question.shows_name else WITHOUT_NAME),
        *_channel_field(question, channel),
        submit=submit,
        close="Leave it" if hints.open_ask else "Not now",
        subject=subject,
    )


def _sending(hints: AskHints) -> tuple[str, str]:
    if hints.open_ask is not None:
        return "Change it", str(hints.open_ask.id)
    return ("Post anyway", AGAIN) if hints.is_vague or hints.is_nobody_known else ("Ask", "")


def _kind_suggestions(question: Question, hints: AskHints) -> list[Block]:
    said = []
    if hints.open_ask is not None:
        said.append("You have this one open. Change it here, or leave it as it is.")
        if hints.open_ask.shows_name and not question.shows_name:
            said.append("Whoever has seen your name with it has seen it; from now on it is not shown until you choose.")
    if hints.is_vague:
        said.append(
            "One more line could bring you a better answer: what are you trying to do, and where does it get difficult? If it is fine as it is, post it anyway."
        )
    if hints.is_nobody_known:
        said.append(
            f"You would like to hear from “{PREFERENCES[question.preference]}”. Of the people who could be asked now, nobody has told us enough to know that. Choose otherwise, or post it anyway: we then ask those who fit your question best."
        )
    return [paragraph(words) for words in said]


@made_once
def _minutes_field(minutes: int) -> Block:
    return one_of(Field.MINUTES, "How long?", _MINUTES, minutes)


@made_once
def _name_field(name: str) -> Block:
    choices = [(WITH_NAME, "Ask with my name"), (WITHOUT_NAME, "Ask without it until I choose someone")]
    return radio(Field.NAME, "Your name", choices, name)


def _channel_field(question: Question, channel: str | None) -> list[Block]:
    if channel is None:
        return []
    chosen = [YES] if question.in_channel else []
    return [
        ticks(
            Field.CHANNEL,
            "Ask more widely",
            [(YES, f"Also show it in <#{channel}>, where anyone can offer")],
            chosen,
        )
    ]


def volunteer_form(topics: Sequence[TopicName], mentor: Mentor | None, chosen: Sequence[int], profile: Profile) -> View:
    """To join as a flash mentor, or to change what one offers."""
    formats = mentor.formats if mentor else [MeetingFormat.WRITING, MeetingFormat.CALL]
    return form(
        Form.VOLUNTEER,
        "Be a flash mentor",
        paragraph(
            "Now and then we show you a question that you may be able to help with. You say yes or no; no is always fine."
        ),
        several_of(
            Field.TOPICS,
            "Topics",
            [(topic.id, topic.name) for topic in topics],
            chosen,
            hint="What you would gladly be asked about. You need not be an expert. Without any, we go by your own words.",
        ),
        words_field(
            Field.NEW_TOPICS,
            "Other topics",
            limit=300,
            lines=False,
            hint="Missing from the list? Write them here, separated by commas.",
        ),
        words_field(
            Field.OWN_WORDS,
            "How I show up",
            limit=ANSWER_LIMIT,
            value=mentor.own_words if mentor else "",
            hint="A line or two in your own words. People read it when they choose.",
        ),
        one_of(
            Field.CAPACITY,
            "Conversations a month, at most",
            [(number, str(number)) for number in CAPACITIES],
            mentor.capacity if mentor else 2,
        ),
        one_of(Field.MINUTES, "How long, at most", _MINUTES, mentor.minutes if mentor else MINUTES[1]),
        ticks(Field.FORMAT, "How", list(FORMATS.items()), formats, required=True),
        words_field(
            Field.TEAM,
            "Your team",
            limit=80,
            value=profile.team,
            lines=False,
            hint="People read it when you offer to help. With your place and stage, it helps us to reach beyond people like you.",
        ),
        words_field(Field.PLACE, "Your place", limit=80, value=profile.place, lines=False),
        one_or_none(Field.STAGE, "Where you are in your working life", list(STAGES.items()), profile.stage),
        ticks(
            Field.PLEDGE,
            "What you promise",
            [(YES, "I make time when I say yes, I listen, and it stays between us.")],
            [YES] if mentor else [],
            required=True,
        ),
        submit="Save" if mentor else "Volunteer",
    )


def fault_in_topics(refused: RefusedName) -> dict[str, str]:
    """What to mend in the topics of the volunteer form, for a name in it that cannot be one."""
    return {Field.NEW_TOPICS: mend_name(refused)}


def pause_form(earliest: date, subject: object = "") -> View:
    """A pause that ends by itself."""
    return form(
        Form.PAUSE,
        "Pause",
        paragraph("We will not show you any questions until that day. What you have begun goes on."),
        day_field(Field.UNTIL, "Back on", initial=earliest),
        submit="Pause",
        subject=subject,
    )


def ask_first_form(ask: Ask) -> View:
    """Something a mentor would like to know before they decide."""
    return form(
        Form.ASK_FIRST,
        "Ask something first",
        paragraph(f"About {start_of(ask)}"),
        words_field(
            Field.ANSWER,
            "What would you like to know?",
            limit=ANSWER_LIMIT,
            required=True,
            hint="We carry it to the person who asked, with your name, and bring you the answer.",
        ),
        subject=ask.id,
    )


def answer_first_form(asking: Invitation) -> View:
    """The asker's answer."""
    return form(
        Form.ANSWER_FIRST,
        "Answer",
        paragraph(f"They would like to know:\n{quote(asking.clarification)}"),
        words_field(Field.ANSWER, "Your answer", limit=ANSWER_LIMIT, required=True),
        subject=asking.id,
    )


def someone_else_form(ask: Ask) -> View:
    """Who could help instead."""
    return form(
        Form.SOMEONE_ELSE,
        "I know someone",
        paragraph(f"About {start_of(ask)}"),
        person_field(
            Field.PERSON,
            "Who comes to mind?",
            hint="If they can be asked, we show it to them privately and say that you thought of them.",
        ),
        subject=ask.id,
    )


def propose_time_form(conversation_id: int, initial: datetime) -> View:
    """Up to three times."""
    return form(
        Form.PROPOSE_TIME,
        "Propose a time",
        time_field(Field.FIRST_TIME, "First choice", initial=initial, required=True),
        time_field(Field.SECOND_TIME, "Second choice"),
        time_field(Field.THIRD_TIME, "Third choice"),
        note("Times are in your own time zone; the other person sees them in theirs."),
        submit="Propose",
        subject=conversation_id,
    )


def faults_in_times(fields: Sequence[str]) -> dict[str, str]:
    """What to mend in proposed times."""
    return dict.fromkeys(fields, "This has already passed. Please choose a time in the future.")


def thanks_form(conversation_id: int, mentor: str) -> View:
    """A private word of thanks."""
    return form(
        Form.THANKS,
        "Say thanks",
        paragraph(f"To {person(mentor)}, and nobody else."),
        words_field(
            Field.THANKS, "Your words", limit=ANSWER_LIMIT, required=True, hint="What helped, and what you did with it."
        ),
        subject=conversation_id,
    )
