"""Form in which a circle is started and changed. Pure functions."""

from collections.abc import Iterator, Mapping, Sequence

from slack_sdk.models.blocks import Block, InputBlock
from slack_sdk.models.views import View

from bot.blocks import button, buttons, inline, paragraph
from bot.circles import rules
from bot.circles.actions import Action, Field, Form
from bot.circles.models import Circle
from bot.circles.organizing.drafts import Subject, TypedCircle
from bot.circles.rules import CircleKind
from bot.circles.views.kinds import names_of_kinds
from bot.circles.views.shared import in_channel, name_of
from bot.circles.views.when_fields import When, when_fields
from bot.form_fields import channel_field, form, select_field, text_field
from bot.languages.reader import Reader

PARTS_TYPED_AT_MOST = 2_000
"""More than the parts may have: who wrote too much is told so, and does not find it cut."""
NO_LIMIT = "none"


def field_of(field: Field, kind: CircleKind) -> str:
    """Return the name of a field in the form of a kind.

    Slack keeps what is in a field as long as its name stays: a field that begins anew with each kind has a name for each.
    """
    return f"{field}.{kind}"


def circle_form(
    reader: Reader,
    typed: TypedCircle,
    subject: Subject,
    shown: When,
    circle: Circle | None = None,
    faults: Mapping[str, str] | None = None,
    *,
    is_whole: bool,
) -> View:
    """Return the form of a circle as somebody types it, with each fault below its field.

    Unless it ``is_whole``, what has a default that suits most stands behind a button.
    """
    needs_parts = typed.kind is CircleKind.MINI_RETREAT
    blocks = [
        *_what(reader, typed, circle),
        *when_fields(reader, subject, shown),
        *([_parts_field(reader, typed)] if needs_parts else []),
        *(_rest(reader, typed) if is_whole else [_more_about_it(reader)]),
    ]
    return form(
        reader,
        Form.CIRCLE,
        reader.gettext("Change the circle") if circle is not None else reader.gettext("Start a circle"),
        *_with_faults(blocks, faults or {}),
        submit=reader.gettext("Save") if subject.dates_of else reader.gettext("Show the dates"),
        subject=subject,
    )


def _with_faults(blocks: Sequence[Block], faults: Mapping[str, str]) -> Iterator[Block]:
    """Yield the blocks, and below each field what is to be mended in it: Slack marks only what was there before."""
    for block in blocks:
        yield block
        if fault := faults.get(block.block_id or ""):
            yield paragraph(f"*{inline(fault)}*")


def _more_about_it(reader: Reader) -> Block:
    return buttons(button(reader.gettext("More about it"), Action.MORE_ABOUT_CIRCLE, ""))


def _rest(reader: Reader, typed: TypedCircle) -> Sequence[Block]:
    has_name, has_parts = typed.kind is CircleKind.OF_ITS_OWN, typed.kind is CircleKind.MINI_RETREAT
    return [
        *([] if has_name else [_name_field(reader, typed)]),
        *([] if has_parts else [_length_field(reader, typed)]),
        _place_field(reader, typed),
        *_how_many(reader, typed),
        text_field(
            Field.ABOUT,
            reader.gettext("What is it, in your own words?"),
            limit=rules.ABOUT_LIMIT,
            value=typed.about,
            hint=reader.gettext("Newcomers read it. If it's empty, I say what this kind of circle is."),
        ),
    ]


def _what(reader: Reader, typed: TypedCircle, circle: Circle | None) -> Sequence[Block]:
    """Return the kind of circle, its channel, and its name where the kind has none of its own."""
    name = [_name_field(reader, typed)] if typed.kind is CircleKind.OF_ITS_OWN else []
    if circle is not None:
        return [*name, paragraph(reader.gettext("{circle} in {channel}.", **_where(circle)))]
    kinds = list(names_of_kinds(reader).items())
    kind = select_field(Field.KIND, reader.gettext("What kind of circle?"), kinds, typed.kind)
    kind.dispatch_action = True
    hint = reader.gettext("I have to be in it: /invite @Klatch.")
    channel = channel_field(Field.CHANNEL, reader.gettext("Channel"), initial=typed.channel, hint=hint)
    return [kind, *name, channel]


def _where(circle: Circle) -> dict[str, str]:
    return {"circle": name_of(circle), "channel": in_channel(circle)}


def _name_field(reader: Reader, typed: TypedCircle) -> InputBlock:
    label = reader.pgettext("name of a circle", "Name")
    name = text_field(Field.NAME, label, limit=rules.NAME_LIMIT, value=typed.name, lines=False, required=True)
    name.block_id = field_of(Field.NAME, typed.kind)
    return name


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
