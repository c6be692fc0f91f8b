"""Block Kit's elements and the limits of each, as data (Slack's reference of block elements)."""

from playground.rules import Flag, Line, Many, Number, OneOf, Rule, Shape, Words

MOST_ID = 255
MOST_OPTIONS = 100

PLAIN = ("plain_text",)
ID = Line(MOST_ID, least=1)
TEXT_75 = Words(75, PLAIN)
STYLE = OneOf(frozenset({"primary", "danger"}))
DATE = Line(10, pattern=r"\d{4}-\d{2}-\d{2}")
TIME = Line(5, pattern=r"([01]\d|2[0-3]):[0-5]\d")
WHATEVER = Shape(open=True)

CONFIRM = Shape(
    {"title": Words(100, PLAIN), "text": Words(300), "confirm": Words(30, PLAIN), "deny": Words(30, PLAIN)},
    {"style": STYLE},
)
OPTION = Shape({"text": TEXT_75, "value": Line(75, least=1)}, {"description": TEXT_75})
MRKDWN_OPTION = Shape({"text": Words(75), "value": Line(75, least=1)}, {"description": Words(75)})
OVERFLOW_OPTION = Shape({"text": TEXT_75, "value": Line(75, least=1)}, {"description": TEXT_75, "url": Line(3000)})
OPTION_GROUP = Shape({"label": TEXT_75, "options": Many(OPTION, MOST_OPTIONS)})
FILTER = Shape(
    optional={
        "include": Many(OneOf(frozenset({"im", "mpim", "private", "public"})), 4),
        "exclude_external_shared_channels": Flag(),
        "exclude_bot_users": Flag(),
    }
)

_COMMON: dict[str, Rule] = {"action_id": ID, "focus_on_load": Flag()}
_CHOICE: dict[str, Rule] = {**_COMMON, "confirm": CONFIRM}
_SELECT: dict[str, Rule] = {**_CHOICE, "placeholder": Words(150, PLAIN)}
_STATIC: dict[str, Rule] = {
    "options": Many(OPTION, MOST_OPTIONS),
    "option_groups": Many(OPTION_GROUP, MOST_OPTIONS),
}
_MULTI: dict[str, Rule] = {**_SELECT, "max_selected_items": Number(1, MOST_OPTIONS)}
_IDS = Many(Line(MOST_ID, least=1), MOST_OPTIONS, least=0)
_CONVERSATIONS: dict[str, Rule] = {"default_to_current_conversation": Flag(), "filter": FILTER}
_RESPONSE: dict[str, Rule] = {"response_url_enabled": Flag()}
_TYPED: dict[str, Rule] = {
    **_COMMON,
    "placeholder": Words(150, PLAIN),
    "dispatch_action_config": Shape(
        optional={"trigger_actions_on": Many(OneOf(frozenset({"on_enter_pressed", "on_character_entered"})), 2)}
    ),
}

ELEMENTS: dict[str, Rule] = {
    "button": Shape(
        {"text": TEXT_75},
        {
            "action_id": ID,
            "url": Line(3000),
            "value": Line(2000),
            "style": STYLE,
            "confirm": CONFIRM,
            "accessibility_label": Line(75),
        },
    ),
    "checkboxes": Shape({"options": Many(MRKDWN_OPTION, 10)}, {**_CHOICE, "initial_options": Many(MRKDWN_OPTION, 10)}),
    "radio_buttons": Shape({"options": Many(MRKDWN_OPTION, 10)}, {**_CHOICE, "initial_option": MRKDWN_OPTION}),
    "overflow": Shape({"options": Many(OVERFLOW_OPTION, 5)}, {"action_id": ID, "confirm": CONFIRM}),
    "datepicker": Shape(optional={**_SELECT, "initial_date": DATE}),
    "timepicker": Shape(optional={**_SELECT, "initial_time": TIME, "timezone": Line(100)}),
    "datetimepicker": Shape(optional={**_CHOICE, "initial_date_time": Number(1_000_000_000, 9_999_999_999)}),
    "static_select": Shape(optional={**_SELECT, **_STATIC, "initial_option": OPTION}),
    "external_select": Shape(optional={**_SELECT, "initial_option": OPTION, "min_query_length": Number(0, 100)}),
    "users_select": Shape(optional={**_SELECT, "initial_user": ID}),
    "conversations_select": Shape(optional={**_SELECT, **_CONVERSATIONS, **_RESPONSE, "initial_conversation": ID}),
    "channels_select": Shape(optional={**_SELECT, **_RESPONSE, "initial_channel": ID}),
    "multi_static_select": Shape(optional={**_MULTI, **_STATIC, "initial_options": Many(OPTION, MOST_OPTIONS)}),
    "multi_external_select": Shape(
        optional={
            **_MULTI,
            "initial_options": Many(OPTION, MOST_OPTIONS),
            "min_query_length": Number(0, 100),
        }
    ),
    "multi_users_select": Shape(optional={**_MULTI, "initial_users": _IDS}),
    "multi_conversations_select": Shape(optional={**_MULTI, **_CONVERSATIONS, "initial_conversations": _IDS}),
    "multi_channels_select": Shape(optional={**_MULTI, "initial_channels": _IDS}),
    "plain_text_input": Shape(
        optional={
            **_TYPED,
            "multiline": Flag(),
            "initial_value": Line(3000),
            "min_length": Number(0, 3000),
            "max_length": Number(1, 3000),
        }
    ),
    "number_input": Shape(
        {"is_decimal_allowed": Flag()},
        {**_TYPED, "initial_value": Line(100), "min_value": Line(100), "max_value": Line(100)},
    ),
    "email_text_input": Shape(optional={**_TYPED, "initial_value": Line(3000)}),
    "url_text_input": Shape(optional={**_TYPED, "initial_value": Line(3000)}),
    "rich_text_input": Shape({"action_id": ID}, {**_TYPED, "initial_value": WHATEVER}),
    "file_input": Shape(optional={"action_id": ID, "filetypes": Many(Line(20), 100), "max_files": Number(1, 10)}),
    "image": Shape({"alt_text": Line(2000, least=1)}, {"image_url": Line(3000, least=1), "slack_file": WHATEVER}),
}
