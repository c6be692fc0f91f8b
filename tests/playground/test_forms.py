"""Filling in, sending and closing a form: what Slack's clients check, and what the bot may answer."""

from datetime import UTC, date, datetime, time
from typing import Any

import pytest
from starlette.responses import JSONResponse, PlainTextResponse

from playground import Person, Playground
from tests.playground.stage import form_of, modal, plain, recording, text_input


@pytest.fixture
def ana(playground: Playground) -> Person:
    return playground.add_person("Ana Ruiz")


def field(label: str, kind: str, **rest: Any) -> dict[str, Any]:
    block = {"type": "input", "block_id": label, "label": plain(label), "optional": True}
    return block | {"element": {"type": kind, "action_id": "a", **rest}}


OPTIONS = [{"text": plain(word), "value": word.lower()} for word in ("Red", "Green", "Blue")]


@pytest.mark.parametrize(
    ("kind", "rest", "wanted", "key", "expected"),
    [
        ("plain_text_input", {}, "Words", "value", "Words"),
        ("plain_text_input", {}, "", "value", None),
        ("number_input", {"is_decimal_allowed": False}, 3, "value", "3"),
        ("email_text_input", {}, "a@b.org", "value", "a@b.org"),
        ("url_text_input", {}, "https://b.org", "value", "https://b.org"),
        ("static_select", {"options": OPTIONS}, "Red", "selected_option", OPTIONS[0]),
        ("radio_buttons", {"options": OPTIONS}, "Blue", "selected_option", OPTIONS[2]),
        ("checkboxes", {"options": OPTIONS}, ["Red", "Blue"], "selected_options", [OPTIONS[0], OPTIONS[2]]),
        ("multi_static_select", {"options": OPTIONS}, "Red", "selected_options", [OPTIONS[0]]),
        ("static_select", {"options": OPTIONS, "initial_option": OPTIONS[0]}, None, "selected_option", None),
        ("datepicker", {}, date(2026, 3, 4), "selected_date", "2026-03-04"),
        ("datepicker", {}, "2026-03-04", "selected_date", "2026-03-04"),
        ("timepicker", {}, time(9, 5), "selected_time", "09:05"),
        ("datetimepicker", {}, datetime(2026, 3, 4, tzinfo=UTC), "selected_date_time", 1772582400),
    ],
)
async def test_a_field_holds_what_was_put_in_as_slack_writes_it(
    playground: Playground, ana: Person, kind: str, rest: Any, wanted: Any, key: str, expected: Any
) -> None:
    view = await form_of(playground, ana, modal(field("Field", kind, **rest)))
    outcome = await ana.fill("Field", wanted)
    assert outcome.status is None
    assert view.values == {"Field": {"a": {"type": kind, key: expected}}}


async def test_people_and_channels_are_chosen_by_name_or_as_themselves(playground: Playground, ana: Person) -> None:
    ben = playground.add_person("Ben Okafor")
    room = playground.add_channel("help", [ana])
    kinds = ["users_select", "multi_users_select", "channels_select", "conversations_select"]
    view = await form_of(playground, ana, modal(*[field(kind, kind) for kind in kinds]))
    await ana.fill("users_select", "Ben Okafor")
    await ana.fill("multi_users_select", [ana, ben])
    await ana.fill("channels_select", "#help")
    await ana.fill("conversations_select", room)
    chosen = [next(iter(state["a"].items())) for state in view.values.values()]
    values = [list(state["a"].values())[1] for state in view.values.values()]
    assert values == [ben.id, [ana.id, ben.id], room.id, room.id]
    assert [kind for _, kind in chosen] == kinds


async def test_a_file_is_put_into_a_form_and_known_by_its_name(playground: Playground, ana: Person) -> None:
    view = await form_of(playground, ana, modal(field("Letter", "file_input")))
    await ana.fill("Letter", ("cv.pdf", b"content"))
    assert [file["name"] for file in view.values["Letter"]["a"]["files"]] == ["cv.pdf"]


async def test_a_field_or_an_option_that_is_not_there_names_those_that_are(playground: Playground, ana: Person) -> None:
    await form_of(playground, ana, modal(field("Colour", "static_select", options=OPTIONS)))
    with pytest.raises(LookupError, match=r"no field 'Color'.*Colour"):
        await ana.fill("Color", "Red")
    with pytest.raises(LookupError, match=r"no option 'Pink'.*Red"):
        await ana.fill("Colour", "Pink")


@pytest.mark.parametrize(
    ("element", "wanted", "words"),
    [
        ({"type": "plain_text_input"}, "", "Please complete this required field."),
        ({"type": "plain_text_input", "min_length": 3}, "ab", "Please enter at least 3 characters."),
        ({"type": "plain_text_input", "max_length": 3}, "abcd", "Please enter no more than 3 characters."),
        ({"type": "plain_text_input"}, "x" * 3001, "Please enter no more than 3000 characters."),
        ({"type": "number_input", "is_decimal_allowed": False}, "1.5", "Please enter a whole number."),
        ({"type": "number_input", "is_decimal_allowed": True}, "many", "Please enter a number."),
        (
            {"type": "number_input", "is_decimal_allowed": False, "min_value": "1"},
            "0",
            "Please enter a number of at least 1.",
        ),
        (
            {"type": "number_input", "is_decimal_allowed": False, "max_value": "5"},
            "6",
            "Please enter a number of at most 5.",
        ),
        ({"type": "email_text_input"}, "nowhere", "Please enter a valid email address."),
        ({"type": "url_text_input"}, "nowhere", "Please enter a valid URL."),
        (
            {"type": "multi_static_select", "options": OPTIONS, "max_selected_items": 1},
            ["Red", "Blue"],
            "Please choose no more than 1.",
        ),
    ],
)
async def test_what_slack_checks_itself_never_reaches_the_bot(
    playground: Playground, ana: Person, element: dict[str, Any], wanted: Any, words: str
) -> None:
    block = {"type": "input", "block_id": "b", "label": plain("Field"), "element": element}
    await form_of(playground, ana, modal(block))
    await ana.fill("Field", wanted)
    async with recording(playground) as bot:
        outcome = await ana.submit()
        assert (outcome.status, outcome.ok, dict(outcome.errors)) == (None, False, {"Field": words})
        assert bot.requests == []
        assert ana.form is not None


async def test_a_form_without_a_button_to_send_it_can_only_be_closed(playground: Playground, ana: Person) -> None:
    words = {"type": "section", "block_id": "said", "text": plain("Nothing to fill in")}
    await form_of(playground, ana, {"type": "modal", "title": plain("A form"), "blocks": [words]})
    async with recording(playground) as bot:
        with pytest.raises(LookupError, match="can only be closed"):
            await ana.submit()
        assert bot.requests == []
        await ana.close_form()
        assert ana.form is None


async def test_errors_keep_the_form_open_with_their_words_and_a_second_try_clears_them(
    playground: Playground, ana: Person
) -> None:
    view = await form_of(playground, ana, modal(text_input("Question", "q", initial_value="x")))
    async with recording(playground) as bot:
        bot.answers = [JSONResponse({"response_action": "errors", "errors": {"q": "Too vague."}})]
        outcome = await ana.submit()
        assert (outcome.ok, dict(outcome.errors)) == (False, {"Question": "Too vague."})
        assert ana.form is view
        assert (await ana.submit()).ok
        assert playground.refusals == []
        assert playground.workspace.views.top(ana.id) is None


async def test_an_answer_may_change_the_form_lay_one_over_it_or_clear_them_all(
    playground: Playground, ana: Person
) -> None:
    view = await form_of(playground, ana, modal())
    async with recording(playground) as bot:
        bot.answers = [
            JSONResponse({"response_action": "update", "view": modal(title=plain("Changed"))}),
            JSONResponse({"response_action": "push", "view": modal(title=plain("Over it"))}),
            JSONResponse({"response_action": "clear"}),
        ]
        await ana.submit()
        assert (view.title, ana.form) == ("Changed", view)
        await ana.submit()
        assert ana.form is not None
        assert (ana.form.title, ana.form.previous_id) == ("Over it", view.id)
        await ana.submit()
        assert playground.refusals == []
        assert playground.workspace.views.top(ana.id) is None


@pytest.mark.parametrize(
    ("answer", "expected"),
    [
        (JSONResponse({"response_action": "errors", "errors": {"other": "x"}}), "invalid_errors"),
        (JSONResponse({"response_action": "errors", "errors": {}}), "invalid_errors"),
        (JSONResponse({"response_action": "dance"}), "invalid_response_action"),
        (JSONResponse({"response_action": "update", "view": {"type": "modal"}}), "invalid_arguments"),
        (JSONResponse(["no", "object"]), "invalid_response_action"),
        (PlainTextResponse("Thank you"), "invalid_response_action"),
        (PlainTextResponse("broken", 500), "http_error"),
    ],
)
async def test_an_answer_that_slack_would_not_take_leaves_the_form_open_and_is_remembered(
    playground: Playground, ana: Person, answer: Any, expected: str
) -> None:
    view = await form_of(playground, ana, modal(text_input("Question", "q", initial_value="x")))
    async with recording(playground) as bot:
        bot.answers = [answer]
        await ana.submit()
        assert ana.form is view
        assert [(each.where, each.error) for each in playground.refusals] == [("view_submission", expected)]


async def test_a_bot_that_is_gone_is_remembered_too(playground: Playground, ana: Person) -> None:
    async with recording(playground):
        pass
    outcome = await ana.command("/ask")
    assert (outcome.status, outcome.ok) == (0, False)
    assert [each.error for each in playground.refusals] == ["connection_failed"]


async def test_closing_tells_the_bot_only_where_the_form_asks_for_it(playground: Playground, ana: Person) -> None:
    async with recording(playground) as bot:
        await form_of(playground, ana, modal())
        await ana.close_form()
        assert bot.requests == []
        await form_of(playground, ana, modal(notify_on_close=True, callback_id="c"))
        await ana.close_form()
        assert (bot.last["type"], bot.last["is_cleared"]) == ("view_closed", False)
        assert bot.last["view"]["callback_id"] == "c"
        await form_of(playground, ana, modal(notify_on_close=True))
        await ana.close_form(all_of_them=True)
        assert (bot.last["is_cleared"], ana.form) == (True, None)


async def test_a_field_that_tells_at_once_sends_what_was_chosen(playground: Playground, ana: Person) -> None:
    block = field("Colour", "static_select", options=OPTIONS) | {"dispatch_action": True}
    await form_of(playground, ana, modal(block))
    async with recording(playground) as bot:
        assert (await ana.fill("Colour", "Green")).ok
        action = bot.last["actions"][0]
        assert (action["type"], action["selected_option"]) == ("static_select", OPTIONS[1])
        assert bot.last["view"]["state"]["values"]["Colour"]["a"]["selected_option"] == OPTIONS[1]


async def test_an_external_menu_asks_the_bot_while_the_person_types(playground: Playground, ana: Person) -> None:
    view = await form_of(playground, ana, modal(field("Topic", "external_select")))
    async with recording(playground) as bot:
        bot.answers = [JSONResponse({"options": OPTIONS}), JSONResponse({"options": OPTIONS})]
        assert await ana.suggestions("Topic", "re") == ["Red", "Green", "Blue"]
        assert (bot.last["type"], bot.last["value"], bot.last["action_id"]) == ("block_suggestion", "re", "a")
        await ana.fill("Topic", "Red")
        assert view.values["Topic"]["a"]["selected_option"] == OPTIONS[0]


@pytest.mark.parametrize("body", [{}, {"options": [{"text": plain("x")}]}, {"options": OPTIONS * 40}])
async def test_suggestions_that_slack_would_not_show_are_remembered(
    playground: Playground, ana: Person, body: dict[str, Any]
) -> None:
    await form_of(playground, ana, modal(field("Topic", "external_select")))
    async with recording(playground) as bot:
        bot.answers = [JSONResponse(body)]
        assert await ana.suggestions("Topic", "re") == []
        assert [each.error for each in playground.refusals] == ["invalid_options"]
