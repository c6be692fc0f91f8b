"""*Preview*, as an organizer reads it: who would meet whom, and why, without what people told about themselves."""

from collections.abc import Sequence
from datetime import datetime

from slack_sdk.models.blocks import Block

from bot.matching.gathering import Because, Group, Groups, LeftOut, Reason, Why
from bot.outbox.message import Message
from bot.pairings.models import Programme
from bot.pairings.rules import GROUPS_SHOWN
from bot.pairings.views.parts import when, zone_of
from bot.pairings.views.reports import NOT_PLACED, told
from bot.wording import inline, listed, message, note, paragraph, people, person

_PEOPLE_SHOWN = 10
_REASONS_SHOWN = 3
_GROUPS_IN_A_BLOCK = 9
"""So that the longest fit into a block."""

_REASONS = {
    Because.ANOTHER_TEAM: "different teams",
    Because.ANOTHER_PLACE: "different places",
    Because.ANOTHER_STAGE: "different points in their working lives",
    Because.TOPICS: "something that they would all like to talk about",
    Because.VALUES: "the same things matter to them",
    Because.NEW_TO_EACH_OTHER: "not introduced here before",
    Because.LONGEST_AGO: "introduced the longest ago",
    Because.HOURS: "hours that they share",
}


def preview(programme: Programme, groups: Groups, meets_at: datetime) -> Message:
    """Who would meet whom if the next round were decided now."""
    return message(
        paragraph(
            f"*{inline(programme.name)}*, the round of {when(meets_at, zone_of(programme))}, if nothing changes until then:"
        ),
        *_groups(groups.groups),
        *_left_out(groups.left_out),
        note(
            "Nothing has been sent. People can still join, skip and leave, and then others meet. `/mentor-admin` changes it, or runs it now. Only you see this: please keep it to yourself."
        ),
    )


def _groups(groups: Sequence[Group]) -> list[Block]:
    if not groups:
        return [paragraph("Nobody would be introduced.")]
    shown = [_group(group) for group in groups[:GROUPS_SHOWN]]
    if (rest := len(groups) - GROUPS_SHOWN) > 0:
        shown.append(f"… and {rest} more {'group' if rest == 1 else 'groups'}.")
    pages = [shown[start : start + _GROUPS_IN_A_BLOCK] for start in range(0, len(shown), _GROUPS_IN_A_BLOCK)]
    return [paragraph("\n".join(page)) for page in pages]


def _group(group: Group) -> str:
    why = _why(group.reasons)
    return f"• {people(group.members)}" + (f": {why}" if why else "")


def _why(reasons: Sequence[Reason]) -> str:
    return listed([_REASONS[reason.because] for reason in reasons[:_REASONS_SHOWN]])


def _left_out(left_out: Sequence[LeftOut]) -> list[Block]:
    by_why: dict[Why, list[str]] = {}
    for one in left_out:
        by_why.setdefault(told(one.why), []).append(one.key)
    return [paragraph(f"Not placed: {_several(keys)}, because {NOT_PLACED[why]}.") for why, keys in by_why.items()]


def _several(keys: Sequence[str]) -> str:
    shown = [person(key) for key in keys[:_PEOPLE_SHOWN]]
    rest = len(keys) - _PEOPLE_SHOWN
    return listed([*shown, f"{rest} more"] if rest > 0 else shown)
