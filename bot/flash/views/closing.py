"""The messages about the end of a conversation: the check-in, thanks, and neutral words."""

from datetime import tzinfo

from bot.blocks import button, buttons, day_of, message, note, paragraph, person, quote, said
from bot.flash.actions import Action
from bot.flash.models import Ask, Conversation
from bot.flash.rules import LOOKS_FADED, AskState, ConversationState
from bot.flash.views.asks import ask_again_button, someone_else_button
from bot.languages.reader import ENGLISH
from bot.outbox.message import Message

_OFF = " The time you had agreed on is off; please take it out of your calendar."


def check_in(ask: Ask, conversation: Conversation, number: int, may_thank: bool, is_off: bool, zone: tzinfo) -> Message:
    """Return one of the check-ins, for the asker alone.

    ``may_thank`` says whether thanks can still be sent, ``is_off`` that a time that was agreed is off.
    """
    match conversation.state:
        case ConversationState.TALKED:
            return _thanked(conversation) if conversation.thanked_at else _talked(conversation, may_thank)
        case ConversationState.DID_NOT_HAPPEN:
            return _did_not_happen(ask, is_off)
        case ConversationState.OPEN if number > conversation.not_yets:
            return _have_you_talked(conversation)
        case ConversationState.OPEN if number < conversation.check_ins:
            return said(
                ENGLISH, f"You have not talked with {person(conversation.mentor)} yet. We have asked again since."
            )
        case ConversationState.OPEN:
            return _not_yet(conversation, zone)
        case _:
            return _closed(conversation)


def _have_you_talked(conversation: Conversation) -> Message:
    return message(
        ENGLISH,
        paragraph(f"Have you and {person(conversation.mentor)} talked?"),
        note("Only you see this. Whatever you answer, nothing is held against anyone."),
        buttons(
            button("We talked", Action.WE_TALKED, conversation.id, style="primary"),
            button("Not yet", Action.NOT_YET, conversation.id),
            button("It won't happen", Action.NOT_HAPPENING, conversation.id),
            someone_else_button(ENGLISH, conversation),
        ),
    )


def _talked(conversation: Conversation, may_thank: bool) -> Message:
    words = paragraph(
        "Good to hear. Two questions to think about, just for you: what did you take from it, and what will you do differently because of it?"
    )
    if not may_thank:
        return message(ENGLISH, words)
    return message(
        ENGLISH,
        words,
        note(
            f"If you like, send {person(conversation.mentor)} a private word of thanks. It means more than most people think."
        ),
        buttons(button("Say thanks", Action.SAY_THANKS, conversation.id, style="primary")),
    )


def _not_yet(conversation: Conversation, zone: tzinfo) -> Message:
    nudge = f"*Propose a time* stands in your group message with {person(conversation.mentor)}."
    again = conversation.next_check_in_at
    if again is None:
        return said(ENGLISH, f"All right. We will not ask again. {nudge}")
    return said(ENGLISH, f"All right. We ask again on {day_of(again, zone)}. {nudge}")


def _did_not_happen(ask: Ask, is_off: bool) -> Message:
    words = paragraph(
        f"That happens. This one is closed, without a reason; their time is their own again.{_OFF if is_off else ''}"
    )
    if ask.state is not AskState.CHOSEN:
        return message(ENGLISH, words)
    return message(ENGLISH, words, buttons(ask_again_button(ENGLISH, ask.id)))


def _closed(conversation: Conversation) -> Message:
    words = paragraph(
        f"We have closed this one about your conversation with {person(conversation.mentor)}. Nothing is left to do."
    )
    if conversation.state in LOOKS_FADED:
        return message(ENGLISH, words, buttons(ask_again_button(ENGLISH, conversation.ask_id)))
    return message(ENGLISH, words)


def _thanked(conversation: Conversation) -> Message:
    return said(ENGLISH, f"Your thanks go to {person(conversation.mentor)}. Until next time.")


def thanks(asker: str, words: str) -> Message:
    """Return the asker's thanks, for the mentor alone."""
    return message(
        ENGLISH,
        paragraph(f"{person(asker)} thanks you:"),
        paragraph(quote(words)),
        note("Only the two of you see this."),
    )


def not_thanked(conversation: Conversation) -> Message:
    """Tell the asker that their thanks could not be brought to the mentor."""
    return said(ENGLISH, f"We could not bring your thanks to {person(conversation.mentor)}.")


def conversation_over(other: str, is_off: bool) -> Message:
    """Tell one of the two that it has ended, in the same words whoever ended it; ``is_off``: an agreed time is off."""
    return said(
        ENGLISH,
        f"Your conversation with {person(other)} has ended. There is nothing more for you to do, and your time is your own again.{_OFF if is_off else ''} Thank you for being part of it.",
    )


def other_has_left(conversation: Conversation, other: str, is_off: bool) -> Message:
    """Tell one of the two that ``other`` has left the workspace; the asker can ask again."""
    words = paragraph(
        f"{person(other)} is no longer in this workspace, so this conversation has ended.{_OFF if is_off else ''}"
    )
    if other != conversation.mentor:
        return message(ENGLISH, words)
    return message(ENGLISH, words, buttons(ask_again_button(ENGLISH, conversation.ask_id)))
