"""A lunch that is proposed, as each of its people sees it alone: one card, drawn from its state."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, tzinfo

from slack_sdk.models.blocks import Block

from bot.blocks import button, buttons, date_and_time, inline, message, note, paragraph, people, person, said
from bot.languages.reader import ENGLISH
from bot.outbox.message import Message
from bot.pairings.actions import Action
from bot.pairings.lunch.meeting_options import how
from bot.pairings.lunch.outcomes import AnswerResult
from bot.pairings.models import Group, Round
from bot.pairings.rules import GroupState, LunchAnswer
from bot.pairings.views.shared import because, when
from bot.profiles.matching_input import Described

REASSURANCE = "It says nothing about you."


@dataclass(frozen=True, slots=True)
class Proposed:
    """A lunch and those who are still proposed for it, by their ids."""

    round_: Round
    group: Group
    people: Mapping[str, Described]

    def others(self, reader: str) -> list[Described]:
        """Return everybody but the reader."""
        return [one for member, one in sorted(self.people.items()) if member != reader]

    def whom(self, reader: str) -> str:
        """Return the others by their names."""
        return people(ENGLISH, [one.member for one in self.others(reader)])

    def lunch(self, reader: "ProposalReader") -> str:
        """Return lunch, with whom, when and where, for one reader."""
        at = when(ENGLISH, self.round_.meets_at, reader.zone)
        return f"lunch with {self.whom(reader.member)} ({at}, {inline(how(self.group.way))})"

    def by(self, reader: "ProposalReader") -> str:
        """Return the last moment to answer, as one reader sees it."""
        return at_hour(self.group.answer_by or self.round_.meets_at, reader.zone)

    @property
    def both(self) -> str:
        """Return you both, or all of you."""
        return "you both" if len(self.people) == 2 else "all of you"


@dataclass(frozen=True, slots=True, kw_only=True)
class ProposalReader:
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


def card(proposed: Proposed, reader: ProposalReader) -> Message:
    """Return the card of a proposal, as its reader should see it now."""
    match reader.answer:
        case LunchAnswer.LAPSED:
            return _lapsed(reader)
        case LunchAnswer.UNREACHED:
            return _unreached()
        case LunchAnswer.OUT:
            return _declined(reader)
    match proposed.group.state:
        case GroupState.PROPOSED:
            return _said_yes(proposed, reader) if reader.answer is LunchAnswer.IN else _proposal(proposed, reader)
        case GroupState.DECIDED | GroupState.OPENING:
            return _opens(proposed, reader)
        case GroupState.UNOPENED:
            return _unopened(proposed, reader)
        case GroupState.DISSOLVED:
            return off(reader) if reader.answer is LunchAnswer.WAITING else _over()
        case GroupState.STEPPED_BACK:
            return said(ENGLISH, "This introduction has ended. Nothing is left to do here.")
    return _is_on(proposed, reader)


def off(reader: ProposalReader) -> Message:
    """Say that a proposal is off, in the same words for whatever happened; and whether we look for somebody else."""
    if reader.hears_by is None:
        return _over()
    by = at_hour(reader.hears_by, reader.zone)
    following = f"We are looking for somebody else for you, and tell you by {by} either way."
    return said(ENGLISH, f"This lunch is off. {REASSURANCE} {following}")


def at_hour(instant: datetime, zone: tzinfo) -> str:
    """Return a day and an hour, in few letters, to stand after "by" or "until"."""
    return date_and_time(ENGLISH, instant, zone, "{date_short_pretty} at {time}")


def _proposal(proposed: Proposed, reader: ProposalReader) -> Message:
    """Return the proposal: whom, when, where and why, with an answer either way."""
    says_yes = "say yes" if len(proposed.people) == 2 else "say yes to it"
    return message(
        ENGLISH,
        paragraph(f"*Just Lunch*: would you like lunch with {proposed.whom(reader.member)}?"),
        paragraph(
            f"When: {when(ENGLISH, proposed.round_.meets_at, reader.zone)}\nWhere: {inline(how(proposed.group.way))}"
        ),
        *_own_words(proposed, reader),
        *_because(proposed),
        buttons(
            button("Accept", Action.ACCEPT, proposed.group.id, style="primary"),
            button("Not this time", Action.DECLINE, proposed.group.id),
        ),
        note(
            f"Please answer by {proposed.by(reader)}. You are introduced if {proposed.both} {says_yes}. "
            "“Not this time” needs no reason, and nobody is told who said it."
        ),
    )


def _own_words(proposed: Proposed, reader: ProposalReader) -> list[Block]:
    lines = [f"{person(one.member)}: “{inline(one.about)}”" for one in proposed.others(reader.member) if one.about]
    return [paragraph("\n".join(lines))] if lines else []


def _because(proposed: Proposed) -> list[Block]:
    sentences = because(ENGLISH, proposed.group.reasons, len(proposed.people))
    return [paragraph(f"Why you? {sentences}")] if sentences else []


def _said_yes(proposed: Proposed, reader: ProposalReader) -> Message:
    """Say that a yes waits; nothing is said of the others."""
    return message(
        ENGLISH,
        paragraph(f"You said yes to {proposed.lunch(reader)}. We tell you by {proposed.by(reader)} whether it is on."),
        buttons(button("Not this time", Action.DECLINE, proposed.group.id)),
    )


def _opens(proposed: Proposed, reader: ProposalReader) -> Message:
    words = f"It is on, for {proposed.both} said yes: {proposed.lunch(reader)}."
    return said(ENGLISH, f"{words} Your conversation opens among your group messages in a moment.")


def _is_on(proposed: Proposed, reader: ProposalReader) -> Message:
    begins = "It was on" if reader.is_past else "It is on"
    return said(ENGLISH, f"{begins}: {proposed.lunch(reader)}. Your conversation stands among your group messages.")


def _unopened(proposed: Proposed, reader: ProposalReader) -> Message:
    """Say that all said yes, and that they can meet although no conversation could be opened."""
    words = (
        f"{proposed.both.capitalize()} said yes to {proposed.lunch(reader)}, but your conversation could not be opened."
    )
    if reader.is_past:
        return said(ENGLISH, words)
    return said(
        ENGLISH,
        f"{words} It is on all the same: be there at that time, or write to {proposed.whom(reader.member)} first.",
    )


def _declined(reader: ProposalReader) -> Message:
    """Answer *Not this time*, or dropping out."""
    return message(
        ENGLISH,
        paragraph("Fine: not this time. Nobody is told who said it, and we do not ask you about this lunch again."),
        *([buttons(button("Skip this week", Action.SKIP_WEEK, ""))] if reader.may_skip else []),
    )


def _lapsed(reader: ProposalReader) -> Message:
    """Say that the time to answer has passed; or so often that we stop asking."""
    if reader.is_asked_no_more:
        return message(
            ENGLISH,
            paragraph(
                "The time to answer has passed, and that is fine. We do not ask you any more, so that nobody "
                "waits in vain; join again whenever it suits you."
            ),
            buttons(button("Join again", Action.JOIN_LUNCH, "")),
        )
    return said(
        ENGLISH,
        "The time to answer has passed, and that is fine: nothing to do. We do not ask you again in the same week; "
        "`/just-lunch today` is there if you would like company after all.",
    )


def _unreached() -> Message:
    """Tell somebody whom the proposal did not reach in time, should they ever read it."""
    return said(
        ENGLISH,
        "We wanted to propose somebody to you for lunch, and could not reach you in time. "
        "There is nothing to answer, and it counts for nothing.",
    )


def _over() -> Message:
    return said(ENGLISH, f"This lunch is off. {REASSURANCE} There is nothing to answer any more.")


ANSWERS: Mapping[AnswerResult, str] = {
    AnswerResult.YES_BEFORE: "We have your yes already, and tell you as soon as we know.",
    AnswerResult.NO_BEFORE: "You are not in this one any more. On the day itself, `/just-lunch today` asks for another.",
    AnswerResult.LAPSED: "The time to answer has passed. On the day itself, `/just-lunch today` asks for another.",
    AnswerResult.OFF: "This lunch is off already, and it says nothing about you. There is nothing to answer any more.",
    AnswerResult.ON: "This lunch is on. If it does not suit after all, say so to the others.",
    AnswerResult.NOT_YOURS: "This one is not yours to answer. `/just-lunch status` shows what is.",
}
"""The words for an outcome. One that is missing is said by the message that changed."""
