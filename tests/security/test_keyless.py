"""Two worlds that differ in one secret alone: without the key nobody can tell which of them a database is of.

Everything in it is compared: each row of each table, with each encrypted text as long as it is, and each instant. What
is drawn by lot stands in for what it hides: keyed marks, aliases, and with them the order of letters that are written
at once; so letters are compared without their numbers. Not compared: when somebody's direct messages, nobody can tell
whose, were last written to, by which messages keep their distance for a day (docs/threats.md).
"""

from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import select

from bot.circles.models import CircleMember
from tests.circles.klatch import FIRST_MEETING, open_klatch, people
from tests.databases import Sqlite
from tests.library import card
from tests.pairings.cafe import open_cafe
from tests.pairings.lunchroom import ASKED, join
from tests.pairings.test_rounds import FIRST_ROUND
from tests.security.drawing import have_drawn
from tests.security.twin_worlds import GRANT, Act, World, differences, dumps_of

WITHOUT = {"Your name": "Ask without it until I choose someone"}


async def who_asks(here: World, number: int) -> AsyncIterator[None]:
    """Without a name; is asked something first, is offered help, and takes the question back."""
    library, asker, (sam, zoe, _) = here.library, here.askers[number], here.mentors
    await library.ask(asker, GRANT, **WITHOUT)
    yield
    await library.press(sam, "Ask something first", card(sam, "hopes for"))
    await library.send(sam, **{"What would you like to know?": "Which funder?"})
    await library.press(asker, "Answer")
    await library.send(asker, Your_answer="SSHRC.")
    await library.press(zoe, "I can help", card(zoe, "hopes for"))
    yield
    await library.pass_time(days=3)
    yield
    await here.withdraw(asker)
    yield


async def who_asks_a_second_time(here: World, number: int) -> AsyncIterator[None]:
    """One asks twice and the other once; who is who?"""
    one, other = here.askers[number], here.askers[1 - number]
    coauthor = "How do I find a co-author for a grant proposal?"
    for asker, question in ((one, GRANT), (other, "How do I read a budget?"), (one, coauthor)):
        await here.library.ask(asker, question, **WITHOUT)
        await here.library.pass_time(minutes=3)
    yield


async def who_says_no(here: World, number: int) -> AsyncIterator[None]:
    """To a question with a name, of three who are asked."""
    library, asker = here.library, here.askers[0]
    await library.ask(asker, GRANT)
    await library.pass_time(minutes=20)
    await library.press(here.mentors[number], "Not this time", card(here.mentors[number], "hopes for"))
    yield
    await library.pass_time(days=3)
    yield


async def who_says_no_before_it_is_over(here: World, number: int) -> AsyncIterator[None]:
    """The same, and the question is withdrawn on the same day."""
    await here.library.ask(here.askers[0], GRANT)
    await here.library.pass_time(minutes=20)
    await here.library.press(here.mentors[number], "Not this time", card(here.mentors[number], "hopes for"))
    await here.library.pass_time(minutes=20)
    yield
    await here.withdraw(here.askers[0])
    yield


async def who_names_somebody(here: World, number: int) -> AsyncIterator[None]:
    library, mentor = here.library, here.mentors[number]
    await library.ask(here.askers[0], GRANT)
    await library.pass_time(minutes=20)
    await library.press(mentor, "I know someone", card(mentor, "hopes for"))
    await library.send(mentor, **{"Who comes to mind?": here.askers[1]})
    yield


async def who_keeps_whom_away(here: World, number: int) -> AsyncIterator[None]:
    one, other = (here.askers[number], here.mentors[2 * number])
    outcome = await one.command("/mentor-ask", "help")
    await one.press("People I'd rather not meet", outcome.ephemeral[-1])
    await here.library.send(one, People=[other])
    yield


async def who_steps_back(here: World, number: int) -> AsyncIterator[None]:
    library, asker, mentor = here.library, here.askers[0], here.mentors[0]
    await library.ask(asker, GRANT)
    await library.press(mentor, "I can help", card(mentor, "hopes for"))
    await library.press(asker, "Choose")
    await library.pass_time(minutes=30)
    await library.press((asker, mentor)[number], "Step back")
    yield


async def who_passes(here: World, number: int) -> AsyncIterator[None]:
    """One of two is asked to host and passes, the other is not asked; the same third then hosts."""
    library = here.library
    klatch = await open_klatch(library, people(library, 5))
    one, other, third = klatch.people[2:]
    await library.pass_until(FIRST_MEETING + timedelta(days=1))
    turns = {(one, other)[number].id: 1, third.id: 2}
    async with library.klatch.database.transaction() as session:
        for place in await session.scalars(select(CircleMember)):
            place.last_turn = FIRST_MEETING - timedelta(days=9 - turns.get(place.member, 3))
    await library.pass_until(FIRST_MEETING + timedelta(days=7))
    await library.press((one, other)[number], "Pass", card((one, other)[number], "Would you host"))
    yield
    await library.press(third, "I'll host", card(third, "Would you host"))
    assert (await klatch.meetings())[-1].hosted_by == third.id
    yield
    await library.pass_until(FIRST_MEETING + timedelta(days=13, hours=20))
    yield


async def who_passes_in_a_new_circle(here: World, number: int) -> AsyncIterator[None]:
    """Nobody has had a turn yet: one of two is drawn first and passes, and in both worlds the same third after them."""
    library, members = here.library, [*here.askers, *here.mentors]
    asked, third = here.mentors[number], here.mentors[2]
    await have_drawn(library, members, [asked, third])
    await open_klatch(library, members, when="every month on the third Tuesday at 15:00")
    await library.pass_until(FIRST_MEETING + timedelta(days=14))
    yield
    await library.press(asked, "Pass", card(asked, "Would you host"))
    yield
    await library.press(third, "I'll host", card(third, "Would you host"))
    yield
    await library.pass_until(FIRST_MEETING + timedelta(days=20, hours=20))
    yield


async def who_declines_a_lunch(here: World, number: int) -> AsyncIterator[None]:
    """Of two who were proposed to each other, and there is nobody else; the other has not answered."""
    await _propose_lunch(here)
    await here.library.press(here.askers[number], "Not this time", card(here.askers[number], ASKED))
    yield
    async for _ in _as_lunch_passes(here):
        yield


async def who_declines_a_lunch_that_the_other_accepted(here: World, number: int) -> AsyncIterator[None]:
    await _propose_lunch(here)
    yes, no = here.askers[1 - number], here.askers[number]
    await here.library.press(yes, "Accept")
    yield
    await here.library.press(no, "Not this time", card(no, ASKED))
    yield
    async for _ in _as_lunch_passes(here):
        yield


async def who_steps_back_from_a_lunch(here: World, number: int) -> AsyncIterator[None]:
    """After they have been introduced for it."""
    await _propose_lunch(here)
    for person in here.askers:
        await here.library.press(person, "Accept")
    await here.library.pass_time(minutes=6)
    await here.library.press(here.askers[number], "Step back")
    yield
    async for _ in _as_lunch_passes(here):
        yield


async def who_leaves_a_lunch_unanswered(here: World, number: int) -> AsyncIterator[None]:
    """Of two; the other has said yes."""
    await _propose_lunch(here)
    await here.library.press(here.askers[number], "Accept")
    async for _ in _as_lunch_passes(here):
        yield


async def who_steps_back_from_a_coffee_of_three(here: World, number: int) -> AsyncIterator[None]:
    """Until the next round, in which nobody is left for them where nobody else is there."""
    await open_cafe(here.library, [*here.askers, here.mentors[0]], size=3)
    await here.library.pass_until(FIRST_ROUND + timedelta(days=7, hours=1))
    await here.library.press(here.askers[number], "Step back")
    yield
    await here.library.pass_time(days=5)
    yield


async def whom_a_line_leaves_without_anybody(here: World, number: int) -> AsyncIterator[None]:
    """One keeps away two, and is left without a coffee: everybody who is there, or another of whom there is a third."""
    ana, ben, cleo = people(here.library, 3)
    cafe = await open_cafe(here.library, [ana, ben, cleo])
    outcome = await ana.command("/mentor-ask", "help")
    await ana.press("People I'd rather not meet", outcome.ephemeral[-1])
    await here.library.send(ana, People=[cleo, (ben, here.mentors[0])[number]])
    await here.library.pass_until(FIRST_ROUND + timedelta(days=7, hours=1))
    assert await cafe.introduced() == [{ben.name, cleo.name}]
    yield


async def _propose_lunch(here: World) -> None:
    await join(here.library, *here.askers, days=("Tuesday", "Wednesday"))
    await here.library.pass_time(minutes=6)


async def _as_lunch_passes(here: World) -> AsyncIterator[None]:
    """Nobody else is found, the time to answer passes, people are asked about the next lunch, and days go by."""
    for hours in (0.1, 7, 16, 3, 24, 48, 7 * 24):
        await here.library.pass_time(hours=hours)
        yield


@pytest.mark.parametrize(
    "act",
    [
        who_asks,
        who_asks_a_second_time,
        who_says_no,
        who_says_no_before_it_is_over,
        who_names_somebody,
        who_keeps_whom_away,
        whom_a_line_leaves_without_anybody,
        who_steps_back,
        who_passes,
        who_passes_in_a_new_circle,
        who_declines_a_lunch,
        who_declines_a_lunch_that_the_other_accepted,
        who_leaves_a_lunch_unanswered,
        who_steps_back_from_a_lunch,
        who_steps_back_from_a_coffee_of_three,
    ],
)
async def test_without_the_key_nobody_can_tell(act: Act, sqlite: Sqlite, tmp_path: Path) -> None:
    worlds = []
    for number in range(2):
        folder = tmp_path / str(number)
        folder.mkdir()
        with sqlite.database(folder) as url:
            worlds.append(await dumps_of(url, act, number))
    for once, twice in zip(*worlds, strict=True):
        assert list(differences(once, twice)) == []
