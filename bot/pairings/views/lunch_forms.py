"""The forms of Just Lunch."""

from datetime import date

from slack_sdk.models.blocks import InputBlock
from slack_sdk.models.views import View

from bot.blocks import note, paragraph
from bot.form_fields import Choices, checkbox_field, form, radio_field, text_field
from bot.languages.reader import Reader
from bot.pairings.actions import Field, Form
from bot.pairings.lunch.days import A_DAY, FRIDAY
from bot.pairings.lunch.meeting_options import PLACE, VIDEO, LunchPreferences
from bot.pairings.rules import PLACE_LIMIT
from bot.pairings.views.lunch import what_it_is
from bot.profiles.working_hours import WORKING_WEEKDAYS

UNTIL_I_STOP, THIS_WEEK = "until_i_stop", "this_week"


def join_form(reader: Reader, preferences: LunchPreferences, monday: date, *, is_in: bool) -> View:
    """Return the form to join: days, how, where, for how long; ``monday`` begins the week that is meant."""
    return form(
        reader,
        Form.LUNCH,
        "Just Lunch",
        paragraph(what_it_is(reader)),
        _days(reader, preferences),
        *_how(reader, preferences),
        _how_long(reader, preferences, friday=monday + FRIDAY * A_DAY),
        note(reader.gettext("Saying no needs no reason, and nobody is told. You can skip a week or leave any time.")),
        submit=reader.gettext("Save") if is_in else reader.gettext("Join"),
    )


def one_day_form(reader: Reader, preferences: LunchPreferences, day: date) -> View:
    """Return the form that asks how and where, for lunch on one day."""
    return form(
        reader,
        Form.LUNCH,
        reader.gettext("Lunch together"),
        paragraph(
            reader.gettext(
                "On {day} at noon, with a colleague who's free then. You're joining for that day only.",
                day=reader.day(day),
            )
        ),
        *_how(reader, preferences),
        submit=reader.gettext("Find somebody"),
        subject=day.isoformat(),
    )


def weekday_missing(reader: Reader) -> str:
    """Return what to mend where no day is ticked."""
    return reader.gettext("Please tick at least one day.")


def way_missing(reader: Reader) -> str:
    """Return what to mend where no way of meeting is ticked."""
    return reader.gettext("Please tick at least one.")


def place_missing(reader: Reader) -> str:
    """Return what to mend where a place is missing."""
    return reader.gettext("Please write where, or untick “In person, at a place”.")


def none_left(reader: Reader) -> str:
    """Return what to mend where none of the days that are ticked is to come in that week."""
    return reader.gettext("None of these days comes up before then. Please tick another one, or choose “Until I stop”.")


def _days(reader: Reader, preferences: LunchPreferences) -> InputBlock:
    days = [(day, reader.weekday(day)) for day in WORKING_WEEKDAYS]
    label = reader.gettext("Which days suit you?")
    return checkbox_field(Field.WEEKDAYS, label, days, preferences.weekdays, required=True)


def _how(reader: Reader, preferences: LunchPreferences) -> list[InputBlock]:
    """Return the fields of how and, once meeting at a place is ticked, where."""
    choices: Choices = [
        (PLACE, reader.gettext("In person, at a place")),
        (VIDEO, reader.pgettext("way to meet in a list of choices", "By video")),
    ]
    label = reader.gettext("How would you meet?")
    ways = checkbox_field(Field.WAYS, label, choices, preferences.ways, required=True)
    ways.dispatch_action = True
    return [ways, _where(reader, preferences.place)] if PLACE in preferences.ways else [ways]


def _where(reader: Reader, place: str) -> InputBlock:
    hint = reader.gettext(
        "For example: Main Library café. You can meet people who name the same place. Add the town if you have several."
    )
    return text_field(
        Field.PLACE, reader.gettext("Where?"), limit=PLACE_LIMIT, value=place, lines=False, hint=hint, required=True
    )


def _how_long(reader: Reader, preferences: LunchPreferences, friday: date) -> InputBlock:
    choices: Choices = [
        (UNTIL_I_STOP, reader.gettext("Until I stop")),
        (THIS_WEEK, reader.gettext("Only until {day}", day=reader.day(friday))),
    ]
    chosen = THIS_WEEK if preferences.only_this_week else UNTIL_I_STOP
    return radio_field(Field.HOW_LONG, reader.gettext("For how long?"), choices, chosen)
