"""Each reply of a listener, and what the member sees of it."""

import re

import pytest

from bot.languages.reader import ENGLISH
from bot.outbox.letters import post
from bot.outbox.message import Message
from bot.slack import views
from bot.slack.request import (
    Command,
    FormFaults,
    Nothing,
    OpenForm,
    Press,
    ReplaceForm,
    Reply,
    Request,
    Say,
    Shortcut,
    Submission,
)
from bot.slack.routes import Routes
from tests.slack.scenes import answer_with, form, title, whispers, with_button, with_form
from tests.slack.stage import Stage

pytestmark = pytest.mark.either_database


async def test_words_for_a_command_come_with_its_acknowledgement(stage: Stage) -> None:
    async def hello(request: Request, command: Command) -> Reply:
        return Say(Message(f"{request.member.name} typed {command.text} after {command.name}"))

    stage.edge.registry.add(Routes(commands={"/hello": hello}))
    ana = stage.playground.add_person("Ana Ruiz")
    outcome = await ana.command("/hello", "there")
    assert outcome.text == "Ana Ruiz typed there after /hello"
    assert stage.woken == []
    assert stage.playground.refusals == []


async def test_nothing_for_a_command_says_nothing(stage: Stage) -> None:
    stage.edge.registry.add(Routes(commands={"/hello": answer_with(Nothing())}))
    outcome = await stage.playground.add_person("Ana Ruiz").command("/hello")
    assert (outcome.status, outcome.body, outcome.ephemeral) == (200, None, ())


async def test_a_form_for_a_command_is_opened(stage: Stage) -> None:
    ana = await with_form(stage)
    assert title(ana) == "First"
    assert stage.playground.refusals == []


async def test_words_for_a_press_in_a_message_are_whispered_there_once(stage: Stage) -> None:
    async def press(request: Request, press: Press) -> Reply:
        assert press.message is not None
        return Say(Message(f"{request.member.name} pressed {press.value}"))

    stage.edge.registry.add(Routes(presses={"press_me": press}))
    ana = await with_button(stage)
    await ana.press("Press me")
    await stage.deliver()
    await stage.deliver()
    told = [(each.channel, each.text) for each in ana.messages() if each.is_ephemeral]
    assert told == [(stage.playground.channel("general").id, "Ana Ruiz pressed 17")]
    assert stage.playground.refusals == []


async def test_words_for_a_press_reach_the_member_where_klatch_is_not_in_the_channel_any_more(stage: Stage) -> None:
    stage.edge.registry.add(Routes(presses={"press_me": answer_with(Say(Message("Thank you.")))}))
    ana = await with_button(stage)
    stage.playground.channel("general").members.remove(stage.playground.workspace.app.bot_user_id)
    await ana.press("Press me")
    await stage.deliver()
    assert whispers(ana) == ["Thank you."]
    assert stage.playground.refusals == []


async def test_two_presses_are_answered_twice(stage: Stage) -> None:
    stage.edge.registry.add(Routes(presses={"press_me": answer_with(Say(Message("Thank you.")))}))
    ana = await with_button(stage)
    await ana.press("Press me")
    await ana.press("Press me")
    await stage.deliver()
    assert whispers(ana) == ["Thank you."] * 2


async def test_a_form_for_a_press_in_a_message_is_opened(stage: Stage) -> None:
    stage.edge.registry.add(Routes(presses={"press_me": answer_with(OpenForm(form("From a button")))}))
    ana = await with_button(stage)
    await ana.press("Press me")
    assert title(ana) == "From a button"
    assert stage.playground.calls_of("views.push") == []


async def test_a_form_for_a_press_in_a_form_is_put_on_top_of_it(stage: Stage) -> None:
    stage.edge.registry.add(Routes(presses={"more": answer_with(OpenForm(form("On top")))}))
    ana = await with_form(stage)
    await ana.press("More")
    assert title(ana) == "On top"
    await ana.close_form()
    assert title(ana) == "First"
    assert stage.playground.refusals == []


async def test_a_form_for_a_press_in_a_form_can_take_its_place(stage: Stage) -> None:
    stage.edge.registry.add(Routes(presses={"more": answer_with(ReplaceForm(form("Instead")))}))
    ana = await with_form(stage)
    await ana.press("More")
    assert title(ana) == "Instead"
    assert [call.arguments["hash"] for call in stage.playground.calls_of("views.update")] != [None]
    assert stage.playground.refusals == []


async def test_a_form_that_changed_meanwhile_is_left_alone(stage: Stage) -> None:
    stage.edge.registry.add(Routes(presses={"more": answer_with(ReplaceForm(form("Instead")))}))
    ana = await with_form(stage)
    stage.playground.faults.refuse("views.update", "hash_conflict")
    outcome = await ana.press("More")
    assert outcome.ok
    await stage.deliver()
    assert ana.messages() == []


async def test_a_press_sees_what_the_form_holds_so_far(stage: Stage) -> None:
    seen = []

    async def more(_request: Request, press: Press) -> Reply:
        seen.append((press.value, press.values.text("word"), press.message))
        return Nothing()

    stage.edge.registry.add(Routes(presses={"more": more}))
    ana = await with_form(stage)
    await ana.fill("Word", "half a")
    await ana.press("More")
    assert seen == [("23", "half a", None)]


async def test_words_for_a_press_in_a_form_are_a_direct_message(stage: Stage) -> None:
    stage.edge.registry.add(Routes(presses={"more": answer_with(Say(Message("Noted.")))}))
    ana = await with_form(stage)
    await ana.press("More")
    await stage.deliver()
    assert [(each.channel, each.text) for each in ana.messages()] == [(ana.dm.id, "Noted.")]


async def test_buttons_can_be_listened_to_by_a_pattern_of_the_whole_name(stage: Stage) -> None:
    stage.edge.registry.add(Routes(presses={re.compile("press_.."): answer_with(Say(Message("By a pattern.")))}))
    ana = await with_button(stage)
    await ana.press("Press me")
    await stage.deliver()
    assert whispers(ana) == ["By a pattern."]


async def test_a_form_that_is_sent_off_closes(stage: Stage) -> None:
    seen = []

    async def submitted(_request: Request, submission: Submission) -> Reply:
        seen.append((submission.name, submission.subject, submission.values.text("word")))
        return Nothing()

    stage.edge.registry.add(Routes(forms={"form": submitted}))
    ana = await with_form(stage)
    await ana.fill("Word", "  given ")
    assert (await ana.submit()).ok
    assert ana.form is None
    assert seen == [("form", "42", "given")]


async def test_a_form_with_faults_stays_open_and_says_where(stage: Stage) -> None:
    stage.edge.registry.add(Routes(forms={"form": answer_with(FormFaults({"word": "Another word, please."}))}))
    ana = await with_form(stage)
    await ana.fill("Word", "given")
    outcome = await ana.submit()
    assert outcome.errors == {"Word": "Another word, please."}
    assert ana.form is not None
    assert ana.form.values["word"]["word"]["value"] == "given"
    assert stage.playground.refusals == []


@pytest.mark.parametrize(("reply", "left"), [(ReplaceForm(form("Next")), None), (OpenForm(form("Next")), "First")])
async def test_a_form_can_follow_a_form(stage: Stage, reply: Reply, left: str | None) -> None:
    stage.edge.registry.add(Routes(forms={"form": answer_with(reply)}))
    ana = await with_form(stage)
    await ana.fill("Word", "given")
    await ana.submit()
    assert title(ana) == "Next"
    await ana.close_form()
    assert title(ana) == left
    assert stage.playground.refusals == []


async def test_words_for_a_form_that_is_sent_off_are_a_direct_message(stage: Stage) -> None:
    stage.edge.registry.add(Routes(forms={"form": answer_with(Say(Message("Got it.")))}))
    ana = await with_form(stage)
    await ana.fill("Word", "given")
    await ana.submit()
    await stage.deliver()
    assert ana.form is None
    assert [each.text for each in ana.messages()] == ["Got it."]
    assert len(stage.woken) == 1


async def test_a_shortcut_from_a_message_brings_its_words_and_author(stage: Stage) -> None:
    async def about(_request: Request, shortcut: Shortcut) -> Reply:
        return OpenForm(form(f"{shortcut.message_text}"[:24], subject=shortcut.message_author))

    stage.edge.registry.add(Routes(shortcuts={"about_this": about}))
    ana, ben = stage.playground.add_person("Ana Ruiz"), stage.playground.add_person("Ben Okafor")
    await ben.say(stage.playground.add_channel("general", [ana, ben], with_bot=True), "How does it work?")
    await ana.message_shortcut("about_this", ana.messages()[-1])
    assert ana.form is not None
    assert (title(ana), ana.form.definition["private_metadata"]) == ("How does it work?", ben.id)


async def test_words_for_a_shortcut_are_a_direct_message(stage: Stage) -> None:
    stage.edge.registry.add(Routes(shortcuts={"anything": answer_with(Say(Message("Anything.")))}))
    ana = stage.playground.add_person("Ana Ruiz")
    await ana.global_shortcut("anything")
    await stage.deliver()
    assert [each.text for each in ana.messages()] == ["Anything."]


async def test_what_was_written_is_committed_before_the_form_opens(stage: Stage) -> None:
    async def hello(request: Request, command: Command) -> Reply:
        await post(
            request.session,
            workspace=request.workspace,
            key="k",
            to=f"@{request.member.id}",
            message=Message("Kept."),
            now=request.now,
        )
        return OpenForm(form())

    stage.edge.registry.add(Routes(commands={"/hello": hello}))
    stage.playground.faults.drop_request("views.open")
    ana = stage.playground.add_person("Ana Ruiz")
    await ana.command("/hello")
    await stage.deliver()
    assert "Kept." in [each.text for each in ana.messages()]


TOO_SLOW = [
    ("refuse", ("views.open", "expired_trigger_id")),
    ("refuse", ("views.open", "exchanged_trigger_id")),
    ("rate_limit", ("views.open", 3)),
    ("server_error", ("views.open",)),
    ("drop_request", ("views.open",)),
    ("drop_answer", ("views.open",)),
]


@pytest.mark.parametrize(("fault", "arguments"), TOO_SLOW)
async def test_a_command_whose_form_does_not_open_says_to_try_again(
    stage: Stage, fault: str, arguments: tuple[object, ...]
) -> None:
    getattr(stage.playground.faults, fault)(*arguments)
    stage.edge.registry.add(Routes(commands={"/hello": answer_with(OpenForm(form()))}))
    outcome = await stage.playground.add_person("Ana Ruiz").command("/hello")
    assert outcome.text == views.too_slow(ENGLISH)


async def test_a_command_whose_form_hangs_says_to_try_again(stage: Stage) -> None:
    stage.playground.faults.stall("views.open")
    stage.edge.registry.add(Routes(commands={"/hello": answer_with(OpenForm(form()))}))
    outcome = await stage.playground.add_person("Ana Ruiz").command("/hello")
    assert outcome.text == views.too_slow(ENGLISH)


async def test_a_press_whose_form_does_not_open_is_told_where_it_was_pressed(stage: Stage) -> None:
    stage.playground.faults.refuse("views.open", "expired_trigger_id")
    stage.edge.registry.add(Routes(presses={"press_me": answer_with(OpenForm(form()))}))
    ana = await with_button(stage)
    await ana.press("Press me")
    told = [(each.channel, each.text) for each in ana.messages() if each.is_ephemeral]
    assert told == [(stage.playground.channel("general").id, views.too_slow(ENGLISH))]


async def test_a_press_in_a_form_whose_form_does_not_open_is_told_in_a_direct_message(stage: Stage) -> None:
    stage.playground.faults.refuse("views.push", "expired_trigger_id")
    stage.edge.registry.add(Routes(presses={"more": answer_with(OpenForm(form()))}))
    ana = await with_form(stage)
    await ana.press("More")
    await stage.deliver()
    assert [each.text for each in ana.messages()] == [views.too_slow(ENGLISH)]
