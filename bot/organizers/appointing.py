"""Naming organizers: what the workspace's admins do."""

from collections.abc import Collection, Iterable

from sqlalchemy import delete, func, select

from bot.database.inserts import insert_once
from bot.members.models import NEVER, Member
from bot.moment import Moment
from bot.organizers import views
from bot.organizers.models import Organizer
from bot.organizers.permissions import takes_part
from bot.outbox.letters import to_members
from bot.workspaces.locking import one_after_the_other


async def named_organizers(moment: Moment) -> list[str]:
    """Whom the admins have named and who is still here, in the order of their ids."""
    found = await moment.session.scalars(
        select(Organizer.member)
        .join(Member, (Member.workspace == Organizer.workspace) & (Member.id == Organizer.member))
        .where(Organizer.workspace == moment.workspace, takes_part())
        .order_by(Organizer.member)
    )
    return list(found)


async def are_described(moment: Moment, members: Collection[str]) -> bool:
    """Whether Slack has said of all these members who they are."""
    described = select(func.count()).where(
        Member.workspace == moment.workspace, Member.id.in_(members), Member.refreshed_at > NEVER
    )
    return await moment.session.scalar(described) == len(members)


async def who_cannot(moment: Moment, members: Iterable[str]) -> list[str]:
    """The names of those among these members for whom Klatch is not."""
    found = await moment.session.scalars(
        select(Member.name)
        .where(Member.workspace == moment.workspace, Member.id.in_(set(members)), ~takes_part())
        .order_by(Member.name)
    )
    return list(found)


async def name_organizers(moment: Moment, admin: Member, wanted: Collection[str]) -> bool:
    """Have these be the organizers whom admins have named, in the place of those before; False for who is no admin.

    Whoever is new is told, and what they can do now; whoever is not one any more just isn't.
    """
    if not admin.is_admin:
        return False
    await one_after_the_other(moment)  # of two who send it at once, the second replaces the list of the first
    await moment.session.execute(
        delete(Organizer).where(Organizer.workspace == moment.workspace, Organizer.member.not_in(wanted))
    )
    for member in sorted(wanted):
        await _name(moment, admin, member)
    return True


async def _name(moment: Moment, admin: Member, member: str) -> None:
    key = {"workspace": moment.workspace, "member": member}
    is_new = await insert_once(moment.session, Organizer, list(key), **key, named_by=admin.id, since=moment.now)
    if is_new and member != admin.id:
        await moment.tell(to_members(member), f"organizer/{member}/{moment.seed}", views.you_are_organizer(admin.id))
