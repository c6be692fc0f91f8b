"""*Preview*, as an organizer reads it: what people will read, and in what groups; never who.

Nothing here follows from what somebody chose: who has joined, skips, pauses, has left or would rather not meet whom
changes no word. Not even a count of those who ever joined stands here: with the channel's it tells of one who leaves it.
"""

from collections import Counter
from collections.abc import Sequence
from datetime import datetime

from bot.matching.groups.sizes import Wanted
from bot.outbox.message import Message
from bot.pairings.models import Programme
from bot.pairings.rules import COUNTS_FROM
from bot.pairings.views import groups, notices
from bot.pairings.views.parts import when, zone_of
from bot.pairings.views.reports import people_counted
from bot.wording import counted, inline, listed, message, note, paragraph

_MADE_UP = ("Robin", "Kim", "Alex", "Noor", "Sasha")
"""Nobody's names: as many as the largest group has."""
_IN_WORDS = {2: "two", 3: "three", 4: "four", 5: "five"}


def preview(programme: Programme, in_channel: int, meets_at: datetime | None) -> Message:
    """What people get in the next round."""
    on_its_day = "on the day of the round" if meets_at is None else when(meets_at, zone_of(programme))
    of_that_day = "the next round" if meets_at is None else f"the round of {on_its_day}"
    return message(
        paragraph(f"*{inline(programme.name)}*, {of_that_day}: what people get.\n{_how_many(programme, in_channel)}"),
        paragraph(
            f"A working day before it, everybody who is in reads:\n> {notices.what_comes(programme, on_its_day)}\n"
            "Below that are *Skip this round*, *Pause until…* and *Leave*."
        ),
        paragraph(
            f"Then each group reads, in a conversation of its own:\n> {groups.meet(programme, _MADE_UP[: programme.size])}\n"
            "With it come a line about each, what they have in common, something to begin with, and the hours that they share."
        ),
        note(
            "Nothing has been sent, and the names are made up. Who takes part, and who meets whom, is told to those people alone."
        ),
    )


def _how_many(programme: Programme, in_channel: int) -> str:
    return f"{_are(in_channel)} in its channel.{_groups(programme, in_channel)}"


def _are(number: int) -> str:
    words = people_counted(number)
    return f"{words[0].upper()}{words[1:]} {'is' if number == 0 else 'are'}"


def _groups(programme: Programme, count: int) -> str:
    if count < COUNTS_FROM:
        return ""
    return f" If all of them take part, they make {_sizes_in_words(Wanted(programme.size).sizes(count))}."


def _sizes_in_words(sizes: Sequence[int]) -> str:
    return listed([f"{counted(number, 'group')} of {_IN_WORDS[size]}" for size, number in Counter(sizes).items()])
