"""*Preview*, as an organizer reads it: what people will read, how many they are and how large the groups; never who.

Nothing here follows from what somebody chose: who has joined, skips, pauses, has left or would rather not meet whom
changes no word. Not even a count of those who ever joined stands here: with the channel's it tells of one who leaves it.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta

from bot.blocks import message, note, paragraph, person
from bot.languages.reader import Reader
from bot.matching.groups.sizes import Wanted
from bot.matching.round_input import Because
from bot.outbox.message import Message
from bot.pairings.models import Group, Programme, Round
from bot.pairings.rules import COUNTS_FROM, GroupState
from bot.pairings.views import groups, notices
from bot.pairings.views.reports import in_its_channel
from bot.pairings.views.shared import when
from bot.profiles.matching_input import Described
from bot.prompts.library import Section, library
from bot.recurring.views import name_of

_PROMPTS = 2
_AT_WORK = timedelta(hours=4)


def preview(reader: Reader, programme: Programme, in_channel: int, meets_at: datetime | None) -> Message:
    """Show what people get in the next round."""
    return message(
        reader,
        paragraph(f"{_title(reader, programme, meets_at)}\n{_how_many(reader, programme, in_channel)}"),
        paragraph(
            reader.gettext(
                "One working day before, everyone who's in reads:\n{words}",
                words=_quoted(_notice(reader, programme, meets_at)),
            )
        ),
        paragraph(
            reader.gettext(
                "Then each group reads, in a conversation of its own:\n{words}",
                words=_quoted(_introduction(reader, programme, meets_at)),
            )
        ),
        note(
            reader.gettext(
                "I haven't sent anything, and these people are made up. Only the people themselves hear who takes part, and who meets whom."
            )
        ),
    )


def _title(reader: Reader, programme: Programme, meets_at: datetime | None) -> str:
    coffee = name_of(programme)
    if meets_at is None:
        return reader.gettext("{coffee}: what people get next.", coffee=coffee)
    at = when(reader, meets_at, programme.zone)
    return reader.gettext("{coffee} ({when}): what people get.", coffee=coffee, when=at)


def _notice(reader: Reader, programme: Programme, meets_at: datetime | None) -> Sequence[str]:
    at = reader.gettext("its day and time") if meets_at is None else when(reader, meets_at, programme.zone)
    buttons = [reader.gettext("Skip this time"), reader.gettext("Pause until…"), reader.gettext("Leave")]
    return [
        notices.what_comes(reader, programme, at),
        reader.gettext("Buttons: {buttons}.", buttons=", ".join(buttons)),
        notices.why_you(reader, programme),
    ]


def _introduction(reader: Reader, programme: Programme, meets_at: datetime | None) -> Sequence[str]:
    """Return what made-up people would read: there are no names for Slack to look up."""
    people = dict([*_made_up(reader).items()][: programme.size])
    group = Group(state=GroupState.OPENING, size=programme.size, reasons=_reasons(reader), prompts=_prompts(reader))
    group.shared_from, group.shared_until = (meets_at, meets_at + _AT_WORK) if meets_at else (None, None)
    those = [_nobody(programme, name, about) for name, about in people.items()]
    words = groups.introduction(reader, programme, Round(), group, those).text
    for name in people:
        words = words.replace(person(name), name)
    return words.splitlines()


def _made_up(reader: Reader) -> Mapping[str, str]:
    """Return nobody's names, and what they tell about themselves: as many as the largest group has."""
    return {
        "Robin": reader.gettext("I look after the maps, and draw some of my own."),
        "Kim": reader.gettext("I answer questions about data, and ask a few."),
        "Alex": reader.gettext("I repair old books and new bicycles."),
        "Noor": reader.gettext("I buy the books here, and read too few of them."),
        "Sasha": reader.gettext("I keep the machines running, and a garden too."),
    }


def _reasons(reader: Reader) -> list[list[str]]:
    return [[Because.ANOTHER_TEAM.value], [Because.TOPICS.value, reader.gettext("Writing")]]


def _nobody(programme: Programme, name: str, about: str) -> Described:
    return Described(
        member=name,
        name=name,
        zone=programme.zone,
        may_take_part=True,
        team="",
        place="",
        stage=None,
        topics=(),
        values=frozenset(),
        title="",
        about=about,
    )


def _prompts(reader: Reader) -> list[str]:
    return [prompt.text for prompt in library(reader.language) if prompt.section is Section.LUNCH_AND_COFFEE][:_PROMPTS]


def _quoted(lines: Sequence[str]) -> str:
    return "\n".join(f"> {line}" for line in lines)


def _how_many(reader: Reader, programme: Programme, in_channel: int) -> str:
    there = in_its_channel(reader, in_channel)
    if in_channel < COUNTS_FROM:
        return there
    sizes = Counter(Wanted(programme.size).sizes(in_channel))
    made = reader.listed(_groups(reader, number, size) for size, number in sizes.items())
    all_in = reader.gettext("If everyone takes part, that makes {groups}.", groups=made)
    return f"{there} {all_in}"


def _groups(reader: Reader, number: int, size: int) -> str:
    """Return how many groups have this size, to stand in a list."""
    people = reader.number(size)
    return reader.ngettext("one group of {people}", "{number} groups of {people}", number, people=people)
