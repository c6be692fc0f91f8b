"""Writing the groups that were decided, page by page, each page in a short transaction of its own.

Whoever is free no more when their group is written drops out of it, as they would a moment later: the others go on, or
are matched again.
"""

import json
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import delete, exists, insert, select

from bot.database.marks import new_alias
from bot.matching.round_input import MatchedGroup
from bot.moment import Moment
from bot.pairings import dropping_out, queries
from bot.pairings.actions import Later
from bot.pairings.models import Group, GroupPage, Programme, Round, Seat
from bot.pairings.round_data import pages, remember_met, still_free
from bot.pairings.rules import GroupState, LunchAnswer, ProgrammeKind, RoundState

GROUPS_AT_ONCE = 50
"""Groups written in one transaction, which others wait for on SQLite."""


def to_pages(made: Sequence[MatchedGroup]) -> Sequence[str]:
    """Return groups as pages of JSON. Of thousands that takes longer than there is time for in a transaction."""
    groups = [
        {"members": one.members, "reasons": [[reason.because, *reason.detail] for reason in one.reasons]}
        for one in made
    ]
    return [json.dumps(page) for page in pages(groups, GROUPS_AT_ONCE)]


async def write(moment: Moment, programme: Programme, round_: Round, decided: Sequence[str]) -> None:
    """Write the first page of what was decided about a locked round, and keep the others to be written next."""
    first, *others = decided or ["[]"]
    rows = [
        {"round_id": round_.id, "number": number, "decided_at": moment.now, "groups": page}
        for number, page in enumerate(others)
    ]
    if rows:
        await moment.session.execute(insert(GroupPage), rows)
    await _write_page(moment, programme, round_, json.loads(first), moment.now)


async def write_next(moment: Moment, round_id: int) -> None:
    """Write the next groups of a round; of a lunch that is over nobody is asked any more."""
    found = await queries.locked_round(moment, round_id, *RoundState)
    pages_left = select(GroupPage).where(GroupPage.round_id == round_id).order_by(GroupPage.number)
    page = await moment.session.scalar(pages_left.limit(1))
    if found is None or page is None:
        return
    programme, round_ = found
    if programme.kind is ProgrammeKind.LUNCH and round_.state is not RoundState.OPEN:
        await moment.session.execute(delete(GroupPage).where(GroupPage.round_id == round_id))
        return
    await moment.session.delete(page)
    await moment.session.flush()
    await _write_page(moment, programme, round_, json.loads(page.groups), page.decided_at)


async def are_left(moment: Moment, round_: Round) -> bool:
    """Return True when groups of a round are decided that are not written yet."""
    return bool(await moment.session.scalar(select(exists().where(GroupPage.round_id == round_.id))))


async def _write_page(
    moment: Moment, programme: Programme, round_: Round, page: Sequence[dict[str, Any]], decided_at: datetime
) -> None:
    members: list[Sequence[str]] = [one["members"] for one in page]
    free = set(await still_free(moment, programme, round_, [one for those in members for one in those]))
    groups = await _write_groups(moment, programme, round_, page, decided_at)
    if programme.kind is ProgrammeKind.LUNCH:
        # Who was proposed is remembered at once: asking for the same two again would tell of a no.
        await remember_met(moment, round_, members)
    kind = Later.PROPOSES if programme.kind is ProgrammeKind.LUNCH else Later.INTRODUCES
    await moment.all_later(kind, [group.id for group in groups], moment.now)
    for group, those in zip(groups, members, strict=True):
        for gone in sorted(set(those) - free):
            await dropping_out.drop_out(moment, round_, gone, [group.state])
    await _go_on(moment, programme, round_, decided_at)


async def _write_groups(
    moment: Moment, programme: Programme, round_: Round, page: Sequence[dict[str, Any]], decided_at: datetime
) -> Sequence[Group]:
    is_lunch = programme.kind is ProgrammeKind.LUNCH
    groups = [
        Group(
            workspace=moment.workspace,
            round_id=round_.id,
            decision=round_.decisions,
            state=GroupState.PROPOSED if is_lunch else GroupState.DECIDED,
            size=len(one["members"]),
            reasons=one["reasons"],
            way="",
            made_at=decided_at,
            address="",
            check_ins=0,
        )
        for one in page
    ]
    moment.session.add_all(groups)
    await moment.session.flush()
    seats = [
        {
            "group_id": group.id,
            "member": member,
            "workspace": moment.workspace,
            "seems": LunchAnswer.WAITING if is_lunch else LunchAnswer.IN,
            "kept_answer": LunchAnswer.WAITING.value if is_lunch else None,
            "alias": new_alias(moment.session, f"group {group.id} {member} {moment.seed}") if is_lunch else None,
        }
        for group, one in zip(groups, page, strict=True)
        for member in one["members"]
    ]
    if seats:
        await moment.session.execute(insert(Seat), seats)
    return groups


async def _go_on(moment: Moment, programme: Programme, round_: Round, decided_at: datetime) -> None:
    """Have the next page written, before what follows from this one is done; after the last, tell what came of it."""
    if await are_left(moment, round_):
        await moment.later(Later.WRITES_GROUPS, round_.id, decided_at)
    elif programme.kind is ProgrammeKind.COFFEE:
        await moment.sweep(Later.SHOWS_NOTICES, round_.id)
        await moment.sweep(Later.TELLS_LEFT_OUT, round_.id)
