"""What members write does nothing but stand there: no ping, no link with another face, no borrowed voice."""

import ast
import re
from collections import Counter
from collections.abc import AsyncIterator, Iterator, Mapping, Sequence
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio
import structlog
from hypothesis import example, given
from hypothesis import strategies as st
from sqlalchemy import text

from bot.blocks import SECTION_LIMIT, escape, inline, linked, quote
from bot.database.columns import Base
from tests.databases import Sqlite
from tests.library import FAULTS, Library, open_library
from tests.security.hostile import (
    ATTACKS,
    DATES_AND_PARTS,
    be_hostile,
    everything_said,
    mark_of,
    texts_in,
)
from tests.security.hostile_life import live

NOT_SHOWN = {("flash_volunteer_form", "team"), ("flash_volunteer_form", "place"), ("about_me_form", "team")}
NOT_SHOWN |= {("about_me_form", "place")}
"""Only matching knows one's team and place; they stand in one's own form again, in a field."""

IN_THE_CLEAR = {
    ("circles", ("circle_form", "circle_name")),
    ("circles", ("circle_form", "about")),
    ("circles", ("circle_form", "meeting_place")),
    ("meetings", ("circle_form", "meeting_place")),
    ("programmes", ("programme_coffee_form", "name")),
    ("topics", ("about_me_form", "new_topics")),
    ("topics", ("flash_volunteer_form", "new_topics")),
    ("mentors", ("flash_volunteer_form", "own_words")),
    ("profiles", ("flash_volunteer_form", "team")),
    ("profiles", ("flash_volunteer_form", "place")),
    ("profiles", ("about_me_form", "about")),
    ("profiles", ("about_me_form", "team")),
    ("profiles", ("about_me_form", "place")),
    ("memberships", ("lunch_form", "place")),
    ("pairing_groups", ("lunch_form", "place")),
}
"""Table and field of what can be read without the key."""


@dataclass(frozen=True, slots=True)
class Told:
    """What came of it all."""

    fields: set[tuple[str, str]]
    """Which were written into: form and field."""
    said: Sequence[tuple[str, Mapping[str, Any]]]
    known_ids: set[str]
    rows: Mapping[str, Sequence[str]]
    logs: Sequence[Mapping[str, Any]]


BOT = Path(__file__).parents[2] / "bot"
DATE = re.compile(r"<!date\^\d+\^[^<>|^]*\|[^<>|]*>")
LINK = re.compile(r"<https?://[^<>|\s]+(?:\|Add it to Google Calendar)?>")
SOMEBODY = re.compile(r"<[@#]([A-Z0-9]+)>")
COMMAND = re.compile(r"`/[^`\n]*`")
words = st.text(st.sampled_from("<>!@#|&;*_~` \nab:/.") | st.characters(codec="utf-8")) | st.lists(
    st.sampled_from([*ATTACKS, "https://a.example", "<", ">", "&", "`", "```", " ", "\n", "|"])
).map("".join)


def alive(text: str, known_ids: set[str]) -> list[str]:
    """What in a text would do something in Slack and is not ours."""
    rest = SOMEBODY.sub(lambda found: "" if found[1] in known_ids else found[0], LINK.sub("", DATE.sub("", text)))
    rest = re.sub(r"(?m)^> ", "", rest)
    return re.findall(r"[<>][^<>]*", rest)


def faults_in(how: str, holder: Mapping[str, Any], known_ids: set[str]) -> Iterator[str]:
    """What is wrong with a text that Klatch has sent."""
    text = str(holder.get("text") or holder.get("initial_comment"))
    if how == "mrkdwn" and holder.get("verbatim") is not True:
        yield "Slack looks for names of channels in it"
    if how == "markdown":
        yield "a link may have another face in it"
    if how != "plain_text":
        yield from alive(text, known_ids)
    if re.search("[\u202a-\u202e\u2066-\u2069]", text):
        yield "it turns the line"
    yield from faults_in_lines(text if how == "mrkdwn" else "")
    if re.search(r"(?m)^Klatch: you have", text):
        yield "a member speaks with our voice"


def faults_in_lines(text: str) -> Iterator[str]:
    """Formatting that a member has begun and that goes on in words of ours."""
    has_quoted = False
    for line in text.splitlines():
        is_quoted = line.startswith("> ")
        signs = COMMAND.sub("", LINK.sub("", line))
        if not is_quoted and ("`" in signs or "~" in signs or "*wide" in signs):
            yield f"alive in our sentence: {line[:80]}"
        if has_quoted and not is_quoted and "`" in line:
            yield f"a sign in the quotation may swallow: {line[:80]}"
        has_quoted |= is_quoted


def text_fields() -> Counter[str]:
    """The fields in which members write, by the program itself: how many forms have a field of that name."""
    made: Counter[str] = Counter()
    for path in BOT.rglob("*.py"):
        for call in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(call, ast.Call) and getattr(call.func, "id", "") == "text_field":
                field = call.args[0]
                assert isinstance(field, ast.Attribute), f"{path}: which field is it?"
                room = ".".join(["bot", path.relative_to(BOT).parts[0], "actions"])
                made[str(import_module(room).Field[field.attr])] += 1
    return made


@given(words)
@example("`a` <https://a.example|b>")
def test_no_words_become_a_mention_or_a_link_with_another_face(text: str) -> None:
    for shown in (escape(text), linked(text), inline(text), quote(text)):
        assert alive(shown, set()) == []


@given(words)
def test_words_within_our_sentence_are_one_line_and_format_nothing(text: str) -> None:
    without_addresses = re.sub(r"<[^<>]*>", "", inline(text))
    assert not set("`*~\n\r") & set(without_addresses)


@given(words, st.integers(10, SECTION_LIMIT))
@example("aaaaa\nbbbb", 9)
@example("aaaaa\nbbbb", 10)
@example("aaaaa\nbbbb", 11)
def test_a_quotation_is_a_quotation_in_every_line_however_it_is_cut(text: str, limit: int) -> None:
    quoted = quote(text, limit)
    assert len(quoted) <= limit
    assert [line for line in quoted.split("\n") if not line.startswith("> ")] == []
    assert alive(quoted, set()) == []


@pytest.mark.parametrize(
    ("written", "shown"),
    [
        ("see https://a.example/b?c=1&d=2.", "see <https://a.example/b?c=1&amp;d=2>."),
        ("<https://evil.example|https://bank.example>", "&lt;<https://evil.example>|<https://bank.example>&gt;"),
        ("(https://a.example)", "(<https://a.example>)"),
        ("https://", "https://"),
        ("javascript:alert(1)", "javascript:alert(1)"),
    ],
)
def test_an_address_can_be_pressed_and_shows_where_it_leads(written: str, shown: str) -> None:
    assert linked(written) == shown


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def told(sqlite: Sqlite, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Told]:
    """Everything that members can write, written at its worst, through the whole bot."""
    with sqlite.database(tmp_path_factory.mktemp("hostile")) as url, pytest.MonkeyPatch.context() as monkeypatch:
        hostility = be_hostile(monkeypatch)
        with structlog.testing.capture_logs() as logs:
            async with open_library(url) as library:
                await live(library)
                assert library.playground.refusals == []
                yield Told(hostility.fields, list(everything_said(library)), ids(library), await rows(library), logs)


def ids(library: Library) -> set[str]:
    """The people and channels that there are: nobody of whom a member could only have dreamt."""
    workspace = library.playground.workspace
    channels = {channel.id for channel in workspace.channels}
    return {person.id for person in library.playground.people} | channels | {workspace.app.bot_user_id}


async def rows(library: Library) -> dict[str, list[str]]:
    """All that lies in the database, as it lies there: by table."""
    async with library.klatch.database.transaction() as session:
        return {
            table.name: [str(tuple(row)) for row in await session.execute(text(f"SELECT * FROM {table.name}"))]  # noqa: S608
            for table in Base.metadata.sorted_tables
        }


def test_nothing_of_it_is_alive_in_what_is_sent(told: Told) -> None:
    found = [
        (what, fault, str(holder)[:300])
        for what, payload in told.said
        for how, holder in texts_in(payload)
        for fault in faults_in(how, holder, told.known_ids)
    ]
    assert found == []


def test_every_field_was_written_into_and_its_words_were_shown(told: Told) -> None:
    """A form that is written later has to be played here too: otherwise nobody has tried it."""
    assert Counter(field for _, field in told.fields) == text_fields() - Counter(DATES_AND_PARTS)
    seen = str(told.said)
    assert [field for field in sorted(told.fields - NOT_SHOWN) if mark_of(*field) not in seen] == []


def test_slack_is_asked_neither_to_look_for_names_nor_for_previews(told: Told) -> None:
    for what, payload in told.said:
        assert not {"parse", "link_names", "markdown_text"} & payload.keys(), what
        if what == "chat.postMessage":
            assert (payload["unfurl_links"], payload["unfurl_media"]) == (False, False)


def test_only_what_others_are_shown_with_a_name_lies_unencrypted(told: Told) -> None:
    """What a channel is told of a circle or a programme, names of topics, and what one tells about oneself."""
    lying = {
        (table, field)
        for table, each in told.rows.items()
        for field in told.fields
        if any(mark_of(*field) in row for row in each)
    }
    assert lying <= IN_THE_CLEAR
    assert {table for table, _ in lying} == {table for table, _ in IN_THE_CLEAR}


def test_no_log_line_holds_any_of_it(told: Told) -> None:
    assert [line for line in told.logs if "Wörst" in str(line) or line["event"] in FAULTS] == []
