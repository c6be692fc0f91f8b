"""Naming organizers: what the workspace's admins do."""

from collections.abc import Collection, Iterable
from functools import partial

from sqlalchemy import delete, func, select

from bot.database.inserts import insert_once
from bot.members.models import NEVER, Member
from bot.moment import Moment
from bot.organizers.models import Organizer
from bot.organizers.permissions import takes_part
from bot.organizers.views import organizing as views
from bot.outbox.letters import to_members
from bot.workspaces.locking import one_after_the_other


async def named_organizers(moment: Moment) -> list[str]:
    """Return the members whom admins have named and who are still here, in the order of their ids."""
    found = await moment.session.scalars(
        select(Organizer.member)
        .join(Member, (Member.workspace == Organizer.workspace) & (Member.id == Organizer.member))
        .where(Organizer.workspace == moment.workspace, takes_part())
        .order_by(Organizer.member)
    )
    return list(found)


async def are_described(moment: Moment, members: Collection[str]) -> bool:
    """Return whether Slack has described all these members."""
    described = select(func.count()).where(
        Member.workspace == moment.workspace, Member.id.in_(members), Member.refreshed_at > NEVER
    )
    return await moment.session.scalar(described) == len(members)


async def ineligible_names(moment: Moment, members: Iterable[str]) -> list[str]:
    """Return the names of those among these members who may not be organizers."""
    found = await moment.session.scalars(
        select(Member.name)
        .where(Member.workspace == moment.workspace, Member.id.in_(set(members)), ~takes_part())
        .order_by(Member.name)
    )
    return list(found)


async def name_organizers(moment: Moment, admin: Member, wanted: Collection[str]) -> bool:
    """Replace the named organizers by these, and tell those who are new; False when ``admin`` is no admin."""
    if not admin.is_admin:
        return False
    await one_after_the_other(
        moment.session, moment.workspace
    )  # of two who send it at once, the second replaces the list of the first
    await moment.session.execute(
        delete(Organizer).where(Organizer.workspace == moment.workspace, Organizer.member.not_in(wanted))
    )
    for member in sorted(wanted):
        key = {"workspace": moment.workspace, "member": member}
        is_new = await insert_once(moment.session, Organizer, list(key), **key, named_by=admin.id, since=moment.now)
        if is_new and member != admin.id:
            words = partial(views.you_are_organizer, admin=admin.id)
            await moment.tell(to_members(member), f"organizer/{member}/{moment.seed}", words)
    return True
