"""The rules of flash mentoring, without I/O: states and their transitions, limits and spans."""

from collections.abc import Mapping
from datetime import timedelta
from enum import StrEnum

from bot.matching.asks.mentors import Preference, ReasonKind

WAVE_SIZE = 3
"""Mentors who see an ask at once: enough for an answer today, few enough to be asked rarely."""
WAVES_AT_MOST = 5
OPEN_ASKS_AT_MOST = 3
"""Per member, so that one person's questions do not use everybody up. Counted when one is posted: an ask that is
resumed after somebody was chosen may exceed it, for its asker did not choose that it comes back."""
OFFERS_AT_ONCE = 5
"""An asker chooses among so many; a mentor who presses later is thanked and keeps their time."""
CLARIFICATIONS_AT_MOST = 3
INVITATION_WORKING_DAYS = 1
CHANNEL_WORKING_DAYS = 2
"""An ask that nobody is invited to any more stays open in the ask channel for so long."""
CHANNEL_CHANGES_FOR = timedelta(days=30)
"""For so long after its end an ask is shown anew in a channel that comes back: as long as its letter is kept."""
CHOICE_REMINDER_WORKING_DAYS = 2
CHOICE_ENDS_WORKING_DAYS = 3
"""After the reminder. Then the mentors get their time back."""
NUDGE_WORKING_DAYS = 1
"""After the opening: one word to both, where no time has been proposed."""
CHECK_IN_WORKING_DAYS = 3
CHECK_INS_AT_MOST = 3
FADE_WORKING_DAYS = 5
"""A check-in that nobody answers: after this the conversation closes by itself, without a judgement."""
WAIT_MEASURED_OVER = timedelta(days=90)
WAIT_MEASURED_FROM = 5
"""A wait is reported from this many asks on; a count under five could point at a person."""
MINUTES = (15, 30, 45)
CAPACITIES = (1, 2, 3, 4, 6, 8, 12)
QUESTION_LIMIT = 1_200
"""Characters. Three messages repeat the question, and Slack advises 4,000 a message."""
ANSWER_LIMIT = 600

REASON_OF_PREFERENCE = {
    Preference.SIMILAR_ROLE: ReasonKind.SIMILAR_ROLE,
    Preference.FURTHER_ALONG: ReasonKind.FURTHER_ALONG,
    Preference.NEWER: ReasonKind.NEWER,
    Preference.OUTSIDE_TEAM: ReasonKind.ANOTHER_TEAM,
    Preference.SPONSOR: ReasonKind.COULD_SPONSOR,
}
"""The reason that a mentor has who meets the preference."""


class AskState(StrEnum):
    """The state of an ask, from posting to its end."""

    LOOKING = "looking"
    CHOSEN = "chosen"
    """The search resumes if that conversation cannot be opened, or the asker would rather ask someone else."""
    WITHDRAWN = "withdrawn"
    UNANSWERED = "unanswered"
    """Nobody offered."""
    UNDECIDED = "undecided"
    """There were offers, and the asker chose none."""


class InvitationState(StrEnum):
    """The state of one mentor's invitation to one ask."""

    INVITED = "invited"
    ASKING = "asking"
    """They asked something first; the clock stops until the answer."""
    LAPSED = "lapsed"
    """Their working day passed. They may still offer while the ask is open."""
    OFFERED = "offered"
    DECLINED = "declined"
    PASSED_ON = "passed_on"
    """They named someone else."""
    WITHDRAWN = "withdrawn"
    CHOSEN = "chosen"
    RELEASED = "released"
    """The ask ended, or went to someone else: their time is theirs again."""
    UNREACHED = "unreached"
    """It could not be shown to them. Should it arrive after all, they may still offer."""
    UNHEARD = "unheard"
    """Their offer could not be brought to the asker."""
    UNOPENED = "unopened"
    """They were chosen, and the conversation could not be opened. Should it open after all, they are chosen."""


class ConversationState(StrEnum):
    """The state of a conversation."""

    OPENING = "opening"
    """Its introduction is on the way."""
    OPEN = "open"
    """Its introduction has arrived."""
    UNOPENED = "unopened"
    """Its introduction could not be brought to the two: it counts for nothing, unless it arrives after all."""
    TALKED = "talked"
    DID_NOT_HAPPEN = "did_not_happen"
    STEPPED_BACK = "stepped_back"
    FADED = "faded"
    """Nobody answered the check-in."""


_STILL_OPEN = frozenset(
    {InvitationState.INVITED, InvitationState.ASKING, InvitationState.LAPSED, InvitationState.UNREACHED}
)
_HOLDS_TIME = (_STILL_OPEN - {InvitationState.UNREACHED}) | {InvitationState.OFFERED}
_ANSWERS = frozenset(
    {
        InvitationState.OFFERED,
        InvitationState.DECLINED,
        InvitationState.PASSED_ON,
        InvitationState.RELEASED,
        InvitationState.UNREACHED,
    }
)

ASK_MOVES: Mapping[AskState, frozenset[AskState]] = {
    AskState.LOOKING: frozenset(AskState) - {AskState.LOOKING},
    AskState.CHOSEN: frozenset({AskState.LOOKING, AskState.WITHDRAWN}),
    AskState.WITHDRAWN: frozenset(),
    AskState.UNANSWERED: frozenset(),
    AskState.UNDECIDED: frozenset(),
}

UNTOLD = frozenset({InvitationState.DECLINED, InvitationState.PASSED_ON})
"""Answers of which nobody but the mentor knows."""

INVITATION_MOVES: Mapping[InvitationState, frozenset[InvitationState]] = {
    InvitationState.INVITED: _ANSWERS | {InvitationState.ASKING, InvitationState.LAPSED},
    InvitationState.ASKING: _ANSWERS | {InvitationState.INVITED, InvitationState.LAPSED},
    InvitationState.LAPSED: _ANSWERS | {InvitationState.ASKING, InvitationState.INVITED},
    InvitationState.OFFERED: frozenset(
        {
            InvitationState.WITHDRAWN,
            InvitationState.CHOSEN,
            InvitationState.RELEASED,
            InvitationState.UNHEARD,
        }
    ),
    InvitationState.DECLINED: frozenset(),
    InvitationState.PASSED_ON: frozenset(),
    InvitationState.WITHDRAWN: frozenset(),
    InvitationState.CHOSEN: frozenset({InvitationState.UNOPENED}),
    InvitationState.RELEASED: frozenset(),
    InvitationState.UNREACHED: _ANSWERS | {InvitationState.ASKING},
    InvitationState.UNHEARD: frozenset(),
    InvitationState.UNOPENED: frozenset({InvitationState.CHOSEN}),
}

CONVERSATION_MOVES: Mapping[ConversationState, frozenset[ConversationState]] = {
    ConversationState.OPENING: frozenset(
        {
            ConversationState.OPEN,
            ConversationState.UNOPENED,
            ConversationState.STEPPED_BACK,
            ConversationState.DID_NOT_HAPPEN,
        }
    ),
    ConversationState.OPEN: frozenset(
        {
            ConversationState.TALKED,
            ConversationState.DID_NOT_HAPPEN,
            ConversationState.STEPPED_BACK,
            ConversationState.FADED,
        }
    ),
    # A letter that was given up may arrive all the same.
    ConversationState.UNOPENED: frozenset({ConversationState.OPEN}),
    ConversationState.TALKED: frozenset(),
    ConversationState.DID_NOT_HAPPEN: frozenset(),
    ConversationState.STEPPED_BACK: frozenset(),
    ConversationState.FADED: frozenset({ConversationState.TALKED, ConversationState.DID_NOT_HAPPEN}),
}


UNDER_WAY = frozenset({ConversationState.OPENING, ConversationState.OPEN})
"""The states of conversations in which the two can find a time, and step back for both."""


LOOKS_FADED = frozenset({ConversationState.FADED, ConversationState.STEPPED_BACK})
"""Ends that nobody is to tell apart afterwards: by itself, or because one of the two stepped back."""


def unanswered_invitation(state: InvitationState) -> bool:
    """Return whether the mentor has not said yes or no yet."""
    return state in _STILL_OPEN


def holds_time(state: InvitationState) -> bool:
    """Return whether the mentor has it before them, and is free of it only when they or the asker are done."""
    return state in _HOLDS_TIME


def pending_invitation(state: InvitationState) -> bool:
    """Return whether the ask still waits for this mentor before others are invited."""
    return state in (InvitationState.INVITED, InvitationState.ASKING)


def is_vague(words: frozenset[str], question: str) -> bool:
    """Return whether a question has so little in it that a mentor could not tell if they can help.

    ``words`` are its meaningful stems: one of them in a short line is a subject, not yet a question.
    """
    return not words or (len(words) < 2 and len(question) < 40)
