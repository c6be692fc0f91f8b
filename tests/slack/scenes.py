"""Where many tests begin: a member in front of a form, or of a message with a button."""

from collections.abc import Awaitable, Callable
from typing import Any

from slack_sdk.models.blocks import (
    ActionsBlock,
    ButtonElement,
    InputBlock,
    PlainTextInputElement,
    PlainTextObject,
)
from slack_sdk.models.views import View

from bot.blocks import button, buttons, message, paragraph
from bot.languages.reader import ENGLISH
from bot.outbox.letters import post, to_channel
from bot.slack.request import Command, Nothing, OpenForm, Reply, Request
from bot.slack.routes import Routes
from playground import Person
from tests.slack.stage import Stage

BUTTON = message(ENGLISH, paragraph("Here is a button."), buttons(button("Press me", "press_me", "17")))


def form(title: str = "First", callback: str = "form", subject: str = "") -> View:
    """A form with one field and one button."""
    field = InputBlock(
        block_id="word", label=PlainTextObject(text="Word"), element=PlainTextInputElement(action_id="word")
    )
    more = ActionsBlock(elements=[ButtonElement(text="More", action_id="more", value="23")])
    return View(
        type="modal",
        callback_id=callback,
        title=PlainTextObject(text=title),
        submit=PlainTextObject(text="Send"),
        blocks=[field, more],
        private_metadata=subject,
    )


def answer_with(reply: Reply) -> Callable[[Request, Any], Awaitable[Reply]]:
    """A listener that always replies the same."""

    async def listener(_request: Request, _sent: Any) -> Reply:
        return reply

    return listener


async def with_form(stage: Stage) -> Person:
    """A member in front of the form."""
    stage.edge.registry.add(Routes(commands={"/hello": answer_with(OpenForm(form(subject="42")))}))
    ana = stage.playground.add_person("Ana Ruiz")
    assert (await ana.command("/hello")).ok
    return ana


async def with_button(stage: Stage) -> Person:
    """A member in front of the button, in the channel *general*."""

    async def put(request: Request, command: Command) -> Reply:
        await post(
            request.session,
            workspace=request.workspace,
            key="button",
            to=to_channel(command.channel),
            message=BUTTON,
            now=request.now,
        )
        return Nothing()

    stage.edge.registry.add(Routes(commands={"/hello": put}))
    ana = stage.playground.add_person("Ana Ruiz")
    await ana.command("/hello", channel=stage.playground.add_channel("general", [ana], with_bot=True))
    await stage.deliver()
    return ana


def title(person: Person) -> str | None:
    """The title of the form in front of somebody."""
    return None if person.form is None else str(person.form.definition["title"]["text"])


def whispers(person: Person) -> list[str]:
    """What only they can see, oldest first."""
    return [message.text for message in person.messages() if message.is_ephemeral]
