"""What hosts read: whether they would, and how little it takes."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import tzinfo

from slack_sdk.models.blocks import ActionsBlock, Block, ButtonElement, PlainTextObject
from slack_sdk.models.views import View

from bot.blocks import button, buttons, message, note, paragraph, person
from bot.circles.actions import Action
from bot.circles.models import Circle, Meeting
from bot.circles.outcomes import Hosting
from bot.circles.views.meetings import MeetingShown, Reads, answers_of, body_of, call_off_button, move_button
from bot.circles.views.shared import and_more, as_many_as_fit, in_channel, lasting, name_of, when
from bot.outbox.message import Message

_WAYS = (
    "*Begin on time, with a round.* Everyone says in a sentence or two how they are, or what brought them. Then the agenda.",
    "*Nobody ranks higher here.* Everyone is heard once before anyone speaks twice; questions come before advice.",
    "*Differences are the point.* Ask who sees it another way, or does it another way elsewhere. Nobody has to speak.",
    "*Respect.* What is told here stays here. Disagree with an idea, never with a person.",
    "*Close with what stays open.* Five minutes before the end: what do we take with us, what comes next time?",
)


def host_card(shown: MeetingShown, zone: tzinfo) -> Message:
    """To whoever is asked to host or does, in the place of a reminder: when it is, and how little it takes."""
    circle, meeting = shown.circle, shown.meeting
    what = f"{name_of(circle)} in {in_channel(circle)}"
    day = f"{when(meeting.starts_at, zone)}, for {lasting(meeting.minutes)}"
    return message(
        paragraph(f"You host {what}: {day}." if meeting.host_agreed else f"Would you host {what}? It is {day}."),
        paragraph(
            "There is nothing to prepare. Begin on time with a round, hear everyone once before anyone twice, have questions before advice, and close with what stays open."
        ),
        *body_of(shown, zone, Reads.AS_HOST),
        *_rows(shown),
        note(f"{_about_passing(shown)}This comes instead of your reminder."),
    )


def _rows(shown: MeetingShown) -> list[ActionsBlock]:
    """All buttons of the card. Who is asked finds the answers to that first, and it is the question to answer."""
    if shown.meeting.host_agreed or shown.has_begun:
        return [*answers_of(shown), buttons(*_of_host(shown))]
    return [buttons(*_of_host(shown)), *answers_of(shown, leads=False)]


def _about_passing(shown: MeetingShown) -> str:
    if shown.has_begun:
        return ""
    if shown.meeting.host_agreed:
        return "The announcement names you. If you cannot after all, *Pass*: it then says that a host is being found. "
    return (
        "Until somebody says yes, the announcement says that a host is being found. Passing is private, and so is saying "
        "nothing: after a working day somebody else is asked. "
    )


def _of_host(shown: MeetingShown) -> Sequence[ButtonElement]:
    """What a host can do: until the meeting begins, pass it on, move it or call it off; who is asked, say yes or pass."""
    meeting, how = shown.meeting, button("How to host", Action.HOW_TO_HOST, shown.meeting.id)
    if shown.has_begun:
        return [how]
    if not meeting.host_agreed:
        return [*_yes_or_no(meeting, style="primary"), how]
    return [button("Pass", Action.PASS, meeting.id), how, move_button(meeting), call_off_button(meeting)]


def _yes_or_no(meeting: Meeting, style: str | None = None) -> Sequence[ButtonElement]:
    return button("I'll host", Action.HOST, meeting.id, style=style), button("Pass", Action.PASS, meeting.id)


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
class HostTurn:
    """Whose turn it is in one circle."""

    circle: Circle
    meeting: Meeting | None
    """The one that is announced."""
    is_theirs: bool
    """They host it, or are asked whether they would."""
    would_host: bool
    """They have said that they would like to host the next time."""


def turns(rows: Sequence[HostTurn], more: int, zone: tzinfo) -> Message:
    """`/klatch host`: who hosts, and what one can do about it."""
    blocks, count = as_many_as_fit([_turn(row, zone) for row in rows])
    ending = note("Everybody is asked now and then. Who passes gives no reason, and nobody is told.")
    return message(*blocks, *and_more("host", more + len(rows) - count), ending)


def _turn(row: HostTurn, zone: tzinfo) -> Sequence[Block]:
    said = paragraph(f"{name_of(row.circle)} in {in_channel(row.circle)}: {_who(row, zone)}")
    return [said, buttons(*_choices(row))]


def _who(row: HostTurn, zone: tzinfo) -> str:
    wish = " You have said that you would like to host: the next time is yours." if row.would_host else ""
    if row.meeting is None:
        return f"the host of the next meeting is asked when it is announced.{wish}"
    day = when(row.meeting.starts_at, zone)
    if row.is_theirs:
        return (
            f"you host the next meeting, {day}."
            if row.meeting.host_agreed
            else f"would you host the next meeting, {day}?"
        )
    if row.meeting.host is None:
        return f"nobody hosts the next meeting, {day}. Whoever is there first begins."
    if row.meeting.hosted_by is None:
        return f"a host is being found for the next meeting, {day}.{wish}"
    return f"{person(row.meeting.hosted_by)} hosts the next meeting, {day}.{wish}"


def _choices(row: HostTurn) -> Sequence[ButtonElement]:
    how = button("How to host", Action.HOW_TO_HOST, row.meeting.id if row.meeting is not None else "")
    if row.is_theirs and row.meeting is not None:
        return [*_yes_or_no(row.meeting)[row.meeting.host_agreed :], how]
    if row.would_host:
        return [how]
    return [button("I would like to host", Action.WOULD_HOST, row.circle.id), how]


HOSTINGS: Mapping[Hosting, str] = {
    Hosting.PASSED: "You have passed, and nobody is told. If somebody else can host, they are asked. You are as welcome as ever.",
    Hosting.PASSED_AFTER_YES: "You have passed, and the announcement does not name you any more. If somebody else can host, it says again that a host is being found. You are as welcome as ever.",
    Hosting.AGREED: "Thank you! You host this meeting, and the announcement says so.",
    Hosting.NOT_ASKED: "This is with somebody else by now. If you would like to host, `/klatch host` shows what is free.",
    Hosting.NOT_HOST: "You do not host this meeting, so there is nothing to pass. `/klatch host` shows who does.",
    Hosting.HOSTS: "Thank you! You host this meeting: a message with all you need is on its way to you.",
    Hosting.NEXT_TIME: "Thank you! It is your turn the next time, and you are told when that meeting is announced.",
    Hosting.NOT_IN_CIRCLE: "Only members of a circle host it. `/klatch join` takes you in.",
    Hosting.OVER: "This meeting has begun, or does not happen. `/klatch host` shows whose turn it is next.",
}
"""What an outcome needs said."""
