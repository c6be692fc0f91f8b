"""Whether a button that stands before somebody does anything, by the state of what it is about."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from bot.pairings.actions import Action
from bot.pairings.models import Group, Membership
from bot.pairings.rules import (
    GROUP_MOVES,
    LIVE,
    POOL_CLOSES_BEFORE,
    PRESENT,
    GroupState,
    JoinMode,
    LunchAnswer,
    ProgrammeKind,
    RoundState,
)
from bot.recurring.rules import RecurringState
from playground import Person
from tests.pairings.facts import Facts

ABOUT_A_GROUP = {
    Action.WE_MET: GroupState.MET,
    Action.NOT_HAPPENING: GroupState.DID_NOT_HAPPEN,
    Action.STEP_BACK: GroupState.STEPPED_BACK,
}
"""Buttons for all people of a group: each leads to a state."""
ORGANIZING = {
    Action.PAUSE: (RecurringState.RUNNING,),
    Action.RESUME: (RecurringState.PAUSED,),
    Action.RUN_NOW: (RecurringState.RUNNING,),
    Action.END: (RecurringState.RUNNING, RecurringState.PAUSED),
    Action.EDIT: (RecurringState.RUNNING, RecurringState.PAUSED),
    Action.PREVIEW: (RecurringState.RUNNING, RecurringState.PAUSED),
    Action.SHOW: (RecurringState.RUNNING, RecurringState.PAUSED),
}
"""Buttons of organizers, and the states of a programme in which they do something."""


def is_alive(facts: Facts, person: Person, action: str, value: str) -> bool:
    """Whether a press on this button by this person could do anything but be refused."""
    match action:
        case Action.ACCEPT | Action.DECLINE:
            return _may_answer(facts, person, facts.groups[int(value)], action)
        case Action.SKIP_WEEK | Action.RESUME_LUNCH:
            return _takes_lunch(facts, person)
        case Action.LEAVE_LUNCH:
            return _takes_lunch(facts, person) or any(_has_asked(facts, person, day) for day in _days_around(facts))
        case Action.JOIN_TODAY:
            return _may_ask(facts, person, value)
        case Action.LEAVE_TODAY:
            return _has_asked(facts, person, date.fromisoformat(value))
        case Action.WHY_US:
            return (int(value), person.id) in facts.seats
        case Action.NOT_YET:
            return facts.groups[int(value)].state is GroupState.INTRODUCED
        case Action.WE_MET | Action.NOT_HAPPENING | Action.STEP_BACK:
            return ABOUT_A_GROUP[Action(action)] in GROUP_MOVES[facts.groups[int(value)].state]
    if action.startswith(Action.TAKE_TIME):
        return _may_be_taken(facts, value)
    return _is_alive_in_coffee(facts, person, action, value)


def _may_be_taken(facts: Facts, value: str) -> bool:
    group_id, proposal, choice = (int(part) for part in value.split(" "))
    group = facts.groups[group_id]
    is_open = group.state is GroupState.INTRODUCED and group.agreed_at is None and proposal == group.proposals
    return is_open and choice > facts.now.timestamp()


def _is_alive_in_coffee(facts: Facts, person: Person, action: str, value: str) -> bool:
    match action:
        case Action.SKIP_ROUND:
            round_ = facts.rounds[int(value)]
            is_there = round_.state in (RoundState.OPEN, RoundState.DECIDED)
            return is_there and _is_in(facts, person, round_.programme_id)
        case Action.REJOIN_ROUND:
            round_ = facts.rounds[int(value)]
            return round_.state is RoundState.OPEN and _is_in(facts, person, round_.programme_id)
        case Action.JOIN_COFFEE:
            return facts.programmes[int(value)].state is not RecurringState.ENDED
        case Action.LEAVE_COFFEE | Action.PAUSE_COFFEE | Action.RESUME_COFFEE | Action.SKIP_NEXT:
            is_there = facts.programmes[int(value)].state is not RecurringState.ENDED
            return is_there and _is_in(facts, person, int(value))
    if action in ORGANIZING:
        return facts.programmes[int(value)].state in ORGANIZING[Action(action)]
    return True


def _may_answer(facts: Facts, person: Person, group: Group, action: str) -> bool:
    seat = facts.seats.get((group.id, person.id))
    if seat is None or group.state is not GroupState.PROPOSED:
        return False
    return seat.answer is LunchAnswer.WAITING or (action == Action.DECLINE and seat.answer in PRESENT)


def _membership(facts: Facts, person: Person) -> Membership | None:
    lunch = next((one.id for one in facts.programmes.values() if one.kind is ProgrammeKind.LUNCH), 0)
    return facts.memberships.get((lunch, person.id))


def _takes_lunch(facts: Facts, person: Person) -> bool:
    membership = _membership(facts, person)
    if membership is None or not membership.is_in:
        return False
    return membership.ends_at is None or membership.ends_at > facts.now


def _may_ask(facts: Facts, person: Person, value: str) -> bool:
    if not value:
        return True
    lunch = next(one for one in facts.programmes.values() if one.kind is ProgrammeKind.LUNCH)
    noon = _noon(person, date.fromisoformat(value.split(maxsplit=1)[0]))
    return lunch.state is RecurringState.RUNNING and noon - POOL_CLOSES_BEFORE > facts.now


def _has_asked(facts: Facts, person: Person, day: date) -> bool:
    noon = _noon(person, day)
    for (round_id, member), attendance in facts.attendances.items():
        round_ = facts.rounds[round_id]
        if member == person.id and round_.meets_at == noon and round_.state is RoundState.OPEN:
            return attendance.asked_today and not attendance.is_out and not _is_on(facts, person, round_id)
    return False


def _is_on(facts: Facts, person: Person, round_id: int) -> bool:
    return any(
        group.round_id == round_id and group.state in LIVE and group.state is not GroupState.PROPOSED
        for group in facts.groups.values()
        if person.id in facts.present(group)
    )


def _days_around(facts: Facts) -> list[date]:
    return [facts.now.date() + timedelta(days=number) for number in range(-1, 5)]


def _noon(person: Person, day: date) -> datetime:
    return datetime.combine(day, time(12), ZoneInfo(person.user.tz or "UTC")).astimezone(UTC)


def _is_in(facts: Facts, person: Person, programme_id: int) -> bool:
    membership = facts.memberships.get((programme_id, person.id))
    if membership is not None:
        return membership.is_in
    return facts.programmes[programme_id].joining is JoinMode.EVERYONE
