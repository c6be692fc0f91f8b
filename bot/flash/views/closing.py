"""The messages about the end of a conversation: the check-in, thanks, and neutral words."""

from datetime import tzinfo

from bot.blocks import button, buttons, message, note, paragraph, person, quote, said
from bot.flash.actions import Action
from bot.flash.models import Ask, Conversation
from bot.flash.rules import LOOKS_FADED, AskState, ConversationState
from bot.flash.views.asks import ask_again_button, someone_else_button
from bot.flash.views.shared import sentences
from bot.languages.reader import Reader
from bot.outbox.message import Message


def check_in(
    reader: Reader, ask: Ask, conversation: Conversation, number: int, may_thank: bool, is_off: bool, zone: tzinfo
) -> Message:
    """Return one of the check-ins, for the asker alone.

    ``may_thank`` says whether thanks can still be sent, ``is_off`` that a time that was agreed is off.
    """
    match conversation.state:
        case ConversationState.TALKED if conversation.thanked_at:
            return _thanked(reader, conversation)
        case ConversationState.TALKED:
            return _talked(reader, conversation, may_thank)
        case ConversationState.DID_NOT_HAPPEN:
            return _did_not_happen(reader, ask, is_off)
        case ConversationState.OPEN if number > conversation.not_yets:
            return _have_you_talked(reader, conversation)
        case ConversationState.OPEN if number < conversation.check_ins:
            return _asked_again(reader, conversation)
        case ConversationState.OPEN:
            return _not_yet(reader, conversation, zone)
        case _:
            return _closed(reader, conversation)


def _have_you_talked(reader: Reader, conversation: Conversation) -> Message:
    return message(
        reader,
        paragraph(reader.gettext("*Have you and {person} talked?*", person=person(conversation.mentor))),
        note(reader.gettext("Only you see this, and there's no wrong answer.")),
        buttons(
            button(reader.gettext("We talked"), Action.WE_TALKED, conversation.id, style="primary"),
            button(reader.gettext("Not yet"), Action.NOT_YET, conversation.id),
        ),
        buttons(
            button(reader.gettext("It won't happen"), Action.NOT_HAPPENING, conversation.id),
            someone_else_button(reader, conversation),
        ),
    )


def _talked(reader: Reader, conversation: Conversation, may_thank: bool) -> Message:
    words = paragraph(
        reader.gettext(
            "Good to hear! Two questions, just for you: what's your takeaway, and what will you do differently?"
        )
    )
    if not may_thank:
        return message(reader, words)
    return message(
        reader,
        words,
        note(
            reader.gettext(
                "If you like, send {person} a private thank-you. It means more than most people think.",
                person=person(conversation.mentor),
            )
        ),
        buttons(button(reader.gettext("Say thanks"), Action.SAY_THANKS, conversation.id, style="primary")),
    )


def _asked_again(reader: Reader, conversation: Conversation) -> Message:
    words = reader.gettext(
        "You hadn't talked with {person} yet. I've asked again since.", person=person(conversation.mentor)
    )
    return said(reader, words)


def _not_yet(reader: Reader, conversation: Conversation, zone: tzinfo) -> Message:
    again = conversation.next_check_in_at
    if again is None:
        next_time = reader.gettext("All right. I won't ask again.")
    else:
        next_time = reader.gettext("All right. I'll ask again on {day}.", day=reader.day(again, zone))
    nudge = reader.gettext(
        "To set a time, press *Propose a time* in your group DM with {person}.", person=person(conversation.mentor)
    )
    return said(reader, sentences(next_time, nudge))


def _did_not_happen(reader: Reader, ask: Ask, is_off: bool) -> Message:
    closed = reader.gettext("That happens. I've closed this one, without giving a reason.")
    words = paragraph(sentences(closed, _time_off(reader, is_off)))
    if ask.state is not AskState.CHOSEN:
        return message(reader, words)
    return message(reader, words, buttons(ask_again_button(reader, ask.id)))


def _closed(reader: Reader, conversation: Conversation) -> Message:
    words = paragraph(
        reader.gettext("I'll stop asking about your conversation with {person}.", person=person(conversation.mentor))
    )
    if conversation.state in LOOKS_FADED:
        return message(reader, words, buttons(ask_again_button(reader, conversation.ask_id)))
    return message(reader, words)


def _thanked(reader: Reader, conversation: Conversation) -> Message:
    words = reader.gettext("Sent. Your thank-you is on its way to {person}.", person=person(conversation.mentor))
    return said(reader, words)


def thanks(reader: Reader, asker: str, words: str) -> Message:
    """Return the asker's thanks, for the mentor alone."""
    return message(
        reader,
        paragraph(reader.gettext("*{person} says thank you:*", person=person(asker))),
        paragraph(quote(words)),
        note(reader.gettext("Only the two of you see this.")),
    )


def not_thanked(reader: Reader, conversation: Conversation) -> Message:
    """Tell the asker that their thanks could not be brought to the mentor."""
    words = reader.gettext("I couldn't deliver your thank-you to {person}.", person=person(conversation.mentor))
    return said(reader, words)


def conversation_over(reader: Reader, other: str, is_off: bool) -> Message:
    """Tell one of the two that it has ended, in the same words whoever ended it; ``is_off``: an agreed time is off."""
    ended = reader.gettext(
        "Your conversation with {person} has ended. There's nothing more for you to do.", person=person(other)
    )
    thanks = reader.gettext("Thank you for being part of it.")
    return said(reader, sentences(ended, _time_off(reader, is_off), thanks))


def other_has_left(reader: Reader, conversation: Conversation, other: str, is_off: bool) -> Message:
    """Tell one of the two that ``other`` has left the workspace; the asker can ask again."""
    left = reader.gettext(
        "{person} is no longer in this workspace, so this conversation has ended.", person=person(other)
    )
    words = paragraph(sentences(left, _time_off(reader, is_off)))
    if other != conversation.mentor:
        return message(reader, words)
    return message(reader, words, buttons(ask_again_button(reader, conversation.ask_id)))


def _time_off(reader: Reader, is_off: bool) -> str:
    if not is_off:
        return ""
    return reader.gettext("The time you agreed on is off; please remove it from your calendar.")
