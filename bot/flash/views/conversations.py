"""The introduction of two people, and the nudge to find a time."""

from collections.abc import Sequence
from datetime import datetime, tzinfo

from slack_sdk.models.blocks import Block, ButtonElement

from bot.blocks import button, buttons, confirmation, date_and_time, message, note, paragraph, person, quote, said
from bot.flash.actions import Action
from bot.flash.models import Ask, Conversation
from bot.flash.rules import UNDER_WAY, ConversationState
from bot.flash.views.shared import DETAIL_LIMIT, names_of_preferences, plan_of, sentences, under_topics
from bot.languages.reader import ENGLISH
from bot.matching.asks.mentors import Preference
from bot.outbox.message import Message

_ENDS_FOR_BOTH = "Both of you get the same few words, which do not say who chose it. As there are two of you, they can tell that it was you. We will not introduce you to each other again."


def introduction(
    ask: Ask,
    conversation: Conversation,
    topics: Sequence[str],
    own_words: str,
    shared: tuple[datetime, datetime] | None,
    zone: tzinfo,
) -> Message:
    """Introduce two people: the question, and what each may expect of the other.

    ``shared`` are the first office hours of both. However the conversation ended, the words are the same: they do
    not tell that one of the two stepped back.
    """
    asker, mentor = person(conversation.asker), person(conversation.mentor)
    return message(
        ENGLISH,
        paragraph(f"{asker}, meet {mentor}. {mentor}, meet {asker}."),
        paragraph(f"{asker} asked:\n{quote(ask.question)}"),
        *_more(ask, own_words, mentor),
        paragraph(
            f"*From {mentor}:* the time you agree on, interest, openness, empathy, and that it stays between you.\n"
            f"*From {asker}:* questions, an idea of what you want from it, specifics, turning up, and flexibility."
        ),
        note(
            sentences(
                plan_of(ENGLISH, ask),
                under_topics(ENGLISH, topics),
                _status(conversation, shared, zone),
            )
        ),
        buttons(*_propose(conversation), _step_back(conversation)),
    )


def _status(conversation: Conversation, shared: tuple[datetime, datetime] | None, zone: tzinfo) -> str:
    if conversation.state in UNDER_WAY:
        return _shared_hours(shared, zone)
    if conversation.state is ConversationState.UNOPENED:
        return "This came late, after we had told you both that it could not be opened; talk here only if it suits you both."
    return "This conversation is closed."


def _propose(conversation: Conversation) -> list[ButtonElement]:
    if conversation.state not in UNDER_WAY:
        return []
    return [button("Propose a time", Action.PROPOSE_TIME, conversation.id, style="primary")]


def _more(ask: Ask, own_words: str, mentor: str) -> list[Block]:
    told = [
        (f"How {mentor} shows up, in their own words", own_words),
        ("Tried so far", ask.tried),
        ("Offered in return", ask.in_return),
    ]
    said: list[Block] = [paragraph(f"{label}:\n{quote(words, DETAIL_LIMIT)}") for label, words in told if words]
    if ask.preference is Preference.SPONSOR:
        said.append(note(f"Hoped for: {names_of_preferences(ENGLISH)[ask.preference].lower()}."))
    return said


def _shared_hours(shared: tuple[datetime, datetime] | None, zone: tzinfo) -> str:
    if shared is None:
        return "If you both keep office hours, yours do not overlap this week; writing may suit you best."
    starts, ends = (
        date_and_time(ENGLISH, instant, zone, style)
        for instant, style in zip(shared, ("{date_short_pretty} {time}", "{time}"), strict=True)
    )
    return f"If you both keep office hours, the first that you share are from {starts} to {ends}."


def _step_back(conversation: Conversation) -> ButtonElement:
    ends = conversation.state in UNDER_WAY
    words = _ENDS_FOR_BOTH if ends else "Nobody is told. We will not introduce you to each other again."
    confirm = confirmation("Step back?", words, "Step back", "Stay")
    return button("Step back", Action.STEP_BACK, conversation.id, confirm=confirm)


def nudge(conversation: Conversation, has_times: bool) -> Message:
    """Remind both that no time has been proposed for a working day."""
    if conversation.state is not ConversationState.OPEN:
        return said(ENGLISH, "This conversation is closed.")
    if has_times:
        return said(ENGLISH, "Times have been proposed since.")
    return message(
        ENGLISH,
        paragraph(
            f"{person(conversation.asker)}, {person(conversation.mentor)}: if you are talking already, never mind this. If not, *Propose a time* takes a minute, and a few lines here may do as well."
        ),
        buttons(*_propose(conversation)),
    )
