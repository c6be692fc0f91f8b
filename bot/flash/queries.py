"""Read the rows of flash mentoring, locked in one order (ask, then the rest), and name the keys of their letters."""

from collections.abc import Collection, Sequence
from datetime import datetime, timedelta
from statistics import median
from typing import TypeVar

from sqlalchemy import bindparam, select, union_all
from sqlalchemy.orm import InstrumentedAttribute
from sqlalchemy.orm.attributes import set_committed_value

from bot.correlation import correlate
from bot.database.entities import Entities
from bot.database.marks import free_mark, marks_of
from bot.database.prepared import Prepared
from bot.flash.models import Ask, Conversation, Invitation, TimeProposal
from bot.flash.rules import WAIT_MEASURED_FROM, WAIT_MEASURED_OVER, AskState
from bot.members import directory
from bot.members.models import Member
from bot.moment import Moment
from bot.organizers.ask_channel import ASK_CHANNEL
from bot.organizers.permissions import has_said_hello
from bot.profiles.working_hours import working_days_later
from bot.topics.catalogue import EDITION, Catalogue, catalogue_at

_EDITION_AND_CHANNEL = Prepared(select(EDITION.scalar_subquery(), ASK_CHANNEL.scalar_subquery()))
"""In one statement: a form is opened while its trigger lives."""

_OPEN = select(Ask.id).where(Ask.workspace == bindparam("workspace"), Ask.state == AskState.LOOKING)
# Not OR: without statistics SQLite would rather read all asks of the workspace.
_OPEN_ASKS = Prepared(
    union_all(
        _OPEN.where(Ask.named_asker == bindparam("member")),
        _OPEN.where(Ask.mark.in_(bindparam("marks", expanding=True))),
    )
)

_WAITS = Prepared(
    select(Ask.posted_at, Ask.first_offer_at)
    .where(
        Ask.workspace == bindparam("workspace"), Ask.posted_at >= bindparam("since"), Ask.first_offer_at.is_not(None)
    )
    .order_by(Ask.posted_at.desc())
    .limit(200)
)

OfAskT = TypeVar("OfAskT", Invitation, Conversation)
RowT = TypeVar("RowT", Invitation, Conversation, TimeProposal)

_ASK = Entities(
    select(Ask).where(Ask.workspace == bindparam("workspace"), Ask.id == bindparam("ask")).with_for_update()
)


def _oldest_first(table: type[RowT], of: InstrumentedAttribute[int]) -> Entities[RowT]:
    """Return the query for the rows of locked asks or conversations."""
    return Entities(select(table).where(of.in_(bindparam("of", expanding=True))).order_by(table.id))


_INVITATIONS = _oldest_first(Invitation, Invitation.ask_id)
_CONVERSATIONS = _oldest_first(Conversation, Conversation.ask_id)
_PROPOSALS = _oldest_first(TimeProposal, TimeProposal.conversation_id)


async def ask_of(moment: Moment, ask_id: int) -> Ask | None:
    """Return an ask of this workspace, locked until the transaction ends: whoever else acts on it waits."""
    ask = await _ASK.first(moment.session, workspace=moment.workspace, ask=ask_id)
    if ask is None:
        return None
    await read_invitations(moment, ask)
    if not ask.shows_name:
        correlate(moment.session, None)  # it would join what the asker is told with what mentors are
    return ask


async def read_invitations(moment: Moment, ask: Ask) -> None:
    """Read all invitations of a locked ask."""
    set_committed_value(ask, "invitations", await _INVITATIONS.all(moment.session, of=[ask.id]))


def invitation_to(ask: Ask, member: str) -> Invitation | None:
    """Return the member's invitation to a locked ask; None if they have none."""
    return next((one for one in ask.invitations if one.mentor == member), None)


async def open_asks_of(moment: Moment, member: str) -> list[int]:
    """Return the ids of a member's own open asks, with or without their name, the oldest first."""
    marks = marks_of(moment.session, Ask.mark, moment.workspace, member)
    found = await _OPEN_ASKS.rows(moment.session, workspace=moment.workspace, member=member, marks=marks)
    return sorted(ask_id for (ask_id,) in found)


async def keep_findable(moment: Moment, ask: Ask) -> None:
    """Mark an open ask without a name, so that it is found by its asker and by nobody without the key."""
    if ask.shows_name:
        ask.mark = None
    elif ask.mark is None:
        correlate(moment.session, None)
        theirs = marks_of(moment.session, Ask.mark, moment.workspace, ask.asker)
        taken = await moment.session.scalars(
            select(Ask.mark).where(Ask.workspace == moment.workspace, Ask.mark.in_(theirs))
        )
        ask.mark = free_mark(moment.session, Ask.mark, moment.workspace, ask.asker, taken.all())


async def own_ask(moment: Moment, member: str, ask_id: int) -> Ask | None:
    """Return an ask of the member's own, locked; None if it is not theirs, whatever a button carries."""
    ask = await ask_of(moment, ask_id)
    return ask if ask and ask.asker == member else None


async def ask_of_invitation(moment: Moment, invitation_id: int) -> tuple[Ask, Invitation] | None:
    """Return the ask of an invitation, locked first, and the invitation."""
    return await _with_ask(moment, Invitation, invitation_id)


async def invitation_to_own_ask(moment: Moment, member: str, invitation_id: int) -> tuple[Ask, Invitation] | None:
    """Return an ask of the member's own, locked first, and an invitation to it."""
    found = await ask_of_invitation(moment, invitation_id)
    return found if found and found[0].asker == member else None


async def own_offer(moment: Moment, member: str, invitation_id: int) -> tuple[Ask, Invitation] | None:
    """Return an ask, locked first, and the member's invitation to it, by the invitation's id."""
    found = await ask_of_invitation(moment, invitation_id)
    return found if found and found[1].mentor == member else None


async def own_invitation(moment: Moment, member: str, ask_id: int) -> tuple[Ask, Invitation] | None:
    """Return an ask, locked first, and the member's invitation to it; None if they have none."""
    ask = await ask_of(moment, ask_id)
    invitation = invitation_to(ask, member) if ask else None
    return (ask, invitation) if ask and invitation else None


async def conversation_of(moment: Moment, conversation_id: int) -> tuple[Ask, Conversation] | None:
    """Return the ask of a conversation of this workspace, locked, and the conversation: others who act on them wait."""
    return await _with_ask(moment, Conversation, conversation_id)


async def own_conversation(moment: Moment, member: str, conversation_id: int) -> tuple[Ask, Conversation] | None:
    """Return an ask, locked first, and its conversation, if the member is one of the two."""
    found = await conversation_of(moment, conversation_id)
    return found if found and member in (found[1].asker, found[1].mentor) else None


async def asked_conversation(moment: Moment, member: str, conversation_id: int) -> tuple[Ask, Conversation] | None:
    """Return an ask, locked first, and its conversation, if the member is the one who asked."""
    found = await conversation_of(moment, conversation_id)
    return found if found and found[1].asker == member else None


async def conversations_of(moment: Moment, ask: Ask) -> Sequence[Conversation]:
    """Return all conversations of a locked ask, the oldest first."""
    return await _CONVERSATIONS.all(moment.session, of=[ask.id])


async def proposals_of(moment: Moment, *conversations: Conversation) -> Sequence[TimeProposal]:
    """Return all times that were proposed in these locked conversations, the oldest first."""
    return await _PROPOSALS.all(moment.session, of=[one.id for one in conversations])


async def proposal_of(moment: Moment, proposal_id: int) -> tuple[Ask, Conversation, TimeProposal] | None:
    """Return the ask of a proposal of this workspace, locked, the conversation, and the proposal."""
    conversation_id = await moment.session.scalar(
        select(TimeProposal.conversation_id).where(TimeProposal.id == proposal_id)
    )
    found = None if conversation_id is None else await conversation_of(moment, conversation_id)
    if found is None:
        return None
    return *found, await moment.session.get_one(TimeProposal, proposal_id, populate_existing=True)


async def _with_ask(moment: Moment, table: type[OfAskT], id: int) -> tuple[Ask, OfAskT] | None:
    ask_id = await moment.session.scalar(
        select(table.ask_id).where(table.workspace == moment.workspace, table.id == id)
    )
    ask = None if ask_id is None else await ask_of(moment, ask_id)
    return (ask, await moment.session.get_one(table, id, populate_existing=True)) if ask else None


async def person_of(moment: Moment, member: str) -> Member:
    """Return a member. Raises KeyError if the directory does not have them, which the edge sees to."""
    return (await people_of(moment, [member]))[member]


async def people_of(moment: Moment, members: Collection[str]) -> dict[str, Member]:
    """Return these members by their ids."""
    return await directory.find(moment.session, moment.workspace, members)


async def in_working_days(moment: Moment, member: str, days: int) -> datetime:
    """Return the instant so many working days of a member's from now."""
    return working_days_later((await person_of(moment, member)).zone, moment.now, days)


async def catalogue_and_ask_channel(moment: Moment) -> tuple[Catalogue, str | None]:
    """Return the workspace's topics, and the ask channel, where there is one: what the ask form needs."""
    ((edition, channel),) = await _EDITION_AND_CHANNEL.rows(moment.session, workspace=moment.workspace)
    return await catalogue_at(moment, edition), channel


async def channel_of(moment: Moment, ask: Ask) -> str | None:
    """Return the channel that shows an ask; None if none does, or while Klatch is not in it."""
    return ask.channel if ask.channel is not None and await has_said_hello(moment, ask.channel) else None


async def measured_wait(moment: Moment) -> timedelta | None:
    """Return the median wait for a first offer, of those asks of the last 90 days that got one.

    None while there are fewer than five: better to say that we do not know than to point at someone.
    """
    since = moment.now - WAIT_MEASURED_OVER
    rows = await _WAITS.rows(moment.session, workspace=moment.workspace, since=since)
    waits = [(offered - posted).total_seconds() for posted, offered in rows if offered is not None]
    return timedelta(seconds=median(waits)) if len(waits) >= WAIT_MEASURED_FROM else None


def status_letter(ask: Ask) -> str:
    """Return the key of the asker's own card of their ask."""
    return f"ask-{ask.alias or ask.id}"


def channel_letter(ask: Ask) -> str:
    """Return the key of an ask's card in the ask channel."""
    return f"ask-{ask.id}/channel"


def invitation_letter(invitation: Invitation, answer: int | None = None) -> str:
    """Return the key of a mentor's card of an ask. Each answer to what they asked first is a new card."""
    answer = invitation.answers if answer is None else answer
    return f"invitation-{invitation.alias or invitation.id}" + (f"/answer-{answer}" if answer else "")


def offer_letter(invitation: Invitation) -> str:
    """Return the key of an offer's card to the asker."""
    return f"invitation-{invitation.alias or invitation.id}/offer"


def clarification_letter(invitation: Invitation, number: int | None = None) -> str:
    """Return the key of the asker's card of what a mentor asked first, the last time or that of the number."""
    return f"invitation-{invitation.alias or invitation.id}/question-{number or invitation.clarifications}"


def reminder_letter(ask: Ask) -> str:
    """Return the key of the reminder that offers wait: one for each time that they do."""
    return f"{status_letter(ask)}/choice-{int(ask.reminded_at.timestamp()) if ask.reminded_at else 0}"


def introduction_letter(conversation: Conversation) -> str:
    """Return the key of the introduction of two people."""
    return f"conversation-{conversation.id}"


def proposal_letter(proposal: TimeProposal) -> str:
    """Return the key of the times that one of the two proposed."""
    return f"conversation-{proposal.conversation_id}/times-{proposal.id}"
