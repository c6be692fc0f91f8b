"""The forms of Just Lunch."""

from datetime import date

from slack_sdk.models.blocks import InputBlock
from slack_sdk.models.views import View

from bot.blocks import note, paragraph
from bot.form_fields import checkbox_field, form, radio_field, text_field
from bot.pairings.actions import Field, Form
from bot.pairings.lunch.days import A_DAY, FRIDAY
from bot.pairings.lunch.meeting_options import PLACE, VIDEO, MeetingOption
from bot.pairings.rules import PLACE_LIMIT
from bot.pairings.views.lunch import WEEKDAYS, WHAT_IT_IS

UNTIL_I_STOP, THIS_WEEK = "until_i_stop", "this_week"
_WAYS = ((PLACE, "In person, at a place"), (VIDEO, "By video"))

WEEKDAY_MISSING = "Please tick at least one day."
WAY_MISSING = "Please tick at least one."
PLACE_MISSING = "Please write where, or untick meeting at a place."
NONE_LEFT = "None of these days is left then. Please tick another one, or choose “Until I stop” below."


def join_form(wish: MeetingOption, monday: date, *, is_in: bool) -> View:
    """Days, how, where, and for how long; ``monday`` begins the week that is meant."""
    friday = monday + FRIDAY * A_DAY
    return form(
        Form.LUNCH,
        "Just Lunch",
        paragraph(WHAT_IT_IS),
        checkbox_field(Field.WEEKDAYS, "Which days suit you?", list(enumerate(WEEKDAYS)), wish.weekdays, required=True),
        *_how(wish),
        radio_field(
            Field.HOW_LONG,
            "For how long?",
            [(UNTIL_I_STOP, "Until I stop"), (THIS_WEEK, f"Only in the week until {friday:%A %-d %B}")],
            THIS_WEEK if wish.only_this_week else UNTIL_I_STOP,
        ),
        note("Saying no needs no reason, and nobody is told. You can skip a week or leave at any time."),
        submit="Save" if is_in else "Join",
    )


def one_day_form(wish: MeetingOption, day: date) -> View:
    """How and where, for lunch on one day."""
    return form(
        Form.LUNCH,
        "Lunch together",
        paragraph(f"On {day:%A %-d %B} at noon, with a colleague who is free then. This joins you for that day only."),
        *_how(wish),
        submit="Find somebody",
        subject=day.isoformat(),
    )


def _how(wish: MeetingOption) -> list[InputBlock]:
    """How and, for who would meet at a place, where: that field is there, and needed, once the box is ticked."""
    ways = checkbox_field(Field.WAYS, "How would you meet?", _WAYS, wish.ways, required=True)
    ways.dispatch_action = True
    where = text_field(
        Field.PLACE,
        "Where?",
        limit=PLACE_LIMIT,
        value=wish.place,
        lines=False,
        hint="For example: Main Library café. Who names the same place can meet there; say the town, if you are in several.",
        required=True,
    )
    return [ways, where] if PLACE in wish.ways else [ways]
