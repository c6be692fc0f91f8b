"""The names of buttons, forms and fields about members, and the buttons that other features show."""

from enum import StrEnum

from slack_sdk.models.blocks import ButtonElement

from bot.blocks import button
from bot.languages.reader import Reader

ABOUT_ME = "about_me"
ABOUT_ME_FORM = "about_me_form"
AVOID = "people_avoid"
AVOID_FORM = "people_avoid_form"


class Field(StrEnum):
    """A field of a form: its block id, and the action id of its one element."""

    ABOUT = "about"
    TEAM = "team"
    PLACE = "place"
    STAGE = "stage"
    TOPICS = "topics"
    NEW_TOPICS = "new_topics"
    VALUES = "values"
    LANGUAGE = "language"
    OTHERS = "others"


def about_me_button(reader: Reader) -> ButtonElement:
    """Return the button that opens the *About me* form, for any message or view."""
    return button(reader.gettext("About me"), ABOUT_ME, "")


def avoid_button(reader: Reader) -> ButtonElement:
    """Return the button that opens the private list of people whom a member would rather not meet."""
    return button(reader.gettext("People I'd rather not meet"), AVOID, "")
