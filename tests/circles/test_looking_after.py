"""Looking after a circle: what a change does to its dates, who may make one, and when it ends."""

from datetime import date

import pytest

from bot.cadence import CadenceError, next_five, parse_words
from bot.circles.models import Circle
from bot.recurring.rules import RecurringState
from tests.circles.circle_form import WHEN, shown, submit_words, value
from tests.circles.klatch import TORONTO, known, open_klatch, people, toronto
from tests.library import Library, card, cards, last_seen

pytestmark = pytest.mark.one_database


async def test_a_change_keeps_the_announced_meeting_and_the_new_days_follow_it(library: Library) -> None:
    ana, ben = people(library, 2)
    klatch = await open_klatch(library, [ana, ben])
    assert [meeting.starts_at for meeting in await klatch.meetings()] == [toronto(11, 24, 15)]
    await ana.command("/mentor-admin")
    assert "announced already" in last_seen(ana)
    await ana.press("Change")
    assert submit_words(ana) == "Save"
    assert value(ana, WHEN) == (
        "every second Tuesday at 3:00\N{NO-BREAK SPACE}PM Toronto time, starting November 24, 2026"
    )
    await ana.fill(WHEN, "every week on Tuesday at 10:00")
    assert "stays as it is" in shown(ana)
    assert ".\n*After that:* Tuesday, December 1; Tuesday, December 8" in shown(ana)
    await ana.fill("Name", "Tea")
    assert (await ana.submit()).errors == {}
    await library.settle()
    assert "Tuesday, December 1; Tuesday, December 8" in card(ana, "saved").text
    assert (await klatch.row()).next_at == toronto(12, 1, 10)
    assert (await klatch.row()).name == "Tea"
    await library.pass_until(toronto(12, 1, 10, 5))
    assert [meeting.starts_at for meeting in await klatch.meetings()] == [toronto(11, 24, 15), toronto(12, 1, 10)]


async def test_a_change_of_anything_else_leaves_the_dates(library: Library) -> None:
    ana, ben = people(library, 2)
    klatch = await open_klatch(library, [ana, ben])
    before = await klatch.row()
    await ana.command("/mentor-admin")
    await ana.press("Change")
    await library.send(ana, Places="6 people", **{"What is it, in your own words?": "Tea & talk"})
    after = await klatch.row()
    assert (after.seats, after.about) == (6, "Tea & talk")
    assert (after.cadence, after.next_at, after.kind) == (before.cadence, before.next_at, before.kind)


async def test_who_may_not_look_after_it_gets_one_clear_answer(library: Library) -> None:
    ana, ben, cleo = people(library, 3)
    klatch = await open_klatch(library, [ben, cleo], outside=[ana])
    await ben.command("/mentor-admin")
    overview = ben.messages()[-1]
    for button in ("Change", "Pause", "End"):
        await library.forge_press(cleo, button, overview)
        assert "Only the person who started this circle" in last_seen(cleo)
    assert cleo.form is None
    assert (await klatch.row()).state is RecurringState.RUNNING


async def test_an_organizer_looks_after_every_circle_and_an_end_is_for_good(library: Library) -> None:
    ada = library.person("Ada Admin", admin=True)
    await known(library, ada)
    klatch = await open_klatch(library, people(library, 2))
    await ada.command("/mentor-admin")
    overview = ada.messages()[-1]
    assert {"Change", "Pause", "End", "New circle", "Prompts"} <= set(overview.buttons)
    arrival = card(klatch.people[1], "There's a circle here now")
    await library.press(ada, "End", overview)
    assert "has ended" in last_seen(ada)
    for button in ("Change", "Pause", "End"):
        await library.press(ada, button, overview)
        assert "This circle has ended" in last_seen(ada)
    assert (await klatch.row()).state is RecurringState.ENDED
    assert "Coffee Klatch" not in (await klatch.people[1].command("/klatch")).text
    assert "because the circle has ended" in card(klatch.people[1], "is called off").text
    assert card(klatch.people[1], "There was a circle here").buttons == []
    await library.press(klatch.people[1], "Join", arrival)
    assert "This circle has ended" in last_seen(klatch.people[1])


async def test_a_channel_that_is_gone_has_its_circles_stand_still_until_klatch_is_back(library: Library) -> None:
    ana, ben = people(library, 2)
    klatch = await open_klatch(library, [ana, ben])
    await library.playground.remove_bot(klatch.channel)
    await library.settle()
    assert (await klatch.row()).state is RecurringState.PAUSED
    assert len(cards(ana, "has stopped")) == 1
    await library.press(ana, "Resume", card(ana, "has stopped"))
    assert "I'm not in this circle's channel any more" in last_seen(ana)
    await library.playground.invite_bot(klatch.channel, ben)
    await library.settle()
    await library.press(ana, "Resume", card(ana, "has stopped"))
    assert (await klatch.row()).state is RecurringState.RUNNING
    assert (await klatch.row()).next_at == toronto(12, 8, 15)


async def test_who_looks_after_many_sees_as_many_as_fit(library: Library) -> None:
    ada = library.person("Ada Admin", admin=True)
    await known(library, ada)
    ana, ben = people(library, 2)
    klatch = await open_klatch(library, [ana, ben])
    row = await klatch.row()
    async with library.klatch.database.transaction() as session:
        columns = [column.name for column in Circle.__table__.columns if column.name not in ("id", "name", "channel")]
        for number in range(20):
            copy = {name: getattr(row, name) for name in columns}
            session.add(Circle(**copy, name=f"Circle {number}", channel=f"C{number}"))
    await ada.command("/mentor-admin", channel=klatch.channel)
    overview = ada.messages()[-1]
    assert len(overview.blocks) <= 50
    assert "And 13 more." in overview.text
    assert overview.text.index("*Coffee Klatch*") < overview.text.index("*Circle 0*")
    await library.press(ada, "Open", overview)
    assert ada.messages()[-1].buttons == ["Change", "Pause", "End"]


def test_new_days_begin_after_a_day_and_stay_the_same_rhythm() -> None:
    today = date(2026, 11, 23)

    def after(words: str, day: date) -> list[date]:
        cadence = parse_words(words, TORONTO, today).beginning_after(day)
        return [one.local_date for one in next_five(cadence, toronto(11, 23, 9))][:2]

    fortnight = "every second Tuesday at 15:00"
    assert after(fortnight, today) == [date(2026, 11, 24), date(2026, 12, 8)]
    assert after(fortnight, date(2026, 11, 24)) == [date(2026, 12, 8), date(2026, 12, 22)]
    assert after(fortnight, date(2026, 12, 1)) == [date(2026, 12, 8), date(2026, 12, 22)]
    assert after(f"{fortnight}, with 24 November moved to 25 November", date(2026, 11, 25))[0] == date(2026, 12, 8)
    assert after("on 1 December and 3 March at 9:00", date(2026, 12, 1)) == [date(2027, 3, 3)]
    with pytest.raises(CadenceError, match="All of these dates have passed"):
        after("on 1 December at 9:00", date(2026, 12, 1))
