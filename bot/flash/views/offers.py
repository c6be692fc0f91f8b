"""The messages to the asker about offers, and about what mentors ask first."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from bot.blocks import button, buttons, inline, message, note, paragraph, person, quote, said
from bot.flash.actions import Action
from bot.flash.models import Ask, Conversation, Invitation
from bot.flash.rules import AskState, InvitationState, unanswered_invitation
from bot.flash.views.shared import REASONS_GIVEN, conversation_status, named_topics, sentences, start_of
from bot.languages.reader import Reader
from bot.matching.asks.mentors import ReasonKind
from bot.outbox.message import Message


@dataclass(frozen=True, slots=True)
class Helper:
    """A mentor who offers, as the asker reads about them; ``topics`` are those that they share with the ask."""

    title: str = ""
    team: str = ""
    own_words: str = ""
    topics: Sequence[str] = ()


def offer(reader: Reader, ask: Ask, offered: Invitation, helper: Helper, conversation: Conversation | None) -> Message:
    """Return an offer; ``conversation`` is the one that came of it."""
    mentor = person(offered.mentor)
    match offered.state:
        case InvitationState.OFFERED:
            return _open(reader, ask, offered, helper)
        case InvitationState.CHOSEN | InvitationState.UNOPENED:
            chosen = reader.gettext("You chose {person}.", person=mentor)
            return said(reader, sentences(chosen, conversation_status(reader, conversation)))
        case InvitationState.UNHEARD:
            return said(
                reader,
                reader.gettext("This offer reached you too late: {person} isn't waiting any more.", person=mentor),
            )
        case InvitationState.WITHDRAWN:
            return said(reader, reader.gettext("The offer from {person} is no longer open.", person=mentor))
        case _:
            why = _why_over(reader, ask) if offered.settled_at == ask.ended_at else ""
            return said(reader, sentences(why, reader.gettext("I've thanked {person} for offering.", person=mentor)))


def _why_over(reader: Reader, ask: Ask) -> str:
    if ask.state is AskState.CHOSEN:
        return reader.gettext("You chose someone else.")
    return reader.gettext("The question has closed.")


def _open(reader: Reader, ask: Ask, offered: Invitation, helper: Helper) -> Message:
    about = ", ".join(inline(each) for each in (helper.title, helper.team) if each)
    label = reader.gettext("*In their own words:*")
    own_words = [paragraph(f"{label}\n{quote(helper.own_words)}")] if helper.own_words else []
    who = reader.gettext(
        "*{person} can help with {question}*", person=person(offered.mentor), question=start_of(reader, ask)
    )
    return message(
        reader,
        paragraph(f"{who}\n{about}" if about else who),
        *own_words,
        note(sentences(_why_them(reader, offered, helper.topics), _what_choosing_does(reader, ask))),
        buttons(
            button(reader.gettext("Choose"), Action.CHOOSE, offered.id, style="primary"),
            button(reader.gettext("Keep looking"), Action.KEEP_LOOKING, offered.id),
        ),
    )


def _what_choosing_does(reader: Reader, ask: Ask) -> str:
    return sentences(
        reader.gettext("Choose one person, and I'll introduce you."),
        "" if ask.shows_name else reader.gettext("Until you choose, they don't know who is asking."),
        reader.gettext("Nobody is told why they weren't chosen."),
    )


def _why_them(reader: Reader, offered: Invitation, topics: Sequence[str]) -> str:
    if offered.suggested_by:
        return reader.gettext("A colleague suggested them.")
    if not offered.is_private:
        return reader.gettext("They saw your question in the channel.")
    kinds, reasons, why = offered.reasons, _reasons(reader), list[str]()
    if ReasonKind.TOPICS in kinds and topics:
        why.append(reader.gettext("their topics include {topics}", topics=named_topics(reader, topics)))
    elif ReasonKind.WORDS in kinds:
        why.append(reader.gettext("their own words mention something similar"))
    why += [reasons[ReasonKind(kind)] for kind in kinds if kind in reasons]
    if not why:
        return reader.gettext("They've volunteered to help.")
    return reader.gettext(
        "Why {person}: {reasons}.", person=person(offered.mentor), reasons=reader.listed(why[:REASONS_GIVEN])
    )


def _reasons(reader: Reader) -> Mapping[ReasonKind, str]:
    return {
        ReasonKind.FURTHER_ALONG: reader.gettext("they're further along than you"),
        ReasonKind.NEWER: reader.gettext("they're newer than you"),
        ReasonKind.SIMILAR_ROLE: reader.gettext("their role is like yours"),
        ReasonKind.COULD_SPONSOR: reader.gettext("they could speak up for you"),
        ReasonKind.ANOTHER_TEAM: reader.gettext("they're on another team"),
        ReasonKind.ANOTHER_PLACE: reader.gettext("they work in another place"),
        ReasonKind.ANOTHER_STAGE: reader.gettext("they're at another stage of their working life"),
    }


def clarification(reader: Reader, ask: Ask, asking: Invitation) -> Message:
    """Return what a mentor asked before they decide, the last time."""
    if asking.answers >= asking.clarifications:
        return _clarification_answered(reader, asking) if asking.answer else clarification_over(reader, ask, asking)
    if ask.state is not AskState.LOOKING or not unanswered_invitation(asking.state):
        return clarification_over(reader, ask, asking)
    hidden = "" if ask.shows_name else reader.gettext("I'll pass your answer on without your name.")
    return message(
        reader,
        paragraph(
            reader.gettext(
                "{person} would like to ask you something before deciding about {question}:",
                person=person(asking.mentor),
                question=start_of(reader, ask),
            )
        ),
        paragraph(quote(asking.clarification)),
        note(sentences(reader.gettext("A line or two is plenty."), hidden)),
        buttons(button(reader.gettext("Answer"), Action.ANSWER_FIRST, asking.id, style="primary")),
    )


def clarification_over(reader: Reader, ask: Ask, asking: Invitation) -> Message:
    """Return the same once it needs no answer any more, for whatever reason."""
    words = reader.gettext(
        "{person} asked something about {question}. It no longer needs an answer.",
        person=person(asking.mentor),
        question=start_of(reader, ask),
    )
    return said(reader, words)


def _clarification_answered(reader: Reader, asking: Invitation) -> Message:
    match asking.state:
        case InvitationState.INVITED:
            became = reader.gettext("I'm passing your answer on. I'll tell you here if they offer to help.")
        case InvitationState.UNREACHED:
            became = reader.gettext("I couldn't get your answer to them.")
        case _:
            became = reader.gettext("They have your answer.")
    asked = reader.gettext("{person} asked:", person=person(asking.mentor))
    answered = reader.gettext("You answered:")
    return message(
        reader,
        paragraph(f"{asked}\n{quote(asking.clarification)}"),
        paragraph(f"{answered}\n{quote(asking.answer or '')}"),
        note(became),
    )
