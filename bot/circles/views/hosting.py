"""What hosts read: that it is their turn, and how little it takes."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import tzinfo

from slack_sdk.models.blocks import Block, ButtonElement, PlainTextObject
from slack_sdk.models.views import View

from bot.circles.actions import Action
from bot.circles.models import Circle, Meeting
from bot.circles.outcomes import Hosting
from bot.circles.views.meetings import Reads, Shown, answers_of, body_of, call_off_button, move_button
from bot.circles.views.parts import and_more, as_many_as_fit, in_channel, lasting, name_of, when
from bot.outbox.message import Message
from bot.wording import button, buttons, message, note, paragraph, person

_WAYS = (
    "*Begin on time, with a round.* Everyone says in a sentence or two how they are, or what brought them. Then the agenda.",
    "*Nobody ranks higher here.* Everyone is heard once before anyone speaks twice; questions come before advice.",
    "*Differences are the point.* Ask who sees it another way, or does it another way elsewhere. Nobody has to speak.",
    "*Respect.* What is told here stays here. Disagree with an idea, never with a person.",
    "*Close with what stays open.* Five minutes before the end: what do we take with us, what comes next time?",
)


def host_card(shown: Shown, zone: tzinfo) -> Message:
    """To whoever hosts, in the place of a reminder: when it is, how little it takes, and that they can pass."""
    circle, meeting = shown.circle, shown.meeting
    return message(
        paragraph(
            f"It is your turn to host {name_of(circle)} in {in_channel(circle)}: {when(meeting.starts_at, zone)}, for {lasting(meeting.minutes)}."
        ),
        paragraph(
            "There is nothing to prepare. Begin on time with a round, hear everyone once before anyone twice, have questions before advice, and close with what stays open."
        ),
        *body_of(shown, zone, Reads.AS_HOST),
        *answers_of(shown),
        buttons(*_of_host(shown)),
        note(
            "This comes instead of your reminder."
            if shown.has_begun
            else "Passing is private: the next in line is asked, and the announcement just shows their name. This comes instead of your reminder."
        ),
    )


def _of_host(shown: Shown) -> Sequence[ButtonElement]:
    """What a host can do: until the meeting begins, pass it on, move it or call it off."""
    meeting, how = shown.meeting, button("How to host", Action.HOW_TO_HOST, shown.meeting.id)
    if shown.has_begun:
        return [how]
    return [button("Pass", Action.PASS, meeting.id), how, move_button(meeting), call_off_button(meeting)]


def hosting_ways() -> View:
    """*How to host*, on one page."""
    return View(
        type="modal",
        title=PlainTextObject(text="How to host"),
        close=PlainTextObject(text="Close"),
        blocks=[
            paragraph(
                "A host is no chair. You keep the time and see that everyone is heard; the rest is the circle's."
            ),
            *map(paragraph, _WAYS),
            note(
                "It takes a quarter of an hour of attention, and no slides. Whoever would rather not host passes, and nobody asks why."
            ),
        ],
    )


@dataclass(frozen=True, slots=True)
class Turn:
    """Whose turn it is in one circle."""

    circle: Circle
    meeting: Meeting | None
    """The one that is announced."""
    is_theirs: bool
    would_host: bool
    """They have said that they would like to host the next time."""


def turns(rows: Sequence[Turn], more: int, zone: tzinfo) -> Message:
    """`/klatch host`: who hosts, and what one can do about it."""
    blocks, count = as_many_as_fit([_turn(row, zone) for row in rows])
    ending = note("Everybody has a turn now and then. Who passes gives no reason.")
    return message(*blocks, *and_more("host", more + len(rows) - count), ending)


def _turn(row: Turn, zone: tzinfo) -> Sequence[Block]:
    said = paragraph(f"{name_of(row.circle)} in {in_channel(row.circle)}: {_who(row, zone)}")
    return [said, buttons(*_choices(row))]


def _who(row: Turn, zone: tzinfo) -> str:
    wish = " You have said that you would like to host: the next time is yours." if row.would_host else ""
    if row.meeting is None:
        return f"the host of the next meeting is asked when it is announced.{wish}"
    day = when(row.meeting.starts_at, zone)
    if row.is_theirs:
        return f"you host the next meeting, {day}."
    if row.meeting.host is None:
        return f"nobody hosts the next meeting, {day}. Whoever is there first begins."
    return f"{person(row.meeting.host)} hosts the next meeting, {day}.{wish}"


def _choices(row: Turn) -> Sequence[ButtonElement]:
    how = button("How to host", Action.HOW_TO_HOST, row.meeting.id if row.meeting is not None else "")
    if row.is_theirs and row.meeting is not None:
        return [button("Pass", Action.PASS, row.meeting.id), how]
    if row.would_host:
        return [how]
    return [button("I would like to host", Action.WOULD_HOST, row.circle.id), how]


HOSTINGS: Mapping[Hosting, str] = {
    Hosting.PASSED: "You have passed, and nobody is told. If somebody else can host, they are asked. You are as welcome as ever.",
    Hosting.NOT_HOST: "You do not host this meeting, so there is nothing to pass. `/klatch host` shows who does.",
    Hosting.HOSTS: "Thank you! You host this meeting: a message with all you need is on its way to you.",
    Hosting.NEXT_TIME: "Thank you! It is your turn the next time, and you are told when that meeting is announced.",
    Hosting.NOT_IN_CIRCLE: "Only members of a circle host it. `/klatch join` takes you in.",
    Hosting.OVER: "This meeting has begun, or does not happen. `/klatch host` shows whose turn it is next.",
}
"""What an outcome needs said."""
