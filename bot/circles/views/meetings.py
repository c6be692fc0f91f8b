"""A meeting as its circle sees it: the announcement, the reminder, the question whether it happens, its end."""

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
from bot.circles.rules import AGENDA_IS_THIN, NAMES_SHOWN, CircleState, Coming, MeetingState
from bot.circles.views.answers import you_said
from bot.circles.views.shared import (
    in_channel,
    in_paragraphs,
    lasting,
    missed_in_words,
    name_of,
    shortened,
    when,
    who_hosts,
    zone_of,
)
from bot.outbox.message import Message

TOPIC_SHOWN, PART_SHOWN, LINK_SHOWN = 230, 110, 800
"""Characters as Slack counts them, ``&amp;`` as five: all blocks of a message together may have some 10,000."""


class Reads(Enum):
    """Who reads about a meeting."""

    IN_CHANNEL = auto()
    ALONE = auto()
    AS_HOST = auto()


@dataclass(frozen=True, slots=True)
class AgendaLine:
    """A topic as the announcement shows it."""

    words: str
    votes: int
    suggester: str | None
    """None where the name is not shown."""


@dataclass(frozen=True, slots=True)
class MeetingShown:
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
    """When the meeting after this one is."""
    missed: Sequence[datetime] = ()
    """Meetings before this one that were not announced, for nothing was running."""
    calendar_link: str = ""
    has_begun: bool = False
    """Then nothing is answered any more."""

    @property
    def zone(self) -> tzinfo:
        """The circle's: for who reads without Slack's help."""
        return zone_of(self.circle)


def announcement(shown: MeetingShown) -> Message:
    """The one message of a meeting in its channel, rewritten as answers and topics come."""
    return message(
        paragraph(f"{name_of(shown.circle)}: {when(shown.meeting.starts_at, shown.zone)}, {how_long(shown)}."),
        *body_of(shown, shown.zone, Reads.IN_CHANNEL),
        *answers_of(shown),
        note(_footnote(shown)),
    )


def reminder(shown: MeetingShown, zone: tzinfo, coming: Coming | None) -> Message:
    """The reminder of a meeting, for one member alone; it says what they have answered.

    Who comes, and how many vote, changes by the minute: that stands in the channel.
    """
    return message(
        paragraph(
            f"{name_of(shown.circle)} in {in_channel(shown.circle)}: {when(shown.meeting.starts_at, zone)}, {how_long(shown)}. {you_said(coming, has_begun=shown.has_begun)}"
        ),
        *body_of(shown, zone, Reads.ALONE),
        *answers_of(shown),
        note(
            "You get this because you are in this circle. `/klatch` changes when you are reminded, or lets you leave."
        ),
    )


def body_of(shown: MeetingShown, zone: tzinfo, reads: Reads) -> list[Block]:
    """What stands between the day and the buttons; to its host nobody says who hosts."""
    said = [
        paragraph("\n".join(_facts(shown, reads))),
        *_parts(shown, zone),
        *_agenda(shown, reads),
    ]
    if shown.missed:
        said.insert(0, paragraph(missed_in_words(shown.circle, shown.missed)))
    if shown.meeting.decides_at is not None:
        said.append(paragraph(_question(shown, zone, shown.meeting.decides_at, reads)))
    return [*said]


def _facts(shown: MeetingShown, reads: Reads) -> list[str]:
    """Where it is, who hosts and who comes: a line each."""
    meeting = shown.meeting
    facts = [f"Where: {inline(meeting.place) if meeting.place.strip() else in_channel(shown.circle)}"]
    if moved_from := _moved_from(shown):
        facts.insert(0, moved_from)
    hosted = [] if reads is Reads.AS_HOST else [who_hosts(meeting, has_begun=shown.has_begun)]
    come = [] if reads is Reads.ALONE else [_who_comes(shown)]
    return [*facts, *hosted, *come]


def _moved_from(shown: MeetingShown) -> str:
    if not shown.meeting.moves:
        return ""
    planned = date.fromisoformat(shown.meeting.occurrence)
    if planned == shown.meeting.starts_at.astimezone(shown.zone).date():
        return "It begins at another hour than planned."
    return f"It was planned for {planned:%A %-d %B}, and has moved."


def _who_comes(shown: MeetingShown) -> str:
    maybe = f"{counted(shown.maybe, 'person says', 'people say')} maybe" if shown.maybe else ""
    if not shown.coming:
        return (
            f"Nobody has said yes yet; {maybe}."
            if maybe
            else f"Nobody has said yes{'.' if shown.has_begun else ' yet. Be the first?'}"
        )
    more = len(shown.coming) - NAMES_SHOWN
    if more > 0:
        named = ", ".join(person(one) for one in shown.coming[:NAMES_SHOWN]) + f" and {counted(more, 'more', 'more')}"
    else:
        named = people(shown.coming)
    return f"Coming: {named}{f'; {maybe}' if maybe else ''}."


def _parts(shown: MeetingShown, zone: tzinfo) -> Sequence[Block]:
    """The timed parts of a mini-retreat, by the clock."""
    begins, lines = shown.meeting.starts_at, []
    for minutes, words in shown.circle.parts:
        lines.append(f"{date_and_time(begins, zone, '{time}')} {shortened(str(words), PART_SHOWN)}")
        begins += timedelta(minutes=int(minutes))
    return in_paragraphs("*How it goes*", lines) if lines else ()


def _agenda(shown: MeetingShown, reads: Reads) -> list[Block]:
    """The topics, and questions to talk about where there are few."""
    said: list[Block] = []
    if shown.topics:
        topics = shown.topics if reads is Reads.IN_CHANNEL else [replace(line, votes=0) for line in shown.topics]
        lines = [f"• {topic(line)}" for line in topics]
        more = shown.topics_in_all - len(shown.topics)
        said += in_paragraphs(
            "*On the agenda*", [*lines, *([f"… and {counted(more, 'more', 'more')}"] if more > 0 else [])]
        )
    if shown.prompts and shown.topics_in_all < AGENDA_IS_THIN:
        said += in_paragraphs(
            _prompts_heading(shown), [f"• {shortened(prompt, TOPIC_SHOWN)}" for prompt in shown.prompts]
        )
    elif not shown.topics:
        said.append(paragraph("Nothing on the agenda yet. What would you like to talk about?"))
    return said


def _prompts_heading(shown: MeetingShown) -> str:
    count = len(shown.prompts)
    if shown.topics:
        return f"{counted(count, 'more question').capitalize()}, for when there is time:"
    how_many = "A question" if count == 1 else counted(count, "question").capitalize()
    return f"Nothing on the agenda yet. {how_many} worth {lasting(60)}:"


def topic(line: AgendaLine) -> str:
    """A topic with who suggested it, where that is shown, and its votes."""
    details = [f"suggested by {person(line.suggester)}"] if line.suggester else []
    if line.votes:
        details.append(counted(line.votes, "vote"))
    return " · ".join([shortened(line.words, TOPIC_SHOWN), *details])


def _question(shown: MeetingShown, zone: tzinfo, decides_at: datetime, reads: Reads) -> str:
    if shown.meeting.state is not MeetingState.IN_QUESTION:
        return "*It is on.*"
    count = len(shown.coming)
    has_said = f"So far {counted(count, 'person comes', 'people come')}" if count else "Nobody has said that they come"
    if reads is Reads.ALONE:
        has_said = "Too few have said that they come"
    return (
        f"{has_said}, and this circle likes to be at least {counted(shown.circle.quorum, 'person', 'people')}. "
        f"*Shall it go ahead, or move to another day?* This message will say by {when(decides_at, zone)} whether it is on."
    )


def answers_of(shown: MeetingShown, *, leads: bool = True) -> list[ActionsBlock]:
    """Every button that members have on a meeting: once it has begun, those of its agenda are left.

    ``leads`` says that nothing on the card is to be answered before them.
    """
    meeting = shown.meeting
    if shown.has_begun:
        is_over = shown.circle.state is CircleState.ENDED
        return [] if is_over else [buttons(*_agenda_buttons(shown.circle))]
    further = (*_agenda_buttons(shown.circle), button("Add to my calendar", Action.CALENDAR, meeting.id))
    rows = [answer_buttons(meeting, leads=leads), buttons(*further)]
    if meeting.state is MeetingState.IN_QUESTION:
        wishes = (button("Go ahead", Action.GO_AHEAD, meeting.id), button("Move it", Action.MOVE_IT, meeting.id))
        rows.insert(0, buttons(*wishes))
    return rows


def _agenda_buttons(circle: Circle) -> Sequence[ButtonElement]:
    suggest = button("Suggest a topic", Action.SUGGEST, circle.id)
    return suggest, button("See the agenda", Action.AGENDA, circle.id)


def answer_buttons(meeting: Meeting, *, leads: bool = True) -> ActionsBlock:
    """*I'm in*, *Maybe*, *Not this time*."""
    return buttons(
        button("I'm in", Action.COMING, meeting.id, style="primary" if leads else None),
        button("Maybe", Action.MAYBE, meeting.id),
        button("Not this time", Action.NOT_THIS_TIME, meeting.id),
    )


def _footnote(shown: MeetingShown) -> str:
    if shown.has_begun:
        return "It has begun. Anyone here can come along."
    said = ["Anyone here can come along: *I'm in* joins the circle too. *Not this time* is told to nobody."]
    if 0 < len(shown.calendar_link) <= LINK_SHOWN:
        said.append(f"<{escape(shown.calendar_link)}|Add it to Google Calendar>.")
    return " ".join(said)


def how_long(shown: MeetingShown) -> str:
    """How long the meeting is, after its beginning."""
    return f"for {lasting(shown.meeting.minutes)}"


def move_button(meeting: Meeting) -> ButtonElement:
    """*Another day*: for the host, and who looks after the circle."""
    return button("Another day", Action.MOVE, meeting.id)


def call_off_button(meeting: Meeting) -> ButtonElement:
    """*Call it off*, which asks once."""
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
