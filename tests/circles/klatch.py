"""A channel with a circle in it, and the people who are in the circle."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import select

from bot.cadence import parse_words
from bot.circles.members import joining
from bot.circles.models import Circle, CircleMember, Meeting
from bot.circles.organizing.drafts import CircleDraft
from bot.circles.organizing.starting import set_up
from bot.circles.outcomes import CircleSaving, JoinOutcome
from bot.circles.rules import CircleKind, Reminder
from bot.members import directory
from bot.members.models import Member
from bot.moment import Moment
from playground import Channel, Person
from tests.library import Library

TORONTO = "America/Toronto"
FIRST_MEETING = datetime(2026, 11, 24, 20, 0, tzinfo=UTC)
"""The library opens on Monday 23 November at nine in Toronto; the circle meets the day after, at three."""


@dataclass(frozen=True, slots=True)
class Klatch:
    """A channel and its circle. The first of its people started it; they are in its channel, and in the circle."""

    library: Library
    channel: Channel
    circle: int
    people: Sequence[Person]

    async def row(self) -> Circle:
        """The circle as it is now."""
        (found,) = [one for one in await self.library.rows(Circle) if one.id == self.circle]
        return found

    async def meetings(self) -> list[Meeting]:
        """Its meetings in the order in which they were written down."""
        return [one for one in await self.library.rows(Meeting) if one.circle_id == self.circle]


def toronto(month: int, day: int, hour: int, minute: int = 0, year: int = 2026) -> datetime:
    """An instant by Toronto's clocks in winter."""
    return datetime(year, month, day, hour, minute, tzinfo=UTC) + timedelta(hours=5)


def people(library: Library, count: int) -> list[Person]:
    """So many people of the library."""
    names = ["Ana", "Ben", "Cleo", "Dev", "Eda", "Finn", "Gia", "Hugo", "Ines", "Jon", "Kai", "Lea"]
    return [library.person(f"{names[i % 12]} {'Moss' if i < 12 else f'Reed {i}'}") for i in range(count)]


async def known(library: Library, person: Person) -> None:
    """Put somebody into the directory, as Slack describes them."""
    user = person.user.to_slack(library.clock.now(), with_locale=True)
    async with library.klatch.database.transaction() as session:
        await directory.remember(session, library.playground.workspace.team_id, user, library.clock.now())


async def channel_with(
    library: Library, members: Iterable[Person], name: str = "klatch", *, is_private: bool = False
) -> Channel:
    """A channel to which the first of its members has invited Klatch."""
    inside = list(members)
    channel = library.playground.add_channel(name, inside, private=is_private)
    await library.playground.invite_bot(channel, inside[0])
    await library.settle()
    return channel


async def open_klatch(
    library: Library,
    people: Iterable[Person],
    *,
    when: str = "every second Tuesday at 15:00",
    zone: str = TORONTO,
    reminder: Reminder = Reminder.DAY_BEFORE,
    channel: Channel | None = None,
    outside: Iterable[Person] = (),
    is_private: bool = False,
    **fields: Any,
) -> Klatch:
    """Invite Klatch to a channel, start a circle there and have everybody join: by the use cases, without a form.

    ``outside`` are in the channel and not in the circle. Who starts it is reminded the day before, as in life.
    """
    members, others = list(people), list(outside)
    count = len(list(library.playground.workspace.channels))
    if channel is None:
        channel = await channel_with(library, [*members, *others], f"klatch-{count}", is_private=is_private)
    for person in [*members, *others]:
        await known(library, person)
    today = library.clock.now().date()
    draft = CircleDraft(
        **{
            "kind": CircleKind.COFFEE_KLATCH,
            "name": "Coffee Klatch",
            "about": "",
            "channel": channel.id,
            "cadence": parse_words(when, zone, today),
            "minutes": 60,
            "parts": [],
            "place": "",
            "seats": None,
            "quorum": 2,
            "table_size": None,
            **fields,
        }
    )
    circle = await _start(library, members[0], draft)
    await library.settle()
    await join(library, circle, members[1:], reminder)
    await library.settle()
    return Klatch(library, channel, circle, members)


async def line_up(klatch: Klatch) -> None:
    """Have the circle's people be asked to host in their order: it was the turn of each, long ago.

    Who has had none yet is asked by lot.
    """
    places = {person.id: number for number, person in enumerate(klatch.people)}
    async with klatch.library.klatch.database.transaction() as session:
        for place in await session.scalars(select(CircleMember).where(CircleMember.circle_id == klatch.circle)):
            if place.last_turn is None:
                place.last_turn = FIRST_MEETING - timedelta(days=100 - places[place.member])


async def join(
    library: Library, circle: int, people: Iterable[Person], reminder: Reminder = Reminder.DAY_BEFORE
) -> list[JoinOutcome]:
    """Have people join a circle, by the use case; how that ended for each."""
    outcomes = []
    for person in people:
        await known(library, person)
        async with library.klatch.database.transaction() as session:
            moment = _moment(library, session)
            member = await session.get_one(Member, (moment.workspace, person.id))
            outcomes.append(await joining.join(moment, member, circle, reminder))
    return outcomes


async def _start(library: Library, person: Person, draft: CircleDraft) -> int:
    async with library.klatch.database.transaction() as session:
        moment = _moment(library, session)
        member = await session.get_one(Member, (moment.workspace, person.id))
        assert await set_up(moment, member, draft) is CircleSaving.DONE
    return max(circle.id for circle in await library.rows(Circle))


def _moment(library: Library, session: Any) -> Moment:
    return Moment(session, library.playground.workspace.team_id, library.clock.now(), "opened")
