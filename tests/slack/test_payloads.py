"""What Slack would not send is refused at the door, so that nothing further in has to doubt an id, a date or a menu."""

import json
from enum import StrEnum
from typing import Any

import pytest
from pydantic import ValidationError

from bot.slack.form_values import FormValues
from bot.slack.request import Command, Press, Submission

WHO: dict[str, Any] = {"team": {"id": "T1"}, "user": {"id": "U1"}, "trigger_id": "1.2"}
COMMAND = {"command": "/mentor-ask", "team_id": "T1", "user_id": "U1", "channel_id": "C1"}

STRANGE_ELEMENTS: list[dict[str, Any]] = [
    {"selected_option": {}},
    {"selected_option": "1"},
    {"selected_option": {"value": 1}},
    {"selected_option": {"value": {"value": "1"}}},
    {"selected_options": {"value": "1"}},
    {"selected_options": [None]},
    {"selected_options": ["1"]},
    {"selected_user": ["U1"]},
    {"selected_user": "U" * 33},
    {"selected_users": "U1"},
    {"selected_users": [{"id": "U1"}]},
    {"selected_conversation": "C" * 33},
    {"selected_channel": "C 1"},
    {"selected_date": "2026-13-45"},
    {"selected_date": "0001-01-01"},
    {"selected_date": "9999-12-31"},
    {"selected_date": {"value": "2026-12-15"}},
    {"selected_date_time": "1797000000"},
    {"selected_date_time": -1},
    {"selected_date_time": 10**30},
    {"selected_date_time": 0.5},
    {"value": 1},
    {"value": ["1"]},
]
PLAIN_ELEMENTS: list[dict[str, Any]] = [
    {"type": "plain_text_input", "value": None},
    {"type": "static_select", "selected_option": None},
    {"type": "static_select", "selected_option": {"text": {"type": "plain_text", "text": "x"}, "value": "1"}},
    {"type": "checkboxes", "selected_options": []},
    {"type": "multi_users_select", "selected_users": ["U1", "W2"]},
    {"type": "datepicker", "selected_date": "2028-02-29"},
    {"type": "datetimepicker", "selected_date_time": 1_797_000_000},
    {"type": "conversations_select", "selected_conversation": "C1"},
]


def submission(element: dict[str, Any]) -> dict[str, Any]:
    view = {"type": "modal", "callback_id": "form", "state": {"values": {"field": {"field": element}}}}
    return {"type": "view_submission", **WHO, "view": view}


def press(element: dict[str, Any], **container: Any) -> dict[str, Any]:
    return {"type": "block_actions", **WHO, "container": container, "actions": [{"action_id": "a", **element}]}


@pytest.mark.parametrize("element", STRANGE_ELEMENTS, ids=json.dumps)
def test_a_field_that_is_filled_in_as_no_form_of_slack_can_be_is_refused(element: dict[str, Any]) -> None:
    with pytest.raises(ValidationError):
        Submission.model_validate(submission(element))
    with pytest.raises(ValidationError):
        Press.model_validate(press(element))


@pytest.mark.parametrize("element", PLAIN_ELEMENTS, ids=json.dumps)
def test_a_field_that_is_filled_in_as_slack_does_it_is_taken_as_it_is(element: dict[str, Any]) -> None:
    request = Submission.model_validate(submission(element))
    assert request.values.state == {"field": {"field": element}}


@pytest.mark.parametrize(
    ("element", "carried"),
    [
        ({"type": "button", "value": "17"}, "17"),
        ({"type": "button"}, ""),
        ({"type": "static_select", "selected_option": {"value": "2"}, "value": "1"}, "2"),
        ({"type": "users_select", "selected_user": "U2"}, "U2"),
        ({"type": "datepicker", "selected_date": "2026-12-15"}, "2026-12-15"),
    ],
)
def test_what_was_pressed_carries_its_value_or_what_was_chosen(element: dict[str, Any], carried: str) -> None:
    sent = Press.model_validate(press(element, channel_id="C1", message_ts="1.2"))
    assert sent.value == carried
    assert sent.people == {"U1", *([carried] if carried == "U2" else [])}


@pytest.mark.parametrize("channel", ["C" * 33, "C1 ", "C\u202e1", "#C1"])
def test_a_channel_that_no_letter_could_be_sent_to_is_refused(channel: str) -> None:
    """A whisper there would be written, and its sending would fail in the database, for ever."""
    with pytest.raises(ValidationError):
        Press.model_validate(press({}, channel_id=channel, message_ts="1.2"))
    with pytest.raises(ValidationError):
        Command.model_validate({**COMMAND, "channel_id": channel})


@pytest.mark.parametrize("stamp", ["1" * 33, "1.2\n", "now"])
def test_a_timestamp_that_is_none_is_refused(stamp: str) -> None:
    with pytest.raises(ValidationError):
        Press.model_validate(press({}, channel_id="C1", message_ts=stamp))


class Size(StrEnum):
    SMALL = "small"
    LARGE = "large"


def test_of_what_was_chosen_only_what_the_form_offers_counts() -> None:
    def holding(**element: Any) -> FormValues:
        return FormValues({"field": {"field": element}})

    assert holding(selected_option={"value": "large"}).one_of("field", Size) is Size.LARGE
    assert holding(selected_option={"value": "huge"}).one_of("field", Size) is None
    assert holding().one_of("field", Size) is None
    several = [{"value": "large"}, {"value": "huge"}, {"value": "small"}]
    assert holding(selected_options=several).some_of("field", Size) == [Size.LARGE, Size.SMALL]
