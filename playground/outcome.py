"""What came of something that a person did."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from playground.call_records import Json
from playground.messages import Message


@dataclass(frozen=True)
class Outcome:
    """What came of an act, as far as the person could see it at once.

    ``status`` is the bot's HTTP status, 0 when the bot could not be reached, None when nothing was sent (a
    field that tells nobody, a form that is not filled in, an event that the manifest does not ask for).
    ``errors`` are the words under the form's fields, by the field's label. ``ephemeral`` are the messages to
    this person alone that came before the bot's answer did.
    """

    status: int | None
    body: Json | str | None = None
    errors: Mapping[str, str] = field(default_factory=dict)
    ephemeral: tuple[Message, ...] = ()

    @property
    def ok(self) -> bool:
        """Whether nothing went wrong: no errors in the form, and a 2xx if there was a request."""
        return not self.errors and (self.status is None or 200 <= self.status < 300)

    @property
    def text(self) -> str:
        """The words of what came back to this person alone; empty when nothing did."""
        return "\n".join(message.text for message in self.ephemeral)
