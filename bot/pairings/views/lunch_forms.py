"""The forms of Just Lunch."""

from datetime import date

from slack_sdk.models.blocks import InputBlock
from slack_sdk.models.views import View

from bot.blocks import note, paragraph
from bot.form_fields import checkbox_field, form, radio_field, text_field
from bot.languages.reader import ENGLISH
from bot.pairings.actions import Field, Form
from bot.pairings.lunch.days import A_DAY, FRIDAY
from bot.pairings.lunch.meeting_options import PLACE, VIDEO, LunchPreferences
from bot.pairings.rules import PLACE_LIMIT
from bot.pairings.views.lunch import WEEKDAYS, WHAT_IT_IS

UNTIL_I_STOP, THIS_WEEK = "until_i_stop", "this_week"
_WAYS = ((PLACE, "In person, at a place"), (VIDEO, "By video"))

WEEKDAY_MISSING = "Please tick at least one day."
WAY_MISSING = "Please tick at least one."
PLACE_MISSING = "Please write where, or untick meeting at a place."
NONE_LEFT = "None of these days is left then. Please tick another one, or choose “Until I stop” below."


def join_form(preferences: LunchPreferences, monday: date, *, is_in: bool) -> View:
    """Return the form to join: days, how, where, for how long; ``monday`` begins the week that is meant."""
    friday = monday + FRIDAY * A_DAY
    return form(
        ENGLISH,
        Form.LUNCH,
        "Just Lunch",
        paragraph(WHAT_IT_IS),
        checkbox_field(
            Field.WEEKDAYS, "Which days suit you?", list(enumerate(WEEKDAYS)), preferences.weekdays, required=True
        ),
        *_how(preferences),
        radio_field(
            Field.HOW_LONG,
            "For how long?",
            [(UNTIL_I_STOP, "Until I stop"), (THIS_WEEK, f"Only in the week until {friday:%A %-d %B}")],
            THIS_WEEK if preferences.only_this_week else UNTIL_I_STOP,
        ),
        note("Saying no needs no reason, and nobody is told. You can skip a week or leave at any time."),
        submit="Save" if is_in else "Join",
    )


def one_day_form(preferences: LunchPreferences, day: date) -> View:
    """Return the form that asks how and where, for lunch on one day."""
    return form(
        ENGLISH,
        Form.LUNCH,
        "Lunch together",
        paragraph(f"On {day:%A %-d %B} at noon, with a colleague who is free then. This joins you for that day only."),
        *_how(preferences),
        submit="Find somebody",
        subject=day.isoformat(),
    )


def _how(preferences: LunchPreferences) -> list[InputBlock]:
    """Return the fields of how and, once meeting at a place is ticked, where."""
    ways = checkbox_field(Field.WAYS, "How would you meet?", _WAYS, preferences.ways, required=True)
    ways.dispatch_action = True
    where = text_field(
        Field.PLACE,
        "Where?",
        limit=PLACE_LIMIT,
        value=preferences.place,
        lines=False,
        hint="For example: Main Library café. Who names the same place can meet there; say the town, if you are in several.",
        required=True,
    )
    return [ways, where] if PLACE in preferences.ways else [ways]
