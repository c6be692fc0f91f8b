"""Features hear what became of letters, in a transaction of their own; sweeps go page by page."""

from collections.abc import Sequence
from datetime import timedelta
from random import Random

import pytest
from sqlalchemy import func, select

from bot.moment import AT_ONCE, Moment, fate_handler, sweep_handler
from bot.outbox.cards import Card
from bot.outbox.letters import OnFate, Pressed, to_members
from bot.outbox.message import Message
from bot.outbox.models import Letter
from bot.outbox.postman import Postman
from bot.outbox.results import GIVE_UP_AFTER
from bot.schedule.fates import Fate, note_fates
from bot.schedule.heartbeat import Heartbeat
from bot.schedule.models import Due, Sweep
from tests.outbox.office import START, Office
from tests.outbox.slack_server import Behaviour, does_it_and_hangs_up, hangs_up, refuses

pytestmark = pytest.mark.either_database

POST = "chat.postMessage"


class Feature:
    """Writes letters and hears of them."""

    def __init__(self, office: Office) -> None:
        self.office, self.heard = office, list[Fate]()
        chance = Random(1)  # noqa: S311  the same chance on each run
        self.postman = Postman(office.database, office.clock, office.slack.client, chance, on_settled=[note_fates])
        handlers = {"settled": fate_handler(self.hear), "shows": sweep_handler(self.page)}
        self.heartbeat = Heartbeat(office.database, office.clock, handlers, chance)
        self.members = [f"U{number:03}" for number in range(AT_ONCE + 20)]
        self.words = "open"

    async def hear(self, _moment: Moment, fate: Fate) -> None:
        self.heard.append(fate)

    async def page(self, _moment: Moment, _subject: int, after: str, limit: int) -> Sequence[tuple[str, Card]]:
        following = [member for member in self.members if member > after][:limit]
        return [(member, self.card(member)) for member in following]

    def card(self, member: str, *, hears_arrival: bool = False) -> Card:
        return Card(
            key=f"notice-{member}",
            to=to_members(member),
            message=Message(self.words),
            is_new=True,
            on_fate=OnFate("settled", 7, on_arrival=hears_arrival),
        )

    async def show(self, *cards: Card, pressed: Pressed | None = None) -> None:
        async with self.office.database.transaction() as session:
            await Moment(session, "T1", self.office.clock.now(), "seed").show(cards, pressed)

    async def sweep(self) -> None:
        async with self.office.database.transaction() as session:
            await Moment(session, "T1", self.office.clock.now(), "seed").sweep("shows", 7)

    async def letters(self) -> int:
        async with self.office.database.transaction() as session:
            return await session.scalar(select(func.count()).select_from(Letter)) or 0

    async def live(self) -> None:
        while (instant := await self.postman.deliver()) is not None:
            self.office.clock.advance_to(instant)
        await self.heartbeat.beat()


@pytest.fixture
def feature(office: Office) -> Feature:
    return Feature(office)


async def test_a_letter_that_was_refused_is_heard_of_with_its_code(feature: Feature) -> None:
    feature.office.slack.will(POST, refuses("msg_too_long"))
    await feature.show(feature.card("U1"))
    await feature.live()

    assert feature.heard == [Fate(7, "notice-U1", "@U1", False, "msg_too_long")]
    assert feature.heard[0].readers == ("U1",)


async def test_an_arrival_is_heard_of_only_by_who_wishes_to(feature: Feature) -> None:
    await feature.show(feature.card("U1"), feature.card("U2", hears_arrival=True))
    await feature.live()

    assert feature.heard == [Fate(7, "notice-U2", "@U2", True, "")]


@pytest.mark.parametrize("behaviour", [hangs_up, does_it_and_hangs_up])
async def test_a_letter_that_stays_unknown_for_a_day_is_heard_of(feature: Feature, behaviour: Behaviour) -> None:
    feature.office.slack.will(POST, *[behaviour] * 200)
    await feature.show(feature.card("U1"))
    await feature.live()

    assert [(fate.has_arrived, fate.code) for fate in feature.heard] == [(False, "unknown")]
    assert feature.office.clock.now() >= START + GIVE_UP_AFTER


async def test_a_press_proves_an_arrival(feature: Feature) -> None:
    feature.office.slack.will(POST, does_it_and_hangs_up)
    card = feature.card("U1", hears_arrival=True)
    await feature.show(card)
    await feature.postman.deliver()
    await feature.show(card, pressed=Pressed("DU1", "1.000100", card.key))
    await feature.live()

    assert [fate.has_arrived for fate in feature.heard] == [True]


async def test_a_sweep_goes_page_by_page_and_ends(feature: Feature) -> None:
    await feature.sweep()
    assert await feature.letters() == 0

    await feature.heartbeat.beat()
    assert await feature.letters() == len(feature.members)
    async with feature.office.database.transaction() as session:
        assert (await session.scalars(select(Sweep))).all() == []
        assert (await session.scalars(select(Due))).all() == []


async def test_a_sweep_that_begins_anew_reaches_everybody_with_the_newest_words(feature: Feature) -> None:
    await feature.sweep()
    await feature.heartbeat.beat()
    feature.words = "closed"
    await feature.sweep()
    await feature.heartbeat.beat()
    feature.office.clock.advance(timedelta(minutes=1))
    await feature.live()

    assert set(feature.office.slack.texts) == {"closed"}
