"""Summary of a meeting, and the form for a takeaway. Pure functions."""

from collections.abc import Sequence
from dataclasses import dataclass

from slack_sdk.models.blocks import Block, SectionBlock
from slack_sdk.models.views import View

from bot.blocks import button, buttons, inline, message, note, paragraph, person, quote
from bot.circles.actions import Action, Field, Form
from bot.circles.models import AgendaTopic, Circle, Meeting, Takeaway
from bot.circles.rules import NAMES_SHOWN, REFLECTION_LIMIT, TAKEAWAYS_SHOWN, TOPICS_SHOWN
from bot.circles.views.agenda import WITH_NAME, WITHOUT_NAME, name_field, notice
from bot.circles.views.shared import meeting_of_day
from bot.form_fields import form, text_field
from bot.languages.reader import Reader
from bot.outbox.message import Message
from bot.recurring.rules import RecurringState

REFLECTION = "reflection"
"""Key, among a meeting's prompts, of the question that is asked after it."""

_TOPIC_LENGTH = 300
_TAKEAWAY_LENGTH = 700
"""Longer are only those of which most is signs that Slack escapes."""
_TAKEAWAYS_TOGETHER = 2_400
_AROUND_ONE = 80
"""Slack refuses a message with more than some 10,000 characters in its blocks, those around the words included."""


@dataclass(frozen=True, slots=True)
class Summary:
    """All that the summary of a meeting says."""

    circle: Circle
    meeting: Meeting
    talked_about: Sequence[AgendaTopic]
    came: Sequence[str]
    takeaways: Sequence[Takeaway]
    is_closed: bool = False
    """Then nobody adds to it any more."""


def summary(reader: Reader, summed: Summary) -> Message:
    """Return the summary in the thread once a meeting is over: short where there was little."""
    return message(
        reader,
        paragraph(_opening(reader, summed)),
        *[_talked_about(reader, summed, one) for one in summed.talked_about],
        *_takeaways(reader, summed.takeaways),
        *([] if summed.is_closed else _asked(reader, summed)),
        *([note(_about_topics(reader, summed))] if _can_carry_over(summed) else []),
    )


def _asked(reader: Reader, summed: Summary) -> Sequence[Block]:
    asked = reader.gettext("What's your takeaway? Share it here, with or without your name.")
    words = f"{asked} {_beginning_of(reader, summed.meeting)}".rstrip()
    return [paragraph(words), buttons(button(reader.gettext("Reflect"), Action.REFLECT, summed.meeting.id))]


def _opening(reader: Reader, summed: Summary) -> str:
    sentences = [
        reader.gettext("{meeting} is over.", meeting=meeting_of_day(reader, summed.circle, summed.meeting)),
        _who_came(reader, summed.came) if summed.came else "",
        reader.gettext("On the agenda:")
        if summed.talked_about
        else reader.gettext("There was no agenda, just people."),
    ]
    return " ".join(filter(None, sentences))


def _who_came(reader: Reader, came: Sequence[str]) -> str:
    named = [person(member) for member in came[:NAMES_SHOWN]]
    if others := len(came) - len(named):
        named.append(reader.ngettext("one more person", "{number} more people", others))
    return reader.gettext("Signed up: {people}.", people=reader.listed(named))


def _talked_about(reader: Reader, summed: Summary, one: AgendaTopic) -> SectionBlock:
    words = quote(one.words, _TOPIC_LENGTH)
    if not one.was_discussed_at(summed.meeting):
        carried = reader.gettext("Carried over to the next agenda.")
        return paragraph(f"{words}\n{carried}")
    block = paragraph(words)
    if _can_carry_over(summed):
        block.accessory = button(reader.gettext("Carry over"), Action.CARRY_OVER, f"{summed.meeting.id}/{one.id}")
    return block


def _about_topics(reader: Reader, summed: Summary) -> str:
    said = reader.gettext("*Carry over* puts a topic on the next agenda too.")
    if len(summed.talked_about) < TOPICS_SHOWN:
        return said
    others = reader.gettext("Topics that aren't listed here are kept for it.")
    return f"{said} {others}"


def _can_carry_over(summed: Summary) -> bool:
    is_open = not summed.is_closed and summed.circle.state is not RecurringState.ENDED
    return is_open and any(one.was_discussed_at(summed.meeting) for one in summed.talked_about)


def _takeaways(reader: Reader, takeaways: Sequence[Takeaway]) -> Sequence[Block]:
    """Return as many as there is room for: the newest, because what has not been read yet matters most."""
    room, shown = _TAKEAWAYS_TOGETHER, list[str]()
    for taken in reversed(takeaways[-TAKEAWAYS_SHOWN:]):
        words = _taken(reader, taken)
        room -= len(words) + _AROUND_ONE
        if room < 0:
            break
        shown.insert(0, words)
    if not shown:
        return []
    hidden = len(takeaways) - len(shown)
    earlier = reader.ngettext("… and one earlier takeaway.", "… and {number} earlier takeaways.", hidden)
    return [
        paragraph(reader.gettext("*Takeaways*")),
        *map(paragraph, shown),
        *([note(earlier)] if hidden else []),
    ]


def _taken(reader: Reader, taken: Takeaway) -> str:
    words = quote(taken.words, _TAKEAWAY_LENGTH)
    if not taken.shows_name:
        return words
    writer = reader.gettext("{person}:", person=person(taken.writer))
    return f"{writer}\n{words}"


def _beginning_of(reader: Reader, meeting: Meeting) -> str:
    """Return the question that helps to begin, where there is one."""
    question = inline(str(meeting.prompts.get(REFLECTION) or ""))
    return reader.gettext("Not sure where to start? _{question}_", question=question) if question else ""


def reflect_form(reader: Reader, circle: Circle, meeting: Meeting, own: Takeaway | None) -> View:
    """Return the form for a takeaway: a question to all, and what somebody has written before."""
    about = (meeting_of_day(reader, circle, meeting), _beginning_of(reader, meeting))
    return form(
        reader,
        Form.REFLECT,
        reader.gettext("My takeaway"),
        paragraph("\n".join(filter(None, about))),
        text_field(
            Field.WORDS,
            reader.gettext("What's your takeaway?"),
            limit=REFLECTION_LIMIT,
            value=own.words if own is not None else "",
            hint=reader.gettext(
                "A sentence is enough. Everyone in the channel sees it in the summary within five minutes."
            ),
            required=True,
        ),
        name_field(
            reader,
            WITH_NAME if own is not None and own.shows_name else WITHOUT_NAME,
            hint=reader.gettext("Without it, nobody is told who wrote it."),
        ),
        submit=reader.gettext("Share it"),
        subject=meeting.id,
    )


def reflected(reader: Reader, *, shows_name: bool) -> View:
    """Return the reply to a takeaway."""
    done = (
        reader.gettext("Thank you! It will be in the summary within five minutes, with your name.")
        if shows_name
        else reader.gettext("Thank you! It will be in the summary within five minutes, without your name.")
    )
    change = reader.gettext("To change it, press *Reflect* again.")
    return notice(reader, f"{done} {change}")
