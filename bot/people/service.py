"""What members do about themselves: say where they work, and whom they would rather not meet."""

from collections.abc import Iterable

from sqlalchemy import delete, select

from bot.database import insert_once
from bot.matching.asks.mentors import Stage
from bot.moment import Moment
from bot.people.models import NeverPair, Profile


async def profiles_of(moment: Moment, members: Iterable[str]) -> dict[str, Profile]:
    """The profiles of these members; who has not told anything has an empty one, not stored."""
    wanted = set(members)
    found = await moment.session.scalars(
        select(Profile).where(Profile.workspace == moment.workspace, Profile.member.in_(wanted))
    )
    profiles = {profile.member: profile for profile in found}
    return {member: profiles.get(member) or _empty(moment, member) for member in wanted}


async def profile_of(moment: Moment, member: str) -> Profile:
    """One member's profile."""
    return (await profiles_of(moment, [member]))[member]


async def introduce_myself(moment: Moment, member: str, *, team: str, place: str, stage: Stage | None) -> None:
    """Keep what a member tells about themselves; an empty field takes back what was there."""
    profile = await profile_of(moment, member)
    profile.team, profile.place, profile.stage = team, place, stage
    moment.session.add(profile)
    await moment.session.flush()


async def never_introduce(moment: Moment, member: str, other: str) -> None:
    """From now on the two are never introduced to each other. Private to ``member``; saying it twice is fine."""
    pair = {"workspace": moment.workspace, "member": member, "other": other}
    await insert_once(moment.session, NeverPair, list(pair), **pair, since=moment.now)


async def rather_not_meet(moment: Moment, member: str, others: Iterable[str]) -> None:
    """Replace a member's own list. What the others chose about them stays, unseen."""
    wanted = {other for other in others if other != member}
    before = await rather_not_met(moment, member)
    await moment.session.execute(
        delete(NeverPair).where(
            NeverPair.workspace == moment.workspace,
            NeverPair.member == member,
            NeverPair.other.in_(before - wanted),
        )
    )
    for other in sorted(wanted - before):
        await never_introduce(moment, member, other)


async def rather_not_met(moment: Moment, member: str) -> set[str]:
    """Whom this member themself would rather not meet. For their eyes only."""
    return set(
        await moment.session.scalars(
            select(NeverPair.other).where(NeverPair.workspace == moment.workspace, NeverPair.member == member)
        )
    )


async def kept_apart_from(moment: Moment, member: str) -> set[str]:
    """Everyone who must not be introduced to this member, whoever of the two chose it."""
    chosen_by_others = await moment.session.scalars(
        select(NeverPair.member).where(NeverPair.workspace == moment.workspace, NeverPair.other == member)
    )
    return await rather_not_met(moment, member) | set(chosen_by_others)


def _empty(moment: Moment, member: str) -> Profile:
    return Profile(workspace=moment.workspace, member=member, team="", place="", stage=None, about="")
