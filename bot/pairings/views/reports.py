"""How a round went, as its organizer reads it: never who, and no count of fewer than five people or groups.

Nor may such a count follow from those that are given.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from bot.matching.gathering import Why
from bot.outbox.message import Message
from bot.pairings.models import Programme
from bot.pairings.rules import COUNTS_FROM
from bot.pairings.views.parts import zone_of
from bot.wording import day_of, inline, message, note, paragraph


@dataclass(frozen=True, slots=True)
class Tally:
    """The counts of a round, as they are."""

    taking_part: int
    groups: int
    """Groups that were introduced."""
    unopened: int
    """Groups whose conversation could not be opened."""
    met: int
    did_not_happen: int
    skipped: int
    left_out: Mapping[Why, int]
    """People who were in no group, by why."""

    @property
    def unsaid(self) -> int:
        """Groups that were introduced, and of which nobody has heard."""
        return self.groups - self.met - self.did_not_happen

    @property
    def is_small(self) -> bool:
        """Whether so few were in that any count of what became of them says too much."""
        return self.taking_part < COUNTS_FROM

    @property
    def hides_some(self) -> bool:
        """Whether a part is too small to be given: then no sum is, from which the others could be subtracted."""
        parts = (self.met, self.did_not_happen, self.unsaid, self.unopened, *self.left_out.values())
        return any(0 < part < COUNTS_FROM for part in parts)


def told(why: Why) -> Why:
    """What organizers are told of why somebody was not placed: not that they are kept apart from others."""
    return Why.LEFT_OVER if why is Why.KEPT_APART else why


NOT_PLACED: Mapping[Why, str] = {
    Why.ALONE: "nobody else was free",
    Why.TAKEN: "they were in a group of this round already",
    Why.NO_COMMON_WAY: "nobody else could meet in a way that they can",
    Why.LEFT_OVER: "there was no group left for them",
}
"""Why somebody was not placed, said to an organizer."""


def few(number: int, one: str, many: str, none: str) -> str:
    """A count as organizers may see it.

    >>> few(3, "person", "people", "nobody")
    'fewer than five people'
    """
    if number == 0:
        return none
    return f"fewer than five {many}" if number < COUNTS_FROM else f"{number} {many if number != 1 else one}"


def people_counted(number: int) -> str:
    """How many people, as organizers may see it."""
    return few(number, "person", "people", "nobody")


def report(programme: Programme, meets_at: datetime, now: Tally, before: Tally | None) -> Message:
    """How a round went, beside the one before."""
    lines = [f"*{inline(programme.name)}*: the round of {day_of(meets_at, zone_of(programme))} is over."]
    lines.append(f"• {_in(now)}")
    if now.groups and not now.is_small:
        lines.append(f"• {_met(now)}")
    if now.unopened:
        lines.append(f"• {_sentence(_groups(now.unopened))} could not be introduced: their conversation did not open")
    lines.append(f"• {_sentence(people_counted(now.skipped))} skipped it")
    lines.extend(
        f"• {_sentence(people_counted(number))} could not be placed: {NOT_PLACED[why]}"
        for why, number in now.left_out.items()
        if number
    )
    if before is not None:
        lines.append(f"The round before: {_in(before)[0].lower()}{_in(before)[1:]}{_met_before(before)}.")
    return message(
        paragraph("\n".join(lines)),
        note(
            "These are all the counts that there are, and none of fewer than five. Who met, skipped or turned something down stays with them."
        ),
    )


def _in(tally: Tally) -> str:
    if tally.hides_some and not tally.is_small:
        return "Five or more people were in"
    number = people_counted(tally.taking_part)
    were = "was" if tally.taking_part == 0 else "were"
    groups = f", in {_groups(tally.groups)}" if tally.groups and not tally.is_small else ""
    return _sentence(f"{number} {were} in{groups}")


def _met_before(tally: Tally) -> str:
    if tally.is_small or not tally.groups:
        return ""
    return "; too few answers to say how many met" if _is_unanswered(tally) else f"; {_groups(tally.met)} met"


def _is_unanswered(tally: Tally) -> bool:
    """Whether nobody said that they met, and somebody said nothing: who says nothing may have met."""
    return not tally.met and tally.unsaid > 0


def _met(tally: Tally) -> str:
    """How many met. Where a part of the others is small they are given together, so that nobody can subtract."""
    unsaid = tally.unsaid
    if _is_unanswered(tally):
        return "Too few answers to say how many met"
    met = f"{_sentence(_groups(tally.met))} met"
    if not tally.did_not_happen and not unsaid:
        return f"{met}, which is all of them"
    if 0 < tally.did_not_happen < COUNTS_FROM or 0 < unsaid < COUNTS_FROM:
        return f"{met}; {_groups(tally.did_not_happen + unsaid)} did not, or did not say"
    return f"{met}; {_groups(tally.did_not_happen)} said that it won't happen; {_groups(unsaid)} did not say"


def _groups(number: int) -> str:
    return few(number, "group", "groups", "no group")


def _sentence(words: str) -> str:
    return words[0].upper() + words[1:]
