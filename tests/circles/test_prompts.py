"""Prompts of one's own, from the form to the organizers' view; and a year in which none comes back."""

from collections import Counter
from dataclasses import replace
from datetime import timedelta

import pytest

from bot.circles.rules import PROMPT_SECTIONS, PROMPTS_OFFERED, CircleKind
from bot.circles.views import prompts as views
from bot.database.database import Database
from bot.languages.reader import ENGLISH
from bot.prompts.library import LONGEST_TEXT, NotAdded, PromptKind, Section
from bot.prompts.models import OwnPrompt
from bot.prompts.prompts import OWN_PROMPTS_AT_MOST, add_prompt, next_prompts
from playground import Person
from playground.view_check import check_view
from tests.library import Library, card, last_seen, whispers
from tests.prompts.workspace import Workspace

pytestmark = pytest.mark.one_database

DOOR = "Which door in this building do you like best?"
FORM = {"What is it for?": "Any circle", "What does it ask for?": "An opinion"}
WEEKS = 54
"""In the last of them what was offered in the first has rested for a year."""


@pytest.mark.parametrize("kind", CircleKind)
async def test_none_comes_back_to_a_circle_within_a_year_of_weekly_meetings(
    database: Database, kind: CircleKind
) -> None:
    """Even where nobody ever suggests a topic: two for each announcement, one more for each summary."""
    workspace = Workspace(database)
    meetings: list[list[str]] = []
    async with workspace.moment() as moment:
        for number, section in enumerate(PROMPT_SECTIONS[kind]):
            await add_prompt(moment, "U1", section, PromptKind.STORY, f"{DOOR} Why number {number}?")
        for week in range(WEEKS):
            then = replace(moment, now=moment.now + timedelta(weeks=week), seed=str(week))
            offered = await next_prompts(then, ["circle/1"], PROMPT_SECTIONS[kind], PROMPTS_OFFERED)
            reflection = await next_prompts(then, ["circle/1"], [Section.REFLECTION], 1)
            meetings.append([prompt.id for prompt in (*offered, *reflection)])

    within_a_year = Counter(prompt for meeting in meetings[:-1] for prompt in meeting)
    assert len(within_a_year) == 3 * (WEEKS - 1)
    assert len(set(meetings[-1]) - {prompt for meeting in meetings[1:-1] for prompt in meeting}) == 3


def test_the_longest_list_is_a_view_that_slack_takes() -> None:
    prompts = [
        OwnPrompt(id=number, section=Section.VALUES, kind=PromptKind.DILEMMA, text="&" * (LONGEST_TEXT - 1) + "?")
        for number in range(OWN_PROMPTS_AT_MOST)
    ]
    check_view(views.all_of_them(ENGLISH, prompts).to_dict(), "modal")


def test_every_outcome_has_words() -> None:
    assert all(views.fault(ENGLISH, refusal) for refusal in NotAdded)
    assert set(views.names_of_sections(ENGLISH)) == {
        section for sections in PROMPT_SECTIONS.values() for section in sections
    }


async def add(library: Library, person: Person, text: str = DOOR) -> dict[str, str]:
    """Type the command, and send the form as it stands; the faults there are."""
    await person.command("/klatch", f"prompt {text}")
    for label, option in FORM.items():
        await person.fill(label, option)
    outcome = await person.submit()
    await library.settle()
    return dict(outcome.errors)


async def own(library: Library) -> list[tuple[str, Section, PromptKind]]:
    return [(prompt.text, prompt.section, prompt.kind) for prompt in await library.rows(OwnPrompt)]


async def test_what_is_typed_after_the_command_stands_in_the_form_and_is_added(library: Library) -> None:
    ana = library.person("Ana Ruiz")
    assert await add(library, ana, "Which <door> & which key?") == {}
    assert await own(library) == [("Which <door> & which key?", Section.QUESTIONS_FOR_A_KLATCH, PromptKind.OPINION)]
    answer = last_seen(ana)
    assert "Which <door> & which key?" in answer
    assert "the next time a circle" in answer


async def test_who_added_one_can_take_it_out_again(library: Library) -> None:
    ana, ben = library.person("Ana Ruiz"), library.person("Ben Okoro")
    await add(library, ana)
    answer = card(ana, "your prompt is in")
    await library.forge_press(ben, "Take it out again", answer)
    assert len(await own(library)) == 1
    await library.press(ana, "Take it out again", answer)
    assert await own(library) == []
    assert "I've removed your prompt" in whispers(ana)[-1]
    await library.press(ana, "Take it out again", answer)
    assert "already been removed" in whispers(ana)[-1]


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("Tell us about a door.", "question mark"),
        (f"What is a {'very ' * 40}long door?", "under 160 characters"),
        ("What went better than you expected this month?", "already"),
    ],
)
async def test_what_is_no_prompt_stays_in_the_form_and_says_why(library: Library, text: str, fault: str) -> None:
    ana = library.person("Ana Ruiz")
    errors = await add(library, ana, text)
    assert list(errors) == ["Your question"]
    assert fault in errors["Your question"]
    assert await own(library) == []


async def test_organizers_see_the_prompts_of_members_and_remove_them(library: Library) -> None:
    ana, ada = library.person("Ana Ruiz"), library.person("Ada Admin", admin=True)
    await add(library, ana)
    await add(library, ana, "Which key do you carry for nothing?")
    await ada.command("/mentor-admin")
    overview = ada.messages()[-1]
    await library.press(ada, "Prompts", overview)
    assert ada.form is not None
    shown = str(ada.form.blocks)
    assert DOOR in shown
    assert ana.id not in shown
    await ada.press("Remove", near=DOOR)
    await library.settle()
    assert [text for text, _, _ in await own(library)] == ["Which key do you carry for nothing?"]
    assert DOOR not in str(ada.form.blocks)
    before = ana.form
    await library.forge_press(ana, "Prompts", overview)
    assert ana.form == before
    assert "Only organizers can do this" in last_seen(ana)
