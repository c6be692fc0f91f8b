"""Starting a circle and looking after it, and what follows for channel and members."""

import asyncio

import pytest

from bot.circles.models import Circle
from bot.recurring.rules import RecurringState
from tests.circles.circle_form import below, form_of, only, start
from tests.circles.klatch import channel_with, people
from tests.library import Library, card, cards, last_seen

pytestmark = pytest.mark.one_database


async def test_who_starts_it_is_in_and_the_channel_is_told_once_with_join(library: Library) -> None:
    ana, ben = people(library, 2)
    channel = await channel_with(library, [ana, ben])
    assert await start(library, ana, channel) == {}
    told = card(ana, "is set up in")
    assert "every second Tuesday at 3:00\N{NO-BREAK SPACE}PM Toronto time" in told.text
    assert "Tuesday, November 24" in told.text
    assert list(card(ben, "There's a circle here now").buttons) == ["Join"]
    assert "You're in." in (await ana.command("/klatch")).text
    await ana.command("/mentor-admin")
    await library.press(ana, "Pause")
    await ana.command("/mentor-admin")
    await library.press(ana, "Resume")
    assert "is running again" in last_seen(ana)
    assert len(cards(ben, "There's a circle here now")) == 1


async def test_of_two_who_start_the_same_at_once_one_does(library: Library) -> None:
    ana, ben = people(library, 2)
    channel = await channel_with(library, [ana, ben])
    for person in (ana, ben):
        await form_of(library, person, channel)
        await person.submit()
    outcomes = await asyncio.gather(ana.submit(), ben.submit())
    await library.settle()
    assert [outcome.errors for outcome in outcomes] == [{}, {}]
    (late,) = [person for person in (ana, ben) if person.form is not None]
    assert "already has a circle with this name" in below(late, "Name")
    assert (await only(library)).name == "Coffee Klatch"


async def test_a_private_channel_is_for_who_is_in_it(library: Library) -> None:
    """Slack offers a private channel only to who is in it; a forged form gets nowhere either."""
    ana, ben, mallory = people(library, 3)
    mine = await channel_with(library, [ana, ben], is_private=True)
    public = await channel_with(library, [mallory, ana], "public")
    assert (await start(library, mallory, public, Channel=mine))["Channel"].startswith("This channel is private")
    assert cards(ben, "There's a circle here now") == []
    assert await library.rows(Circle) == []


async def test_who_is_put_out_of_a_private_channel_before_it_has_been_told_of_their_circle_has_none_there(
    library: Library,
) -> None:
    ana, ben, mallory = people(library, 3)
    mine = await channel_with(library, [ana, ben, mallory], is_private=True)
    await form_of(library, mallory, mine)
    for _ in ("its dates", "saved"):
        await mallory.submit()
    await library.playground.remove(mine, mallory)
    await library.settle()
    assert "you're not in it" in card(mallory, "private channel").text
    assert cards(ben, "There's a circle here now") == []
    assert (await only(library)).state is RecurringState.ENDED
