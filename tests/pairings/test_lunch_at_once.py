"""Everybody presses whatever they can at the same time: each has one lunch at most, and nobody is forgotten."""

import asyncio
from collections import Counter
from random import Random

from bot.pairings.models import Attendance, Group, Membership, Seat
from bot.pairings.rules import LIVE, PRESENT, GroupState, LunchAnswer
from playground import Person
from tests.library import Library, cards, live_buttons
from tests.pairings.lunchroom import NOBODY, crowd, toronto

NOBODY_ON_TUESDAY = f"{NOBODY} on Tuesday"
PRESSED = ("Accept", "Accept", "Not this time", "Skip this week", "End the skip", "Lunch today")


async def press_something(person: Person, chance: Random) -> None:
    """One of the buttons of a person, or a word, or nothing."""
    choices = [words for words in PRESSED if words in live_buttons(person)]
    match chance.choice([*choices, "today", ""]):
        case "":
            return
        case "today":
            await person.command("/just-lunch", "today")
        case words:
            await person.press(words)


async def test_a_morning_in_which_all_press_at_once(library: Library) -> None:
    chance = Random(20261124)  # noqa: S311  the same morning each time
    people = await crowd(library, *(f"Colleague {number}" for number in range(7)))
    for hour, minute in [(9, 6), (16, 8)]:
        await library.pass_until(toronto(23, hour, minute))
        await asyncio.gather(*(press_something(person, chance) for person in people))
        await library.settle()
    for hour, minute in [(9, 30), (10, 43), (10, 52), (11, 12)]:
        await library.pass_until(toronto(24, hour, minute))
        await asyncio.gather(*(press_something(person, chance) for person in people))
        await library.settle()
    await library.pass_until(toronto(24, 11, 50))

    groups = {group.id: group for group in await library.rows(Group)}
    seats = await library.rows(Seat)
    assert len(groups) >= 4
    live = Counter(
        (seat.member, groups[seat.group_id].round_id)
        for seat in seats
        if groups[seat.group_id].state in LIVE and seat.answer in PRESENT
    )
    assert set(live.values()) <= {1}
    on_tuesday = min(group.round_id for group in groups.values())
    assert {group.state for group in groups.values() if group.round_id == on_tuesday} <= {
        GroupState.INTRODUCED,
        GroupState.DISSOLVED,
    }
    is_out = {row.member for row in await library.rows(Attendance) if row.is_out and row.round_id == on_tuesday}
    is_out |= {row.member for row in await library.rows(Membership) if row.paused_until is not None}
    said_yes = {
        seat.member for seat in seats if groups[seat.group_id].round_id == on_tuesday and seat.answer is LunchAnswer.IN
    }
    for person in people:
        has_lunch = (person.id, on_tuesday) in live
        if person.id in said_yes - is_out and not has_lunch:
            assert cards(person, NOBODY_ON_TUESDAY) != []
        if has_lunch:
            assert cards(person, ", meet") != [] or cards(person, "meet each other") != []
            assert cards(person, NOBODY_ON_TUESDAY) == []
