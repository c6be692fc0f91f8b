"""The words for each outcome, for the member alone: where a press does not end as its button says, or deserves a word."""

from collections.abc import Mapping

from bot.flash.outcomes import ChoiceOutcome, ClosingOutcome, InvitationOutcome, ProposalOutcome, WithdrawalOutcome
from bot.flash.views.shared import sentences
from bot.languages.reader import Reader


def withdrawals(reader: Reader) -> Mapping[WithdrawalOutcome, str]:
    """Return the words for what became of withdrawing a question."""
    return {
        WithdrawalOutcome.WITHDRAWN: reader.gettext("Withdrawn. The people I asked needn't answer any more."),
        WithdrawalOutcome.CHOSEN_BEFORE: sentences(
            reader.gettext("You've chosen someone for that question, so it can't be withdrawn."), _step_back(reader)
        ),
        WithdrawalOutcome.ENDED_BEFORE: reader.gettext(
            "That question is already closed, so there's nothing to withdraw."
        ),
        WithdrawalOutcome.NOT_YOURS: _not_yours(reader),
    }


def answers(reader: Reader) -> Mapping[InvitationOutcome, str]:
    """Return the words for what became of a mentor's answer, or of the asker's to what a mentor asked first."""
    return {
        InvitationOutcome.DONE_BEFORE: reader.gettext("I already have your answer. Nothing more to do."),
        InvitationOutcome.CHOSEN_BEFORE: sentences(
            reader.gettext("You were chosen for this question, so your offer can't be taken back here."),
            _step_back(reader),
        ),
        InvitationOutcome.ASK_ENDED: reader.gettext(
            "This question has been settled in the meantime. Thank you for being willing to help."
        ),
        InvitationOutcome.ENOUGH_OFFERS: reader.gettext("Thank you. This question has enough offers for now."),
        InvitationOutcome.MONTH_FULL: reader.gettext(
            "You've reached the number of conversations you set for this month. To take this one too, raise it with `/mentor-volunteer` and press again."
        ),
        InvitationOutcome.NOT_FOR_YOU: _not_yours(reader),
        InvitationOutcome.OWN_ASK: reader.gettext(
            "This is your own question. I'll tell you as soon as someone offers to help."
        ),
        InvitationOutcome.ASKED_ALREADY: reader.gettext(
            "They already have your question. I'll bring you their answer."
        ),
        InvitationOutcome.NOT_NEEDED: reader.gettext("Thank you. This doesn't need an answer any more."),
        InvitationOutcome.TOO_MANY_QUESTIONS: reader.gettext(
            "You've asked them three things already. You can still say yes or no."
        ),
    }


def choices(reader: Reader) -> Mapping[ChoiceOutcome, str]:
    """Return the words for what became of an asker's choice."""
    return {
        ChoiceOutcome.CHOSEN_BEFORE: reader.gettext(
            "You've already chosen them. The message above shows what came of it."
        ),
        ChoiceOutcome.SOMEONE_ELSE_CHOSEN: reader.gettext(
            "You've chosen someone else for this question, and I've thanked this person for offering."
        ),
        ChoiceOutcome.OFFER_GONE: sentences(reader.gettext("This offer is no longer there."), _looking_on(reader)),
        ChoiceOutcome.MENTOR_FULL: sentences(
            reader.gettext("They've just reached their limit for this month, so this offer is no longer there."),
            _looking_on(reader),
        ),
        ChoiceOutcome.ASK_ENDED: reader.gettext(
            "This question is already closed. You can ask again any time with `/mentor-ask`."
        ),
        ChoiceOutcome.NOT_YOURS: _not_yours(reader),
    }


def proposals(reader: Reader) -> Mapping[ProposalOutcome, str]:
    """Return the words for what became of proposing a time, or of taking one."""
    return {
        ProposalOutcome.NOT_YOURS: _not_yours(reader),
        ProposalOutcome.CONVERSATION_OVER: reader.gettext(
            "This conversation has ended, so there's no time left to find."
        ),
        ProposalOutcome.CAME_LATE: reader.gettext(
            "This conversation opened late, so I can't set a time in it. If it suits you both, agree on "
            "one here in your own words."
        ),
        ProposalOutcome.OWN_PROPOSAL: reader.gettext(
            "You proposed these times, so it's up to the other person to pick one."
        ),
        ProposalOutcome.REPLACED: reader.gettext("Newer times have been proposed since. Please choose one of those."),
        ProposalOutcome.AGREED_BEFORE: reader.gettext(
            "You two have already agreed on a time. To change it, press *Propose a time*."
        ),
        ProposalOutcome.IN_THE_PAST: reader.gettext("This time has passed. Press *Propose a time* to find another."),
    }


def closings(reader: Reader) -> Mapping[ClosingOutcome, str]:
    """Return the words for what became of closing a conversation."""
    return {
        ClosingOutcome.LOOKING_ON: reader.gettext(
            "Done. Your question is open again, and they get a few neutral words."
        ),
        ClosingOutcome.DONE_BEFORE: reader.gettext("I already have that. Nothing more to do."),
        ClosingOutcome.OTHER_HAS_LEFT: reader.gettext(
            "They're no longer in this workspace, so I can't reach them here."
        ),
        ClosingOutcome.OVER: reader.gettext("This conversation has already ended. Nothing more to do."),
        ClosingOutcome.NOT_YOURS: _not_yours(reader),
    }


def stepping_back(reader: Reader) -> Mapping[ClosingOutcome, str]:
    """Return the words for what became of stepping back."""
    return {
        **closings(reader),
        ClosingOutcome.DONE: reader.gettext(
            "Done. You both get the same short message, which doesn't say who chose it, and I won't introduce you to each other again."
        ),
        ClosingOutcome.DONE_BEFORE: reader.gettext("Done. I won't introduce you to each other again. Nobody is told."),
    }


def _not_yours(reader: Reader) -> str:
    return reader.gettext("This one isn't yours to decide. If you think it should be, see `/mentor-ask help`.")


def _step_back(reader: Reader) -> str:
    return reader.gettext("While your conversation is open, you can press *Step back* in it.")


def _looking_on(reader: Reader) -> str:
    return reader.gettext("I'm still looking, and you can still choose any other offer.")
