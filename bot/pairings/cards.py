"""The cards of a group: its introduction, the words that ask whether it met, and what is told when nothing opened."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from functools import partial

from bot.moment import Moment
from bot.outbox.letters import Card, OnFate, Pressed, to_members
from bot.pairings import letter_keys, queries
from bot.pairings.actions import Later
from bot.pairings.lunch import cards as lunch_cards
from bot.pairings.queries import LockedGroup
from bot.pairings.rules import PRESENT, CheckIn, GroupState
from bot.pairings.views import groups as views
from bot.pairings.views.check_ins import check_in
from bot.profiles.matching_input import Described, described


async def show_group(
    moment: Moment, locked: LockedGroup, pressed: Pressed | None = None, *, is_new: bool = False
) -> None:
    """Have everything that a group's people were told in common say what is so now.

    ``is_new`` when it has just come to a step of which they are told in a message of its own.
    """
    group = locked.group
    if locked.is_lunch:
        await lunch_cards.show_group(moment, locked)
    if not group.address:
        return
    seats = await queries.seats_of(moment, group)
    known = await described(moment.session, moment.workspace, [seat.member for seat in seats])
    present = [known[seat.member] for seat in seats if seat.answer in PRESENT]
    cards = [
        *_check_ins(locked, is_new=is_new),
        introduction(locked, present),
        *_unopened(locked, known, [one.member for one in present], is_new=is_new),
    ]
    await moment.show(cards, pressed)


def introduction(locked: LockedGroup, people: Sequence[Described], *, opens_at: datetime | None = None) -> Card:
    """Return the opening of a group's conversation, for these people. It is new where it has an instant to open at."""
    group = locked.group
    return Card(
        key=letter_keys.introduction(group),
        to=group.address,
        message=partial(
            views.introduction, programme=locked.programme, round_=locked.round_, group=group, members=people
        ),
        is_new=opens_at is not None,
        is_off=group.state is GroupState.DISSOLVED,
        not_before=opens_at,
        on_fate=OnFate(Later.INTRODUCTION_SETTLED, group.id, on_arrival=True),
    )


def _check_ins(locked: LockedGroup, *, is_new: bool) -> list[Card]:
    group = locked.group
    is_asking = group.state is GroupState.INTRODUCED and group.check_in in (CheckIn.NUDGED, CheckIn.ASKED)
    return [
        Card(
            key=f"{letter_keys.introduction(group)}/check-in-{number}",
            to=group.address,
            message=partial(check_in, group=group, number=number, is_lunch=locked.is_lunch),
            is_new=is_new and is_asking and number == group.check_ins,
        )
        for number in range(group.check_ins, 0, -1)
    ]


def _unopened(
    locked: LockedGroup, known: Mapping[str, Described], present: Sequence[str], *, is_new: bool
) -> list[Card]:
    programme, round_, group = locked.programme, locked.round_, locked.group
    is_unopened = group.state is GroupState.UNOPENED
    cards = []
    for member in group.address.removeprefix("@").split("+"):
        if member not in known:
            continue
        others = [other for other in present if other != member]
        cards.append(
            Card(
                key=f"{letter_keys.introduction(group)}/unopened-{member}",
                to=to_members(member),
                message=partial(
                    views.unopened,
                    programme=programme,
                    round_=round_,
                    group=group,
                    others=others,
                    zone=known[member].zone,
                ),
                is_new=is_new and is_unopened and member in present,
                is_off=not is_unopened,
                on_fate=OnFate(Later.INTRODUCTION_SETTLED, group.id),
            )
        )
    return cards
