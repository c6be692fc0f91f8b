"""What stands behind three dots does what its button would."""

import pytest

from bot.blocks import button, buttons, message, more, paragraph
from bot.form_fields import multi_select_field
from bot.slack.request import Command, Press, Reply, Request, Say
from bot.slack.routes import Routes
from tests.slack.scenes import whispers
from tests.slack.stage import Stage

pytestmark = pytest.mark.either_database


async def test_a_choice_in_the_menu_is_a_press_of_its_button(stage: Stage) -> None:
    async def show(request: Request, _command: Command) -> Reply:
        rest = more(button("Second", "second", 2), button("Third", "third", "a|b"))
        return Say(message(request.reader, paragraph("Choose."), buttons(button("First", "first", 1), rest)))

    async def say(request: Request, press: Press) -> Reply:
        return Say(message(request.reader, paragraph(f"{press.name}: {press.value}")))

    stage.edge.registry.add(Routes(commands={"/hello": show}, presses=dict.fromkeys(("first", "second", "third"), say)))
    ana = stage.playground.add_person("Ana Ruiz")
    shown = await ana.command("/hello")
    assert shown.text.endswith("Buttons: First, Second, Third.")
    for label in ("Second", "Third", "First"):
        await ana.press(label, shown.ephemeral[0])
        await stage.deliver()
    assert whispers(ana)[-3:] == ["second: 2", "third: a|b", "first: 1"]
    assert stage.playground.refusals == []


@pytest.mark.one_database
def test_a_long_menu_says_of_each_part_where_it_begins_and_ends() -> None:
    menu = multi_select_field("topics", "Topics", [(number, f"T{number:03}") for number in range(150)], ())

    groups = menu.to_dict()["element"]["option_groups"]

    assert [group["label"]["text"] for group in groups] == ["T000 – T099", "T100 – T149"]
