"""A person who cannot program can edit the prompts: what is fine is read, what is not is named by its line."""

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.prompts.library import LibraryError, Prompt, PromptKind, Section, library, read_library

Write = Callable[[str], Path]

FINE = "# Values\n\nFor whoever edits this.\n\n## Story\n\n- When did you keep a promise?\n"


@pytest.fixture
def write(tmp_path: Path) -> Write:
    """Write the file of values into a folder in which the other sections are fine."""
    return lambda text: written(tmp_path, text.encode())


def written(folder: Path, values: bytes) -> Path:
    for section in Section:
        (folder / f"{section}.md").write_text(f"# One\n\n## Story\n\n- What is in {section}?\n")
    (folder / "values.md").write_bytes(values)
    return folder


def values_in(folder: Path) -> list[tuple[PromptKind, str]]:
    return [(prompt.kind, prompt.text) for prompt in read_library(folder) if prompt.section is Section.VALUES]


def fault_of(folder: Path) -> str:
    with pytest.raises(LibraryError) as raised:
        read_library(folder)
    return str(raised.value)


def verdict_on(folder: Path) -> str:
    try:
        read_library(folder)
    except LibraryError as fault:
        return str(fault)
    return "fine"


def test_the_library_is_read_once() -> None:
    assert library() is library()


def test_a_prompt_belongs_to_its_file_and_to_the_heading_above_it(write: Write) -> None:
    folder = write(FINE + "- Who kept one?\n\n## Opinion\n- What is a promise?\n")

    assert values_in(folder) == [
        (PromptKind.STORY, "When did you keep a promise?"),
        (PromptKind.STORY, "Who kept one?"),
        (PromptKind.OPINION, "What is a promise?"),
    ]


@pytest.mark.parametrize(
    "text",
    [
        "\ufeff" + FINE,
        FINE.replace("\n", "\r\n"),
        FINE.replace("- ", "* "),
        FINE.replace("- ", "  -   "),
        FINE.replace("keep a", "keep  a"),
        FINE.replace("## Story", "##  STORY ##"),
        FINE.rstrip("\n"),
    ],
)
def test_what_editors_for_text_do_changes_nothing(write: Write, text: str) -> None:
    assert values_in(write(text)) == [(PromptKind.STORY, "When did you keep a promise?")]


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("## Story\n\nWhen did you?\n", 'line 3: a prompt is one line that begins with a dash and a space ("- ")'),
        ("## Story\n\n- When did\n  you?\n", "line 3: a prompt asks a question, with a question mark"),
        ("## Story\n\n- When did you?\nAnd why?", "line 4: a prompt is one line that begins with a dash and a space"),
        ("## Story\n-When did you?\n", 'line 2: a prompt is one line that begins with a dash and a space ("- ")'),
        ("## Story\n-\n", "line 2: a prompt asks a question, with a question mark"),
        ("## Story\n- ?\n", "line 2: a prompt asks a question, with a question mark"),
        ("# Values\n- When did you?\n", 'line 2: a prompt stands below the heading of its kind, such as "## Story"'),
        ("## Story\n- What?\n# Story\n", 'line 3: a prompt is one line that begins with a dash and a space ("- ")'),
        (
            "# Values\n\n## Tale\n",
            'line 3: there is no kind of prompt "Tale", only Icebreaker, Story, Opinion, Practice, Dilemma, Reflection',
        ),
        (f"## Story\n- {'w' * 159}?\n", "line 2: this prompt has 160 characters, and may have 159"),
        ("## Story\n- What?\n- Who?\n- what\n?", "line 4: a prompt asks a question, with a question mark"),
        ("## Story\n- What?\n- Who?\n- WHAT??\n", "line 4: this prompt already stands in values.md, line 2"),
        ("## Story\n- What is in research_life?", "line 2: this prompt already stands in"),
        ("# Values\n", "line 1: this file has no prompt"),
        ("", "line 1: this file has no prompt"),
    ],
)
def test_what_is_broken_is_named_by_its_line(write: Write, text: str, fault: str) -> None:
    assert fault_of(write(text)).startswith(f"values.md, {fault}")


def test_the_longest_prompt_may_have_159_characters(write: Write) -> None:
    assert values_in(write(f"## Story\n- {'w' * 158}?\n")) == [(PromptKind.STORY, "w" * 158 + "?")]


def test_a_character_that_is_not_utf_8_is_named_by_its_line(tmp_path: Path) -> None:
    folder = written(tmp_path, "## Story\n\n- What is a résumé for?\n".encode("latin-1"))

    assert fault_of(folder) == "values.md, line 3: a character cannot be read; save the file as UTF-8"


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=50, deadline=None)
@given(lines=st.lists(st.sampled_from(["# A", "## Story", "## Tale", "- Why?", "- Who", "-", "why", ""]) | st.text()))
def test_any_file_is_read_or_has_a_line_that_is_named(tmp_path: Path, lines: list[str]) -> None:
    content = "\n".join(lines).encode("utf-8", "surrogatepass")

    assert re.fullmatch(r"fine|values\.md, line \d+: .+", verdict_on(written(tmp_path, content)))


def only(write: Write, text: str) -> Prompt:
    (prompt,) = (prompt for prompt in read_library(write(f"## Story\n- {text}\n")) if prompt.section is Section.VALUES)
    return prompt


def test_a_prompt_is_known_by_its_words(write: Write) -> None:
    before = only(write, "What did you keep, and why?")

    assert only(write, "What did you KEEP – and why?").id == before.id
    assert only(write, "What did you keep, and how?").id != before.id
    assert only(write, "What did you keep, and why?").id == "dc4cd11bff717b8c"


def test_a_prompt_typed_on_another_system_is_the_same(write: Write) -> None:
    assert only(write, "What is a r\u00e9sum\u00e9 for?").id == only(write, "What is a re\u0301sume\u0301 for?").id
