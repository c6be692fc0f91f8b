"""Forms and their fields. A field is a block with one element; block id and action id are the field's name."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from functools import cached_property, lru_cache
from typing import Any

from pydantic_core import to_json
from slack_sdk.models.blocks import (
    Block,
    CheckboxesElement,
    ConversationFilter,
    ConversationSelectElement,
    DatePickerElement,
    DateTimePickerElement,
    DividerBlock,
    InputBlock,
    InputInteractiveElement,
    Option,
    OptionGroup,
    PlainTextInputElement,
    RadioButtonsElement,
    StaticMultiSelectElement,
    StaticSelectElement,
    UserMultiSelectElement,
    UserSelectElement,
)
from slack_sdk.models.views import View

from bot.block_kit import as_json
from bot.blocks import formatted, option
from bot.languages.reader import Reader

Choices = Sequence[tuple[object, str]]
"""Pairs of the value that Slack sends to us and the label that the member reads."""

OPTIONS_IN_A_GROUP = 100
"""Slack's limit for the options of a menu, or of one group in it."""


class Form(View):
    """A form in a frame that was checked once, around blocks that check themselves.

    The SDK's own view walks through every option of every menu again each time it is sent, which takes longer
    than all the rest of opening it.
    """

    def __init__(self, frame: Mapping[str, Any], subject: str, blocks: Sequence[Block]) -> None:
        super().__init__(**frame, private_metadata=subject, blocks=list(blocks))
        self._frame = frame

    def to_dict(self, *_args: Any) -> dict[str, Any]:
        """Return the form as Slack takes it. Raises SlackObjectFormationError for a block that breaks a limit."""
        blocks = [as_json(block) for block in self.blocks or ()]
        return {**self._frame, "private_metadata": self.private_metadata, "blocks": blocks}

    @cached_property
    def json(self) -> bytes:
        """Return that as JSON, written once: a form that holds nobody's words is opened many times."""
        return to_json(self.to_dict())


def form(
    reader: Reader, name: str, title: str, *blocks: Block, submit: str = "", close: str = "", subject: object = ""
) -> Form:
    """Return a form; ``subject`` is what it is about, carried along as its private_metadata.

    Raises SlackObjectFormationError for a title or a button that is too long.
    """
    submit, close = submit or reader.gettext("Send"), close or reader.gettext("Not now")
    return Form(_frame(name, title, submit, close), str(subject), blocks)


@lru_cache(maxsize=256)
def _frame(name: str, title: str, submit: str, close: str) -> Mapping[str, Any]:
    """Return all of a form but its blocks and subject."""
    view = View(type="modal", callback_id=name, title=title, submit=submit, close=close, blocks=[DividerBlock()])
    return {part: value for part, value in view.to_dict().items() if part != "blocks"}


def text_field(
    field: str,
    label: str,
    *,
    limit: int,
    value: str = "",
    hint: str | None = None,
    lines: bool = True,
    required: bool = False,
) -> InputBlock:
    """Return a field to write in, of at most ``limit`` characters (Slack allows 3,000)."""
    element = PlainTextInputElement(
        action_id=field, multiline=lines, max_length=limit, initial_value=value[:limit] or None
    )
    return _field(field, label, element, hint=hint, required=required)


def select_field(field: str, label: str, choices: Choices, chosen: object, *, hint: str | None = None) -> InputBlock:
    """Return a menu of which one is chosen. Raises IndexError when ``chosen`` is none of the choices."""
    options = _options(choices)
    element = StaticSelectElement(action_id=field, options=options, initial_option=_initial(options, [chosen])[0])
    return _field(field, label, element, hint=hint, required=True)


def select_or_none_field(
    field: str, label: str, choices: Choices, chosen: object | None, *, hint: str | None = None
) -> InputBlock:
    """Return a menu of which one or none is chosen."""
    options = _options(choices)
    initial = _initial(options, [chosen])
    element = StaticSelectElement(action_id=field, options=options, initial_option=initial[0] if initial else None)
    return _field(field, label, element, hint=hint)


def radio_field(field: str, label: str, choices: Choices, chosen: object, *, hint: str | None = None) -> InputBlock:
    """Return up to ten radio buttons. Raises IndexError when ``chosen`` is none of the choices."""
    options = _options(choices)
    element = RadioButtonsElement(action_id=field, options=options, initial_option=_initial(options, [chosen])[0])
    return _field(field, label, element, hint=hint, required=True)


def multi_select_field(
    field: str, label: str, choices: Choices, chosen: Sequence[object], *, hint: str | None = None
) -> InputBlock:
    """Return a menu of which several are chosen. More than a hundred choices are grouped, as Slack asks."""
    options = _options(choices)
    initial = _initial(options, chosen)[:OPTIONS_IN_A_GROUP] or None
    if len(options) <= OPTIONS_IN_A_GROUP:
        element = StaticMultiSelectElement(action_id=field, options=options, initial_options=initial)
    else:
        element = StaticMultiSelectElement(action_id=field, option_groups=_grouped(options), initial_options=initial)
    return _field(field, label, element, hint=hint)


def checkbox_field(
    field: str,
    label: str,
    choices: Choices,
    chosen: Sequence[object],
    *,
    hint: str | None = None,
    required: bool = False,
) -> InputBlock:
    """Return up to ten checkboxes."""
    options = [Option(text=formatted(label), value=str(value)) for value, label in choices]
    element = CheckboxesElement(action_id=field, options=options, initial_options=_initial(options, chosen) or None)
    return _field(field, label, element, hint=hint, required=required)


def date_field(field: str, label: str, *, initial: date | None = None, hint: str | None = None) -> InputBlock:
    """Return a field for a day."""
    element = DatePickerElement(action_id=field, initial_date=initial.isoformat() if initial else None)
    return _field(field, label, element, hint=hint, required=True)


def datetime_field(field: str, label: str, *, initial: datetime | None = None, required: bool = False) -> InputBlock:
    """Return a field for a day and an hour, in the zone of the member who fills it in."""
    element = DateTimePickerElement(action_id=field, initial_date_time=int(initial.timestamp()) if initial else None)
    return _field(field, label, element, required=required)


def member_field(field: str, label: str, *, hint: str | None = None) -> InputBlock:
    """Return a field for a member of the workspace."""
    return _field(field, label, UserSelectElement(action_id=field), hint=hint, required=True)


def people_field(field: str, label: str, chosen: Iterable[str], *, at_most: int, hint: str | None = None) -> InputBlock:
    """Several members of the workspace, or none."""
    initial = sorted(chosen) or None
    element = UserMultiSelectElement(action_id=field, initial_users=initial, max_selected_items=at_most)
    return _field(field, label, element, hint=hint)


def channel_field(field: str, label: str, *, initial: str | None = None, hint: str | None = None) -> InputBlock:
    """Return a field for a channel of this workspace, public or one that the member is in."""
    channels = ConversationFilter(include=["public", "private"], exclude_bot_users=True)
    element = ConversationSelectElement(action_id=field, initial_conversation=initial, filter=channels)
    return _field(field, label, element, hint=hint, required=True)


def _field(
    field: str,
    label: str,
    element: InputInteractiveElement,
    *,
    hint: str | None = None,
    required: bool = False,
) -> InputBlock:
    return InputBlock(block_id=field, label=label, element=element, hint=hint, optional=not required)


def _options(choices: Choices) -> list[Option]:
    return [option(label, value) for value, label in choices]


def _initial(options: Sequence[Option], chosen: Sequence[object]) -> list[Option]:
    wanted = {str(value) for value in chosen}
    return [one for one in options if one.value in wanted]


def _grouped(options: Sequence[Option]) -> list[OptionGroup]:
    groups = [options[start : start + OPTIONS_IN_A_GROUP] for start in range(0, len(options), OPTIONS_IN_A_GROUP)]
    return [
        OptionGroup(label=f"{(group[0].text or '')[:30]} – {(group[-1].text or '')[:30]}", options=list(group))
        for group in groups
    ]
