"""A post office without Slack: what is claimed lands when the test says so, as the test says."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from sqlalchemy import text

from bot.clock import MovableClock
from bot.database.database import Database
from bot.outbox.call_results import ChannelOpened, Outcome, Sent
from bot.outbox.claiming import Idle, claim
from bot.outbox.delivery import Delivery
from bot.outbox.letters import to_channel, to_members
from bot.outbox.models import Letter, Urgency
from bot.outbox.results import record_results
from bot.outbox.round_robin import RoundRobin
from tests.outbox.office import START

ADDRESSES = [to_channel("C1"), to_channel("C2"), to_members("U1"), to_members("U1", "U2")]
A_BURST = 3
"""So many letters of an address that no channel's pace holds them."""


@dataclass(frozen=True)
class Mail:
    """A letter of a test: where it is to go, and before whose."""

    workspace: str
    address: str
    urgency: Urgency
    replies_to: int | None = None


@dataclass
class Counter:
    """A postman without Slack."""

    database: Database
    turns: RoundRobin = field(default_factory=RoundRobin)
    flights: list[Delivery] = field(default_factory=list)
    clock: MovableClock = field(default_factory=lambda: MovableClock(START))
    leases: int = 0

    async def write(self, mail: Sequence[Mail]) -> None:
        async with self.database.transaction() as session:
            letters: list[Letter] = []
            for number, each in enumerate(mail):
                beginning = None if each.replies_to is None else letters[each.replies_to].id
                letters.append(new_letter(number, each, beginning))
                session.add(letters[-1])
                await session.flush()
        for each in mail:
            self.turns.wake(each.workspace)

    async def claim(self) -> Sequence[Delivery]:
        """The next batch, as large as there is room for; none when nobody has a turn."""
        while (turn := self.turns.next()) is not None:
            workspace, least, room = turn
            self.leases += 1
            async with self.database.transaction() as session:
                claimed = await claim(session, workspace, least, room, f"{self.leases}", self.clock.now())
            match claimed:
                case Idle(until):
                    self.turns.sleep(workspace, until, self.clock.now())
                case None:
                    self.turns.found_no_answer(workspace)
                case batch:
                    self.turns.dispatched(turn, batch[0].urgency, len(batch))
                    self.flights += batch
                    return batch
        return ()

    async def land(self, number: int, outcome: Outcome | None = None) -> Delivery:
        """One of those on the wire ends, as it is told, or well."""
        (landed,) = await self.land_together([number], outcome)
        return landed

    async def land_together(self, numbers: Sequence[int], outcome: Outcome | None = None) -> Sequence[Delivery]:
        """Some of one workspace and urgency that are on the wire end at once; whose channel is open now may go on."""
        landed = [self.flights[number % len(self.flights)] for number in numbers]
        self.flights = [flight for flight in self.flights if flight not in landed]
        async with self.database.transaction() as session:
            results = [(delivery, outcome or well(delivery)) for delivery in landed]
            settled = await record_results(session, results, self.clock.now())
        going_on = [delivery.letter_id for delivery in settled.going_on]
        ended = [delivery for delivery in landed if delivery.letter_id not in going_on]
        assert [letter.id for letter in settled.letters] == [delivery.letter_id for delivery in ended]
        self.flights += settled.going_on
        if ended:
            self.turns.finished(ended[0].workspace, ended[0].urgency, len(ended), settled.unblocked)
        return landed


def well(delivery: Delivery) -> Outcome:
    """What becomes of a letter where Slack answers as it should."""
    if delivery.channel is None:
        return ChannelOpened("D" + delivery.address[1:])
    return Sent(delivery.channel, delivery.key)


def new_letter(number: int, mail: Mail, beginning: int | None) -> Letter:
    return Letter(
        workspace=mail.workspace,
        key=f"{number}",
        address=mail.address,
        method="chat.postMessage",
        payload={"text": f"{number}"},
        when_unknown="let_go",
        urgency=mail.urgency,
        thread_of_id=beginning,
        not_before=START,
        try_at=START,
        written_at=START,
    )


async def empty(database: Database) -> None:
    async with database.transaction() as session:
        for table in ("letters", "paces", "direct_channels"):
            await session.execute(text(f"DELETE FROM {table}"))  # noqa: S608  these three
