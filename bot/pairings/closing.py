"""How a group's meeting ends: a word midway, did you meet, and stepping back at any moment."""

from bot.moment import Moment
from bot.outbox.service import Pressed, to_members
from bot.pairings import records
from bot.pairings.actions import Later
from bot.pairings.deciding import forget_what_comes
from bot.pairings.models import Group, Programme, Seat
from bot.pairings.outcomes import Closing
from bot.pairings.rules import FADES_AFTER, PRESENT, GroupState, ProgrammeKind
from bot.pairings.views import groups as views
from bot.people.hours import working_days_later
from bot.people.service import never_introduce
from bot.slack.models import Member


async def nudge(moment: Moment, group_id: int) -> None:
    """A word midway to a group that has not said that it met."""
    group = await records.group_of(moment, group_id)
    if group is None or group.state is not GroupState.INTRODUCED:
        return
    group.check_ins += 1
    await moment.tell(group.address, records.check_in_letter(group), views.nudge(group))


async def ask(moment: Moment, group_id: int) -> None:
    """Did you meet? Asked in the group's own conversation; the word midway then has no buttons any more."""
    round_, group = await records.round_and_group(moment, group_id)
    if round_ is None or group is None or group.state is not GroupState.INTRODUCED:
        return
    programme = await moment.session.get_one(Programme, round_.programme_id)
    if group.check_ins:
        await moment.retell(records.check_in_letter(group), views.nudge_over())
    group.check_ins += 1
    is_lunch = programme.kind is ProgrammeKind.LUNCH
    await moment.tell(group.address, records.check_in_letter(group), views.check_in(group, is_lunch=is_lunch))
    await moment.later(Later.FADES, group.id, max(round_.ends_at, moment.now + FADES_AFTER))


async def fade(moment: Moment, group_id: int) -> None:
    """Nobody said whether they met. That is fine, and nothing is asked any more."""
    group = await records.group_of(moment, group_id)
    if group is None or group.state is not GroupState.INTRODUCED:
        return
    group.move(GroupState.FADED)
    await moment.retell(records.check_in_letter(group), views.faded())


async def we_met(moment: Moment, member: Member, group_id: int, pressed: Pressed | None) -> Closing:
    """*We met*: said by any of them, for all of them."""
    group = await _group_with(moment, member, group_id)
    if group is None:
        return Closing.NOT_YOURS
    if group.state is GroupState.MET:
        return Closing.DONE_BEFORE
    if group.state not in (GroupState.INTRODUCED, GroupState.FADED, GroupState.DID_NOT_HAPPEN):
        return Closing.OVER
    await _close(moment, group, GroupState.MET)
    await moment.retell(records.check_in_letter(group), views.met(), pressed)
    return Closing.DONE


async def not_yet(moment: Moment, member: Member, group_id: int, pressed: Pressed | None) -> Closing:
    """*Not yet*: asked again the next working day, while the round lasts; then not any more."""
    round_, group = await records.round_and_group(moment, group_id)
    if round_ is None or group is None or await _seat(moment, group, member.id) is None:
        return Closing.NOT_YOURS
    if group.state is not GroupState.INTRODUCED:
        return Closing.OVER
    again = working_days_later(member.zone, moment.now, 1)
    # After the word midway the question at the end is still to come.
    is_midway = group.asks_at is not None and moment.now < group.asks_at
    if not is_midway and again < round_.ends_at:
        await moment.later(Later.ASKS, group.id, again)
        await moment.never_mind(Later.FADES, group.id)
    will_ask = is_midway or again < round_.ends_at
    await moment.retell(records.check_in_letter(group), views.not_yet(will_ask_again=will_ask), pressed)
    return Closing.DONE


async def not_happening(moment: Moment, member: Member, group_id: int, pressed: Pressed | None) -> Closing:
    """*It won't happen*: closed without a reason, in words that do not say who chose it."""
    group = await _group_with(moment, member, group_id)
    if group is None:
        return Closing.NOT_YOURS
    if group.state is GroupState.DID_NOT_HAPPEN:
        return Closing.DONE_BEFORE
    if group.state not in (GroupState.INTRODUCED, GroupState.FADED):
        return Closing.OVER
    await _close(moment, group, GroupState.DID_NOT_HAPPEN)
    await moment.retell(records.check_in_letter(group), views.did_not_happen(group), pressed)
    return Closing.DONE


async def step_back(moment: Moment, member: Member, group_id: int, pressed: Pressed | None) -> Closing:
    """*Step back*: at any moment, without a reason; everybody gets the same neutral words, nobody meets them again."""
    group = await _group_with(moment, member, group_id)
    if group is None:
        return Closing.NOT_YOURS
    members = [seat.member for seat in await records.seats_of(moment, group)]
    for other in members:
        if other != member.id:
            await never_introduce(moment, member.id, other)
    if group.state not in (GroupState.INTRODUCED, GroupState.FADED, GroupState.MET):
        return Closing.DONE_BEFORE
    await _close(moment, group, GroupState.STEPPED_BACK)
    await moment.retell(records.introduction_letter(group), views.introduction_over(), pressed)
    await moment.retell(records.check_in_letter(group), views.check_in_over())
    for reader in members:
        others = [other for other in members if other != reader]
        key = f"{records.introduction_letter(group)}/over-{reader}"
        await moment.tell(to_members(reader), key, views.group_over(others))
    return Closing.DONE


async def _close(moment: Moment, group: Group, to: GroupState) -> None:
    group.move(to)
    await forget_what_comes(moment, group)


async def _group_with(moment: Moment, member: Member, group_id: int) -> Group | None:
    group = await records.group_of(moment, group_id)
    if group is None or await _seat(moment, group, member.id) is None:
        return None
    return group


async def _seat(moment: Moment, group: Group, member: str) -> Seat | None:
    seat = await moment.session.get(Seat, (group.id, member), populate_existing=True)
    return seat if seat is not None and seat.answer in PRESENT else None
