"""After a restart a workspace goes on: files, events that are owed, ids and old buttons are as before."""

from pathlib import Path

import pytest

from playground import Playground
from playground.persistence import Persistence
from tests.playground.stage import MANIFEST, SECRET, HandMovedClock, button, recording
from tests.playground.test_persistence import new_playground, one_person_kept


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "slack.db"


async def test_files_are_downloaded_from_where_the_playground_is_now(path: Path) -> None:
    with Persistence(path) as persistence:
        async with Playground(MANIFEST, HandMovedClock(), SECRET) as playground:
            persistence.begin(playground)
            room = playground.add_channel("general", with_bot=True)
            file = playground.workspace.files.add("notes.txt", b"words", "U1")
            shown = file.to_slack(playground.workspace.base_url)
            playground.workspace.post(room, "U1", "", files=(shown,))
    with Persistence(path) as persistence:
        async with Playground(MANIFEST, HandMovedClock(), SECRET) as playground:
            persistence.begin(playground)
            (message,) = playground.workspace.messages
            assert message.files[0]["url_private"].startswith(playground.workspace.base_url)


async def test_an_event_that_is_owed_is_owed_after_a_restart(path: Path) -> None:
    with Persistence(path) as persistence:
        async with Playground(MANIFEST, HandMovedClock(), SECRET) as playground:
            persistence.begin(playground)
            playground.connect("http://127.0.0.1:9")  # nobody listens there
            ana = playground.add_person("Ana Ruiz")
            await ana.open_home()
            assert playground.events_owed == 1
    with Persistence(path) as persistence:
        async with Playground(MANIFEST, HandMovedClock(), SECRET) as playground, recording(playground) as bot:
            persistence.begin(playground)
            await playground.retry_events()
            assert bot.last["event"]["type"] == "app_home_opened"


async def test_who_comes_after_a_restart_gets_an_id_of_their_own(path: Path) -> None:
    one_person_kept(path)
    with Persistence(path) as persistence:
        playground = new_playground()
        persistence.begin(playground)
        ids = [playground.people[0].id, playground.add_person("Ben Okafor").id]
    assert len(set(ids)) == 2


async def test_a_button_of_before_the_restart_can_still_be_pressed(path: Path) -> None:
    with Persistence(path) as persistence:
        playground = new_playground()
        persistence.begin(playground)
        ana = playground.add_person("Ana Ruiz")
        blocks = [{"type": "actions", "elements": [button("I can help", "help")]}]
        playground.workspace.post(ana.dm, playground.workspace.app.bot_user_id, "A question", blocks=blocks)
    with Persistence(path) as persistence:
        async with Playground(MANIFEST, HandMovedClock(), SECRET) as playground, recording(playground) as bot:
            persistence.begin(playground)
            await playground.person("Ana Ruiz").press("I can help")
            assert bot.last["actions"][0]["action_id"] == "help"
