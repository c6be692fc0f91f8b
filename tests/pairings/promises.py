"""What must be true of random coffee and Just Lunch at every moment."""

from collections import Counter
from collections.abc import Iterator, Sequence

from bot.channels.membership import KIND as ROLL_KIND
from bot.channels.models import SyncState
from bot.outbox.models import LetterState
from bot.pairings.actions import Later
from bot.pairings.models import Group, Programme, Round
from bot.pairings.rules import (
    LIVE,
    PRESENT,
    GroupState,
    ProgrammeKind,
    RoundState,
)
from bot.recurring.rules import RecurringState
from playground import Message, Person
from tests.pairings.alive import is_alive
from tests.pairings.facts import Facts, buttons_in

ON_ITS_WAY = (LetterState.WAITING, LetterState.HELD, LetterState.LEASED)


def broken_promises(facts: Facts, people: Sequence[Person]) -> list[str]:
    """Every promise that does not hold, in words; none when all is well."""
    broken = [*_of_programmes(facts), *_of_rounds(facts), *_of_groups(facts), *_of_lunches(facts)]
    standing = facts.standing()
    for person in people:
        for message in person.messages():
            if (message.channel, message.ts) in standing:
                broken += dead_buttons(facts, person, message)
    return broken


def dead_buttons(facts: Facts, person: Person, message: Message) -> Iterator[str]:
    """The buttons of a message that can only be refused, in words."""
    for action, value in buttons_in(message.blocks):
        if not is_alive(facts, person, action, value):
            yield f"{person.name} sees a dead {action} {value} in {message.text!r}"


def _of_programmes(facts: Facts) -> Iterator[str]:
    for one in facts.programmes.values():
        planned = facts.planned(one.id)
        if one.state is not RecurringState.RUNNING:
            continue
        if one.kind is ProgrammeKind.COFFEE and not (one.next_at and Later.ROUND_OPENS in planned):
            yield f"programme {one.id} is running, and its next round is forgotten"
        if one.kind is ProgrammeKind.LUNCH and _has_members(facts, one) and Later.LUNCH_PLANS not in planned:
            yield f"lunch {one.id} is running, and its next day is forgotten"
    for roll in facts.rolls.values():
        if roll.state is SyncState.READING and (ROLL_KIND, roll.id) not in facts.due:
            yield f"channel {roll.channel} is being read, and nobody goes on"


def _has_members(facts: Facts, programme: Programme) -> bool:
    return any(
        one.is_in and one.ends_at is None and one.weekdays
        for (number, member), one in facts.memberships.items()
        if number == programme.id and member not in facts.gone
    )


def _of_rounds(facts: Facts) -> Iterator[str]:
    for round_ in facts.rounds.values():
        if not _will_go_on(facts, round_):
            yield f"round {round_.id} is {round_.state}, and forgotten: {facts.planned(round_.id)}"


def _will_go_on(facts: Facts, round_: Round) -> bool:
    planned = facts.planned(round_.id)
    match round_.state:
        case RoundState.OPEN if facts.programmes[round_.programme_id].kind is ProgrammeKind.LUNCH:
            return Later.LUNCH_OVER in planned
        case RoundState.OPEN:
            return bool(planned & {Later.ROUND_GATHERS, Later.ROUND_DECIDES})
        case RoundState.DECIDED:
            return Later.ROUND_CLOSES in planned
    return True


def _of_groups(facts: Facts) -> Iterator[str]:
    live = Counter(
        (facts.groups[group_id].round_id, member)
        for (group_id, member), seat in facts.seats.items()
        if facts.groups[group_id].state in LIVE and seat.answer in PRESENT
    )
    for (round_id, member), number in live.items():
        if number > 1:
            yield f"{member} is in {number} groups of round {round_id}"
    for group in facts.groups.values():
        if not _will_be_looked_at(facts, group):
            yield f"group {group.id} is {group.state}, and forgotten: {facts.planned(group.id)}"
        if not _are_times_looked_at(facts, group):
            yield f"group {group.id} is {group.state}, and looks at its times wrongly: {facts.planned(group.id)}"
        if group.state is GroupState.INTRODUCED and not _has_arrived(facts, group):
            yield f"group {group.id} counts as introduced, and its introduction has not arrived"


def _will_be_looked_at(facts: Facts, group: Group) -> bool:
    planned = facts.planned(group.id)
    match group.state:
        case GroupState.PROPOSED:
            is_looked_after = Later.LUNCH_OVER in facts.planned(group.round_id)
            return bool(planned & {Later.PROPOSES, Later.LAPSES}) or (group.answer_by is None and is_looked_after)
        case GroupState.DECIDED:
            return Later.INTRODUCES in planned
        case GroupState.OPENING:
            letter = facts.letter(f"group-{group.id}")
            is_heard = letter is not None and (str(Later.INTRODUCTION_SETTLED), letter.id) in facts.due
            is_going = letter is not None and letter.state in ON_ITS_WAY
            return is_going or is_heard or Later.GIVES_UP in planned
        case GroupState.INTRODUCED:
            return bool(planned & {Later.ASKS, Later.FADES})
    return True


def _are_times_looked_at(facts: Facts, group: Group) -> bool:
    """Whether somebody looks when the next time passes, and nobody where no time can be taken any more."""
    is_planned = Later.TIME_PASSES in facts.planned(group.id)
    if group.state is not GroupState.INTRODUCED or group.agreed_at is not None:
        return not is_planned
    return is_planned or all(choice <= facts.now.timestamp() for choice in group.times)


def _has_arrived(facts: Facts, group: Group) -> bool:
    letter = facts.letter(f"group-{group.id}")
    return letter is None or letter.state is LetterState.SENT


def _of_lunches(facts: Facts) -> Iterator[str]:
    """Whoever asked for lunch on a day that is over has had somebody, or has been told the truth."""
    for (round_id, member), attendance in facts.attendances.items():
        round_ = facts.rounds[round_id]
        if round_.state is not RoundState.CLOSED or not attendance.asked_today or attendance.is_out:
            continue
        groups = [
            facts.groups[number]
            for (number, of_seat), seat in facts.seats.items()
            if of_seat == member and seat.answer in PRESENT and facts.groups[number].round_id == round_id
        ]
        if attendance.kept.truth is None and all(group.state is GroupState.DISSOLVED for group in groups):
            yield f"{member} asked for lunch in round {round_id}, and never heard that nobody was found"
