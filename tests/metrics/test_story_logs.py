"""What the log of a whole story holds: what happened and what led to it, and nobody's words, ids or secrets."""

import json
import re
from datetime import datetime
from typing import Any

import pytest

from bot.circles.actions import Action, Form
from bot.correlation import READABLE
from bot.outbox.models import Letter
from bot.schedule.models import Due
from bot.slack.payloads import RequestKind
from tests.circles.klatch import open_klatch, people
from tests.circles.talking import suggest, vote
from tests.library import Library, live_buttons
from tests.metrics.conftest import Lines

pytestmark = pytest.mark.either_database

GRANT = "How do I write my first grant proposal?"
FIRST = "Is it for the federal programme?"
NO = "How do you say no?"

ALWAYS = {"event", "level", "timestamp"}
OF = {
    "request": {"kind", "name", "outcome", "milliseconds", "reference"},
    "letter": {"letter", "method", "state", "error", "reference"},
}
"""What a line of each kind says beside that."""


def requests(logged: list[dict[str, Any]], **fields: str) -> list[dict[str, Any]]:
    """The lines of requests that have these fields."""
    of_requests = [line for line in logged if line["event"] == "request"]
    return [line for line in of_requests if all(line[field] == value for field, value in fields.items())]


async def invitations(library: Library) -> list[Letter]:
    return [letter for letter in await library.rows(Letter) if re.fullmatch(r"invitation-\w+", letter.key)]


async def ask_of_four(library: Library) -> None:
    """Mia asks; three of four mentors are invited."""
    for number in range(4):
        await library.volunteer(library.person(f"Mentor {number}"), "Grant writing")
    await library.ask(library.person("Mia Chen"), GRANT)


async def test_a_reference_leads_from_a_question_to_who_was_asked_and_who_was_asked_later(
    library: Library, lines: Lines
) -> None:
    """Nobody answers for two days: the agenda then asks the next one, and the reference is still that of the form."""
    await ask_of_four(library)
    (asked,) = requests(lines(), name="flash_ask_form")
    assert [letter.reference for letter in await invitations(library)] == [asked["reference"]] * 3
    await library.pass_time(days=2)
    assert [letter.reference for letter in await invitations(library)] == [asked["reference"]] * 4
    told = [line for line in lines() if line["reference"] == asked["reference"] and line["event"] == "letter"]
    assert {letter.id for letter in await invitations(library)} <= {line["letter"] for line in told}
    waiting = [due for due in await library.rows(Due) if due.kind.startswith("flash")]
    assert {due.reference for due in waiting} <= {asked["reference"]}


async def test_the_log_of_a_story_has_one_shape_and_nothing_of_what_anybody_wrote_or_is_called(
    library: Library, lines: Lines
) -> None:
    await ask_of_four(library)
    everybody = library.playground.people
    first, second = [person for person in everybody if "I can help" in live_buttons(person)][:2]
    await library.press(first, "I can help")
    await library.press(second, "Ask something first")
    await library.send(second, **{"What would you like to know?": FIRST})
    await library.press(library.playground.person("Mia Chen"), "Choose")
    logged = lines()
    assert {line["event"]: set(line) - ALWAYS for line in logged} == OF
    written = json.dumps(logged)
    secrets = [library.playground.bot_token, "xoxb-", "gAAAA"]
    private = [GRANT, FIRST, *secrets, *(word for person in everybody for word in (person.id, person.name))]
    assert [word for word in private if word in written] == []


async def test_one_line_a_request_says_how_it_ended(library: Library, lines: Lines) -> None:
    await library.person("Mia Chen").command("/mentor-ask", GRANT)
    (line,) = lines()
    reference, timestamp = line.pop("reference"), line.pop("timestamp")
    assert line == {
        "event": "request",
        "level": "info",
        "kind": "command",
        "name": "/mentor-ask",
        "outcome": "done",
        "milliseconds": 0.0,
    }
    assert len(reference) == 8
    assert set(reference) <= set(READABLE)
    assert datetime.fromisoformat(timestamp).tzinfo is not None


async def test_what_is_done_without_a_name_leaves_no_line_and_no_reference(library: Library, lines: Lines) -> None:
    """Neither when it is done, nor when the announcement shows it at the next full five minutes."""
    klatch = await open_klatch(library, people(library, 3))
    before = len(requests(lines()))
    for line in requests(lines()):
        assert line["reference"]
    await suggest(klatch, klatch.people[1], NO)
    await vote(klatch, klatch.people[2], NO)
    assert [line["name"] for line in requests(lines())[before:]] == []
    redrawn = [due for due in await library.rows(Due) if due.kind == "meeting_redraws"]
    assert [due.reference for due in redrawn] == [None]
    newest = len(await library.rows(Letter))
    await library.pass_time(minutes=5)
    assert {letter.reference for letter in (await library.rows(Letter))[newest:]} == {None}


TOPICS = (
    [(RequestKind.PRESS, action) for action in (Action.SUGGEST, Action.PUT_ON_AGENDA, Action.AGENDA, Action.VOTE)]
    + [(RequestKind.PRESS, action) for action in (Action.TAKE_BACK, Action.CARRY_OVER, Action.REFLECT)]
    + [(RequestKind.SUBMISSION, form) for form in (Form.SUGGEST, Form.REFLECT)]
)
"""All that somebody may do about an agenda or a summary."""


async def test_so_does_everything_about_topics_and_what_people_take_with_them(library: Library) -> None:
    registry = library.klatch.edge.registry
    assert [name for kind, name in TOPICS if not registry.leaves_no_trace(kind, name)] == []
    assert not registry.leaves_no_trace(RequestKind.PRESS, Action.COMING)
