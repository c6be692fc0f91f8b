"""The words for whoever installs Klatch: in Slack, and on the pages on the way there and back."""

from dataclasses import replace

from bot.blocks import message, note, paragraph
from bot.installing.installation import Arrival
from bot.installing.pages import Page
from bot.languages.reader import ENGLISH
from bot.outbox.message import Message


def welcome() -> Message:
    """To the installer, and to nobody else: what Klatch is, and three steps."""
    return message(
        ENGLISH,
        paragraph(
            "Hello, I am Klatch. I introduce colleagues to each other: who has a question talks the same day with somebody who can help, and people meet whom they would never have met. Thank you for bringing me here."
        ),
        paragraph(
            "Three first steps:\n"
            "1. Type `/mentor-volunteer`, and ask two colleagues to do the same: I need somebody who helps.\n"
            "2. Type `/mentor-ask` with a question, and see how it goes.\n"
            "3. Invite me to a channel (`/invite @Klatch`): there I set up random coffee, or a circle that meets again and again."
        ),
        note(
            "I have told nobody but you that I am here. `/mentor-admin help` says what organizers can do, `/mentor-ask help` what everybody can."
        ),
    )


def welcome_back() -> Message:
    """To who brought Klatch back before everything was erased."""
    return message(
        ENGLISH,
        paragraph(
            "Klatch is back, and everything is as it was: who volunteers, circles, random coffee. What is too late by now is left out; the rest goes on from here."
        ),
        note("`/mentor-admin` shows what there is."),
    )


def installed(link: str, arrival: Arrival | None) -> Page:
    """After the installation; None: it was for a whole organization."""
    said = _ARRIVED[arrival] if arrival else _FOR_AN_ORGANIZATION
    return Page(200, "Klatch is in", said, link, "Open Slack")


_ARRIVED = {
    Arrival.FIRST: (
        "Klatch is in your workspace now. It writes to you in Slack with three first steps, and to nobody else."
    ),
    Arrival.BACK: "Klatch is back in your workspace, and goes on where it stopped. It writes to you in Slack.",
    Arrival.AGAIN: "Klatch was in your workspace already. It goes on as before, with what you have allowed just now.",
}
_FOR_AN_ORGANIZATION = (
    "Klatch is in your organization now. It comes to each of your workspaces when somebody there first uses it, or "
    "when you add it there."
)


DECLINED = Page(
    403,
    "Nothing was installed",
    "You did not allow it in Slack, and nothing has changed there. If that was not what you wanted, begin again.",
)
ELSEWHERE = Page(
    400,
    "This is not where it began",
    "An installation ends in the browser in which it began, and this one did not begin here. Please begin again, and "
    "allow cookies for this page.",
)
TOO_LATE = Page(
    410,
    "That took too long",
    "An installation has ten minutes, and can be finished once. This one has expired, or is finished already: then "
    "Klatch is in your workspace. If it is not, begin again.",
)
NOT_NOW = Page(503, "Slack does not answer", "Slack could not be reached just now. Please begin again in a minute.")
REFUSED_IN_ADDRESS = Page(
    403,
    "Slack did not let Klatch in",
    "Slack refused to finish the installation, and nothing was installed. Please tell whoever runs this Klatch; they "
    "find the reason in its log.",
)
"""Says who comes back from Slack, or says that they do: it is no fault of this side's, whoever wrote the address."""
REFUSED = replace(REFUSED_IN_ADDRESS, status=502)
"""Said by Slack to Klatch itself."""
FAULT = Page(
    500,
    "Something went wrong",
    "The installation could not be finished. Please begin again in a minute; if it happens again, tell whoever runs "
    "this Klatch.",
)
