"""Behind the page is the real bot: nothing gets lost, and everything is there after a restart."""

import asyncio
import os
import re
import stat
import sys
from collections.abc import AsyncIterator, Awaitable, Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import httpx
import pytest
from rich.console import Console

from bot.database.engine import async_url
from bot.database.single_process import NotAloneError, alone_on
from playground import Message, Person, Switch
from playground.persistence import PersistenceError
from playground.rehearsal.commands import STORY_BEGINS, CannotPlayError, PlaygroundOptions, monday_morning, stay_up
from playground.rehearsal.live import LiveRehearsal
from playground.rehearsal.rehearsal import Rehearsal, rehearsal
from playground.story import beginning
from tests.databases import Sqlite

APP = Path(__file__).resolve().parents[2] / "app.py"


@pytest.fixture
async def here(sqlite: Sqlite, tmp_path: Path) -> AsyncIterator[Rehearsal]:
    """The bot in a workspace where nobody is yet."""
    with sqlite.database(tmp_path) as url:
        async with rehearsal(url, STORY_BEGINS) as here:
            yield here


@pytest.fixture
def control(here: Rehearsal) -> LiveRehearsal:
    return LiveRehearsal(here)


def hellos(person: Person) -> list[Message]:
    return [message for message in person.messages() if "Hello, I'm Klatch" in message.text]


@pytest.mark.parametrize("switch", Switch)
async def test_a_letter_that_is_owed_while_something_is_wrong_arrives_once_when_it_is_well_again(
    here: Rehearsal, control: LiveRehearsal, switch: Switch
) -> None:
    async def at_once(_seconds: float) -> None:
        """Slow as it is, a test need not wait for it."""

    here.playground.switches.sleep = at_once
    ana = here.playground.add_person("Ana Ruiz")
    await here.playground.turn(switch, on=True)
    await here.playground.invite_bot(here.playground.add_channel("general", [ana]), ana)
    await control.settle()
    await control.pass_time(timedelta(minutes=2))
    await here.playground.turn(switch, on=False)
    assert (hellos(ana) == []) == (switch is not Switch.SLOW)
    await control.pass_time(timedelta(minutes=20))
    assert len(hellos(ana)) == 1
    assert await control.waiting() == []


async def test_a_letter_that_waits_says_where_it_goes_and_how_it_stands_and_not_what_it_says(
    here: Rehearsal, control: LiveRehearsal
) -> None:
    ana = here.playground.add_person("Ana Ruiz")
    general = here.playground.add_channel("general", [ana])
    await here.playground.invite_bot(general, ana)
    await here.playground.turn(Switch.DOWN, on=True)
    await control.settle()
    (letter,) = await control.waiting()
    assert (letter.what, letter.to) == ("chat.postMessage", f"#{general.id}")
    assert re.fullmatch(r"failed once \(\w+\), retrying", letter.state)
    assert letter.not_before > letter.since
    assert "Klatch" not in str(letter)


async def test_time_goes_as_far_as_it_is_moved_whatever_falls_due_on_the_way(
    here: Rehearsal, control: LiveRehearsal
) -> None:
    end = here.clock.now() + timedelta(hours=30)
    assert await control.next_due() is not None
    await control.pass_time(timedelta(hours=30))
    assert here.clock.now() == end


async def test_a_new_workspace_answers_the_first_question(here: Rehearsal, control: LiveRehearsal) -> None:
    cast = beginning.bring_in(here.playground)
    await beginning.set_up(here.playground, cast, here.settle)
    await cast.amara.command("/mentor-ask", "How do I write my first grant proposal?")
    await cast.amara.submit()
    await control.settle()
    invited = [person for person in here.playground.people if "I can help" in buttons_of(person)]
    assert len(invited) == 3
    assert here.playground.refusals == []


def buttons_of(person: Person) -> list[str]:
    return [words for message in person.messages() for words in message.buttons]


def test_a_workspace_begins_on_monday_at_nine_where_the_twelve_work() -> None:
    sunday = datetime(2026, 7, 5, 23, 0, tzinfo=UTC)
    assert monday_morning(sunday) == datetime(2026, 6, 29, 13, 0, tzinfo=UTC)


# The command.


async def play(folder: Path, wishes: PlaygroundOptions, do: Callable[[httpx.AsyncClient], Awaitable[None]]) -> None:
    """Open the playground that is kept in a folder, do something on its page, close it again."""

    async def until(entrance: str) -> None:
        base_url = entrance.partition("/?")[0]
        async with httpx.AsyncClient(
            base_url=base_url, headers={"Origin": base_url}, trust_env=False, follow_redirects=True
        ) as client:
            await client.get(entrance)
            await do(client)

    await stay_up(Console(quiet=True), folder, wishes, STORY_BEGINS, until)


async def test_what_people_said_and_what_klatch_knows_is_there_after_a_restart(tmp_path: Path) -> None:
    seen: dict[str, str] = {}

    async def volunteer_and_speak(client: httpx.AsyncClient) -> None:
        address = seen["address"] = person_at((await client.get("/")).text)
        await act(client, address, "command", text="/mentor-volunteer")
        page = (await client.get(address)).text
        assert "Be a flash mentor" in page
        seen["general"] = room(page, "general")
        await act(client, address, "say", text="See you on Thursday", channel=seen["general"])

    async def look(client: httpx.AsyncClient) -> None:
        page = (await client.get(f"{seen['address']}/{seen['general']}")).text
        assert "See you on Thursday" in page
        assert "Be a flash mentor" not in page  # an open form does not survive
        with pytest.raises(PersistenceError, match="another playground"):
            await stay_up(Console(quiet=True), tmp_path, PlaygroundOptions(fresh=True), STORY_BEGINS)

    async def look_in_vain(client: httpx.AsyncClient) -> None:
        assert "See you on Thursday" not in (await client.get(f"{seen['address']}/{seen['general']}")).text

    await play(tmp_path, PlaygroundOptions(people=3, set_up=False), volunteer_and_speak)
    await play(tmp_path, PlaygroundOptions(people=3), look)
    await play(tmp_path, PlaygroundOptions(fresh=True, set_up=False), look_in_vain)


async def test_what_a_playground_keeps_is_for_nobody_else_and_no_other_bot_runs_on_it(tmp_path: Path) -> None:
    folder = tmp_path / "kept"

    async def look(_client: httpx.AsyncClient) -> None:
        with pytest.raises(NotAloneError), alone_on(async_url(f"sqlite:///{folder / 'klatch.db'}")):
            pass

    await play(folder, PlaygroundOptions(set_up=False), look)
    (folder / "slack.db").chmod(0o644)
    await play(folder, PlaygroundOptions(set_up=False), look)
    rights = {path.name: stat.S_IMODE(path.stat().st_mode) for path in [folder, *folder.iterdir()]}
    assert {name for name, mode in rights.items() if mode & 0o077} == set()
    assert {"kept", "slack.db", "klatch.db"} <= rights.keys()


async def test_klatch_remembers_who_volunteered_before_the_restart(tmp_path: Path) -> None:
    async def nothing(_client: httpx.AsyncClient) -> None:
        """It is set up, and that is all."""

    async def ask(client: httpx.AsyncClient) -> None:
        address = person_at((await client.get("/")).text)
        await act(client, address, "command", text="/mentor-ask How do I write my first grant proposal?")
        page = (await client.get(address)).text
        form = re.search(r'data-view="(\w+)"', page)
        assert form is not None
        await act(client, address, "submit", view=form[1], values=[])
        assert "asked three people privately" in (await client.get(address)).text

    await play(tmp_path, PlaygroundOptions(), nothing)
    await play(tmp_path, PlaygroundOptions(), ask)


async def test_what_is_kept_is_for_nobody_else_on_the_machine(tmp_path: Path) -> None:
    (tmp_path / "kept").mkdir(mode=0o755)

    async def look(_client: httpx.AsyncClient) -> None:
        assert (tmp_path / "kept").stat().st_mode & 0o777 == 0o700

    await play(tmp_path / "kept", PlaygroundOptions(set_up=False), look)


async def test_a_port_that_is_taken_is_said_in_words(tmp_path: Path) -> None:
    async def again(client: httpx.AsyncClient) -> None:
        wishes = PlaygroundOptions(port=client.base_url.port or 0, set_up=False)
        with pytest.raises(CannotPlayError, match=f"cannot listen on port {wishes.port}: Address already in use"):
            await stay_up(Console(quiet=True), tmp_path / "another", wishes, STORY_BEGINS)

    await play(tmp_path, PlaygroundOptions(set_up=False), again)


async def test_the_story_opens_in_a_workspace_of_its_own_from_which_one_comes_back(tmp_path: Path) -> None:
    async def open_it(client: httpx.AsyncClient) -> None:
        answer = (await client.post("/story", json={"do": "open"})).json()
        async with httpx.AsyncClient(trust_env=False, follow_redirects=True) as another:
            page = (await another.get(answer["address"])).text
        assert "Six colleagues offer to help" in page
        assert f'href="{client.base_url}/"' in page
        assert "Six colleagues offer to help" not in (await client.get("/")).text

    await play(tmp_path, PlaygroundOptions(set_up=False), open_it)


async def test_a_new_workspace_begins_with_the_first_page_and_goes_on_where_one_was(tmp_path: Path) -> None:
    async def look(client: httpx.AsyncClient) -> None:
        first = await client.get("/")
        assert "You’re <strong>Amara Obi</strong>" in first.text
        room_ = room((await client.get(person_at(first.text))).text, "general")
        await client.get(f"{person_at(first.text)}/{room_}")
        assert (await client.get("/")).url.path == f"{person_at(first.text)}/{room_}"

    async def look_again(client: httpx.AsyncClient) -> None:
        assert (await client.get("/")).url.path.startswith("/as/")
        assert "You’re <strong>Amara Obi</strong>" in (await client.get("/start")).text

    await play(tmp_path, PlaygroundOptions(set_up=False), look)
    await play(tmp_path, PlaygroundOptions(), look_again)


async def test_the_command_says_where_the_page_is_and_ends_in_peace(tmp_path: Path) -> None:
    pipe = asyncio.subprocess.PIPE
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, APP, "playground", "--no-story"),
        cwd=tmp_path,
        env={"PATH": os.environ["PATH"]},
        stdout=pipe,
        stderr=pipe,
    )
    assert process.stdout is not None
    try:
        assert "http://127.0.0.1:" in (await process.stdout.readline()).decode()
        assert "make play ARGS=--fresh" in (await process.stdout.readline()).decode()
        assert (await process.stdout.readline()).decode() == "Press Ctrl+C to close it.\n"
        process.terminate()
        said, complained = await process.communicate()
    finally:
        if process.returncode is None:
            process.kill()
            await process.communicate()
    assert (process.returncode, complained.decode()) == (0, "")
    assert said.decode() == "The playground is closed. It is kept, and goes on from here.\n"


async def act(client: httpx.AsyncClient, address: str, name: str, **body: Any) -> None:
    answer = await client.post(f"{address}/{name}", json={"channel": room((await client.get(address)).text), **body})
    assert answer.json()["ok"], answer.text


def person_at(page: str) -> str:
    """The address of the page of whoever one acts as."""
    found = re.search(r'data-user="(\w+)"', page)
    assert found is not None
    return f"/as/{found[1]}"


def room(page: str, name: str = "") -> str:
    """The id of the channel of that name, or of the conversation that the page shows."""
    if not name:
        found = re.search(r'data-current="(\w+)"', page)
    else:
        found = re.search(rf'href="/as/\w+/(\w+)"(?:(?!</a>).)*{name}', page, re.DOTALL)
    assert found is not None
    return found[1]
