"""The cards of a group: its introduction, the words that ask whether it met, and what is told when nothing opened."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime

from bot.moment import Moment
from bot.outbox.letters import Card, OnFate, Pressed, to_members
from bot.pairings import queries
from bot.pairings.actions import Later
from bot.pairings.lunch import cards as lunch_cards
from bot.pairings.models import Group, Programme, Round, Seat
from bot.pairings.rules import PRESENT, CheckIn, GroupState, ProgrammeKind
from bot.pairings.views import groups as views
from bot.profiles.matching_input import Described, described


async def show_group(
    moment: Moment,
    round_: Round,
    group: Group,
    pressed: Pressed | None = None,
    *,
    is_new: bool = False,
    opens_at: datetime | None = None,
) -> None:
    """Have everything that a locked group's people were told in common say what is so now.

    ``is_new`` when it has just come to a step of which they are told in a message of its own.
    """
    programme = await moment.session.get_one(Programme, round_.programme_id)
    if programme.kind is ProgrammeKind.LUNCH:
        await lunch_cards.show_group(moment, programme, group)
    if not group.address:
        return
    seats = await queries.seats_of(moment, group)
    known = await described(moment.session, moment.workspace, [seat.member for seat in seats])
    present = _present(seats, known)
    cards = [
        *_check_ins(programme, group, is_new=is_new),
        _introduction(programme, round_, group, present, is_new=is_new, opens_at=opens_at),
        *_unopened(programme, round_, group, known, [one.member for one in present], is_new=is_new),
    ]
    await moment.show(cards, pressed)


def _present(seats: Sequence[Seat], known: Mapping[str, Described]) -> list[Described]:
    return [known[seat.member] for seat in seats if seat.answer in PRESENT]


def _introduction(
    programme: Programme,
    round_: Round,
    group: Group,
    members: Sequence[Described],
    *,
    is_new: bool,
    opens_at: datetime | None,
) -> Card:
    return Card(
        key=queries.introduction_letter(group),
        to=group.address,
        message=views.introduction(programme, round_, group, members),
        is_new=is_new and group.state is GroupState.OPENING,
        is_off=group.state is GroupState.DISSOLVED,
        not_before=opens_at,
        on_fate=OnFate(Later.INTRODUCTION_SETTLED, group.id, on_arrival=True),
    )


def _check_ins(programme: Programme, group: Group, *, is_new: bool) -> list[Card]:
    is_lunch = programme.kind is ProgrammeKind.LUNCH
    is_asking = group.state is GroupState.INTRODUCED and group.check_in in (CheckIn.NUDGED, CheckIn.ASKED)
    return [
        Card(
            key=queries.check_in_letter(group, number),
            to=group.address,
            message=views.check_in(group, number, is_lunch=is_lunch),
            is_new=is_new and is_asking and number == group.check_ins,
        )
        for number in range(group.check_ins, 0, -1)
    ]


def _unopened(
    programme: Programme,
    round_: Round,
    group: Group,
    known: Mapping[str, Described],
    present: Collection[str],
    *,
    is_new: bool,
) -> list[Card]:
    members = group.address.removeprefix("@").split("+")
    return [
        Card(
            key=queries.unopened_letter(group, member),
            to=to_members(member),
            message=views.unopened(
                programme, round_, group, [other for other in present if other != member], known[member].zone
            ),
            is_new=is_new and group.state is GroupState.UNOPENED and member in present,
            is_off=group.state is not GroupState.UNOPENED,
            on_fate=OnFate(Later.INTRODUCTION_SETTLED, group.id),
        )
        for member in members
        if member in known
    ]
