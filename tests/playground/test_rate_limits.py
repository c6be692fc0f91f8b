"""How fast the bot may call: a budget a method, and one a channel for messages."""

from datetime import timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st
from slack_sdk.errors import SlackApiError

from playground import Playground
from playground.methods import METHODS
from playground.rate_limits import CHANNEL_BURST, MESSAGES_A_MINUTE, WINDOW, RateLimits, Tier
from tests.playground.stage import MANIFEST, SECRET, HandMovedClock, client_of, error

TIERS = {
    Tier.T2: ["conversations.list", "users.list"],
    Tier.T3: ["chat.update", "chat.delete", "conversations.open", "conversations.info", "team.info"],
    Tier.T4: [
        "chat.postEphemeral",
        "conversations.members",
        "users.info",
        "views.open",
        "views.publish",
        "views.push",
        "views.update",
        "files.getUploadURLExternal",
        "files.completeUploadExternal",
    ],
    Tier.MESSAGES: ["chat.postMessage"],
}


def test_every_method_has_the_tier_that_slack_publishes() -> None:
    assert {name: METHODS[name].tier for names in TIERS.values() for name in names} == {
        name: tier for tier, names in TIERS.items() for name in names
    }


@pytest.mark.parametrize("tier", [Tier.T1, Tier.T2, Tier.T3, Tier.T4])
def test_a_method_takes_its_calls_a_minute_and_says_when_it_takes_the_next(tier: Tier) -> None:
    clock = HandMovedClock()
    pace = RateLimits(clock)
    assert [pace.wait_for("m", tier) for _ in range(tier.value)] == [0] * tier.value
    clock.advance(timedelta(seconds=20))
    assert (pace.wait_for("m", tier), pace.wait_for("another", tier)) == (40, 0)
    clock.advance(timedelta(seconds=40))
    assert pace.wait_for("m", tier) == 0


def test_a_channel_takes_a_short_burst_and_then_a_message_a_second() -> None:
    clock = HandMovedClock()
    pace = RateLimits(clock)
    waits = [pace.wait_for("chat.postMessage", Tier.MESSAGES, "D1") for _ in range(CHANNEL_BURST + 1)]
    assert waits == [0] * CHANNEL_BURST + [1]
    assert pace.wait_for("chat.postMessage", Tier.MESSAGES, "D2") == 0
    clock.advance(timedelta(seconds=1))
    assert [pace.wait_for("chat.postMessage", Tier.MESSAGES, "D1") for _ in range(2)] == [0, 1]


def test_all_channels_together_take_several_hundred_messages_a_minute() -> None:
    pace = RateLimits(HandMovedClock())
    waits = [pace.wait_for("chat.postMessage", Tier.MESSAGES, f"D{n}") for n in range(MESSAGES_A_MINUTE + 1)]
    assert waits == [0] * MESSAGES_A_MINUTE + [60]


@given(st.lists(st.integers(0, 90), max_size=60))
def test_no_window_of_a_minute_holds_more_calls_than_its_tier(pauses: list[int]) -> None:
    clock = HandMovedClock()
    pace = RateLimits(clock)
    taken = []
    for seconds in pauses:
        clock.advance(timedelta(seconds=seconds / 10))
        if pace.wait_for("m", Tier.T2) == 0:
            taken.append(clock.now())
    assert all(later - first >= WINDOW for first, later in zip(taken, taken[20:], strict=False))


@given(st.lists(st.integers(0, 30), min_size=1, max_size=60))
def test_whoever_waits_as_told_is_let_through_at_once(pauses: list[int]) -> None:
    clock = HandMovedClock()
    pace = RateLimits(clock)
    for tenths in pauses:
        clock.advance(timedelta(seconds=tenths / 10))
        wait = pace.wait_for("chat.postMessage", Tier.MESSAGES, "D1")
        if wait:
            clock.advance(timedelta(seconds=wait))
            assert pace.wait_for("chat.postMessage", Tier.MESSAGES, "D1") == 0


@given(st.lists(st.integers(0, 30), min_size=1, max_size=80))
def test_a_channel_never_takes_more_than_a_burst_above_one_a_second(pauses: list[int]) -> None:
    clock = HandMovedClock()
    pace = RateLimits(clock)
    taken = []
    for tenths in pauses:
        clock.advance(timedelta(seconds=tenths / 10))
        if pace.wait_for("chat.postMessage", Tier.MESSAGES, "D1") == 0:
            taken.append(clock.now())
    for first, _ in enumerate(taken):
        for last in range(first, len(taken)):
            seconds = (taken[last] - taken[first]).total_seconds()
            assert last - first + 1 <= CHANNEL_BURST + seconds
    assert all(earlier <= later for earlier, later in pairwise(taken))


async def test_too_many_calls_get_429_with_the_seconds_to_wait_and_are_not_done(
    clock: HandMovedClock,
) -> None:
    async with Playground(MANIFEST, clock, SECRET) as playground:
        ana, client = playground.add_person("Ana Ruiz"), client_of(playground)
        await client.conversations_open(users=[ana.id])
        for _ in range(CHANNEL_BURST):
            await client.chat_postMessage(channel=ana.id, text="Hello")
        with pytest.raises(SlackApiError) as caught:
            await client.chat_postMessage(channel=ana.dm.id, text="Hello")
        response = caught.value.response
        assert (response.status_code, response.headers["Retry-After"]) == (429, "1")
        assert (response["error"], len(ana.messages())) == ("ratelimited", CHANNEL_BURST)
        assert [each.error for each in playground.refusals] == ["ratelimited"]
        clock.advance(timedelta(seconds=1))
        assert (await client.chat_postMessage(channel=ana.id, text="Hello"))["ok"]


async def test_the_limits_can_be_switched_off(clock: HandMovedClock) -> None:
    async with Playground(MANIFEST, clock, SECRET, rate_limits=False) as playground:
        client = client_of(playground)
        for _ in range(Tier.T2.value + 1):
            await client.users_list()
        playground.pace.enabled = True
        for _ in range(Tier.T2.value):
            await client.users_list()
        assert await error(client.users_list()) == "ratelimited"
