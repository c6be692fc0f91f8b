"""Who is in a circle: joining and being welcomed, waiting for a place, leaving, and who may know of it."""

import asyncio

import pytest

from bot.circles.models import CircleMember
from bot.circles.rules import Belonging, Reminder
from playground import Person
from tests.circles.klatch import Klatch, channel_with, join, known, open_klatch, people, toronto
from tests.circles.meeting import say_yes
from tests.library import Library, card, cards, last_seen, texts, with_values

HERE = "There's a circle here now"
WHEN_REMINDED = "When would you like to be reminded of a meeting?"


async def belonging(klatch: Klatch) -> dict[str, Belonging]:
    """Where each person stands to the circle, by their id."""
    rows = await klatch.library.rows(CircleMember)
    return {row.member: row.belonging for row in rows if row.circle_id == klatch.circle}


async def press_join(library: Library, person: Person) -> None:
    """*Join* in the channel, and its form as it is."""
    await person.press("Join", card(person, HERE))
    await library.send(person)


@pytest.mark.one_database
async def test_a_newcomer_is_welcomed_with_all_they_need(library: Library) -> None:
    ana, ben, cleo = people(library, 3)
    klatch = await open_klatch(library, [ana, ben], outside=[cleo], place="https://calls.example/j/1")
    await say_yes(klatch, ana)
    await cleo.press("Join", card(cleo, HERE))
    assert cleo.form is not None
    await library.send(cleo)
    assert cleo.form is None
    welcome = card(cleo, "Welcome to *Coffee Klatch*")
    for words in (
        "whatever's on their minds",
        "listening is enough, you can come and go as you like, and anyone who's asked to host can pass",
        "Next meeting: ",
        f"<@{ana.id}> is hosting",
        "<https://calls.example/j/1>",
        "the working day before",
        "`/klatch leave`",
    ):
        assert words in welcome.text
    assert list(welcome.buttons) == ["I'm in", "Not this time", "Maybe", "Add to my calendar"]
    await library.press(cleo, "I'm in", welcome)
    assert f"<@{cleo.id}>" in card(ben, "Coming:").text
    rows = {row.member: row.reminder for row in await library.rows(CircleMember)}
    assert rows[cleo.id] is Reminder.DAY_BEFORE


@pytest.mark.one_database
async def test_before_anything_is_announced_the_welcome_says_when_and_in_whose_words(library: Library) -> None:
    ana, ben, cleo = people(library, 3)
    about = "We read <each other's> drafts & drink tea."
    await open_klatch(library, [ana, ben], outside=[cleo], when="every month on the last Friday at 9:00", about=about)
    await cleo.press("Join", card(cleo, HERE))
    await cleo.fill(WHEN_REMINDED, "Never, I'll check the channel")
    await library.send(cleo)
    welcome = card(cleo, "Welcome to *Coffee Klatch*")
    assert "We read &lt;each other's&gt; drafts &amp; drink tea." in welcome.text
    assert "I won't message you" in welcome.text


@pytest.mark.one_database
async def test_joining_and_leaving_twice_have_one_answer_each(library: Library) -> None:
    ana, ben, cleo = people(library, 3)
    klatch = await open_klatch(library, [ana, ben], outside=[cleo])
    await cleo.press("Join", card(cleo, HERE))
    form = cleo.form
    await library.send(cleo)
    assert form is not None
    await library.press(cleo, "Join", card(cleo, HERE))
    assert "You're already in this circle" in last_seen(cleo)
    await cleo.command("/klatch", "leave")
    assert "You've left *Coffee Klatch*. Nobody is told" in last_seen(cleo)
    await cleo.command("/klatch", "leave")
    assert "You're not in a circle yet" in last_seen(cleo)
    before = texts(ben)
    await cleo.command("/klatch", "join")
    await library.send(cleo)
    assert (await belonging(klatch))[cleo.id] is Belonging.IN
    assert texts(ben) == before


@pytest.mark.one_database
async def test_who_leaves_is_not_counted_any_more_and_hears_nothing(library: Library) -> None:
    ana, ben, cleo = people(library, 3)
    await open_klatch(library, [ana, ben, cleo], when="every second Wednesday at 15:00")
    await library.press(cleo, "I'm in", card(cleo, "I'm in"))
    assert f"<@{cleo.id}>" in card(ben, "Coming:").text
    await cleo.command("/klatch", "leave")
    await library.settle()
    assert cards(ben, "Coming:") == []
    before = seen_alone(cleo)
    await library.pass_until(toronto(11, 25, 15, 5))
    assert seen_alone(cleo) == before


def seen_alone(person: Person) -> list[str]:
    """What stands in somebody's direct messages with Klatch."""
    return [message.text for message in person.messages() if message.channel == person.dm.id]


@pytest.mark.one_database
async def test_who_left_and_is_back_has_their_reminder_again(library: Library) -> None:
    ana, ben = people(library, 2)
    await open_klatch(library, [ana, ben])
    await library.pass_until(toronto(11, 23, 15, 5))
    reminded = card(ben, "You get this because you're in this circle")
    await ben.command("/klatch", "leave")
    await library.settle()
    (told,) = [message for message in ben.messages() if message.ts == reminded.ts]
    assert "You've left" in told.text
    assert told.buttons == []
    await ben.command("/klatch", "join")
    await library.send(ben)
    assert card(ben, "You get this because you're in this circle").ts == reminded.ts


@pytest.mark.one_database
async def test_who_is_back_by_the_waiting_list_has_their_reminder_again_too(library: Library) -> None:
    ana, ben, cleo, dev = people(library, 4)
    klatch = await open_klatch(library, [ana, ben, cleo], seats=3)
    await library.pass_until(toronto(11, 23, 15, 5))
    await ben.command("/klatch", "leave")
    await join(library, klatch.circle, [dev, ben])
    await cleo.command("/klatch", "leave")
    await library.settle()
    assert len(cards(ben, "You have a place")) == 1
    assert len(cards(ben, "You get this because you're in this circle")) == 1


async def test_of_two_who_take_the_last_place_at_once_one_has_it_and_one_waits(library: Library) -> None:
    ana, ben, *others = people(library, 6)
    klatch = await open_klatch(library, [ana, ben], outside=others, seats=3)
    for person in others:
        await person.press("Join", card(person, HERE))
    await asyncio.gather(*(person.submit() for person in others))
    await library.settle()
    stands = await belonging(klatch)
    assert sorted(stands[person.id] for person in others) == ["in", "waiting", "waiting", "waiting"]
    (inside,) = [person for person in others if stands[person.id] is Belonging.IN]
    assert len(cards(inside, "Welcome to")) == 1
    for person in others:
        if person is not inside:
            assert len(cards(person, "you're on its waiting list")) == 1

    # All who wait press for the one place that becomes free, while two leave: nobody is lost, nobody sits twice.
    await asyncio.gather(inside.command("/klatch", "leave"), ben.command("/klatch", "leave"))
    await library.settle()
    stands = await belonging(klatch)
    assert sorted(stands[person.id] for person in others if person is not inside) == ["in", "in", "waiting"]
    told = [person for person in others if cards(person, "You have a place")]
    assert {person.id for person in told} == {one for one in stands if stands[one] is Belonging.IN} - {ana.id}


@pytest.mark.one_database
async def test_a_place_goes_to_the_first_who_waits_and_who_is_gone_takes_none(library: Library) -> None:
    ana, ben, *others = people(library, 6)
    klatch = await open_klatch(library, [ana, ben], outside=others, seats=2)
    for person in others:
        await library.pass_time(minutes=1)
        await press_join(library, person)
    first, second, third, _ = others
    await library.press(first, "Leave the waiting list", card(first, "waiting list"))
    assert "You've left" in last_seen(first)
    await library.leave(ben)
    assert (await belonging(klatch))[second.id] is Belonging.IN
    welcome = card(second, "Welcome to *Coffee Klatch*")
    assert "listening is enough" in welcome.text
    assert cards(third, "You have a place") == []

    await ana.command("/mentor-admin")
    await ana.press("Change")
    await library.send(ana, Places="No limit")
    assert set((await belonging(klatch)).values()) == {Belonging.IN, Belonging.OUT}
    assert len(cards(third, "You have a place")) == 1


@pytest.mark.one_database
async def test_a_circle_of_a_private_channel_is_known_to_who_is_there(library: Library) -> None:
    ana, ben, cleo, mallory = people(library, 4)
    klatch = await open_klatch(library, [ana, ben], outside=[cleo], is_private=True)
    public = await channel_with(library, [mallory], "elsewhere")
    await known(library, mallory)
    assert "There's no circle here yet" in (await mallory.command("/klatch", channel=public)).text
    assert "There's no circle" in (await mallory.command("/klatch", "join Coffee Klatch")).text
    await library.forge_press(mallory, "Join", card(cleo, HERE))
    assert mallory.form is None
    assert [outcome.value for outcome in await join(library, klatch.circle, [mallory])] == ["no_circle"]
    assert mallory.id not in await belonging(klatch)
    assert "Coffee Klatch" in (await cleo.command("/klatch")).text
    await library.playground.remove_member(klatch.channel, ben) if hasattr(
        library.playground, "remove_member"
    ) else None
    assert "You're in." in (await ben.command("/klatch")).text


@pytest.mark.one_database
async def test_forged_circles_are_none(library: Library) -> None:
    ana, ben, cleo = people(library, 3)
    await open_klatch(library, [ana, ben], outside=[cleo])
    for forged in ("999", "-1", "", "x" * 50, "0"):
        await library.press(cleo, "Join", with_values(card(cleo, HERE), lambda _, value=forged: value))  # type: ignore[misc]
        assert "isn't open to you" in last_seen(cleo)
    assert cleo.form is None


@pytest.mark.one_database
async def test_reminders_can_be_chosen_anew(library: Library) -> None:
    ana, ben = people(library, 2)
    await open_klatch(library, [ana, ben])
    await ben.command("/klatch")
    await ben.press("Reminders…")
    await library.send(ben, **{WHEN_REMINDED: "An hour before"})
    assert ben.form is None
    rows = {row.member: row.reminder for row in await library.rows(CircleMember)}
    assert rows == {ana.id: Reminder.DAY_BEFORE, ben.id: Reminder.HOUR_BEFORE}
