"""Introductions: a conversation opens when its introduction has arrived; if it cannot, the search goes on."""

from bot.flash import queries, rules
from bot.flash.actions import Later
from bot.flash.cards import show_ask
from bot.flash.inviting import end_ask, invite_more
from bot.flash.models import Ask, Conversation
from bot.flash.rules import AskState, ConversationState, InvitationState
from bot.flash.volunteering import has_time
from bot.moment import Moment
from bot.profiles.profile import kept_apart_from
from bot.schedule.fates import Fate


async def on_introduction_fate(moment: Moment, fate: Fate) -> None:
    """Open a conversation when its introduction has arrived; give it up if it could not be brought to the two."""
    found = await queries.conversation_of(moment, fate.subject)
    if found is None:
        return
    ask, conversation = found
    if fate.has_arrived:
        await introduction_arrived(moment, ask, conversation)
    elif conversation.state is ConversationState.OPENING:
        await could_not_open(moment, ask, conversation)
    await show_ask(moment, ask)


async def introduction_arrived(
    moment: Moment, ask: Ask, conversation: Conversation, presser: str | None = None
) -> None:
    """Open a locked conversation: its introduction is there, perhaps because somebody pressed on it.

    One that was given up opens too, in the place of the search that went on without it, if that is still wanted.
    """
    if conversation.state is ConversationState.UNOPENED and await _is_still_wanted(moment, ask, conversation, presser):
        invitation = queries.invitation_to(ask, conversation.mentor)
        if invitation is not None:
            invitation.move(InvitationState.CHOSEN, moment.now)
        await end_ask(moment, ask, AskState.CHOSEN)
        await _open(moment, conversation)
    elif conversation.state is ConversationState.OPENING:
        await _open(moment, conversation)


async def could_not_open(moment: Moment, ask: Ask, conversation: Conversation) -> None:
    """Give up a locked conversation, and search on without that mentor."""
    conversation.move(ConversationState.UNOPENED, moment.now)
    invitation = queries.invitation_to(ask, conversation.mentor)
    if invitation is not None:
        invitation.move(InvitationState.UNOPENED, moment.now)
    await resume_search(moment, ask)


async def resume_search(moment: Moment, ask: Ask) -> None:
    """Search on for a locked ask after somebody was chosen; if its asker has left the workspace, end it."""
    if (await queries.person_of(moment, ask.asker)).is_deactivated:
        await end_ask(moment, ask, AskState.WITHDRAWN)
        return
    ask.move(AskState.LOOKING, moment.now)
    await queries.keep_findable(moment, ask)
    await invite_more(moment, ask)


async def _open(moment: Moment, conversation: Conversation) -> None:
    """Open a locked conversation: from now on its days count."""
    conversation.move(ConversationState.OPEN, moment.now)
    conversation.opened_at = moment.now
    days = {Later.NUDGE: rules.NUDGE_WORKING_DAYS, Later.CHECK_IN: rules.CHECK_IN_WORKING_DAYS}
    await moment.plan(
        conversation.id,
        {kind: await queries.in_working_days(moment, conversation.asker, after) for kind, after in days.items()},
    )


async def _is_still_wanted(moment: Moment, ask: Ask, conversation: Conversation, presser: str | None) -> bool:
    """Return whether the asker still looks for somebody, and the mentor they chose may still be the one.

    Where others have offered meanwhile, only the asker can decide that it is not one of those.
    """
    asker, mentor = conversation.asker, conversation.mentor
    if ask.state is not AskState.LOOKING or (presser != asker and ask.offers):
        return False
    both = await queries.people_of(moment, {asker, mentor})
    if not all(person.may_take_part for person in both.values()) or mentor in await kept_apart_from(moment, asker):
        return False
    return await has_time(moment, mentor)
