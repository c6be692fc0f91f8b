"""The ask form. Each of its fields is made once for all who open it, and then only filled: checking them takes long."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache, wraps
from typing import Any, ParamSpec, cast

from slack_sdk.models.blocks import Block
from slack_sdk.models.views import View

from bot.blocks import paragraph
from bot.flash.actions import Field, Form
from bot.flash.models import Ask
from bot.flash.question import Question
from bot.flash.rules import ANSWER_LIMIT, QUESTION_LIMIT
from bot.flash.views.shared import minutes_to_choose, names_of_formats, names_of_preferences
from bot.form_fields import checkbox_field, form, multi_select_field, radio_field, select_field, text_field
from bot.languages.reader import ENGLISH
from bot.matching.asks.mentors import MeetingFormat, Preference
from bot.topics.catalogue import TopicName

WITH_NAME, WITHOUT_NAME = "with", "without"
YES, AGAIN = "yes", "again"
QUESTION_MISSING = "Please write a question."
QUESTION_CLOSED = "This question has closed meanwhile. To ask it anew, close this form and use /mentor-ask."

P = ParamSpec("P")


@dataclass(frozen=True, slots=True)
class AskHints:
    """Suggestions above the fields, where the form was sent once already and there is something to think about."""

    is_vague: bool = False
    """The question has little in it."""
    is_nobody_known: bool = False
    """We know of nobody who could be asked that they are as the asker would like them."""
    open_ask: Ask | None = None
    """The member has this question open, and what they sent differs from it."""


NO_HINTS = AskHints()


class ReadyBlock(Block):
    """A block as Slack takes it, already checked.

    The SDK checks every option of every menu each time it is sent; for a form with fifty topics that takes
    longer than everything else that opening it takes.
    """

    def __init__(self, made: Mapping[str, Any]) -> None:
        super().__init__(type=made["type"], block_id=made["block_id"])
        self.made = made

    def to_dict(self, *_args: Any) -> dict[str, Any]:
        """Return the block as it was made."""
        return dict(self.made)

    def filled(self, **initial: Any) -> "ReadyBlock":
        """Return the field with something in it; the same field where there is nothing to put in."""
        given = {name: value for name, value in initial.items() if value}
        return ReadyBlock({**self.made, "element": {**self.made["element"], **given}}) if given else self


def made_once(make: Callable[P, Block]) -> Callable[P, ReadyBlock]:
    """Return a function that makes its block once for each choice of arguments. Those have to be hashable."""

    @wraps(make)
    def ready(*args: P.args, **kwargs: P.kwargs) -> ReadyBlock:
        return ReadyBlock(make(*args, **kwargs).to_dict())

    return cast(Callable[P, ReadyBlock], lru_cache(maxsize=64)(ready))


def ask_form(topics: Sequence[TopicName], question: Question, channel: str | None, hints: AskHints = NO_HINTS) -> View:
    """Return the form *Making the ask*: what, tried, from whom, in return, how long, how, and with whose name."""
    submit, subject = _submit_and_subject(hints)
    return form(
        ENGLISH,
        Form.ASK,
        "Ask a question",
        *_suggestions(question, hints),
        _question_field().filled(initial_value=question.question[:QUESTION_LIMIT]),
        _topics_field(topics, question.topic_ids),
        _tried_field().filled(initial_value=question.tried[:ANSWER_LIMIT]),
        _preference_field(question.preference),
        _in_return_field().filled(initial_value=question.in_return[:ANSWER_LIMIT]),
        _minutes_field(question.minutes),
        _format_field(question.meeting_format),
        _name_field(WITH_NAME if question.shows_name else WITHOUT_NAME),
        *_channel_field(question, channel),
        submit=submit,
        close="Leave it" if hints.open_ask else "Not now",
        subject=subject,
    )


@lru_cache(maxsize=64)
def empty_form(topics: tuple[TopicName, ...], channel: str | None) -> View:
    """Return it with nothing in it, made once for all who open it so."""
    return ask_form(topics, Question(), channel)


def _submit_and_subject(hints: AskHints) -> tuple[str, str]:
    if hints.open_ask is not None:
        return "Change it", str(hints.open_ask.id)
    return ("Post anyway", AGAIN) if hints.is_vague or hints.is_nobody_known else ("Ask", "")


def _suggestions(question: Question, hints: AskHints) -> list[Block]:
    words = []
    if hints.open_ask is not None:
        words.append("You have this one open. Change it here, or leave it as it is.")
        if hints.open_ask.shows_name and not question.shows_name:
            words.append(
                "Whoever has seen your name with it has seen it; from now on it is not shown until you choose."
            )
    if hints.is_vague:
        words.append(
            "One more line could bring you a better answer: what are you trying to do, and where does it get difficult? If it is fine as it is, post it anyway."
        )
    if hints.is_nobody_known:
        words.append(
            f"You would like to hear from “{names_of_preferences(ENGLISH)[question.preference]}”. Of the people who could be asked now, nobody has told us enough to know that. Choose otherwise, or post it anyway: we then ask those who fit your question best."
        )
    return [paragraph(each) for each in words]


def _topics_field(topics: Sequence[TopicName], chosen: Sequence[int]) -> Block:
    menu = _topics_menu(tuple(topics))
    if not chosen:
        return menu
    wanted = {str(topic) for topic in chosen}
    groups = menu.made["element"].get("option_groups", [menu.made["element"]])
    options = [option for group in groups for option in group["options"]]
    return menu.filled(initial_options=[each for each in options if each["value"] in wanted])


def _channel_field(question: Question, channel: str | None) -> list[Block]:
    if channel is None:
        return []
    choices = [(YES, f"Also show it in <#{channel}>, where anyone can offer")]
    return [checkbox_field(Field.CHANNEL, "Ask more widely", choices, [YES] if question.in_channel else [])]


@made_once
def _question_field() -> Block:
    hint = "Good questions are specific: what you want to do, and where you are stuck."
    return text_field(Field.QUESTION, "Your question", limit=QUESTION_LIMIT, required=True, hint=hint)


@made_once
def _topics_menu(topics: tuple[TopicName, ...]) -> Block:
    names = [(topic.id, topic.name) for topic in topics]
    return multi_select_field(Field.TOPICS, "Topics", names, (), hint="Leave this empty and we go by your words.")


@made_once
def _tried_field() -> Block:
    return text_field(Field.TRIED, "What have you tried?", limit=ANSWER_LIMIT)


@made_once
def _preference_field(preference: Preference) -> Block:
    return select_field(
        Field.PREFERENCE, "Who would you like to hear from?", list(names_of_preferences(ENGLISH).items()), preference
    )


@made_once
def _in_return_field() -> Block:
    hint = "A skill, a view from where you stand, a coffee. Nothing is fine too."
    return text_field(Field.IN_RETURN, "What could you offer in return?", limit=ANSWER_LIMIT, hint=hint)


@made_once
def _minutes_field(minutes: int) -> Block:
    return select_field(Field.MINUTES, "How long?", minutes_to_choose(ENGLISH), minutes)


@made_once
def _format_field(meeting_format: MeetingFormat) -> Block:
    return select_field(Field.FORMAT, "How?", list(names_of_formats(ENGLISH).items()), meeting_format)


@made_once
def _name_field(name: str) -> Block:
    choices = [(WITH_NAME, "Ask with my name"), (WITHOUT_NAME, "Ask without it until I choose someone")]
    return radio_field(Field.NAME, "Your name", choices, name)
