"""The messages of an ask to a mentor, from the invitation to its end."""

from collections.abc import Mapping, Sequence

from slack_sdk.models.blocks import ActionsBlock, Block, ButtonElement

from bot.blocks import button, buttons, message, more, note, paragraph, person, quote, said
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
    conversation_status,
    has_a_question,
    hope_of,
    named_topics,
    opened_after_all,
    sentences,
    start_of,
)
from bot.languages.reader import Reader
from bot.matching.asks.mentors import ReasonKind
from bot.outbox.message import Message


def invitation(
    reader: Reader, ask: Ask, invited: Invitation, topics: Sequence[str], conversation: Conversation | None
) -> Message:
    """Return a mentor's card of an ask; ``topics`` are those that they share, ``conversation`` is theirs about it."""
    if unanswered_invitation(invited.state):
        is_open = ask.state is AskState.LOOKING
        return _open(reader, ask, invited, topics) if is_open else _nothing_to_do(reader, ask, _ended(reader, ask))
    match invited.state:
        case InvitationState.OFFERED:
            return _offered(reader, ask, invited)
        case InvitationState.WITHDRAWN:
            return _taken_back(reader, ask)
        case InvitationState.CHOSEN:
            chosen = reader.gettext("You were chosen for {question}.", question=start_of(reader, ask))
            return said(reader, sentences(chosen, conversation_status(reader, conversation)))
        case InvitationState.RELEASED:
            went_with_it = invited.settled_at == ask.ended_at
            return _nothing_to_do(reader, ask, _ended(reader, ask) if went_with_it else _looked_further(reader))
        case InvitationState.UNHEARD:
            return offer_unheard(reader, ask)
        case InvitationState.UNOPENED:
            chosen = reader.gettext("You were chosen for {question}.", question=start_of(reader, ask))
            return said(reader, sentences(chosen, _is_below(reader)))
        case _:
            return _left(reader, ask, invited)


def _open(reader: Reader, ask: Ask, invited: Invitation, topics: Sequence[str]) -> Message:
    if invited.clarifications > invited.answers:
        return _waiting_for_answer(reader, ask, invited)
    return _answered(reader, ask, invited) if invited.answers else _asked(reader, ask, invited, topics)


def _asked(reader: Reader, ask: Ask, invited: Invitation, topics: Sequence[str]) -> Message:
    told = (
        (reader.gettext("*They've tried:*"), ask.tried),
        (reader.gettext("*In return, they offer:*"), ask.in_return),
    )
    return message(
        reader,
        paragraph(sentences(reader.gettext("*Can you help?*"), has_a_question(reader, ask))),
        paragraph(quote(ask.question)),
        *(_quoted(label, words) for label, words in told if words),
        note(
            sentences(
                _why_you(reader, invited, topics),
                hope_of(reader, ask) if _meets_the_hope(ask, invited) else "",
                reader.gettext("It's one conversation. If you say no, they aren't told."),
            )
        ),
        _answers(reader, ask, invited),
    )


def _quoted(label: str, words: str) -> Block:
    return paragraph(f"{label}\n{quote(words, DETAIL_LIMIT)}")


def _meets_the_hope(ask: Ask, invited: Invitation) -> bool:
    return REASON_OF_PREFERENCE.get(ask.preference) in invited.reasons


def _why_you(reader: Reader, invited: Invitation, topics: Sequence[str]) -> str:
    if invited.suggested_by:
        return reader.gettext("{person} thought of you.", person=person(invited.suggested_by))
    kinds = invited.reasons
    if ReasonKind.TOPICS in kinds:
        why = [reader.gettext("your topics include {topics}", topics=named_topics(reader, topics))]
    elif ReasonKind.WORDS in kinds:
        why = [reader.gettext("your own words mention something similar")]
    else:
        return reader.gettext("Nobody has volunteered for exactly this, but you may know someone who can help.")
    reasons = _reasons(reader)
    why += [reasons[ReasonKind(kind)] for kind in kinds if kind in reasons]
    return reader.gettext("Why you: {reasons}.", reasons=reader.listed(why[:REASONS_GIVEN]))


def _reasons(reader: Reader) -> Mapping[ReasonKind, str]:
    return {
        ReasonKind.FURTHER_ALONG: reader.gettext("you're further along"),
        ReasonKind.NEWER: reader.gettext("you'd bring a fresh view"),
        ReasonKind.SIMILAR_ROLE: reader.gettext("your role is like theirs"),
        ReasonKind.COULD_SPONSOR: reader.gettext("your voice could help them be heard"),
        ReasonKind.ANOTHER_TEAM: reader.gettext("you're on another team"),
        ReasonKind.ANOTHER_PLACE: reader.gettext("you work in another place"),
        ReasonKind.ANOTHER_STAGE: reader.gettext("you're at another stage of your working life"),
    }


def _answers(reader: Reader, ask: Ask, invited: Invitation) -> ActionsBlock:
    # Who was named by a colleague may not have volunteered, and then has nothing to pause.
    first = [button(reader.gettext("Ask something first"), Action.ASK_FIRST, ask.id)] * (
        invited.clarifications < CLARIFICATIONS_AT_MOST
    )
    pause = [] if invited.suggested_by else [button(reader.gettext("Pause me"), Action.PAUSE_ME, ask.id)]
    return buttons(
        *_yes_or_no(reader, ask),
        more(*first, button(reader.gettext("I know someone"), Action.SOMEONE_ELSE, ask.id), *pause),
    )


def _yes_or_no(reader: Reader, ask: Ask) -> tuple[ButtonElement, ButtonElement]:
    return (
        button(reader.gettext("I can help"), Action.OFFER, ask.id, style="primary"),
        button(reader.gettext("Not this time"), Action.DECLINE, ask.id),
    )


def _offered(reader: Reader, ask: Ask, offered: Invitation) -> Message:
    if ask.shows_name:
        thanks = reader.gettext("Thank you! I'm passing your offer on to {person}:", person=person(ask.asker))
    else:
        thanks = reader.gettext("Thank you! I'm passing your offer on to the person who asked:")
    return message(
        reader,
        paragraph(thanks),
        paragraph(quote(ask.question)),
        note(reader.gettext("If they choose you, I'll open a group DM for the two of you. If not, I'll tell you.")),
        buttons(button(reader.gettext("Withdraw"), Action.WITHDRAW_OFFER, offered.id)),
    )


def _waiting_for_answer(reader: Reader, ask: Ask, asking: Invitation) -> Message:
    return message(
        reader,
        *_asked_first(reader, ask, asking),
        note(reader.gettext("I'll pass on their answer. You can decide without waiting for it.")),
        buttons(*_yes_or_no(reader, ask)),
    )


def _answered(reader: Reader, ask: Ask, asking: Invitation) -> Message:
    if asking.answer:
        answer = _quoted(reader.gettext("*Their answer:*"), asking.answer)
    else:
        answer = paragraph(reader.gettext("I couldn't get it to them. You can still say yes or no."))
    return message(reader, *_asked_first(reader, ask, asking), answer, _answers(reader, ask, asking))


def _asked_first(reader: Reader, ask: Ask, asking: Invitation) -> list[Block]:
    return [
        paragraph(has_a_question(reader, ask)),
        paragraph(quote(ask.question)),
        _quoted(reader.gettext("*You asked them first:*"), asking.clarification),
    ]


def answer_is_below(reader: Reader, ask: Ask) -> Message:
    """Return the card in the place of an invitation that a newer one below has replaced."""
    asked = reader.gettext("You asked for more detail about {question}.", question=start_of(reader, ask))
    return said(reader, sentences(asked, _is_below(reader)))


def _is_below(reader: Reader) -> str:
    return reader.gettext("There's a newer message about it below.")


def _left(reader: Reader, ask: Ask, left: Invitation) -> Message:
    if left.state is InvitationState.PASSED_ON:
        thanks = reader.gettext("Thank you for thinking of someone for {question}.", question=start_of(reader, ask))
        return said(reader, thanks)
    untold = reader.gettext("No problem. The person who asked isn't told.")
    return said(reader, sentences(untold, _nothing_left(reader, ask)))


def _taken_back(reader: Reader, ask: Ask) -> Message:
    withdrawn = reader.gettext("You've withdrawn your offer for {question}.", question=start_of(reader, ask))
    return said(reader, sentences(withdrawn, reader.gettext("They'll only see that it's no longer open.")))


def _nothing_to_do(reader: Reader, ask: Ask, why: str) -> Message:
    return said(reader, sentences(_nothing_left(reader, ask), why))


def _nothing_left(reader: Reader, ask: Ask) -> str:
    return reader.gettext("There's nothing left to do about {question}.", question=start_of(reader, ask))


def time_given_back(reader: Reader, ask: Ask) -> Message:
    """Thank a mentor who offered and was not chosen."""
    thanks = reader.gettext("Thank you for offering to help with {question}.", question=start_of(reader, ask))
    return said(reader, sentences(thanks, _ended(reader, ask)))


def _ended(reader: Reader, ask: Ask) -> str:
    match ask.state:
        case AskState.CHOSEN:
            return reader.gettext("The person who asked has chosen someone else this time.")
        case AskState.WITHDRAWN:
            return reader.gettext("The question has been withdrawn.")
        case AskState.LOOKING:
            return _looked_further(reader)
        case _:
            return reader.gettext("The question has closed.")


def _looked_further(reader: Reader) -> str:
    return reader.gettext("The person who asked is still looking.")


def offer_unheard(reader: Reader, ask: Ask) -> Message:
    """Tell a mentor that their offer could not be brought to the asker."""
    unheard = reader.gettext(
        "I couldn't deliver your offer to the person who asked {question}.", question=start_of(reader, ask)
    )
    return said(reader, sentences(unheard, _no_more_to_do(reader)))


def unopened_to_mentor(reader: Reader, ask: Ask, conversation: Conversation) -> Message:
    """Tell a chosen mentor that the conversation could not be opened, or has after all. It does not name the asker."""
    if conversation.state is not ConversationState.UNOPENED:
        return said(reader, opened_after_all(reader, ask, conversation))
    unopened = reader.gettext(
        "You were chosen for {question}, but I couldn't open a group DM for the two of you.",
        question=start_of(reader, ask),
    )
    return said(reader, sentences(unopened, _no_more_to_do(reader)))


def _no_more_to_do(reader: Reader) -> str:
    return reader.gettext("There's nothing more for you to do. Thank you for offering.")
