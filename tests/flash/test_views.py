"""Every message and form, with the worst that members write in it: Slack takes it, and nobody is pinged."""

import json
import re
from collections.abc import Callable
from typing import Any

import pytest
from slack_sdk.models.views import View

from bot.blocks import escape, said
from bot.flash.question import Question
from bot.flash.views import answers, closing, commands
from bot.flash.views.ask_form import ask_form
from bot.flash.views.volunteer_form import volunteer_form
from bot.flash.volunteering import Volunteering
from bot.languages.reader import ENGLISH, reader_of
from bot.outbox.message import TEXT_LIMIT, Message
from bot.profiles.models import Profile
from bot.profiles.views import avoid_form, avoid_saved
from bot.topics.catalogue import TopicName
from playground.block_check import MESSAGE, MODAL, block_faults
from playground.view_check import check_view
from tests.flash.worst_words import CHANNEL, KNOWN, MADE, WORST, shown_with

TOGETHER = 10_000
"""Characters of all blocks of a message: Slack refuses somewhat above, without saying where."""
ALONE = (commands.too_many_asks(ENGLISH),)
"""Sentences that no view is made of."""
PING = re.compile(r"<(?:!(?!date\^)|@(?!(?:" + "|".join(KNOWN) + r")>))")


@pytest.mark.parametrize("view", MADE, ids=lambda view: view.__name__)
def test_slack_takes_it_and_nobody_is_pinged(view: Callable[..., Any]) -> None:
    for name, words in WORST.items():
        for shown in shown_with(view, words):
            check(shown, name)


def check(shown: Any, name: str) -> None:
    """Complain of what a view made; ``name`` says of which words."""
    match shown:
        case Message():
            assert (name, faults_of_message(shown)) == (name, [])
        case View():
            check_view(shown.to_dict(), MODAL)
            assert PING.findall(mrkdwn_in(shown.to_dict())) == []
        case dict():
            assert all(0 < len(fault) <= 2_000 for fault in shown.values())
        case None:
            pass
        case _:
            assert shown


def faults_of_message(message: Message) -> list[str]:
    """Everything that Slack, or somebody who reads only the text, would complain of."""
    payload = message.to_payload()
    blocks = payload.get("blocks", [])
    found = list(block_faults(blocks, MESSAGE))
    if len(json.dumps(blocks, ensure_ascii=False, separators=(",", ":"))) > TOGETHER:
        found.append("msg_blocks_too_long")
    if not payload["text"].strip() or len(payload["text"]) > TEXT_LIMIT:
        found.append(f"the text has {len(payload['text'])} characters")
    found += PING.findall(mrkdwn_in(payload))
    said = [element for block in blocks for element in (block, *block.get("elements", []))]
    for element in said:
        words = element.get("text", "")
        words = words if isinstance(words, str) else words["text"]
        if words not in message.text:
            found.append(f"the text does not say {words[:50]!r}")
    return found


def mrkdwn_in(payload: Any) -> str:
    """All texts in which Slack looks for mentions."""
    if isinstance(payload, list):
        return "\n".join(map(mrkdwn_in, payload))
    if not isinstance(payload, dict):
        return ""
    if payload.get("type") == "plain_text":
        return ""
    own = [payload["text"]] if isinstance(payload.get("text"), str) else []
    return "\n".join([*own, *map(mrkdwn_in, payload.values())])


@pytest.mark.parametrize("words", WORST.values(), ids=WORST.keys())
def test_what_was_written_is_shown_as_it_was_written(words: str) -> None:
    """Apart from what is too long, a member reads the very signs that the other wrote."""
    line = words.splitlines()[0] or "a"
    assert escape(line[:50]) in closing.thanks(ENGLISH, "U0ASKER", line[:50]).text


@pytest.mark.parametrize("count", [1, 99, 100, 101, 250, 1_000])
def test_a_thousand_topics_fit_into_the_forms(count: int) -> None:
    topics = [
        TopicName(number, f"Topic {number:04} with a name as long as such names can be, and then some"[:75])
        for number in range(count)
    ]
    chosen = [topic.id for topic in topics[:100]]
    profile = Profile(workspace="T1", member="U1", team="", place="", stage=None)
    for form in (
        ask_form(ENGLISH, topics, Question(topic_ids=chosen), CHANNEL, is_whole=True),
        volunteer_form(
            ENGLISH, topics, Volunteering(chosen), profile, is_mentor=True, has_promised=True, is_whole=True
        ),
    ):
        check_view(form.to_dict(), MODAL)


@pytest.mark.parametrize("count", [0, 1, 100])
def test_the_private_list_fits_into_its_form(count: int) -> None:
    check_view(avoid_form(ENGLISH, [f"U{number}" for number in range(count)]).to_dict(), MODAL)
    assert faults_of_message(avoid_saved(ENGLISH, count)) == []


def test_every_outcome_has_words_or_is_seen_in_the_message_itself() -> None:
    tables = [
        table(reader)
        for reader in (ENGLISH, reader_of("fr-CA"))
        for table in (
            answers.answers,
            answers.choices,
            answers.proposals,
            answers.closings,
            answers.stepping_back,
            answers.withdrawals,
        )
    ]
    for sentence in (*(words for table in tables for words in table.values()), *ALONE):
        assert faults_of_message(said(ENGLISH, sentence)) == []
