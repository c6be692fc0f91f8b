"""The stream: what changes in the workspace is told to the pages that show it, and to no others."""

import asyncio
import json
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from datetime import timedelta
from typing import Any

from slack_sdk.web.async_client import AsyncWebClient

from playground import Person
from playground.page.page_updates import PageUpdates
from tests.playground.page.setting import Setting
from tests.playground.stage import NOON, form_of, modal, recording, text_input

Told = list[tuple[str, Any]]


class Ear:
    """What one page was told, in order."""

    def __init__(self, chunks: AsyncIterator[bytes]) -> None:
        self._chunks = chunks

    async def next(self) -> Told:
        """What is told next, all that comes at once."""
        return list(_parsed(await anext(self._chunks)))

    async def until(self, event: str) -> Any:
        """What the next event of this name says."""
        while True:
            for name, data in await self.next():
                if name == event:
                    return data


def _parsed(chunk: bytes) -> list[tuple[str, Any]]:
    told = []
    for part in chunk.decode().split("\n\n"):
        lines = dict(line.split(": ", 1) for line in part.splitlines())
        if "event" in lines:
            told.append((lines["event"], json.loads(lines["data"])))
    return told


@asynccontextmanager
async def listening(here: Setting, person: Person, current: str, **since: Any) -> AsyncIterator[Ear]:
    """The stream of a page that shows ``current``, after what it begins with."""
    ground = here.page.context
    teller = PageUpdates(
        ground, person, current, since.get("revision", ground.workspace.messages.revision), since.get("form", "")
    )
    chunks = teller.chunks()
    ear = Ear(chunks)
    if not since:
        await ear.next()
    try:
        yield ear
    finally:
        await chunks.aclose()  # type: ignore[attr-defined]


async def test_a_new_message_is_told_to_who_looks_there(here: Setting) -> None:
    async with listening(here, here.ana, here.general.id) as ear:
        await here.ben.say(here.general, "*Hello*")
        told = await ear.until("message")
    assert "<b>Hello</b>" in told["list"]
    assert told["in_thread"] == ""


async def test_elsewhere_it_only_marks_the_sidebar(here: Setting) -> None:
    async with listening(here, here.ana, here.ana.dm.id) as ear:
        await here.ben.say(here.general, "Hello")
        told = dict(await ear.next())
    assert set(told) == {"sidebar"}
    assert 'class="room unread"' in told["sidebar"]["html"]
    assert "Hello" not in str(told)


async def test_a_change_is_told_with_the_words_as_they_are_now(here: Setting, client: AsyncWebClient) -> None:
    sent = await client.chat_postMessage(channel=here.general.id, text="first")
    async with listening(here, here.ana, here.general.id) as ear:
        for words in ("second", "third"):
            await client.chat_update(channel=here.general.id, ts=sent["ts"], text=words)
        told = [data for name, data in await ear.next() if name == "message"]
    assert [each["ts"] for each in told] == [sent["ts"]]
    assert "third" in told[0]["list"]


async def test_what_is_taken_away_is_told_gone(here: Setting, client: AsyncWebClient) -> None:
    sent = await client.chat_postMessage(channel=here.general.id, text="oops")
    async with listening(here, here.ana, here.general.id) as ear:
        await client.chat_delete(channel=here.general.id, ts=sent["ts"])
        assert await ear.until("gone") == {"channel": here.general.id, "ts": sent["ts"]}


async def test_an_ephemeral_message_is_told_to_its_reader_alone(here: Setting, client: AsyncWebClient) -> None:
    async with listening(here, here.ana, here.general.id) as hers, listening(here, here.ben, here.general.id) as his:
        await client.chat_postEphemeral(channel=here.general.id, user=here.ana.id, text="psst")
        assert "psst" in (await hers.until("message"))["list"]
        assert "psst" not in str(await his.next())


async def test_a_reply_is_told_to_its_thread_and_counted_at_its_message(here: Setting) -> None:
    await here.ben.say(here.general, "Who?")
    parent = here.ben.messages()[-1]
    async with listening(here, here.ben, here.general.id) as ear:
        await here.ana.say(here.general, "Me", parent)
        reply, first = [data for name, data in await ear.next() if name == "message"]
    assert (reply["list"], reply["thread"]) == ("", parent.ts)
    assert "Me" in reply["in_thread"]
    assert "1 reply" in first["list"]


async def test_a_form_is_told_when_it_opens_changes_and_closes(here: Setting, client: AsyncWebClient) -> None:
    async with listening(here, here.ana, here.general.id) as hers, listening(here, here.ben, here.general.id) as his:
        form = await form_of(here.playground, here.ana, modal(text_input("Words", "w")))
        opened = await hers.until("modal")
        assert (opened["id"], opened["hash"]) == (form.id, form.hash)
        await client.views_update(view_id=form.id, view=modal(text_input("Other words", "w")))
        assert "Other words" in (await hers.until("modal"))["html"]
        await here.act(here.ana, "close", view=form.id)
        assert (await hers.until("modal"))["html"] == ""
        await here.ana.say(here.general, "done")
        assert "modal" not in dict(await his.next())


async def test_complaints_are_told_at_once(here: Setting) -> None:
    form = await form_of(here.playground, here.ana, modal(text_input("Words", "w")))
    async with recording(here.playground), listening(here, here.ana, here.general.id, form=form.hash) as ear:
        await ear.next()
        await here.act(here.ana, "submit", view=form.id, values=[])
        assert "Please complete this required field." in (await ear.until("modal"))["html"]


async def test_the_home_tab_is_told_to_who_looks_at_it(here: Setting, client: AsyncWebClient) -> None:
    async with listening(here, here.ana, "home") as ear:
        view = {"type": "home", "blocks": [{"type": "header", "text": {"type": "plain_text", "text": "Welcome"}}]}
        await client.views_publish(user_id=here.ana.id, view=view)
        assert "Welcome" in (await ear.until("home"))["html"]


async def test_what_came_between_the_page_and_its_stream_is_told_first(here: Setting) -> None:
    revision = here.playground.workspace.messages.revision
    await here.ben.say(here.general, "in between")
    form = await form_of(here.playground, here.ana, modal(text_input("Words", "w")))
    async with listening(here, here.ana, here.general.id, revision=revision) as ear:
        told = dict(await ear.next())
    assert "in between" in told["message"]["list"]
    assert told["modal"]["hash"] == form.hash


async def test_others_on_the_rail_are_marked_when_somebody_writes_to_them(
    here: Setting, client: AsyncWebClient
) -> None:
    async with listening(here, here.ana, here.general.id) as ear:
        await client.chat_postMessage(channel=here.ben.id, text="for Ben")
        told = await ear.until("rail")
    assert "Act as Ben Okafor, new messages" in told["html"]


async def test_on_another_day_what_says_tomorrow_is_told_again_and_the_clock_in_ones_own_zone(
    here: Setting, client: AsyncWebClient
) -> None:
    tomorrow = int((NOON + timedelta(days=1)).timestamp())
    agreed = f"<!date^{tomorrow}^Agreed: {{date_long_pretty}} {{time}}|then>"
    await client.chat_postMessage(channel=here.general.id, text=agreed)
    await here.ben.say(here.general, "Fine")
    async with listening(here, here.ana, here.general.id) as ear:
        here.control.clock.advance(timedelta(hours=1))
        here.page.context.bar.tell()
        told = await ear.next()
        assert [name for name, _ in told] == ["clock"]
        assert told[0][1]["now"] == "2026-03-02T08:00:00-05:00"
        here.control.clock.advance(timedelta(days=1))
        here.page.context.bar.tell()
        again = await ear.until("message")
    assert "Agreed: today 7:00 AM" in again["list"]


async def test_what_is_the_same_for_all_is_told_to_all(here: Setting) -> None:
    async with listening(here, here.ana, here.general.id) as hers, listening(here, here.ben, "home") as his:
        here.page.context.streams.tell("weather", {"sky": "blue\n\nand event: wide"})
        assert await hers.until("weather") == await his.until("weather") == {"sky": "blue\n\nand event: wide"}


async def test_streams_end_when_the_page_is_closed(here: Setting) -> None:
    async with listening(here, here.ana, here.general.id) as ear:
        waiting = asyncio.create_task(_until_it_ends(ear.next))
        await asyncio.sleep(0)
        here.page.close()
        await waiting


async def _until_it_ends(listen: Callable[[], Any]) -> None:
    try:
        while True:
            await listen()
    except StopAsyncIteration:
        pass
