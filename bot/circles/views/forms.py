"""Form in which a circle is started and changed. Pure functions."""

from collections.abc import Sequence
from datetime import datetime
from zoneinfo import ZoneInfo

from slack_sdk.models.blocks import Block, InputBlock, PlainTextInputElement
from slack_sdk.models.blocks.basic_components import DispatchActionConfig
from slack_sdk.models.views import View

from bot.blocks import counted, inline, note, paragraph
from bot.cadence import Cadence, CadenceError, Occurrence, rhythm_in_words
from bot.circles import rules
from bot.circles.actions import Field, Form
from bot.circles.models import Circle
from bot.circles.organizing.drafts import Subject, TypedCircle
from bot.circles.rules import CircleKind
from bot.circles.views.kinds import KINDS
from bot.circles.views.shared import in_channel, lasting, when
from bot.form_fields import channel_field, form, select_field, text_field
from bot.languages.reader import ENGLISH
from bot.recurring.views import dates_in_words

PARTS_TYPED_AT_MOST = 2_000
"""More than the parts may have: who wrote too much is told so, and does not find it cut."""
NO_LIMIT = "none"

NAME_MISSING = "Please give it a name that people recognise."
NAME_TAKEN = "There is a circle of this name in the channel already. Please choose another one."
CHANNEL_MISSING = "Please choose its channel."
KLATCH_NOT_THERE = "Invite Klatch to the channel first: type /invite @Klatch there. If it is there already, remove it and invite it again."
CHANNEL_UNREAD = "Klatch is still reading who is in this channel. Please press Save again in a minute."
NOT_YOUR_CHANNEL = "This channel is private, and you are not in it. Please choose another one."
NO_DATES = "None of these dates is to come. Please add one."
MORE_THAN_PLACES = "There are fewer places than this. Please choose fewer people, or more places."


def field_of(field: Field, kind: CircleKind) -> str:
    """Return the name of a field in the form of a kind.

    Slack keeps what is in a field as long as its name stays: a field that begins anew with each kind has a name for each.
    """
    return f"{field}.{kind}"


def circle_form(typed: TypedCircle, subject: Subject, dates: str, circle: Circle | None = None) -> View:
    """Return the form of a circle as somebody types it, with ``dates`` below the field of its dates."""
    is_retreat = typed.kind is CircleKind.MINI_RETREAT
    return form(
        ENGLISH,
        Form.CIRCLE,
        "Change the circle" if circle is not None else "Start a circle",
        *_what(typed, circle),
        _when_field(typed),
        paragraph(dates) if dates else note(_SAY_IT),
        _parts_field(typed) if is_retreat else _length_field(typed),
        *_who_and_where(typed),
        text_field(
            Field.ABOUT,
            "What is it, in your own words?",
            limit=rules.ABOUT_LIMIT,
            value=typed.about,
            hint="Newcomers read it. Without it, Klatch says what this kind of circle is.",
        ),
        submit="Save" if subject.dates_of else "Show the dates",
        subject=subject,
    )


_SAY_IT = (
    "For example: every week on Monday at 12:30 · the last Thursday of every other month at 15:00 · "
    "seven times a year on the first Monday of the month at 15:00 · on 3 March, 14 April and 9 June at 14:00 Berlin time. "
    "You can add: starting 5 January · but not on 2 March · with 9 March moved to 10 March at 14:00."
)


def _what(typed: TypedCircle, circle: Circle | None) -> Sequence[Block]:
    name = text_field(Field.NAME, "Name", limit=rules.NAME_LIMIT, value=typed.name, lines=False, required=True)
    name.block_id = field_of(Field.NAME, typed.kind)
    if circle is not None:
        return [name, paragraph(f"In {in_channel(circle)}.")]
    kind = select_field(Field.KIND, "What kind of circle?", list(KINDS.items()), typed.kind)
    kind.dispatch_action = True
    hint = "Klatch has to be in it: /invite @Klatch."
    return [kind, name, channel_field(Field.CHANNEL, "Channel", initial=typed.channel, hint=hint)]


def _when_field(typed: TypedCircle) -> InputBlock:
    element = PlainTextInputElement(
        action_id=Field.CADENCE,
        initial_value=typed.when[: rules.CADENCE_LIMIT] or None,
        max_length=rules.CADENCE_LIMIT,
        dispatch_action_config=DispatchActionConfig(trigger_actions_on=["on_enter_pressed"]),
    )
    return InputBlock(
        block_id=field_of(Field.CADENCE, typed.kind),
        label="When",
        element=element,
        hint="As you would say it; in your own time zone unless you name another. Press Enter to see the dates.",
        dispatch_action=True,
        optional=False,
    )


def _length_field(typed: TypedCircle) -> InputBlock:
    choices = [(minutes, lasting(ENGLISH, minutes).capitalize()) for minutes in _with(rules.LENGTHS, typed.minutes)]
    field = select_field(Field.MINUTES, "How long", choices, typed.minutes)
    field.block_id = field_of(Field.MINUTES, typed.kind)
    return field


def _parts_field(typed: TypedCircle) -> InputBlock:
    return text_field(
        Field.PARTS,
        "Parts",
        limit=PARTS_TYPED_AT_MOST,
        value=typed.parts,
        hint="One a line: how many minutes, then what happens. Together they are how long it lasts.",
        required=True,
    )


def _who_and_where(typed: TypedCircle) -> Sequence[Block]:
    quorum = select_field(
        Field.QUORUM,
        "How many people make it worth meeting?",
        [(number, counted(number, "person", "people").capitalize()) for number in _with(rules.QUORUMS, typed.quorum)],
        typed.quorum,
        hint="When fewer say so the working day before, the circle is asked whether to move it or go ahead.",
    )
    quorum.block_id = field_of(Field.QUORUM, typed.kind)
    seats = [
        (NO_LIMIT, "As many as like to"),
        *((number, f"{number} people") for number in _with(rules.SEATS, typed.seats)),
    ]
    tables = [
        (NO_LIMIT, "One table"),
        *((number, f"Tables of about {number}") for number in _with(rules.TABLE_SIZES, typed.table_size)),
    ]
    return [
        text_field(
            Field.PLACE,
            "Where, or the link of the call",
            limit=rules.PLACE_LIMIT,
            value=typed.place,
            hint="You can leave it empty, and agree in the channel.",
            lines=False,
        ),
        quorum,
        select_field(Field.SEATS, "Places", seats, typed.seats or NO_LIMIT, hint="Who comes later waits for a place."),
        select_field(
            Field.TABLE_SIZE,
            "When many come",
            tables,
            typed.table_size or NO_LIMIT,
            hint="From nine people on, they can be dealt into mixed tables ten minutes before it begins.",
        ),
    ]


def _with(numbers: Sequence[int], chosen: int | None) -> Sequence[int]:
    """Return what a menu offers, and what was chosen in it when it offered something else."""
    return sorted({*numbers, chosen}) if chosen is not None else numbers


def dates_shown(
    cadence: Cadence, dates: Sequence[Occurrence], circle: Circle | None, announced_at: datetime | None
) -> str:
    """Return how the dates that were typed were understood, and the next of them."""
    rhythm = rhythm_in_words(cadence)
    understood = f"{rhythm[0].upper()}{rhythm[1:]}."
    days = dates_in_words(ENGLISH, dates, ZoneInfo(cadence.zone))
    if circle is None or announced_at is None:
        return f"{understood}\n*The next meetings:* {days}."
    stays = f"The meeting of {when(ENGLISH, announced_at, circle.zone)} is announced already, and stays."
    return f"{understood} {stays}\n*After it:* {days}."


def dates_unread(error: CadenceError) -> str:
    """Return what is wrong with what was typed, for below its field, and what can be typed, one a line."""
    if not error.examples:
        return inline(error.message)
    examples = [f"• {inline(example)}" for example in error.examples]
    return "\n".join([f"{inline(error.message)} {error.before_examples}", *examples])
