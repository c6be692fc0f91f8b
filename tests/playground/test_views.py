"""Triggers, the stack of forms, hashes, the Home tab, and how Slack refuses each."""

from datetime import timedelta
from typing import Any

import pytest
from slack_sdk.web.async_client import AsyncWebClient

from playground import Person, Playground
from tests.playground.stage import (
    HandMovedClock,
    actions,
    button,
    error,
    form_of,
    modal,
    plain,
    refusal,
    section,
    text_input,
)


@pytest.fixture
def ana(playground: Playground) -> Person:
    return playground.add_person("Ana Ruiz")


def trigger_of(playground: Playground, person: Person) -> str:
    return playground.workspace.triggers.give(person.id)


async def test_a_trigger_opens_one_form_within_three_seconds(
    playground: Playground, client: AsyncWebClient, clock: HandMovedClock, ana: Person
) -> None:
    used, late = trigger_of(playground, ana), trigger_of(playground, ana)
    clock.advance(timedelta(seconds=3))
    await client.views_open(trigger_id=used, view=modal())
    assert await error(client.views_open(trigger_id=used, view=modal())) == "exchanged_trigger_id"
    clock.advance(timedelta(microseconds=1))
    assert await error(client.views_open(trigger_id=late, view=modal())) == "expired_trigger_id"
    assert await error(client.views_open(trigger_id="made.up", view=modal())) == "invalid_trigger_id"
    assert await error(client.api_call("views.open", json={"view": modal()})) == "invalid_arguments"


async def test_an_opened_view_comes_back_complete(playground: Playground, client: AsyncWebClient, ana: Person) -> None:
    view = modal(text_input("Question", "q", initial_value="Why?"), private_metadata="m", callback_id="c")
    shown = (await client.views_open(trigger_id=trigger_of(playground, ana), view=view))["view"]
    app = playground.workspace.app
    assert shown["root_view_id"] == shown["id"]
    assert shown["previous_view_id"] is None
    assert (shown["team_id"], shown["app_id"], shown["bot_id"]) == ("T0000000001", app.id, app.bot_id)
    assert (shown["private_metadata"], shown["callback_id"], shown["notify_on_close"]) == ("m", "c", False)
    assert shown["state"]["values"] == {"q": {"typed": {"type": "plain_text_input", "value": "Why?"}}}
    assert shown["hash"]


async def test_forms_lie_three_deep_and_closing_one_shows_the_one_below(
    playground: Playground, client: AsyncWebClient, ana: Person
) -> None:
    root = await form_of(playground, ana, modal(title=plain("First")))
    second = await client.views_push(trigger_id=trigger_of(playground, ana), view=modal(title=plain("Second")))
    assert (second["view"]["root_view_id"], second["view"]["previous_view_id"]) == (root.id, root.id)
    await client.views_push(trigger_id=trigger_of(playground, ana), view=modal(title=plain("Third")))
    fourth = client.views_push(trigger_id=trigger_of(playground, ana), view=modal())
    assert await error(fourth) == "push_limit_reached"
    await ana.close_form()
    assert ana.form is not None
    assert ana.form.title == "Second"


async def test_nothing_is_pushed_where_nothing_is_open(
    playground: Playground, client: AsyncWebClient, ana: Person
) -> None:
    pushed = client.views_push(trigger_id=trigger_of(playground, ana), view=modal())
    assert await error(pushed) == "not_found"


async def test_an_update_keeps_what_was_typed_where_the_ids_stay(
    playground: Playground, client: AsyncWebClient, ana: Person
) -> None:
    view = await form_of(playground, ana, modal(text_input("Question", "q"), text_input("More", "m")))
    await ana.fill("Question", "Why?")
    await ana.fill("More", "Because")
    old_hash = view.hash
    changed = modal(text_input("The question", "q"), text_input("More", "other"))
    answer = await client.views_update(view_id=view.id, view=changed, hash=old_hash)
    assert answer["view"]["id"] == view.id
    assert answer["view"]["hash"] != old_hash
    typed = {block: state["typed"]["value"] for block, state in answer["view"]["state"]["values"].items()}
    assert typed == {"q": "Why?", "other": None}


async def test_an_update_of_a_view_that_changed_meanwhile_is_a_conflict(
    playground: Playground, client: AsyncWebClient, ana: Person
) -> None:
    view = await form_of(playground, ana, modal(external_id="mine"))
    first_hash = view.hash
    await client.views_update(external_id="mine", view=modal(section("one")), hash=first_hash)
    late = client.views_update(view_id=view.id, view=modal(section("two")), hash=first_hash)
    assert await error(late) == "hash_conflict"
    assert [block["text"]["text"] for block in view.blocks] == ["one"]


async def test_a_closed_form_is_not_found(playground: Playground, client: AsyncWebClient, ana: Person) -> None:
    view = await form_of(playground, ana, modal())
    await ana.close_form()
    assert await error(client.views_update(view_id=view.id, view=modal())) == "not_found"
    with pytest.raises(LookupError, match="no form open"):
        await ana.submit()


async def test_an_external_id_belongs_to_one_view(playground: Playground, client: AsyncWebClient, ana: Person) -> None:
    ben = playground.add_person("Ben Okafor")
    await form_of(playground, ana, modal(external_id="mine"))
    second = client.views_open(trigger_id=trigger_of(playground, ben), view=modal(external_id="mine"))
    assert await error(second) == "duplicate_external_id"


@pytest.mark.parametrize(
    ("view", "where"),
    [
        (modal(title=plain("x" * 25)), "/view/title/text"),
        (modal(submit=plain("x" * 25)), "/view/submit/text"),
        (modal(close=plain("x" * 25)), "/view/close/text"),
        (modal(private_metadata="x" * 3001), "/view/private_metadata"),
        (modal(callback_id="x" * 256), "/view/callback_id"),
        (modal(colour="red"), "/view"),
        ({"type": "modal", "blocks": []}, "/view"),
        ({"type": "home", "blocks": []}, "/view/type"),
        ({"type": "modal", "title": plain("x"), "blocks": [text_input("x", "q")]}, "/view"),
        (modal(section("")), "/view/blocks/0/text/text"),
        (modal(*[section("x")] * 101), "/view/blocks"),
    ],
)
async def test_a_form_that_slack_would_not_open_is_refused_with_the_place_of_its_fault(
    playground: Playground, client: AsyncWebClient, ana: Person, view: dict[str, Any], where: str
) -> None:
    answer = await refusal(client.views_open(trigger_id=trigger_of(playground, ana), view=view))
    assert answer["error"] == "invalid_arguments"
    assert any(f"[json-pointer:{where}]" in words for words in answer["response_metadata"]["messages"])
    assert ana.form is None


async def test_a_form_of_a_quarter_megabyte_is_too_large(
    playground: Playground, client: AsyncWebClient, ana: Person
) -> None:
    blocks = [section("ü" * 3000) for _ in range(50)]
    answer = client.views_open(trigger_id=trigger_of(playground, ana), view=modal(*blocks))
    assert await error(answer) == "view_too_large"


async def test_a_home_tab_is_published_and_its_buttons_can_be_pressed(
    playground: Playground, client: AsyncWebClient, ana: Person
) -> None:
    home = {"type": "home", "blocks": [section("Yours"), actions(button("Pause", "pause"))]}
    first = await client.views_publish(user_id=ana.id, view=home)
    again = await client.views_publish(user_id=ana.id, view=home, hash=first["view"]["hash"])
    assert again["view"]["id"] == first["view"]["id"]
    stale = client.views_publish(user_id=ana.id, view=home, hash=first["view"]["hash"])
    assert await error(stale) == "hash_conflict"
    assert ana.home is not None
    assert await error(client.views_publish(user_id="U404", view=home)) == "invalid_arguments"


async def test_a_home_tab_that_the_manifest_does_not_have_is_not_enabled(clock: HandMovedClock) -> None:
    manifest = {"display_information": {"name": "Klatch"}}
    async with Playground(manifest, clock, "secret") as playground:
        ana = playground.add_person("Ana Ruiz")
        client = AsyncWebClient(playground.bot_token, base_url=playground.api_url)
        refused = client.views_publish(user_id=ana.id, view={"type": "home", "blocks": []})
        assert await error(refused) == "not_enabled"
