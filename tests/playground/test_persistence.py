"""A workspace is there again after a restart: what its file brings back is what was put into it."""

import sqlite3
from collections.abc import Iterable
from dataclasses import asdict
from datetime import datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from playground import Guest, Message, Playground
from playground.persistence import VERSION, Persistence, PersistenceError
from tests.playground.stage import MANIFEST, NOON, SECRET, HandMovedClock, section

ANY_TEXT = st.text(st.characters(codec=None), max_size=30)
"""Lone surrogates too: JSON can carry them."""


def new_playground(at: datetime = NOON) -> Playground:
    return Playground(MANIFEST, HandMovedClock(at), SECRET)


def state_of(playground: Playground) -> dict[str, Any]:
    """All that is claimed to be kept."""
    workspace = playground.workspace
    return {
        "people": [person.user for person in playground.people],
        "channels": {channel.id: asdict(channel) for channel in workspace.channels},
        "said": {channel.id: lasting(workspace.messages.newest_first(channel.id)) for channel in workspace.channels},
        "changed": lasting(workspace.messages.since(0)),
        "replies": {message.ts: workspace.messages.replies(message) for message in lasting(workspace.messages)},
        "homes": {view.owner: asdict(view) for view in workspace.views.homes},
        "files": {file.id: asdict(file) for file in workspace.files},
        "read": dict(workspace.read_marks),
        "given": workspace.identifiers.given,
        "last": workspace.identifiers.last,
        "revision": workspace.messages.revision,
        "owed": playground.events.owing,
        "direct": {
            channel.id: workspace.channels.direct_between(channel.members)
            for channel in workspace.channels
            if channel.is_direct
        }.keys(),
    }


def lasting(messages: Iterable[Message]) -> list[Message]:
    return [message for message in messages if not message.is_ephemeral]


class AnyWorkspace(RuleBasedStateMachine):
    """Whatever happens in a workspace, what is kept is what is there."""

    def __init__(self) -> None:
        super().__init__()
        self.folder = TemporaryDirectory()
        self.path = Path(self.folder.name) / "slack.db"
        self.playground = new_playground()
        self.keeping = Persistence(self.path)
        self.keeping.begin(self.playground)
        self.steps = 0

    @initialize()
    def it_begins(self) -> None:
        ana, ben = (self.playground.add_person(name) for name in ("Ana Ruiz", "Ben Okafor"))
        room = self.playground.add_channel("general", [ana, ben], with_bot=True)
        first = self.playground.workspace.post(room, ana.id, "Hello")
        self.playground.workspace.post(room, ben.id, "Hello to you", thread_ts=first.ts)

    def teardown(self) -> None:
        self.it_starts_again()
        self.keeping.close()
        self.folder.cleanup()

    @rule(name=ANY_TEXT, guest=st.sampled_from([None, *Guest]), tz=st.sampled_from([None, "Asia/Tokyo"]))
    def somebody_comes(self, name: str, guest: Guest | None, tz: str | None) -> None:
        self.playground.add_person(name, guest=guest, tz=tz)

    @rule(data=st.data(), title=ANY_TEXT)
    def somebody_changes(self, data: st.DataObject, title: str) -> None:
        if people := self.playground.people:
            person = data.draw(st.sampled_from(people))
            self.playground.workspace.people.change(person.id, 7, title=title, deactivated=bool(title))

    @rule(data=st.data(), name=ANY_TEXT, private=st.booleans())
    def a_channel_opens(self, data: st.DataObject, name: str, private: bool) -> None:
        members = [person for person in self.playground.people if data.draw(st.booleans())]
        self.playground.add_channel(name, members, private=private, with_bot=data.draw(st.booleans()))

    @rule(data=st.data())
    def people_talk_directly(self, data: st.DataObject) -> None:
        ids = [person.id for person in self.playground.people if data.draw(st.booleans())]
        self.playground.workspace.channels.open_direct([self.playground.workspace.app.bot_user_id, *ids], 5)

    @rule(data=st.data())
    def a_channel_changes(self, data: st.DataObject) -> None:
        if rooms := [each for each in self.playground.workspace.channels if not each.is_direct]:
            room = data.draw(st.sampled_from(rooms))
            match data.draw(st.sampled_from(["archived", "renamed", "left", "deleted"])):
                case "archived":
                    room.archived = not room.archived
                case "renamed":
                    room.name += "-two"
                case "left":
                    del room.members[:1]
                case "deleted":
                    self.playground.workspace.channels.delete(room)

    @rule(data=st.data(), text=ANY_TEXT, reply=st.booleans(), alone=st.booleans(), seconds=st.integers(0, 3))
    def something_is_said(self, data: st.DataObject, text: str, reply: bool, alone: bool, seconds: int) -> None:
        workspace = self.playground.workspace
        assert isinstance(workspace.clock, HandMovedClock)
        workspace.clock.advance(timedelta(seconds=seconds))
        if rooms := list(workspace.channels):
            room = data.draw(st.sampled_from(rooms))
            first = next((each for each in workspace.messages.newest_first(room.id) if not each.is_reply), None)
            workspace.post(
                room,
                workspace.app.bot_user_id,
                text,
                blocks=[section(text or "…")],
                reader="U1" if alone else None,
                thread_ts=first.ts if first and reply and not first.is_ephemeral else None,
                metadata={"n": [1, None, text]},
            )

    @rule(data=st.data(), gone=st.booleans())
    def something_said_changes(self, data: st.DataObject, gone: bool) -> None:
        workspace = self.playground.workspace
        if said := list(workspace.messages):
            message = data.draw(st.sampled_from(said))
            if gone:
                workspace.messages.delete(message)
            else:
                workspace.edit(message, "changed", [])

    @rule(data=st.data(), text=ANY_TEXT)
    def a_home_tab_is_published(self, data: st.DataObject, text: str) -> None:
        if people := self.playground.people:
            home = {"type": "home", "blocks": [section(text or "…")]}
            self.playground.workspace.views.publish(data.draw(st.sampled_from(people)).id, home, None)

    @rule(content=st.none() | st.binary(max_size=20), title=ANY_TEXT)
    def a_file_comes(self, content: bytes | None, title: str) -> None:
        file = self.playground.workspace.files.announce("notes.txt", len(content or b"") or 9, "U1")
        file.content, file.title = content, title

    @rule(data=st.data(), content=st.binary(max_size=20), title=ANY_TEXT)
    def a_file_is_finished(self, data: st.DataObject, content: bytes, title: str) -> None:
        if announced := [file for file in self.playground.workspace.files if file.content is None]:
            file = data.draw(st.sampled_from(announced))
            file.content, file.title = content, title

    @rule(data=st.data())
    def somebody_reads(self, data: st.DataObject) -> None:
        if said := list(self.playground.workspace.messages):
            message = data.draw(st.sampled_from(said))
            self.playground.workspace.read_marks["U1", message.channel] = message.ts

    @rule()
    def it_starts_again(self) -> None:
        before = state_of(self.playground)
        at = self.playground.workspace.now
        self.keeping.close()
        self.keeping = Persistence(self.path)
        assert self.keeping.stopped_at == at
        self.playground = new_playground(at)
        self.keeping.begin(self.playground)
        assert state_of(self.playground) == before

    @invariant()
    def it_is_written_now_and_then(self) -> None:
        self.steps += 1
        if self.steps % 3:
            self.keeping.save()


AnyWorkspace.TestCase.settings = settings(max_examples=30, stateful_step_count=25, deadline=None)
test_whatever_happens_is_there_after_a_restart = AnyWorkspace.TestCase


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "slack.db"


def one_person_kept(path: Path) -> None:
    with Persistence(path) as persistence:
        playground = new_playground()
        persistence.begin(playground)
        playground.add_person("Ana Ruiz")


def people_in(path: Path, *, fresh: bool = False) -> list[str]:
    with Persistence(path, fresh=fresh) as persistence:
        playground = new_playground()
        persistence.begin(playground)
        return [person.name for person in playground.people]


def test_what_is_not_written_yet_is_written_at_the_end(path: Path) -> None:
    one_person_kept(path)
    assert people_in(path) == ["Ana Ruiz"]


def test_a_fresh_start_throws_away_what_was_there(path: Path) -> None:
    one_person_kept(path)
    assert people_in(path, fresh=True) == []
    assert people_in(path) == []


def test_a_new_file_has_no_clock(path: Path) -> None:
    with Persistence(path) as persistence:
        assert persistence.stopped_at is None


def test_a_process_that_is_killed_leaves_what_was_written(path: Path, tmp_path: Path) -> None:
    with Persistence(path) as persistence:
        playground = new_playground()
        persistence.begin(playground)
        playground.add_person("Ana Ruiz")
        persistence.save()
        playground.add_person("Ben Okafor")
        # What lies on the disk at this moment, as the next process would find it.
        for part in path.parent.glob("slack.db*"):
            (tmp_path / f"killed-{part.name}").write_bytes(part.read_bytes())
    assert people_in(tmp_path / "killed-slack.db") == ["Ana Ruiz"]


def test_a_file_of_another_version_is_refused_and_may_be_begun_anew(path: Path) -> None:
    one_person_kept(path)
    connection = sqlite3.connect(path)
    connection.execute(f"PRAGMA user_version = {VERSION + 1}")
    connection.close()
    with pytest.raises(PersistenceError, match=r"another version .* --fresh"):
        Persistence(path)
    assert people_in(path, fresh=True) == []


@pytest.mark.parametrize("fresh", [True, False])
def test_a_file_of_something_else_is_left_alone(path: Path, fresh: bool) -> None:
    connection = sqlite3.connect(path)
    connection.execute("CREATE TABLE things (mine)")
    connection.close()
    with pytest.raises(PersistenceError, match="is not a playground's file"):
        Persistence(path, fresh=fresh)
    other = path.with_name("words.txt")
    other.write_text("These are words, and more of them than a header has. " * 20)
    with pytest.raises(PersistenceError, match="is not a playground's file"):
        Persistence(other, fresh=fresh)
    assert other.read_text().startswith("These are words")


def test_two_cannot_keep_one_file(path: Path) -> None:
    with Persistence(path), pytest.raises(PersistenceError, match="another playground"):
        Persistence(path)
