"""Offers, and what mentors ask first, as the asker sees them."""

from bot.flash.actions import Action
from bot.flash.models import Ask, Invitation
from bot.flash.rules import AskState, InvitationState
from bot.flash.views.parts import start_of
from bot.outbox.message import Message
from bot.wording import button, buttons, message, note, paragraph, person, quote


def offer(ask: Ask, offered: Invitation, own_words: str) -> Message:
    """A mentor can help; the asker chooses, or keeps looking."""
    words = [paragraph(f"How they show up, in their own words:\n{quote(own_words)}")] if own_words else []
    hidden = "" if ask.shows_name else " They do not know yet that it is you; choosing tells them."
    return message(
        paragraph(f"{person(offered.mentor)} can help with {start_of(ask)}"),
        *words,
        note(f"Choose one person and we introduce you. Nobody is told why they were not chosen.{hidden}"),
        buttons(
            button("Choose", Action.CHOOSE, offered.id, style="primary"),
            button("Keep looking", Action.KEEP_LOOKING, offered.id),
        ),
    )


def offer_chosen(chosen: Invitation) -> Message:
    """The offer that was chosen."""
    return message(paragraph(f"You chose {person(chosen.mentor)}. Your conversation has opened as a group message."))


def offer_over(ask: Ask, over: Invitation) -> Message:
    """An offer that can no longer be chosen, and what comes next."""
    who = person(over.mentor)
    if over.state is InvitationState.WITHDRAWN:
        return message(paragraph(f"The offer from {who} is no longer there. {_next(ask)}"))
    if ask.state is AskState.CHOSEN:
        return message(paragraph(f"You chose someone else. We have thanked {who} for offering."))
    if ask.state is AskState.LOOKING:
        return message(paragraph(f"We have thanked {who} for offering. {_next(ask)}"))
    return message(paragraph(f"This question has closed. We have thanked {who} for offering."))


def _next(ask: Ask) -> str:
    return "We go on looking, and any other offer still stands." if ask.state is AskState.LOOKING else ""


def clarification(ask: Ask, asking: Invitation) -> Message:
    """A mentor asks something before they decide."""
    hidden = " Your answer goes to them without your name." if not ask.shows_name else ""
    return message(
        paragraph(f"{person(asking.mentor)} would like to know something before deciding about {start_of(ask)}:"),
        paragraph(quote(asking.clarification)),
        note(f"A line or two is plenty.{hidden}"),
        buttons(button("Answer", Action.ANSWER_FIRST, asking.id, style="primary")),
    )


def clarification_over(ask: Ask, asking: Invitation) -> Message:
    """The same, when there is nothing to answer any more, for whatever reason."""
    return message(
        paragraph(f"{person(asking.mentor)} asked something about {start_of(ask)}. It needs no answer any more.")
    )


def clarification_answered(asking: Invitation, answer: str) -> Message:
    """The same, answered."""
    return message(
        paragraph(f"{person(asking.mentor)} asked:\n{quote(asking.clarification)}"),
        paragraph(f"You answered:\n{quote(answer)}"),
        note("They have your answer. You will hear here if they offer to help."),
    )
