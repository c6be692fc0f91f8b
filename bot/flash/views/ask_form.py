"""The ask form. Each of its fields is made once for all who open it, and then only filled: checking them takes long."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache, wraps
from typing import Any, ParamSpec, cast

from slack_sdk.models.blocks import Block
from slack_sdk.models.views import View

from bot.blocks import note, paragraph
from bot.flash.actions import Action, Field, Form
from bot.flash.models import Ask
from bot.flash.question import Question
from bot.flash.rules import ANSWER_LIMIT, QUESTION_LIMIT
from bot.flash.views.shared import (
    mentioned,
    minutes_to_choose,
    more_about_it,
    names_of_formats,
    names_of_preferences,
)
from bot.form_fields import checkbox_field, form, multi_select_field, radio_field, select_field, text_field
from bot.languages.reader import Reader
from bot.matching.asks.mentors import MeetingFormat, Preference
from bot.topics.catalogue import TopicName
from bot.topics.names import for_reader

WITH_NAME, WITHOUT_NAME = "with", "without"
YES, AGAIN = "yes", "again"

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
        super().__init__(type=made["type"], block_id=made.get("block_id"))
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


def ask_form(
    reader: Reader,
    topics: Sequence[TopicName],
    question: Question,
    channel: str | None,
    hints: AskHints = NO_HINTS,
    *,
    is_whole: bool = False,
) -> View:
    """Return the form *Making the ask*: what, about which topics, and whether with one's name.

    What was tried, from whom, in return, how long, how and where else stands behind a button, unless it ``is_whole``
    or the question says something there already.
    """
    submit, subject = _submit_and_subject(reader, hints)
    return form(
        reader,
        Form.ASK,
        reader.gettext("Ask a question"),
        *_suggestions(reader, question, hints),
        _question_field(reader).filled(initial_value=question.question[:QUESTION_LIMIT]),
        _topics_field(reader, topics, question.topic_ids),
        _name_field(reader, WITH_NAME if question.shows_name else WITHOUT_NAME),
        *(_rest(reader, question, channel) if is_whole or question.says_more else _way_to_the_rest(reader)),
        submit=submit,
        close=reader.gettext("Leave it") if hints.open_ask else "",
        subject=subject,
    )


@lru_cache(maxsize=64)
def empty_form(reader: Reader, topics: tuple[TopicName, ...], channel: str | None) -> View:
    """Return it with nothing in it, made once for all who open it so and read alike."""
    return ask_form(reader, topics, Question(), channel)


def question_missing(reader: Reader) -> str:
    """Return the fault at a question that says nothing."""
    return reader.gettext("Please write a question.")


def question_closed(reader: Reader) -> str:
    """Return the fault at a question that is not open any more."""
    return reader.gettext(
        "This question has closed in the meantime. To ask it again, close this form and use /mentor-ask."
    )


def _submit_and_subject(reader: Reader, hints: AskHints) -> tuple[str, str]:
    if hints.open_ask is not None:
        return reader.gettext("Change it"), str(hints.open_ask.id)
    if hints.is_vague or hints.is_nobody_known:
        return reader.gettext("Post anyway"), AGAIN
    return reader.gettext("Ask"), ""


def _suggestions(reader: Reader, question: Question, hints: AskHints) -> list[Block]:
    words = []
    if hints.open_ask is not None:
        words.append(reader.gettext("You already have this question open. Change it here, or leave it as it is."))
        if hints.open_ask.shows_name and not question.shows_name:
            words.append(
                reader.gettext(
                    "Some people may have seen your name with it. From now on I won't show it until you choose someone."
                )
            )
    if hints.is_vague:
        words.append(
            reader.gettext(
                "One more line could bring you a better answer: what are you trying to do, and where does it get difficult? If it's fine as it is, post it anyway."
            )
        )
    if hints.is_nobody_known:
        words.append(
            reader.gettext(
                "You picked “{preference}”, but I don't know enough about the people I could ask now. "
                "Pick something else, or post it anyway: I'll ask the people who fit your question best.",
                preference=names_of_preferences(reader)[question.preference],
            )
        )
    return [paragraph(each) for each in words]


def _rest(reader: Reader, question: Question, channel: str | None) -> list[Block]:
    return [
        _tried_field(reader).filled(initial_value=question.tried[:ANSWER_LIMIT]),
        _preference_field(reader, question.preference),
        _in_return_field(reader).filled(initial_value=question.in_return[:ANSWER_LIMIT]),
        _minutes_field(reader, question.minutes),
        _format_field(reader, question.meeting_format),
        *_channel_field(reader, question, channel),
    ]


def _way_to_the_rest(reader: Reader) -> list[Block]:
    return [_usual(reader), _more_about_it(reader)]


@made_once
def _usual(reader: Reader) -> Block:
    words = reader.gettext(
        "Unless you say otherwise: about {minutes} minutes, on a call, with whoever fits best.",
        minutes=Question().minutes,
    )
    return note(words)


@made_once
def _more_about_it(reader: Reader) -> Block:
    return more_about_it(reader, Action.MORE_ABOUT_ASK)


def _topics_field(reader: Reader, topics: Sequence[TopicName], chosen: Sequence[int]) -> Block:
    menu = _topics_menu(reader, tuple(topics))
    if not chosen:
        return menu
    wanted = {str(topic) for topic in chosen}
    groups = menu.made["element"].get("option_groups", [menu.made["element"]])
    options = [option for group in groups for option in group["options"]]
    return menu.filled(initial_options=[each for each in options if each["value"] in wanted])


def _channel_field(reader: Reader, question: Question, channel: str | None) -> list[Block]:
    if channel is None:
        return []
    choices = [(YES, reader.gettext("Also show it in {channel}, where anyone can offer", channel=mentioned(channel)))]
    chosen = [YES] if question.in_channel else []
    return [checkbox_field(Field.CHANNEL, reader.gettext("Ask more widely"), choices, chosen)]


@made_once
def _question_field(reader: Reader) -> Block:
    hint = reader.gettext("Good questions are specific: what you want to do, and where you're stuck.")
    return text_field(Field.QUESTION, reader.gettext("Your question"), limit=QUESTION_LIMIT, required=True, hint=hint)


@made_once
def _topics_menu(reader: Reader, topics: tuple[TopicName, ...]) -> Block:
    names = [(topic.id, topic.name) for topic in for_reader(reader, topics)]
    hint = reader.gettext("Leave this empty and I'll go by your words.")
    return multi_select_field(Field.TOPICS, reader.gettext("Topics"), names, (), hint=hint)


@made_once
def _tried_field(reader: Reader) -> Block:
    hint = reader.gettext("So that nobody suggests it again.")
    return text_field(Field.TRIED, reader.gettext("What have you tried?"), limit=ANSWER_LIMIT, hint=hint)


@made_once
def _preference_field(reader: Reader, preference: Preference) -> Block:
    names = list(names_of_preferences(reader).items())
    return select_field(Field.PREFERENCE, reader.gettext("Who would you like to hear from?"), names, preference)


@made_once
def _in_return_field(reader: Reader) -> Block:
    hint = reader.gettext("A skill, another point of view, a coffee. Nothing is fine too.")
    label = reader.gettext("What could you offer in return?")
    return text_field(Field.IN_RETURN, label, limit=ANSWER_LIMIT, hint=hint)


@made_once
def _minutes_field(reader: Reader, minutes: int) -> Block:
    return select_field(Field.MINUTES, reader.gettext("How long?"), minutes_to_choose(reader), minutes)


@made_once
def _format_field(reader: Reader, meeting_format: MeetingFormat) -> Block:
    return select_field(Field.FORMAT, reader.gettext("How?"), list(names_of_formats(reader).items()), meeting_format)


@made_once
def _name_field(reader: Reader, name: str) -> Block:
    choices = [
        (WITH_NAME, reader.gettext("Ask with my name")),
        (WITHOUT_NAME, reader.gettext("Ask without it until I choose someone")),
    ]
    return radio_field(Field.NAME, reader.gettext("Your name"), choices, name)
