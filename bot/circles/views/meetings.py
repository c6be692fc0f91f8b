"""Announcement and reminder of a meeting, with the question whether it happens. Pure functions."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta, tzinfo
from enum import Enum, auto

from slack_sdk.models.blocks import ActionsBlock, Block, ButtonElement

from bot.blocks import (
    button,
    buttons,
    confirmation,
    counted,
    date_and_time,
    escape,
    inline,
    message,
    note,
    paragraph,
    people,
    person,
)
from bot.circles.actions import Action
from bot.circles.models import Circle, Meeting
from bot.circles.rules import AGENDA_IS_THIN, NAMES_SHOWN, Coming, MeetingState
from bot.circles.views import shared
from bot.circles.views.answers import you_said
from bot.languages.reader import ENGLISH, Reader
from bot.outbox.message import Message
from bot.recurring.rules import RecurringState

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
    """Meetings before this one that were not announced, for nothing was running."""
    calendar_link: str = ""
    has_begun: bool = False
    """Then nothing is answered any more."""

    @property
    def zone(self) -> tzinfo:
        """Return the circle's zone: for who reads without Slack's help."""
        return self.circle.zone


def announcement(details: MeetingDetails) -> Message:
    """Return the announcement of a meeting in its channel, rewritten as answers and topics come."""
    return message(
        ENGLISH,
        paragraph(
            f"{shared.name_of(details.circle)}: {shared.when(ENGLISH, details.meeting.starts_at, details.zone)}, {how_long(details)}."
        ),
        *meeting_body(details, details.zone, Audience.CHANNEL),
        *meeting_buttons(details),
        note(_footnote(details)),
    )


def reminder(details: MeetingDetails, zone: tzinfo, coming: Coming | None) -> Message:
    """Return the reminder of a meeting, for one member alone; it says what they have answered.

    Who comes, and how many vote, changes by the minute: that is in the channel.
    """
    return message(
        ENGLISH,
        paragraph(
            f"{shared.name_of(details.circle)} in {shared.in_channel(details.circle)}: {shared.when(ENGLISH, details.meeting.starts_at, zone)}, {how_long(details)}. {you_said(ENGLISH, coming, has_begun=details.has_begun)}"
        ),
        *meeting_body(details, zone, Audience.MEMBER),
        *meeting_buttons(details),
        note(
            "You get this because you are in this circle. `/klatch` changes when you are reminded, or lets you leave."
        ),
    )


def meeting_body(details: MeetingDetails, zone: tzinfo, audience: Audience) -> list[Block]:
    """Return what is between the day and the buttons; to its host nobody says who hosts."""
    said = [
        paragraph("\n".join(_facts(details, audience))),
        *_parts(details, zone),
        *_agenda(details, audience),
    ]
    if details.missed:
        said.insert(0, paragraph(shared.missed_in_words(ENGLISH, details.circle, details.missed)))
    if details.meeting.decides_at is not None:
        said.append(paragraph(_question(details, zone, details.meeting.decides_at, audience)))
    return [*said]


def _facts(details: MeetingDetails, audience: Audience) -> list[str]:
    """Return a line each for the place, the host and who comes."""
    meeting = details.meeting
    facts = [f"Where: {inline(meeting.place) if meeting.place.strip() else shared.in_channel(details.circle)}"]
    if moved_from := _moved_from(details):
        facts.insert(0, moved_from)
    hosted = [] if audience is Audience.HOST else [shared.who_hosts(ENGLISH, meeting, has_begun=details.has_begun)]
    come = [] if audience is Audience.MEMBER else [_who_comes(details)]
    return [*facts, *hosted, *come]


def _moved_from(details: MeetingDetails) -> str:
    if not details.meeting.moves:
        return ""
    planned = date.fromisoformat(details.meeting.occurrence)
    if planned == details.meeting.starts_at.astimezone(details.zone).date():
        return "It begins at another hour than planned."
    return f"It was planned for {planned:%A %-d %B}, and has moved."


def _who_comes(details: MeetingDetails) -> str:
    maybe = f"{counted(details.maybe, 'person says', 'people say')} maybe" if details.maybe else ""
    if not details.coming:
        return (
            f"Nobody has said yes yet; {maybe}."
            if maybe
            else f"Nobody has said yes{'.' if details.has_begun else ' yet. Be the first?'}"
        )
    more = len(details.coming) - NAMES_SHOWN
    if more > 0:
        named = ", ".join(person(one) for one in details.coming[:NAMES_SHOWN]) + f" and {counted(more, 'more', 'more')}"
    else:
        named = people(ENGLISH, details.coming)
    return f"Coming: {named}{f'; {maybe}' if maybe else ''}."


def _parts(details: MeetingDetails, zone: tzinfo) -> Sequence[Block]:
    """Return the timed parts of a mini-retreat, by the clock."""
    begins, lines = details.meeting.starts_at, []
    for minutes, words in details.circle.parts:
        lines.append(f"{date_and_time(ENGLISH, begins, zone, '{time}')} {shared.shortened(str(words), PART_SHOWN)}")
        begins += timedelta(minutes=int(minutes))
    return shared.in_paragraphs("*How it goes*", lines) if lines else ()


def _agenda(details: MeetingDetails, audience: Audience) -> list[Block]:
    """Return the topics, and questions to talk about where there are few."""
    said: list[Block] = []
    if details.topics:
        topics = details.topics if audience is Audience.CHANNEL else [replace(line, votes=0) for line in details.topics]
        lines = [f"• {topic(line)}" for line in topics]
        more = details.topics_in_all - len(details.topics)
        said += shared.in_paragraphs(
            "*On the agenda*", [*lines, *([f"… and {counted(more, 'more', 'more')}"] if more > 0 else [])]
        )
    if details.prompts and details.topics_in_all < AGENDA_IS_THIN:
        said += shared.in_paragraphs(
            _prompts_heading(details), [f"• {shared.shortened(prompt, TOPIC_SHOWN)}" for prompt in details.prompts]
        )
    elif not details.topics:
        said.append(paragraph("Nothing on the agenda yet. What would you like to talk about?"))
    return said


def _prompts_heading(details: MeetingDetails) -> str:
    count = len(details.prompts)
    if details.topics:
        return f"{counted(count, 'more question').capitalize()}, for when there is time:"
    how_many = "A question" if count == 1 else counted(count, "question").capitalize()
    return f"Nothing on the agenda yet. {how_many} worth {shared.lasting(ENGLISH, 60)}:"


def topic(line: AgendaLine) -> str:
    """Return a topic with its votes, and with who suggested it where they give their name."""
    facts = [f"suggested by {person(line.suggester)}"] if line.suggester else []
    if line.votes:
        facts.append(counted(line.votes, "vote"))
    return " · ".join([shared.shortened(line.words, TOPIC_SHOWN), *facts])


def _question(details: MeetingDetails, zone: tzinfo, decides_at: datetime, audience: Audience) -> str:
    if details.meeting.state is not MeetingState.IN_QUESTION:
        return "*It is on.*"
    count = len(details.coming)
    has_said = f"So far {counted(count, 'person comes', 'people come')}" if count else "Nobody has said that they come"
    if audience is Audience.MEMBER:
        has_said = "Too few have said that they come"
    return (
        f"{has_said}, and this circle likes to be at least {counted(details.circle.quorum, 'person', 'people')}. "
        f"*Shall it go ahead, or move to another day?* This message will say by {shared.when(ENGLISH, decides_at, zone)} whether it is on."
    )


def meeting_buttons(details: MeetingDetails, *, is_primary: bool = True) -> list[ActionsBlock]:
    """Return the buttons of members on a meeting: once it has begun, those of its agenda are left.

    ``is_primary`` says that nothing on the card is to be answered before them.
    """
    meeting = details.meeting
    if details.has_begun:
        is_over = details.circle.state is RecurringState.ENDED
        return [] if is_over else [buttons(*_agenda_buttons(details.circle))]
    further = (*_agenda_buttons(details.circle), button("Add to my calendar", Action.CALENDAR, meeting.id))
    rows = [answer_buttons(ENGLISH, meeting, is_primary=is_primary), buttons(*further)]
    if meeting.state is MeetingState.IN_QUESTION:
        wishes = (button("Go ahead", Action.GO_AHEAD, meeting.id), button("Move it", Action.MOVE_IT, meeting.id))
        rows.insert(0, buttons(*wishes))
    return rows


def _agenda_buttons(circle: Circle) -> Sequence[ButtonElement]:
    suggest = button("Suggest a topic", Action.SUGGEST, circle.id)
    return suggest, button("See the agenda", Action.AGENDA, circle.id)


def answer_buttons(_reader: Reader, meeting: Meeting, *, is_primary: bool = True) -> ActionsBlock:
    """Return the buttons that answer a meeting."""
    return buttons(
        button("I'm in", Action.COMING, meeting.id, style="primary" if is_primary else None),
        button("Maybe", Action.MAYBE, meeting.id),
        button("Not this time", Action.NOT_THIS_TIME, meeting.id),
    )


def _footnote(details: MeetingDetails) -> str:
    if details.has_begun:
        return "It has begun. Anyone here can come along."
    said = ["Anyone here can come along: *I'm in* joins the circle too. *Not this time* is told to nobody."]
    if 0 < len(details.calendar_link) <= LINK_SHOWN:
        said.append(f"<{escape(details.calendar_link)}|Add it to Google Calendar>.")
    return " ".join(said)


def how_long(details: MeetingDetails) -> str:
    """Return how long a meeting is, after its beginning."""
    return f"for {shared.lasting(ENGLISH, details.meeting.minutes)}"


def move_button(_reader: Reader, meeting: Meeting) -> ButtonElement:
    """Return the button that moves a meeting: for the host, and who may change the circle."""
    return button("Another day", Action.MOVE, meeting.id)


def call_off_button(_reader: Reader, meeting: Meeting) -> ButtonElement:
    """Return the button that calls a meeting off, which asks once."""
    return button(
        "Call it off",
        Action.CALL_OFF,
        meeting.id,
        confirm=confirmation(
            "Call it off?",
            "The meeting does not happen, and who said that they come is told. Its topics wait for the next one.",
            "Call it off",
            "Keep it",
        ),
    )
