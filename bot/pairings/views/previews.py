"""*Preview*, as an organizer reads it: what people will read, how many they are and how large the groups; never who.

Nothing here follows from what somebody chose: who has joined, skips, pauses, has left or would rather not meet whom
changes no word. Not even a count of those who ever joined stands here: with the channel's it tells of one who leaves it.
"""

from collections import Counter
from collections.abc import Sequence
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from bot.blocks import counted, inline, listed, message, note, paragraph, person
from bot.languages.reader import ENGLISH
from bot.matching.groups.sizes import Wanted
from bot.matching.round_input import Because
from bot.outbox.message import Message
from bot.pairings.models import Group, Programme, Round
from bot.pairings.rules import COUNTS_FROM, GroupState
from bot.pairings.views import groups, notices
from bot.pairings.views.reports import people_counted
from bot.pairings.views.shared import when
from bot.profiles.matching_input import Described
from bot.prompts.library import Section, library

_MADE_UP = {
    "Robin": "I look after the maps, and draw some of my own.",
    "Kim": "I answer questions about data, and ask a few.",
    "Alex": "I mend old books and new bicycles.",
    "Noor": "I buy what we read, and read too little of it.",
    "Sasha": "I keep the machines running, and a garden too.",
}
"""Nobody's names, and what they tell about themselves: as many as the largest group has."""
_REASONS = [[Because.ANOTHER_TEAM.value], [Because.TOPICS.value, "Writing"]]
_PROMPTS = 2
_AT_WORK = timedelta(hours=4)
_IN_WORDS = {2: "two", 3: "three", 4: "four", 5: "five"}


def preview(programme: Programme, in_channel: int, meets_at: datetime | None) -> Message:
    """Show what people get in the next round."""
    day_and_hour = "its day and hour" if meets_at is None else when(ENGLISH, meets_at, programme.zone)
    of_that_day = "the next round" if meets_at is None else f"the round of {day_and_hour}"
    notice = [
        notices.what_comes(programme, day_and_hour),
        "Buttons: Skip this round, Pause until…, Leave.",
        notices.why_you(programme),
    ]
    return message(
        ENGLISH,
        paragraph(f"*{inline(programme.name)}*, {of_that_day}: what people get.\n{_how_many(programme, in_channel)}"),
        paragraph(f"A working day before it, everybody who is in reads:\n{_quoted(notice)}"),
        paragraph(
            f"Then each group reads, in a conversation of its own:\n{_quoted(_introduction(programme, meets_at))}"
        ),
        note(
            "Nothing has been sent, and the people are made up; what is not known of real ones is left out. "
            "Who takes part, and who meets whom, is told to those people alone."
        ),
    )


def _introduction(programme: Programme, meets_at: datetime | None) -> Sequence[str]:
    """Return what made-up people would read: there are no names for Slack to look up."""
    names = list(_MADE_UP)[: programme.size]
    group = Group(state=GroupState.OPENING, size=programme.size, reasons=_REASONS, prompts=_prompts())
    group.shared_from, group.shared_until = (meets_at, meets_at + _AT_WORK) if meets_at else (None, None)
    zone = str(programme.zone)
    words = groups.introduction(programme, Round(), group, [_nobody(name, zone) for name in names]).text
    for name in names:
        words = words.replace(person(name), name)
    return words.splitlines()


def _nobody(name: str, zone: str) -> Described:
    return Described(
        member=name,
        name=name,
        zone=ZoneInfo(zone),
        may_take_part=True,
        team="",
        place="",
        stage=None,
        topics=(),
        values=frozenset(),
        title="",
        about=_MADE_UP[name],
    )


def _prompts() -> list[str]:
    return [prompt.text for prompt in library() if prompt.section is Section.LUNCH_AND_COFFEE][:_PROMPTS]


def _quoted(lines: Sequence[str]) -> str:
    return "\n".join(f"> {line}" for line in lines)


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
