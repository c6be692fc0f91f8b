"""The messages about times that two people propose and agree on, and what goes into their calendars."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta, tzinfo

from bot.blocks import button, buttons, date_and_time, escape, message, note, paragraph, person, said
from bot.calendar_files import CalendarEntry
from bot.flash.actions import Action
from bot.flash.models import Ask, Conversation, TimeProposal
from bot.flash.rules import UNDER_WAY, ConversationState
from bot.languages.reader import ENGLISH
from bot.outbox.message import Message

CALENDAR_COMMENT = "For your calendars."
"""The line above the calendar file."""
CALENDAR_OFF_COMMENT = "The time you had agreed on is off. Opening this takes it out of your calendar."
"""The line above the file that takes the event out again."""

_ALL_PASSED = "There is nothing left to take here. Either of you can propose other times."


def time_proposal(
    proposal: TimeProposal, conversation: Conversation, link: str | None, is_off: bool, now: datetime, zone: tzinfo
) -> Message:
    """Return the times that one of the two proposed.

    ``link`` puts the one agreed on into a calendar, ``is_off`` says that the conversation ended before it.
    """
    if proposal.agreed is not None:
        return _time_agreed(proposal, proposal.agreed, link, is_off, zone)
    if conversation.state not in UNDER_WAY:
        return said(ENGLISH, "This conversation is closed, so there is no time to find.")
    if not proposal.is_current:
        return said(ENGLISH, "Newer times have been proposed below.")
    return _open_times(proposal, conversation, now, zone)


def _open_times(proposal: TimeProposal, conversation: Conversation, now: datetime, zone: tzinfo) -> Message:
    choices = [
        (number, choice, datetime.fromtimestamp(choice, UTC)) for number, choice in enumerate(proposal.choices, 1)
    ]
    takes = [
        button(f"Take time {number}", f"{Action.TAKE_TIME}_{number}", f"{proposal.id} {choice}")
        for number, choice, instant in choices
        if instant > now
    ]
    other = person(conversation.other(proposal.proposer))
    what_next = f"{other}, take the one that suits you, or propose another." if takes else _ALL_PASSED
    return message(
        ENGLISH,
        paragraph(f"{person(proposal.proposer)} proposes, each in your own time zone:"),
        *(
            paragraph(
                f"{number}. {date_and_time(ENGLISH, instant, zone)}{'' if instant > now else ' (this has passed)'}"
            )
            for number, _, instant in choices
        ),
        note(what_next),
        buttons(*takes, button("Propose a time", Action.PROPOSE_TIME, conversation.id)),
    )


def _time_agreed(proposal: TimeProposal, agreed: int, link: str | None, is_off: bool, zone: tzinfo) -> Message:
    when = date_and_time(ENGLISH, datetime.fromtimestamp(agreed, UTC), zone)
    if is_off:
        return said(ENGLISH, f"This conversation is closed, so {when} is off.")
    if link is None:
        return said(ENGLISH, f"You agreed on {when} first, and on another time since.")
    file = "" if proposal.is_without_file else " A calendar file is sent here too."
    return message(
        ENGLISH, paragraph(f"Agreed: {when}."), note(f"Where you meet is up to the two of you. {_add(link)}{file}")
    )


def no_calendar_file(link: str) -> Message:
    """Give a link to the two in the place of a calendar file that could not be brought to them."""
    return said(ENGLISH, f"We could not send the calendar file here. {_add(link)}")


def _add(link: str) -> str:
    return f"<{escape(link)}|Add it to Google Calendar>."


def times_not_shown(conversation: Conversation, reader: str) -> Message:
    """Tell the reader that the times they proposed could not be shown to the other."""
    return said(
        ENGLISH,
        f"We could not show the times that you proposed to {person(conversation.other(reader))}. Please write to them yourself.",
    )


def calendar_title(names: tuple[str, str]) -> str:
    """Return the title of the event: names only, for calendars are often shared."""
    return f"{names[0]} and {names[1]}"


def agreed_times(proposals: Sequence[TimeProposal]) -> list[TimeProposal]:
    """Return those of the proposals, the oldest first, of which a time was taken; the last counts."""
    return [proposal for proposal in proposals if proposal.agreed is not None]


def is_called_off(ask: Ask, conversation: Conversation, agreed: Sequence[TimeProposal]) -> bool:
    """Return whether a conversation ended before the last time that was agreed on was over."""
    if not agreed or conversation.closed_at is None:
        return False
    has_ended = conversation.state in (ConversationState.STEPPED_BACK, ConversationState.DID_NOT_HAPPEN)
    return has_ended and conversation.closed_at < _span(ask, agreed)[1]


def calendar_entry(
    ask: Ask, conversation: Conversation, agreed: Sequence[TimeProposal], names: tuple[str, str], *, is_off: bool
) -> CalendarEntry:
    """Return the event of the last time that was agreed on. The question stays out of it: calendars are often shared."""
    starts_at, ends_at = _span(ask, agreed)
    return CalendarEntry(
        uid=f"conversation-{conversation.id}.{conversation.workspace}@klatch",
        title=calendar_title(names),
        starts_at=starts_at,
        ends_at=ends_at,
        changes=len(agreed) - 1 + is_off,
        is_called_off=is_off,
    )


def _span(ask: Ask, agreed: Sequence[TimeProposal]) -> tuple[datetime, datetime]:
    """Return the start and the end of the last time that was agreed on."""
    starts_at = datetime.fromtimestamp(agreed[-1].agreed or 0, UTC)
    return starts_at, starts_at + timedelta(minutes=ask.minutes)
