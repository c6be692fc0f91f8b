"""The words for whoever installs Klatch: in Slack, and on the pages on the way there and back."""

from bot.blocks import message, note, paragraph
from bot.installing.installation import Arrival
from bot.installing.pages import INSTALL_PATH, Page
from bot.languages.reader import Reader
from bot.outbox.message import Message


def welcome(reader: Reader) -> Message:
    """To the installer, and to nobody else: what Klatch is, and three steps."""
    return message(
        reader,
        paragraph(
            reader.gettext(
                "Hello, I'm Klatch. I find colleagues who can help with a question, often the same day, and I introduce people who might never have met. Thanks for bringing me here."
            )
        ),
        paragraph(
            reader.gettext(
                "Three first steps:\n"
                "1. Type `/mentor-volunteer`, and ask two colleagues to do the same: I need people who help.\n"
                "2. Type `/mentor-ask` with a question, and see how it goes.\n"
                "3. Invite me to a channel with `/invite @Klatch`, for random coffee or a circle that meets regularly."
            )
        ),
        note(
            reader.gettext(
                "I haven't told anyone else that I'm here. See `/mentor-admin help` for organizers, and `/mentor-ask help` for everyone."
            )
        ),
    )


def welcome_back(reader: Reader) -> Message:
    """To who brought Klatch back before everything was erased."""
    return message(
        reader,
        paragraph(
            reader.gettext(
                "I'm back, and everything is as it was: volunteers, circles, random coffee. I've skipped "
                "anything that's now too late, and I'll carry on from here."
            )
        ),
        note(reader.gettext("`/mentor-admin` shows what's running.")),
    )


def installed(reader: Reader, link: str, arrival: Arrival | None) -> Page:
    """After the installation; None: it was for a whole organization."""
    title, label = reader.gettext("Klatch is installed"), reader.gettext("Open Slack")
    return Page(200, reader.language, title, _arrived(reader, arrival), link, label)


def _arrived(reader: Reader, arrival: Arrival | None) -> str:
    match arrival:
        case Arrival.FIRST:
            return reader.gettext(
                "Klatch is in your workspace now. It'll send you three first steps in Slack, and nothing to anyone else."
            )
        case Arrival.BACK:
            return reader.gettext(
                "Klatch is back in your workspace and picks up where it left off. It'll write to you in Slack."
            )
        case Arrival.AGAIN:
            return reader.gettext(
                "Klatch was in your workspace already. It carries on as before, with the permissions you've just given."
            )
        case None:
            return reader.gettext(
                "Klatch is in your organization now. It joins a workspace when somebody there first uses it, or when you add it there."
            )


def declined(reader: Reader) -> Page:
    """It was not allowed in Slack."""
    words = reader.gettext("You didn't allow it in Slack, so nothing changed there. To try again, start over.")
    return _once_more(reader, 403, reader.gettext("Nothing was installed"), words)


def elsewhere(reader: Reader) -> Page:
    """It did not begin in this browser."""
    words = reader.gettext(
        "An installation has to end in the browser where it started, and this one didn't start here. Please start over, and allow cookies for this page."
    )
    return _once_more(reader, 400, reader.gettext("This isn't where it started"), words)


def too_late(reader: Reader) -> Page:
    """It took longer than an installation may, or was finished before."""
    words = reader.gettext(
        "You have ten minutes to finish an installation, and you can finish it only once. If Klatch isn't in your workspace yet, start over."
    )
    return _once_more(reader, 410, reader.gettext("That took too long"), words)


def not_now(reader: Reader) -> Page:
    """Slack was not reached."""
    words = reader.gettext("I couldn't reach Slack just now. Please start over in a minute.")
    return _once_more(reader, 503, reader.gettext("Slack isn't answering"), words)


def refused_in_address(reader: Reader) -> Page:
    """Says who comes back from Slack, or says that they do: it is no fault of this side's, whoever wrote the address."""
    return _refused(reader, 403)


def refused(reader: Reader) -> Page:
    """Said by Slack to Klatch itself."""
    return _refused(reader, 502)


def _refused(reader: Reader, status: int) -> Page:
    words = reader.gettext(
        "Slack refused to finish the installation, so nothing was installed. Please tell the people who run this Klatch: the reason is in its log."
    )
    return _once_more(reader, status, reader.gettext("Slack didn't let Klatch in"), words)


def fault(reader: Reader) -> Page:
    """Something went wrong here."""
    words = reader.gettext(
        "The installation couldn't be finished. Please start over in a minute. If it happens again, tell the people who run this Klatch."
    )
    return _once_more(reader, 500, reader.gettext("Something went wrong"), words)


def _once_more(reader: Reader, status: int, title: str, words: str) -> Page:
    return Page(status, reader.language, title, words, INSTALL_PATH, reader.gettext("Start over"))
