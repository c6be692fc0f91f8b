"""The forms of flash mentoring."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime

from slack_sdk.models.blocks import Block
from slack_sdk.models.views import View

from bot.fields import (
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
from bot.flash.actions import Field, Form
from bot.flash.models import Ask, Invitation, Mentor
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
from bot.flash.views.parts import FORMATS, start_of
from bot.matching.asks.mentors import MeetingFormat, Preference
from bot.matching.asks.topics import RefusedName
from bot.people.models import Profile
from bot.people.stages import STAGES
from bot.topics.catalogue import TopicName
from bot.topics.wording import mend_name
from bot.wording import note, paragraph, person, quote

_MINUTES = [(minutes, f"{minutes} minutes") for minutes in MINUTES]
WITH_NAME, WITHOUT_NAME = "with", "without"
YES = "yes"
PAUSE_IN_THE_PAST = "That day is not in the future. Please choose a later one."
NAME_SOMEONE_ELSE = "Please choose a colleague other than yourself."
QUESTION_MISSING = "Please write a question."
TIME_MISSING = "Please choose at least one time."


@dataclass(frozen=True, slots=True)
class AskDraft:
    """What stands in the ask form before (or after) the member has typed."""

    question: str = ""
    topic_ids: Sequence[int] = ()
    tried: str = ""
    in_return: str = ""
    preference: Preference = Preference.NO_PREFERENCE
    minutes: int = MINUTES[0]
    meeting_format: MeetingFormat = MeetingFormat.CALL
    shows_name: bool = True
    in_channel: bool = False
    is_vague: bool = field(default=False)
    """Whether it was sent once already and found to have little in it."""


def ask_form(topics: Sequence[TopicName], draft: AskDraft, channel: str | None) -> View:
    """*Making the ask*: what, tried, from whom, in return, how long, how, and with whose name."""
    return form(
        Form.ASK,
        "Ask a question",
        *_kind_suggestion(draft),
        question_field(draft.question),
        topics_field(topics, draft.topic_ids),
        tried_field(draft.tried),
        preference_field(draft.preference),
        in_return_field(draft.in_return),
        _minutes_field(draft.minutes),
        format_field(draft.meeting_format),
        _name_field(WITH_NAME if draft.shows_name else WITHOUT_NAME),
        *_channel_field(draft, channel),
        submit="Post anyway" if draft.is_vague else "Ask",
        subject="again" if draft.is_vague else "",
    )


def _kind_suggestion(draft: AskDraft) -> list[Block]:
    if not draft.is_vague:
        return []
    return [
        paragraph(
            "One more line could bring you a better answer: what are you trying to do, and where does it get difficult? If it is fine as it is, post it anyway."
        )
    ]


@made_once
def _minutes_field(minutes: int) -> Block:
    return one_of(Field.MINUTES, "How long?", _MINUTES, minutes)


@made_once
def _name_field(name: str) -> Block:
    choices = [(WITH_NAME, "Ask with my name"), (WITHOUT_NAME, "Ask without it until I choose someone")]
    return radio(Field.NAME, "Your name", choices, name)


def _channel_field(draft: AskDraft, channel: str | None) -> list[Block]:
    if channel is None:
        return []
    chosen = [YES] if draft.in_channel else []
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
            hint="What you would gladly be asked about. You need not be an expert.",
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
            hint="This, your place and your stage help us to reach beyond people like you.",
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


def faults_in_topics(refused: Sequence[RefusedName]) -> dict[str, str]:
    """What to mend in the topics of the volunteer form; ``refused`` empty means that none was named at all."""
    if not refused:
        return {Field.TOPICS: "Choose at least one topic here, or write one under Other topics."}
    return {Field.NEW_TOPICS: mend_name(refused[0])}


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
