"""The cards of an ask as functions of its state: to its asker, its mentors and the ask channel."""

from collections.abc import Awaitable, Callable, Iterator
from functools import partial, wraps
from typing import Concatenate, ParamSpec, TypeVar

from bot.circles.members import visibility as circles
from bot.flash import conversation_cards, queries
from bot.flash.actions import Later
from bot.flash.card_data import CardData, read_card_data
from bot.flash.models import Ask, Conversation, Invitation
from bot.flash.rules import CHOICE_ENDS_WORKING_DAYS, UNTOLD, AskState, InvitationState, unanswered_invitation
from bot.flash.views import asks, invitations, offers
from bot.members.models import Member
from bot.moment import Moment
from bot.organizers.ask_channel import ask_channel_of
from bot.outbox.cards import Card
from bot.outbox.letters import OnFate, Pressed, to_channel, to_members
from bot.outbox.message import Words
from bot.profiles.working_hours import next_working_moment, working_days_later

RowT = TypeVar("RowT", Invitation, Conversation)
OutcomeT = TypeVar("OutcomeT")
NotFoundT = TypeVar("NotFoundT")
P = ParamSpec("P")

Find = Callable[[Moment, str, int], Awaitable[tuple[Ask, RowT] | None]]
"""Finds what a member may act on, by the member and an id, and locks its ask."""
Act = Callable[Concatenate[Moment, Ask, RowT, P], Awaitable[OutcomeT]]
UseCase = Callable[Concatenate[Moment, Member, int, Pressed | None, P], Awaitable[OutcomeT]]


def act_and_show(
    find: Find[RowT], not_found: NotFoundT
) -> Callable[[Act[RowT, P, OutcomeT]], UseCase[P, OutcomeT | NotFoundT]]:
    """Return a decorator for use cases: they act on what ``find`` finds for the member, then the ask's cards are shown.

    Where it finds nothing, the outcome is ``not_found``, and nothing is shown.
    """

    def decorate(act: Act[RowT, P, OutcomeT]) -> UseCase[P, OutcomeT | NotFoundT]:
        @wraps(act)
        async def use_case(
            moment: Moment, member: Member, id: int, pressed: Pressed | None, /, *args: P.args, **kwargs: P.kwargs
        ) -> OutcomeT | NotFoundT:
            found = await find(moment, member.id, id)
            if found is None:
                return not_found
            outcome = await act(moment, *found, *args, **kwargs)
            await show_ask(moment, found[0], pressed)
            return outcome

        return use_case

    return decorate


async def show_ask(moment: Moment, ask: Ask, pressed: Pressed | None = None) -> None:
    """Show all cards of a locked ask, and of what came of it, as they are now."""
    data = await read_card_data(moment, ask)
    cards = [
        await _status(moment, data),
        *_reminders(data, pressed),
        *_in_channel(data, pressed),
        *(card for invitation in data.ask.invitations for card in _of_invitation(moment, data, invitation, pressed)),
        *await conversation_cards.of(moment, data),
        *await _outcome(moment, data),
    ]
    closed = {to_members(person.id) for person in data.people.values() if person.is_deactivated}
    await moment.show([card for card in cards if card.to not in closed], pressed)


async def take_from_channel(moment: Moment, ask: Ask) -> None:
    """Take a locked ask off the ask channel."""
    if ask.channel is not None:
        card = Card(key=queries.channel_letter(ask), to=to_channel(ask.channel), message=asks.taken_from_channel)
        await moment.show([card])
        ask.channel = None


def _to_asker(ask: Ask) -> Callable[..., Card]:
    return partial(Card, to=to_members(ask.asker), alias=ask.alias or "")


async def _status(moment: Moment, data: CardData) -> Card:
    ask = data.ask
    if ask.state is AskState.UNANSWERED and ask.ended_at == ask.posted_at:
        words = await _unanswered(moment, data)
    else:
        words = partial(
            asks.status,
            ask=ask,
            topics=data.topic_names(ask.topic_ids),
            shown_to=data.shown_to,
            channel=data.channel,
            wait=data.wait,
            conversation=data.newest_conversation,
        )
    return _to_asker(ask)(key=queries.status_letter(ask), message=words, is_new=ask.posted_at == moment.now)


async def _unanswered(moment: Moment, data: CardData) -> Words:
    has_circle = bool(await circles.visible_circles(moment, data.asker))
    channel = await ask_channel_of(moment)
    return partial(asks.ask_unanswered, ask=data.ask, asked=data.shown_to, channel=channel, has_circle=has_circle)


async def _outcome(moment: Moment, data: CardData) -> list[Card]:
    """Return the card of an ask that has ended without anybody: in the asker's working hours, with a next step."""
    ask = data.ask
    if ask.ended_at == ask.posted_at or ask.state not in (AskState.UNANSWERED, AskState.UNDECIDED):
        return []
    is_unanswered = ask.state is AskState.UNANSWERED
    card = _to_asker(ask)(
        key=f"{queries.status_letter(ask)}/{ask.state}",
        message=await _unanswered(moment, data) if is_unanswered else partial(asks.ask_undecided, ask=ask),
        is_new=ask.ended_at == moment.now,
        not_before=next_working_moment(data.asker.zone, moment.now),
    )
    return [card]


def _reminders(data: CardData, pressed: Pressed | None) -> Iterator[Card]:
    """Yield the newest reminder that offers wait, and an older one where somebody presses on it."""
    ask, zone = data.ask, data.asker.zone
    key = queries.reminder_letter(ask)
    if ask.reminded_at is not None:
        ends_at = working_days_later(zone, ask.reminded_at, CHOICE_ENDS_WORKING_DAYS)
        words = partial(asks.choice_reminder, ask=ask, offers=data.offers, ends_at=ends_at, zone=zone)
        yield _to_asker(ask)(key=key, message=words, is_new=ask.is_reminded)
    old = pressed.card if pressed else ""
    if old != key and old.startswith(f"{queries.status_letter(ask)}/choice-"):
        yield _to_asker(ask)(key=old, message=partial(asks.choice_reminder_over, ask=ask))


def _in_channel(data: CardData, pressed: Pressed | None) -> Iterator[Card]:
    ask, key = data.ask, queries.channel_letter(data.ask)
    if ask.channel is not None:
        yield Card(
            key=key,
            to=to_channel(ask.channel),
            message=partial(asks.ask_in_channel, ask=ask, topics=data.topic_names(ask.topic_ids)),
            is_new=ask.state is AskState.LOOKING,
            on_fate=OnFate(Later.CHANNEL_ASK_SETTLED, ask.id),
        )
    elif pressed is not None and pressed.card == key:
        yield Card(key=key, to=to_channel(pressed.channel), message=asks.taken_from_channel)


def _of_invitation(moment: Moment, data: CardData, invitation: Invitation, pressed: Pressed | None) -> Iterator[Card]:
    yield from _to_mentor(moment, data, invitation)
    yield from _clarifications(moment, data, invitation, pressed)
    if not unanswered_invitation(invitation.state) and invitation.state not in UNTOLD:  # they may have offered
        conversation = data.conversation_with(invitation.mentor)
        yield _to_asker(data.ask)(
            key=queries.offer_letter(invitation),
            message=partial(
                offers.offer,
                ask=data.ask,
                offered=invitation,
                helper=data.helper(invitation),
                conversation=conversation,
            ),
            is_new=invitation.state is InvitationState.OFFERED and invitation.settled_at == moment.now,
            on_fate=OnFate(Later.OFFER_SETTLED, invitation.id),
        )


def _to_mentor(moment: Moment, data: CardData, invitation: Invitation) -> Iterator[Card]:
    ask, card = data.ask, partial(Card, to=to_members(invitation.mentor), alias=invitation.alias or "")
    for older in range(invitation.answers):
        yield card(
            key=queries.invitation_letter(invitation, older), message=partial(invitations.answer_is_below, ask=ask)
        )
    was_answered = invitation.state is InvitationState.INVITED and invitation.answers > 0
    since = invitation.settled_at if was_answered else invitation.invited_at
    # A person's own asking goes out at once, as their own message would; what the clock does keeps to working hours.
    is_own = ask.waves <= 1 or was_answered or not invitation.is_private
    topics, conversation = data.topic_names(invitation.shared_topics), data.conversation_with(invitation.mentor)
    yield card(
        key=queries.invitation_letter(invitation),
        message=partial(invitations.invitation, ask=ask, invited=invitation, topics=topics, conversation=conversation),
        is_new=since == moment.now,
        not_before=None if is_own else next_working_moment(data.people[invitation.mentor].zone, moment.now),
        on_fate=OnFate(Later.INVITATION_SETTLED, invitation.id),
    )


def _clarifications(moment: Moment, data: CardData, invitation: Invitation, pressed: Pressed | None) -> Iterator[Card]:
    """Yield what a mentor asked first, the last time, and an older one where somebody presses on it."""
    if invitation.clarifications:
        yield _to_asker(data.ask)(
            key=queries.clarification_letter(invitation),
            message=partial(offers.clarification, ask=data.ask, asking=invitation),
            is_new=invitation.state is InvitationState.ASKING and invitation.settled_at == moment.now,
            on_fate=OnFate(Later.CLARIFICATION_SETTLED, invitation.id),
        )
    for number in range(1, invitation.clarifications):
        if pressed is not None and pressed.card == queries.clarification_letter(invitation, number):
            words = partial(offers.clarification_over, ask=data.ask, asking=invitation)
            yield _to_asker(data.ask)(key=pressed.card, message=words)
