"""Announcement and reminder of a meeting, with the question whether it happens. Pure functions."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta, tzinfo
from enum import Enum, auto

from slack_sdk.models.blocks import Block

from bot.blocks import date_and_time, escape, inline, message, more, note, paragraph, person
from bot.circles.models import Circle, Meeting
from bot.circles.rules import AGENDA_IS_THIN, NAMES_SHOWN, Coming, MeetingState
from bot.circles.views import shared
from bot.circles.views.answers import you_said
from bot.circles.views.meeting_buttons import answers, meeting_buttons
from bot.languages.reader import Reader
from bot.outbox.message import Message

TOPIC_SHOWN, PART_SHOWN, LINK_SHOWN = 230, 110, 800
"""Characters as Slack counts them, ``&amp;`` as five: all blocks of a message together may have some 10,000."""


class Audience(Enum):
    """The readers of a card about a meeting."""

    CHANNEL = auto()
    MEMBER = auto()
    HOST = auto()


@dataclass(frozen=True, slots=True)
class AgendaLine:
    """A topic as the announcement shows it."""

    words: str
    votes: int
    suggester: str | None
    """None where the name is not details."""


@dataclass(frozen=True, slots=True)
class MeetingDetails:
    """All that the card of a meeting shows."""

    circle: Circle
    meeting: Meeting
    topics: Sequence[AgendaLine] = ()
    """The first ones of the agenda."""
    topics_in_all: int = 0
    prompts: Sequence[str] = ()
    coming: Sequence[str] = ()
    """Who said that they come."""
    maybe: int = 0
    next_at: datetime | None = None
    """Beginning of the meeting after this one."""
    missed: Sequence[datetime] = ()
    """Meetings before this one that were not announced, because nothing was running."""
    calendar_link: str = ""
    has_begun: bool = False
    """Then nothing is answered any more."""

    @property
    def zone(self) -> tzinfo:
        """Return the circle's zone: for who reads without Slack's help."""
        return self.circle.zone


def announcement(reader: Reader, details: MeetingDetails) -> Message:
    """Return the announcement of a meeting in its channel, rewritten as answers and topics come."""
    first = reader.gettext(
        "{circle}: {when}, for {length}.",
        circle=shared.name_of(details.circle),
        when=shared.when(reader, details.meeting.starts_at, details.zone),
        length=shared.lasting(reader, details.meeting.minutes),
    )
    return message(
        reader,
        paragraph(first),
        *meeting_body(reader, details, details.zone, Audience.CHANNEL),
        *meeting_buttons(reader, details.circle, details.meeting, has_begun=details.has_begun),
        note(_footnote(reader, details)),
    )


def reminder(reader: Reader, details: MeetingDetails, zone: tzinfo, coming: Coming | None) -> Message:
    """Return the reminder of a meeting, for one member alone; it says what they have answered.

    Who comes, and how many vote, changes by the minute: that is in the channel.
    """
    why = reader.gettext(
        "You get this because you're in this circle. `/klatch` changes when I remind you, or lets you leave."
    )
    return message(
        reader,
        paragraph(f"{in_short(reader, details, zone)} {you_said(reader, coming, has_begun=details.has_begun)}"),
        *meeting_body(reader, details, zone, Audience.MEMBER),
        *meeting_buttons(reader, details.circle, details.meeting, has_begun=details.has_begun),
        note(why),
    )


def in_short(reader: Reader, details: MeetingDetails, zone: tzinfo) -> str:
    """Return what meets, where, when and how long, for somebody who reads it outside of the channel."""
    return reader.gettext(
        "{circle} in {channel}: {when}, for {length}.",
        circle=shared.name_of(details.circle),
        channel=shared.in_channel(details.circle),
        when=shared.when(reader, details.meeting.starts_at, zone),
        length=shared.lasting(reader, details.meeting.minutes),
    )


def meeting_body(reader: Reader, details: MeetingDetails, zone: tzinfo, audience: Audience) -> list[Block]:
    """Return what is between the day and the buttons.

    To its host nobody says who hosts, and the answers are behind three dots: the buttons are for what a host does.
    """
    facts = paragraph("\n".join(_facts(reader, details, audience)))
    if audience is Audience.HOST and not details.has_begun:
        facts.accessory = more(*answers(reader, details.meeting))
    said = [
        facts,
        *_parts(reader, details, zone),
        *_agenda(reader, details, audience),
    ]
    if details.missed:
        said.insert(0, paragraph(shared.missed_in_words(reader, details.circle, details.missed)))
    if details.meeting.decides_at is not None:
        said.append(paragraph(_question(reader, details, zone, details.meeting.decides_at, audience)))
    return [*said]


def _facts(reader: Reader, details: MeetingDetails, audience: Audience) -> list[str]:
    """Return a line each for the place, the host and who comes."""
    meeting = details.meeting
    place = inline(meeting.place) if meeting.place.strip() else shared.in_channel(details.circle)
    facts = [reader.gettext("Where: {place}", place=place)]
    if moved_from := _moved_from(reader, details):
        facts.insert(0, moved_from)
    hosted = [] if audience is Audience.HOST else [shared.who_hosts(reader, meeting, has_begun=details.has_begun)]
    come = [] if audience is Audience.MEMBER else [_who_comes(reader, details)]
    return [*facts, *hosted, *come]


def _moved_from(reader: Reader, details: MeetingDetails) -> str:
    if not details.meeting.moves:
        return ""
    planned = date.fromisoformat(details.meeting.occurrence)
    if planned == details.meeting.starts_at.astimezone(details.zone).date():
        return reader.gettext("New time.")
    return reader.gettext("New day: it was planned for {day}.", day=reader.day(planned))


def _who_comes(reader: Reader, details: MeetingDetails) -> str:
    maybe = reader.ngettext("Maybe: one person.", "Maybe: {number} people.", details.maybe) if details.maybe else ""
    return " ".join(filter(None, (_signed_up(reader, details), maybe)))


def _signed_up(reader: Reader, details: MeetingDetails) -> str:
    if details.coming:
        named = [person(one) for one in details.coming[:NAMES_SHOWN]]
        if others := len(details.coming) - len(named):
            named.append(reader.ngettext("one more person", "{number} more people", others))
        return reader.gettext("Coming: {people}.", people=reader.listed(named))
    if details.has_begun:
        return reader.gettext("Nobody signed up.")
    if details.maybe:
        return reader.gettext("Nobody has signed up yet.")
    return reader.gettext("Nobody has signed up yet. Be the first!")


def _parts(reader: Reader, details: MeetingDetails, zone: tzinfo) -> Sequence[Block]:
    """Return the timed parts of a mini-retreat, by the clock."""
    begins, lines = details.meeting.starts_at, []
    for minutes, words in details.circle.parts:
        lines.append(f"{date_and_time(reader, begins, zone, '{time}')} {shared.shortened(str(words), PART_SHOWN)}")
        begins += timedelta(minutes=int(minutes))
    return shared.in_paragraphs(reader.gettext("*How it goes*"), lines) if lines else ()


def _agenda(reader: Reader, details: MeetingDetails, audience: Audience) -> list[Block]:
    """Return the topics, and questions to talk about where there are few."""
    said: list[Block] = []
    if details.topics:
        topics = details.topics if audience is Audience.CHANNEL else [replace(line, votes=0) for line in details.topics]
        lines = [f"• {topic(reader, line)}" for line in topics]
        if (others := details.topics_in_all - len(details.topics)) > 0:
            lines.append(reader.ngettext("… and one more topic", "… and {number} more topics", others))
        said += shared.in_paragraphs(reader.gettext("*On the agenda*"), lines)
    if details.prompts and details.topics_in_all < AGENDA_IS_THIN:
        prompts = [f"• {shared.shortened(prompt, TOPIC_SHOWN)}" for prompt in details.prompts]
        said += shared.in_paragraphs(_prompts_heading(reader, details), prompts)
    elif not details.topics:
        said.append(paragraph(reader.gettext("Nothing on the agenda yet. What would you like to talk about?")))
    return said


def _prompts_heading(reader: Reader, details: MeetingDetails) -> str:
    count = len(details.prompts)
    if details.topics:
        return reader.ngettext(
            "If there's time, one more question:", "If there's time, {number} more questions:", count
        )
    return reader.ngettext(
        "Nothing on the agenda yet. Here's a question to get you talking:",
        "Nothing on the agenda yet. Here are {number} questions to get you talking:",
        count,
    )


def topic(reader: Reader, line: AgendaLine) -> str:
    """Return a topic with its votes, and with who suggested it where they give their name."""
    facts = [shared.shortened(line.words, TOPIC_SHOWN)]
    if line.suggester:
        facts.append(reader.gettext("suggested by {person}", person=person(line.suggester)))
    if line.votes:
        facts.append(reader.ngettext("one vote", "{number} votes", line.votes))
    return " · ".join(facts)


def _question(reader: Reader, details: MeetingDetails, zone: tzinfo, decides_at: datetime, audience: Audience) -> str:
    if details.meeting.state is not MeetingState.IN_QUESTION:
        return reader.gettext("*It's on.*")
    needed = reader.ngettext(
        "This circle meets when at least one person comes.",
        "This circle meets when at least {number} people come.",
        details.circle.quorum,
    )
    question = reader.gettext(
        "*Should it go ahead, or move to another day?* Please answer by this time: {when}.",
        when=shared.when(reader, decides_at, zone),
    )
    return f"{_how_many(reader, details, audience)} {needed} {question}"


def _how_many(reader: Reader, details: MeetingDetails, audience: Audience) -> str:
    if audience is Audience.MEMBER:
        return reader.gettext("Too few people have signed up so far.")
    if not details.coming:
        return reader.gettext("Nobody has signed up yet.")
    return reader.ngettext("So far, one person is coming.", "So far, {number} people are coming.", len(details.coming))


def _footnote(reader: Reader, details: MeetingDetails) -> str:
    if details.has_begun:
        return reader.gettext("It has begun. Anyone here can come along.")
    said = [
        reader.gettext(
            "Anyone here can come along: *I'm in* adds you to the circle too. Nobody is told who chose *Not this time*."
        )
    ]
    if 0 < len(details.calendar_link) <= LINK_SHOWN:
        said.append(reader.gettext("<{link}|Add it to Google Calendar>.", link=escape(details.calendar_link)))
    return " ".join(said)
