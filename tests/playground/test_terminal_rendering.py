"""What a reader sees of messages and forms, as words."""

from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from slack_sdk.web.async_client import AsyncWebClient

from playground import Person, Playground, render_message, render_view
from playground.date_tokens import date_words
from playground.mrkdwn import plain
from tests.playground import stage
from tests.playground.stage import HandMovedClock, actions, button, form_of, modal, section, text_input

MOMENT = int(datetime(2026, 3, 3, 18, 30, 5, tzinfo=UTC).timestamp())


@pytest.fixture
def ana(playground: Playground) -> Person:
    return playground.add_person("Ana Ruiz", tz="America/Bogota")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Hello <@U00010000001>!", "Hello @Ana Ruiz!"),
        ("<@U404|somebody> <@U404>", "@somebody @U404"),
        ("<#C00010000001|old-name> <#C404|gone>", "#help #gone"),
        ("<https://a.org|the page> and <https://a.org>", "the page (https://a.org) and https://a.org"),
        ("<mailto:a@b.org|write>", "write (a@b.org)"),
        ("<!channel> <!here> <!subteam^S1|@group>", "@channel @here @group"),
        ("*bold* &lt;b&gt; &amp; _soft_", "*bold* <b> & _soft_"),
        ("a < b", "a < b"),
    ],
)
def test_ids_links_and_signs_become_words(playground: Playground, ana: Person, text: str, expected: str) -> None:
    playground.add_channel("help")
    assert plain(text, ana.user, playground.workspace) == expected


@pytest.mark.parametrize(
    ("template", "expected"),
    [
        ("{date_num} {time_secs}", "2026-03-03 1:30:05 PM"),
        ("{date}", "March 3rd, 2026"),
        ("{date_short}", "Mar 3, 2026"),
        ("{date_long}", "Tuesday, March 3rd, 2026"),
        ("{date_pretty} at {time}", "tomorrow at 1:30 PM"),
        ("{ago}", "in 1 day"),
        ("{unheard_of}", "{unheard_of}"),
    ],
)
def test_a_date_is_shown_in_the_readers_own_zone(
    playground: Playground, ana: Person, template: str, expected: str
) -> None:
    words = f"<!date^{MOMENT}^{template}|fallback>"
    assert plain(words, ana.user, playground.workspace) == expected


@pytest.mark.parametrize(
    ("template", "day", "expected"),
    [
        ("{date_short_pretty} à {time}", 3, "demain à 13:30"),
        ("{date_pretty}", 2, "aujourd’hui"),
        ("{date_long}", 5, "jeudi 5 mars 2026"),
        ("{date}", 1, "1er mars 2026"),
        ("{date_short}", 11, "11 mars 2026"),
        ("{date_slash}", 5, "05/03/2026"),
        ("{ago}", 5, "dans 3 jours"),
    ],
)
def test_slack_writes_dates_in_french_for_those_whose_slack_is_in_french(
    playground: Playground, template: str, day: int, expected: str
) -> None:
    lea = playground.add_person("Léa Tremblay", tz="America/Toronto", locale="fr-CA")
    moment = int(datetime(2026, 3, day, 18, 30, tzinfo=UTC).timestamp())
    assert date_words(moment, template, lea.user, stage.NOON) == expected


def test_readers_outside_the_united_states_read_twenty_four_hours(playground: Playground) -> None:
    ben = playground.add_person("Ben Okafor", tz="Europe/Berlin", locale="de-DE")
    assert date_words(MOMENT, "{time}", ben.user, stage.NOON) == "19:30"


def test_a_date_may_be_a_link(playground: Playground, ana: Person) -> None:
    words = f"<!date^{MOMENT}^{{date_num}}^https://a.org|x>"
    assert plain(words, ana.user, playground.workspace) == "2026-03-03 (https://a.org)"


async def test_a_message_shows_its_blocks_from_top_to_bottom(
    playground: Playground, client: AsyncWebClient, ana: Person
) -> None:
    options = [{"text": stage.plain(word), "value": word} for word in ("One", "Two")]
    blocks: list[dict[str, Any]] = [
        {"type": "header", "text": stage.plain("A question")},
        section(f"<@{ana.id}> asks"),
        {"type": "section", "fields": [stage.plain("When\nToday"), stage.plain("Where\nHere")]},
        {"type": "divider"},
        {"type": "image", "image_url": "https://a.org/i.png", "alt_text": "a cup"},
        {"type": "context", "elements": [stage.plain("15 minutes"), stage.plain("once")]},
        actions(button("I can help", "a"), {"type": "static_select", "action_id": "s", "options": options}),
        section("More?") | {"accessory": {"type": "overflow", "action_id": "o", "options": options}},
    ]
    await client.chat_postMessage(channel=ana.id, text="fallback", blocks=blocks)
    assert render_message(ana.messages()[0], ana).splitlines() == [
        "# A question",
        "@Ana Ruiz asks",
        "  When: Today",
        "  Where: Here",
        "─" * 40,
        "[image: a cup]",
        "  15 minutes · once",
        "[I can help] […: One / Two]",
        "More?",
        "[… One / Two]",
    ]


async def test_a_message_without_blocks_shows_its_text(
    playground: Playground, client: AsyncWebClient, ana: Person
) -> None:
    await client.chat_postMessage(channel=ana.id, text=f"Hello <@{ana.id}>")
    assert render_message(ana.messages()[0], ana) == "Hello @Ana Ruiz"


async def test_a_form_shows_labels_hints_what_is_filled_in_and_errors(playground: Playground, ana: Person) -> None:
    options = [{"text": stage.plain(word), "value": word} for word in ("Call", "Writing")]
    radio = {"type": "radio_buttons", "action_id": "r", "options": options, "initial_option": options[1]}
    hinted = text_input("Question", "q", placeholder=stage.plain("How do I …"))
    who = {"type": "users_select", "action_id": "u"}
    when = {"type": "datetimepicker", "action_id": "w"}
    form = modal(
        hinted | {"hint": stage.plain("One sentence will do.")},
        {"type": "input", "block_id": "how", "label": stage.plain("How"), "element": radio, "optional": True},
        {"type": "input", "block_id": "who", "label": stage.plain("Who"), "element": who},
        {"type": "input", "block_id": "when", "label": stage.plain("When"), "element": when},
        close=stage.plain("Cancel"),
    )
    view = await form_of(playground, ana, form)
    await ana.fill("Who", ana)
    await ana.fill("When", datetime(2026, 3, 3, 18, 30, tzinfo=UTC))
    await ana.submit()
    assert render_view(view, ana).splitlines() == [
        "== A form ==",
        "Question: [How do I …]",
        "  One sentence will do.",
        "  ! Please complete this required field.",
        "How (optional): ( ) Call (x) Writing",
        "Who: [@Ana Ruiz]",
        "When: [2026-03-03 13:30]",
        "[Cancel] [Send]",
    ]


@given(st.text(max_size=60), st.sampled_from(["<!date^", "<@", "<#", "<", "&", ""]))
def test_no_text_at_all_confuses_the_reader(text: str, start: str) -> None:
    playground = Playground(stage.MANIFEST, HandMovedClock(), "secret")
    reader = playground.add_person("Ana Ruiz")
    assert isinstance(plain(start + text, reader.user, playground.workspace), str)
