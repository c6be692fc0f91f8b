"""What those who look after circles read, and what a channel is told of a new one."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, tzinfo

from slack_sdk.models.blocks import Block, ButtonElement

from bot.blocks import button, buttons, confirmation, day_of, listed, message, note, paragraph
from bot.cadence import Occurrence
from bot.circles.actions import Action, prompts_button
from bot.circles.models import Circle
from bot.circles.outcomes import Looking
from bot.circles.rules import MeetingOffReason
from bot.circles.views.joining import join_button, rhythm
from bot.circles.views.kinds import about
from bot.circles.views.shared import ROOM, as_many_as_fit, in_channel, name_of, said, when, zone_of
from bot.organizers.actions import new_circle_button
from bot.outbox.message import Message
from bot.recurring.rules import RecurringState

__all__ = ["said"]

_WHOLE_AT_MOST = 3
"""Circles that are shown with all of their buttons."""


@dataclass(frozen=True, slots=True)
class CircleRow:
    """One circle in the overview."""

    circle: Circle
    next_at: datetime | None
    is_announced: bool
    is_outside: bool = False
    """Its reader is not in its private channel: they may pause and end it."""


def overview(rows: Sequence[CircleRow], more: int, zone: tzinfo, *, is_organizer: bool) -> list[Block]:
    """The circles that a member looks after; other sections of the overview need half of the room."""
    is_short = len(rows) > _WHOLE_AT_MOST
    shown, count = as_many_as_fit([_in_overview(row, zone, is_short=is_short) for row in rows], ROOM // 2)
    blocks: list[Block] = [paragraph("*Circles*"), *shown]
    if not rows:
        blocks.append(
            paragraph(
                "There is no circle yet. Anyone can start one in a channel that Klatch is in, and nobody owns it."
            )
        )
    if more := more + len(rows) - count:
        blocks.append(note(f"And {more} more. Type `/mentor-admin` in the channel of the one that you mean."))
    prompts = [prompts_button("Prompts")] if is_organizer else []
    return [*blocks, buttons(new_circle_button("New circle"), *prompts)]


def _in_overview(row: CircleRow, zone: tzinfo, *, is_short: bool) -> Sequence[Block]:
    choices = [button("Open", Action.SHOW, row.circle.id)] if is_short else _choices(row)
    return [paragraph(_row(row, zone)), buttons(*choices)]


def one(row: CircleRow, zone: tzinfo) -> Message:
    """One circle, and what can be done about it."""
    return message(paragraph(_row(row, zone)), buttons(*_choices(row)))


def _row(row: CircleRow, zone: tzinfo) -> str:
    if row.is_outside:
        state = "paused" if row.circle.state is RecurringState.PAUSED else "running"
        return f"{name_of(row.circle)} in {in_channel(row.circle)}, a private channel that you are not in, as far as Klatch knows: {state}."
    state = "Paused." if row.circle.state is RecurringState.PAUSED else _next(row, zone)
    return f"{name_of(row.circle)} in {in_channel(row.circle)}: {rhythm(row.circle)}. {state}"


def _next(row: CircleRow, zone: tzinfo) -> str:
    if row.next_at is None:
        return "No meeting is planned."
    return f"Next meeting: {when(row.next_at, zone)}{', announced already' if row.is_announced else ''}."


def _choices(row: CircleRow) -> Sequence[ButtonElement]:
    circle = row.circle
    if row.is_outside:
        is_paused = circle.state is RecurringState.PAUSED
        return [*([] if is_paused else [_pause_button(circle)]), _end_button(circle)]
    change = button("Change", Action.EDIT, circle.id)
    if circle.state is RecurringState.PAUSED:
        return [change, button("Resume", Action.RESUME, circle.id, style="primary"), _end_button(circle)]
    return [change, _pause_button(circle), _end_button(circle)]


def _pause_button(circle: Circle) -> ButtonElement:
    return button(
        "Pause",
        Action.PAUSE,
        circle.id,
        confirm=confirmation(
            "Pause it?",
            "There are no meetings until somebody resumes it. One that is announced is called off, and who said that they come hears so. Topics wait.",
            "Pause",
            "Not now",
        ),
    )


def _end_button(circle: Circle) -> ButtonElement:
    return button(
        "End",
        Action.END,
        circle.id,
        style="danger",
        confirm=confirmation(
            "End it for good?",
            "There are no meetings any more, and one that is announced is called off. To stop for a while, use Pause.",
            "End it",
            "Not now",
        ),
    )


def days_in_words(dates: Sequence[Occurrence], zone: tzinfo) -> str:
    """The days of meetings, on the circle's own calendar."""
    return listed([day_of(one.at, zone) for one in dates])


def set_up(circle: Circle, dates: Sequence[Occurrence], *, is_in: bool) -> Message:
    """To who started a circle, for as long as there is one."""
    if circle.because is MeetingOffReason.NOT_THEIR_CHANNEL:
        return _not_their_channel(circle)
    if circle.state is RecurringState.ENDED:
        return ended(circle)
    told = "could not be told yet" if circle.is_untold else "is told"
    suggest = [button("Suggest a topic", Action.SUGGEST, circle.id)] if is_in else []
    return message(
        paragraph(
            f"{name_of(circle)} is set up in {in_channel(circle)}: {rhythm(circle)}. {_meets_next(circle, dates)}\n{'You are in it, and the' if is_in else 'The'} channel {told} that others can join."
        ),
        buttons(button("Change", Action.EDIT, circle.id), *suggest),
        note(
            "Klatch announces each meeting, asks somebody to host, and keeps the agenda. You do not own it: hosting goes round, and organizers can look after it too. `/mentor-admin` changes, pauses or ends it."
        ),
    )


def _meets_next(circle: Circle, dates: Sequence[Occurrence]) -> str:
    if circle.state is RecurringState.PAUSED:
        return "It is paused for now."
    if not dates:
        return "No meeting is planned."
    meets = "The next meeting is on" if len(dates) == 1 else "The next meetings are on"
    return f"{meets} {days_in_words(dates, zone_of(circle))}."


def not_theirs(circle: Circle) -> Message:
    """To who started a circle in a private channel that they are in no more."""
    return message(paragraph(f"{name_of(circle)}: others look after it now, for you are not in its channel any more."))


def _not_their_channel(circle: Circle) -> Message:
    """To who started a circle in a private channel that they are not in."""
    return message(
        paragraph(
            f"{in_channel(circle)} is a private channel, and you are not in it, so your circle cannot be there. Nobody was told. `/klatch new` starts one in another channel."
        )
    )


def no_arrival(circle: Circle) -> Message:
    """To who started a circle: Slack does not take what its channel was to be told, for good."""
    return message(
        paragraph(
            f"{in_channel(circle)} could not be told that {name_of(circle)} is there: Slack does not let Klatch write in it. The circle stands, and whoever types `/klatch` can join it."
        ),
        note(
            "What you can do: tell them yourself; and look whether the channel is open to posts, and Klatch in it (`/invite @Klatch`), so that its meetings can be announced."
        ),
    )


def arrival(circle: Circle) -> Message:
    """To the channel of a new circle, once; for as long as it is there."""
    if circle.state is RecurringState.ENDED:
        return message(paragraph(f"There was a circle here: {name_of(circle)}. It has ended."))
    return message(
        paragraph(f"There is a circle here now: {name_of(circle)}, {rhythm(circle)}. {about(circle)}"),
        buttons(join_button(circle)),
        note("Listening is enough, and you can come and go as you like. Each meeting is announced here."),
    )


def changed(circle: Circle, dates: Sequence[Occurrence], announced_at: datetime | None) -> Message:
    """After a change: what is so now."""
    paused = " It is paused." if circle.state is RecurringState.PAUSED else ""
    announced = (
        f"The meeting of {when(announced_at, zone_of(circle))} is announced already, and stays. After it: "
        if announced_at
        else "The next meetings: "
    )
    return message(
        paragraph(
            f"{name_of(circle)}: saved. It meets {rhythm(circle)}.{paused}\n{announced}{days_in_words(dates, zone_of(circle))}."
        )
    )


def paused(circle: Circle, *, is_outside: bool = False) -> Message:
    """After *Pause*; by somebody who is not in its channel, others resume it."""
    if is_outside:
        return message(paragraph(f"{name_of(circle)} is paused. Whoever looks after it in its channel can resume it."))
    resume = button("Resume", Action.RESUME, circle.id)
    return message(
        paragraph(f"{name_of(circle)} is paused until somebody resumes it. Its topics wait."), buttons(resume)
    )


def resumed(circle: Circle, zone: tzinfo) -> Message:
    """After *Resume*."""
    following = f" Next meeting: {when(circle.next_at, zone)}." if circle.next_at else ""
    return message(paragraph(f"{name_of(circle)} goes on.{following}"))


def ended(circle: Circle) -> Message:
    """After *End*."""
    return message(paragraph(f"{name_of(circle)} has ended. Thank you for having looked after it."))


def channel_gone(circle: Circle, zone: tzinfo) -> Message:
    """To who started a circle whose channel is gone, and what became of the circle since."""
    if circle.state is RecurringState.ENDED:
        return ended(circle)
    if circle.state is RecurringState.RUNNING:
        return resumed(circle, zone)
    if circle.because is not MeetingOffReason.CHANNEL_GONE:
        return paused(circle)
    return message(
        paragraph(
            f"{name_of(circle)} stands still: its channel was archived or deleted, or Klatch was taken out of it. Its members and topics are kept. To go on, unarchive the channel or invite Klatch there again, and press *Resume*."
        ),
        buttons(button("Resume", Action.RESUME, circle.id)),
    )


NOT_YOURS = "Only who started this circle, who invited Klatch to its channel, and organizers can do this. `/klatch help` says what you can do yourself."
OUTCOMES: Mapping[Looking, str] = {
    Looking.NOT_YOURS: NOT_YOURS,
    Looking.NOT_INSIDE: "That is for who is in its channel, which is private. As an organizer of this workspace you can pause it and end it: `/mentor-admin`.",
    Looking.DONE_BEFORE: "That has been done already. `/mentor-admin` shows how things are now.",
    Looking.OVER: "This circle has ended. `/klatch` shows those that there are.",
    Looking.KLATCH_NOT_THERE: "As far as Klatch knows, it is not in the channel of this circle any more. Invite it there with `/invite @Klatch`, then press this again. If it is there already, remove it and invite it again.",
}
"""What an outcome needs said, where there is no form to say it in."""
