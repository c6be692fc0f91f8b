"""Summary of a meeting, and the form for a takeaway. Pure functions."""

from collections.abc import Sequence
from dataclasses import dataclass

from slack_sdk.models.blocks import Block, SectionBlock
from slack_sdk.models.views import View

from bot.blocks import button, buttons, counted, inline, listed, message, note, paragraph, person, quote
from bot.circles.actions import Action, Field, Form
from bot.circles.models import AgendaTopic, Circle, Meeting, Takeaway
from bot.circles.rules import NAMES_SHOWN, REFLECTION_LIMIT, TAKEAWAYS_SHOWN, TOPICS_SHOWN
from bot.circles.views.agenda import WITH_NAME, WITHOUT_NAME, notice
from bot.circles.views.shared import meeting_of_day
from bot.form_fields import form, radio_field, text_field
from bot.languages.reader import ENGLISH
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


def summary(summed: Summary) -> Message:
    """Return the summary in the thread once a meeting is over: short where there was little."""
    return message(
        ENGLISH,
        paragraph(_opening(summed)),
        *[_talked_about(summed, one) for one in summed.talked_about],
        *_takeaways(summed.takeaways),
        *([] if summed.is_closed else _asked(summed)),
        *([note(_about_topics(summed))] if _can_carry_over(summed) else []),
    )


def _asked(summed: Summary) -> Sequence[Block]:
    asked = f"What do you take with you? Tell the others, with your name or without. {_beginning_of(summed.meeting)}"
    return [paragraph(asked.rstrip()), buttons(button("Reflect", Action.REFLECT, summed.meeting.id))]


def _opening(summed: Summary) -> str:
    over = f"{meeting_of_day(ENGLISH, summed.circle, summed.meeting)} is over."
    came = f" {_who_came(summed.came)}" if summed.came else ""
    return f"{over}{came} {'On the agenda:' if summed.talked_about else 'There was no agenda, just people.'}"


def _who_came(came: Sequence[str]) -> str:
    named = [person(member) for member in came[:NAMES_SHOWN]]
    if more := len(came) - len(named):
        named.append(f"{more} more")
    return f"Who said they would come: {listed(named)}."


def _talked_about(summed: Summary, one: AgendaTopic) -> SectionBlock:
    words = quote(one.words, _TOPIC_LENGTH)
    if not one.was_discussed_at(summed.meeting):
        return paragraph(f"{words}\nCarried over to the next agenda.")
    block = paragraph(words)
    if _can_carry_over(summed):
        block.accessory = button("Carry over", Action.CARRY_OVER, f"{summed.meeting.id}/{one.id}")
    return block


def _about_topics(summed: Summary) -> str:
    others = " What is not listed here waits for it." if len(summed.talked_about) == TOPICS_SHOWN else ""
    return f"*Carry over* puts a topic on the next agenda too.{others}"


def _can_carry_over(summed: Summary) -> bool:
    is_open = not summed.is_closed and summed.circle.state is not RecurringState.ENDED
    return is_open and any(one.was_discussed_at(summed.meeting) for one in summed.talked_about)


def _takeaways(takeaways: Sequence[Takeaway]) -> Sequence[Block]:
    """Return as many as there is room for: the newest, for what has not been read yet matters most."""
    room, shown = _TAKEAWAYS_TOGETHER, list[str]()
    for taken in reversed(takeaways[-TAKEAWAYS_SHOWN:]):
        words = _taken(taken)
        room -= len(words) + _AROUND_ONE
        if room < 0:
            break
        shown.insert(0, words)
    if not shown:
        return []
    hidden = len(takeaways) - len(shown)
    earlier = [note(f"… and {counted(hidden, 'earlier one')}.")] if hidden else []
    return [paragraph("*What people take with them*"), *map(paragraph, shown), *earlier]


def _taken(taken: Takeaway) -> str:
    words = quote(taken.words, _TAKEAWAY_LENGTH)
    return f"{person(taken.writer)}:\n{words}" if taken.shows_name else words


def _beginning_of(meeting: Meeting) -> str:
    """Return the question that helps to begin, where there is one."""
    question = meeting.prompts.get(REFLECTION)
    return f"If you want somewhere to begin: _{inline(str(question))}_" if question else ""


def reflect_form(circle: Circle, meeting: Meeting, own: Takeaway | None) -> View:
    """Return the form for a takeaway: a question to all, and what somebody has written before."""
    return form(
        ENGLISH,
        Form.REFLECT,
        "What I take with me",
        paragraph(f"{meeting_of_day(ENGLISH, circle, meeting)}. {_beginning_of(meeting)}".rstrip()),
        text_field(
            Field.WORDS,
            "What do you take with you?",
            limit=REFLECTION_LIMIT,
            value=own.words if own is not None else "",
            hint="A sentence is enough. It stands in the summary within five minutes, for everybody in the channel.",
            required=True,
        ),
        radio_field(
            Field.NAME_SHOWN,
            "Your name",
            [(WITHOUT_NAME, "Without my name"), (WITH_NAME, "With my name")],
            WITH_NAME if own is not None and own.shows_name else WITHOUT_NAME,
            hint="Without it, nobody is told who wrote it.",
        ),
        submit="Share it",
        subject=meeting.id,
    )


def reflected(*, shows_name: bool) -> View:
    """Return the reply to a takeaway."""
    how = "with your name" if shows_name else "without your name"
    return notice(
        f"Thank you! It stands in the summary within five minutes, {how}. To change it, press *Reflect* again."
    )
