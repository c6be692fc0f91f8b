"""What members read about themselves and whom they would rather not meet."""

from collections.abc import Iterable

from slack_sdk.models.blocks import InputBlock, UserMultiSelectElement
from slack_sdk.models.views import View

from bot.fields import form
from bot.outbox.message import Message
from bot.people.actions import AVOID_FORM, OTHERS
from bot.wording import message, paragraph


def avoid_form(chosen: Iterable[str]) -> View:
    """A member's private list of whom they would rather not meet."""
    people = UserMultiSelectElement(action_id=OTHERS, initial_users=sorted(chosen) or None, max_selected_items=100)
    return form(
        AVOID_FORM,
        "Rather not meet",
        paragraph(
            "We never introduce you to these people. Only you see this list; they are not told, and nobody asks why."
        ),
        InputBlock(block_id=OTHERS, label="People", element=people, optional=True),
        submit="Save",
    )


def avoid_saved(count: int) -> Message:
    """After the list was saved."""
    if count == 0:
        return message(paragraph("Saved. Your list is empty."))
    return message(paragraph("Saved. We will not introduce you to each other. Only you can see or change this."))
