"""What a person sees, and what not."""

from datetime import timedelta

import pytest
from slack_sdk.web.async_client import AsyncWebClient

from tests.playground.page.setting import Setting
from tests.playground.stage import HandMovedClock, actions, button, form_of, modal, plain, section, text_input

TRICKS = ["<script>alert(1)</script>", '"><img src=x onerror=alert(1)>', "</textarea></template>"]


async def test_the_first_page_is_that_of_the_first_person(here: Setting) -> None:
    answer = await here.client.get("/")
    assert answer.headers["location"] == f"/as/{here.ana.id}"


async def test_a_conversation_has_its_messages_in_order_in_the_readers_time(here: Setting) -> None:
    await here.ben.say(here.general, "*Good* morning")
    await here.ana.say(here.general, "Hello")
    for person, time in ((here.ana, "7:00 AM"), (here.ben, "12:00")):
        page = await here.see(f"/as/{person.id}/{here.general.id}")
        assert page.index("<b>Good</b> morning") < page.index("Hello")
        assert f">{time}</time>" in page


@pytest.mark.parametrize("trick", TRICKS)
async def test_what_members_type_is_shown_as_typed(here: Setting, trick: str) -> None:
    await here.ben.say(here.general, trick)
    await here.playground.rename(here.general, trick)
    await here.playground.change_person(here.ben, real_name=trick, title=trick)
    page = await here.see(f"/as/{here.ana.id}/{here.general.id}")
    assert trick not in page
    assert page.count("<script") == page.count('<script type="module" src="/static/')


@pytest.mark.parametrize("trick", TRICKS)
async def test_what_the_bot_sends_is_shown_as_sent(here: Setting, client: AsyncWebClient, trick: str) -> None:
    option = {"text": plain(trick), "value": trick}
    blocks = [
        section(trick),
        {"type": "context", "elements": [plain(trick)]},
        {"type": "markdown", "text": trick},
        {"type": "image", "image_url": "https://x.y/z.png", "alt_text": trick},
        actions(button(trick, "b"), {"type": "static_select", "action_id": "s", "options": [option]}),
    ]
    await client.chat_postMessage(channel=here.ana.id, text="x", blocks=blocks)
    form = modal(text_input("x", "f", initial_value=trick, placeholder=plain(trick)))
    await form_of(here.playground, here.ana, form)
    page = await here.see(f"/as/{here.ana.id}")
    assert trick not in page
    assert page.count("<script") == page.count('<script type="module" src="/static/')


async def test_nobody_looks_into_a_conversation_without_being_in_it(here: Setting) -> None:
    await here.ben.say(here.general, "among us")
    answer = await here.client.get(f"/as/{here.zoe.id}/{here.general.id}")
    assert answer.status_code == 404
    assert "among us" not in answer.text
    assert here.general.name not in await here.see(f"/as/{here.zoe.id}")


async def test_an_ephemeral_message_is_seen_by_its_reader_alone(here: Setting, client: AsyncWebClient) -> None:
    await client.chat_postEphemeral(channel=here.general.id, user=here.ana.id, text="psst")
    hers = await here.see(f"/as/{here.ana.id}/{here.general.id}")
    assert "psst" in hers
    assert "Only visible to you" in hers
    assert "psst" not in await here.see(f"/as/{here.ben.id}/{here.general.id}")


async def test_a_text_that_was_changed_says_so(here: Setting, client: AsyncWebClient) -> None:
    sent = await client.chat_postMessage(channel=here.general.id, text="first")
    await client.chat_update(channel=here.general.id, ts=sent["ts"], text="second")
    page = await here.see(f"/as/{here.ana.id}/{here.general.id}")
    assert 'second <span class="edited">(edited)</span>' in page


async def test_replies_stand_in_their_thread_and_are_counted_under_their_message(here: Setting) -> None:
    await here.ben.say(here.general, "Who is coming?")
    parent = here.ben.messages()[-1]
    await here.ana.say(here.general, "I am", parent)
    page = await here.see(f"/as/{here.ben.id}/{here.general.id}")
    assert "1 reply" in page
    assert "I am" not in page
    thread = await here.see(f"/as/{here.ben.id}/{here.general.id}?thread={parent.ts}")
    assert thread.index('id="thread"') < thread.index("I am")


async def test_unread_messages_are_marked_and_counted_until_they_are_read(
    here: Setting, client: AsyncWebClient
) -> None:
    for words in ("one", "two"):
        sent = await client.chat_postMessage(channel=here.ana.id, text=words)
    page = await here.see(f"/as/{here.ana.id}/{here.general.id}")
    assert '<span class="unseen">unread: </span>2</span>' in page
    assert "Act as Ana Ruiz, new messages" in page
    await here.act(here.ana, "read", channel=here.ana.dm.id, ts=sent["ts"])
    page = await here.see(f"/as/{here.ana.id}/{here.general.id}")
    assert "unread: " not in page
    assert "Act as Ana Ruiz, new messages" not in page


async def test_what_one_says_oneself_is_never_unread(here: Setting) -> None:
    await here.ana.say(here.general, "hello")
    assert 'class="room unread"' not in await here.see(f"/as/{here.ana.id}")
    assert 'class="room unread"' in await here.see(f"/as/{here.ben.id}")


async def test_archived_channels_are_hidden_and_take_no_messages(here: Setting) -> None:
    await here.playground.archive(here.general, here.ana)
    assert "general" not in await here.see(f"/as/{here.ana.id}")
    page = await here.see(f"/as/{here.ana.id}/{here.general.id}")
    assert "#general is archived" in page
    assert '<form class="composer"' not in page


async def test_group_messages_have_the_names_of_the_others(here: Setting) -> None:
    bot = here.playground.workspace.app.bot_user_id
    group = here.playground.workspace.channels.open_direct([bot, here.ana.id, here.zoe.id], 0)
    here.playground.workspace.post(group, here.zoe.id, "hello")
    assert '<span class="name">Zoë Ålund, Klatch</span>' in await here.see(f"/as/{here.ana.id}")
    assert '<span class="name">Ana Ruiz, Klatch</span>' in await here.see(f"/as/{here.zoe.id}")


async def test_only_the_last_messages_are_there_until_one_asks_for_earlier_ones(
    here: Setting, clock: HandMovedClock
) -> None:
    for number in range(60):
        here.playground.workspace.post(here.general, here.ben.id, f"number {number}.")
        clock.advance(timedelta(minutes=1))
    page = await here.see(f"/as/{here.ana.id}/{here.general.id}")
    assert "number 9." not in page
    assert "number 10." in page
    first = here.ana.messages()[10].ts
    earlier = await here.see(f"/as/{here.ana.id}/{here.general.id}/earlier?before={first}")
    assert [f"number {number}." in earlier for number in (0, 9, 10)] == [True, True, False]
    assert "data-earlier" not in earlier


async def test_a_file_can_be_saved_by_those_it_was_shared_with(here: Setting) -> None:
    workspace = here.playground.workspace
    file = workspace.files.add("lunch <1>.ics", b"BEGIN:VCALENDAR", here.ben.id)
    workspace.post(here.general, here.ben.id, "", files=(file.to_slack(workspace.base_url),))
    answer = await here.client.get(f"/as/{here.ana.id}/files/{file.id}")
    assert answer.content == b"BEGIN:VCALENDAR"
    assert answer.headers["content-disposition"] == "attachment; filename*=UTF-8''lunch%20%3C1%3E.ics"
    assert answer.headers["content-type"] == "application/octet-stream"
    assert (await here.client.get(f"/as/{here.zoe.id}/files/{file.id}")).status_code == 404


async def test_the_form_that_is_open_is_open_on_a_fresh_page_too(here: Setting) -> None:
    form = await form_of(here.playground, here.ana, modal(text_input("Your question", "q")))
    form.errors = {"q": "Say a little more."}
    page = await here.see(f"/as/{here.ana.id}")
    assert "Your question" in page
    assert 'aria-invalid="true"' in page
    assert "Say a little more." in page


async def test_the_home_tab_is_what_the_app_published(here: Setting, client: AsyncWebClient) -> None:
    assert "hasn’t put anything here yet" in await here.see(f"/as/{here.ana.id}/home")
    await client.views_publish(user_id=here.ana.id, view={"type": "home", "blocks": [section("*Welcome*")]})
    assert "<b>Welcome</b>" in await here.see(f"/as/{here.ana.id}/home")


async def test_two_can_be_seen_side_by_side(here: Setting) -> None:
    page = await here.see(f"/beside/{here.ana.id}/{here.ben.id}")
    assert f'src="/as/{here.ana.id}?framed"' in page
    assert f'src="/as/{here.ben.id}?framed"' in page


@pytest.mark.parametrize(
    "address", ["/as/U404", "/as/U404/stream", "/beside/U404/U404", "/as/{}/C404", "/as/{}/files/F4"]
)
async def test_there_is_nothing_under_other_addresses(here: Setting, address: str) -> None:
    assert (await here.client.get(address.format(here.ana.id))).status_code == 404


async def test_people_are_found_by_the_beginning_of_any_word_of_name_or_title(here: Setting) -> None:
    for typed, found in (("an", ["Ana Ruiz"]), ("arch", ["Ben Okafor"]), ("OKA", ["Ben Okafor"]), ("xyz", [])):
        answer = await here.client.get(f"/as/{here.zoe.id}/complete", params={"kind": "people", "q": typed})
        assert [each["words"] for each in answer.json()] == found


async def test_one_can_act_as_anybody_else_who_is_there(here: Setting) -> None:
    here.playground.add_person("Andy Gone", deactivated=True)
    here.playground.add_person("Answering Machine", bot=True)
    answer = await here.client.get(f"/as/{here.zoe.id}/complete?kind=people&q=&actors")
    assert [each["words"] for each in answer.json()] == ["Ana Ruiz", "Ben Okafor"]


async def test_commands_come_with_their_hints(here: Setting) -> None:
    for typed, found in (("/a", {"/ask": "/ask"}), ("/in", {"/invite": "/invite @someone"})):
        answer = await here.client.get(f"/as/{here.zoe.id}/complete?kind=commands&q={typed}")
        assert {each["id"]: each["words"] for each in answer.json()} == found


async def test_channels_are_found_among_those_one_may_know(here: Setting) -> None:
    here.playground.add_channel("generous", [here.ben], private=True)
    found = await here.client.get(f"/as/{here.zoe.id}/complete?kind=rooms&q=gen")
    assert [each["words"] for each in found.json()] == ["#general"]
    found = await here.client.get(f"/as/{here.ben.id}/complete?kind=rooms&q=gen&include=private")
    assert [each["words"] for each in found.json()] == ["#generous"]
