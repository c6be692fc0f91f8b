"""The fields of the ask form that are the same for whoever opens it: made once, shown many times."""

from collections.abc import Callable, Mapping, Sequence
from functools import lru_cache, wraps
from typing import Any, ParamSpec, cast

from slack_sdk.models.blocks import Block

from bot.flash.actions import Field
from bot.flash.rules import ANSWER_LIMIT, QUESTION_LIMIT
from bot.flash.views.shared import FORMATS, PREFERENCES
from bot.form_fields import one_of, several_of, words_field
from bot.matching.asks.mentors import MeetingFormat, Preference
from bot.topics.catalogue import TopicName

P = ParamSpec("P")


class ReadyBlock(Block):
    """A block as Slack takes it, already checked.

    The SDK checks every option of every menu each time it is sent; for a form with fifty topics that takes
    longer than everything else that opening it takes.
    """

    def __init__(self, made: Mapping[str, Any]) -> None:
        super().__init__(type=made["type"], block_id=made["block_id"])
        self.made = made

    def to_dict(self, *_args: Any) -> dict[str, Any]:
        """The block as it was made."""
        return dict(self.made)


def made_once(make: Callable[P, Block]) -> Callable[P, ReadyBlock]:
    """Have a block made once for each choice of arguments, which have to be hashable."""

    @wraps(make)
    def ready(*args: P.args, **kwargs: P.kwargs) -> ReadyBlock:
        return ReadyBlock(make(*args, **kwargs).to_dict())

    return cast(Callable[P, ReadyBlock], lru_cache(maxsize=64)(ready))


def _filled(field: ReadyBlock, **initial: Any) -> ReadyBlock:
    """The field with something in it; nothing is put in where there is nothing."""
    given = {name: value for name, value in initial.items() if value}
    return ReadyBlock({**field.made, "element": {**field.made["element"], **given}}) if given else field


def question_field(question: str) -> Block:
    """What the member asks."""
    return _filled(_question_field(), initial_value=question[:QUESTION_LIMIT])


def tried_field(tried: str) -> Block:
    """What they have tried."""
    return _filled(_tried_field(), initial_value=tried[:ANSWER_LIMIT])


def in_return_field(in_return: str) -> Block:
    """What they could offer in return."""
    return _filled(_in_return_field(), initial_value=in_return[:ANSWER_LIMIT])


def topics_field(topics: Sequence[TopicName], chosen: Sequence[int]) -> Block:
    """The menu of topics, with those chosen in it."""
    menu = _topics_field(tuple(topics))
    wanted = {str(topic) for topic in chosen}
    return _filled(menu, initial_options=[each for each in _options_in(menu) if each["value"] in wanted])


def _options_in(menu: ReadyBlock) -> list[dict[str, Any]]:
    element = menu.made["element"]
    groups = element.get("option_groups", [element])
    return [option for group in groups for option in group["options"]]


@made_once
def _question_field() -> Block:
    hint = "Good questions are specific: what you want to do, and where you are stuck."
    return words_field(Field.QUESTION, "Your question", limit=QUESTION_LIMIT, required=True, hint=hint)


@made_once
def _tried_field() -> Block:
    return words_field(Field.TRIED, "What have you tried?", limit=ANSWER_LIMIT)


@made_once
def _in_return_field() -> Block:
    hint = "A skill, a view from where you stand, a coffee. Nothing is fine too."
    return words_field(Field.IN_RETURN, "What could you offer in return?", limit=ANSWER_LIMIT, hint=hint)


@made_once
def _topics_field(topics: tuple[TopicName, ...]) -> Block:
    names = [(topic.id, topic.name) for topic in topics]
    return several_of(Field.TOPICS, "Topics", names, (), hint="Leave this empty and we go by your words.")


@made_once
def preference_field(preference: Preference) -> Block:
    """Whom the asker would like to hear from."""
    return one_of(Field.PREFERENCE, "Who would you like to hear from?", list(PREFERENCES.items()), preference)


@made_once
def format_field(meeting_format: MeetingFormat) -> Block:
    """How the two would talk."""
    return one_of(Field.FORMAT, "How?", list(FORMATS.items()), meeting_format)
