"""Block Kit's blocks, what may stand in each, and on which surface (Slack's reference of blocks)."""

from playground.element_rules import ELEMENTS, ID, PLAIN, WHATEVER
from playground.rules import Flag, Line, Many, Number, Rule, Shape, Typed, Words

MOST_MESSAGE_BLOCKS = 50
MOST_VIEW_BLOCKS = 100
MOST_CHARACTERS_TOGETHER = 12_000
"""Of a message's blocks as JSON; beyond it Slack answers ``msg_blocks_too_long``."""

_SELECTS = frozenset({"static_select", "external_select", "users_select", "conversations_select", "channels_select"})
_MULTI_SELECTS = frozenset(f"multi_{each}" for each in _SELECTS)
_PICKERS = frozenset({"datepicker", "timepicker"})
_BOXES = frozenset({"checkboxes", "radio_buttons"})

IN_SECTION = _SELECTS | _MULTI_SELECTS | _PICKERS | _BOXES | {"button", "overflow", "image"}
IN_ACTIONS = _SELECTS | _PICKERS | _BOXES | {"button", "overflow", "datetimepicker"}
IN_INPUT = (
    _SELECTS
    | _MULTI_SELECTS
    | _PICKERS
    | _BOXES
    | {
        "datetimepicker",
        "plain_text_input",
        "number_input",
        "email_text_input",
        "url_text_input",
        "rich_text_input",
        "file_input",
    }
)
_CONTEXT_SHAPES: dict[str, Rule] = {
    "image": ELEMENTS["image"],
    "mrkdwn": Words(2000),
    "plain_text": Words(2000),
}
_BLOCK_ID: dict[str, Rule] = {"block_id": ID}
_IMAGE = Shape(
    {"alt_text": Line(2000, least=1)},
    {
        **_BLOCK_ID,
        "image_url": Line(3000, least=1),
        "slack_file": WHATEVER,
        "title": Words(2000, PLAIN),
    },
)

BLOCKS: dict[str, Rule] = {
    "section": Shape(
        optional={
            **_BLOCK_ID,
            "text": Words(3000),
            "fields": Many(Words(2000), 10),
            "accessory": Typed(ELEMENTS, IN_SECTION, "accessory"),
            "expand": Flag(),
        }
    ),
    "divider": Shape(optional=_BLOCK_ID),
    "header": Shape({"text": Words(150, PLAIN)}, {**_BLOCK_ID, "level": Number(1, 4)}),
    "context": Shape(
        {"elements": Many(Typed(_CONTEXT_SHAPES, frozenset(_CONTEXT_SHAPES), "context element"), 10)},
        _BLOCK_ID,
    ),
    "actions": Shape({"elements": Many(Typed(ELEMENTS, IN_ACTIONS, "actions element"), 25)}, _BLOCK_ID),
    "image": _IMAGE,
    "input": Shape(
        {"label": Words(2000, PLAIN), "element": Typed(ELEMENTS, IN_INPUT, "input element")},
        {**_BLOCK_ID, "hint": Words(2000, PLAIN), "optional": Flag(), "dispatch_action": Flag()},
    ),
    "rich_text": Shape({"elements": Many(WHATEVER, 1000, least=0)}, _BLOCK_ID),
    "markdown": Shape({"text": Line(12_000, least=1)}, _BLOCK_ID),
}

_EVERYWHERE = frozenset({"section", "divider", "header", "context", "actions", "image", "input", "rich_text"})
MESSAGE = "message"
MODAL = "modal"
HOME = "home"
ALLOWED_BLOCKS = {MESSAGE: _EVERYWHERE | {"markdown"}, MODAL: _EVERYWHERE, HOME: _EVERYWHERE}
MOST_BLOCKS = {MESSAGE: MOST_MESSAGE_BLOCKS, MODAL: MOST_VIEW_BLOCKS, HOME: MOST_VIEW_BLOCKS}

_VIEW_COMMON: dict[str, Rule] = {
    "private_metadata": Line(3000),
    "callback_id": Line(255),
    "external_id": Line(255),
}
VIEWS: dict[str, Rule] = {
    MODAL: Shape(
        {"title": Words(24, PLAIN), "blocks": Many(WHATEVER, MOST_VIEW_BLOCKS, least=0)},
        {
            **_VIEW_COMMON,
            "close": Words(24, PLAIN),
            "submit": Words(24, PLAIN),
            "clear_on_close": Flag(),
            "notify_on_close": Flag(),
            "submit_disabled": Flag(),
        },
    ),
    HOME: Shape({"blocks": Many(WHATEVER, MOST_VIEW_BLOCKS, least=0)}, _VIEW_COMMON),
}
