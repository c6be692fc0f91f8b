"""Events: only what the manifest subscribes to, in its envelope, and told again when it was not taken."""

from datetime import timedelta
from typing import Any

import pytest
from starlette.responses import JSONResponse, Response

from playground import Person, Playground
from tests.playground.stage import MANIFEST, NOON, SECRET, HandMovedClock, recording


@pytest.fixture
def ana(playground: Playground) -> Person:
    return playground.add_person("Ana Ruiz")


async def test_an_event_comes_in_an_envelope_that_says_for_whom(playground: Playground, ana: Person) -> None:
    async with recording(playground) as bot:
        await ana.open_home()
        headers, envelope = bot.requests[0]
    event = envelope.pop("event")
    assert (event["type"], event["user"], event["channel"], event["tab"]) == (
        "app_home_opened",
        ana.id,
        ana.dm.id,
        "home",
    )
    assert event["event_ts"]
    assert envelope["event_id"].startswith("Ev")
    assert (envelope["type"], envelope["team_id"]) == ("event_callback", "T0000000001")
    assert (envelope["event_time"], envelope["api_app_id"]) == (
        int(NOON.timestamp()),
        playground.workspace.app.id,
    )
    authorization = envelope["authorizations"][0]
    assert (authorization["user_id"], authorization["is_bot"]) == (playground.workspace.app.bot_user_id, True)
    assert headers["content-type"] == "application/json"
    assert "x-slack-retry-num" not in headers


async def test_people_who_come_and_change_are_told_of(playground: Playground, ana: Person) -> None:
    async with recording(playground) as bot:
        cy = await playground.welcome_person("Cy Lee", tz="Asia/Seoul")
        assert (bot.last["event"]["type"], bot.last["event"]["user"]["id"]) == ("team_join", cy.id)
        await playground.change_person(ana, deactivated=True)
        changed = bot.last["event"]
    assert (changed["type"], changed["user"]["id"], changed["user"]["deleted"]) == ("user_change", ana.id, True)
    with pytest.raises(TypeError):
        await playground.change_person(ana, colour="red")


async def test_channels_tell_of_the_bot_coming_and_going(playground: Playground, ana: Person) -> None:
    room = playground.add_channel("help", [ana])
    bot_user = playground.workspace.app.bot_user_id
    async with recording(playground) as bot:
        await playground.invite_bot(room, by=ana)
        joined = bot.last["event"]
        assert (joined["type"], joined["user"], joined["inviter"]) == ("member_joined_channel", bot_user, ana.id)
        assert (joined["channel"], joined["channel_type"]) == (room.id, "C")
        assert await playground.invite_bot(room, by=ana) is None
        await playground.archive(room, by=ana)
        assert (bot.last["event"]["type"], bot.last["event"]["user"]) == ("channel_archive", ana.id)
        await playground.remove_bot(room)
        assert (bot.last["event"]["type"], bot.last["event"]["channel"]) == ("channel_left", room.id)
        assert bot_user not in room.members


async def test_a_deleted_channel_is_told_of_and_gone_with_what_was_said_in_it(
    playground: Playground, ana: Person
) -> None:
    room = playground.add_channel("help", [ana], with_bot=True)
    await ana.say(room, "Hello")
    async with recording(playground) as bot:
        await playground.delete_channel(room)
        assert (bot.last["event"]["type"], bot.last["event"]["channel"]) == ("channel_deleted", room.id)
    assert ana.messages() == []
    with pytest.raises(LookupError):
        playground.channel("help")


async def test_a_channel_that_has_another_id_is_told_of_and_keeps_what_was_said_in_it(
    playground: Playground, ana: Person
) -> None:
    room = playground.add_channel("help", [ana], private=True, with_bot=True)
    for words in ("one", "two"):
        await ana.say(room, words)
    old = room.id
    async with recording(playground) as bot:
        await playground.change_id(room)
        event = bot.last["event"]
    assert event["type"] == "channel_id_changed"
    assert (event["old_channel_id"], event["new_channel_id"]) == (old, room.id)
    assert old != room.id
    with pytest.raises(LookupError):
        playground.channel(old)
    assert [(said.channel, said.text) for said in ana.messages()] == [(room.id, "one"), (room.id, "two")]
    messages = playground.workspace.messages
    assert [said.text for said in messages.newest_first(room.id)] == ["two", "one"]
    assert list(messages.newest_first(old)) == []


async def test_nothing_is_told_of_what_the_manifest_does_not_ask_for_or_where_the_bot_is_not(
    playground: Playground, ana: Person
) -> None:
    inside = playground.add_channel("inside", [ana], with_bot=True)
    outside = playground.add_channel("outside", [ana])
    cy = playground.add_person("Cy Lee")
    async with recording(playground) as bot:
        assert await playground.remove(inside, ana) is None
        assert await playground.unarchive(inside, by=ana) is None
        assert await playground.rename(inside, "within") is None
        assert await playground.invite(outside, cy) is None
        assert bot.requests == []
        await playground.invite(inside, cy)
        assert bot.last["event"]["user"] == cy.id
    assert (inside.name, cy.id in outside.members) == ("within", True)


async def test_a_message_is_told_of_by_its_kind_of_channel_alone(playground: Playground, ana: Person) -> None:
    room = playground.add_channel("help", [ana], with_bot=True)
    async with recording(playground) as bot:
        assert (await ana.say(room, "public words")).status is None
        await ana.say(None, "Hello, *Klatch* & friends")
        event = bot.last["event"]
    assert len(bot.requests) == 1
    assert (event["type"], event["channel_type"], event["user"]) == ("message", "im", ana.id)
    assert event["text"] == "Hello, *Klatch* &amp; friends"


async def test_a_bot_hears_of_messages_and_mentions_only_in_channels_it_is_in(clock: HandMovedClock) -> None:
    settings = {"event_subscriptions": {"bot_events": ["message.channels", "app_mention"]}}
    async with Playground(MANIFEST | {"settings": settings}, clock, SECRET) as playground:
        ana = playground.add_person("Ana Ruiz")
        inside = playground.add_channel("inside", [ana], with_bot=True)
        outside = playground.add_channel("outside", [ana])
        async with recording(playground) as bot:
            await ana.say(outside, "Hello @Klatch")
            assert bot.requests == []
            await ana.say("inside", "Hello @Klatch")
            events = [body["event"] for _, body in bot.requests]
    assert [event["type"] for event in events] == ["message", "app_mention"]
    mention = f"Hello <@{playground.workspace.app.bot_user_id}>"
    assert {(event["channel"], event["text"]) for event in events} == {(inside.id, mention)}


async def test_an_event_that_is_not_taken_comes_again_at_once_after_one_and_after_five_minutes(
    playground: Playground, ana: Person, clock: HandMovedClock
) -> None:
    async with recording(playground) as bot:
        bot.answers = [Response(status_code=500) for _ in range(4)]
        await ana.open_home()
        assert len(await playground.retry_events()) == 1
        assert await playground.retry_events() == []
        clock.advance(timedelta(minutes=1))
        assert len(await playground.retry_events()) == 1
        clock.advance(timedelta(minutes=4, seconds=59))
        assert await playground.retry_events() == []
        clock.advance(timedelta(seconds=1))
        assert len(await playground.retry_events()) == 1
        clock.advance(timedelta(hours=1))
        assert (await playground.retry_events(), playground.events_owed) == ([], 0)
    tries = [(h.get("x-slack-retry-num"), h.get("x-slack-retry-reason")) for h, _ in bot.requests]
    assert tries == [(None, None), ("1", "http_error"), ("2", "http_error"), ("3", "http_error")]
    assert len({body["event_id"] for _, body in bot.requests}) == 1
    assert [each.where for each in playground.refusals] == ["event app_home_opened"] * 4


async def test_a_retry_that_is_taken_is_the_last(playground: Playground, ana: Person) -> None:
    async with recording(playground) as bot:
        bot.answers = [Response(status_code=500)]
        await ana.open_home()
        await playground.retry_events()
        assert playground.events_owed == 0


async def test_a_bot_may_ask_not_to_be_told_again(playground: Playground, ana: Person) -> None:
    async with recording(playground) as bot:
        bot.answers = [Response(status_code=500, headers={"X-Slack-No-Retry": "1"})]
        await ana.open_home()
        assert playground.events_owed == 0


async def test_the_raw_door_takes_any_event_any_retry_and_any_body(playground: Playground) -> None:
    async with recording(playground) as bot:
        await playground.send_event({"type": "made_up"}, retry_num=2, event_id="Ev7")
        headers, body = bot.requests[0]
        assert (headers["x-slack-retry-num"], body["event_id"], body["event"]["type"]) == ("2", "Ev7", "made_up")
        bot.answers = [Response(status_code=401)]
        form = b"payload=%7B%7D"
        wrong = {"Content-Type": "application/x-www-form-urlencoded", "X-Slack-Signature": "v0=wrong"}
        assert (await playground.deliver(form, wrong)).status == 401
        right = {"Content-Type": "application/x-www-form-urlencoded"} | playground.sign(form)
        assert (await playground.deliver(form, right)).accepted
    assert playground.refusals == []


async def test_the_url_is_verified_by_a_challenge(playground: Playground) -> None:
    async with recording(playground) as bot:
        bot.answers = [JSONResponse({"challenge": "c"})]
        answer = await playground.verify_url("c")
        assert (bot.last["type"], bot.last["challenge"], answer.body) == ("url_verification", "c", {"challenge": "c"})


async def test_without_a_bot_there_is_nobody_to_tell(playground: Playground, ana: Person) -> None:
    assert (await ana.open_home()).status is None
    sent: Any = ana.command("/ask")
    with pytest.raises(RuntimeError, match="connect"):
        await sent
