"""The messages about times that two people propose and agree on, and what goes into their calendars."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta, tzinfo

from bot.blocks import button, buttons, date_and_time, escape, message, note, paragraph, person, said
from bot.calendar_files import CalendarEntry
from bot.flash.actions import Action
from bot.flash.models import Ask, Conversation, TimeProposal
from bot.flash.rules import UNDER_WAY, ConversationState
from bot.flash.views.shared import sentences
from bot.languages.reader import Reader
from bot.outbox.message import Message


def time_proposal(
    reader: Reader,
    proposal: TimeProposal,
    conversation: Conversation,
    link: str | None,
    is_off: bool,
    now: datetime,
    zone: tzinfo,
) -> Message:
    """Return the times that one of the two proposed.

    ``link`` puts the one agreed on into a calendar, ``is_off`` says that the conversation ended before it.
    """
    if proposal.agreed is not None:
        return _time_agreed(reader, proposal, proposal.agreed, link, is_off, zone)
    if conversation.state not in UNDER_WAY:
        return said(reader, reader.gettext("This conversation is closed, so there's no time to find."))
    if not proposal.is_current:
        return said(reader, reader.gettext("Newer times have been proposed below."))
    return _open_times(reader, proposal, conversation, now, zone)


def _open_times(
    reader: Reader, proposal: TimeProposal, conversation: Conversation, now: datetime, zone: tzinfo
) -> Message:
    choices = [
        (number, choice, datetime.fromtimestamp(choice, UTC)) for number, choice in enumerate(proposal.choices, 1)
    ]
    takes = [
        button(
            reader.gettext("Take time {which}", which=number),
            f"{Action.TAKE_TIME}_{number}",
            f"{proposal.id} {choice}",
        )
        for number, choice, instant in choices
        if instant > now
    ]
    propose = button(reader.gettext("Propose a time"), Action.PROPOSE_TIME, conversation.id)
    return message(
        reader,
        paragraph(reader.gettext("*{person} proposes, in your own time zone:*", person=person(proposal.proposer))),
        *(paragraph(_choice(reader, number, instant, now, zone)) for number, _, instant in choices),
        note(_what_next(reader, proposal, conversation, bool(takes))),
        buttons(*takes, propose),
    )


def _choice(reader: Reader, which: int, instant: datetime, now: datetime, zone: tzinfo) -> str:
    when = date_and_time(reader, instant, zone)
    if instant > now:
        return f"{which}. {when}"
    return reader.gettext("{which}. {when} (this has passed)", which=which, when=when)


def _what_next(reader: Reader, proposal: TimeProposal, conversation: Conversation, is_left: bool) -> str:
    if not is_left:
        return reader.gettext("All of these have passed. Either of you can propose other times.")
    other = person(conversation.other(proposal.proposer))
    return reader.gettext("{person}, take the one that suits you, or propose another.", person=other)


def _time_agreed(
    reader: Reader, proposal: TimeProposal, agreed: int, link: str | None, is_off: bool, zone: tzinfo
) -> Message:
    when = date_and_time(reader, datetime.fromtimestamp(agreed, UTC), zone)
    if is_off:
        return said(reader, reader.gettext("This conversation is closed, so this time is off: {when}.", when=when))
    if link is None:
        return said(reader, reader.gettext("Replaced: {when}. You've since agreed on another time.", when=when))
    file = "" if proposal.is_without_file else reader.gettext("I'm sending a calendar file here too.")
    where = reader.gettext("Where you meet is up to the two of you.")
    return message(
        reader,
        paragraph(reader.gettext("*Agreed: {when}.*", when=when)),
        note(sentences(where, _add(reader, link), file)),
    )


def no_calendar_file(reader: Reader, link: str) -> Message:
    """Give a link to the two in the place of a calendar file that could not be brought to them."""
    return said(reader, sentences(reader.gettext("I couldn't send the calendar file here."), _add(reader, link)))


def _add(reader: Reader, link: str) -> str:
    return reader.gettext("<{link}|Add it to Google Calendar>.", link=escape(link))


def times_not_shown(reader: Reader, conversation: Conversation, proposer: str) -> Message:
    """Tell whoever proposed times that they could not be shown to the other."""
    words = reader.gettext(
        "I couldn't show {person} the times you proposed. Please write to them yourself.",
        person=person(conversation.other(proposer)),
    )
    return said(reader, words)


def calendar_comment(reader: Reader) -> str:
    """Return the line above the calendar file."""
    return reader.gettext("Open this to add it to your calendar.")


def calendar_off_comment(reader: Reader) -> str:
    """Return the line above the file that takes the event out again."""
    return reader.gettext("The time you agreed on is off. Open this to remove it from your calendar.")


def calendar_title(names: tuple[str, str]) -> str:
    """Return the title of the event, in any language: names only, for calendars are often shared."""
    return f"{names[0]} & {names[1]}"


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
