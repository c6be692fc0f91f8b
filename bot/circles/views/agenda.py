"""Forms of the agenda: suggest a topic, see it, vote, take back. Pure functions."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from textwrap import shorten

from slack_sdk.models.blocks import Block, ButtonElement, PlainTextObject
from slack_sdk.models.views import View

from bot.blocks import button, buttons, confirmation, counted, note, paragraph, person, quote
from bot.circles.actions import Action, Field, Form
from bot.circles.models import Circle, Meeting
from bot.circles.outcomes import TopicOutcome
from bot.circles.rules import OPEN_TOPICS_EACH, TOPIC_LIMIT
from bot.circles.views.shared import name_of, when
from bot.form_fields import form, radio_field, select_field, text_field
from bot.languages.reader import ENGLISH

WITH_NAME = "yes"
WITHOUT_NAME = "no"
CIRCLES_SHOWN = 10
"""Circles that somebody who is in none of them is offered at once."""

_QUOTE_LIMIT = 1_100
"""The longest topic, every sign of it escaped."""


@dataclass(frozen=True, slots=True)
class AgendaEntry:
    """A topic as one reader sees it."""

    topic: int
    words: str
    votes: int
    suggester: str | None
    """None where the name is not shown."""
    is_own: bool
    has_voted: bool
    carried_over: int


@dataclass(frozen=True, slots=True)
class Agenda:
    """All that one reader sees of an agenda."""

    circle: Circle
    starts_at: datetime | None
    """Beginning of the next meeting, if there is one."""
    entries: Sequence[AgendaEntry]
    hidden: int
    """Number of topics beyond what a form can show."""
    is_in: bool
    may_take_off: bool


def suggest_form(circles: Sequence[Circle], chosen: Circle, words: str = "", *, is_question: bool = False) -> View:
    """Return the form for a topic. ``is_question``: the words are a question that somebody has asked here before."""
    which = (
        [select_field(Field.CIRCLE, "For which circle?", [(one.id, one.name) for one in circles], chosen.id)]
        if len(circles) > 1
        else []
    )
    return form(
        ENGLISH,
        Form.SUGGEST,
        "Suggest a topic",
        *which,
        text_field(
            Field.WORDS,
            "What would you like to talk about?",
            limit=TOPIC_LIMIT,
            value=at_most(words, TOPIC_LIMIT),
            hint="A question works well: “How do you say no to one more committee?”",
            lines=False,
            required=True,
        ),
        radio_field(
            Field.NAME_SHOWN,
            "Your name",
            [(WITHOUT_NAME, "Without my name"), (WITH_NAME, "With my name")],
            WITHOUT_NAME,
            hint=_who_knows(is_question=is_question),
        ),
        submit="Suggest it",
        subject=chosen.id,
    )


def at_most(words: str, limit: int) -> str:
    """Return words on one line, cut between two of them; a single word that is longer is cut as it is.

    >>> at_most("How do I write my first grant proposal?", 20)
    'How do I write my…'
    """
    cut = shorten(words, limit, placeholder="…")
    return cut if cut != "…" else words.strip()[:limit]


def _who_knows(*, is_question: bool) -> str:
    known = " Whoever was asked it before may recognise it." if is_question else ""
    return (
        f"The channel sees it within five minutes. Nobody is told who suggested it, unless you give your name.{known}"
    )


def suggested(circle: Circle, meeting: Meeting | None, *, shows_name: bool) -> View:
    """Return the reply to a topic, for the meeting that is announced or for the next one."""
    how = "with your name" if shows_name else "without your name"
    if meeting is not None:
        where = f"on the agenda for {when(ENGLISH, meeting.starts_at, circle.zone)}, {how}. The channel sees it within five minutes."
    else:
        where = f"on the agenda, {how}. The channel sees it when the next meeting is announced."
    return _page(
        "Thank you",
        paragraph(f"Thank you! Your topic is {where}"),
        buttons(button("See the agenda", Action.AGENDA, circle.id)),
        subject=circle.id,
    )


def agenda(opened: Agenda, said: str = "") -> View:
    """Return the whole agenda. ``said`` is the outcome of the last press, where the agenda alone does not show it."""
    blocks: list[Block] = [paragraph(said)] if said else []
    blocks.append(paragraph(_heading(opened)))
    for entry in opened.entries:
        blocks.append(paragraph(f"{quote(entry.words, _QUOTE_LIMIT)}\n{_beside(entry)}"))
        if presses := _presses(opened, entry):
            blocks.append(buttons(*presses))
    if opened.hidden:
        blocks.append(note(f"… and {counted(opened.hidden, 'more topic')} with fewer votes."))
    return _page("Agenda", *blocks, *_end(opened), subject=opened.circle.id)


def _heading(opened: Agenda) -> str:
    comes = when(ENGLISH, opened.starts_at, opened.circle.zone) if opened.starts_at is not None else "no date yet"
    if opened.entries:
        return f"{name_of(opened.circle)}, {comes}. What people would like to talk about, most votes first:"
    return f"{name_of(opened.circle)}, {comes}. Nobody has suggested a topic yet. What would you like to talk about?"


def _beside(entry: AgendaEntry) -> str:
    said = [counted(entry.votes, "vote").capitalize() if entry.votes else "No votes yet"]
    if entry.is_own:
        said.append("yours, with your name" if entry.suggester else "yours, without your name")
    elif entry.suggester:
        said.append(f"suggested by {person(entry.suggester)}")
    if entry.carried_over:
        said.append("carried over")
    return " · ".join(said)


def _presses(opened: Agenda, entry: AgendaEntry) -> Sequence[ButtonElement]:
    presses: list[ButtonElement] = []
    if opened.is_in and not entry.is_own:
        label = "Take my vote back" if entry.has_voted else "Vote"
        presses.append(button(label, Action.VOTE, f"{entry.topic}/{0 if entry.has_voted else 1}"))
    if entry.is_own:
        presses.append(button("Take it back", Action.TAKE_BACK, entry.topic))
    elif opened.may_take_off:
        presses.append(button("Take it off", Action.TAKE_BACK, entry.topic, confirm=_TAKE_OFF))
    return presses


_TAKE_OFF = confirmation(
    "Take it off?",
    "It leaves the agenda for good. Nobody is told who took it off, and you are not told who suggested it.",
    "Take it off",
    "Leave it",
)


def _end(opened: Agenda) -> Sequence[Block]:
    if not opened.is_in:
        return [
            buttons(button("Join", Action.JOIN, opened.circle.id, style="primary")),
            note("Whoever is in the circle can suggest topics and vote."),
        ]
    return [
        buttons(button("Suggest a topic", Action.SUGGEST, opened.circle.id)),
        note(
            "Nobody sees who votes, or who suggested what without their name. The channel shows what is new every five minutes."
        ),
    ]


def join_first(circles: Sequence[Circle]) -> View:
    """Return how to join, for somebody who would suggest a topic where they are not in the circle."""
    if not circles:
        return _page("Agenda", paragraph("There is no circle here yet. `/klatch new` starts one."))
    rows: list[Block] = []
    for circle in circles[:CIRCLES_SHOWN]:
        rows += [
            paragraph(f"{name_of(circle)} in <#{circle.channel}>"),
            buttons(button("Join", Action.JOIN, circle.id)),
        ]
    which = "this circle" if len(circles) == 1 else "one of these circles"
    first = paragraph(
        f"Topics come from who is in a circle. Join {which} first, then suggest it: joining takes a moment, and you can leave at any time."
    )
    return _page("Join first", first, *rows)


OUTCOMES: Mapping[TopicOutcome, str] = {
    TopicOutcome.DONE: "",
    TopicOutcome.ENOUGH: f"You have {OPEN_TOPICS_EACH} topics waiting in this circle, which is as many as one person may. Take one back, or wait for the next meeting.",
    TopicOutcome.NOT_IN_CIRCLE: "This is for who is in the circle. `/klatch join` takes you in.",
    TopicOutcome.GONE: "That topic is not on the agenda any more.",
    TopicOutcome.NOT_YOURS: "Only who suggested a topic, the host, and who looks after the circle can take it off the agenda.",
    TopicOutcome.CARRIED_BEFORE: "That topic has been carried over already.",
    TopicOutcome.NOT_OVER: "That meeting is not over yet, or did not happen.",
    TopicOutcome.TOO_LATE: "That meeting was too long ago. If it is still on your mind, suggest it as a topic: `/klatch suggest`.",
    TopicOutcome.NO_CIRCLE: "This circle has ended, or it is in a channel that is not open to you.",
}
"""Words for an outcome; none where the form says enough."""

NOTHING_WRITTEN = "Please write a few words."
TOO_LONG = "Please say it in fewer words."


def fault(outcome: TopicOutcome) -> str:
    """Return the words for below a field, where Slack shows every sign as it is; the form keeps what was typed."""
    return OUTCOMES[outcome].replace("`", "")


def refusal(outcome: TopicOutcome) -> View:
    """Return a refusal by itself: never a message, which would be kept with a name and an hour."""
    return notice(OUTCOMES[outcome])


def notice(words: str) -> View:
    """Return a sentence by itself."""
    return _page("Klatch", paragraph(words))


def _page(title: str, *blocks: Block, subject: object = "") -> View:
    return View(
        type="modal",
        callback_id=Form.AGENDA,
        title=PlainTextObject(text=title),
        close=PlainTextObject(text="Close"),
        private_metadata=str(subject),
        blocks=list(blocks),
    )
