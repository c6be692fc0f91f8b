"""The outcomes of what members do in flash mentoring: use cases return them, and bot.flash.views.answers words them."""

from enum import StrEnum


class WithdrawalOutcome(StrEnum):
    """The outcome of withdrawing a question."""

    WITHDRAWN = "withdrawn"
    CHOSEN_BEFORE = "chosen_before"
    ENDED_BEFORE = "ended_before"
    NOT_YOURS = "not_yours"


class InvitationOutcome(StrEnum):
    """The outcome of a mentor's press on an invitation, or of the asker's answer to it."""

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


class ChoiceOutcome(StrEnum):
    """The outcome of the asker's press on an offer."""

    CHOSEN = "chosen"
    KEPT_LOOKING = "kept_looking"
    CHOSEN_BEFORE = "chosen_before"
    SOMEONE_ELSE_CHOSEN = "someone_else_chosen"
    OFFER_GONE = "offer_gone"
    MENTOR_FULL = "mentor_full"
    ASK_ENDED = "ask_ended"
    NOT_YOURS = "not_yours"


class ProposalOutcome(StrEnum):
    """The outcome of proposing or taking a time."""

    DONE = "done"
    NOT_YOURS = "not_yours"
    CONVERSATION_OVER = "conversation_over"
    CAME_LATE = "came_late"
    OWN_PROPOSAL = "own_proposal"
    REPLACED = "replaced"
    AGREED_BEFORE = "agreed_before"
    IN_THE_PAST = "in_the_past"


class ClosingOutcome(StrEnum):
    """The outcome of answering a check-in, thanking or stepping back."""

    DONE = "done"
    DONE_BEFORE = "done_before"
    OVER = "over"
    LOOKING_ON = "looking_on"
    OTHER_HAS_LEFT = "other_has_left"
    NOT_YOURS = "not_yours"
