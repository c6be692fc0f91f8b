"""The cards of the conversations that came of an ask: introduction, nudge, times, check-ins."""

from collections.abc import Iterator, Sequence

from bot.calendar_files import add_link
from bot.flash import queries, views
from bot.flash.actions import Later
from bot.flash.calendar_entries import agreed_times, entry_of, is_called_off
from bot.flash.card_data import Scene
from bot.flash.models import Conversation, TimeProposal
from bot.flash.rules import UNDER_WAY, ConversationState
from bot.moment import Moment
from bot.outbox.cards import Card
from bot.outbox.letters import OnFate, to_members
from bot.profiles.profile import rather_not_met
from bot.profiles.working_hours import shared_hours


async def of(moment: Moment, scene: Scene) -> list[Card]:
    """The cards of all conversations of a scene."""
    cards: list[Card] = []
    for conversation in scene.conversations:
        agreed = agreed_times(scene.times_of(conversation))
        is_off = is_called_off(scene.ask, conversation, agreed)
        cards += [_introduction(moment, scene, conversation), *_unopened(moment, scene, conversation)]
        cards += [*_times(moment, scene, conversation, agreed, is_off)]
        cards += _check_ins(scene, conversation, await _may_thank(moment, scene, conversation), is_off)
    return cards


def _to_both(conversation: Conversation) -> str:
    return to_members(conversation.asker, conversation.mentor)


def _introduction(moment: Moment, scene: Scene, conversation: Conversation) -> Card:
    zones = [scene.people[conversation.asker].zone, scene.people[conversation.mentor].zone]
    words = views.introduction(
        scene.ask,
        conversation,
        scene.named(scene.ask.topic_ids),
        scene.own_words.get(conversation.mentor, ""),
        shared_hours(zones, conversation.opened_at) if conversation.state in UNDER_WAY else None,
        zones[0],
    )
    return Card(
        key=queries.introduction_letter(conversation),
        to=_to_both(conversation),
        message=words,
        is_new=conversation.state is ConversationState.OPENING and conversation.opened_at == moment.now,
        is_off=conversation.state not in UNDER_WAY,
        on_fate=OnFate(Later.INTRODUCTION_SETTLED, conversation.id, on_arrival=True),
    )


def _unopened(moment: Moment, scene: Scene, conversation: Conversation) -> Iterator[Card]:
    """What each of the two is told when it could not be opened; and where it has opened after all, that it has."""
    has_left = scene.people[conversation.mentor].is_deactivated
    said = {
        conversation.asker: views.unopened_to_asker(scene.ask, conversation, mentor_has_left=has_left),
        conversation.mentor: views.unopened_to_mentor(scene.ask, conversation),
    }
    is_unopened = conversation.state is ConversationState.UNOPENED
    for reader, words in said.items():
        yield Card(
            key=queries.unopened_letter(conversation, reader),
            to=to_members(reader),
            message=words,
            is_new=is_unopened and conversation.closed_at == moment.now,
            is_off=not is_unopened,
        )


def _times(
    moment: Moment, scene: Scene, conversation: Conversation, agreed: Sequence[TimeProposal], is_off: bool
) -> Iterator[Card]:
    proposals, to = scene.times_of(conversation), _to_both(conversation)
    if conversation.nudged_at is not None:
        yield Card(
            key=queries.nudge_letter(conversation),
            to=to,
            message=views.nudge(conversation, bool(proposals)),
            is_new=conversation.nudged_at == moment.now,
        )
    for proposal in proposals:
        link = _add_link(scene, conversation, agreed) if agreed and agreed[-1] is proposal else None
        yield Card(
            key=queries.proposal_letter(proposal),
            to=to,
            message=views.time_proposal(proposal, conversation, link, is_off, moment.now, scene.asker.zone),
            is_new=proposal.proposed_at == moment.now,
            on_fate=OnFate(Later.PROPOSAL_SETTLED, proposal.id),
        )


def _add_link(scene: Scene, conversation: Conversation, agreed: Sequence[TimeProposal]) -> str:
    """What puts the last time that was agreed on into a calendar."""
    names = (scene.people[conversation.asker].name, scene.people[conversation.mentor].name)
    return add_link(entry_of(scene.ask, conversation, agreed, names))


def _check_ins(scene: Scene, conversation: Conversation, may_thank: bool, is_off: bool) -> Iterator[Card]:
    for number in range(1, conversation.check_ins + 1):
        yield Card(
            key=queries.check_in_letter(conversation, number),
            to=to_members(conversation.asker),
            message=views.check_in(scene.ask, conversation, number, may_thank, is_off, scene.asker.zone),
            is_new=conversation.state is ConversationState.OPEN and number > conversation.not_yets,
        )


async def _may_thank(moment: Moment, scene: Scene, conversation: Conversation) -> bool:
    """Whether the asker is offered to say thanks. That the mentor would rather not meet again does not show."""
    if conversation.state is not ConversationState.TALKED or not scene.people[conversation.mentor].may_take_part:
        return False
    return conversation.mentor not in await rather_not_met(moment, conversation.asker)
