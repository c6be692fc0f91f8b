"""The worst that members write, and what each view of flash mentoring is shown with it."""

from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, timedelta
from itertools import product
from types import FunctionType
from typing import Any, get_type_hints
from zoneinfo import ZoneInfo

from slack_sdk.models.views import View

from bot.flash.models import Ask, Conversation, Invitation, TimeProposal
from bot.flash.question import Question
from bot.flash.rules import (
    ANSWER_LIMIT,
    CLARIFICATIONS_AT_MOST,
    OPEN_ASKS_AT_MOST,
    QUESTION_LIMIT,
    AskState,
    ConversationState,
    InvitationState,
)
from bot.flash.views import (
    ask_form,
    asks,
    closing,
    commands,
    conversations,
    forms,
    invitations,
    meeting_times,
    offers,
    volunteer_form,
)
from bot.flash.views.ask_form import AskHints
from bot.flash.views.offers import Helper
from bot.flash.volunteering import Volunteering
from bot.languages.reader import ENGLISH, Reader, reader_of
from bot.matching.asks.mentors import CareerStage, MeetingFormat, Preference, ReasonKind
from bot.matching.asks.topics import MOST_NAME_CHARACTERS, Refusal, RefusedName
from bot.outbox.message import Message
from bot.profiles.models import Profile
from bot.topics.catalogue import TopicName

NOW = datetime(2026, 11, 23, 14, 0, tzinfo=UTC)
PINGS = "<!channel> <!here|all> <!everyone> <@U0STRANGER> <!subteam^S1> @channel <https://example.org|a link> "
WORST = {
    "ampersands": "&" * 3_000,
    "pings": PINGS * 40,
    "escapes": "&lt;!channel&gt; &amp;lt; " * 200,
    "new lines": "a\n" * 1_500,
    "empty lines": "a" + "\n" * 2_998 + "b",
    "right to left": "\u202e\u2067שלום\u2069 مرحبا " * 200,
    "emoji": "👩🏽‍🚀🏳️‍🌈e\u0301" * 300,
    "one long word": "a" * 3_000,
    "signs of markup": "*_~`>```" * 400,
}
CHANNEL = "C0123456789"
"""A channel whose id is as long as Slack makes them."""
KNOWN = {"U0ASKER", "U0MENTOR", "U0FRIEND"}
"""The members of whom a view may speak."""
VIEWS = (ask_form, asks, closing, commands, conversations, forms, invitations, meeting_times, offers, volunteer_form)
MADE: list[Callable[..., Any]] = [
    view
    for module in VIEWS
    for name, view in vars(module).items()
    if isinstance(view, FunctionType)
    and view.__module__ == module.__name__
    and not name.startswith("_")
    and get_type_hints(view)["return"] in (Message, View, str, dict[str, str])
]
"""Every view, those included that are written after this: what makes a message, a form, faults in one, or a title."""


def shown_with(view: Callable[..., Any], words: str) -> Iterator[Any]:
    """What a view makes of the worst words, in every state that matters to it."""
    hints = get_type_hints(view)
    hints.pop("return")
    names = list(hints)
    for values in product(*(list(_values(name, hints[name], words)) for name in names)):
        yield view(**dict(zip(names, values, strict=True)))


def _values(name: str, kind: Any, words: str) -> Iterator[Any]:
    if kind is str and name in ("asker", "mentor", "other", "proposer"):
        yield "U0MENTOR"
    elif kind is str and name == "channel":
        yield CHANNEL
    elif "Conversation |" in str(kind):
        yield from (None, *(one for one in _conversations(words) if one.state is ConversationState.OPEN))
    elif name == "link":
        yield "https://calendar.google.com/calendar/render?action=TEMPLATE&text=a%20b"
        if kind is not str:
            yield None
    elif name == "meant":
        yield "withdraw"
    elif name == "typed":
        yield words[:12]
    elif kind is str:
        yield words[:ANSWER_LIMIT]
    elif kind in _MAKERS:
        yield from _MAKERS[kind](words)
    else:
        yield from _of_kind(str(kind), words)


def _of_kind(kind: str, words: str) -> Iterator[Any]:
    """For types that are made of others, by how they are written."""
    names = [words[number : number + 75].strip() or f"Topic {number}" for number in range(6)]
    match kind.removeprefix("collections.abc.").replace("typing.", ""):
        case "Sequence[str]":
            yield names
        case "Sequence[int]":
            yield [1, 2, 3]
        case "str | None":
            yield from (None, CHANNEL)
        case "tuple[str, str]":
            yield (words[:200], words[:200])
        case text if "TopicName" in text:
            yield [TopicName(number, f"{words[:20]} {number}"[:75]) for number in range(1_000)]
        case text if "Ask]" in text:
            yield [ask for ask in _asks(words)][:OPEN_ASKS_AT_MOST]
        case text if "RefusedName" in text:
            yield from (RefusedName(words[: MOST_NAME_CHARACTERS * 2], reason) for reason in Refusal)
        case text if text.startswith("tuple[datetime"):
            yield from (None, (NOW, NOW + timedelta(hours=3)))
        case text if "timedelta" in text:
            yield from (None, timedelta(minutes=1), timedelta(hours=30), timedelta(days=40))
        case text if "datetime" in text:
            yield from (None, NOW)
        case _:
            raise LookupError(f"nothing to show a view of {kind}")


def _asks(words: str) -> Iterator[Ask]:
    named = [(state, True, None) for state in AskState]
    for state, shows_name, channel in [*named, (AskState.LOOKING, False, CHANNEL)]:
        yield Ask(
            id=2_000_000_000,
            workspace="T1",
            asker="U0ASKER",
            question=words[:QUESTION_LIMIT],
            state=state,
            tried=words[:ANSWER_LIMIT],
            in_return=words[:ANSWER_LIMIT],
            preference=Preference.SPONSOR,
            minutes=45,
            meeting_format=MeetingFormat.IN_PERSON,
            shows_name=shows_name,
            channel=channel,
            topic_ids=[1],
            waves=1,
            posted_at=NOW,
            reminded_at=NOW,
            first_offer_at=None,
        )


def _invitations(words: str) -> Iterator[Invitation]:
    for state, friend in [*((state, None) for state in InvitationState), (InvitationState.INVITED, "U0FRIEND")]:
        yield Invitation(
            id=2_000_000_000,
            workspace="T1",
            ask_id=1,
            mentor="U0MENTOR",
            state=state,
            is_private=True,
            suggested_by=friend,
            reasons=[str(kind) for kind in ReasonKind],
            shared_topics=[1, 2, 3],
            clarification=words[:ANSWER_LIMIT],
            clarifications=CLARIFICATIONS_AT_MOST,
            answers=CLARIFICATIONS_AT_MOST - (friend is None and state is not InvitationState.LAPSED),
            answer=words[:ANSWER_LIMIT],
            invited_at=NOW,
        )


def _conversations(_words: str) -> Iterator[Conversation]:
    for state in ConversationState:
        yield Conversation(
            id=2_000_000_000,
            workspace="T1",
            ask_id=1,
            asker="U0ASKER",
            mentor="U0MENTOR",
            state=state,
            opened_at=NOW,
            check_ins=3,
            not_yets=3,
            next_check_in_at=NOW,
        )


def _drafts(words: str) -> Iterator[Question]:
    yield Question(words[:QUESTION_LIMIT])
    yield Question(words[:QUESTION_LIMIT], [1, 2], words[:ANSWER_LIMIT], words[:ANSWER_LIMIT], shows_name=False)


def _hints(words: str) -> Iterator[AskHints]:
    yield from (AskHints(), AskHints(is_vague=True, is_nobody_known=True))
    yield AskHints(open_ask=next(_asks(words)))


def _helpers(words: str) -> Iterator[Helper]:
    yield Helper()
    yield Helper(title=words[:255], team=words[:80], own_words=words[:ANSWER_LIMIT], topics=[words[:75]] * 6)


def _proposals(_words: str) -> Iterator[TimeProposal]:
    seconds = [int(NOW.timestamp()) + 3_600 * hour for hour in range(3)]
    for agreed, is_current in ((None, True), (None, False), (seconds[0], True)):
        yield TimeProposal(
            id=2_000_000_000,
            conversation_id=2_000_000_000,
            proposer="U0ASKER",
            choices=seconds,
            agreed=agreed,
            is_current=is_current,
        )


_MAKERS: dict[Any, Callable[[str], Any]] = {
    Ask: _asks,
    Invitation: _invitations,
    Conversation: _conversations,
    TimeProposal: _proposals,
    Question: _drafts,
    AskHints: _hints,
    Helper: _helpers,
    Volunteering: lambda words: [Volunteering([1, 2], capacity=12, minutes=45, own_words=words[:ANSWER_LIMIT])],
    Profile: lambda words: [
        Profile(workspace="T1", member="U1", team=words[:80], place=words[:80], stage=CareerStage.SENIOR)
    ],
    Reader: lambda _: (ENGLISH, reader_of("fr-CA")),
    int: lambda _: (0, 1, 12),
    bool: lambda _: (True, False),
    object: lambda _: ("",),
    date: lambda _: (date(2026, 12, 30),),
    datetime: lambda _: (NOW,),
}


def _zone(_words: str) -> Iterator[ZoneInfo]:
    yield ZoneInfo("America/Toronto")


_MAKERS[get_type_hints(asks.choice_reminder)["zone"]] = _zone
