"""Words that several messages and forms of flash mentoring share."""

from collections.abc import Mapping, Sequence

from slack_sdk.models.blocks import Block

from bot.blocks import button, buttons, inline, person
from bot.flash.models import Ask, Conversation
from bot.flash.rules import MINUTES, UNDER_WAY, ConversationState
from bot.languages.reader import Reader
from bot.matching.asks.mentors import MeetingFormat, Preference
from bot.topics.names import topic_name

TOPICS_NAMED = 4
REASONS_GIVEN = 3
"""Reasons for a mentor: as many are told to them, and to the asker."""
DETAIL_LIMIT = 1_000
"""Characters of each quotation beside a question: four have to fit into one message of 10,000."""
QUESTION_START = 80
"""Characters of a question that are enough to recognise it by."""


def names_of_preferences(reader: Reader) -> Mapping[Preference, str]:
    """Return whom an asker can say in the form that they would like to hear from."""
    return {
        Preference.NO_PREFERENCE: reader.gettext("No preference"),
        Preference.SIMILAR_ROLE: reader.gettext("Someone in a role like mine"),
        Preference.FURTHER_ALONG: reader.gettext("Someone further along than me"),
        Preference.NEWER: reader.gettext("Someone newer than me"),
        Preference.OUTSIDE_TEAM: reader.gettext("Someone outside my team"),
        Preference.SPONSOR: reader.gettext("A sponsor: someone who could speak up for me"),
    }


def names_of_formats(reader: Reader) -> Mapping[MeetingFormat, str]:
    """Return the ways to talk as forms name them."""
    return {
        MeetingFormat.WRITING: reader.gettext("In writing"),
        MeetingFormat.CALL: reader.gettext("On a call"),
        MeetingFormat.IN_PERSON: reader.gettext("In person"),
    }


def minutes_to_choose(reader: Reader) -> list[tuple[int, str]]:
    """Return the lengths of a conversation as forms name them."""
    return [(minutes, reader.gettext("{minutes} minutes", minutes=minutes)) for minutes in MINUTES]


def more_about_it(reader: Reader, action: str) -> Block:
    """Return the button behind which the rest of a form stands."""
    return buttons(button(reader.gettext("More about it"), action, ""))


def asker_of(reader: Reader, ask: Ask) -> str:
    """Return the asker as mentors may know them before one is chosen, as the subject of a sentence."""
    return person(ask.asker) if ask.shows_name else reader.gettext("A colleague")


def has_a_question(reader: Reader, ask: Ask) -> str:
    """Return the line above a question: who asks, and how long and in which way they would like to talk."""
    asker, minutes = asker_of(reader, ask), ask.minutes
    match ask.meeting_format:
        case MeetingFormat.WRITING:
            return reader.gettext(
                "{asker} has a question and hopes for about {minutes} minutes in writing:", asker=asker, minutes=minutes
            )
        case MeetingFormat.IN_PERSON:
            return reader.gettext(
                "{asker} has a question and hopes for about {minutes} minutes in person:", asker=asker, minutes=minutes
            )
        case _:
            return reader.gettext(
                "{asker} has a question and hopes for about {minutes} minutes on a call:", asker=asker, minutes=minutes
            )


def plan_of(reader: Reader, ask: Ask) -> str:
    """Return a sentence with the length and the format that the asker has in mind."""
    match ask.meeting_format:
        case MeetingFormat.WRITING:
            return reader.gettext("The plan: about {minutes} minutes, in writing.", minutes=ask.minutes)
        case MeetingFormat.IN_PERSON:
            return reader.gettext("The plan: about {minutes} minutes, in person.", minutes=ask.minutes)
        case _:
            return reader.gettext("The plan: about {minutes} minutes, on a call.", minutes=ask.minutes)


def named_topics(reader: Reader, topics: Sequence[str]) -> str:
    """Return the first few topics by name, and how many more there are: a note holds 2,000 characters."""
    named = [inline(topic_name(reader, topic)) for topic in topics[:TOPICS_NAMED]]
    more = len(topics) - len(named)
    return reader.listed([*named, reader.ngettext("one more", "{number} more", more)] if more else named)


def under_topics(reader: Reader, topics: Sequence[str]) -> str:
    """Return a sentence with the topics; empty where there are none."""
    return reader.gettext("Topics: {topics}.", topics=named_topics(reader, topics)) if topics else ""


def hope_of(reader: Reader, ask: Ask) -> str:
    """Return a sentence about whom the asker would like to hear from; empty without a preference."""
    match ask.preference:
        case Preference.SIMILAR_ROLE:
            return reader.gettext("They'd like to hear from someone in a similar role.")
        case Preference.FURTHER_ALONG:
            return reader.gettext("They'd like to hear from someone further along.")
        case Preference.NEWER:
            return reader.gettext("They'd like to hear from someone newer, for a fresh view.")
        case Preference.OUTSIDE_TEAM:
            return reader.gettext("They'd like to hear from someone outside their team.")
        case Preference.SPONSOR:
            return reader.gettext("They'd like to hear from someone who could speak up for them.")
        case _:
            return ""


def start_of(reader: Reader, ask: Ask) -> str:
    """Return the beginning of the question, in quotation marks, to tell it from others."""
    line = " ".join(ask.question.split())
    shown = line if len(line) <= QUESTION_START else f"{line[: QUESTION_START - 1].rstrip()}…"
    return reader.gettext("“{words}”", words=inline(shown))


def mentioned(channel: str) -> str:
    """Return a mention of a channel, which Slack shows as its name."""
    return f"<#{channel}>"


def sentences(*parts: str) -> str:
    """Join sentences; empty ones are left out."""
    return " ".join(part for part in parts if part)


def conversation_status(reader: Reader, conversation: Conversation | None) -> str:
    """Return a sentence that says whether a conversation has opened yet, or has ended."""
    match conversation.state if conversation else None:
        case ConversationState.OPENING:
            return reader.gettext("I'm opening a group DM for the two of you.")
        case ConversationState.OPEN:
            return reader.gettext("You'll find the conversation in your group DMs.")
        case ConversationState.UNOPENED:
            return reader.gettext("The conversation couldn't be opened.")
        case _:
            return reader.gettext("That conversation has ended.")


def opened_after_all(reader: Reader, ask: Ask, conversation: Conversation) -> str:
    """Return the words for each of the two, once a conversation has opened of which they were told that it could not."""
    if conversation.state in UNDER_WAY:
        return reader.gettext("About {question}: your group DM has opened after all.", question=start_of(reader, ask))
    return reader.gettext("About {question}: your conversation has ended.", question=start_of(reader, ask))
