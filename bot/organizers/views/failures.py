"""The words about letters that could not be delivered: what has not arrived, why, and what one can do."""

from collections.abc import Mapping, Sequence

from bot.blocks import inline, message, note, paragraph
from bot.languages.reader import Reader
from bot.organizers.rules import CHANNEL_GONE, Failure
from bot.outbox.call_results import ADMIN_ERRORS, TRANSIENT_ERRORS
from bot.outbox.message import Message
from bot.outbox.models import LetterState
from bot.outbox.results import RATE_LIMITED
from bot.outbox.suspension import WORKSPACE_WAS_AWAY

FAILURES_SHOWN = 12


def undelivered(reader: Reader, failures: Sequence[Failure]) -> Message:
    """Return the words for those who can act on it: what has not arrived, why, and what they can do."""
    heads = _what_became_of_them(reader)
    kinds = [(words, [one for one in failures if one.state is state]) for state, words in heads.items()]
    notes = [reader.gettext("I'll tell you at most once an hour.")]
    if any(one.state is not LetterState.WAITING for one in failures):
        notes.append(
            reader.gettext(
                "I don't keep messages that I've given up on. If something still matters, please say it yourself."
            )
        )
    return message(
        reader,
        *(paragraph("\n".join([words, *_lines(reader, found)])) for words, found in kinds if found),
        note(" ".join(notes)),
    )


def _what_became_of_them(reader: Reader) -> Mapping[LetterState, str]:
    return {
        LetterState.WAITING: reader.gettext(
            "I couldn't deliver some messages. I'll keep trying for a day, so they'll arrive once this is fixed."
        ),
        LetterState.FAILED: reader.gettext("I couldn't deliver some messages, and I won't try again."),
        LetterState.UNKNOWN: reader.gettext(
            "Some messages may not have arrived: Slack didn't say, and I won't try again. Please check."
        ),
    }


def _lines(reader: Reader, failures: Sequence[Failure]) -> Sequence[str]:
    lines = [f"• {_line(reader, failure)}" for failure in failures[:FAILURES_SHOWN]]
    if len(failures) > FAILURES_SHOWN:
        left = len(failures) - FAILURES_SHOWN
        more = reader.ngettext("and in one other place", "and in {number} other places", left)
        lines.append(f"• {more}")
    return lines


def _line(reader: Reader, failure: Failure) -> str:
    return reader.gettext(
        "{messages}: {reason}", messages=_how_many(reader, failure), reason=_why_and_what_now(reader, failure)
    )


def _how_many(reader: Reader, failure: Failure) -> str:
    if failure.channel:
        there = f"<#{failure.channel}>"
        return reader.ngettext(
            "one message in {channel}", "{number} messages in {channel}", failure.letters, channel=there
        )
    return reader.ngettext("one direct message", "{number} direct messages", failure.letters)


def _why_and_what_now(reader: Reader, failure: Failure) -> str:
    code = inline(failure.code)
    if failure.state is LetterState.UNKNOWN:
        return reader.gettext("the people who run Klatch can find out why (`{code}`).", code=code)
    match failure.code:
        case gone if gone in CHANNEL_GONE and failure.channel is None:
            return reader.gettext(
                "Slack can't find that conversation (`{code}`). Please tell the people who run Klatch.", code=code
            )
        case "is_archived":
            return reader.gettext("the channel is archived. Unarchive it, or set it up in another channel.")
        case gone if gone in CHANNEL_GONE:
            return reader.gettext("I'm not in that channel. Type `/invite @Klatch` there, or use another channel.")
        case "missing_scope":
            return reader.gettext("I don't have permission. An admin can give it to me by installing me again.")
        case refused if refused in _NOT_ALLOWED:
            return reader.gettext("the workspace's or channel's settings don't let me. An admin can change that.")
        case away if away == WORKSPACE_WAS_AWAY:
            return reader.gettext("I wasn't installed at the time. Nothing else was lost.")
        case limited if limited == RATE_LIMITED or limited in _NOT_REACHED | TRANSIENT_ERRORS:
            return reader.gettext(
                "I couldn't get through to Slack for a whole day. The people who run Klatch can find out why."
            )
        case _:
            return reader.gettext("Slack refused: `{code}`. Please tell the people who run Klatch.", code=code)


_NOT_ALLOWED = ADMIN_ERRORS | {
    "file_uploads_disabled",
    "restricted_action_non_threadable_channel",
    "restricted_action_thread_locked",
}

_NOT_REACHED = frozenset({"ClientConnectorError", "ConnectionTimeoutError", "LookupError", "TimeoutError"})
"""What a letter fails of that was tried in vain for a day."""
