"""Phones and Macs type long dashes, round quotes and spaces of their own: what Klatch has to recognize, it does."""

import pytest

from bot.slack.request import Command
from bot.slack.user_input import keyboard_signs
from tests.slack.stage import House

pytestmark = pytest.mark.either_database


@pytest.mark.parametrize("dash", "\u2010\u2011\u2012\u2013\u2014\u2212")
def test_a_date_is_read_with_any_dash(dash: str) -> None:
    assert keyboard_signs(f"pause 2027{dash}01{dash}11") == "pause 2027-01-11"


@pytest.mark.parametrize("space", "\u00a0\u202f")
def test_words_are_told_apart_by_any_space(space: str) -> None:
    assert keyboard_signs(f"join{space}Writer\u2019s \u201cCircle\u201d") == 'join Writer\'s "Circle"'


def test_every_command_is_read_so_and_keeps_what_was_written() -> None:
    sent = {"command": "/x", "team_id": "T1", "user_id": "U1", "channel_id": "C1", "text": " it\u2019s \u2013 this "}
    command = Command.model_validate(sent)
    assert (command.text, command.written) == ("it's - this", "it\u2019s \u2013 this")


@pytest.mark.parametrize("typed", ["pause 2027\u201301\u201311", "pause\u00a02027\u201201\u201211"])
async def test_a_mentor_pauses_by_phone(house: House, typed: str) -> None:
    ben = house.playground.add_person("Ben Okafor")
    await ben.command("/mentor-volunteer")
    await ben.fill("Topics", ["Grant writing"])
    await ben.fill("What you promise", ["I make time, I listen, and it stays between us."])
    assert (await ben.submit()).errors == {}
    assert "Paused" in (await ben.command("/mentor-volunteer", typed)).text


async def test_a_question_keeps_the_signs_it_was_asked_with(house: House) -> None:
    ana = house.playground.add_person("Ana Ruiz")
    await ana.command("/mentor-ask", "What\u2019s a \u201cDOI\u201d \u2013 and who gives one?")
    assert ana.form is not None
    assert "What\u2019s a \u201cDOI\u201d \u2013 and who gives one?" in str(ana.form.definition)
