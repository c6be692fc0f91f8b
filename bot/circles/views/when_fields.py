"""When a circle meets, in its form: words as people say them, or menus, and the dates that come of either."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from slack_sdk.models.blocks import Block, InputBlock, PlainTextInputElement
from slack_sdk.models.blocks.basic_components import DispatchActionConfig

from bot.blocks import button, buttons, inline, paragraph
from bot.cadence import Cadence, CadenceRefusal, Occurrence, rhythm_and_start_in_words, rhythm_in_words
from bot.circles import rules
from bot.circles.actions import Action, Field
from bot.circles.models import Circle
from bot.circles.organizing.drafts import Subject
from bot.circles.organizing.menus import Chosen, chosen_of, weekday_of
from bot.circles.views.shared import when
from bot.form_fields import date_field
from bot.languages.reader import Reader
from bot.recurring.menus import how_often_field, how_often_value, telling, time_field, weekday_field
from bot.recurring.views import dates_in_words

ONCE, AS_SAID = "once", "as_said"
"""Choices beside the rhythms: a single date, and what the menus have no words for."""

_FAR = timedelta(days=183)
"""How far ahead the year has to be said: "5 January", typed on the 6th, is in a year."""


@dataclass(frozen=True, slots=True)
class When:
    """What the form says of when the circle meets."""

    words: str
    cadence: Cadence | None = None
    """What the words mean; None where they cannot be read, or nobody has asked yet."""
    said: Cadence | None = None
    """What menus began with, where there are some."""
    below: str = ""
    """The dates that come of it, or what is wrong with the words."""


def when_field(field: Field, subject: Subject) -> str:
    """Return the name of a field for when: a new one whenever words and menus are swapped.

    Slack keeps what is in a field as long as its name stays.
    """
    return f"{field}.{subject.kind}.{subject.swaps}"


def fault_at(subject: Subject) -> str:
    """Return the field at which a fault of when it meets is shown."""
    return when_field(Field.HOW_OFTEN if subject.is_by_menus else Field.CADENCE, subject)


def when_fields(reader: Reader, subject: Subject, shown: When) -> Sequence[Block]:
    """Return the fields for when a circle meets, what comes of them, and the button for the other way to say it."""
    below = paragraph(shown.below or _say_it(reader))
    if shown.said is not None:
        swap = button(reader.gettext("Type it instead"), Action.SWAP_WHEN, "")
        return [*_menus(reader, subject, shown.cadence or shown.said, shown.said), below, buttons(swap)]
    swap = button(reader.gettext("Choose from menus"), Action.SWAP_WHEN, "")
    return [_words_field(reader, subject, shown.words), below, buttons(swap)]


def _say_it(reader: Reader) -> str:
    return reader.gettext(
        "For example:\n"
        "• every other Tuesday at 3pm\n"
        "• the first Monday of the month at noon\n"
        "• on 3 March, 14 April and 9 June at 14:00 Berlin time\n"
        "• Tuesdays at 15:00, starting 5 January, but not on 2 March"
    )


def _words_field(reader: Reader, subject: Subject, words: str) -> InputBlock:
    element = PlainTextInputElement(
        action_id=Field.CADENCE,
        initial_value=words[: rules.CADENCE_LIMIT] or None,
        max_length=rules.CADENCE_LIMIT,
        dispatch_action_config=DispatchActionConfig(trigger_actions_on=["on_enter_pressed"]),
    )
    return InputBlock(
        block_id=when_field(Field.CADENCE, subject),
        label=reader.gettext("When"),
        element=element,
        hint=reader.gettext(
            "As you'd say it, in your own time zone unless you name another. Press Enter to see the dates."
        ),
        dispatch_action=True,
        optional=False,
    )


def _menus(reader: Reader, subject: Subject, cadence: Cadence, said: Cadence) -> Sequence[InputBlock]:
    """Return the menus with a cadence in them.

    One that they have no words for stands in the first of them as it was said, and then there are no others.
    """
    chosen = chosen_of(cadence)
    as_said = [(AS_SAID, rhythm_in_words(each, reader.locale)) for each in (cadence, said) if chosen_of(each) is None]
    how_often = how_often_field(
        reader,
        Field.HOW_OFTEN,
        weekday_of(cadence),
        _value(chosen),
        before=as_said[:1],
        after=[(ONCE, reader.pgettext("how often a circle meets", "Once"))],
    )
    fields = telling([how_often, *(_day_and_time(reader, chosen) if chosen is not None else [])])
    for field in fields:
        field.block_id = when_field(Field(field.block_id or ""), subject)
    return fields


def _value(chosen: Chosen | None) -> str:
    if chosen is None:
        return AS_SAID
    return ONCE if chosen.day is not None else how_often_value(chosen.recurs, chosen.nth)


def _day_and_time(reader: Reader, chosen: Chosen) -> Sequence[InputBlock]:
    if chosen.weekday is not None:
        day = weekday_field(reader, Field.WEEKDAY, chosen.weekday)
    else:
        day = date_field(Field.DAY, reader.gettext("Day"), initial=chosen.day)
    return [day, time_field(reader, Field.TIME, chosen.at)]


def dates_shown(
    reader: Reader,
    cadence: Cadence,
    dates: Sequence[Occurrence],
    circle: Circle | None,
    announced_at: datetime | None,
    now: datetime,
) -> str:
    """Return how the dates that were typed were understood, and the next of them."""
    said = rhythm_and_start_in_words if dates and dates[0].at > now + _FAR else rhythm_in_words
    understood = reader.gettext("Got it: {rhythm}.", rhythm=said(cadence, reader.locale))
    days = dates_in_words(reader, dates, ZoneInfo(cadence.zone))
    if circle is None or announced_at is None:
        following = reader.ngettext("*Next meeting:* {days}.", "*Next meetings:* {days}.", len(dates), days=days)
        return f"{understood}\n{following}"
    stays = reader.gettext(
        "The next meeting is already announced and stays as it is: {when}.",
        when=when(reader, announced_at, circle.zone),
    )
    following = reader.gettext("*After that:* {days}.", days=days)
    return f"{understood} {stays}\n{following}"


def dates_unread(refusal: CadenceRefusal) -> str:
    """Return what is wrong with what was typed, for below its field, and what can be typed, one a line."""
    if not refusal.examples:
        return inline(refusal.message)
    examples = [f"• {inline(example)}" for example in refusal.examples]
    return "\n".join([f"{inline(refusal.message)} {refusal.before_examples}", *examples])
