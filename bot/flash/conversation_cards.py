"""The cards of the conversations that came of an ask: introduction, nudge, times, check-ins."""

from collections.abc import Iterator, Mapping, Sequence
from functools import partial

from bot.calendar_files import add_link
from bot.flash import queries
from bot.flash.actions import Later
from bot.flash.card_data import CardData
from bot.flash.models import Conversation, TimeProposal
from bot.flash.rules import UNDER_WAY, ConversationState
from bot.flash.views import asks, closing, conversations, invitations, meeting_times
from bot.moment import Moment
from bot.outbox.cards import Card
from bot.outbox.letters import OnFate, to_members
from bot.outbox.message import Words
from bot.profiles.profile import rather_not_met
from bot.profiles.working_hours import shared_hours


async def of(moment: Moment, data: CardData) -> list[Card]:
    """Return the cards of all conversations of an ask."""
    cards: list[Card] = []
    for conversation in data.conversations:
        agreed = meeting_times.agreed_times(data.times_of(conversation))
        is_off = meeting_times.is_called_off(data.ask, conversation, agreed)
        cards += [_introduction(moment, data, conversation), *_unopened(moment, data, conversation)]
        cards += [*_times(moment, data, conversation, agreed, is_off)]
        cards += _check_ins(data, conversation, await _may_thank(moment, data, conversation), is_off)
    return cards


def _to_both(conversation: Conversation) -> str:
    return to_members(conversation.asker, conversation.mentor)


def _introduction(moment: Moment, data: CardData, conversation: Conversation) -> Card:
    zones = [data.people[conversation.asker].zone, data.people[conversation.mentor].zone]
    words = partial(
        conversations.introduction,
        ask=data.ask,
        conversation=conversation,
        topics=data.topic_names(data.ask.topic_ids),
        own_words=data.own_words.get(conversation.mentor, ""),
        shared=shared_hours(zones, conversation.opened_at) if conversation.state in UNDER_WAY else None,
        zone=zones[0],
    )
    return Card(
        key=queries.introduction_letter(conversation),
        to=_to_both(conversation),
        message=words,
        is_new=conversation.state is ConversationState.OPENING and conversation.opened_at == moment.now,
        is_off=conversation.state not in UNDER_WAY,
        on_fate=OnFate(Later.INTRODUCTION_SETTLED, conversation.id, on_arrival=True),
    )


def _unopened(moment: Moment, data: CardData, conversation: Conversation) -> Iterator[Card]:
    """Yield the word to each of the two that it could not be opened; and if it has opened after all, that it has."""
    has_left = data.people[conversation.mentor].is_deactivated
    words: Mapping[str, Words] = {
        conversation.asker: partial(
            asks.unopened_to_asker, ask=data.ask, conversation=conversation, mentor_has_left=has_left
        ),
        conversation.mentor: partial(invitations.unopened_to_mentor, ask=data.ask, conversation=conversation),
    }
    is_unopened = conversation.state is ConversationState.UNOPENED
    for member, message in words.items():
        yield Card(
            key=f"conversation-{conversation.id}/unopened-{member}",
            to=to_members(member),
            message=message,
            is_new=is_unopened and conversation.closed_at == moment.now,
            is_off=not is_unopened,
        )


def _times(
    moment: Moment, data: CardData, conversation: Conversation, agreed: Sequence[TimeProposal], is_off: bool
) -> Iterator[Card]:
    proposals, to = data.times_of(conversation), _to_both(conversation)
    if conversation.nudged_at is not None:
        yield Card(
            key=f"conversation-{conversation.id}/nudge",
            to=to,
            message=lambda reader: conversations.nudge(reader, conversation, bool(proposals)),
            is_new=conversation.nudged_at == moment.now,
        )
    for proposal in proposals:
        link = _add_link(data, conversation, agreed) if agreed and agreed[-1] is proposal else None
        yield Card(
            key=queries.proposal_letter(proposal),
            to=to,
            message=partial(
                meeting_times.time_proposal,
                proposal=proposal,
                conversation=conversation,
                link=link,
                is_off=is_off,
                now=moment.now,
                zone=data.asker.zone,
            ),
            is_new=proposal.proposed_at == moment.now,
            on_fate=OnFate(Later.PROPOSAL_SETTLED, proposal.id),
        )


def _add_link(data: CardData, conversation: Conversation, agreed: Sequence[TimeProposal]) -> str:
    """Return the link that puts the last time that was agreed on into a calendar."""
    names = (data.people[conversation.asker].name, data.people[conversation.mentor].name)
    return add_link(meeting_times.calendar_entry(data.ask, conversation, agreed, names, is_off=False))


def _check_ins(data: CardData, conversation: Conversation, may_thank: bool, is_off: bool) -> Iterator[Card]:
    for number in range(1, conversation.check_ins + 1):
        yield Card(
            key=f"conversation-{conversation.id}/check-in-{number}",
            to=to_members(conversation.asker),
            message=partial(
                closing.check_in,
                ask=data.ask,
                conversation=conversation,
                number=number,
                may_thank=may_thank,
                is_off=is_off,
                zone=data.asker.zone,
            ),
            is_new=conversation.state is ConversationState.OPEN and number > conversation.not_yets,
        )


async def _may_thank(moment: Moment, data: CardData, conversation: Conversation) -> bool:
    """Return whether the asker is offered to say thanks. That the mentor would rather not meet again does not show."""
    if conversation.state is not ConversationState.TALKED or not data.people[conversation.mentor].may_take_part:
        return False
    return conversation.mentor not in await rather_not_met(moment, conversation.asker)
