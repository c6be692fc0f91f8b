"""Every message of flash mentoring as a function of state: the cards of an ask, to its asker and its mentors."""

from collections.abc import Iterator

from bot.circles.members import visibility as circles
from bot.flash import conversation_cards, queries, views
from bot.flash.actions import Later
from bot.flash.card_data import Scene, scene_of
from bot.flash.models import Ask, Invitation
from bot.flash.rules import CHOICE_ENDS_WORKING_DAYS, AskState, InvitationState
from bot.flash.waiting_time import measured_wait
from bot.moment import Moment
from bot.organizers.ask_channel import ask_channel_of
from bot.outbox.cards import Card
from bot.outbox.letters import OnFate, Pressed, to_channel, to_members
from bot.outbox.message import Message
from bot.profiles.working_hours import next_working_moment, working_days_later

_HAD_OFFERED = frozenset(
    {
        InvitationState.OFFERED,
        InvitationState.WITHDRAWN,
        InvitationState.CHOSEN,
        InvitationState.RELEASED,
        InvitationState.UNHEARD,
        InvitationState.UNOPENED,
    }
)
"""States in which there may be a card of an offer."""


async def show_ask(moment: Moment, ask: Ask, pressed: Pressed | None = None) -> None:
    """Show all that anybody reads about a locked ask, and about what came of it, as it is now."""
    scene = await scene_of(moment, ask)
    cards = [
        await _status(moment, scene),
        *_reminders(scene, pressed),
        *_in_channel(scene, pressed),
        *(card for invitation in scene.invitations for card in _of_invitation(moment, scene, invitation, pressed)),
        *await conversation_cards.of(moment, scene),
        *await _last_word(moment, scene),
    ]
    closed = {to_members(person.id) for person in scene.people.values() if person.is_deactivated}
    await moment.show([card for card in cards if card.to not in closed], pressed)


async def take_from_channel(moment: Moment, ask: Ask) -> None:
    """Take a locked ask off the ask channel."""
    if ask.channel is not None:
        card = Card(key=queries.channel_letter(ask), to=to_channel(ask.channel), message=views.taken_from_channel())
        await moment.show([card])
        ask.channel = None


async def _status(moment: Moment, scene: Scene) -> Card:
    ask = scene.ask
    is_over_at_once = ask.state is AskState.UNANSWERED and ask.ended_at == ask.posted_at
    return Card(
        key=queries.status_letter(ask),
        to=to_members(ask.asker),
        alias=ask.alias or "",
        message=await _truth(moment, scene) if is_over_at_once else await _status_now(moment, scene),
        is_new=ask.posted_at == moment.now,
    )


async def _status_now(moment: Moment, scene: Scene) -> Message:
    ask = scene.ask
    wait = await measured_wait(moment) if ask.state is AskState.LOOKING else None
    return views.status(ask, scene.named(ask.topic_ids), scene.shown_to, scene.channel, wait, scene.newest_conversation)


async def _truth(moment: Moment, scene: Scene) -> Message:
    has_circle = bool(await circles.visible_circles(moment, scene.asker))
    channel = await ask_channel_of(moment)
    return views.ask_unanswered(scene.ask, scene.shown_to, channel, has_circle=has_circle)


async def _last_word(moment: Moment, scene: Scene) -> list[Card]:
    """What the asker hears when their ask has ended without anybody: in their working hours, with a next step."""
    ask = scene.ask
    if ask.ended_at == ask.posted_at or ask.state not in (AskState.UNANSWERED, AskState.UNDECIDED):
        return []
    is_unanswered = ask.state is AskState.UNANSWERED
    card = Card(
        key=f"{queries.status_letter(ask)}/{ask.state}",
        to=to_members(ask.asker),
        alias=ask.alias or "",
        message=await _truth(moment, scene) if is_unanswered else views.ask_undecided(ask),
        is_new=ask.ended_at == moment.now,
        not_before=next_working_moment(scene.asker.zone, moment.now),
    )
    return [card]


def _reminders(scene: Scene, pressed: Pressed | None) -> Iterator[Card]:
    """The newest reminder that offers wait, and an older one where somebody presses on it."""
    ask, zone = scene.ask, scene.asker.zone
    key = queries.reminder_letter(ask)
    if ask.reminded_at is not None:
        ends_at = working_days_later(zone, ask.reminded_at, CHOICE_ENDS_WORKING_DAYS)
        words = views.choice_waits(ask, scene.offers, ends_at, zone)
        yield Card(key=key, to=to_members(ask.asker), alias=ask.alias or "", message=words, is_new=ask.is_reminded)
    old = pressed.card if pressed else ""
    if old != key and old.startswith(f"{queries.status_letter(ask)}/choice-"):
        yield Card(key=old, to=to_members(ask.asker), alias=ask.alias or "", message=views.choice_settled(ask))


def _in_channel(scene: Scene, pressed: Pressed | None) -> Iterator[Card]:
    ask, key = scene.ask, queries.channel_letter(scene.ask)
    if ask.channel is not None:
        yield Card(
            key=key,
            to=to_channel(ask.channel),
            message=views.ask_in_channel(ask, scene.named(ask.topic_ids)),
            is_new=ask.state is AskState.LOOKING,
            on_fate=OnFate(Later.CHANNEL_ASK_SETTLED, ask.id),
        )
    elif pressed is not None and pressed.card == key:
        yield Card(key=key, to=to_channel(pressed.channel), message=views.taken_from_channel())


def _of_invitation(moment: Moment, scene: Scene, invitation: Invitation, pressed: Pressed | None) -> Iterator[Card]:
    yield from _to_mentor(moment, scene, invitation)
    yield from _clarifications(moment, scene, invitation, pressed)
    if invitation.state in _HAD_OFFERED:
        conversation = scene.conversation_with(invitation.mentor)
        yield Card(
            key=queries.offer_letter(invitation),
            to=to_members(scene.ask.asker),
            alias=scene.ask.alias or "",
            message=views.offer(scene.ask, invitation, scene.helper(invitation), conversation),
            is_new=invitation.state is InvitationState.OFFERED and invitation.settled_at == moment.now,
            on_fate=OnFate(Later.OFFER_SETTLED, invitation.id),
        )


def _to_mentor(moment: Moment, scene: Scene, invitation: Invitation) -> Iterator[Card]:
    ask, to, alias = scene.ask, to_members(invitation.mentor), invitation.alias or ""
    for older in range(invitation.answers):
        words = views.answer_is_below(ask)
        yield Card(key=queries.invitation_letter(invitation, older), to=to, alias=alias, message=words)
    topics = scene.named(invitation.shared_topics)
    conversation = scene.conversation_with(invitation.mentor)
    was_answered = invitation.state is InvitationState.INVITED and invitation.answers > 0
    since = invitation.settled_at if was_answered else invitation.invited_at
    # A person's own asking goes out at once, as their own message would; what the clock does keeps to working hours.
    is_own = ask.waves <= 1 or was_answered or not invitation.is_private
    yield Card(
        key=queries.invitation_letter(invitation),
        to=to,
        alias=alias,
        message=views.invitation(ask, invitation, topics, conversation),
        is_new=since == moment.now,
        not_before=None if is_own else next_working_moment(scene.people[invitation.mentor].zone, moment.now),
        on_fate=OnFate(Later.INVITATION_SETTLED, invitation.id),
    )


def _clarifications(moment: Moment, scene: Scene, invitation: Invitation, pressed: Pressed | None) -> Iterator[Card]:
    """What a mentor asked first, the last time, and an older one where somebody presses on it."""
    ask, to, alias = scene.ask, to_members(scene.ask.asker), scene.ask.alias or ""
    if invitation.clarifications:
        yield Card(
            key=queries.clarification_letter(invitation),
            to=to,
            alias=alias,
            message=views.clarification(ask, invitation),
            is_new=invitation.state is InvitationState.ASKING and invitation.settled_at == moment.now,
            on_fate=OnFate(Later.CLARIFICATION_SETTLED, invitation.id),
        )
    for number in range(1, invitation.clarifications):
        if pressed is not None and pressed.card == queries.clarification_letter(invitation, number):
            yield Card(key=pressed.card, to=to, alias=alias, message=views.clarification_over(ask, invitation))
