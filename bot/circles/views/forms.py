"""Form in which a circle is started and changed. Pure functions."""

from collections.abc import Sequence
from datetime import datetime
from zoneinfo import ZoneInfo

from slack_sdk.models.blocks import Block, InputBlock, PlainTextInputElement
from slack_sdk.models.blocks.basic_components import DispatchActionConfig
from slack_sdk.models.views import View

from bot.blocks import inline, note, paragraph
from bot.cadence import Cadence, CadenceRefusal, Occurrence, rhythm_in_words
from bot.circles import rules
from bot.circles.actions import Field, Form
from bot.circles.models import Circle
from bot.circles.organizing.drafts import Subject, TypedCircle
from bot.circles.rules import CircleKind
from bot.circles.views.kinds import names_of_kinds
from bot.circles.views.shared import in_channel, when
from bot.form_fields import channel_field, form, select_field, text_field
from bot.languages.reader import Reader
from bot.recurring.views import dates_in_words

PARTS_TYPED_AT_MOST = 2_000
"""More than the parts may have: who wrote too much is told so, and does not find it cut."""
NO_LIMIT = "none"


def field_of(field: Field, kind: CircleKind) -> str:
    """Return the name of a field in the form of a kind.

    Slack keeps what is in a field as long as its name stays: a field that begins anew with each kind has a name for each.
    """
    return f"{field}.{kind}"


def circle_form(reader: Reader, typed: TypedCircle, subject: Subject, dates: str, circle: Circle | None = None) -> View:
    """Return the form of a circle as somebody types it, with ``dates`` below the field of its dates."""
    is_retreat = typed.kind is CircleKind.MINI_RETREAT
    return form(
        reader,
        Form.CIRCLE,
        reader.gettext("Change the circle") if circle is not None else reader.gettext("Start a circle"),
        *_what(reader, typed, circle),
        _when_field(reader, typed),
        paragraph(dates) if dates else note(_say_it(reader)),
        _parts_field(reader, typed) if is_retreat else _length_field(reader, typed),
        _place_field(reader, typed),
        *_how_many(reader, typed),
        text_field(
            Field.ABOUT,
            reader.gettext("What is it, in your own words?"),
            limit=rules.ABOUT_LIMIT,
            value=typed.about,
            hint=reader.gettext("Newcomers read it. If it's empty, I say what this kind of circle is."),
        ),
        submit=reader.gettext("Save") if subject.dates_of else reader.gettext("Show the dates"),
        subject=subject,
    )


def _say_it(reader: Reader) -> str:
    return reader.gettext(
        "For example: every week on Monday at 12:30 · the last Thursday of every other month at 15:00 · "
        "seven times a year on the first Monday of the month at 15:00 · on 3 March, 14 April and 9 June at 14:00 Berlin time. "
        "You can add: starting 5 January · but not on 2 March · with 9 March moved to 10 March at 14:00."
    )


def _what(reader: Reader, typed: TypedCircle, circle: Circle | None) -> Sequence[Block]:
    label = reader.pgettext("name of a circle", "Name")
    name = text_field(Field.NAME, label, limit=rules.NAME_LIMIT, value=typed.name, lines=False, required=True)
    name.block_id = field_of(Field.NAME, typed.kind)
    if circle is not None:
        return [name, paragraph(reader.gettext("In {channel}.", channel=in_channel(circle)))]
    kinds = list(names_of_kinds(reader).items())
    kind = select_field(Field.KIND, reader.gettext("What kind of circle?"), kinds, typed.kind)
    kind.dispatch_action = True
    hint = reader.gettext("I have to be in it: /invite @Klatch.")
    channel = channel_field(Field.CHANNEL, reader.gettext("Channel"), initial=typed.channel, hint=hint)
    return [kind, name, channel]


def _when_field(reader: Reader, typed: TypedCircle) -> InputBlock:
    element = PlainTextInputElement(
        action_id=Field.CADENCE,
        initial_value=typed.when[: rules.CADENCE_LIMIT] or None,
        max_length=rules.CADENCE_LIMIT,
        dispatch_action_config=DispatchActionConfig(trigger_actions_on=["on_enter_pressed"]),
    )
    return InputBlock(
        block_id=field_of(Field.CADENCE, typed.kind),
        label=reader.gettext("When"),
        element=element,
        hint=reader.gettext(
            "As you'd say it, in your own time zone unless you name another. Press Enter to see the dates."
        ),
        dispatch_action=True,
        optional=False,
    )


def _length_field(reader: Reader, typed: TypedCircle) -> InputBlock:
    choices = [(minutes, _length(reader, minutes)) for minutes in _with(rules.LENGTHS, typed.minutes)]
    field = select_field(Field.MINUTES, reader.gettext("How long"), choices, typed.minutes)
    field.block_id = field_of(Field.MINUTES, typed.kind)
    return field


def _length(reader: Reader, minutes: int) -> str:
    hours, rest = divmod(minutes, 60)
    if not hours:
        return reader.gettext("{minutes} min", minutes=rest)
    return (
        reader.gettext("{hours} h {minutes} min", hours=hours, minutes=rest)
        if rest
        else reader.gettext("{hours} h", hours=hours)
    )


def _parts_field(reader: Reader, typed: TypedCircle) -> InputBlock:
    return text_field(
        Field.PARTS,
        reader.gettext("Parts"),
        limit=PARTS_TYPED_AT_MOST,
        value=typed.parts,
        hint=reader.gettext(
            "One per line: how many minutes, then what happens. Together they make up the length of the meeting."
        ),
        required=True,
    )


def _place_field(reader: Reader, typed: TypedCircle) -> InputBlock:
    return text_field(
        Field.PLACE,
        reader.gettext("Where, or the link of the call"),
        limit=rules.PLACE_LIMIT,
        value=typed.place,
        hint=reader.gettext("You can leave it empty, and agree in the channel."),
        lines=False,
    )


def _how_many(reader: Reader, typed: TypedCircle) -> Sequence[InputBlock]:
    return [_quorum_field(reader, typed), _seats_field(reader, typed), _tables_field(reader, typed)]


def _quorum_field(reader: Reader, typed: TypedCircle) -> InputBlock:
    quorum = select_field(
        Field.QUORUM,
        reader.gettext("How many people make it worth meeting?"),
        [(number, _people(reader, number)) for number in _with(rules.QUORUMS, typed.quorum)],
        typed.quorum,
        hint=reader.gettext(
            "If fewer have said yes the working day before, I ask the circle whether to move it or go ahead."
        ),
    )
    quorum.block_id = field_of(Field.QUORUM, typed.kind)
    return quorum


def _seats_field(reader: Reader, typed: TypedCircle) -> InputBlock:
    numbers = _with(rules.SEATS, typed.seats)
    seats = [(NO_LIMIT, reader.gettext("No limit")), *((number, _people(reader, number)) for number in numbers)]
    hint = reader.gettext("When it's full, people go on a waiting list.")
    return select_field(Field.SEATS, reader.gettext("Places"), seats, typed.seats or NO_LIMIT, hint=hint)


def _tables_field(reader: Reader, typed: TypedCircle) -> InputBlock:
    tables = [
        (NO_LIMIT, reader.gettext("One table")),
        *(
            (number, reader.gettext("Tables of about {size}", size=number))
            for number in _with(rules.TABLE_SIZES, typed.table_size)
        ),
    ]
    return select_field(
        Field.TABLE_SIZE,
        reader.gettext("When many come"),
        tables,
        typed.table_size or NO_LIMIT,
        hint=reader.gettext(
            "If at least nine people come, I can mix them into tables ten minutes before the meeting starts."
        ),
    )


def _people(reader: Reader, number: int) -> str:
    return reader.gettext("{count} people", count=number)


def _with(numbers: Sequence[int], chosen: int | None) -> Sequence[int]:
    """Return what a menu offers, and what was chosen in it when it offered something else."""
    return sorted({*numbers, chosen}) if chosen is not None else numbers


def dates_shown(
    reader: Reader, cadence: Cadence, dates: Sequence[Occurrence], circle: Circle | None, announced_at: datetime | None
) -> str:
    """Return how the dates that were typed were understood, and the next of them."""
    understood = reader.gettext("Got it: {rhythm}.", rhythm=rhythm_in_words(cadence, reader.locale))
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
