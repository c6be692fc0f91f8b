"""Card of a meeting's host, and whose turn it is to host. Pure functions."""

from collections.abc import Mapping, Sequence
from datetime import tzinfo

from slack_sdk.models.blocks import ActionsBlock, Block, ButtonElement, OverflowMenuElement, PlainTextObject
from slack_sdk.models.views import View

from bot.blocks import button, buttons, message, more, note, paragraph, person
from bot.circles.actions import Action
from bot.circles.models import Meeting
from bot.circles.outcomes import HostingOutcome
from bot.circles.views.circles import NextMeeting
from bot.circles.views.meeting_buttons import (
    agenda_buttons,
    calendar_button,
    call_off_button,
    meeting_buttons,
    move_button,
    wish_buttons,
)
from bot.circles.views.meetings import Audience, MeetingDetails, in_short, meeting_body
from bot.circles.views.shared import and_more, as_many_as_fit, in_channel, name_of, when
from bot.languages.reader import Reader
from bot.outbox.message import Message


def host_card(reader: Reader, details: MeetingDetails, zone: tzinfo) -> Message:
    """Return the card of whoever is asked to host or does, in the place of a reminder."""
    agreed = details.meeting.host_agreed
    heading = reader.gettext("*You're hosting*") if agreed else reader.gettext("*Would you host?*")
    advice = reader.gettext(
        "Nothing to prepare. Start on time with a quick round, let everyone speak once, ask before advising, end with what's still open."
    )
    about = " ".join(filter(None, (_about_passing(reader, details), reader.gettext("This replaces your reminder."))))
    return message(
        reader,
        paragraph(f"{heading}\n{in_short(reader, details, zone)}"),
        paragraph(advice),
        *meeting_body(reader, details, zone, Audience.HOST),
        *_rows(reader, details),
        note(about),
    )


def _rows(reader: Reader, details: MeetingDetails) -> list[ActionsBlock]:
    """Return two buttons for the host; how to host, and what every member may do, is behind three dots."""
    circle, meeting = details.circle, details.meeting
    how = _how_button(reader, meeting.id)
    if details.has_begun:
        return [*meeting_buttons(reader, circle, meeting, has_begun=True), buttons(how)]
    rest = (*agenda_buttons(reader, circle), calendar_button(reader, meeting))
    no = _pass_button(reader, meeting)
    if not meeting.host_agreed:
        asked = buttons(_yes_button(reader, meeting, style="primary"), no, more(how, *rest))
        return [asked, *wish_buttons(reader, meeting)]
    others = more(how, move_button(reader, meeting), *rest)
    return [*wish_buttons(reader, meeting), buttons(no, call_off_button(reader, meeting), others)]


def _about_passing(reader: Reader, details: MeetingDetails) -> str:
    if details.has_begun:
        return ""
    if details.meeting.host_agreed:
        return reader.gettext(
            "The announcement names you. If you can't make it after all, press *Pass*: I'll take your "
            "name out and look for another host."
        )
    return reader.gettext(
        "Please say yes or pass. Nobody is told who passes, and if I hear nothing for a working day, I'll ask somebody else."
    )


def _yes_button(reader: Reader, meeting: Meeting, style: str | None = None) -> ButtonElement:
    return button(reader.gettext("I'll host"), Action.HOST, meeting.id, style=style)


def _pass_button(reader: Reader, meeting: Meeting) -> ButtonElement:
    return button(reader.gettext("Pass"), Action.PASS, meeting.id)


def _how_button(reader: Reader, subject: object) -> ButtonElement:
    return button(reader.gettext("How to host"), Action.HOW_TO_HOST, subject)


def how_to_host(reader: Reader) -> View:
    """Return the page about hosting."""
    first = reader.gettext(
        "A host isn't a chair. You keep the time and make sure everyone is heard; the circle does the rest."
    )
    last = reader.gettext("It takes a little attention and no slides. If you'd rather not, pass: nobody asks why.")
    return View(
        type="modal",
        title=PlainTextObject(text=reader.gettext("How to host")),
        close=PlainTextObject(text=reader.gettext("Close")),
        blocks=[paragraph(first), *map(paragraph, _advice(reader)), note(last)],
    )


def _advice(reader: Reader) -> Sequence[str]:
    return (
        reader.gettext(
            "*Start on time, with a quick round.* Everyone says in a sentence or two how they are, or what brought them. Then comes the agenda."
        ),
        reader.gettext(
            "*Nobody ranks higher here.* Let everyone speak once before anyone speaks twice, and ask before advising."
        ),
        reader.gettext(
            "*Differences are the point.* Ask who sees it another way, or does it differently elsewhere. Nobody has to speak."
        ),
        reader.gettext("*Respect.* What's said here stays here. Disagree with an idea, never with a person."),
        reader.gettext(
            "*End with what's still open.* Five minutes before the end, ask for takeaways, and what should come next time."
        ),
    )


def turns(reader: Reader, rows: Sequence[NextMeeting], further: int, zone: tzinfo) -> Message:
    """Return the answer to `/klatch host`: who hosts, and what one can do about it. ``further`` circles are not in it."""
    blocks, count = as_many_as_fit([_turn(reader, row, zone) for row in rows])
    ending = reader.gettext("Everyone is asked now and then. You can pass without a reason, and nobody is told.")
    return message(reader, *blocks, *and_more(reader, "host", further + len(rows) - count), note(ending))


def _turn(reader: Reader, row: NextMeeting, zone: tzinfo) -> Sequence[Block]:
    return [paragraph(_who(reader, row, zone)), buttons(*_choices(reader, row))]


def _who(reader: Reader, row: NextMeeting, zone: tzinfo) -> str:
    is_theirs = row.is_host or row.is_asked or (row.meeting is not None and row.meeting.host is None)
    if not row.would_host or is_theirs:
        return _who_hosts(reader, row, zone)
    wish = reader.gettext("You've said you'd like to host, so the next turn is yours.")
    return f"{_who_hosts(reader, row, zone)} {wish}"


def _who_hosts(reader: Reader, row: NextMeeting, zone: tzinfo) -> str:
    circle, channel, meeting = name_of(row.circle), in_channel(row.circle), row.meeting
    if meeting is None:
        return reader.gettext(
            "{circle} in {channel}: I'll ask someone to host when the next meeting is announced.",
            circle=circle,
            channel=channel,
        )
    day = when(reader, meeting.starts_at, zone)
    if row.is_host:
        words = reader.gettext(
            "{circle} in {channel}: you're hosting the next meeting, {when}.", circle=circle, channel=channel, when=day
        )
    elif row.is_asked:
        words = reader.gettext(
            "{circle} in {channel}: would you host the next meeting, {when}?", circle=circle, channel=channel, when=day
        )
    elif meeting.host is None:
        words = reader.gettext(
            "{circle} in {channel}: nobody is hosting the next meeting, {when}. Whoever arrives first gets things going.",
            circle=circle,
            channel=channel,
            when=day,
        )
    elif meeting.hosted_by is None:
        words = reader.gettext(
            "{circle} in {channel}: I'm looking for a host for the next meeting, {when}.",
            circle=circle,
            channel=channel,
            when=day,
        )
    else:
        words = reader.gettext(
            "{circle} in {channel}: {host} is hosting the next meeting, {when}.",
            circle=circle,
            channel=channel,
            host=person(meeting.hosted_by),
            when=day,
        )
    return words


def _choices(reader: Reader, row: NextMeeting) -> Sequence[ButtonElement | OverflowMenuElement]:
    how = _how_button(reader, row.meeting.id if row.meeting is not None else "")
    if row.meeting is not None and row.is_host:
        return [_pass_button(reader, row.meeting), how]
    if row.meeting is not None and row.is_asked:
        return [_yes_button(reader, row.meeting), _pass_button(reader, row.meeting), more(how)]
    if row.would_host:
        return [how]
    return [button(reader.gettext("I'd like to host"), Action.WOULD_HOST, row.circle.id), how]


def outcomes(reader: Reader) -> Mapping[HostingOutcome, str]:
    """Return the words for outcomes."""
    return {
        HostingOutcome.PASSED: reader.gettext("You've passed. Nobody is told, and I'll ask somebody else if I can."),
        HostingOutcome.PASSED_AFTER_YES: reader.gettext(
            "You've passed, and the announcement no longer names you. I'll look for another host if I can."
        ),
        HostingOutcome.AGREED: reader.gettext("Thank you! You're hosting this meeting, and the announcement says so."),
        HostingOutcome.NOT_ASKED: reader.gettext(
            "This has gone to somebody else by now. If you'd like to host, `/klatch host` shows what's free."
        ),
        HostingOutcome.NOT_HOST: reader.gettext(
            "You're not hosting this meeting, so there's nothing to pass. `/klatch host` shows who is."
        ),
        HostingOutcome.HOSTS: reader.gettext(
            "Thank you! You're hosting this meeting: I'm sending you a message with all you need."
        ),
        HostingOutcome.NEXT_TIME: reader.gettext(
            "Thank you! The next turn is yours: I'll tell you when that meeting is announced."
        ),
        HostingOutcome.NOT_IN_CIRCLE: reader.gettext(
            "Only members of a circle can host it. Type `/klatch join` to join."
        ),
        HostingOutcome.OVER: reader.gettext(
            "This meeting has begun, or was called off. `/klatch host` shows whose turn is next."
        ),
    }
