"""Closing a conversation: the check-in, thanks, and stepping back at any moment."""

from collections.abc import Awaitable, Callable
from functools import wraps

from bot.flash import queries, views
from bot.flash.actions import Later
from bot.flash.cards import show_ask
from bot.flash.introductions import look_on
from bot.flash.meeting_times import call_off
from bot.flash.models import Ask, Conversation
from bot.flash.outcomes import ConversationClosing
from bot.flash.rules import (
    CHECK_IN_WORKING_DAYS,
    CHECK_INS_AT_MOST,
    FADE_WORKING_DAYS,
    UNDER_WAY,
    ConversationState,
)
from bot.members.models import Member
from bot.moment import Moment
from bot.outbox.letters import OnFate, Pressed, to_members
from bot.profiles.profile import kept_apart_from, never_introduce
from bot.profiles.working_hours import working_days_later

Act = Callable[[Moment, Ask, Conversation], Awaitable[ConversationClosing]]
"""What somebody does with a locked conversation of theirs."""


def by_asker(act: Act) -> Callable[[Moment, Member, int, Pressed | None], Awaitable[ConversationClosing]]:
    """Have a use case act on a conversation for its asker alone, and show what came of it where they pressed."""

    @wraps(act)
    async def use_case(
        moment: Moment, member: Member, conversation_id: int, pressed: Pressed | None
    ) -> ConversationClosing:
        found = await queries.conversation_of(moment, conversation_id)
        if found is None or found[1].asker != member.id:
            return ConversationClosing.NOT_YOURS
        outcome = await act(moment, *found)
        await show_ask(moment, found[0], pressed)
        return outcome

    return use_case


async def nudge(moment: Moment, conversation_id: int) -> None:
    """No time was proposed for a working day: one word to both."""
    found = await queries.conversation_of(moment, conversation_id)
    if found is not None and found[1].state is ConversationState.OPEN:
        found[1].nudged_at = moment.now
        await show_ask(moment, found[0])


async def check_in(moment: Moment, conversation_id: int) -> None:
    """Ask the asker, and only them, whether the two have talked."""
    found = await queries.conversation_of(moment, conversation_id)
    if found is None or found[1].state is not ConversationState.OPEN:
        return
    ask, conversation = found
    conversation.not_yets, conversation.check_ins = conversation.check_ins, conversation.check_ins + 1
    conversation.next_check_in_at = None
    asker = await queries.person_of(moment, conversation.asker)
    fades_at = working_days_later(asker.zone, moment.now, FADE_WORKING_DAYS)
    await moment.later(Later.CONVERSATION_FADES, conversation.id, fades_at)
    await show_ask(moment, ask)


async def fade(moment: Moment, conversation_id: int) -> None:
    """Nobody answered the check-in: the conversation closes by itself, and nothing is held against anyone."""
    found = await queries.conversation_of(moment, conversation_id)
    if found is not None and found[1].state is ConversationState.OPEN:
        await close(moment, found[1], ConversationState.FADED)
        await show_ask(moment, found[0])


@by_asker
async def we_talked(moment: Moment, _ask: Ask, conversation: Conversation) -> ConversationClosing:
    """*We talked*: closed, with a chance to say thanks and two questions to think about."""
    refusal = _why_not_closed(conversation)
    if refusal is None:
        await close(moment, conversation, ConversationState.TALKED)
    return refusal or ConversationClosing.DONE


@by_asker
async def not_yet(moment: Moment, _ask: Ask, conversation: Conversation) -> ConversationClosing:
    """*Not yet*: asked again in three working days, three times at most; then it fades."""
    if conversation.state is not ConversationState.OPEN:
        return ConversationClosing.OVER
    is_answered, conversation.not_yets = conversation.not_yets >= conversation.check_ins, conversation.check_ins
    if not is_answered and conversation.check_ins < CHECK_INS_AT_MOST:
        conversation.next_check_in_at = await queries.in_working_days(moment, conversation.asker, CHECK_IN_WORKING_DAYS)
        await moment.plan(
            conversation.id, {Later.CHECK_IN: conversation.next_check_in_at, Later.CONVERSATION_FADES: None}
        )
    return ConversationClosing.DONE


@by_asker
async def not_happening(moment: Moment, ask: Ask, conversation: Conversation) -> ConversationClosing:
    """*It won't happen*: closed without a reason; the mentor gets their time back in neutral words."""
    refusal = _why_not_closed(conversation)
    if refusal is None:
        await _end_neutrally(moment, ask, conversation, conversation.mentor)
    return refusal or ConversationClosing.DONE


@by_asker
async def ask_someone_else(moment: Moment, ask: Ask, conversation: Conversation) -> ConversationClosing:
    """*Ask someone else*: this conversation ends in neutral words, and the question looks on without that mentor."""
    if conversation.state is not ConversationState.OPEN:
        return ConversationClosing.OVER
    await _end_neutrally(moment, ask, conversation, conversation.mentor)
    await look_on(moment, ask)
    return ConversationClosing.LOOKING_ON


@by_asker
async def may_thank(moment: Moment, _ask: Ask, conversation: Conversation) -> ConversationClosing:
    """Whether this member asked in a conversation that took place, and its mentor is still here: DONE when so."""
    return await _why_no_thanks(moment, conversation) or ConversationClosing.DONE


async def say_thanks(moment: Moment, member: Member, conversation_id: int, words: str) -> ConversationClosing:
    """*Say thanks*: in private, from the person who was helped, once."""
    found = await queries.conversation_of(moment, conversation_id)
    if found is None or found[1].asker != member.id:
        return ConversationClosing.NOT_YOURS
    ask, conversation = found
    refusal = await _why_no_thanks(moment, conversation)
    if refusal is None:
        conversation.thanked_at = moment.now
        await moment.tell(
            to_members(conversation.mentor),
            f"{queries.introduction_letter(conversation)}/thanks",
            views.thanks(member.id, words),
            on_fate=OnFate(Later.THANKS_SETTLED, conversation.id),
        )
    await show_ask(moment, ask)
    return refusal or ConversationClosing.DONE


async def step_back(
    moment: Moment, member: Member, conversation_id: int, pressed: Pressed | None
) -> ConversationClosing:
    """*Step back*: at any moment, without a reason. Both get the same neutral words, and never meet here again."""
    found = await queries.own_conversation(moment, member.id, conversation_id)
    if found is None:
        return ConversationClosing.NOT_YOURS
    ask, conversation = found
    await never_introduce(moment, member.id, conversation.other(member.id))
    is_under_way = conversation.state in UNDER_WAY
    if is_under_way:
        both = (conversation.asker, conversation.mentor)
        await _end_neutrally(moment, ask, conversation, *both, to=ConversationState.STEPPED_BACK)
    await show_ask(moment, ask, pressed)
    return ConversationClosing.DONE if is_under_way else ConversationClosing.DONE_BEFORE


async def _end_neutrally(
    moment: Moment,
    ask: Ask,
    conversation: Conversation,
    *readers: str,
    to: ConversationState = ConversationState.DID_NOT_HAPPEN,
) -> None:
    """Close a locked conversation, with the same few words to each of the readers."""
    is_off = await call_off(moment, ask, conversation)
    await close(moment, conversation, to)
    for reader in readers:
        words = views.conversation_over(conversation.other(reader), is_off)
        key = f"{queries.introduction_letter(conversation)}/over-{reader}"
        await moment.tell(to_members(reader), key, words)


async def close(moment: Moment, conversation: Conversation, to: ConversationState) -> None:
    """Close a locked conversation: nothing waits for it any more."""
    conversation.move(to, moment.now)
    waits = (Later.NUDGE, Later.TIME_PASSES, Later.CHECK_IN, Later.CONVERSATION_FADES)
    await moment.plan(conversation.id, dict.fromkeys(waits))


async def _why_no_thanks(moment: Moment, conversation: Conversation) -> ConversationClosing | None:
    if conversation.state is not ConversationState.TALKED:
        return ConversationClosing.OVER
    if conversation.thanked_at is not None:
        return ConversationClosing.DONE_BEFORE
    if conversation.mentor in await kept_apart_from(moment, conversation.asker):
        return ConversationClosing.OVER  # one of them has stepped back since, and nobody learns who
    mentor = await queries.person_of(moment, conversation.mentor)
    return None if mentor.may_take_part else ConversationClosing.OTHER_HAS_LEFT


def _why_not_closed(conversation: Conversation) -> ConversationClosing | None:
    if conversation.state in (ConversationState.OPEN, ConversationState.FADED):
        return None
    return (
        ConversationClosing.DONE_BEFORE if conversation.state is ConversationState.TALKED else ConversationClosing.OVER
    )
