"""Being asked to host: one card that says how little it takes, and a pass that nobody hears of."""

import pytest

from bot.circles.models import CircleMember
from bot.circles.rules import MeetingState, Reminder
from playground import Message, Person
from tests.circles.klatch import Klatch, join, line_up, open_klatch, people, toronto
from tests.circles.meeting import announced, say_yes
from tests.library import Library, card, cards, last_seen, seen, texts

pytestmark = pytest.mark.one_database

TURN, HOSTS = "Would you host", "You're hosting*"
FINDING = "looking for a host"


async def host(klatch: Klatch) -> Person | None:
    """Who hosts the meeting that was written down last."""
    meeting = (await klatch.meetings())[-1]
    return next((person for person in klatch.people if person.id == meeting.host), None)


async def test_whose_turn_it_is_gets_one_card_that_says_how_little_it_takes(library: Library) -> None:
    ana, ben, cleo = people(library, 3)
    klatch = await open_klatch(library, [ana, ben, cleo])
    assert await host(klatch) is ana
    shown = card(ana, TURN)
    for words in ("Start on time with a quick round", "let everyone speak once", "end with what's still open"):
        assert words in shown.text
    assert {"I'll host", "Pass", "How to host", "I'm in"} <= set(shown.buttons)
    await ana.press("How to host", shown)
    assert ana.form is not None
    assert "Nobody ranks higher here" in str(ana.form.blocks)
    await ana.close_form()
    await library.press(ana, "I'll host", shown)
    assert {"Pass", "How to host", "Another day", "Call it off", "I'm in"} <= set(card(ana, HOSTS).buttons)
    assert f"Host: <@{ana.id}>" in card(ben, "Nobody has signed up").text
    await library.pass_until(toronto(11, 24, 15, 5))
    alone = [message for message in ana.messages() if message.channel == ana.dm.id and not message.is_ephemeral]
    assert len(alone) == 2


async def test_who_is_asked_finds_that_question_first_and_nothing_else_leads(library: Library) -> None:
    ana, ben = people(library, 2)
    await open_klatch(library, [ana, ben])
    asked = card(ana, TURN)
    assert _beside_menus(asked) == ["I'll host", "Pass"]
    assert _leading(asked) == ["I'll host"]
    await library.press(ana, "I'll host", asked)
    assert _leading(card(ana, HOSTS)) == []
    assert _beside_menus(card(ana, HOSTS)) == ["Pass", "Call it off"]


def _beside_menus(message: Message) -> list[str]:
    """The buttons that are not behind three dots."""
    elements = [one for block in message.blocks for one in block.get("elements", [])]
    return [one["text"]["text"] for one in elements if one["type"] == "button"]


def _leading(message: Message) -> list[str]:
    """The buttons that stand out."""
    elements = [one for block in message.blocks for one in block.get("elements", [])]
    return [one["text"]["text"] for one in elements if one.get("style") == "primary"]


async def test_who_passes_is_told_what_the_channel_reads_of_it(library: Library) -> None:
    ana, ben, cleo = people(library, 3)
    klatch = await open_klatch(library, [ana, ben, cleo])
    await line_up(klatch)
    await library.press(ana, "Pass", card(ana, TURN))
    assert "You've passed. Nobody is told" in last_seen(ana)
    await library.press(ben, "I'll host", card(ben, TURN))
    assert "Host: @Ben Moss" in announced(klatch)
    await library.press(ben, "Pass", card(ben, HOSTS))
    assert FINDING in announced(klatch)
    assert "the announcement no longer names you" in last_seen(ben)
    assert "nobody is told" not in last_seen(ben)


async def test_who_is_asked_is_named_to_nobody_before_they_have_said_yes(library: Library) -> None:
    ana, ben, cleo = people(library, 3)
    klatch = await open_klatch(library, [ana, ben, cleo], quorum=1)
    await library.pass_until(toronto(11, 23, 15, 5))
    await cleo.command("/klatch", "host")
    await cleo.command("/klatch", "next")
    assert await host(klatch) is ana
    read = [text for text in seen(cleo) if "Coffee Klatch" in text and "set up" not in text]
    assert len([text for text in read if FINDING in text]) == 4
    assert [text for text in read if "@Ana" in text or "@Ben" in text] == []
    await ana.command("/klatch", "next")
    assert "You're hosting" not in ana.messages()[-1].text
    assert "Another day" in ana.messages()[-1].buttons  # she started the circle


async def test_it_is_the_same_for_the_others_whoever_passed(library: Library) -> None:
    """Two circles of the same people: in one the first passes and in the other the second, each time for the third."""
    ana, ben, cleo, dev = people(library, 4)
    read = []
    for first, second in ((ana, ben), (ben, ana)):
        klatch = await open_klatch(library, [first, second, cleo, dev])
        await line_up(klatch)
        stands = [announced(klatch)]
        for person, words in ((first, "Pass"), (second, "Pass"), (cleo, "I'll host")):
            await library.press(person, words, card(person, TURN))
            stands.append(announced(klatch))
        assert stands[0] == stands[1] == stands[2]
        assert f"Host: @{cleo.name}" in stands[3]
        read.append([line for text in stands for line in text.splitlines() if "host" in line.casefold()])
    assert read[0] == read[1]


async def test_who_says_nothing_for_a_working_day_is_asked_no_more_and_nobody_hears_of_it(library: Library) -> None:
    ana, ben, cleo = people(library, 3)
    klatch = await open_klatch(library, [ana, ben, cleo], when="every second Friday at 15:00")
    await line_up(klatch)
    asked, before = [], texts(cleo)
    for _ in range(3):
        asked.append(await host(klatch))
        await library.pass_time(days=1)
    assert asked == [ana, ben, cleo]
    assert await host(klatch) is None
    assert cards(ana, TURN) == []
    changed = [text for text in texts(cleo) if text not in before]
    assert all("No host this time: whoever arrives first gets things going." in text for text in changed)
    assert "No host this time: whoever arrives first gets things going." in announced(klatch)


async def test_whoever_would_like_to_takes_what_nobody_has_said_yes_to(library: Library) -> None:
    ana, ben, cleo = people(library, 3)
    klatch = await open_klatch(library, [ana, ben, cleo])
    await cleo.command("/klatch", "host")
    await library.press(cleo, "I'd like to host")
    assert await host(klatch) is cleo
    assert f"Host: @{cleo.name}" in announced(klatch)
    assert cards(ana, TURN) == []
    assert [row.last_turn for row in await library.rows(CircleMember) if row.member == ana.id] == [None]
    await library.pass_time(days=1)
    assert await host(klatch) is cleo


async def test_a_pass_is_private_and_the_next_in_line_is_asked(library: Library) -> None:
    ana, ben, cleo = people(library, 3)
    klatch = await open_klatch(library, [ana, ben, cleo], when="every second Wednesday at 15:00")
    await line_up(klatch)
    before = texts(cleo)
    await library.press(ana, "Pass", card(ana, TURN))
    assert await host(klatch) is ben
    assert "Nobody is told" in last_seen(ana)
    assert cards(ana, TURN) == []
    assert len(cards(ben, TURN)) == 1
    assert texts(cleo) == before

    await library.forge_press(cleo, "Pass", card(ben, TURN))
    assert await host(klatch) is ben
    asked = card(ben, TURN)
    await library.press(ben, "Pass", asked)
    await library.press(ben, "Pass", asked)
    assert "You're not hosting this meeting" in last_seen(ben)
    await library.press(cleo, "Pass", card(cleo, TURN))
    assert await host(klatch) is None
    assert "whoever arrives first" in card(ben, "No host this time").text
    await library.press(ben, "I'm in", card(ben, "No host this time"))
    await ben.command("/klatch", "host")
    await library.press(ben, "I'd like to host")
    assert await host(klatch) is ben
    assert "You're hosting this meeting" in last_seen(ben)


async def test_who_would_like_to_host_has_the_next_turn(library: Library) -> None:
    ana, ben, cleo = people(library, 3)
    klatch = await open_klatch(library, [ana, ben, cleo], when="every week on Tuesday at 15:00")
    await say_yes(klatch, ana)
    await cleo.command("/klatch", "host")
    assert f"<@{ana.id}> is hosting the next meeting" in cleo.messages()[-1].text
    assert list(cleo.messages()[-1].buttons) == ["I'd like to host", "How to host"]
    await library.press(cleo, "I'd like to host")
    assert "The next turn is yours" in last_seen(cleo)
    await cleo.command("/klatch", "host")
    assert list(cleo.messages()[-1].buttons) == ["How to host"]
    await library.pass_until(toronto(11, 27, 16))
    assert await host(klatch) is cleo
    assert len(cards(cleo, HOSTS)) == 1
    assert not any(row.would_host for row in await library.rows(CircleMember))


async def test_a_host_who_leaves_or_is_gone_is_followed_by_the_next(library: Library) -> None:
    ana, ben, cleo = people(library, 3)
    klatch = await open_klatch(library, [ana, ben, cleo])
    await line_up(klatch)
    await ana.command("/klatch", "leave")
    await library.settle()
    assert await host(klatch) is ben
    assert cards(ana, TURN) == []
    await library.leave(ben)
    assert await host(klatch) is cleo
    assert len(cards(cleo, TURN)) == 1
    assert "You've left" in " ".join(seen(ana))


async def test_no_reminder_names_who_has_passed(library: Library) -> None:
    ana, ben, cleo = people(library, 3)
    klatch = await open_klatch(library, [ana, ben, cleo], quorum=1)
    await line_up(klatch)
    await say_yes(klatch, ana)
    await library.pass_until(toronto(11, 23, 15, 5))
    assert f"Host: <@{ana.id}>" in card(cleo, "You get this because").text
    assert "I'll take your name out and look for another host" in card(ana, HOSTS).text
    await library.press(ana, "Pass", card(ana, HOSTS))
    assert await host(klatch) is ben
    assert len(cards(ben, TURN)) == 1
    assert FINDING in card(cleo, "You get this because").text
    await say_yes(klatch, ben)
    assert f"Host: <@{ben.id}>" in card(cleo, "You get this because").text


async def test_nobody_is_asked_to_host_once_the_meeting_has_begun(library: Library) -> None:
    ana, ben = people(library, 2)
    klatch = await open_klatch(library, [ana, ben], reminder=Reminder.CHANNEL_ONLY, quorum=1)
    await say_yes(klatch, ana)
    await library.press(ben, "I'm in", card(ben, "Nobody has signed up"))
    await library.pass_until(toronto(11, 24, 15, 10))
    assert (await klatch.meetings())[0].state is MeetingState.ANNOUNCED
    await ana.command("/klatch", "leave")
    await library.settle()
    assert await host(klatch) is ana
    assert cards(ben, TURN) == []


async def test_a_newcomer_comes_and_is_not_asked_at_once(library: Library) -> None:
    ana, ben, cleo = people(library, 3)
    klatch = await open_klatch(library, [ana, ben], when="every week on Wednesday at 15:00", outside=[cleo])
    await library.pass_until(toronto(11, 23, 16))
    await say_yes(klatch, ana)
    await library.pass_until(toronto(11, 26, 9))
    await join(library, klatch.circle, [cleo])
    for day, person in ((toronto(11, 30, 16), ben), (toronto(12, 7, 16), cleo)):
        await library.pass_until(day)
        await say_yes(klatch, person)
    assert [meeting.host for meeting in await klatch.meetings()] == [ana.id, ben.id, cleo.id]


async def test_a_press_after_the_meeting_is_answered(library: Library) -> None:
    ana, ben = people(library, 2)
    await open_klatch(library, [ana, ben])
    shown = card(ana, TURN)
    await library.pass_until(toronto(11, 24, 15, 10))
    await library.press(ana, "Pass", shown)
    assert "has begun" in last_seen(ana)
