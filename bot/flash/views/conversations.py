"""A conversation as its two people see it: introduction, times, check-in, thanks, end."""

from collections.abc import Sequence
from datetime import UTC, datetime, tzinfo

from slack_sdk.models.blocks import Block, ButtonElement

from bot.flash.actions import Action
from bot.flash.models import Ask, Conversation, TimeProposal
from bot.flash.rules import ConversationState
from bot.flash.views.parts import DETAIL_LIMIT, PREFERENCES, how_long, sentences, under_topics
from bot.matching.asks.mentors import Preference
from bot.outbox.message import Message
from bot.wording import (
    button,
    buttons,
    confirmation,
    day_of,
    message,
    moment_of,
    note,
    paragraph,
    person,
    quote,
)


def introduction(
    ask: Ask,
    conversation: Conversation,
    topics: Sequence[str],
    own_words: str,
    shared: tuple[datetime, datetime] | None,
    zone: tzinfo,
) -> Message:
    """The opening of a conversation: who, what, and what each may expect of the other."""
    asker, mentor = person(conversation.asker), person(conversation.mentor)
    return message(
        paragraph(f"{asker}, meet {mentor}. {mentor}, meet {asker}."),
        paragraph(f"{asker} asked:\n{quote(ask.question)}"),
        *_more(ask, own_words, mentor),
        paragraph(
            f"*From {mentor}:* the time you agree on, interest, openness, empathy, and that it stays between you.\n"
            f"*From {asker}:* questions, an idea of what you want from it, specifics, turning up, and flexibility."
        ),
        note(
            sentences(
                f"In mind: {how_long(ask)}. It is one conversation, and nothing is owed after it.",
                under_topics(topics),
                _shared_hours(shared, zone),
            )
        ),
        buttons(
            button("Propose a time", Action.PROPOSE_TIME, conversation.id, style="primary"),
            _step_back(conversation),
        ),
    )


def _more(ask: Ask, own_words: str, mentor: str) -> list[Block]:
    told = [
        (f"How {mentor} shows up, in their own words", own_words),
        ("Tried so far", ask.tried),
        ("Offered in return", ask.in_return),
    ]
    said: list[Block] = [paragraph(f"{label}:\n{quote(words, DETAIL_LIMIT)}") for label, words in told if words]
    if ask.preference is Preference.SPONSOR:
        said.append(note(f"Hoped for: {PREFERENCES[ask.preference].lower()}."))
    return said


def _shared_hours(shared: tuple[datetime, datetime] | None, zone: tzinfo) -> str:
    if shared is None:
        return "Your working hours do not overlap this week; writing may suit you best."
    starts, ends = (
        moment_of(instant, zone, style)
        for instant, style in zip(shared, ("{date_short_pretty} {time}", "{time}"), strict=True)
    )
    return f"You are both at work next from {starts} to {ends}."


def _step_back(conversation: Conversation) -> ButtonElement:
    return button(
        "Step back",
        Action.STEP_BACK,
        conversation.id,
        confirm=confirmation(
            "Step back?",
            "Both of you get the same few neutral words, and we will not introduce you again. Nobody is told who chose it.",
            "Step back",
            "Stay",
        ),
    )


def introduction_over() -> Message:
    """The opening of a conversation that has ended."""
    return message(paragraph("This conversation has ended. Thank you both."))


def time_proposal(proposal: TimeProposal, other: str, zone: tzinfo) -> Message:
    """Up to three times, each with a button for the other person."""
    rows: list[Block] = []
    for number, choice in enumerate(proposal.choices, start=1):
        when = moment_of(datetime.fromtimestamp(choice, UTC), zone)
        rows.append(paragraph(f"{number}. {when}"))
    takes = [
        button(f"Take time {number}", f"{Action.TAKE_TIME}_{number}", f"{proposal.id} {choice}")
        for number, choice in enumerate(proposal.choices, start=1)
    ]
    another = button("Propose a time", Action.PROPOSE_TIME, proposal.conversation_id)
    return message(
        paragraph(f"{person(proposal.proposer)} proposes, each in your own time zone:"),
        *rows,
        note(f"{person(other)}, take the one that suits you, or propose another."),
        buttons(*takes, another),
    )


def time_proposal_over(conversation: Conversation) -> Message:
    """Times that can no longer be taken, and why."""
    if conversation.state is ConversationState.OPEN:
        return message(paragraph("Newer times have been proposed below."))
    return message(paragraph("This conversation has ended, so there is no time to find."))


def time_agreed(agreed: datetime, zone: tzinfo) -> Message:
    """The time that both said yes to."""
    return message(
        paragraph(f"Agreed: {moment_of(agreed, zone)}."),
        note("Where you meet is up to the two of you. A calendar file follows, if this workspace allows files."),
    )


def calendar_title(names: tuple[str, str]) -> str:
    """What stands in the calendar: names only, for calendars are often shared."""
    return f"{names[0]} and {names[1]}"


def calendar_comment() -> str:
    """The line above the calendar file."""
    return "For your calendars."


def check_in(conversation: Conversation) -> Message:
    """Have you talked? For the asker alone."""
    return message(
        paragraph(f"Have you and {person(conversation.mentor)} talked?"),
        note("Only you see this. Whatever you answer, nothing is held against anyone."),
        buttons(
            button("We talked", Action.WE_TALKED, conversation.id, style="primary"),
            button("Not yet", Action.NOT_YET, conversation.id),
            button("It won't happen", Action.NOT_HAPPENING, conversation.id),
        ),
    )


def talked(conversation: Conversation) -> Message:
    """After *We talked*: thanks, and two questions to think about."""
    return message(
        paragraph(
            "Good to hear. Two questions to think about, just for you: what did you take from it, and what will you do differently because of it?"
        ),
        note(
            f"If you like, send {person(conversation.mentor)} a private word of thanks. It means more than most people think."
        ),
        buttons(button("Say thanks", Action.SAY_THANKS, conversation.id, style="primary")),
    )


def not_yet(conversation: Conversation, again: datetime | None, zone: tzinfo) -> Message:
    """After *Not yet*."""
    nudge = f"*Propose a time* stands in your group message with {person(conversation.mentor)}."
    if again is None:
        return message(paragraph(f"All right. We will not ask again. {nudge}"))
    return message(paragraph(f"All right. We will ask again on {day_of(again, zone)}. {nudge}"))


def did_not_happen(conversation: Conversation) -> Message:
    """After *It won't happen*."""
    return message(
        paragraph(
            f"That happens. We have told {person(conversation.mentor)} that their time is their own again, without a reason."
        ),
        buttons(button("Ask again", Action.ASK_AGAIN, conversation.ask_id)),
    )


def faded(conversation: Conversation) -> Message:
    """A check-in that was never answered."""
    return message(
        paragraph(
            f"We have closed this one about your conversation with {person(conversation.mentor)}. Nothing is left to do."
        )
    )


def thanks(asker: str, words: str) -> Message:
    """Thanks, for the mentor alone."""
    return message(
        paragraph(f"{person(asker)} thanks you:"),
        paragraph(quote(words)),
        note("Only the two of you see this."),
    )


def thanked(conversation: Conversation) -> Message:
    """After *Say thanks*."""
    return message(paragraph(f"Your thanks are with {person(conversation.mentor)}. Until next time."))


def conversation_over(other: str) -> Message:
    """The same neutral words for both, whoever ended it and why."""
    return message(
        paragraph(
            f"Your conversation with {person(other)} has ended. There is nothing more for you to do, and your time is your own again. Thank you for being part of it."
        )
    )


def other_has_left(other: str) -> Message:
    """The other person has left the workspace."""
    return message(
        paragraph(
            f"{person(other)} is no longer in this workspace, so this conversation has ended. If your question is still open, `/mentor-ask` finds someone else."
        )
    )
