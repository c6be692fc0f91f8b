"""Behind the scenes: what goes over the wire, what waits to be sent, what is broken, and how time is moved."""

import json
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from datetime import datetime, timedelta
from typing import Any

import httpx
import pytest
from slack_sdk.web.async_client import AsyncWebClient

from playground import Switch
from playground.page import Page, WaitingWork
from tests.playground.page.setting import ADDRESS, QuietControl, Setting
from tests.playground.stage import NOON, error, recording


async def post(here: Setting, address: str, **body: object) -> httpx.Response:
    return await here.client.post(f"/backstage/{address}", json=body, headers={"Origin": ADDRESS})


@asynccontextmanager
async def watching(page: Page) -> AsyncIterator[AsyncIterator[tuple[str, Any]]]:
    """What the panel's own page is told, one after the other."""
    chunks = page.panel.chunks()

    async def told() -> AsyncIterator[tuple[str, Any]]:
        async for chunk in chunks:
            for part in chunk.decode().split("\n\n"):
                if part.startswith("event: "):
                    name, data = part.removeprefix("event: ").split("\ndata: ")
                    yield name, json.loads(data)

    try:
        yield told()
    finally:
        await chunks.aclose()  # type: ignore[attr-defined]


async def until(told: AsyncIterator[tuple[str, Any]], event: str) -> Any:
    async for name, data in told:
        if name == event:
            return data
    raise AssertionError(f"nothing more is told, and no {event}")


async def test_what_slack_would_refuse_is_shown_as_refused_and_says_why(here: Setting, client: AsyncWebClient) -> None:
    await client.chat_postMessage(channel=here.ana.id, text="Hello")
    await error(client.chat_postMessage(channel="C0000000000", text="Hello"))
    shown = await here.see("/backstage")
    assert [shown.count(f'class="exchange {mood}"') for mood in ("well", "refused")] == [1, 1]
    assert '<span class="why">channel_not_found</span>' in shown
    assert shown.index("exchange refused") < shown.index("exchange well")


async def test_an_exchange_opens_as_indented_json_without_tokens_and_is_escaped(here: Setting) -> None:
    async with recording(here.playground):
        await here.ana.command("/ask", "<script>alert(1)</script>")
    shown = await here.see("/backstage/entries/1")
    assert "  &#34;command&#34;: &#34;/ask&#34;" in shown
    assert here.playground.workspace.app.verification_token not in shown
    assert "<script>" not in shown


async def test_an_exchange_that_is_forgotten_is_not_there(here: Setting) -> None:
    assert (await here.client.get("/backstage/entries/1")).status_code == 404


async def test_waiting_letters_are_shown_with_names_and_without_words(here: Setting) -> None:
    to = f"@{here.ana.id}+{here.ben.id}"
    here.control.waiting_letters = [WaitingWork("chat.postMessage", to, "failed once (Down), retrying", NOON, NOON)]
    shown = await here.see("/backstage")
    assert "<td>Ana Ruiz, Ben Okafor</td><td><code>chat.postMessage</code></td>" in shown
    assert "<td>failed once (Down), retrying</td>" in shown


async def test_a_switch_stays_on_until_it_is_turned_off_and_every_page_says_so(here: Setting) -> None:
    await post(here, "switch", name="rate_limiting", on=True)
    assert Switch.RATE_LIMITING in here.playground.switches
    assert "Slack is rate-limiting</p>" in await here.see(f"/as/{here.ana.id}")
    await post(here, "switch", name="rate_limiting", on=False)
    assert "Slack is rate-limiting</p>" not in await here.see(f"/as/{here.ana.id}")


@pytest.mark.parametrize(
    ("address", "body"),
    [("switch", {"name": "off"}), ("time", {"span": "year"}), ("time", {})],
)
async def test_what_cannot_be_is_said_in_words(here: Setting, address: str, body: dict[str, Any]) -> None:
    answer = await post(here, address, **body)
    assert (answer.status_code, answer.json()["ok"]) == (400, False)
    assert answer.json()["words"].endswith(".")


async def test_another_page_cannot_move_time(here: Setting) -> None:
    elsewhere = {"Origin": "http://elsewhere.example"}
    answer = await here.client.post("/backstage/time", json={"span": "hour"}, headers=elsewhere)
    assert answer.status_code == 403


async def test_whoever_watches_is_told_of_each_exchange_as_it_happens(here: Setting, client: AsyncWebClient) -> None:
    async with watching(here.page) as told:
        await until(told, "clock")
        await client.auth_test()
        exchange = await until(told, "exchange")
        assert (exchange["number"], "auth.test" in exchange["html"]) == (1, True)


class Planned(QuietControl):
    """Every hour Klatch says something to Ana, and every half hour it does what nobody sees."""

    def __init__(self, here: Setting) -> None:
        super().__init__(here.control.clock)
        self.here = here
        self.due = here.playground.workspace.now
        self.meanwhile: Callable[[], object] = lambda: None

    async def next_due(self) -> Any:
        now = self.clock.now()
        while self.due <= now:
            self.due += timedelta(minutes=30)
        return self.due

    async def pass_time(self, span: timedelta) -> None:
        self.meanwhile()
        end = self.clock.now() + span
        while (due := await self.next_due()) <= end:
            await super().pass_time(due - self.clock.now())
            if due.minute == 0:
                workspace = self.here.playground.workspace
                workspace.post(self.here.ana.dm, workspace.app.bot_user_id, f"It is {due:%H:%M}.", from_app=True)
        await super().pass_time(end - self.clock.now())


@pytest.fixture
def planned(here: Setting) -> Setting:
    """The same, with things that are due."""
    here.control = Planned(here)
    moves = here.page.moves
    moves._backstage = here.control
    return here


async def test_what_people_saw_on_the_way_is_listed_with_when_and_whom_and_the_first_words(planned: Setting) -> None:
    await post(planned, "time", span="hour")
    moves = planned.page.moves
    await moves.until_still()
    (happening,) = moves.happenings
    assert happening.at == NOON + timedelta(hours=1)
    assert (happening.who, happening.words, happening.changed) == ("Ana Ruiz", "It is 13:00.", False)
    assert f'href="/as/{planned.ana.id}/{planned.ana.dm.id}"' in await planned.see("/backstage")


async def test_an_edit_is_listed_as_one_and_everybody_who_sees_it_is_named(planned: Setting) -> None:
    workspace = planned.playground.workspace
    message = workspace.post(planned.general, planned.ana.id, "first")
    assert isinstance(planned.control, Planned)
    planned.control.meanwhile = lambda: workspace.edit(message, "first, and more " * 20, [])
    moves = planned.page.moves
    moves.begin("hour")
    await moves.until_still()
    edit = moves.happenings[0]
    assert edit.readers == (planned.ana.id, planned.ben.id)
    assert (edit.who, edit.where, edit.changed) == ("Ana Ruiz and Ben Okafor", "#general", True)
    assert (len(edit.words), edit.words[-1]) == (100, "…")


async def test_next_goes_on_until_somebody_sees_something(planned: Setting) -> None:
    await post(planned, "time", span="next")
    await planned.page.moves.until_still()
    assert planned.playground.workspace.now == NOON + timedelta(hours=1)


async def test_next_says_so_when_nothing_is_due(here: Setting) -> None:
    await post(here, "time", span="next")
    await here.page.moves.until_still()
    assert here.page.moves.words == "Nothing happens in the next 35 days. The clock hasn’t moved."
    assert here.playground.workspace.now == NOON


async def test_next_does_not_go_to_what_is_too_far_off(planned: Setting) -> None:
    assert isinstance(planned.control, Planned)
    planned.control.due = NOON + timedelta(days=36)
    await post(planned, "time", span="next")
    await planned.page.moves.until_still()
    assert planned.page.moves.words == "Nothing happens in the next 35 days. The clock hasn’t moved."
    assert planned.playground.workspace.now == NOON


async def test_next_says_how_far_the_clock_has_gone_when_nobody_saw_anything(here: Setting) -> None:
    class Unseen(QuietControl):
        async def next_due(self) -> datetime:
            return self.clock.now() + timedelta(days=7)

    moves = here.page.moves
    moves._backstage = Unseen(here.control.clock)
    moves.begin("next")
    await moves.until_still()
    assert moves.words == "Nobody gets a message in the next 35 days. The clock has moved on by 35 days."
    assert here.playground.workspace.now == NOON + timedelta(days=35)


async def test_a_move_ends_exactly_where_it_should(planned: Setting) -> None:
    await post(planned, "time", span="weeks")
    await planned.page.moves.until_still()
    assert planned.playground.workspace.now == NOON + timedelta(weeks=2)


async def test_a_move_under_way_can_be_stopped_and_no_other_begun(planned: Setting) -> None:
    moves = planned.page.moves
    assert moves.begin("weeks")
    assert (await post(planned, "time", span="day")).status_code == 400
    assert (await post(planned, "time", span="stop")).status_code == 200
    await moves.until_still()
    assert moves.words == "Stopped."
    assert planned.playground.workspace.now < NOON + timedelta(weeks=2)


async def test_what_people_do_while_time_moves_is_done_after_it(planned: Setting) -> None:
    async with recording(planned.playground) as bot:
        planned.page.moves.begin("weeks")
        await planned.act(planned.ana, "command", text="/ask", channel=planned.ana.dm.id)
        assert planned.playground.workspace.now == NOON + timedelta(weeks=2)
        assert bot.last["command"] == "/ask"


async def test_time_that_cannot_be_moved_does_not_hold_up_the_page(planned: Setting) -> None:
    class Broken(QuietControl):
        async def pass_time(self, span: timedelta) -> None:
            raise OSError

    moves = planned.page.moves
    moves._backstage = Broken(planned.control.clock)
    moves.begin("day")
    await moves.until_still()
    assert moves.words == "The clock couldn’t go on (OSError). The terminal says more."
    assert moves.until is None


@pytest.mark.parametrize(
    ("wanted", "words"), [("open", "There's no story to play here."), ("go", "No story is playing here.")]
)
async def test_where_no_story_can_be_played_that_is_said(here: Setting, wanted: str, words: str) -> None:
    answer = await here.client.post("/story", json={"do": wanted}, headers={"Origin": ADDRESS})
    assert (answer.status_code, answer.json()["words"]) == (400, words)
