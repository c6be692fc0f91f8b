"""A lunch that is proposed, as each of its people sees it alone: one card, drawn from its state."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, tzinfo

from slack_sdk.models.blocks import Block

from bot.blocks import button, buttons, inline, message, note, paragraph, people, person, said
from bot.languages.reader import Reader
from bot.outbox.message import Message
from bot.pairings.actions import Action
from bot.pairings.lunch.meeting_options import way_in_words
from bot.pairings.lunch.outcomes import AnswerResult
from bot.pairings.models import Group, Round
from bot.pairings.rules import GroupState, LunchAnswer
from bot.pairings.views.lunch import join_button, skip_button
from bot.pairings.views.shared import because
from bot.profiles.matching_input import Described


@dataclass(frozen=True, slots=True)
class Proposed:
    """A lunch and those who are still proposed for it, by their ids."""

    round_: Round
    group: Group
    people: Mapping[str, Described]

    def others(self, member: str) -> list[Described]:
        """Return everybody but one of them."""
        return [one for other, one in sorted(self.people.items()) if other != member]


@dataclass(frozen=True, slots=True, kw_only=True)
class Recipient:
    """One of the people of a proposal, and their part in it."""

    member: str
    answer: LunchAnswer
    zone: tzinfo
    may_skip: bool
    """True when they take part week after week, and skip nothing."""
    is_asked_no_more: bool
    """True when this was the last proposal before we stopped asking, and they are out of Just Lunch since."""
    hears_by: datetime | None
    """The instant by which they hear whether somebody else is found; None when we do not look."""
    is_past: bool
    """True when lunch is over."""


def card(reader: Reader, proposed: Proposed, to: Recipient) -> Message:
    """Return the card of a proposal, as its recipient should see it now."""
    match to.answer:
        case LunchAnswer.LAPSED:
            return _lapsed(reader, to)
        case LunchAnswer.UNREACHED:
            return _unreached(reader)
        case LunchAnswer.OUT:
            return _declined(reader, to)
    match proposed.group.state:
        case GroupState.PROPOSED:
            return _said_yes(reader, proposed, to) if to.answer is LunchAnswer.IN else _proposal(reader, proposed, to)
        case GroupState.DECIDED | GroupState.OPENING:
            return _opens(reader, proposed, to)
        case GroupState.UNOPENED:
            return _unopened(reader, proposed, to)
        case GroupState.DISSOLVED:
            return off(reader, to) if to.answer is LunchAnswer.WAITING else _over(reader)
        case GroupState.STEPPED_BACK:
            return said(reader, reader.gettext("This introduction has ended. Nothing left to do here."))
    return _is_on(reader, proposed, to)


def off(reader: Reader, to: Recipient) -> Message:
    """Say that a proposal is off, in the same words for whatever happened; and whether we look for somebody else."""
    if to.hears_by is None:
        return _over(reader)
    words = reader.gettext(
        "Sorry, this lunch is off. I'm looking for somebody else, and I'll tell you by {time} either way.",
        time=reader.moment(to.hears_by, to.zone),
    )
    return said(reader, words)


def _proposal(reader: Reader, proposed: Proposed, to: Recipient) -> Message:
    """Return the proposal: whom, when, where and why, with an answer either way."""
    places = _places(reader, proposed, to)
    return message(
        reader,
        paragraph(reader.gettext("*Just Lunch*: would you like lunch with {people}?", people=places["people"])),
        paragraph(reader.gettext("When and where: {when}, {how}", when=places["when"], how=places["how"])),
        *_own_words(reader, proposed, to),
        *_because(reader, proposed),
        buttons(
            button(reader.gettext("Accept"), Action.ACCEPT, proposed.group.id, style="primary"),
            button(reader.gettext("Not this time"), Action.DECLINE, proposed.group.id),
        ),
        note(_how_to_answer(reader, proposed, to)),
    )


def _places(reader: Reader, proposed: Proposed, to: Recipient) -> Mapping[str, str]:
    """Return with whom lunch is, when and how, for sentences about it."""
    return {
        "people": people(reader, [one.member for one in proposed.others(to.member)]),
        "when": reader.moment(proposed.round_.meets_at, to.zone),
        "how": inline(way_in_words(reader, proposed.group.way)),
    }


def _by(reader: Reader, proposed: Proposed, to: Recipient) -> str:
    """Return the last moment to answer."""
    return reader.moment(proposed.group.answer_by or proposed.round_.meets_at, to.zone)


def _how_to_answer(reader: Reader, proposed: Proposed, to: Recipient) -> str:
    by = _by(reader, proposed, to)
    if len(proposed.people) == 2:
        return reader.gettext(
            "Please answer by {time}. If you both say yes, I'll introduce you. “Not this time” needs no reason, and nobody is told who said it.",
            time=by,
        )
    return reader.gettext(
        "Please answer by {time}. If you all say yes, I'll introduce you. “Not this time” needs no reason, and nobody is told who said it.",
        time=by,
    )


def _own_words(reader: Reader, proposed: Proposed, to: Recipient) -> list[Block]:
    lines = [
        reader.gettext("{person}: “{words}”", person=person(one.member), words=inline(one.about))
        for one in proposed.others(to.member)
        if one.about
    ]
    return [paragraph("\n".join(lines))] if lines else []


def _because(reader: Reader, proposed: Proposed) -> list[Block]:
    reasons = because(reader, proposed.group.reasons, len(proposed.people))
    return [paragraph(reader.gettext("Why you? {reasons}", reasons=reasons))] if reasons else []


def _said_yes(reader: Reader, proposed: Proposed, to: Recipient) -> Message:
    """Say that a yes waits; nothing is said of the others."""
    yes = reader.gettext("You said yes to lunch with {people}: {when}, {how}.", **_places(reader, proposed, to))
    told = reader.gettext("I'll tell you by {time} whether it's on.", time=_by(reader, proposed, to))
    return message(
        reader,
        paragraph(f"{yes} {told}"),
        buttons(button(reader.gettext("Not this time"), Action.DECLINE, proposed.group.id)),
    )


def _opens(reader: Reader, proposed: Proposed, to: Recipient) -> Message:
    opens = reader.gettext("In a moment you'll find the conversation in your group DMs.")
    return said(reader, f"{_on(reader, proposed, to)} {opens}")


def _is_on(reader: Reader, proposed: Proposed, to: Recipient) -> Message:
    there = reader.gettext("You'll find the conversation in your group DMs.")
    return said(reader, f"{_on(reader, proposed, to)} {there}")


def _on(reader: Reader, proposed: Proposed, to: Recipient) -> str:
    places = _places(reader, proposed, to)
    if to.is_past:
        return reader.gettext("It was on: lunch with {people}, {when}, {how}.", **places)
    return reader.gettext("It's on: lunch with {people}, {when}, {how}.", **places)


def _unopened(reader: Reader, proposed: Proposed, to: Recipient) -> Message:
    """Say that all said yes, and that they can meet although no conversation could be opened."""
    unopened = reader.gettext("I couldn't open a conversation for you.")
    words = f"{_on(reader, proposed, to)} {unopened}"
    if to.is_past:
        return said(reader, words)
    whom = _places(reader, proposed, to)["people"]
    meet = reader.gettext("Just be there at that time, or write to {people} first.", people=whom)
    return said(reader, f"{words} {meet}")


def _declined(reader: Reader, to: Recipient) -> Message:
    """Answer *Not this time*, or dropping out."""
    words = reader.gettext("OK, not this time. Nobody is told who said it, and I won't ask you about this lunch again.")
    return message(reader, paragraph(words), *([buttons(skip_button(reader))] if to.may_skip else []))


def _lapsed(reader: Reader, to: Recipient) -> Message:
    """Say that the time to answer has passed; or so often that we stop asking."""
    if to.is_asked_no_more:
        words = reader.gettext("Looks like lunches don't suit right now, so I'll stop asking. Join again any time.")
        return message(reader, paragraph(words), buttons(join_button(reader.gettext("Join again"))))
    return said(
        reader,
        reader.gettext(
            "The time to answer has passed, and that's fine. I won't ask again this week; if you'd like company after all, there's `/just-lunch today`."
        ),
    )


def _unreached(reader: Reader) -> Message:
    """Tell somebody whom the proposal did not reach in time, should they ever read it."""
    return said(
        reader,
        reader.gettext(
            "I wanted to suggest somebody for lunch, but couldn't reach you in time. Nothing to answer here."
        ),
    )


def _over(reader: Reader) -> Message:
    return said(reader, reader.gettext("Sorry, this lunch is off. Nothing left to answer."))


def answers(reader: Reader) -> Mapping[AnswerResult, str]:
    """Return the words for an answer. One that is missing is said by the card that changed."""
    return {
        AnswerResult.YES_BEFORE: reader.gettext("I have your yes, and I'll tell you as soon as I know."),
        AnswerResult.NO_BEFORE: reader.gettext(
            "You're not in this one any more. On the day itself, you can try `/just-lunch today`."
        ),
        AnswerResult.LAPSED: reader.gettext(
            "The time to answer has passed. On the day itself, you can try `/just-lunch today`."
        ),
        AnswerResult.OFF: reader.gettext("This lunch is already off. Nothing left to answer."),
        AnswerResult.ON: reader.gettext("This lunch is on. If it doesn't suit after all, tell the others."),
        AnswerResult.NOT_YOURS: reader.gettext("This one isn't yours to answer. `/just-lunch status` shows what is."),
    }
