"""Forms of the agenda: suggest a topic, see it, vote, take back. Pure functions."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from textwrap import shorten

from slack_sdk.models.blocks import Block, ButtonElement, ConfirmObject, InputBlock, PlainTextObject
from slack_sdk.models.views import View

from bot.blocks import button, buttons, confirmation, note, paragraph, person, quote
from bot.circles.actions import Action, Field, Form
from bot.circles.models import Circle, Meeting
from bot.circles.outcomes import TopicOutcome
from bot.circles.rules import OPEN_TOPICS_EACH, TOPIC_LIMIT
from bot.circles.views.shared import in_channel, name_of, when
from bot.form_fields import form, radio_field, select_field, text_field
from bot.languages.reader import Reader

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


def suggest_form(
    reader: Reader, circles: Sequence[Circle], chosen: Circle, words: str = "", *, is_question: bool = False
) -> View:
    """Return the form for a topic. ``is_question``: the words are a question that somebody has asked here before."""
    names = [(one.id, one.name) for one in circles]
    which = select_field(Field.CIRCLE, reader.gettext("For which circle?"), names, chosen.id)
    return form(
        reader,
        Form.SUGGEST,
        reader.gettext("Suggest a topic"),
        *([which] if len(circles) > 1 else []),
        text_field(
            Field.WORDS,
            reader.gettext("What would you like to talk about?"),
            limit=TOPIC_LIMIT,
            value=at_most(words, TOPIC_LIMIT),
            hint=reader.gettext("A question works well: “How do you say no to one more committee?”"),
            lines=False,
            required=True,
        ),
        name_field(reader, WITHOUT_NAME, hint=_who_knows(reader, is_question=is_question)),
        submit=reader.gettext("Suggest it"),
        subject=chosen.id,
    )


def name_field(reader: Reader, chosen: str, *, hint: str) -> InputBlock:
    """Return the field that says whether words are shown with their writer's name."""
    choices = [(WITHOUT_NAME, reader.gettext("Without my name")), (WITH_NAME, reader.gettext("With my name"))]
    return radio_field(Field.NAME_SHOWN, reader.gettext("Your name"), choices, chosen, hint=hint)


def at_most(words: str, limit: int) -> str:
    """Return words on one line, cut between two of them; a single word that is longer is cut as it is.

    >>> at_most("How do I write my first grant proposal?", 20)
    'How do I write my…'
    """
    cut = shorten(words, limit, placeholder="…")
    return cut if cut != "…" else words.strip()[:limit]


def _who_knows(reader: Reader, *, is_question: bool) -> str:
    said = reader.gettext(
        "The channel sees it within five minutes. Nobody is told who suggested it, unless you add your name."
    )
    if not is_question:
        return said
    known = reader.gettext("People who were asked it before may recognize it.")
    return f"{said} {known}"


def suggested(reader: Reader, circle: Circle, meeting: Meeting | None, *, shows_name: bool) -> View:
    """Return the reply to a topic, for the meeting that is announced or for the next one."""
    done = (
        reader.gettext("Thank you! Your topic is on the agenda, with your name.")
        if shows_name
        else reader.gettext("Thank you! Your topic is on the agenda, without your name.")
    )
    if meeting is not None:
        day = when(reader, meeting.starts_at, circle.zone)
        seen = reader.gettext("Next meeting: {when}. The channel sees your topic within five minutes.", when=day)
    else:
        seen = reader.gettext("The channel sees it when the next meeting is announced.")
    return _page(
        reader,
        reader.gettext("Thank you"),
        paragraph(f"{done} {seen}"),
        buttons(button(reader.gettext("See the agenda"), Action.AGENDA, circle.id)),
        subject=circle.id,
    )


def agenda(reader: Reader, opened: Agenda, said: str = "") -> View:
    """Return the whole agenda. ``said`` is the outcome of the last press, where the agenda alone does not show it."""
    blocks: list[Block] = [paragraph(said)] if said else []
    blocks.append(paragraph(_heading(reader, opened)))
    for entry in opened.entries:
        blocks.append(paragraph(f"{quote(entry.words, _QUOTE_LIMIT)}\n{_beside(reader, entry)}"))
        if presses := _presses(reader, opened, entry):
            blocks.append(buttons(*presses))
    if opened.hidden:
        hidden = reader.ngettext(
            "… and one more topic with fewer votes.", "… and {number} more topics with fewer votes.", opened.hidden
        )
        blocks.append(note(hidden))
    return _page(reader, reader.gettext("Agenda"), *blocks, *_end(reader, opened), subject=opened.circle.id)


def _heading(reader: Reader, opened: Agenda) -> str:
    circle = name_of(opened.circle)
    if opened.starts_at is not None:
        day = when(reader, opened.starts_at, opened.circle.zone)
        comes = reader.gettext("{circle}: {when}.", circle=circle, when=day)
    else:
        comes = reader.gettext("{circle}: no date yet.", circle=circle)
    if opened.entries:
        topics = reader.gettext("What people would like to talk about, most votes first:")
    else:
        topics = reader.gettext("Nobody has suggested a topic yet. What would you like to talk about?")
    return f"{comes} {topics}"


def _beside(reader: Reader, entry: AgendaEntry) -> str:
    votes = reader.ngettext("one vote", "{number} votes", entry.votes)
    said = [votes if entry.votes else reader.gettext("no votes yet")]
    if entry.is_own and entry.suggester:
        said.append(reader.gettext("yours, with your name"))
    elif entry.is_own:
        said.append(reader.gettext("yours, without your name"))
    elif entry.suggester:
        said.append(reader.gettext("suggested by {person}", person=person(entry.suggester)))
    if entry.carried_over:
        said.append(reader.gettext("carried over"))
    return " · ".join(said)


def _presses(reader: Reader, opened: Agenda, entry: AgendaEntry) -> Sequence[ButtonElement]:
    presses: list[ButtonElement] = []
    if opened.is_in and not entry.is_own:
        label = reader.gettext("Take my vote back") if entry.has_voted else reader.pgettext("for a topic", "Vote")
        presses.append(button(label, Action.VOTE, f"{entry.topic}/{0 if entry.has_voted else 1}"))
    if entry.is_own:
        presses.append(button(reader.gettext("Take it back"), Action.TAKE_BACK, entry.topic))
    elif opened.may_take_off:
        confirm = _if_taken_off(reader)
        presses.append(button(reader.gettext("Take it off"), Action.TAKE_BACK, entry.topic, confirm=confirm))
    return presses


def _if_taken_off(reader: Reader) -> ConfirmObject:
    return confirmation(
        reader.gettext("Take it off?"),
        reader.gettext(
            "It leaves the agenda for good. Nobody is told who took it off, and you aren't told who suggested it."
        ),
        reader.gettext("Take it off"),
        reader.pgettext("leave a topic on the agenda", "Leave it"),
    )


def _end(reader: Reader, opened: Agenda) -> Sequence[Block]:
    if not opened.is_in:
        return [
            buttons(button(reader.pgettext("join a circle", "Join"), Action.JOIN, opened.circle.id, style="primary")),
            note(reader.gettext("Members of the circle can suggest topics and vote.")),
        ]
    said = reader.gettext(
        "Nobody sees who votes, or who suggested a topic without their name. The channel shows what's new every five minutes."
    )
    return [buttons(button(reader.gettext("Suggest a topic"), Action.SUGGEST, opened.circle.id)), note(said)]


def join_first(reader: Reader, circles: Sequence[Circle]) -> View:
    """Return how to join, for somebody who would suggest a topic where they are not in the circle."""
    if not circles:
        none = reader.gettext("There's no circle here yet. Type `/klatch new` to start one.")
        return _page(reader, reader.gettext("Agenda"), paragraph(none))
    first = reader.ngettext(
        "Only members suggest topics. Join this circle first, then suggest yours. You can leave at any time.",
        "Only members suggest topics. Join one of these circles first, then suggest yours. You can leave at any time.",
        len(circles),
    )
    rows: list[Block] = [paragraph(first)]
    for circle in circles[:CIRCLES_SHOWN]:
        which = reader.gettext("{circle} in {channel}", circle=name_of(circle), channel=in_channel(circle))
        rows += [paragraph(which), buttons(button(reader.pgettext("join a circle", "Join"), Action.JOIN, circle.id))]
    return _page(reader, reader.gettext("Join first"), *rows)


def outcomes(reader: Reader) -> Mapping[TopicOutcome, str]:
    """Return the words for outcomes; none where the form says enough."""
    return {
        TopicOutcome.DONE: "",
        TopicOutcome.ENOUGH: reader.gettext(
            "You have {most} topics waiting in this circle, and that's the limit. Take one back, or wait for the next meeting.",
            most=reader.number(OPEN_TOPICS_EACH),
        ),
        TopicOutcome.NOT_IN_CIRCLE: reader.gettext("That's for members of this circle. Type `/klatch join` to join."),
        TopicOutcome.GONE: reader.gettext("That topic is no longer on the agenda."),
        TopicOutcome.NOT_YOURS: reader.gettext(
            "Only the person who suggested a topic, the host, or someone who looks after the circle can take it off the agenda."
        ),
        TopicOutcome.CARRIED_BEFORE: reader.gettext("That topic was carried over already."),
        TopicOutcome.NOT_OVER: reader.gettext("That meeting isn't over yet, or was called off."),
        TopicOutcome.TOO_LATE: reader.gettext(
            "That meeting was too long ago. Is it still on your mind? Suggest it as a topic: `/klatch suggest`."
        ),
        TopicOutcome.NO_CIRCLE: reader.gettext("This circle has ended, or its channel isn't open to you."),
    }


def nothing_written(reader: Reader) -> str:
    """Return the fault of a field in which nothing was written."""
    return reader.gettext("Please write a few words.")


def too_long(reader: Reader) -> str:
    """Return the fault of a field in which too much was written."""
    return reader.gettext("Please say it in fewer words.")


def fault(reader: Reader, outcome: TopicOutcome) -> str:
    """Return the words for below a field, where Slack shows every sign as it is; the form keeps what was typed."""
    return outcomes(reader)[outcome].replace("`", "")


def refusal(reader: Reader, outcome: TopicOutcome) -> View:
    """Return a refusal by itself: never a message, which would be kept with a name and an hour."""
    return notice(reader, outcomes(reader)[outcome])


def notice(reader: Reader, words: str) -> View:
    """Return a sentence by itself."""
    return _page(reader, "Klatch", paragraph(words))


def _page(reader: Reader, title: str, *blocks: Block, subject: object = "") -> View:
    return View(
        type="modal",
        callback_id=Form.AGENDA,
        title=PlainTextObject(text=title),
        close=PlainTextObject(text=reader.gettext("Close")),
        private_metadata=str(subject),
        blocks=list(blocks),
    )
