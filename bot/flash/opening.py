"""Opening: a conversation opens when its introduction has arrived; when it cannot, the ask looks on."""

from bot.flash import records, views
from bot.flash.actions import Later
from bot.flash.inviting import end, invite_more
from bot.flash.models import Ask, Conversation
from bot.flash.rules import (
    CHECK_IN_WORKING_DAYS,
    NUDGE_WORKING_DAYS,
    AskState,
    ConversationState,
    InvitationState,
)
from bot.moment import Moment
from bot.outbox.service import to_members
from bot.people.hours import working_days_later


async def opened(moment: Moment, conversation: Conversation) -> None:
    """The two have a locked conversation before them: from now on its days count."""
    conversation.move(ConversationState.OPEN, moment.now)
    conversation.opened_at = moment.now
    asker = await records.person_of(moment, conversation.asker)
    days = {Later.NUDGE: NUDGE_WORKING_DAYS, Later.CHECK_IN: CHECK_IN_WORKING_DAYS}
    await moment.plan(
        conversation.id, {kind: working_days_later(asker.zone, moment.now, after) for kind, after in days.items()}
    )


async def could_not_open(moment: Moment, ask: Ask, conversation: Conversation) -> None:
    """A locked conversation will not open: both are told, and the ask looks on without that mentor."""
    conversation.move(ConversationState.UNOPENED, moment.now)
    invitation = await records.invitation_to(moment, ask, conversation.mentor)
    if invitation is not None:
        invitation.move(InvitationState.UNOPENED, moment.now)
    await look_on(moment, ask)
    asker = await records.person_of(moment, conversation.asker)
    mentor = await records.person_of(moment, conversation.mentor)
    to_asker = views.unopened_to_asker(ask, conversation, mentor_has_left=mentor.is_deactivated)
    for reader, message in ((asker, to_asker), (mentor, views.unopened_to_mentor(ask))):
        if not reader.is_deactivated:
            key = f"{records.introduction_letter(conversation)}/unopened-{reader.id}"
            await moment.tell(to_members(reader.id), key, message)


async def look_on(moment: Moment, ask: Ask) -> None:
    """Look on for a locked ask after somebody was chosen; for who has left the workspace, end it."""
    if (await records.person_of(moment, ask.asker)).is_deactivated:
        await end(moment, ask, AskState.WITHDRAWN)
        return
    ask.move(AskState.LOOKING, moment.now)
    await invite_more(moment, ask)
