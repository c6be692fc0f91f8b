"""The words with which the edge itself answers a member."""

from slack_sdk.models.blocks import PlainTextObject, SectionBlock
from slack_sdk.models.views import View

from bot.blocks import quote
from bot.languages.reader import Reader


def starting(reader: Reader) -> str:
    """Say that Klatch does not know yet where it is."""
    return reader.gettext("I'm just starting up. Please try again in a minute.")


def too_slow(reader: Reader) -> str:
    """Say that Slack did not open a form in time."""
    return reader.gettext("Slack took too long to open the form. Please try again.")


def busy(reader: Reader) -> str:
    """Say that the database let it wait for too long."""
    return reader.gettext("I'm busy just now, so nothing changed. Please try again in a moment.")


def form_busy(reader: Reader) -> str:
    """Say the same in a form, which stays open with everything in it."""
    return reader.gettext("I'm busy just now, so nothing was sent. Your words are still here: try again in a moment.")


def late(reader: Reader) -> str:
    """Say that it was done, after Slack had told the member that it failed."""
    return reader.gettext("That took a while, so Slack may have shown an error. It worked: no need to do it again.")


def no_longer_here(reader: Reader) -> str:
    """Say that a button belongs to an older version."""
    return reader.gettext("This button is from an older version of me. Type `/mentor-ask help` to see what you can do.")


def form_no_longer_here(reader: Reader) -> str:
    """Say that a form belongs to an older version."""
    return reader.gettext("This form is from an older version of me. Please copy your words, then open it again.")


def not_described(reader: Reader, typed: str = "") -> str:
    """Say that Slack did not say who they are, and give back what they typed, to be sent again."""
    unsure = reader.gettext("I couldn't confirm who you are just now, so nothing changed. Try again.")
    if not typed:
        return unsure
    return "\n".join([" ".join([unsure, reader.gettext("This is what you typed:")]), quote(typed)])


def form_not_described(reader: Reader) -> str:
    """Say the same in a form, which stays open with everything in it."""
    return reader.gettext(
        "I couldn't confirm who you are just now, so nothing was sent. Your words are still here: try again."
    )


def for_members(reader: Reader) -> str:
    """Say that Klatch is not for guests and strangers."""
    return reader.gettext("Sorry, I can only do this for full members of this workspace.")


def fault(reader: Reader, reference: str) -> str:
    """Say that something went wrong, what that means, and what to quote to whoever runs Klatch."""
    wrong = reader.gettext("Something went wrong, and nothing changed. Please try again in a moment.")
    again = reader.gettext(
        "If it happens again, give this to the people who run Klatch here: `{reference}`.", reference=reference
    )
    return f"{wrong} {again}"


def form_fault(reader: Reader, reference: str) -> str:
    """Say in a form, which stays open with everything in it, that something went wrong."""
    wrong = reader.gettext("Something went wrong, and nothing was sent. Your words are still here: try again.")
    again = reader.gettext(
        "If it happens again, give this to the people who run Klatch here: {reference}.", reference=reference
    )
    return f"{wrong} {again}"


def notice(reader: Reader, words: str) -> View:
    """Return a form of a few words, where there is no conversation to say them in."""
    return View(
        type="modal",
        title=PlainTextObject(text="Klatch"),
        close=PlainTextObject(text=reader.gettext("Close")),
        blocks=[SectionBlock(text=words)],
    )
