"""Asking: with the form, from a message, again; looking at one's questions; taking them back."""

from datetime import timedelta

import pytest

from bot.flash.models import Ask
from bot.flash.rules import AskState
from playground import render_view
from tests.library import Library, card, cards, fill_in, last_seen, live_buttons, seen

pytestmark = pytest.mark.one_database

GRANT = "How do I write my first grant proposal?"


async def test_what_is_typed_after_the_command_stands_in_the_form(library: Library) -> None:
    mia = library.person("Mia Chen")
    await mia.command("/mentor-ask", "Can R&D and <teaching> go together?")
    assert mia.form is not None
    assert "Can R&D and <teaching> go together?" in render_view(mia.form, mia)


async def test_topics_are_suggested_from_the_words(library: Library) -> None:
    mia = library.person("Mia Chen")
    await mia.command("/mentor-ask", GRANT)
    assert mia.form is not None
    assert "Grant writing]" in render_view(mia.form, mia)


async def test_a_message_can_be_asked_about(library: Library) -> None:
    mia, sam = library.person("Mia Chen"), library.person("Sam Roy")
    channel = library.playground.add_channel("general", [mia, sam])
    await sam.say(channel, "Has anybody digitised <old> maps & atlases?")
    await mia.message_shortcut("ask_about_message", mia.messages()[-1])
    assert mia.form is not None
    assert "Has anybody digitised <old> maps & atlases?" in render_view(mia.form, mia)


async def test_people_in_a_message_stand_by_name_and_strangers_as_a_colleague(library: Library) -> None:
    mia, sam = library.person("Mia Chen"), library.person("Sam Roy")
    await library.volunteer(sam, "Grant writing")
    channel = library.playground.add_channel("general", [mia, sam])
    library.person("Zoe Park")
    await sam.say(channel, "Could @Sam Roy or @Zoe Park help with the atlas?")
    await mia.message_shortcut("ask_about_message", mia.messages()[-1])
    assert mia.form is not None
    assert "Could Sam Roy or a colleague help with the atlas?" in render_view(mia.form, mia)


async def test_a_question_that_ended_can_be_asked_again_with_everything_in_it(library: Library) -> None:
    mia = library.person("Mia Chen")
    await library.ask(mia, GRANT, **{"What have you tried?": "The handbook.", "How long?": "45 minutes"})
    await mia.press("Ask again")
    assert mia.form is not None
    form = render_view(mia.form, mia)
    assert GRANT in form
    assert "The handbook." in form
    assert "[45 minutes]" in form
    assert "Grant writing]" in form


async def test_nobody_can_open_somebody_elses_question_again(library: Library) -> None:
    mia, eve = library.person("Mia Chen"), library.person("Eve Moss")
    await library.ask(mia, GRANT)
    await eve.press("Ask again", card(mia, "didn't find anyone"))
    assert eve.form is not None
    assert GRANT not in render_view(eve.form, eve)


async def test_open_questions_are_listed_and_each_can_be_taken_back(library: Library) -> None:
    mia, sam = library.person("Mia Chen"), library.person("Sam Roy")
    await library.volunteer(sam, "Grant writing", **{"Conversations a month, at most": "4"})
    await library.ask(mia, GRANT)
    await library.ask(mia, "Where do I find small grants for a reading room?")
    listed = (await mia.command("/mentor-ask", "list")).ephemeral[-1]
    assert "two open questions" in listed.text
    assert listed.buttons == ["Withdraw", "Withdraw"]
    await mia.press("Withdraw", listed, near="reading room")
    await library.settle()
    assert [ask.state for ask in await library.rows(Ask)] == [AskState.LOOKING, AskState.WITHDRAWN]


async def test_withdrawing_the_only_question_asks_first_as_its_button_does(library: Library) -> None:
    mia, sam = library.person("Mia Chen"), library.person("Sam Roy")
    await library.volunteer(sam, "Grant writing")
    await library.ask(mia, GRANT)
    listed = (await mia.command("/mentor-ask", "withdraw")).ephemeral[-1]
    assert [ask.state for ask in await library.rows(Ask)] == [AskState.LOOKING]
    (withdraw,) = [element for block in listed.blocks for element in block.get("elements", ()) if "confirm" in element]
    assert "Withdraw your question?" in str(withdraw["confirm"])
    await library.press(mia, "Withdraw", listed)
    assert live_buttons(mia) == ["Ask again"]
    assert live_buttons(sam) == []
    assert "withdrawn" in last_seen(sam)


async def test_withdrawing_from_the_card_tells_everyone_who_was_asked_or_offered(library: Library) -> None:
    mia, sam, zoe = library.person("Mia Chen"), library.person("Sam Roy"), library.person("Zoe Park")
    await library.volunteer(sam, "Grant writing")
    await library.volunteer(zoe, "Grant writing")
    await library.ask(mia, GRANT)
    await library.press(sam, "I can help")
    await library.press(mia, "Withdraw", card(mia, "on its way"))
    assert "Thank you for offering" in last_seen(sam)
    assert live_buttons(sam) == live_buttons(zoe) == []
    assert live_buttons(mia) == ["Ask again"]


async def test_withdrawing_with_several_open_questions_asks_which(library: Library) -> None:
    mia, sam = library.person("Mia Chen"), library.person("Sam Roy")
    await library.volunteer(sam, "Grant writing", **{"Conversations a month, at most": "4"})
    await library.ask(mia, GRANT)
    await library.ask(mia, "Where do I find small grants for a reading room?")
    outcome = await mia.command("/mentor-ask", "withdraw")
    assert outcome.ephemeral[-1].buttons == ["Withdraw", "Withdraw"]
    assert {ask.state for ask in await library.rows(Ask)} == {AskState.LOOKING}


@pytest.mark.parametrize("word", ["list", "withdraw", "LIST", " withdraw "])
async def test_without_open_questions_there_is_a_button_to_ask_one(library: Library, word: str) -> None:
    mia = library.person("Mia Chen")
    outcome = await mia.command("/mentor-ask", word)
    assert "no open questions" in outcome.text
    await mia.press("Ask a question", outcome.ephemeral[-1])
    assert mia.form is not None


@pytest.mark.parametrize("command", ["/mentor-ask", "/mentor-volunteer"])
async def test_help_says_what_can_be_typed_and_has_a_button_to_begin(library: Library, command: str) -> None:
    mia = library.person("Mia Chen")
    outcome = await mia.command(command, "help")
    assert f"`{command}`" in outcome.text
    await mia.press(outcome.ephemeral[-1].buttons[0], outcome.ephemeral[-1])
    assert mia.form is not None


@pytest.mark.parametrize(("typed", "meant"), [("withdrw", "withdraw"), ("hlep", "help"), ("lists", "list")])
async def test_a_slip_of_the_finger_is_noticed_and_can_still_be_a_question(
    library: Library, typed: str, meant: str
) -> None:
    mia = library.person("Mia Chen")
    outcome = await mia.command("/mentor-ask", typed)
    assert f"`/mentor-ask {meant}`" in outcome.text
    await mia.press("Ask a question", outcome.ephemeral[-1])
    assert mia.form is not None
    assert typed in render_view(mia.form, mia)


async def test_a_fourth_open_question_has_to_wait_and_what_was_typed_is_kept(library: Library) -> None:
    mia, sam = library.person("Mia Chen"), library.person("Sam Roy")
    await library.volunteer(sam, "Grant writing", **{"Conversations a month, at most": "12"})
    for number in range(3):
        await library.ask(mia, f"How do I find grant number {number}?")
    await mia.command("/mentor-ask", "How do I find a fourth grant?")
    await fill_in(mia, **{"What have you tried?": "Looking around."})
    outcome = await mia.submit()
    assert "three open questions" in outcome.errors["Your question"]
    assert mia.form is not None
    assert "Looking around." in render_view(mia.form, mia)
    assert len(await library.rows(Ask)) == 3


async def test_a_vague_question_gets_one_suggestion_and_posting_anyway_keeps_every_field(library: Library) -> None:
    mia, ana = library.person("Mia Chen"), library.person("Ana Ruiz")
    await library.open_ask_channel(ana)
    await mia.command("/mentor-ask", "Grants?")
    await fill_in(mia, **{"What have you tried?": "Nothing yet."})
    await mia.fill("What could you offer in return?", "Coffee.")
    await mia.fill("Who would you like to hear from?", "Someone further along than me")
    await mia.fill("How long?", "30 minutes")
    await mia.fill("How?", "In writing")
    await mia.fill("Your name", "Ask without it until I choose someone")
    await mia.fill("Topics", ["Open access"])
    await mia.fill(
        "Ask more widely", [mia.form.blocks[-1]["element"]["options"][0]["text"]["text"]] if mia.form else []
    )
    await mia.submit()
    assert await library.rows(Ask) == []
    assert mia.form is not None
    assert "Post anyway" in render_view(mia.form, mia)
    await mia.submit()
    await library.settle()
    (ask,) = await library.rows(Ask)
    assert (ask.question, ask.tried, ask.in_return) == ("Grants?", "Nothing yet.", "Coffee.")
    assert (ask.preference, ask.minutes, ask.meeting_format) == ("further_along", 30, "writing")
    assert ask.shows_name is False
    assert ask.channel is not None
    assert len(ask.topic_ids) == 1


async def test_the_wait_is_reported_as_measured_once_it_points_at_nobody(library: Library) -> None:
    """Four offers could point at somebody; of five or more, half came within the median."""
    sam, asker = library.person("Sam Roy"), library.person("Kim Lee")
    await library.volunteer(sam, "Grant writing", **{"Conversations a month, at most": "12"})
    for number in range(5):
        await library.ask(asker, f"How do I find grant number {number}?")
        assert "can't say yet" in card(asker, "on its way").text
        await library.pass_time(minutes=7)
        await library.press(sam, "I can help")
        await library.press(asker, "Withdraw", card(asker, "on its way"))
    await library.ask(asker, "How do I find one more grant for the reading room?")
    assert "within seven minutes" in card(asker, "on its way").text


async def test_nothing_is_posted_when_the_question_is_only_white_space(library: Library) -> None:
    mia = library.person("Mia Chen")
    await mia.command("/mentor-ask", "")
    await mia.fill("Your question", "   ")
    outcome = await mia.submit()
    await library.settle()
    assert "write a question" in outcome.errors["Your question"]
    assert await library.rows(Ask) == []


async def test_the_asker_hears_once_of_each_thing_that_happens(library: Library) -> None:
    mia, sam = library.person("Mia Chen"), library.person("Sam Roy")
    await library.volunteer(sam, "Grant writing")
    await library.ask(mia, GRANT)
    await library.press(sam, "I can help")
    await library.press(mia, "Choose")
    await library.pass_time(hours=1)
    assert len(seen(mia)) == len(set(seen(mia))) == 3
    assert len(cards(sam, ", meet")) == 1


async def test_questions_without_an_answer_take_no_longer_than_their_waves(library: Library) -> None:
    mia, sam = library.person("Mia Chen"), library.person("Sam Roy")
    await library.volunteer(sam, "Grant writing")
    await library.ask(mia, GRANT)
    await library.pass_until(library.clock.now() + timedelta(days=1, minutes=1))
    assert [ask.state for ask in await library.rows(Ask)] == [AskState.UNANSWERED]
    assert "I asked one person" in last_seen(mia)
    assert live_buttons(sam) == []
