"""The words for each outcome, for the member alone: where a press does not end as its button says, or deserves a word."""

from collections.abc import Mapping

from bot.flash.outcomes import ChoiceOutcome, ClosingOutcome, InvitationOutcome, ProposalOutcome, WithdrawalOutcome

_NOT_YOURS = "This one is not yours to decide. If you think it should be, `/mentor-ask help` shows what you can do."

_STEP_BACK = "While your conversation is open, *Step back* is in it."

WITHDRAWALS: Mapping[WithdrawalOutcome, str] = {
    WithdrawalOutcome.WITHDRAWN: "Withdrawn. Everyone who was asked has their time back.",
    WithdrawalOutcome.CHOSEN_BEFORE: f"You have chosen somebody for that question, so it cannot be withdrawn. {_STEP_BACK}",
    WithdrawalOutcome.ENDED_BEFORE: "That question has ended already. There is nothing to withdraw.",
    WithdrawalOutcome.NOT_YOURS: _NOT_YOURS,
}
ANSWERS: Mapping[InvitationOutcome, str] = {
    InvitationOutcome.DONE_BEFORE: "We have your answer already. Nothing more to do.",
    InvitationOutcome.CHOSEN_BEFORE: f"You were chosen for this question, so your offer cannot be taken back here. {_STEP_BACK}",
    InvitationOutcome.ASK_ENDED: "This question has been settled in the meantime. Thank you for being willing to help.",
    InvitationOutcome.ENOUGH_OFFERS: "Thank you. This question has enough offers for now, so your time stays yours.",
    InvitationOutcome.MONTH_FULL: "You have reached the number of conversations you set for this month. If you would like to take this one on too, raise it with `/mentor-volunteer` and press again.",
    InvitationOutcome.NOT_FOR_YOU: _NOT_YOURS,
    InvitationOutcome.OWN_ASK: "This is your own question. We tell you as soon as someone offers to help.",
    InvitationOutcome.ASKED_ALREADY: "Your question is with them already. We bring you their answer.",
    InvitationOutcome.NOT_NEEDED: "Thank you. This needs no answer any more.",
    InvitationOutcome.TOO_MANY_QUESTIONS: "You have asked them three things already. You can still say yes or no.",
}
CHOICES: Mapping[ChoiceOutcome, str] = {
    ChoiceOutcome.CHOSEN_BEFORE: "You have chosen them already. What came of it stands in the message above.",
    ChoiceOutcome.SOMEONE_ELSE_CHOSEN: "You have chosen someone else for this question. We have thanked this person for offering.",
    ChoiceOutcome.OFFER_GONE: "This offer is no longer there. We go on looking, and any other offer still stands.",
    ChoiceOutcome.MENTOR_FULL: "Their month has just filled up, so this offer is no longer there. We go on looking, and any other offer still stands.",
    ChoiceOutcome.ASK_ENDED: "This question has ended already. You can ask again at any time with `/mentor-ask`.",
    ChoiceOutcome.NOT_YOURS: _NOT_YOURS,
}
PROPOSALS: Mapping[ProposalOutcome, str] = {
    ProposalOutcome.NOT_YOURS: _NOT_YOURS,
    ProposalOutcome.CONVERSATION_OVER: "This conversation has ended, so there is no time to find.",
    ProposalOutcome.CAME_LATE: "This came late, and the question has gone on without it. If it suits you both, agree on a time here in your own words.",
    ProposalOutcome.OWN_PROPOSAL: "You proposed these times; the other person takes the one that suits them.",
    ProposalOutcome.REPLACED: "Newer times have been proposed since. Please choose among those.",
    ProposalOutcome.AGREED_BEFORE: "You two have agreed on a time already. To change it, press Propose a time.",
    ProposalOutcome.IN_THE_PAST: "This time has passed. Press Propose a time to find another.",
}
CLOSINGS: Mapping[ClosingOutcome, str] = {
    ClosingOutcome.LOOKING_ON: "Done. Your question is open again, and they get a few neutral words.",
    ClosingOutcome.DONE_BEFORE: "We have that already. Nothing more to do.",
    ClosingOutcome.OTHER_HAS_LEFT: "They are no longer in this workspace, so there is no way to reach them here.",
    ClosingOutcome.OVER: "This conversation has ended already. Nothing more to do.",
    ClosingOutcome.NOT_YOURS: _NOT_YOURS,
}
STEPPING_BACK: Mapping[ClosingOutcome, str] = {
    **CLOSINGS,
    ClosingOutcome.DONE: "Done. You both get the same few words, which do not say who chose it, and we will not introduce you to each other again.",
    ClosingOutcome.DONE_BEFORE: "Done. We will not introduce you to each other again. Nobody is told.",
}
