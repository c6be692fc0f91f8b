"""Waves: when the next few are asked, on whose clock, and what the asker sees of it."""

from datetime import UTC, datetime

import pytest

from bot.flash.models import Invitation
from bot.flash.rules import InvitationState
from playground import Person
from tests.library import Library, card, live_buttons

pytestmark = pytest.mark.either_database

GRANT = "How do I write my first grant proposal?"
FRIDAY_NOON = datetime(2026, 11, 27, 17, 0, tzinfo=UTC)
"""In Toronto."""


async def four_mentors(library: Library, tz: str = "America/Toronto") -> list[Person]:
    mentors = [library.person(f"Mentor {number}", tz=tz) for number in range(4)]
    for mentor in mentors:
        await library.volunteer(mentor, "Grant writing")
    return mentors


def shown_to(mentors: list[Person]) -> list[Person]:
    return [mentor for mentor in mentors if "I can help" in live_buttons(mentor)]


async def test_three_are_asked_and_the_next_when_all_have_said_no(library: Library) -> None:
    mia, mentors = library.person("Mia Chen"), await four_mentors(library)
    await library.ask(mia, GRANT)
    first = shown_to(mentors)
    assert len(first) == 3
    assert "three people" in card(mia, "on its way").text
    for mentor in first[:2]:
        await library.press(mentor, "Not this time")
    assert shown_to(mentors) == [first[2]]
    await library.press(first[2], "Not this time")
    (last,) = shown_to(mentors)
    assert last not in first
    assert "four people" in card(mia, "on its way").text


async def test_a_weekend_is_no_working_day(library: Library) -> None:
    """Asked on Friday at noon: those who are silent have until Monday at noon."""
    mia, mentors = library.person("Mia Chen"), await four_mentors(library)
    await library.pass_until(FRIDAY_NOON)
    await library.ask(mia, GRANT)
    await library.pass_until(datetime(2026, 11, 30, 16, 50, tzinfo=UTC))
    assert len(await library.rows(Invitation)) == 3
    await library.pass_until(datetime(2026, 11, 30, 17, 1, tzinfo=UTC))
    assert len(await library.rows(Invitation)) == 4
    assert len(shown_to(mentors)) == 4


@pytest.mark.parametrize(
    ("zone", "lapses_at"),
    [
        ("Asia/Tokyo", datetime(2026, 11, 25, 0, 0, tzinfo=UTC)),
        ("Europe/London", datetime(2026, 11, 24, 14, 0, tzinfo=UTC)),
        ("Pacific/Auckland", datetime(2026, 11, 24, 20, 0, tzinfo=UTC)),
    ],
)
async def test_the_working_day_is_the_mentors_own(library: Library, zone: str, lapses_at: datetime) -> None:
    """Monday at 14:00 UTC is night in Tokyo and Auckland: there the day is counted from their morning."""
    mia, _ = library.person("Mia Chen"), await four_mentors(library, zone)
    await library.ask(mia, GRANT)
    assert await library.due("flash_invitation_lapses") == [lapses_at] * 3


async def test_later_waves_come_in_the_mentors_working_hours(library: Library) -> None:
    """The first wave goes out as the asker's own message would; the second waits for the morning in Tokyo."""
    mia, mentors = library.person("Mia Chen"), await four_mentors(library, "Asia/Tokyo")
    await library.ask(mia, GRANT)
    first = shown_to(mentors)
    assert len(first) == 3
    for mentor in first:
        await library.press(mentor, "Not this time")
    assert len(await library.rows(Invitation)) == 4
    assert shown_to(mentors) == []
    await library.pass_until(datetime(2026, 11, 23, 23, 50, tzinfo=UTC))
    assert shown_to(mentors) == []
    await library.pass_until(datetime(2026, 11, 24, 0, 1, tzinfo=UTC))
    assert len(shown_to(mentors)) == 1


async def test_nobody_new_is_asked_while_an_offer_stands(library: Library) -> None:
    mia, mentors = library.person("Mia Chen"), await four_mentors(library)
    await library.ask(mia, GRANT)
    first = shown_to(mentors)
    await library.press(first[0], "I can help")
    for mentor in first[1:]:
        await library.press(mentor, "Not this time")
    await library.pass_time(days=1, hours=12)
    assert len(await library.rows(Invitation)) == 3


async def test_keep_looking_thanks_the_mentor_and_asks_the_next(library: Library) -> None:
    mia, mentors = library.person("Mia Chen"), await four_mentors(library)
    await library.ask(mia, GRANT)
    first = shown_to(mentors)
    for mentor in first[1:]:
        await library.press(mentor, "Not this time")
    await library.press(first[0], "I can help")
    await library.press(mia, "Keep looking")
    assert "Thank you for offering" in card(first[0], "who asked is still looking").text
    assert live_buttons(first[0]) == []
    assert live_buttons(mia) == ["Withdraw"]
    assert len(shown_to(mentors)) == 1


async def test_nobody_is_asked_twice_about_the_same_question(library: Library) -> None:
    mia, mentors = library.person("Mia Chen"), await four_mentors(library)
    await library.ask(mia, GRANT)
    await library.pass_time(days=10)
    asked = [invitation.mentor for invitation in await library.rows(Invitation)]
    assert sorted(asked) == sorted(mentor.id for mentor in mentors)
    assert {invitation.state for invitation in await library.rows(Invitation)} == {InvitationState.RELEASED}
    assert shown_to(mentors) == []
