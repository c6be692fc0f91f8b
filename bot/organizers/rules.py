"""The failures that an organizer can do something about."""

from dataclasses import dataclass

from bot.outbox.call_results import ADMIN_ERRORS, CREDENTIAL_ERRORS
from bot.outbox.models import Letter, LetterState, Method
from bot.outbox.results import AMENDED_LETTER_FAILED
from bot.outbox.rewriting import SUPERSEDED, TAKEN_BACK

ABOUT_LETTERS = "undelivered/"
"""How the keys of those letters begin that tell of others. Nobody is told of their own failing."""

CHANNEL_GONE = frozenset({"channel_not_found", "not_in_channel", "is_archived"})
"""There is no such channel, for Klatch. Where it was told of that by an event, its features have said so."""

NOT_NEEDED = frozenset({SUPERSEDED, TAKEN_BACK, AMENDED_LETTER_FAILED})

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
"""Its reader has left, or may not be written to: nobody's task."""

NOBODYS_TASK = NOT_NEEDED | SOMEBODY_IS_GONE | CREDENTIAL_ERRORS
"""With the credentials' errors, which the operator sees."""

MESSAGES = (Method.POST, Method.FILE)
"""What is missed when it does not come: a rewriting or a whisper is not."""


@dataclass(frozen=True, slots=True)
class Failure:
    """So many letters that one reason keeps from arriving; without a channel, direct messages.

    ``FAILED`` are not tried again, ``WAITING`` are, and of ``UNKNOWN`` nobody knows whether they arrived.
    """

    channel: str | None
    code: str
    letters: int
    state: LetterState = LetterState.FAILED


def is_worth_telling(letter: Letter) -> bool:
    """Return whether anybody can do something about a letter that has not arrived."""
    if letter.method not in MESSAGES or letter.key.startswith(ABOUT_LETTERS):
        return False
    if letter.state is LetterState.WAITING:
        return letter.failure in ADMIN_ERRORS
    return letter.state in (LetterState.FAILED, LetterState.UNKNOWN) and letter.failure not in NOBODYS_TASK
