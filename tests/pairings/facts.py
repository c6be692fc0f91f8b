"""All rows of pairings as they stand now, and what has gone over the wire: what promises are read from."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Self

from sqlalchemy import select
from sqlalchemy.orm import defer

from bot.blocks import IN_MENU, MORE
from bot.channels.models import ChannelSync, SyncWaiter
from bot.members.models import Member
from bot.outbox.models import Letter, LetterState, Method
from bot.pairings.models import Attendance, Group, Membership, Programme, Round, Seat
from bot.pairings.rules import PRESENT
from bot.profiles.models import NeverPair
from bot.schedule.models import Due
from playground import Call
from tests.library import Library


@dataclass(frozen=True)
class Facts:
    """All rows of pairings, and the letters of everything."""

    now: datetime
    programmes: Mapping[int, Programme]
    rounds: Mapping[int, Round]
    groups: Mapping[int, Group]
    seats: Mapping[tuple[int, str], Seat]
    attendances: Mapping[tuple[int, str], Attendance]
    memberships: Mapping[tuple[int, str], Membership]
    due: frozenset[tuple[str, int]]
    rolls: Mapping[str, ChannelSync]
    roll_calls: frozenset[tuple[str, int]]
    """What waits for a channel to be read: kind and subject."""
    letters: Sequence[Letter]
    gone: frozenset[str]
    """Whose account is closed."""
    apart: set[frozenset[str]]
    """Who would rather not meet whom."""

    @classmethod
    async def of(cls, library: Library) -> Self:
        """The facts of a library, read in one transaction; of letters without what they say."""
        async with library.klatch.database.transaction() as session:
            letters = await session.scalars(select(Letter).options(defer(Letter.payload)).order_by(Letter.id))
            gone = await session.scalars(select(Member.id).where(Member.is_deactivated))
            return cls(
                library.clock.now(),
                {one.id: one for one in await session.scalars(select(Programme))},
                {one.id: one for one in await session.scalars(select(Round))},
                {one.id: one for one in await session.scalars(select(Group))},
                {(one.group_id, one.member): one for one in await session.scalars(select(Seat))},
                {(one.round_id, one.member): one for one in await session.scalars(select(Attendance))},
                {(one.programme_id, one.member): one for one in await session.scalars(select(Membership))},
                frozenset((due.kind, due.subject) for due in await session.scalars(select(Due))),
                {one.channel: one for one in await session.scalars(select(ChannelSync))},
                frozenset((one.kind, one.subject) for one in await session.scalars(select(SyncWaiter))),
                letters.all(),
                frozenset(gone),
                {frozenset((one.member, one.other)) for one in await session.scalars(select(NeverPair))},
            )

    def present(self, group: Group) -> frozenset[str]:
        """Who still is in a group."""
        return frozenset(
            member for (number, member), seat in self.seats.items() if number == group.id and seat.answer in PRESENT
        )

    def letter(self, key: str) -> Letter | None:
        """The letter of a key, unless it was forgotten."""
        return next((letter for letter in self.letters if letter.key == key), None)

    def planned(self, subject: int) -> set[str]:
        """What is due for a subject, now or once its channel has been read."""
        return {kind for kind, about in self.due | self.roll_calls if about == subject}

    def standing(self) -> dict[tuple[str, str], Letter]:
        """The messages that have arrived and say what they last had to say, by where they stand."""
        latest: dict[int, Letter] = {}
        for letter in self.letters:
            if letter.method is Method.UPDATE and letter.amends_id is not None:
                latest[letter.amends_id] = letter  # they are in the order of their ids
        return {
            (letter.channel or "", letter.timestamp or ""): letter
            for letter in self.letters
            if letter.state is LetterState.SENT
            and letter.method is Method.POST
            and (letter.id not in latest or latest[letter.id].state is LetterState.SENT)
        }


@dataclass
class Wire:
    """What has been said in Slack about groups, in order: introductions, words midway, questions."""

    seen: int = 0
    introduced: Counter[int] = field(default_factory=Counter)
    asked: set[int] = field(default_factory=set)
    broken: list[str] = field(default_factory=list)

    def read(self, calls: Sequence[Call]) -> None:
        """Read on, and note what should not have been said."""
        for call in calls[self.seen :]:
            if call.method == "chat.postMessage" and _was_done(call):
                self._read_post(call)
        self.seen = len(calls)

    def _read_post(self, call: Call) -> None:
        for action, value in buttons_in(call.arguments.get("blocks") or ()):
            group = int(value) if value.isdigit() else 0
            if action == "pairing_why_us":
                is_again = "You may have this message already" in str(call.arguments)
                self.introduced[group] += not is_again or not self.introduced[group]
                if self.introduced[group] > 1:
                    self.broken.append(f"group {group} is introduced twice")
            elif action == "pairing_not_yet":
                self._read_question(group, str(call.arguments.get("text")))

    def _read_question(self, group: int, text: str) -> None:
        if not self.introduced[group]:
            self.broken.append(f"group {group} is asked {text!r}, and was never introduced")
        if "Have you found a time yet?" not in text:
            self.asked.add(group)
        elif group in self.asked:
            self.broken.append(f"group {group} gets a word midway after the question at the end")


def buttons_in(blocks: Any) -> Iterator[tuple[str, str]]:
    """What can be pressed in a message, as it is called between Slack and us, and what it carries."""
    for block in blocks:
        for element in [*block.get("elements", ()), block.get("accessory", {})]:
            if element.get("type") == "button":
                yield element["action_id"], element.get("value", "")
            if element.get("action_id") == MORE:
                for option in element["options"]:
                    action, _, value = option["value"].partition(IN_MENU)
                    yield action, value


def _was_done(call: Call) -> bool:
    return call.ok or call.fault == "drop answer"
