"""What the first page offers to try."""

from dataclasses import dataclass

from playground.channels import ChannelKind
from playground.person import Person


@dataclass(frozen=True, slots=True)
class Try:
    """A command that one can try as the person that one is first, typed in ``channel``."""

    title: str
    words: str
    button: str
    command: str
    channel: str


_COMMANDS = (
    ("Stuck on something?", "Ask, and see which colleagues can help.", "Ask a question", "/mentor-ask"),
    ("Good at something?", "Choose what colleagues can ask you about.", "Offer to help", "/mentor-volunteer"),
)


def tries(person: Person) -> list[Try]:
    """What can be tried, of what the app has; an app's own conversation may take no commands, so in a channel."""
    mine = [each for each in person.workspace.channels if person.id in each.members]
    channel = next((each for each in mine if each.kind is ChannelKind.PUBLIC), person.dm)
    known = person.workspace.app.commands
    return [Try(*each, channel.id) for each in _COMMANDS if each[-1] in known]
