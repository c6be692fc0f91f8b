"""Words that several messages and forms of flash mentoring share."""

from collections.abc import Sequence

from bot.blocks import inline, listed, person
from bot.flash.models import Ask, Conversation
from bot.flash.rules import MINUTES, UNDER_WAY, ConversationState
from bot.matching.asks.mentors import MeetingFormat, Preference

PREFERENCES: dict[Preference, str] = {
    Preference.NO_PREFERENCE: "No preference",
    Preference.SIMILAR_ROLE: "Someone in a role like mine",
    Preference.FURTHER_ALONG: "Someone further along than me",
    Preference.NEWER: "Someone newer than me",
    Preference.OUTSIDE_TEAM: "Someone outside my team",
    Preference.SPONSOR: "A sponsor: someone who could speak up for me",
}
_HOPES = {
    Preference.SIMILAR_ROLE: "someone in a similar role",
    Preference.FURTHER_ALONG: "someone further along",
    Preference.NEWER: "someone newer, for a fresh view",
    Preference.OUTSIDE_TEAM: "someone outside their team",
    Preference.SPONSOR: "someone who could speak up for them",
}
FORMATS: dict[MeetingFormat, str] = {
    MeetingFormat.WRITING: "In writing",
    MeetingFormat.CALL: "By call",
    MeetingFormat.IN_PERSON: "In person",
}
MINUTES_TO_CHOOSE = [(minutes, f"{minutes} minutes") for minutes in MINUTES]

TOPICS_NAMED = 4
REASONS_GIVEN = 3
"""Reasons for a mentor: as many are told to them, and to the asker."""
DETAIL_LIMIT = 1_000
"""Characters of each quotation beside a question: four have to fit into one message of 10,000."""
QUESTION_START = 80
"""Characters of a question that are enough to recognise it by."""


def asker_of(ask: Ask) -> str:
    """Return the asker as mentors may know them before one is chosen."""
    return person(ask.asker) if ask.shows_name else "A colleague"


def how_long(ask: Ask) -> str:
    """Return the length and format that the asker has in mind: about 15 minutes, by call."""
    return f"about {ask.minutes} minutes, {FORMATS[ask.meeting_format].lower()}"


def named_topics(topics: Sequence[str]) -> str:
    """Return the first few topics by name, and how many more there are: a note holds 2,000 characters."""
    named = [inline(topic) for topic in topics[:TOPICS_NAMED]]
    more = len(topics) - len(named)
    return listed([*named, f"{more} more"] if more else named)


def under_topics(topics: Sequence[str]) -> str:
    """Return a sentence with the topics; empty where there are none."""
    return f"Topics: {named_topics(topics)}." if topics else ""


def hope_of(ask: Ask) -> str:
    """Return a sentence about whom the asker would like to hear from; empty without a preference."""
    hope = _HOPES.get(ask.preference)
    return f"They would like to hear from {hope}." if hope else ""


def start_of(ask: Ask) -> str:
    """Return the beginning of the question, in quotation marks, to tell it from others."""
    line = " ".join(ask.question.split())
    shown = line if len(line) <= QUESTION_START else f"{line[: QUESTION_START - 1].rstrip()}…"
    return f"“{inline(shown)}”"


def sentences(*parts: str) -> str:
    """Join sentences; empty ones are left out."""
    return " ".join(part for part in parts if part)


def conversation_status(conversation: Conversation | None) -> str:
    """Return a sentence that says whether a conversation has opened yet, or has ended."""
    match conversation.state if conversation else None:
        case ConversationState.OPENING:
            return "Your conversation opens as a group message."
        case ConversationState.OPEN:
            return "Your conversation has opened as a group message."
        case ConversationState.UNOPENED:
            return "Your conversation could not be opened as a group message."
        case _:
            return "That conversation has ended."


def opened_after_all(ask: Ask, conversation: Conversation) -> str:
    """Return the words for each of the two, once a conversation has opened of which they were told that it could not."""
    if conversation.state in UNDER_WAY:
        return f"About {start_of(ask)}: your conversation has opened after all, as a group message."
    return f"About {start_of(ask)}: your conversation has ended."
