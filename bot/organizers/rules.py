"""What of all that failed an organizer can do something about."""

from dataclasses import dataclass

from bot.outbox.amending import SUPERSEDED
from bot.outbox.models import Letter, Method
from bot.outbox.outcomes import NOT_NOW
from bot.outbox.settling import AMENDED_LETTER_FAILED

ABOUT_LETTERS = "undelivered/"
"""How the keys of those letters begin that tell of others. Nobody is told of their own failing."""

CHANNEL_GONE = frozenset({"channel_not_found", "not_in_channel", "is_archived"})
"""There is no such channel, for Klatch. Where it was told of that by an event, its features have said so."""

NOT_NEEDED = frozenset({SUPERSEDED, AMENDED_LETTER_FAILED})

SOMEBODY_IS_GONE = frozenset(
    {
        "account_inactive",
        "cannot_dm_bot",
        "is_inactive",
        "not_enough_users",
        "user_disabled",
        "user_not_found",
        "user_not_visible",
        "users_not_found",
    }
)
"""Who was to read it has left, or may not be written to: nobody's task."""

NOBODYS_TASK = NOT_NEEDED | SOMEBODY_IS_GONE | NOT_NOW
"""With the credentials' errors, which the operator sees."""


@dataclass(frozen=True, slots=True)
class Failure:
    """So many letters that could not be delivered for one reason; without a channel, direct messages."""

    channel: str | None
    code: str
    letters: int


def is_worth_telling(letter: Letter) -> bool:
    """Whether anybody can do something about a letter that has failed; a rewriting or a whisper is not missed."""
    is_message = letter.method in (Method.POST, Method.FILE)
    return is_message and letter.failure not in NOBODYS_TASK and not letter.key.startswith(ABOUT_LETTERS)
