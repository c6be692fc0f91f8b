"""Answers to `/klatch`, to the member alone. Pure functions."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, tzinfo

from slack_sdk.models.blocks import Block, ButtonElement

from bot.blocks import button, buttons, inline, message, note, paragraph, said
from bot.circles.actions import Action
from bot.circles.models import Circle, Meeting
from bot.circles.rules import Belonging, Coming
from bot.circles.views.answers import YOU_SAID
from bot.circles.views.joining import host_of, join_button, leave_button, rhythm
from bot.circles.views.meetings import answer_buttons, call_off_button, move_button
from bot.circles.views.shared import and_more, as_many_as_fit, in_channel, name_of, when
from bot.languages.reader import ENGLISH
from bot.organizers.actions import new_circle_button
from bot.outbox.message import Message
from bot.recurring.rules import RecurringState


@dataclass(frozen=True, slots=True)
class CircleStatus:
    """A circle, with a member's status in it."""

    circle: Circle
    belonging: Belonging | None
    next_at: datetime | None
    is_full: bool
    coming: Coming | None
    """Their answer to the meeting that is announced."""


def circles(rows: Sequence[CircleStatus], more: int, zone: tzinfo) -> Message:
    """Return the answer to `/klatch`: the circles that a member is in or could join."""
    if not rows:
        return message(
            ENGLISH,
            paragraph("There is no circle here yet: people who meet every now and then, to talk as equals."),
            buttons(new_circle_button("Start a circle")),
            note("Klatch has to be in the channel of a circle: `/invite @Klatch`. `/klatch help` says more."),
        )
    blocks, count = as_many_as_fit([[paragraph(_row(row, zone)), buttons(*_choices(row))] for row in rows])
    if more := more + len(rows) - count:
        blocks.append(
            note(
                f"And {more} more. Type `/klatch` in the channel of the one that you mean, or `/klatch join` with its name."
            )
        )
    return message(
        ENGLISH,
        *blocks,
        note("`/klatch new` starts a circle, `/klatch next` shows what comes, and `/klatch help` the rest."),
    )


def _row(row: CircleStatus, zone: tzinfo) -> str:
    circle = row.circle
    status = _status(row)
    is_full = "It is full just now." if row.is_full and not status else ""
    if circle.state is RecurringState.PAUSED:
        comes = "It is paused for now."
    else:
        comes = f"Next: {when(ENGLISH, row.next_at, zone)}." if row.next_at is not None else "No meeting is planned."
    told = " ".join(filter(None, (comes, status, is_full)))
    return f"{name_of(circle)} in {in_channel(circle)}: {rhythm(circle)}. {told}"


def _status(row: CircleStatus) -> str:
    if row.belonging is Belonging.WAITING:
        return "You wait for a place."
    if row.belonging is not Belonging.IN:
        return ""
    if row.coming is Coming.NOT_THIS_TIME:
        return "You are in this circle; you said *Not this time* to the next meeting."
    return "You are in."


def _choices(row: CircleStatus) -> Sequence[ButtonElement]:
    circle = row.circle
    if row.belonging is Belonging.IN:
        return [button("Reminders…", Action.REMINDERS, circle.id), leave_button(circle)]
    if row.belonging is Belonging.WAITING:
        return [leave_button(circle, "Do not wait any more")]
    return [join_button(circle, "Wait for a place" if row.is_full else "Join")]


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


def next_meetings(rows: Sequence[NextMeeting], more: int, zone: tzinfo) -> Message:
    """Return the answer to `/klatch next`: the next meetings of a member's circles."""
    blocks, count = as_many_as_fit([_meeting(row, zone) for row in rows])
    return message(ENGLISH, *blocks, *and_more(ENGLISH, "next", more + len(rows) - count))


def _meeting(row: NextMeeting, zone: tzinfo) -> Sequence[Block]:
    if row.meeting is None:
        return [
            paragraph(_planned(row.circle, zone)),
            buttons(button("Suggest a topic", Action.SUGGEST, row.circle.id)),
        ]
    announced = paragraph(_announced(row, row.meeting, zone))
    return [announced, answer_buttons(row.meeting), buttons(*_further(row, row.meeting))]


def _planned(circle: Circle, zone: tzinfo) -> str:
    if circle.state is RecurringState.PAUSED:
        return f"{name_of(circle)} in {in_channel(circle)} is paused for now."
    if circle.next_at is None:
        return f"{name_of(circle)} in {in_channel(circle)}: no meeting is planned."
    return f"{name_of(circle)} in {in_channel(circle)}: next meeting {when(ENGLISH, circle.next_at, zone)}. It is announced some days before."


def _announced(row: NextMeeting, meeting: Meeting, zone: tzinfo) -> str:
    where = f"\nWhere: {inline(meeting.place)}." if meeting.place.strip() else ""
    host = "You host it." if row.is_host else host_of(meeting)
    begin = f"{name_of(row.circle)} in {in_channel(row.circle)}: {when(ENGLISH, meeting.starts_at, zone)}."
    return " ".join(filter(None, (begin, host, YOU_SAID.get(row.coming, "")))) + where


def _further(row: NextMeeting, meeting: Meeting) -> Sequence[ButtonElement]:
    further = [
        button("See the agenda", Action.AGENDA, row.circle.id),
        button("Add to my calendar", Action.CALENDAR, meeting.id),
    ]
    return [*further, move_button(meeting), call_off_button(meeting)] if row.may_move else further


def in_none() -> Message:
    """Return the answer to somebody who is in no circle."""
    return said(
        ENGLISH, "You are in no circle yet. `/klatch` shows those that you can join, and `/klatch new` starts one."
    )


def which(circles: Sequence[Circle], word: str) -> Message:
    """Return the question which circle a command means."""
    asked = paragraph(f"Which one do you mean? You can also type `/klatch {word}` with its name.")
    blocks, count = as_many_as_fit([_one_of_them(circle, word) for circle in circles])
    return message(ENGLISH, asked, *blocks, *and_more(ENGLISH, word, len(circles) - count))


def _one_of_them(circle: Circle, word: str) -> Sequence[Block]:
    choice = leave_button(circle) if word == "leave" else join_button(circle)
    return [paragraph(f"{name_of(circle)} in {in_channel(circle)}"), buttons(choice)]


def no_such_circle(typed: str, meant: str | None) -> Message:
    """Return the answer to a name that no circle has."""
    hint = f"Did you mean “{inline(meant)}”?" if meant else "`/klatch` shows those that there are."
    return said(ENGLISH, f"There is no circle “{inline(typed[:100])}” for you. {hint}")


def help_() -> Message:
    """Return what can be typed after /klatch."""
    return message(
        ENGLISH,
        paragraph(
            "Circles: people who meet every now and then and talk as equals. There is a date, and no programme.\n"
            "`/klatch` shows the circles that you are in, and those that you can join\n"
            "`/klatch join` and `/klatch leave`, with the name of a circle where there are several\n"
            "`/klatch next` shows the next meetings, and takes your answer\n"
            "`/klatch suggest` something to talk about, with your name or without\n"
            "`/klatch host` shows whose turn it is, and lets you pass or take one\n"
            "`/klatch prompt` adds a question for when nothing is on an agenda\n"
            "`/klatch new` starts a circle in a channel that Klatch is in"
        ),
        note(
            "Listening is enough. Whoever passes, leaves or says *Not this time* gives no reason, and nobody is told."
        ),
        buttons(new_circle_button("Start a circle")),
    )


def slip(typed: str, meant: str | None) -> Message:
    """Return the answer to something that /klatch does not know."""
    hint = f"Did you mean `/klatch {meant}`?" if meant else "`/klatch help` lists what it knows."
    return said(ENGLISH, f"`/klatch` does not know “{inline(typed[:100])}”. {hint}")
