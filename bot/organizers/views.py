"""What Klatch says about itself in a channel."""

from enum import StrEnum

from bot.outbox.message import Message
from bot.wording import button, buttons, message, note, paragraph, person


class Action(StrEnum):
    """The buttons of a hello."""

    START = "ask_channel_start"
    STOP = "ask_channel_stop"


def hello(invited_by: str | None, *, is_ask_channel: bool) -> Message:
    """Hello: what Klatch is, who invited it, and what it does in this channel."""
    thanks = f" Thank you for inviting me, {person(invited_by)}." if invited_by else ""
    greeting = (
        f"Hello, I am Klatch.{thanks} I introduce you to a colleague who can help with a question, the same "
        "day. Type `/mentor-ask` with your question, or `/mentor-volunteer` to help others."
    )
    if is_ask_channel:
        state = "Questions whose askers want it also stand here, and anyone in this channel can offer to help."
        choice = button("Stop putting questions here", Action.STOP, "")
    else:
        state = "I am quiet in this channel. If you like, questions whose askers want it can also stand here."
        choice = button("Put questions here too", Action.START, "")
    return message(paragraph(greeting), paragraph(state), buttons(choice), note(_who_decides(invited_by)))


def not_yours_to_decide(invited_by: str | None) -> Message:
    """To someone else who pressed: who can."""
    return Message(f"{_who_decides(invited_by)} Please ask them to press it.")


def gone() -> Message:
    """To someone who pressed on a hello of which nothing is known any more."""
    return Message("This hello is an old one. Please remove me from the channel and invite me again.")


def _who_decides(invited_by: str | None) -> str:
    if invited_by is None:
        return "A workspace admin decides this."
    return f"{person(invited_by)} or a workspace admin decides this."
