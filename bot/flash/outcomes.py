"""How a member's wish ended: what use cases return, and views have words for."""

from enum import StrEnum
from typing import TypeVar

OutcomeT = TypeVar("OutcomeT", bound=StrEnum)
"""One of the outcomes below."""


class Withdrawal(StrEnum):
    """How a wish to withdraw ended."""

    WITHDRAWN = "withdrawn"
    CHOSEN_BEFORE = "chosen_before"
    ENDED_BEFORE = "ended_before"
    NOT_YOURS = "not_yours"


class InvitationOutcome(StrEnum):
    """How a press on an invitation ended."""

    DONE = "done"
    DONE_BEFORE = "done_before"
    CHOSEN_BEFORE = "chosen_before"
    ASK_ENDED = "ask_ended"
    ENOUGH_OFFERS = "enough_offers"
    MONTH_FULL = "month_full"
    NOT_FOR_YOU = "not_for_you"
    OWN_ASK = "own_ask"
    ASKED_ALREADY = "asked_already"
    TOO_MANY_QUESTIONS = "too_many_questions"
    NOT_NEEDED = "not_needed"


class OfferChoice(StrEnum):
    """How a press on an offer ended."""

    CHOSEN = "chosen"
    KEPT_LOOKING = "kept_looking"
    CHOSEN_BEFORE = "chosen_before"
    SOMEONE_ELSE_CHOSEN = "someone_else_chosen"
    OFFER_GONE = "offer_gone"
    MENTOR_FULL = "mentor_full"
    ASK_ENDED = "ask_ended"
    NOT_YOURS = "not_yours"


class Proposal(StrEnum):
    """How a wish about a time ended."""

    DONE = "done"
    NOT_YOURS = "not_yours"
    CONVERSATION_OVER = "conversation_over"
    CAME_LATE = "came_late"
    OWN_PROPOSAL = "own_proposal"
    REPLACED = "replaced"
    AGREED_BEFORE = "agreed_before"
    IN_THE_PAST = "in_the_past"


class ConversationClosing(StrEnum):
    """How a word about a conversation's end was taken."""

    DONE = "done"
    DONE_BEFORE = "done_before"
    OVER = "over"
    LOOKING_ON = "looking_on"
    OTHER_HAS_LEFT = "other_has_left"
    NOT_YOURS = "not_yours"
