"""Who is in a private channel no more is in none of its circles, sees nothing of them and looks after none."""

from collections.abc import Awaitable, Callable
from datetime import timedelta
from typing import Any

import pytest

from bot.circles.models import CircleMember
from bot.circles.rules import Belonging, Reminder
from bot.recurring.rules import RecurringState
from playground import Person
from tests.circles.klatch import FIRST_MEETING, Klatch, join, known, open_klatch, people, toronto
from tests.circles.talking import suggest
from tests.flash.test_without_a_name import everything_shown_to
from tests.library import Library, card, last_seen, texts, whispers

pytestmark = pytest.mark.either_database

NO_MORE = "others look after it now, because you're no longer in its channel"
TOPIC = "How do you say no?"
SELDOM = "the third Thursday of every month at 15:00"


async def quiet_klatch(library: Library, count: int = 4, **fields: Any) -> Klatch:
    return await open_klatch(library, people(library, count), is_private=True, **fields)


async def put_out(klatch: Klatch, person: Person) -> None:
    await klatch.library.playground.remove(klatch.channel, person)
    await klatch.library.settle()


async def belonging(klatch: Klatch, person: Person) -> Belonging:
    (place,) = [one for one in await klatch.library.rows(CircleMember) if one.member == person.id]
    return place.belonging


async def test_who_is_put_out_is_out_of_the_circle_and_hears_no_more_of_it(library: Library) -> None:
    klatch = await quiet_klatch(library)
    ben = klatch.people[1]
    await put_out(klatch, ben)
    assert await belonging(klatch, ben) is Belonging.OUT
    await suggest(klatch, klatch.people[2], TOPIC)
    before = texts(ben)
    await library.pass_until(FIRST_MEETING)
    assert texts(ben) == before
    assert "There's no circle" in (await ben.command("/klatch")).text
    assert TOPIC not in everything_shown_to(ben)


async def test_a_place_of_theirs_is_given_to_who_waits(library: Library) -> None:
    klatch = await quiet_klatch(library, 3, seats=2)
    assert await belonging(klatch, klatch.people[2]) is Belonging.WAITING
    await put_out(klatch, klatch.people[1])
    assert await belonging(klatch, klatch.people[2]) is Belonging.IN


async def test_who_was_put_out_while_klatch_was_away_is_out_when_it_has_read_the_channel(library: Library) -> None:
    klatch = await quiet_klatch(library)
    ana, ben, *_ = klatch.people
    await library.playground.remove_bot(klatch.channel)
    await library.settle()
    await library.press(ana, "Resume", card(ana, "has stopped"))
    assert "I'm not in this circle's channel any more" in whispers(ana)[-1]
    klatch.channel.members.remove(ben.id)
    await library.playground.invite_bot(klatch.channel, ana)
    await library.settle()
    library.playground.refusals.clear()  # of what stood in the channel while Klatch was not in it
    await library.press(ana, "Resume", card(ana, "has stopped"))
    assert (await klatch.row()).state is RecurringState.RUNNING
    assert await belonging(klatch, ben) is Belonging.OUT
    assert await belonging(klatch, ana) is Belonging.IN


async def test_who_was_put_out_unheard_is_out_before_the_next_meeting_is_announced(
    library: Library,
) -> None:
    klatch = await quiet_klatch(library, place="Room 4", reminder=Reminder.WHEN_ANNOUNCED)
    ben = klatch.people[1]
    await library.pass_until(FIRST_MEETING + timedelta(hours=2))
    klatch.channel.members.remove(ben.id)
    before = texts(ben)
    await library.pass_until(toronto(12, 1, 14, 30))
    assert await belonging(klatch, ben) is Belonging.OUT
    await library.pass_until(toronto(12, 8, 17))
    assert len(await klatch.meetings()) == 2
    assert texts(ben) == before
    assert "You're not in a circle yet" in (await ben.command("/klatch", "next")).text


@pytest.mark.parametrize("when", [SELDOM, "2026-11-24 at 15:00"])
async def test_who_was_put_out_unheard_is_out_within_a_week_however_seldom_it_meets(
    library: Library, when: str
) -> None:
    klatch = await quiet_klatch(library, when=when)
    await library.pass_until(toronto(11, 25, 12))
    klatch.channel.members.remove(klatch.people[1].id)
    announced = len(await klatch.meetings())
    await library.pass_time(days=7, minutes=5)
    assert [await belonging(klatch, person) for person in klatch.people[:2]] == [Belonging.IN, Belonging.OUT]
    assert (len(await klatch.meetings()), (await klatch.row()).state) == (announced, RecurringState.RUNNING)


async def test_a_circle_whose_starter_was_put_out_before_its_first_meeting_goes_on(library: Library) -> None:
    klatch = await quiet_klatch(library, when=SELDOM)
    klatch.channel.members.remove(klatch.people[0].id)
    await library.pass_until(toronto(12, 1, 12))
    assert NO_MORE in "\n".join(texts(klatch.people[0]))
    assert (await klatch.row()).state is RecurringState.RUNNING


async def test_a_circle_whose_channel_klatch_was_put_out_of_unheard_stands_still_within_a_week(
    library: Library,
) -> None:
    klatch = await quiet_klatch(library, when=SELDOM)
    await library.pass_until(toronto(11, 25, 12))
    klatch.channel.members.remove(library.playground.workspace.app.bot_user_id)
    await library.pass_time(days=7, minutes=5)
    assert {refusal.error for refusal in library.playground.refusals} == {"channel_not_found"}
    library.playground.refusals.clear()
    assert (await klatch.row()).state is RecurringState.PAUSED
    assert [await belonging(klatch, person) for person in klatch.people] == [Belonging.IN] * 4


async def test_who_started_it_looks_after_it_no_more(library: Library) -> None:
    klatch = await quiet_klatch(library)
    ana = klatch.people[0]
    await ana.command("/mentor-admin", channel=klatch.channel)
    shown = ana.messages()[-1]
    told = card(ana, "is set up in")
    await put_out(klatch, ana)
    assert NO_MORE in last_seen(ana) or NO_MORE in "\n".join(texts(ana))
    for button in ("Change", "Pause", "End"):
        await library.press(ana, button, shown)
        assert "Only the person who started this circle" in whispers(ana)[-1]
    await library.press(ana, "Change", told)
    assert ana.form is None
    assert (await klatch.row()).state is RecurringState.RUNNING
    assert "Only organizers can do this" in (await ana.command("/mentor-admin")).text


async def test_a_form_that_is_sent_late_changes_nothing(library: Library) -> None:
    klatch = await quiet_klatch(library)
    ana = klatch.people[0]
    await ana.command("/mentor-admin", channel=klatch.channel)
    await ana.press("Change")
    await put_out(klatch, ana)
    await ana.fill("Name", "Taken over")
    await library.send(ana)
    assert (await klatch.row()).name == "Coffee Klatch"


async def _agenda(library: Library, klatch: Klatch, person: Person) -> None:
    await library.forge_press(person, "See the agenda", card(klatch.people[1], "On the agenda"))


async def _calendar(library: Library, klatch: Klatch, person: Person) -> None:
    await library.forge_press(person, "Add to my calendar", card(klatch.people[1], "On the agenda"))


async def _join(library: Library, klatch: Klatch, person: Person) -> None:
    await library.forge_press(person, "I'm in", card(klatch.people[1], "On the agenda"))


@pytest.mark.parametrize("door", [_agenda, _calendar, _join])
@pytest.mark.parametrize("who", ["put out", "an admin"])
async def test_no_door_opens_to_who_is_not_in_the_channel(
    library: Library, door: Callable[[Library, Klatch, Person], Awaitable[None]], who: str
) -> None:
    klatch = await quiet_klatch(library, place="Room 4")
    person = klatch.people[3] if who == "put out" else library.person("Ada Admin", admin=True)
    await known(library, person)
    if who == "put out":
        await put_out(klatch, person)
    await suggest(klatch, klatch.people[2], TOPIC)
    await library.pass_time(minutes=6)
    await door(library, klatch, person)
    held = everything_shown_to(person)
    assert TOPIC not in held
    assert [message for message in person.messages() if message.files] == []
    assert await join(library, klatch.circle, [person]) == ["no_circle"]


async def test_an_admin_who_was_never_in_it_may_pause_and_end_it_and_sees_nobody(library: Library) -> None:
    klatch = await quiet_klatch(library)
    ada = library.person("Ada Admin", admin=True)
    await known(library, ada)
    await ada.command("/mentor-admin")
    shown = ada.messages()[-1]
    assert "running. That channel is private, and as far as I know you're not in it." in shown.text
    assert {"Pause", "End"} <= set(shown.buttons)
    assert "Change" not in shown.buttons
    await klatch.people[0].command("/mentor-admin", channel=klatch.channel)
    await library.forge_press(ada, "Change", klatch.people[0].messages()[-1])
    assert "Only people in its private channel can do that." in whispers(ada)[-1]
    await library.press(ada, "Pause", shown)
    assert (await klatch.row()).state is RecurringState.PAUSED
    assert ada.messages()[-1].buttons == []
    await ada.command("/mentor-admin")
    await library.press(ada, "End", ada.messages()[-1])
    assert (await klatch.row()).state is RecurringState.ENDED
    held = everything_shown_to(ada)
    assert [person for person in klatch.people if person.id in held or person.name in held] == []
