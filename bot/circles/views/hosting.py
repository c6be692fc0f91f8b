"""Card of a meeting's host, and whose turn it is to host. Pure functions."""

from collections.abc import Mapping, Sequence
from datetime import tzinfo

from slack_sdk.models.blocks import ActionsBlock, Block, ButtonElement, PlainTextObject
from slack_sdk.models.views import View

from bot.blocks import button, buttons, message, note, paragraph, person
from bot.circles.actions import Action
from bot.circles.models import Meeting
from bot.circles.outcomes import HostingOutcome
from bot.circles.views.circles import NextMeeting
from bot.circles.views.meetings import (
    Audience,
    MeetingDetails,
    call_off_button,
    meeting_body,
    meeting_buttons,
    move_button,
)
from bot.circles.views.shared import and_more, as_many_as_fit, in_channel, lasting, name_of, when
from bot.languages.reader import ENGLISH, Reader
from bot.outbox.message import Message

_ADVICE = (
    "*Begin on time, with a round.* Everyone says in a sentence or two how they are, or what brought them. Then the agenda.",
    "*Nobody ranks higher here.* Everyone is heard once before anyone speaks twice; questions come before advice.",
    "*Differences are the point.* Ask who sees it another way, or does it another way elsewhere. Nobody has to speak.",
    "*Respect.* What is told here stays here. Disagree with an idea, never with a person.",
    "*Close with what stays open.* Five minutes before the end: what do we take with us, what comes next time?",
)


def host_card(details: MeetingDetails, zone: tzinfo) -> Message:
    """Return the card of whoever is asked to host or does, in the place of a reminder."""
    circle, meeting = details.circle, details.meeting
    what = f"{name_of(circle)} in {in_channel(circle)}"
    day = f"{when(ENGLISH, meeting.starts_at, zone)}, for {lasting(ENGLISH, meeting.minutes)}"
    return message(
        ENGLISH,
        paragraph(f"You host {what}: {day}." if meeting.host_agreed else f"Would you host {what}? It is {day}."),
        paragraph(
            "There is nothing to prepare. Begin on time with a round, hear everyone once before anyone twice, have questions before advice, and close with what stays open."
        ),
        *meeting_body(details, zone, Audience.HOST),
        *_rows(details),
        note(f"{_about_passing(details)}This comes instead of your reminder."),
    )


def _rows(details: MeetingDetails) -> list[ActionsBlock]:
    """Return all buttons of the card. Who is asked finds the answers to that first."""
    if details.meeting.host_agreed or details.has_begun:
        return [*meeting_buttons(details), buttons(*_of_host(details))]
    return [buttons(*_of_host(details)), *meeting_buttons(details, is_primary=False)]


def _about_passing(details: MeetingDetails) -> str:
    if details.has_begun:
        return ""
    if details.meeting.host_agreed:
        return "The announcement names you. If you cannot after all, *Pass*: it then says that a host is being found. "
    return (
        "Until somebody says yes, the announcement says that a host is being found. Passing is private, and so is saying "
        "nothing: after a working day somebody else is asked. "
    )


def _of_host(details: MeetingDetails) -> Sequence[ButtonElement]:
    """Return the host's buttons: pass, move, call off until it begins; say yes or pass for who is asked."""
    meeting, how = details.meeting, button("How to host", Action.HOW_TO_HOST, details.meeting.id)
    if details.has_begun:
        return [how]
    if not meeting.host_agreed:
        return [*_yes_or_no(meeting, style="primary"), how]
    return [
        button("Pass", Action.PASS, meeting.id),
        how,
        move_button(ENGLISH, meeting),
        call_off_button(ENGLISH, meeting),
    ]


def _yes_or_no(meeting: Meeting, style: str | None = None) -> Sequence[ButtonElement]:
    return button("I'll host", Action.HOST, meeting.id, style=style), button("Pass", Action.PASS, meeting.id)


def how_to_host() -> View:
    """Return the page about hosting."""
    return View(
        type="modal",
        title=PlainTextObject(text="How to host"),
        close=PlainTextObject(text="Close"),
        blocks=[
            paragraph(
                "A host is no chair. You keep the time and see that everyone is heard; the rest is the circle's."
            ),
            *map(paragraph, _ADVICE),
            note(
                "It takes a quarter of an hour of attention, and no slides. Whoever would rather not host passes, and nobody asks why."
            ),
        ],
    )


def turns(_reader: Reader, rows: Sequence[NextMeeting], more: int, zone: tzinfo) -> Message:
    """Return the answer to `/klatch host`: who hosts, and what one can do about it."""
    blocks, count = as_many_as_fit([_turn(row, zone) for row in rows])
    ending = note("Everybody is asked now and then. Who passes gives no reason, and nobody is told.")
    return message(ENGLISH, *blocks, *and_more(ENGLISH, "host", more + len(rows) - count), ending)


def _turn(row: NextMeeting, zone: tzinfo) -> Sequence[Block]:
    said = paragraph(f"{name_of(row.circle)} in {in_channel(row.circle)}: {_who(row, zone)}")
    return [said, buttons(*_choices(row))]


def _who(row: NextMeeting, zone: tzinfo) -> str:
    wish = " You have said that you would like to host: the next time is yours." if row.would_host else ""
    if row.meeting is None:
        return f"the host of the next meeting is asked when it is announced.{wish}"
    day = when(ENGLISH, row.meeting.starts_at, zone)
    if row.is_host:
        return f"you host the next meeting, {day}."
    if row.is_asked:
        return f"would you host the next meeting, {day}?"
    if row.meeting.host is None:
        return f"nobody hosts the next meeting, {day}. Whoever is there first begins."
    if row.meeting.hosted_by is None:
        return f"I'm looking for a host for the next meeting, {day}.{wish}"
    return f"{person(row.meeting.hosted_by)} hosts the next meeting, {day}.{wish}"


def _choices(row: NextMeeting) -> Sequence[ButtonElement]:
    how = button("How to host", Action.HOW_TO_HOST, row.meeting.id if row.meeting is not None else "")
    if row.meeting is not None and (row.is_host or row.is_asked):
        return [*_yes_or_no(row.meeting)[row.is_host :], how]
    if row.would_host:
        return [how]
    return [button("I would like to host", Action.WOULD_HOST, row.circle.id), how]


OUTCOMES: Mapping[HostingOutcome, str] = {
    HostingOutcome.PASSED: "You have passed, and nobody is told. If somebody else can host, they are asked. You are as welcome as ever.",
    HostingOutcome.PASSED_AFTER_YES: "You have passed, and the announcement does not name you any more. If somebody else can host, it says again that a host is being found. You are as welcome as ever.",
    HostingOutcome.AGREED: "Thank you! You host this meeting, and the announcement says so.",
    HostingOutcome.NOT_ASKED: "This is with somebody else by now. If you would like to host, `/klatch host` shows what is free.",
    HostingOutcome.NOT_HOST: "You do not host this meeting, so there is nothing to pass. `/klatch host` shows who does.",
    HostingOutcome.HOSTS: "Thank you! You host this meeting: a message with all you need is on its way to you.",
    HostingOutcome.NEXT_TIME: "Thank you! It is your turn the next time, and you are told when that meeting is announced.",
    HostingOutcome.NOT_IN_CIRCLE: "Only members of a circle host it. `/klatch join` takes you in.",
    HostingOutcome.OVER: "This meeting has begun, or does not happen. `/klatch host` shows whose turn it is next.",
}
"""Words for an outcome."""
