"""A form counts once: whoever sends it twice at once has done it once, and reads the same both times."""

import asyncio
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import func, select

from bot.schema import all_tables
from playground import Person, payloads
from playground.form_responses import after_submission
from tests.circles.klatch import Klatch, open_klatch
from tests.circles.meeting import press_alone, say_yes
from tests.circles.talking import TAKEAWAY, TOPIC, announcement, come, summary
from tests.confinement.forging import forms_of
from tests.databases import Sqlite
from tests.library import Library, card, faultless_library
from tests.pairings.office import FORM
from tests.postgres import Postgres

GRANT = "How do I write my first grant proposal?"


@dataclass
class Sender:
    """Sends every form so many times at once."""

    library: Library
    times: int
    sent: list[str] = field(default_factory=list)
    """What they are called."""

    async def __call__(self, person: Person, **fields: Any) -> None:
        """Fill in the open form and send it: it is taken, and each time the answer is the same."""
        for label, value in fields.items():
            await person.fill(label.replace("_", " "), value)
        view = person.form
        assert view is not None
        self.sent.append(view.definition["callback_id"])
        body = payloads.submission(person.workspace, person.user, view)
        answers = await asyncio.gather(*(person._door.send_payload(body) for _ in range(self.times)))
        assert {one.status for one in answers} == {200}
        assert [one.body for one in answers[1:]] == [answers[0].body] * (self.times - 1)
        assert "errors" not in str(answers[0].body), (view.title, answers[0].body)
        after_submission(person.workspace, view, answers[0])
        if person.form is not None:
            await person.close_form(all_of_them=True)
        await self.library.settle()


async def use_every_form(library: Library, send: Sender) -> None:
    """Have every form be filled in and sent, one after the other."""
    mia, sam, zoe = (library.person(name) for name in ("Mia Chen", "Sam Roy", "Zoe Park"))
    for mentor in (sam, zoe):
        await mentor.command("/mentor-volunteer")
        promise = ["I make time, I listen, and it stays between us."]
        await send(mentor, Topics=["Grant writing"], **{"What you promise": promise})
    await mia.command("/mentor-ask", GRANT)
    await send(mia)
    await _answer(library, send, mia, sam, zoe)
    await _talk(library, send, mia, sam)
    await _tell_about_oneself(library, send, mia, zoe)
    everyone = [library.person(name) for name in ("Ana Moss", "Ben Moss", "Cleo Moss")]
    klatch = await open_klatch(library, everyone, outside=[mia])
    await _be_in_a_circle(library, send, klatch, mia)
    await _organize(library, send, everyone, mia)


async def _answer(library: Library, send: Sender, mia: Person, sam: Person, zoe: Person) -> None:
    await library.press(sam, "Ask something first")
    await send(sam, **{"What would you like to know?": "Which funder?"})
    await library.press(mia, "Answer")
    await send(mia, Your_answer="SSHRC, in May.")
    await library.press(zoe, "I know someone")
    await send(zoe, **{"Who comes to mind?": library.person("Joe Fox")})
    await zoe.command("/mentor-volunteer", "pause")
    await send(zoe)


async def _talk(library: Library, send: Sender, mia: Person, sam: Person) -> None:
    await library.press(sam, "I can help")
    await library.press(mia, "Choose")
    await library.press(mia, "Propose a time", card(mia, ", meet"))
    await send(mia)
    await library.pass_time(days=3, hours=1)
    await library.press(mia, "We talked")
    await library.press(mia, "Say thanks", card(mia, "Two questions, just for you"))
    await send(mia, Your_words="You saved my week.")


async def _tell_about_oneself(library: Library, send: Sender, mia: Person, zoe: Person) -> None:
    shown = await mia.command("/mentor-volunteer", "help")
    await mia.press("People I'd rather not meet", shown.ephemeral[-1])
    await send(mia, People=[zoe])
    shown = await mia.command("/just-lunch", "help")
    await mia.press("About me", shown.ephemeral[-1])
    await send(mia, My_team="Cataloguing")
    await mia.command("/just-lunch")
    await send(mia, **{"Which days suit you?": ["Tuesday"], "How would you meet?": ["By video"]})


async def _be_in_a_circle(library: Library, send: Sender, klatch: Klatch, mia: Person) -> None:
    host = klatch.people[0]
    await mia.command("/klatch", "join", channel=klatch.channel)
    await send(mia)
    await mia.command("/klatch", "list", channel=klatch.channel)
    await mia.press("Reminders…")
    await send(mia)
    await mia.command("/klatch", "prompt What made you smile this week?")
    await send(mia)
    await mia.press("Suggest a topic", announcement(klatch, mia))
    await send(mia, **{TOPIC: "How do you say no?"})
    await say_yes(klatch, host)
    await press_alone(klatch, host, "Another day")
    await send(host)
    await come(klatch)
    await library.pass_time(days=9)
    await mia.press("Reflect", summary(klatch, mia))
    await send(mia, **{TAKEAWAY: "A good question."})


async def _organize(library: Library, send: Sender, everyone: list[Person], mia: Person) -> None:
    ada = library.person("Ada Admin", admin=True)
    channel = library.playground.add_channel("coffee", [ada, *everyone])
    await library.playground.invite_bot(channel, ada)
    await library.settle()
    forms: dict[str, dict[str, Any]] = {
        "Name organizers": {"Organizers": [mia]},
        "Language": {"Language": "Français"},
        "New random coffee": {"Channel": channel, **FORM},
        "New circle": {"Channel": channel},
        "Change": {},
    }
    for words, fields in forms.items():
        await ada.command("/mentor-admin")
        await ada.press(words, ada.messages()[-1])
        await send(ada, **fields)
    await everyone[0].command("/coffee", channel=channel)
    await everyone[0].press("Pause until…")
    await send(everyone[0])
    await library.pass_time(days=15)
    introduced = [message for message in everyone[1].messages() if "Propose a time" in message.buttons]
    await library.press(everyone[1], "Propose a time", introduced[-1])
    await send(everyone[1])


async def what_was_done(library: Library) -> dict[str, Any]:
    """How many rows each table has, and what everybody reads."""
    async with library.klatch.database.transaction() as session:
        tables = {table.name: select(func.count()).select_from(table) for table in all_tables().sorted_tables}
        counts = {name: await session.scalar(count) for name, count in tables.items()}
    read = {person.name: sorted(message.text for message in person.messages()) for person in library.playground.people}
    return {**counts, **read}


async def used(database_url: str, times: int) -> tuple[list[str], list[str], dict[str, Any]]:
    """Every form was sent so many times at once: which there are, which were sent, what it came to."""
    async with faultless_library(database_url, seed=7) as library:
        send = Sender(library, times)
        await use_every_form(library, send)
        known = [name for name, _ in forms_of(library.klatch.edge)]
        return known, send.sent, await what_was_done(library)


def fresh(request: pytest.FixtureRequest, folder: Path, kind: str) -> AbstractContextManager[str]:
    """A fresh, migrated database of a kind."""
    if kind == "sqlite":
        sqlite: Sqlite = request.getfixturevalue("sqlite")
        return sqlite.database(folder)
    postgres: Postgres = request.getfixturevalue("postgres")
    return postgres.database()


@pytest.mark.parametrize("kind", ["sqlite", "postgresql"])
def test_every_form_that_is_sent_twice_at_once_does_once_what_it_does(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory, kind: str
) -> None:
    ways = {}
    for times in (1, 2):
        with fresh(request, tmp_path_factory.mktemp("forms"), kind) as url:
            known, sent, ways[times] = asyncio.run(used(url, times))
            assert set(sent) == set(known)
    assert ways[1] == ways[2]
