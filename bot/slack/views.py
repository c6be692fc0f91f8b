"""The words with which the edge itself answers a member."""

from slack_sdk.models.blocks import PlainTextObject, SectionBlock
from slack_sdk.models.views import View

from bot.blocks import quote

STARTING = "Klatch is just starting. Please try again in a minute."
TOO_SLOW = "Slack took too long to open the form. Please try again."
BUSY = "Klatch is busy just now, and nothing was changed. Please try again in a moment."
FORM_BUSY = "Klatch is busy just now, and nothing was sent. What you wrote is still here: please try again in a moment."
LATE = (
    "That took longer than Slack waits, so it may have shown you an error. "
    "It has reached Klatch all the same; you need not do it again."
)
NO_LONGER_HERE = (
    "This belongs to an earlier version of Klatch and does nothing any more. "
    "Please type `/mentor-ask help` to see what you can do now."
)
FORM_NO_LONGER_HERE = (
    "This form belongs to an earlier version of Klatch. Please copy what you wrote, close it and open it again."
)
NOT_DESCRIBED = "Slack did not say in time who you are, and nothing was changed. Please try again in a minute."
FORM_NOT_DESCRIBED = (
    "Slack did not say in time who you are, and nothing was sent. What you wrote is still here: please try again in a "
    "minute."
)
FOR_MEMBERS = "Klatch is for full members of this workspace, so it cannot do this for you. Sorry."


def not_described(typed: str) -> str:
    """Say that Slack did not say who they are, and give back what they typed, to be sent again."""
    return f"{NOT_DESCRIBED} This is what you typed:\n{quote(typed)}" if typed else NOT_DESCRIBED


def fault(reference: str) -> str:
    """Say that something went wrong, what that means, and what to quote to whoever runs Klatch."""
    return (
        "Something went wrong, and nothing was changed. Please try again in a moment. "
        f"If it happens again, tell whoever runs Klatch here: `{reference}`."
    )


def form_fault(reference: str) -> str:
    """Say in a form, which stays open with everything in it, that something went wrong."""
    return (
        "Something went wrong, and nothing was sent. What you wrote is still here: please try again in a "
        "moment. "
        f"If it happens again, tell whoever runs Klatch here: {reference}."
    )


def notice(words: str) -> View:
    """Return a form of a few words, where there is no conversation to say them in."""
    return View(
        type="modal",
        title=PlainTextObject(text="Klatch"),
        close=PlainTextObject(text="Close"),
        blocks=[SectionBlock(text=words)],
    )
