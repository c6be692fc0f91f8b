"""The messages of an ask to its asker, and in the ask channel."""

from collections.abc import Sequence
from datetime import datetime, timedelta, tzinfo

from slack_sdk.models.blocks import ButtonElement

from bot.blocks import button, buttons, confirmation, message, note, paragraph, person, quote, said
from bot.circles.actions import put_on_agenda_button
from bot.flash.actions import Action
from bot.flash.models import Ask, Conversation
from bot.flash.rules import LOOKS_FADED, AskState, ConversationState
from bot.flash.views.shared import (
    conversation_status,
    has_a_question,
    hope_of,
    mentioned,
    opened_after_all,
    sentences,
    start_of,
    under_topics,
)
from bot.languages.reader import Reader
from bot.outbox.message import Message


def status(
    reader: Reader,
    ask: Ask,
    topics: Sequence[str],
    shown_to: int,
    channel: str | None,
    wait: timedelta | None,
    conversation: Conversation | None,
) -> Message:
    """Return the asker's own card of an ask: ``channel`` shows it too, ``conversation`` is the newest that came of it."""
    question = start_of(reader, ask)
    match ask.state:
        case AskState.LOOKING:
            return _looking(reader, ask, topics, shown_to, channel, wait)
        case AskState.CHOSEN if conversation is not None:
            return _chosen(reader, ask, conversation)
        case AskState.WITHDRAWN:
            words = reader.gettext(
                "You withdrew {question}. The people I asked needn't answer any more.", question=question
            )
            return message(reader, paragraph(words), buttons(ask_again_button(reader, ask.id)))
        case _:
            return said(reader, reader.gettext("This question is closed: {question}", question=question))


def _looking(
    reader: Reader, ask: Ask, topics: Sequence[str], shown_to: int, channel: str | None, wait: timedelta | None
) -> Message:
    begins = (
        reader.gettext("Your question is on its way:")
        if ask.reopened_at is None
        else reader.gettext("I'm still looking for someone for your question:")
    )
    return message(
        reader,
        paragraph(begins),
        paragraph(quote(ask.question)),
        paragraph(
            sentences(
                *_who_sees_it(reader, shown_to, channel),
                _name_shown(reader, ask),
                reader.gettext("I'll tell you here as soon as someone offers to help."),
            )
        ),
        note(sentences(under_topics(reader, topics), _usual_wait(reader, wait))),
        buttons(withdraw_button(reader, ask)),
    )


def _chosen(reader: Reader, ask: Ask, conversation: Conversation) -> Message:
    chosen = reader.gettext(
        "You chose {person} for {question}.", person=person(conversation.mentor), question=start_of(reader, ask)
    )
    words = paragraph(sentences(chosen, conversation_status(reader, conversation)))
    if conversation.state is ConversationState.OPEN:
        return message(reader, words, buttons(someone_else_button(reader, conversation)))
    if conversation.state in LOOKS_FADED:
        return message(reader, words, buttons(ask_again_button(reader, ask.id)))
    return message(reader, words)


def _who_sees_it(reader: Reader, shown_to: int, channel: str | None) -> tuple[str, str]:
    return (
        reader.ngettext(
            "So far I've asked one person privately.", "So far I've asked {number} people privately.", shown_to
        )
        if shown_to
        else "",
        reader.gettext("It's also in {channel}.", channel=mentioned(channel)) if channel else "",
    )


def _name_shown(reader: Reader, ask: Ask) -> str:
    if ask.shows_name:
        return reader.gettext("They see your name.")
    return reader.gettext("Nobody sees your name until you choose someone.")


def _usual_wait(reader: Reader, wait: timedelta | None) -> str:
    if wait is None:
        return reader.gettext("I can't say yet how long an answer takes here.")
    minutes = max(1, round(wait.total_seconds() / 60))
    if minutes < 60:
        return reader.ngettext(
            "Half of recent questions had a first offer within one minute.",
            "Half of recent questions had a first offer within {number} minutes.",
            minutes,
        )
    if minutes < 36 * 60:
        return reader.ngettext(
            "Half of recent questions had a first offer within one hour.",
            "Half of recent questions had a first offer within {number} hours.",
            round(minutes / 60),
        )
    return reader.ngettext(
        "Half of recent questions had a first offer within one day.",
        "Half of recent questions had a first offer within {number} days.",
        round(minutes / (24 * 60)),
    )


def withdraw_button(reader: Reader, ask: Ask) -> ButtonElement:
    """Return *Withdraw*, which asks for confirmation."""
    confirm = confirmation(
        reader.gettext("Withdraw your question?"),
        reader.gettext("The people I asked will see that it's no longer open, and nothing else."),
        reader.gettext("Withdraw"),
        reader.gettext("Keep it"),
    )
    return button(reader.gettext("Withdraw"), Action.WITHDRAW_ASK, ask.id, confirm=confirm)


def ask_in_channel(reader: Reader, ask: Ask, topics: Sequence[str]) -> Message:
    """Return an ask as the ask channel shows it; anyone may offer there while it is open."""
    if ask.state is AskState.CHOSEN:
        words = reader.gettext("Someone was chosen for this question. Thank you to everyone who thought about it.")
        return said(reader, words)
    if ask.state is not AskState.LOOKING:
        return taken_from_channel(reader)
    return message(
        reader,
        paragraph(has_a_question(reader, ask)),
        paragraph(quote(ask.question)),
        note(
            sentences(
                under_topics(reader, topics),
                hope_of(reader, ask),
                reader.gettext("You'd offer this one conversation, and only the person who asked sees your offer."),
            )
        ),
        buttons(button(reader.gettext("I can help"), Action.OFFER, ask.id, style="primary")),
    )


def taken_from_channel(reader: Reader) -> Message:
    """Return the message in the place of an ask that the channel shows no longer."""
    return said(reader, reader.gettext("This question is closed. Thank you to everyone who thought about it."))


def not_in_channel(reader: Reader, ask: Ask, channel: str) -> Message:
    """Tell the asker that the ask channel could not show their question."""
    return said(
        reader,
        reader.gettext(
            "I couldn't post {question} in {channel}, so nobody sees it there.",
            question=start_of(reader, ask),
            channel=mentioned(channel),
        ),
    )


def ask_unanswered(reader: Reader, ask: Ask, asked: int, channel: str | None, *, has_circle: bool) -> Message:
    """Tell the asker that nobody was found, with a next step: for instance a circle of peers, if there is one for them."""
    tried = (
        reader.ngettext(
            "I asked one person, who wasn't the right one this time.",
            "I asked {number} people, and the right one wasn't among them this time.",
            asked,
        )
        if asked
        else reader.gettext("Nobody who could help has time right now.")
    )
    to_circle = reader.gettext("Or let a circle of peers talk about it, with or without your name.")
    circle = [put_on_agenda_button(reader.gettext("Bring it to a circle"), ask.question)] if has_circle else []
    return message(
        reader,
        paragraph(
            sentences(
                reader.gettext("I didn't find anyone for {question}.", question=start_of(reader, ask)),
                tried,
            )
        ),
        paragraph(
            sentences(
                _more_widely(reader, ask, channel),
                reader.gettext(
                    "If you know who you'd love to hear from, write to them: people say yes more often than you'd think."
                ),
                to_circle if has_circle else "",
            )
        ),
        buttons(ask_again_button(reader, ask.id), *circle),
    )


def _more_widely(reader: Reader, ask: Ask, channel: str | None) -> str:
    if channel is None or ask.channel == channel:
        return reader.gettext("What often works: ask it again with a wider topic, or put it differently.")
    return reader.gettext(
        "What often works: ask it again with a wider topic, or in {channel} too, where everyone can see it.",
        channel=mentioned(channel),
    )


def ask_undecided(reader: Reader, ask: Ask) -> Message:
    """Tell the asker that the question closed, as they chose none of the offers."""
    words = reader.gettext(
        "I've closed {question}, so that the people who offered aren't left waiting. You can ask again "
        "whenever it suits you.",
        question=start_of(reader, ask),
    )
    return message(reader, paragraph(words), buttons(ask_again_button(reader, ask.id)))


def choice_reminder(reader: Reader, ask: Ask, offers: int, ends_at: datetime, zone: tzinfo) -> Message:
    """Return the reminder that offers wait for a choice; once none does, it says that it is settled."""
    if not ask.is_reminded or not offers:
        return choice_reminder_over(reader, ask)
    waiting = reader.ngettext(
        "Someone is waiting to hear from you about {question}.",
        "You have {number} people waiting to hear from you about {question}.",
        offers,
        question=start_of(reader, ask),
    )
    choose = reader.gettext("Choose one of the offers above, or press *Keep looking* on those that don't fit.")
    return message(
        reader,
        paragraph(sentences(waiting, choose)),
        note(
            reader.gettext(
                "If you do nothing, I'll close the question on {day} and thank the people who offered.",
                day=reader.day(ends_at, zone),
            )
        ),
        buttons(withdraw_button(reader, ask)),
    )


def choice_reminder_over(reader: Reader, ask: Ask) -> Message:
    """Return a reminder that needs no answer any more."""
    return said(reader, reader.gettext("This reminder about {question} is settled.", question=start_of(reader, ask)))


def unopened_to_asker(reader: Reader, ask: Ask, conversation: Conversation, *, mentor_has_left: bool) -> Message:
    """Tell the asker that the conversation with the mentor they chose could not be opened, or has opened after all."""
    if conversation.state is not ConversationState.UNOPENED:
        return said(reader, opened_after_all(reader, ask, conversation))
    mentor = person(conversation.mentor)
    return said(
        reader,
        sentences(
            reader.gettext(
                "You chose {mentor} for {question}, but I couldn't open a group DM for the two of you.",
                mentor=mentor,
                question=start_of(reader, ask),
            ),
            reader.gettext("{mentor} is no longer in this workspace.", mentor=mentor)
            if mentor_has_left
            else reader.gettext("If you'd still like to talk with {mentor}, write to them yourself.", mentor=mentor),
            reader.gettext("I'm looking for someone else now.")
            if ask.state is AskState.LOOKING
            else reader.gettext("Your question's own message shows what became of it."),
        ),
    )


def someone_else_button(reader: Reader, conversation: Conversation) -> ButtonElement:
    """Return *Ask someone else*, which asks for confirmation."""
    confirm = confirmation(
        reader.gettext("Ask someone else?"),
        reader.gettext(
            "I'll end this conversation with a few neutral words and no reason, then look for someone else."
        ),
        reader.gettext("Ask someone else"),
        reader.gettext("Stay"),
    )
    return button(reader.gettext("Ask someone else"), Action.ASK_SOMEONE_ELSE, conversation.id, confirm=confirm)


def ask_again_button(reader: Reader, ask_id: int) -> ButtonElement:
    """Return *Ask again*, which opens the ask form with the question in it."""
    return button(reader.gettext("Ask again"), Action.ASK_AGAIN, ask_id)
