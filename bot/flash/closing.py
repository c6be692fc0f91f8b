"""Closing a conversation: the check-in, thanks, and stepping back at any moment."""

from functools import partial

from bot.flash import queries, rules
from bot.flash.actions import Later
from bot.flash.cards import act_and_show, show_ask
from bot.flash.introductions import resume_search
from bot.flash.meeting_times import call_off
from bot.flash.models import Ask, Conversation
from bot.flash.outcomes import ClosingOutcome
from bot.flash.rules import UNDER_WAY, ConversationState
from bot.flash.views import closing as views
from bot.members.models import Member
from bot.moment import Moment
from bot.outbox.letters import OnFate, Pressed, to_members
from bot.profiles.profile import kept_apart_from, never_introduce
from bot.schedule.fates import Fate

by_asker = act_and_show(queries.asked_conversation, ClosingOutcome.NOT_YOURS)
"""Decorates use cases on a conversation that are for its asker alone."""


async def nudge(moment: Moment, conversation_id: int) -> None:
    """Remind both that no time was proposed for a working day."""
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
    fades_at = await queries.in_working_days(moment, conversation.asker, rules.FADE_WORKING_DAYS)
    await moment.later(Later.CONVERSATION_FADES, conversation.id, fades_at)
    await show_ask(moment, ask)


async def fade(moment: Moment, conversation_id: int) -> None:
    """Close a conversation whose check-in nobody answered; nothing is held against anyone."""
    found = await queries.conversation_of(moment, conversation_id)
    if found is not None and found[1].state is ConversationState.OPEN:
        await close(moment, found[1], ConversationState.FADED)
        await show_ask(moment, found[0])


@by_asker
async def we_talked(moment: Moment, _ask: Ask, conversation: Conversation) -> ClosingOutcome:
    """*We talked*: close the conversation; the asker can say thanks, and gets two questions to think about."""
    refusal = _why_not_closed(conversation)
    if refusal is None:
        await close(moment, conversation, ConversationState.TALKED)
    return refusal or ClosingOutcome.DONE


@by_asker
async def not_yet(moment: Moment, _ask: Ask, conversation: Conversation) -> ClosingOutcome:
    """*Not yet*: ask again in three working days, three times at most; then the conversation fades."""
    if conversation.state is not ConversationState.OPEN:
        return ClosingOutcome.OVER
    is_answered, conversation.not_yets = conversation.not_yets >= conversation.check_ins, conversation.check_ins
    if not is_answered and conversation.check_ins < rules.CHECK_INS_AT_MOST:
        conversation.next_check_in_at = await queries.in_working_days(
            moment, conversation.asker, rules.CHECK_IN_WORKING_DAYS
        )
        await moment.plan(
            conversation.id, {Later.CHECK_IN: conversation.next_check_in_at, Later.CONVERSATION_FADES: None}
        )
    return ClosingOutcome.DONE


@by_asker
async def not_happening(moment: Moment, ask: Ask, conversation: Conversation) -> ClosingOutcome:
    """*It won't happen*: close the conversation without a reason; neutral words give the mentor their time back."""
    refusal = _why_not_closed(conversation)
    if refusal is None:
        await _end_neutrally(moment, ask, conversation, conversation.mentor)
    return refusal or ClosingOutcome.DONE


@by_asker
async def ask_someone_else(moment: Moment, ask: Ask, conversation: Conversation) -> ClosingOutcome:
    """*Ask someone else*: end the conversation in neutral words, and search on without that mentor."""
    if conversation.state is not ConversationState.OPEN:
        return ClosingOutcome.OVER
    await _end_neutrally(moment, ask, conversation, conversation.mentor)
    await resume_search(moment, ask)
    return ClosingOutcome.LOOKING_ON


@by_asker
async def may_thank(moment: Moment, _ask: Ask, conversation: Conversation) -> Conversation | ClosingOutcome:
    """Return the conversation for which this member can thank its mentor, or why they cannot."""
    return await _why_no_thanks(moment, conversation) or conversation


@by_asker
async def say_thanks(moment: Moment, _ask: Ask, conversation: Conversation, words: str) -> ClosingOutcome:
    """*Say thanks*: bring the asker's words to the mentor, in private and once."""
    refusal = await _why_no_thanks(moment, conversation)
    if refusal is None:
        conversation.thanked_at = moment.now
        await moment.tell(
            to_members(conversation.mentor),
            f"{queries.introduction_letter(conversation)}/thanks",
            lambda reader: views.thanks(reader, conversation.asker, words),
            on_fate=OnFate(Later.THANKS_SETTLED, conversation.id),
        )
    return refusal or ClosingOutcome.DONE


async def on_thanks_fate(moment: Moment, fate: Fate) -> None:
    """If thanks could not be brought to the mentor, tell the asker."""
    found = await queries.conversation_of(moment, fate.subject)
    if found is not None and not fate.has_arrived:
        conversation = found[1]
        key = f"{fate.key}/not-brought"
        await moment.tell(to_members(conversation.asker), key, lambda reader: views.not_thanked(reader, conversation))


async def step_back(moment: Moment, member: Member, conversation_id: int, pressed: Pressed | None) -> ClosingOutcome:
    """*Step back*: at any moment, without a reason. Both get the same neutral words, and never meet here again."""
    found = await queries.own_conversation(moment, member.id, conversation_id)
    if found is None:
        return ClosingOutcome.NOT_YOURS
    ask, conversation = found
    await never_introduce(moment, member.id, conversation.other(member.id))
    is_under_way = conversation.state in UNDER_WAY
    if is_under_way:
        both = (conversation.asker, conversation.mentor)
        await _end_neutrally(moment, ask, conversation, *both, to=ConversationState.STEPPED_BACK)
    await show_ask(moment, ask, pressed)
    return ClosingOutcome.DONE if is_under_way else ClosingOutcome.DONE_BEFORE


async def _end_neutrally(
    moment: Moment,
    ask: Ask,
    conversation: Conversation,
    *told: str,
    to: ConversationState = ConversationState.DID_NOT_HAPPEN,
) -> None:
    """Close a locked conversation, with the same few words to each of those who are told."""
    is_off = await call_off(moment, ask, conversation)
    await close(moment, conversation, to)
    for member in told:
        words = partial(views.conversation_over, other=conversation.other(member), is_off=is_off)
        key = f"{queries.introduction_letter(conversation)}/over-{member}"
        await moment.tell(to_members(member), key, words)


async def close(moment: Moment, conversation: Conversation, to: ConversationState) -> None:
    """Close a locked conversation: nothing waits for it any more."""
    conversation.move(to, moment.now)
    waits = (Later.NUDGE, Later.TIME_PASSES, Later.CHECK_IN, Later.CONVERSATION_FADES)
    await moment.plan(conversation.id, dict.fromkeys(waits))


async def _why_no_thanks(moment: Moment, conversation: Conversation) -> ClosingOutcome | None:
    if conversation.state is not ConversationState.TALKED:
        return ClosingOutcome.OVER
    if conversation.thanked_at is not None:
        return ClosingOutcome.DONE_BEFORE
    if conversation.mentor in await kept_apart_from(moment, conversation.asker):
        return ClosingOutcome.OVER  # one of them has stepped back since, and nobody learns who
    mentor = await queries.person_of(moment, conversation.mentor)
    return None if mentor.may_take_part else ClosingOutcome.OTHER_HAS_LEFT


def _why_not_closed(conversation: Conversation) -> ClosingOutcome | None:
    if conversation.state in (ConversationState.OPEN, ConversationState.FADED):
        return None
    return ClosingOutcome.DONE_BEFORE if conversation.state is ConversationState.TALKED else ClosingOutcome.OVER
