"""Block Kit's models are written out as their own ``to_dict`` does, and refused where it refuses them."""

from collections.abc import Callable
from typing import Any

from hypothesis import given
from hypothesis import strategies as st
from slack_sdk.errors import SlackObjectFormationError
from slack_sdk.models.basic_objects import JsonObject
from slack_sdk.models.blocks import Block, DividerBlock, HeaderBlock, SectionBlock

from bot import blocks, form_fields
from bot.block_kit import as_json

LENGTHS = (0, 1, 30, 31, 75, 76, 100, 101, 255, 256, 300, 301, 2_000, 2_001, 3_000, 3_001)
"""Slack's limits, and one more than each."""
WORDS = st.one_of(st.text(max_size=20), st.sampled_from(LENGTHS).map(lambda length: "x" * length))
SOME_WORDS = st.one_of(st.none(), WORDS)
CHOICES = st.lists(st.tuples(st.integers(0, 9), WORDS), min_size=1, max_size=12)
FIELDS = (form_fields.radio_field, form_fields.select_field)

confirmations = st.builds(blocks.confirmation, WORDS, WORDS, WORDS, WORDS)
button = st.builds(
    blocks.button,
    WORDS,
    WORDS,
    WORDS,
    style=st.sampled_from([None, "", "primary", "danger", "blue"]),
    confirm=st.one_of(st.none(), confirmations),
)
in_messages = st.one_of(
    st.builds(blocks.paragraph, WORDS),
    st.builds(blocks.note, WORDS),
    st.builds(DividerBlock),
    st.builds(HeaderBlock, text=WORDS),
    st.builds(SectionBlock, text=WORDS, block_id=SOME_WORDS, accessory=st.one_of(st.none(), button)),
    st.lists(button, max_size=26).map(lambda them: blocks.buttons(*them)),
)
in_forms = st.one_of(
    st.builds(form_fields.text_field, WORDS, WORDS, limit=st.integers(0, 3_001), value=WORDS, hint=SOME_WORDS),
    st.builds(form_fields.member_field, WORDS, WORDS, hint=SOME_WORDS),
    st.builds(form_fields.date_field, WORDS, WORDS, initial=st.one_of(st.none(), st.dates()), hint=SOME_WORDS),
    st.builds(form_fields.datetime_field, WORDS, WORDS, initial=st.one_of(st.none(), st.datetimes())),
    st.builds(form_fields.channel_field, WORDS, WORDS, initial=SOME_WORDS, hint=SOME_WORDS),
    st.builds(form_fields.people_field, WORDS, WORDS, st.lists(WORDS, max_size=3), at_most=st.integers(0, 3)),
    st.builds(form_fields.multi_select_field, WORDS, WORDS, CHOICES, st.lists(st.integers(0, 9)), hint=SOME_WORDS),
    st.builds(form_fields.checkbox_field, WORDS, WORDS, CHOICES, st.lists(st.integers(0, 9)), hint=SOME_WORDS),
    CHOICES.flatmap(lambda of: st.sampled_from(FIELDS).map(lambda field: field("f", "Label", of, of[0][0]))),
)


def outcome(write: Callable[[JsonObject], dict[str, Any]], model: JsonObject) -> dict[str, Any] | str:
    """What is written, or why it is refused."""
    try:
        return write(model)
    except SlackObjectFormationError as fault:
        return str(fault)


@given(st.one_of(in_messages, in_forms))
def test_a_block_is_written_as_the_sdk_writes_it_or_refused_as_the_sdk_refuses_it(block: Block) -> None:
    assert outcome(as_json, block) == outcome(lambda model: model.to_dict(), block)


def test_each_part_of_a_message_that_breaks_a_limit_of_slacks_is_refused() -> None:
    too_long = blocks.confirmation("Sure?", "x" * 301, "Yes", "No")
    refused = [
        blocks.paragraph("x" * 3_001),
        blocks.buttons(blocks.button("x" * 76, "go", 1)),
        blocks.buttons(blocks.button("Go", "go", "x" * 2_001)),
        blocks.buttons(blocks.button("Go", "go", 1, confirm=too_long)),
        blocks.buttons(*(blocks.button("Go", "go", 1) for _ in range(26))),
    ]
    assert all(isinstance(outcome(as_json, block), str) for block in refused)
