"""The messages of an ask to a mentor, from the invitation to its end."""

from collections.abc import Sequence

from slack_sdk.models.blocks import ActionsBlock, Block

from bot.blocks import button, buttons, listed, message, note, paragraph, person, quote, said
from bot.flash.actions import Action
from bot.flash.models import Ask, Conversation, Invitation
from bot.flash.rules import (
    CLARIFICATIONS_AT_MOST,
    REASON_OF_PREFERENCE,
    AskState,
    ConversationState,
    InvitationState,
    unanswered_invitation,
)
from bot.flash.views.shared import (
    DETAIL_LIMIT,
    REASONS_GIVEN,
    asker_of,
    conversation_status,
    has_a_question,
    hope_of,
    named_topics,
    opened_after_all,
    sentences,
    start_of,
)
from bot.languages.reader import ENGLISH
from bot.matching.asks.mentors import ReasonKind
from bot.outbox.message import Message

_REASONS = {
    ReasonKind.FURTHER_ALONG: "you are further along",
    ReasonKind.NEWER: "you bring a newer view",
    ReasonKind.SIMILAR_ROLE: "your role is like theirs",
    ReasonKind.COULD_SPONSOR: "your voice could help them be heard",
    ReasonKind.ANOTHER_TEAM: "you work on another team",
    ReasonKind.ANOTHER_PLACE: "you work at another place",
    ReasonKind.ANOTHER_STAGE: "you are at another stage",
}
_LOOKED_FURTHER = "they have looked a little further"


def invitation(ask: Ask, invited: Invitation, topics: Sequence[str], conversation: Conversation | None) -> Message:
    """Return a mentor's card of an ask; ``topics`` are those that they share, ``conversation`` is theirs about it."""
    if unanswered_invitation(invited.state):
        return (
            _open(ask, invited, topics)
            if ask.state is AskState.LOOKING
            else said(ENGLISH, _nothing_to_do(ask, _ended(ask)))
        )
    match invited.state:
        case InvitationState.OFFERED:
            return _offered(ask, invited)
        case InvitationState.WITHDRAWN:
            return _taken_back(ask)
        case InvitationState.CHOSEN:
            return said(
                ENGLISH, f"You were chosen for {start_of(ENGLISH, ask)}. {conversation_status(ENGLISH, conversation)}"
            )
        case InvitationState.RELEASED:
            went_with_it = invited.settled_at == ask.ended_at
            return said(ENGLISH, _nothing_to_do(ask, _ended(ask) if went_with_it else _LOOKED_FURTHER))
        case InvitationState.UNHEARD:
            return offer_unheard(ask)
        case InvitationState.UNOPENED:
            return said(
                ENGLISH, f"You were chosen for {start_of(ENGLISH, ask)}. What became of it is in a newer message below."
            )
        case _:
            return _left(ask, invited)


def _open(ask: Ask, invited: Invitation, topics: Sequence[str]) -> Message:
    if invited.clarifications > invited.answers:
        return _waiting_for_answer(ask, invited)
    return _answered(ask, invited) if invited.answers else _asked(ask, invited, topics)


def _asked(ask: Ask, invited: Invitation, topics: Sequence[str]) -> Message:
    details = [paragraph(f"*They have tried:*\n{quote(ask.tried, DETAIL_LIMIT)}")] if ask.tried else []
    details += (
        [paragraph(f"*They can offer in return:*\n{quote(ask.in_return, DETAIL_LIMIT)}")] if ask.in_return else []
    )
    return message(
        ENGLISH,
        paragraph(has_a_question(ENGLISH, ask)),
        paragraph(quote(ask.question)),
        *details,
        note(
            sentences(
                _why_you(invited, topics),
                hope_of(ENGLISH, ask) if _meets_the_hope(ask, invited) else "",
                "It is one conversation, and nothing is owed after it. Saying no is fine: they are not told.",
            )
        ),
        _answers(ask, invited),
    )


def _meets_the_hope(ask: Ask, invited: Invitation) -> bool:
    return REASON_OF_PREFERENCE.get(ask.preference) in invited.reasons


def _why_you(invited: Invitation, topics: Sequence[str]) -> str:
    if invited.suggested_by:
        return f"{person(invited.suggested_by)} thought of you."
    kinds = invited.reasons
    said = []
    if ReasonKind.TOPICS in kinds:
        said.append(f"you volunteer for {named_topics(ENGLISH, topics)}")
    elif ReasonKind.WORDS in kinds:
        said.append("your own words speak of something like it")
    said += [_REASONS[ReasonKind(kind)] for kind in kinds if kind in _REASONS]
    if ReasonKind.TOPICS not in kinds and ReasonKind.WORDS not in kinds:
        return "Why you: nobody has volunteered for exactly this, and you may know someone who can help."
    return f"Why you: {listed(said[:REASONS_GIVEN])}."


def _answers(ask: Ask, invited: Invitation) -> ActionsBlock:
    # Who was named by a colleague may not have volunteered, and then has nothing to pause.
    first = [button("Ask something first", Action.ASK_FIRST, ask.id)] * (
        invited.clarifications < CLARIFICATIONS_AT_MOST
    )
    pause = [] if invited.suggested_by else [button("Pause me", Action.PAUSE_ME, ask.id)]
    return buttons(
        button("I can help", Action.OFFER, ask.id, style="primary"),
        button("Not this time", Action.DECLINE, ask.id),
        *first,
        button("I know someone", Action.SOMEONE_ELSE, ask.id),
        *pause,
    )


def _offered(ask: Ask, offered: Invitation) -> Message:
    who = person(ask.asker) if ask.shows_name else "the person who asked"
    return message(
        ENGLISH,
        paragraph(f"Thank you. Your offer to help with this goes to {who}:"),
        paragraph(quote(ask.question)),
        note(
            "If they choose you, a group message with the two of you opens here. If they choose someone else, we tell you, and your time is yours again."
        ),
        buttons(button("Withdraw", Action.WITHDRAW_OFFER, offered.id)),
    )


def _waiting_for_answer(ask: Ask, asking: Invitation) -> Message:
    return message(
        ENGLISH,
        *_asked_first(ask, asking),
        note("We bring you their answer. There is no hurry meanwhile."),
        buttons(
            button("I can help", Action.OFFER, ask.id, style="primary"),
            button("Not this time", Action.DECLINE, ask.id),
        ),
    )


def _answered(ask: Ask, asking: Invitation) -> Message:
    answer = (
        f"Their answer:\n{quote(asking.answer, DETAIL_LIMIT)}"
        if asking.answer
        else "We could not bring it to them. You can still say yes or no."
    )
    return message(ENGLISH, *_asked_first(ask, asking), paragraph(answer), _answers(ask, asking))


def _asked_first(ask: Ask, asking: Invitation) -> list[Block]:
    words = (
        f"{asker_of(ENGLISH, ask)} asks:",
        quote(ask.question),
        f"You asked them first:\n{quote(asking.clarification)}",
    )
    return [paragraph(each) for each in words]


def answer_is_below(ask: Ask) -> Message:
    """Return the card in the place of an invitation that a newer one below has replaced."""
    return said(
        ENGLISH,
        f"You asked something first about {start_of(ENGLISH, ask)}. What became of it is in a newer message below.",
    )


def _left(ask: Ask, left: Invitation) -> Message:
    if left.state is InvitationState.PASSED_ON:
        return said(
            ENGLISH,
            f"Thank you for thinking of someone for {start_of(ENGLISH, ask)}. There is nothing more for you to do.",
        )
    return said(
        ENGLISH,
        f"That is fine, and they are not told. There is nothing more for you to do about {start_of(ENGLISH, ask)}.",
    )


def _taken_back(ask: Ask) -> Message:
    return said(
        ENGLISH,
        f"You have withdrawn your offer for {start_of(ENGLISH, ask)}. That is fine; they are told only that it is no longer there.",
    )


def _nothing_to_do(ask: Ask, why: str) -> str:
    return f"{start_of(ENGLISH, ask)}: {why}. There is nothing for you to do."


def time_given_back(ask: Ask) -> Message:
    """Thank a mentor who offered and was not chosen."""
    return said(
        ENGLISH,
        f"Thank you for offering to help with {start_of(ENGLISH, ask)}. {_ended(ask).capitalize()}, so your time is yours again.",
    )


def _ended(ask: Ask) -> str:
    match ask.state:
        case AskState.CHOSEN:
            return "they have chosen someone to talk to"
        case AskState.WITHDRAWN:
            return "they have withdrawn it"
        case AskState.LOOKING:
            return _LOOKED_FURTHER
        case _:
            return "it has closed"


def offer_unheard(ask: Ask) -> Message:
    """Tell a mentor that their offer could not be brought to the asker."""
    return said(
        ENGLISH,
        f"We could not bring your offer to the person who asked {start_of(ENGLISH, ask)}, so your time is yours again. Thank you for offering.",
    )


def unopened_to_mentor(ask: Ask, conversation: Conversation) -> Message:
    """Tell a chosen mentor that the conversation could not be opened, or has after all. It does not name the asker."""
    if conversation.state is not ConversationState.UNOPENED:
        return said(ENGLISH, opened_after_all(ENGLISH, ask, conversation))
    return said(
        ENGLISH,
        f"You were chosen for {start_of(ENGLISH, ask)}, and we could not open a group message for the two of you. There is nothing for you to do: your time is yours again. Thank you for offering.",
    )
