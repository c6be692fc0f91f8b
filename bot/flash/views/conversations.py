"""The introduction of two people, and the nudge to find a time."""

from collections.abc import Iterator, Sequence
from datetime import datetime, tzinfo

from slack_sdk.models.blocks import Block, ButtonElement

from bot.blocks import button, buttons, confirmation, date_and_time, message, note, paragraph, person, quote, said
from bot.flash.actions import Action
from bot.flash.models import Ask, Conversation
from bot.flash.rules import UNDER_WAY, ConversationState
from bot.flash.views.shared import DETAIL_LIMIT, plan_of, sentences, under_topics
from bot.languages.reader import Reader
from bot.matching.asks.mentors import Preference
from bot.outbox.message import Message


def introduction(
    reader: Reader,
    ask: Ask,
    conversation: Conversation,
    topics: Sequence[str],
    own_words: str,
    shared: tuple[datetime, datetime] | None,
    zone: tzinfo,
) -> Message:
    """Introduce two people: the question, and what each may expect of the other.

    ``shared`` are the first office hours of both. However the conversation ended, the words are the same: they do
    not tell that one of the two stepped back.
    """
    asker, mentor = person(conversation.asker), person(conversation.mentor)
    asked = reader.gettext("{person} asked:", person=asker)
    return message(
        reader,
        paragraph(reader.gettext("*{asker}, meet {mentor}. {mentor}, meet {asker}.*", asker=asker, mentor=mentor)),
        paragraph(f"{asked}\n{quote(ask.question)}"),
        *_more(reader, ask, own_words, asker, mentor),
        paragraph(_expected(reader, asker, mentor)),
        note(
            sentences(plan_of(reader, ask), under_topics(reader, topics), _status(reader, conversation, shared, zone))
        ),
        buttons(*_propose(reader, conversation), _step_back(reader, conversation)),
    )


def _expected(reader: Reader, asker: str, mentor: str) -> str:
    return reader.gettext(
        "{mentor} gives time, listens, and keeps it between you. {asker} brings the question and what they hope to get out of it.",
        asker=asker,
        mentor=mentor,
    )


def _status(reader: Reader, conversation: Conversation, shared: tuple[datetime, datetime] | None, zone: tzinfo) -> str:
    if conversation.state in UNDER_WAY:
        return _shared_hours(reader, shared, zone)
    if conversation.state is ConversationState.UNOPENED:
        return reader.gettext(
            "This came late: I had already told you both that it couldn't be opened. Talk here only if it suits you both."
        )
    return reader.gettext("This conversation is closed.")


def _propose(reader: Reader, conversation: Conversation) -> list[ButtonElement]:
    if conversation.state not in UNDER_WAY:
        return []
    return [button(reader.gettext("Propose a time"), Action.PROPOSE_TIME, conversation.id, style="primary")]


def _more(reader: Reader, ask: Ask, own_words: str, asker: str, mentor: str) -> Iterator[Block]:
    told = [
        (reader.gettext("*{person}, in their own words:*", person=mentor), own_words),
        (reader.gettext("*Tried so far:*"), ask.tried),
        (reader.gettext("*Offered in return:*"), ask.in_return),
    ]
    yield from (paragraph(f"{label}\n{quote(words, DETAIL_LIMIT)}") for label, words in told if words)
    if ask.preference is Preference.SPONSOR:
        yield note(reader.gettext("{person} hopes for a sponsor: someone who could speak up for them.", person=asker))


def _shared_hours(reader: Reader, shared: tuple[datetime, datetime] | None, zone: tzinfo) -> str:
    if shared is None:
        return reader.gettext("If you keep office hours, yours don't overlap this week; writing may suit you best.")
    starts = date_and_time(reader, shared[0], zone, "{date_short_pretty} {time}")
    ends = date_and_time(reader, shared[1], zone, "{time}")
    return reader.gettext(
        "The next time you're both at work, if you keep office hours: {starts} – {ends}.", starts=starts, ends=ends
    )


def _step_back(reader: Reader, conversation: Conversation) -> ButtonElement:
    if conversation.state in UNDER_WAY:
        words = reader.gettext(
            "You'll both get the same short message, which doesn't say who chose this. But with only two "
            "of you, they'll know it was you. I won't introduce you to each other again."
        )
    else:
        words = reader.gettext("Nobody is told. I won't introduce you to each other again.")
    step_back = reader.gettext("Step back")
    confirm = confirmation(reader.gettext("Step back?"), words, step_back, reader.gettext("Stay"))
    return button(step_back, Action.STEP_BACK, conversation.id, confirm=confirm)


def nudge(reader: Reader, conversation: Conversation, has_times: bool) -> Message:
    """Remind both that no time has been proposed for a working day."""
    if conversation.state is not ConversationState.OPEN:
        return said(reader, reader.gettext("This conversation is closed."))
    if has_times:
        return said(reader, reader.gettext("Times have been proposed since."))
    words = reader.gettext(
        "{asker}, {mentor}: if you're already talking, ignore this. If not, *Propose a time* takes a "
        "minute, or write a few lines here.",
        asker=person(conversation.asker),
        mentor=person(conversation.mentor),
    )
    return message(reader, paragraph(words), buttons(*_propose(reader, conversation)))
