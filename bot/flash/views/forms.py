"""The forms of flash mentoring, but the ask form."""

from collections.abc import Sequence
from datetime import date, datetime

from slack_sdk.models.blocks import InputBlock
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
from bot.languages.reader import Reader
from bot.matching.asks.mentors import MeetingFormat
from bot.matching.asks.topics import RefusedName
from bot.profiles.models import Profile
from bot.profiles.names_of_choices import names_of_stages
from bot.topics.catalogue import TopicName
from bot.topics.name_errors import mend_name
from bot.topics.names import for_reader


def volunteer_form(
    reader: Reader, topics: Sequence[TopicName], mentor: Mentor | None, chosen: Sequence[int], profile: Profile
) -> View:
    """Return the form to join as a flash mentor, or to change what one offers."""
    return form(
        reader,
        Form.VOLUNTEER,
        reader.gettext("Be a flash mentor"),
        paragraph(
            reader.gettext(
                "Now and then I'll show you a question that you may be able to help with. You say yes or no; no is always fine."
            )
        ),
        *_topic_fields(reader, topics, chosen),
        _own_words_field(reader, mentor),
        *_how_often_and_how(reader, mentor),
        *_profile_fields(reader, profile),
        _pledge_field(reader, mentor),
        submit=reader.gettext("Save") if mentor else reader.gettext("Volunteer"),
    )


def _topic_fields(reader: Reader, topics: Sequence[TopicName], chosen: Sequence[int]) -> tuple[InputBlock, InputBlock]:
    names = [(topic.id, topic.name) for topic in for_reader(reader, topics)]
    hint = reader.gettext(
        "What you'd gladly be asked about. You needn't be an expert. Leave it empty and I'll go by your own words."
    )
    more = reader.gettext(
        "Missing from the list? Add your own, separated by commas. They join everyone's list, without your name."
    )
    return (
        multi_select_field(Field.TOPICS, reader.gettext("Topics"), names, chosen, hint=hint),
        text_field(Field.NEW_TOPICS, reader.gettext("Other topics"), limit=300, lines=False, hint=more),
    )


def _own_words_field(reader: Reader, mentor: Mentor | None) -> InputBlock:
    label = reader.gettext("About me as a mentor")
    hint = reader.gettext("A line or two in your own words. People read it when they choose.")
    words = mentor.own_words if mentor else ""
    return text_field(Field.OWN_WORDS, label, limit=ANSWER_LIMIT, value=words, hint=hint)


def _how_often_and_how(reader: Reader, mentor: Mentor | None) -> tuple[InputBlock, ...]:
    capacity, minutes = (mentor.capacity, mentor.minutes) if mentor else (2, MINUTES[1])
    formats = mentor.formats if mentor else [MeetingFormat.WRITING, MeetingFormat.CALL]
    capacities = [(number, str(number)) for number in CAPACITIES]
    names = list(names_of_formats(reader).items())
    return (
        select_field(Field.CAPACITY, reader.gettext("Conversations a month, at most"), capacities, capacity),
        select_field(Field.MINUTES, reader.gettext("How long, at most"), minutes_to_choose(reader), minutes),
        checkbox_field(Field.FORMAT, reader.gettext("How"), names, formats, required=True),
    )


def _profile_fields(reader: Reader, profile: Profile) -> tuple[InputBlock, ...]:
    hint = reader.gettext(
        "People see it when you offer to help. With your place and stage, it helps me reach beyond people like you."
    )
    stages = list(names_of_stages(reader).items())
    return (
        text_field(Field.TEAM, reader.gettext("Your team"), limit=80, value=profile.team, lines=False, hint=hint),
        text_field(Field.PLACE, reader.gettext("Your place"), limit=80, value=profile.place, lines=False),
        select_or_none_field(Field.STAGE, reader.gettext("Where you are in your working life"), stages, profile.stage),
    )


def _pledge_field(reader: Reader, mentor: Mentor | None) -> InputBlock:
    pledge = [(YES, reader.gettext("I make time, I listen, and it stays between us."))]
    return checkbox_field(
        Field.PLEDGE, reader.gettext("What you promise"), pledge, [YES] if mentor else [], required=True
    )


def fault_in_topics(reader: Reader, refused: RefusedName) -> dict[str, str]:
    """Return what to mend in the volunteer form, where a name in it cannot be a topic's."""
    return {Field.NEW_TOPICS: mend_name(reader, refused)}


def pause_form(reader: Reader, back_on: date, subject: object = "") -> View:
    """Return the form for a pause, with a day on which it ends by itself."""
    words = reader.gettext("I won't show you any questions until that day. Conversations you've started go on.")
    return form(
        reader,
        Form.PAUSE,
        reader.gettext("Pause"),
        paragraph(words),
        date_field(Field.UNTIL, reader.gettext("Back on"), initial=back_on),
        submit=reader.gettext("Pause"),
        subject=subject,
    )


def pause_in_the_past(reader: Reader) -> str:
    """Return the fault at a pause that would be over already."""
    return reader.gettext("That day isn't in the future. Please choose a later one.")


def ask_first_form(reader: Reader, ask: Ask) -> View:
    """Return the form in which a mentor asks something before they decide."""
    hint = reader.gettext("I'll pass it on to the person who asked, with your name, and bring you the answer.")
    label = reader.gettext("What would you like to know?")
    return form(
        reader,
        Form.ASK_FIRST,
        reader.gettext("Ask first"),
        paragraph(reader.gettext("About {question}", question=start_of(reader, ask))),
        text_field(Field.ANSWER, label, limit=ANSWER_LIMIT, required=True, hint=hint),
        subject=ask.id,
    )


def answer_first_form(reader: Reader, asking: Invitation) -> View:
    """Return the form in which the asker answers what a mentor asked first."""
    return form(
        reader,
        Form.ANSWER_FIRST,
        reader.gettext("Answer"),
        paragraph(reader.gettext("They'd like to know:")),
        paragraph(quote(asking.clarification)),
        text_field(Field.ANSWER, reader.gettext("Your answer"), limit=ANSWER_LIMIT, required=True),
        subject=asking.id,
    )


def someone_else_form(reader: Reader, ask: Ask) -> View:
    """Return the form in which a mentor names a colleague who could help."""
    hint = reader.gettext("If they can be asked, I'll show it to them privately and say that you thought of them.")
    return form(
        reader,
        Form.SOMEONE_ELSE,
        reader.gettext("I know someone"),
        paragraph(reader.gettext("About {question}", question=start_of(reader, ask))),
        member_field(Field.PERSON, reader.gettext("Who comes to mind?"), hint=hint),
        subject=ask.id,
    )


def name_someone_else(reader: Reader) -> str:
    """Return the fault at a mentor's own name, or at that of nobody here."""
    return reader.gettext("Please choose a colleague other than yourself.")


def nobody_says_who_that_is(reader: Reader) -> str:
    """Return the fault at a colleague of whom Slack has not told us yet."""
    return reader.gettext("Slack didn't tell me in time who that is. Please try again in a minute.")


def propose_time_form(reader: Reader, conversation_id: int, initial: datetime) -> View:
    """Return the form for one to three times, with a first one in it."""
    return form(
        reader,
        Form.PROPOSE_TIME,
        reader.gettext("Propose a time"),
        datetime_field(Field.FIRST_TIME, reader.gettext("First choice"), initial=initial, required=True),
        datetime_field(Field.SECOND_TIME, reader.gettext("Second choice")),
        datetime_field(Field.THIRD_TIME, reader.gettext("Third choice")),
        note(reader.gettext("Times are in your own time zone; the other person sees them in theirs.")),
        submit=reader.gettext("Propose"),
        subject=conversation_id,
    )


def time_missing(reader: Reader) -> str:
    """Return the fault at a form without any time."""
    return reader.gettext("Please choose at least one time.")


def faults_in_times(reader: Reader, fields: Sequence[str]) -> dict[str, str]:
    """Return what to mend in the fields whose times have passed."""
    return dict.fromkeys(fields, reader.gettext("That time has already passed. Please choose a later one."))


def thanks_form(reader: Reader, conversation: Conversation) -> View:
    """Return the form for a private word of thanks to the mentor."""
    label, hint = reader.gettext("Your words"), reader.gettext("What helped, and what you did with it.")
    return form(
        reader,
        Form.THANKS,
        reader.gettext("Say thanks"),
        paragraph(reader.gettext("Only {person} will see this.", person=person(conversation.mentor))),
        text_field(Field.THANKS, label, limit=ANSWER_LIMIT, required=True, hint=hint),
        subject=conversation.id,
    )
