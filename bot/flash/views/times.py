"""Times that two people propose and agree on, and the files for their calendars."""

from datetime import UTC, datetime, tzinfo

from bot.blocks import button, buttons, escape, message, moment_of, note, paragraph, person
from bot.flash.actions import Action
from bot.flash.models import Conversation, TimeProposal
from bot.flash.rules import UNDER_WAY
from bot.outbox.message import Message

_ALL_PASSED = "There is nothing left to take here. Either of you can propose other times."


def time_proposal(
    proposal: TimeProposal, conversation: Conversation, link: str | None, is_off: bool, now: datetime, zone: tzinfo
) -> Message:
    """Times that one of the two proposed, as they stand now.

    ``link`` puts the one agreed on into a calendar, ``is_off`` says that the conversation ended before it.
    """
    if proposal.agreed is not None:
        return _time_agreed(proposal, proposal.agreed, link, is_off, zone)
    if conversation.state not in UNDER_WAY:
        return message(paragraph("This conversation is closed, so there is no time to find."))
    if not proposal.is_current:
        return message(paragraph("Newer times have been proposed below."))
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
        paragraph(f"{person(proposal.proposer)} proposes, each in your own time zone:"),
        *(
            paragraph(f"{number}. {moment_of(instant, zone)}{'' if instant > now else ' (this has passed)'}")
            for number, _, instant in choices
        ),
        note(what_next),
        buttons(*takes, button("Propose a time", Action.PROPOSE_TIME, conversation.id)),
    )


def _time_agreed(proposal: TimeProposal, agreed: int, link: str | None, is_off: bool, zone: tzinfo) -> Message:
    when = moment_of(datetime.fromtimestamp(agreed, UTC), zone)
    if is_off:
        return message(paragraph(f"This conversation is closed, so {when} is off."))
    if link is None:
        return message(paragraph(f"You agreed on {when} first, and on another time since."))
    file = "" if proposal.is_without_file else " A calendar file is sent here too."
    return message(paragraph(f"Agreed: {when}."), note(f"Where you meet is up to the two of you. {_add(link)}{file}"))


def no_calendar_file(link: str) -> Message:
    """Instead of a calendar file that could not be brought to the two."""
    return message(paragraph(f"We could not send the calendar file here. {_add(link)}"))


def _add(link: str) -> str:
    return f"<{escape(link)}|Add it to Google Calendar>."


def times_not_shown(conversation: Conversation, reader: str) -> Message:
    """To who proposed times that could not be shown."""
    return message(
        paragraph(
            f"We could not show the times that you proposed to {person(conversation.other(reader))}. Please write to them yourself."
        )
    )


def calendar_title(names: tuple[str, str]) -> str:
    """What stands in the calendar: names only, for calendars are often shared."""
    return f"{names[0]} and {names[1]}"


def calendar_comment() -> str:
    """The line above the calendar file."""
    return "For your calendars."


def calendar_off_comment() -> str:
    """The line above the file that takes the event out again."""
    return "The time you had agreed on is off. Opening this takes it out of your calendar."
