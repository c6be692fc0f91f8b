"""What buttons and forms about people are called, and the one button that other rooms show."""

from slack_sdk.models.blocks import ButtonElement

from bot.wording import button

AVOID = "people_avoid"
AVOID_FORM = "people_avoid_form"
OTHERS = "others"


def avoid_button() -> ButtonElement:
    """Opens the private list of whom the member would rather not meet."""
    return button("People I'd rather not meet", AVOID, "")
