"""A channel with random coffee in it, and what its people see of a round."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, time

from sqlalchemy import select

from bot.cadence import Recurs, Weekday
from bot.matching.round_input import Reach
from bot.members.models import Member
from bot.moment import Moment
from bot.pairings.models import Group, Seat
from bot.pairings.organizing.drafts import CoffeeDraft
from bot.pairings.organizing.programmes import set_up
from bot.pairings.outcomes import Organizing
from bot.pairings.queries import coffee_of
from bot.pairings.rules import PRESENT, JoinMode
from playground import Channel, Person
from tests.library import Library, cards

TORONTO = "America/Toronto"


@dataclass(frozen=True, slots=True)
class Cafe:
    """A channel and its random coffee: every Tuesday at ten in Toronto, unless said otherwise."""

    library: Library
    channel: Channel
    programme: int
    people: Sequence[Person]

    async def introduced(self) -> list[set[str]]:
        """Who is in which group that was introduced, by name; by group."""
        names = {person.id: person.name for person in self.library.playground.people}
        async with self.library.klatch.database.transaction() as session:
            rows = await session.execute(
                select(Seat.group_id, Seat.member)
                .join(Group, Group.id == Seat.group_id)
                .where(Group.introduced_at.is_not(None), Seat.answer.in_(PRESENT))
                .order_by(Seat.group_id)
            )
        groups: dict[int, set[str]] = {}
        for group, member in rows:
            groups.setdefault(group, set()).add(names[member])
        return list(groups.values())

    def partners(self, person: Person) -> list[Person]:
        """Whom somebody was introduced to last, as far as they can read."""
        words = cards(person, "meet")[-1].text
        return [other for other in self.library.playground.people if other != person and other.id in words]


async def open_cafe(
    library: Library,
    people: Iterable[Person],
    *,
    joining: JoinMode = JoinMode.EVERYONE,
    recurs: Recurs = Recurs.EVERY_WEEK,
    weekday: Weekday = Weekday.TUESDAY,
    size: int = 2,
    at: time = time(10),
    zone: str = TORONTO,
    starts_on: date | None = None,
) -> Cafe:
    """Invite Klatch to a channel, and have random coffee there; set up by the use case's rows, without its form."""
    members = list(people)
    channel = library.playground.add_channel(f"coffee-{len(list(library.playground.workspace.channels))}", members)
    await library.playground.invite_bot(channel, members[0])
    await members[0].command("/coffee", "help")  # so that Klatch knows who sets it up
    await library.settle()
    draft = CoffeeDraft(
        name="Random coffee",
        channel=channel.id,
        joining=joining,
        recurs=recurs,
        nth=None,
        weekday=weekday,
        at=at,
        zone=zone,
        starts_on=starts_on or library.clock.now().date(),
        size=size,
        reach=Reach.FAR,
    )
    async with library.klatch.database.transaction() as session:
        moment = Moment(session, library.playground.workspace.team_id, library.clock.now(), "opened")
        organizer = await session.get_one(Member, (moment.workspace, members[0].id))
        assert await set_up(moment, organizer, draft) is Organizing.DONE
        programme = await coffee_of(moment, channel.id)
        assert programme is not None
    await library.settle()
    return Cafe(library, channel, programme.id, members)
