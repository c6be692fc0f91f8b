"""The names of organizers' buttons and forms, and the buttons that other features answer."""

from enum import StrEnum

from slack_sdk.models.blocks import ButtonElement

from bot.blocks import button

NEW_COFFEE = "programme_new_coffee"
"""Opens the form for a random coffee in the channel where it was pressed. Pairings answer it."""

NEW_CIRCLE = "circle_new"
"""Opens the form for a circle in the channel where it was pressed. Circles answer it."""


class Action(StrEnum):
    """A button."""

    START = "ask_channel_start"
    STOP = "ask_channel_stop"
    NAME = "organizers_name"
    LANGUAGE = "workspace_language"


class Form(StrEnum):
    """A form."""

    NAME = "organizers_name_form"
    LANGUAGE = "workspace_language_form"


class Later(StrEnum):
    """A kind of due rows."""

    SHOWS_HELLOS = "hellos_show"
    """Every hello of the workspace is shown as it is now."""


class Field(StrEnum):
    """A field of a form: its block id, and the action id of its one element."""

    ORGANIZERS = "organizers"
    LANGUAGE = "language"


def new_coffee_button(label: str) -> ButtonElement:
    """Return the button that opens the form for a random coffee, for any message."""
    return button(label, NEW_COFFEE, "")


def new_circle_button(label: str) -> ButtonElement:
    """Return the button that opens the form for a circle, for any message."""
    return button(label, NEW_CIRCLE, "")
