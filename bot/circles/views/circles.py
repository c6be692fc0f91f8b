"""Answers to `/klatch`, to the member alone. Pure functions."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, tzinfo

from slack_sdk.models.blocks import Block, ButtonElement

from bot.blocks import button, buttons, inline, message, note, paragraph, said
from bot.circles.actions import Action
from bot.circles.models import Circle, Meeting
from bot.circles.rules import Belonging, Coming
from bot.circles.views.answers import your_answer
from bot.circles.views.joining import (
    host_of,
    join_button,
    leave_button,
    stop_waiting_button,
    wait_button,
    where,
    with_rhythm,
)
from bot.circles.views.meeting_buttons import answer_buttons, call_off_button, move_button
from bot.circles.views.shared import and_more, as_many_as_fit, in_channel, name_of, when
from bot.languages.reader import Reader
from bot.organizers.actions import new_circle_button
from bot.outbox.message import Message
from bot.recurring.rules import RecurringState
from bot.slack.command_words import words_of


@dataclass(frozen=True, slots=True)
class CircleStatus:
    """A circle, with a member's status in it."""

    circle: Circle
    belonging: Belonging | None
    next_at: datetime | None
    is_full: bool
    coming: Coming | None
    """Their answer to the meeting that is announced."""


def circles(reader: Reader, rows: Sequence[CircleStatus], more: int, zone: tzinfo) -> Message:
    """Return the answer to `/klatch`: the circles that a member is in or could join."""
    if not rows:
        return _none_yet(reader)
    shown = [[paragraph(_row(reader, row, zone)), buttons(*_choices(reader, row))] for row in rows]
    blocks, count = as_many_as_fit(shown)
    if more := more + len(rows) - count:
        blocks.append(note(_and_more(reader, more)))
    rest = reader.gettext(
        "`/klatch new` starts a circle, `/klatch next` shows what's coming up, and `/klatch help` lists the rest."
    )
    return message(reader, *blocks, note(rest))


def _none_yet(reader: Reader) -> Message:
    return message(
        reader,
        paragraph(
            reader.gettext(
                "There's no circle here yet. A circle is a group of colleagues who meet now and then, to talk as equals."
            )
        ),
        buttons(new_circle_button(reader.gettext("Start a circle"))),
        note(reader.gettext("I have to be in its channel first: `/invite @Klatch`. `/klatch help` says more.")),
    )


def _and_more(reader: Reader, more: int) -> str:
    return reader.ngettext(
        "And one more. Type `/klatch` in its channel, or `/klatch join` with its name.",
        "And {number} more. Type `/klatch` in the channel of the one you mean, or `/klatch join` with its name.",
        more,
    )


def _row(reader: Reader, row: CircleStatus, zone: tzinfo) -> str:
    return " ".join([with_rhythm(reader, row.circle), *_told(reader, row, zone)])


def _told(reader: Reader, row: CircleStatus, zone: tzinfo) -> Iterator[str]:
    """Yield what comes, and how the member stands to it."""
    if row.circle.state is RecurringState.PAUSED:
        yield reader.gettext("It's paused for now.")
    elif row.next_at is not None:
        yield reader.gettext("Next: {when}.", when=when(reader, row.next_at, zone))
    else:
        yield reader.gettext("No meeting is planned.")
    if row.belonging is Belonging.WAITING:
        yield reader.gettext("You're on its waiting list.")
    elif row.belonging is not Belonging.IN:
        yield from [reader.gettext("It's full right now.")] if row.is_full else []
    elif row.coming is Coming.NOT_THIS_TIME:
        yield reader.gettext("You're in, and said *Not this time* to the next meeting.")
    else:
        yield reader.gettext("You're in.")


def _choices(reader: Reader, row: CircleStatus) -> Sequence[ButtonElement]:
    circle = row.circle
    if row.belonging is Belonging.IN:
        reminders = button(reader.gettext("Reminders…"), Action.REMINDERS, circle.id)
        return [reminders, leave_button(reader, circle)]
    if row.belonging is Belonging.WAITING:
        return [stop_waiting_button(reader, circle)]
    return [wait_button(reader, circle) if row.is_full else join_button(reader, circle)]


@dataclass(frozen=True, slots=True)
class NextMeeting:
    """The next meeting in one circle of a member's."""

    circle: Circle
    meeting: Meeting | None
    """The one that is announced."""
    coming: Coming | None
    """Their answer."""
    is_host: bool
    may_move: bool
    """They host it, or may change the circle."""
    is_asked: bool
    """They are asked whether they would host it."""
    would_host: bool
    """They have said that they would like to host the next time."""


def next_meetings(reader: Reader, rows: Sequence[NextMeeting], more: int, zone: tzinfo) -> Message:
    """Return the answer to `/klatch next`: the next meetings of a member's circles."""
    blocks, count = as_many_as_fit([_meeting(reader, row, zone) for row in rows])
    return message(reader, *blocks, *and_more(reader, words_of(reader)["next"], more + len(rows) - count))


def _meeting(reader: Reader, row: NextMeeting, zone: tzinfo) -> Sequence[Block]:
    if row.meeting is None:
        suggest = button(reader.gettext("Suggest a topic"), Action.SUGGEST, row.circle.id)
        return [paragraph(_planned(reader, row.circle, zone)), buttons(suggest)]
    announced = paragraph(_announced(reader, row, row.meeting, zone))
    return [announced, answer_buttons(reader, row.meeting), buttons(*_further(reader, row, row.meeting))]


def _planned(reader: Reader, circle: Circle, zone: tzinfo) -> str:
    where = {"circle": name_of(circle), "channel": in_channel(circle)}
    if circle.state is RecurringState.PAUSED:
        return reader.gettext("{circle} in {channel} is paused for now.", **where)
    if circle.next_at is None:
        return reader.gettext("{circle} in {channel}: no meeting is planned.", **where)
    return reader.gettext(
        "{circle} in {channel}. Next meeting: {when}. I'll announce it some days before.",
        **where,
        when=when(reader, circle.next_at, zone),
    )


def _announced(reader: Reader, row: NextMeeting, meeting: Meeting, zone: tzinfo) -> str:
    begin = reader.gettext(
        "{circle} in {channel}: {when}.",
        circle=name_of(row.circle),
        channel=in_channel(row.circle),
        when=when(reader, meeting.starts_at, zone),
    )
    answer = [your_answer(reader, row.coming)] if row.coming is not None else []
    told = " ".join([begin, host_of(reader, meeting, is_host=row.is_host), *answer])
    return "\n".join([told, *where(reader, meeting)])


def _further(reader: Reader, row: NextMeeting, meeting: Meeting) -> Sequence[ButtonElement]:
    agenda = button(reader.gettext("See the agenda"), Action.AGENDA, row.circle.id)
    return [agenda, move_button(reader, meeting), call_off_button(reader, meeting)] if row.may_move else [agenda]


def in_none(reader: Reader) -> Message:
    """Return the answer to somebody who is in no circle."""
    return said(
        reader,
        reader.gettext(
            "You're not in a circle yet. `/klatch` shows the ones you can join, and `/klatch new` starts one."
        ),
    )


def which_to_join(reader: Reader, circles: Sequence[Circle]) -> Message:
    """Return the question which circle somebody would join."""
    asked = reader.gettext("Which one do you mean? You can also type `/klatch join` with its name.")
    rows = [_one_of_them(circle, join_button(reader, circle)) for circle in circles]
    return _which(reader, asked, rows, "join")


def which_to_leave(reader: Reader, circles: Sequence[Circle]) -> Message:
    """Return the question which circle somebody would leave."""
    asked = reader.gettext("Which one do you mean? You can also type `/klatch leave` with its name.")
    rows = [_one_of_them(circle, leave_button(reader, circle)) for circle in circles]
    return _which(reader, asked, rows, "leave")


def _which(reader: Reader, asked: str, rows: Sequence[Sequence[Block]], word: str) -> Message:
    blocks, count = as_many_as_fit(rows)
    return message(reader, paragraph(asked), *blocks, *and_more(reader, words_of(reader)[word], len(rows) - count))


def _one_of_them(circle: Circle, choice: ButtonElement) -> Sequence[Block]:
    return [paragraph(f"{name_of(circle)} · {in_channel(circle)}"), buttons(choice)]


def no_such_circle(reader: Reader, typed: str, meant: str | None) -> Message:
    """Return the answer to a name that no circle has."""
    unknown = reader.gettext("I can't find a circle called “{typed}” for you.", typed=inline(typed[:100]))
    if meant is None:
        hint = reader.gettext("`/klatch` shows the ones there are.")
    else:
        hint = reader.gettext("Did you mean “{meant}”?", meant=inline(meant))
    return said(reader, f"{unknown} {hint}")


def help_(reader: Reader) -> Message:
    """Return what can be typed after /klatch."""
    return message(
        reader,
        paragraph(
            reader.gettext(
                "A circle is a group of colleagues who meet now and then, to talk as equals. There's a date; the topics come from you."
            )
        ),
        paragraph(
            reader.gettext(
                "`/klatch` shows the circles you're in, and the ones you can join\n"
                "`/klatch join` and `/klatch leave`: add the name of the circle if there are several\n"
                "`/klatch next` shows the next meetings and takes your answer\n"
                "`/klatch suggest` suggests a topic, with your name or without\n"
                "`/klatch host` shows whose turn it is, and lets you pass or take a turn\n"
                "`/klatch prompt` adds a question for when an agenda is empty\n"
                "`/klatch new` starts a circle in a channel I'm in"
            )
        ),
        note(
            reader.gettext(
                "Listening is enough. You never need a reason to pass, leave or say *Not this time*, and nobody is told."
            )
        ),
        buttons(new_circle_button(reader.gettext("Start a circle"))),
    )


def slip(reader: Reader, typed: str, meant: str | None) -> Message:
    """Return the answer to something that /klatch does not know."""
    unknown = reader.gettext("`/klatch` doesn't know “{typed}”.", typed=inline(typed[:100]))
    if meant is None:
        hint = reader.gettext("`/klatch help` shows what you can type.")
    else:
        hint = reader.gettext("Did you mean `/klatch {word}`?", word=meant)
    return said(reader, f"{unknown} {hint}")
