"""An ask as a mentor sees it, from the invitation to its end."""

from collections.abc import Sequence

from slack_sdk.models.blocks import ActionsBlock

from bot.flash.actions import Action
from bot.flash.models import Ask, Invitation
from bot.flash.rules import AskState, InvitationState
from bot.flash.views.parts import DETAIL_LIMIT, asker_of, hope_of, how_long, named_topics, sentences, start_of
from bot.matching.asks.mentors import ReasonKind
from bot.outbox.message import Message
from bot.wording import button, buttons, listed, message, note, paragraph, person, quote

_REASONS = {
    ReasonKind.FURTHER_ALONG: "you are further along",
    ReasonKind.NEWER: "you bring a newer view",
    ReasonKind.SIMILAR_ROLE: "your role is like theirs",
    ReasonKind.COULD_SPONSOR: "your voice could help them be heard",
    ReasonKind.ANOTHER_TEAM: "you work on another team",
    ReasonKind.ANOTHER_PLACE: "you work at another place",
    ReasonKind.ANOTHER_STAGE: "you are at another stage",
}
REASONS_GIVEN = 3


def invitation(ask: Ask, invited: Invitation, topics: Sequence[str]) -> Message:
    """One ask, shown privately to one mentor."""
    details = [paragraph(f"*They have tried:*\n{quote(ask.tried, DETAIL_LIMIT)}")] if ask.tried else []
    details += (
        [paragraph(f"*They can offer in return:*\n{quote(ask.in_return, DETAIL_LIMIT)}")] if ask.in_return else []
    )
    return message(
        paragraph(f"{asker_of(ask)} has a question and hopes for {how_long(ask)}:"),
        paragraph(quote(ask.question)),
        *details,
        note(
            sentences(
                _why_you(invited, topics),
                hope_of(ask),
                "It is one conversation, and nothing is owed after it. Saying no is fine: they are not told.",
            )
        ),
        _answers(ask, invited),
    )


def _why_you(invited: Invitation, topics: Sequence[str]) -> str:
    if invited.suggested_by:
        return f"{person(invited.suggested_by)} thought of you."
    kinds = invited.reasons
    said = []
    if ReasonKind.TOPICS in kinds:
        said.append(f"you volunteer for {named_topics(topics)}")
    elif ReasonKind.WORDS in kinds:
        said.append("your own words speak of something like it")
    said += [_REASONS[ReasonKind(kind)] for kind in kinds if kind in _REASONS]
    if ReasonKind.TOPICS not in kinds and ReasonKind.WORDS not in kinds:
        return "Why you: nobody has volunteered for exactly this, and you may know someone who can help."
    return f"Why you: {listed(said[:REASONS_GIVEN])}."


def _answers(ask: Ask, invited: Invitation) -> ActionsBlock:
    # Who was named by a colleague may not have volunteered, and then has nothing to pause.
    pause = [] if invited.suggested_by else [button("Pause me", Action.PAUSE_ME, ask.id)]
    return buttons(
        button("I can help", Action.OFFER, ask.id, style="primary"),
        button("Not this time", Action.DECLINE, ask.id),
        button("Ask something first", Action.ASK_FIRST, ask.id),
        button("I know someone", Action.SOMEONE_ELSE, ask.id),
        *pause,
    )


def invitation_offered(ask: Ask, offered: Invitation) -> Message:
    """After *I can help*."""
    who = person(ask.asker) if ask.shows_name else "The person who asked"
    return message(
        paragraph(f"Thank you. {who} now sees your offer to help with this:"),
        paragraph(quote(ask.question)),
        note(
            "If they choose you, a group message with the two of you opens here. If they choose someone else, we tell you, and your time is yours again."
        ),
        buttons(button("Withdraw", Action.WITHDRAW_OFFER, offered.id)),
    )


def invitation_waiting_for_answer(ask: Ask, asking: Invitation) -> Message:
    """After *Ask something first*: the question can still be taken up or left."""
    return message(
        paragraph(f"{asker_of(ask)} asks:"),
        paragraph(quote(ask.question)),
        paragraph(f"You asked them first:\n{quote(asking.clarification)}"),
        note("We bring you their answer. There is no hurry meanwhile."),
        buttons(
            button("I can help", Action.OFFER, ask.id, style="primary"),
            button("Not this time", Action.DECLINE, ask.id),
        ),
    )


def answer_to_mentor(ask: Ask, asking: Invitation, answer: str) -> Message:
    """The asker's answer to what a mentor asked first."""
    return message(
        paragraph(f"{asker_of(ask)} asks:"),
        paragraph(quote(ask.question)),
        paragraph(f"You asked them first:\n{quote(asking.clarification)}"),
        paragraph(f"Their answer:\n{quote(answer, DETAIL_LIMIT)}"),
        _answers(ask, asking),
    )


def answer_is_below(ask: Ask) -> Message:
    """The card that a newer one has taken over from."""
    return message(
        paragraph(f"You asked something first about {start_of(ask)}. The answer is in a newer message below.")
    )


def invitation_left(ask: Ask, left: Invitation) -> Message:
    """After *Not this time*, *I know someone* or *Pause me*."""
    if left.state is InvitationState.PASSED_ON:
        return message(
            paragraph(f"Thank you for thinking of someone for {start_of(ask)}. There is nothing more for you to do.")
        )
    return message(paragraph(f"That is fine, and they are not told. We take {start_of(ask)} to someone else."))


def offer_taken_back(ask: Ask) -> Message:
    """After a mentor withdrew their offer."""
    return message(
        paragraph(
            f"You have withdrawn your offer for {start_of(ask)}. That is fine; they are told only that it is no longer there."
        )
    )


def invitation_released(ask: Ask) -> Message:
    """The ask has ended without this mentor."""
    return message(paragraph(f"{start_of(ask)}: {_how_it_ended(ask)}. There is nothing for you to do."))


def time_given_back(ask: Ask) -> Message:
    """Thanks to a mentor who offered and was not chosen."""
    return message(
        paragraph(
            f"Thank you for offering to help with {start_of(ask)}. {_how_it_ended(ask).capitalize()}, so your time is yours again."
        )
    )


def _how_it_ended(ask: Ask) -> str:
    match ask.state:
        case AskState.CHOSEN:
            return "they have found someone to talk to"
        case AskState.WITHDRAWN:
            return "they have withdrawn it"
        case AskState.LOOKING:
            return "they are looking a little further"
        case _:
            return "it has closed"


def invitation_chosen(ask: Ask) -> Message:
    """This mentor was chosen."""
    return message(paragraph(f"You were chosen for {start_of(ask)}. Your conversation has opened as a group message."))


def invitation_settled(ask: Ask, settled: Invitation) -> Message | None:
    """What a mentor's card says now, for a press on one that was settled before; None while it is still open."""
    match settled.state:
        case InvitationState.OFFERED:
            return invitation_offered(ask, settled)
        case InvitationState.DECLINED | InvitationState.PASSED_ON:
            return invitation_left(ask, settled)
        case InvitationState.WITHDRAWN:
            return offer_taken_back(ask)
        case InvitationState.CHOSEN:
            return invitation_chosen(ask)
        case InvitationState.RELEASED:
            return invitation_released(ask)
        case _:
            return None
