"""When a listener fails: the member is told where they look and keeps what they typed, of which nothing is logged."""

import json
import re
from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import func, select, text

from bot.correlation import READABLE
from bot.languages.reader import ENGLISH, Reader
from bot.outbox.letters import post
from bot.outbox.message import Message
from bot.outbox.models import Letter
from bot.slack import views
from bot.slack.request import FormFaults, OpenForm, Reply, Request
from bot.slack.routes import Routes
from tests.slack.scenes import answer_with, form, title, whispers, with_button, with_form
from tests.slack.stage import Stage

pytestmark = pytest.mark.either_database

SECRET_WORDS = "my manager and I"


async def fail(request: Request, _request: Any) -> Reply:
    """Writes something, and then fails with the member's words in the fault."""
    await post(
        request.session,
        workspace=request.workspace,
        key="never",
        to=f"@{request.member.id}",
        message=Message("never"),
        now=request.now,
    )
    raise RuntimeError(f"cannot understand {SECRET_WORDS}")


async def fail_in_the_database(request: Request, _request: Any) -> Reply:
    """Fails in a statement that has the member's words in it."""
    await request.session.execute(text("SELECT * FROM nowhere WHERE said = :words"), {"words": SECRET_WORDS})
    raise AssertionError


async def letters(stage: Stage) -> int:
    """How many letters were written."""
    async with stage.database.transaction() as session:
        return await session.scalar(select(func.count()).select_from(Letter)) or 0


def reference_in(words: str, shape: Callable[[Reader, str], str] = views.fault) -> str:
    """The reference in the words of a fault, which are otherwise as expected."""
    before, after = shape(ENGLISH, "|").split("|")
    reference = words.removeprefix(before).removesuffix(after)
    assert words == shape(ENGLISH, reference)
    assert len(reference) == 8
    assert set(reference) <= set(READABLE)
    return reference


@pytest.mark.parametrize("listener", [fail, fail_in_the_database])
async def test_a_command_that_fails_shows_a_reference_that_the_log_has(
    stage: Stage, capsys: pytest.CaptureFixture[str], listener: Any
) -> None:
    stage.edge.registry.add(Routes(commands={"/hello": listener}))
    ana = stage.playground.add_person("Ana Ruiz")
    outcome = await ana.command("/hello", SECRET_WORDS)
    log = capsys.readouterr().out
    assert f"reference={reference_in(outcome.text)}" in log
    assert re.search(r"where='[^']*bot/slack/edge.py:\d+ in _act", log)
    assert SECRET_WORDS not in log
    assert await letters(stage) == 0
    assert stage.playground.refusals == []


async def test_a_press_in_a_message_that_fails_is_told_there(stage: Stage) -> None:
    stage.edge.registry.add(Routes(presses={"press_me": fail}))
    ana = await with_button(stage)
    await ana.press("Press me")
    reference_in(whispers(ana)[-1])
    assert await letters(stage) == 1
    assert [each.text for each in ana.messages() if not each.is_ephemeral][-1].startswith("Here is a button.")


async def test_a_press_in_a_form_that_fails_is_told_on_top_of_it(stage: Stage) -> None:
    stage.edge.registry.add(Routes(presses={"more": fail}))
    ana = await with_form(stage)
    await ana.press("More")
    assert ana.form is not None
    reference_in(ana.form.definition["blocks"][0]["text"]["text"])
    await ana.close_form()
    assert title(ana) == "First"
    assert stage.playground.refusals == []


async def test_a_form_that_fails_keeps_what_was_typed(stage: Stage, capsys: pytest.CaptureFixture[str]) -> None:
    stage.edge.registry.add(Routes(forms={"form": fail}))
    ana = await with_form(stage)
    await ana.fill("Word", SECRET_WORDS)
    outcome = await ana.submit()
    reference = reference_in(outcome.errors["Word"], views.form_fault)
    assert ana.form is not None
    assert ana.form.values["word"]["word"]["value"] == SECRET_WORDS
    log = capsys.readouterr().out
    assert reference in log
    assert SECRET_WORDS not in log
    assert stage.playground.refusals == []


async def test_a_shortcut_that_fails_is_told_in_a_form(stage: Stage) -> None:
    stage.edge.registry.add(Routes(shortcuts={"anything": fail}))
    ana = stage.playground.add_person("Ana Ruiz")
    await ana.global_shortcut("anything")
    assert ana.form is not None
    reference_in(ana.form.definition["blocks"][0]["text"]["text"])


async def test_a_form_that_slack_refuses_is_a_fault_of_ours(stage: Stage) -> None:
    stage.playground.faults.refuse("views.open", "invalid_arguments")
    stage.edge.registry.add(Routes(commands={"/hello": answer_with(OpenForm(form()))}))
    outcome = await stage.playground.add_person("Ana Ruiz").command("/hello")
    reference_in(outcome.text)


async def test_faults_of_a_form_do_not_answer_a_command(stage: Stage) -> None:
    stage.edge.registry.add(Routes(commands={"/hello": answer_with(FormFaults({"word": "no"}))}))
    outcome = await stage.playground.add_person("Ana Ruiz").command("/hello")
    reference_in(outcome.text)


async def test_every_fault_has_a_reference_of_its_own(stage: Stage) -> None:
    stage.edge.registry.add(Routes(commands={"/hello": fail}))
    ana = stage.playground.add_person("Ana Ruiz")
    references = {reference_in((await ana.command("/hello")).text) for _ in range(20)}
    assert len(references) == 20


async def test_an_unreachable_database_is_told_like_any_fault(stage: Stage) -> None:
    stage.edge.registry.add(Routes(commands={"/hello": fail}))
    ana = stage.playground.add_person("Ana Ruiz")
    async with stage.database.transaction() as session:
        await session.execute(text("DROP TABLE members"))
    reference_in((await ana.command("/hello")).text)


async def test_what_an_older_klatch_left_behind_is_answered_kindly(stage: Stage) -> None:
    ana = stage.playground.add_person("Ana Ruiz")
    assert (await ana.command("/hello")).text == views.no_longer_here(ENGLISH)
    await ana.global_shortcut("anything")
    assert ana.form is not None
    assert ana.form.definition["blocks"][0]["text"]["text"] == views.no_longer_here(ENGLISH)
    assert stage.playground.refusals == []


async def test_an_old_button_is_answered_kindly(stage: Stage) -> None:
    ana = await with_button(stage)
    await ana.press("Press me")
    assert whispers(ana) == [views.no_longer_here(ENGLISH)]
    assert stage.playground.refusals == []


async def test_an_old_form_keeps_what_was_typed(stage: Stage) -> None:
    ana = await with_form(stage)
    await ana.fill("Word", "long thought about")
    outcome = await ana.submit()
    assert outcome.errors == {"Word": views.form_no_longer_here(ENGLISH)}


async def test_a_form_without_fields_is_answered_with_a_notice(stage: Stage) -> None:
    body = {
        "type": "view_submission",
        "team": {"id": stage.playground.workspace.team_id},
        "user": {"id": stage.playground.add_person("Ana Ruiz").id},
        "view": {"callback_id": "gone", "blocks": []},
    }
    answer = await stage.knock_signed(json.dumps(body).encode())
    assert answer.json()["response_action"] == "push"
