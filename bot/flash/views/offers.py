"""The messages to the asker about offers, and about what mentors ask first."""

from collections.abc import Sequence
from dataclasses import dataclass

from bot.blocks import button, buttons, inline, listed, message, note, paragraph, person, quote, said
from bot.flash.actions import Action
from bot.flash.models import Ask, Conversation, Invitation
from bot.flash.rules import AskState, InvitationState, unanswered_invitation
from bot.flash.views.shared import REASONS_GIVEN, conversation_status, named_topics, sentences, start_of
from bot.languages.reader import ENGLISH
from bot.matching.asks.mentors import ReasonKind
from bot.outbox.message import Message

_REASONS = {
    ReasonKind.FURTHER_ALONG: "they are further along than you",
    ReasonKind.NEWER: "they are newer than you",
    ReasonKind.SIMILAR_ROLE: "their role is like yours",
    ReasonKind.COULD_SPONSOR: "they could speak up for you",
    ReasonKind.ANOTHER_TEAM: "they work on another team",
    ReasonKind.ANOTHER_PLACE: "they work at another place",
    ReasonKind.ANOTHER_STAGE: "they are at another stage",
}


@dataclass(frozen=True, slots=True)
class Helper:
    """A mentor who offers, as the asker reads about them; ``topics`` are those that they share with the ask."""

    title: str = ""
    team: str = ""
    own_words: str = ""
    topics: Sequence[str] = ()


def offer(ask: Ask, offered: Invitation, helper: Helper, conversation: Conversation | None) -> Message:
    """Return an offer; ``conversation`` is the one that came of it."""
    who = person(offered.mentor)
    match offered.state:
        case InvitationState.OFFERED:
            return _open(ask, offered, helper)
        case InvitationState.CHOSEN | InvitationState.UNOPENED:
            return said(ENGLISH, f"You chose {who}. {conversation_status(ENGLISH, conversation)}")
        case InvitationState.UNHEARD:
            return said(ENGLISH, f"This offer reached you late, and we have given {who} their time back.")
        case InvitationState.WITHDRAWN:
            return said(ENGLISH, f"The offer from {who} is no longer there.")
        case _:
            why = _why_over(ask) if offered.settled_at == ask.ended_at else ""
            return said(ENGLISH, sentences(why, f"We have thanked {who} for offering."))


def _why_over(ask: Ask) -> str:
    return "You chose someone else." if ask.state is AskState.CHOSEN else "This question has closed."


def _open(ask: Ask, offered: Invitation, helper: Helper) -> Message:
    about = ", ".join(inline(each) for each in (helper.title, helper.team) if each)
    words = [paragraph(f"How they show up, in their own words:\n{quote(helper.own_words)}")] if helper.own_words else []
    hidden = "" if ask.shows_name else " They do not know yet that it is you; choosing tells them."
    return message(
        ENGLISH,
        paragraph(f"{person(offered.mentor)} can help with {start_of(ENGLISH, ask)}"),
        *([paragraph(about)] if about else []),
        *words,
        note(
            f"{_why_them(offered, helper.topics)} Choose one person and we introduce you. Nobody is told why they were not chosen.{hidden}"
        ),
        buttons(
            button("Choose", Action.CHOOSE, offered.id, style="primary"),
            button("Keep looking", Action.KEEP_LOOKING, offered.id),
        ),
    )


def _why_them(offered: Invitation, topics: Sequence[str]) -> str:
    if offered.suggested_by:
        return "A colleague thought of them."
    if not offered.is_private:
        return "They saw your question in the channel."
    kinds, said = offered.reasons, []
    if ReasonKind.TOPICS in kinds and topics:
        said.append(f"they volunteer for {named_topics(ENGLISH, topics)}")
    elif ReasonKind.WORDS in kinds:
        said.append("their own words speak of something like it")
    said += [_REASONS[ReasonKind(kind)] for kind in kinds if kind in _REASONS]
    return f"Why them: {listed(said[:REASONS_GIVEN])}." if said else "They have volunteered to help."


def clarification(ask: Ask, asking: Invitation) -> Message:
    """Return what a mentor asked before they decide, the last time."""
    if asking.answers >= asking.clarifications:
        return _clarification_answered(asking) if asking.answer else clarification_over(ask, asking)
    if ask.state is not AskState.LOOKING or not unanswered_invitation(asking.state):
        return clarification_over(ask, asking)
    hidden = " Your answer goes to them without your name." if not ask.shows_name else ""
    return message(
        ENGLISH,
        paragraph(
            f"{person(asking.mentor)} would like to know something before deciding about {start_of(ENGLISH, ask)}:"
        ),
        paragraph(quote(asking.clarification)),
        note(f"A line or two is plenty.{hidden}"),
        buttons(button("Answer", Action.ANSWER_FIRST, asking.id, style="primary")),
    )


def clarification_over(ask: Ask, asking: Invitation) -> Message:
    """Return the same once it needs no answer any more, for whatever reason."""
    return said(
        ENGLISH, f"{person(asking.mentor)} asked something about {start_of(ENGLISH, ask)}. It needs no answer any more."
    )


def _clarification_answered(asking: Invitation) -> Message:
    became = {
        InvitationState.INVITED: "Your answer goes to them. You will hear here if they offer to help.",
        InvitationState.UNREACHED: "We could not bring them your answer.",
    }.get(asking.state, "They have your answer.")
    return message(
        ENGLISH,
        paragraph(f"{person(asking.mentor)} asked:\n{quote(asking.clarification)}"),
        paragraph(f"You answered:\n{quote(asking.answer or '')}"),
        note(became),
    )
