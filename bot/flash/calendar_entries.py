"""The event in the calendars of two people who agreed on a time. Pure."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

from bot.calendar_files import CalendarEntry
from bot.flash import views
from bot.flash.models import Ask, Conversation, TimeProposal
from bot.flash.rules import ConversationState


def agreed_times(proposals: Sequence[TimeProposal]) -> list[TimeProposal]:
    """Return the proposals of which a time was taken, in the order given, oldest first; the last counts."""
    return [proposal for proposal in proposals if proposal.agreed is not None]


def is_called_off(ask: Ask, conversation: Conversation, agreed: Sequence[TimeProposal]) -> bool:
    """Return whether a conversation ended before the last time that was agreed on was over."""
    if not agreed or conversation.closed_at is None:
        return False
    has_ended = conversation.state in (ConversationState.STEPPED_BACK, ConversationState.DID_NOT_HAPPEN)
    return has_ended and conversation.closed_at < _span(ask, agreed)[1]


def entry_of(
    ask: Ask,
    conversation: Conversation,
    agreed: Sequence[TimeProposal],
    names: tuple[str, str],
    *,
    is_off: bool = False,
) -> CalendarEntry:
    """Return the event of the last time agreed on. The question stays out of it: calendars are often shared."""
    starts_at, ends_at = _span(ask, agreed)
    return CalendarEntry(
        uid=f"conversation-{conversation.id}.{conversation.workspace}@klatch",
        title=views.calendar_title(names),
        starts_at=starts_at,
        ends_at=ends_at,
        changes=len(agreed) - 1 + is_off,
        is_called_off=is_off,
    )


def _span(ask: Ask, agreed: Sequence[TimeProposal]) -> tuple[datetime, datetime]:
    """Return the start and the end of the last time that was agreed on."""
    starts_at = datetime.fromtimestamp(agreed[-1].agreed or 0, UTC)
    return starts_at, starts_at + timedelta(minutes=ask.minutes)
