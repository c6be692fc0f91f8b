"""What a round is decided on is read for a whole workspace in a few statements, and is what each member told."""

from datetime import UTC, datetime
from random import Random
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import insert

from bot.database.database import Database
from bot.matching.asks.mentors import CareerStage
from bot.members.models import Member
from bot.moment import Moment
from bot.profiles.matching_input import AT_ONCE, Described, described, kept_apart
from bot.profiles.models import Interest, MemberValue, Profile
from bot.profiles.profile import kept_apart_from, never_introduce
from bot.profiles.values import Value
from bot.topics.catalogue import TopicName
from bot.topics.models import Topic
from tests.databases import statements

pytestmark = pytest.mark.either_database

NOW = datetime(2026, 11, 23, 14, 0, tzinfo=UTC)
MANY = 2 * AT_ONCE + 1


def member(id: str, **more: Any) -> Member:
    return Member(workspace=more.pop("workspace", "T1"), id=id, name=more.pop("name", id), refreshed_at=NOW, **more)


async def test_a_member_is_described_by_what_they_told(database: Database) -> None:
    async with database.transaction() as session:
        session.add_all(Topic(id=id, workspace="T1", key=name, name=name) for id, name in ((1, "maps"), (2, "Grants")))
        await session.flush()
        session.add_all(
            [
                member("U1", name="Mia", title="Librarian", time_zone="Asia/Kathmandu"),
                member("U2"),
                member("U3", is_bot=True),
            ]
        )
        session.add_all([member("U1", workspace="T2", name="Somebody else"), member("U4", time_zone="Mars/Olympus")])
        session.add(
            Profile(workspace="T1", member="U1", team="Maps", place="Law", stage=CareerStage.MIDDLE, about="Atlases")
        )
        session.add_all(Interest(workspace="T1", member="U1", topic_id=topic) for topic in (1, 2))
        session.add_all(MemberValue(workspace="T1", member="U1", value=value) for value in (Value.CRAFT, Value.JOY))
        session.add(MemberValue(workspace="T2", member="U2", value=Value.TRUST))
    async with database.transaction() as session:
        found = await described(session, "T1", ["U1", "U2", "U3", "U4", "U404", "U1"])
    assert found["U1"] == Described(
        member="U1",
        name="Mia",
        title="Librarian",
        zone=ZoneInfo("Asia/Kathmandu"),
        may_take_part=True,
        team="Maps",
        place="Law",
        stage=CareerStage.MIDDLE,
        topics=(TopicName(2, "Grants"), TopicName(1, "maps")),
        values=frozenset({Value.CRAFT, Value.JOY}),
        about="Atlases",
    )
    assert found["U2"] == Described("U2", "U2", ZoneInfo("UTC"), True, "", "", None, (), frozenset(), "", "")
    assert [found[id].zone.key for id in ("U1", "U2", "U4")] == ["Asia/Kathmandu", "UTC", "UTC"]
    assert [id for id in found if not found[id].may_take_part] == ["U3"]
    assert sorted(found) == ["U1", "U2", "U3", "U4"]


async def test_nobody_is_described_by_nothing(database: Database) -> None:
    async with database.transaction() as session:
        assert await described(session, "T1", []) == {}
        assert await kept_apart(session, "T1", []) == set()


async def test_a_large_workspace_takes_a_few_statements(database: Database) -> None:
    """More members than a database takes values in one statement, whichever of the two it is."""
    everyone = [f"U{number:05}" for number in range(MANY)]
    async with database.transaction() as session:
        await session.execute(
            insert(Member), [{"workspace": "T1", "id": id, "name": id, "refreshed_at": NOW} for id in everyone]
        )
        await session.execute(
            insert(Profile), [{"workspace": "T1", "member": id, "about": f"I am {id}"} for id in everyone[::100]]
        )
        for other in everyone[:-1:1000]:
            await never_introduce(Moment(session, "T1", NOW, "seed"), everyone[-1], other)
    with statements(database) as asked:
        async with database.transaction() as session:
            found = await described(session, "T1", everyone)
            apart = await kept_apart(session, "T1", set(everyone))
    assert len([sql for sql in asked if sql.startswith("SELECT")]) == 3 * -(-MANY // AT_ONCE) + 1
    assert sorted(found) == everyone
    assert [id for id in everyone if found[id].about] == everyone[::100]
    assert apart == {frozenset((everyone[-1], other)) for other in everyone[:-1:1000]}


async def test_two_are_kept_apart_whoever_of_them_chose_it_and_only_if_both_are_there(database: Database) -> None:
    chance = Random(11)  # noqa: S311 - nothing secret
    everyone = [f"U{number}" for number in range(30)]
    chosen = {(one, other) for _ in range(80) for one, other in [chance.sample(everyone, 2)]}
    async with database.transaction() as session:
        for one, other in chosen:
            await never_introduce(Moment(session, "T1", NOW, "seed"), one, other)
        await never_introduce(Moment(session, "T2", NOW, "seed"), "U0", "U1")
    among = set(chance.sample(everyone, 20))
    async with database.transaction() as session:
        moment = Moment(session, "T1", NOW, "seed")
        one_by_one = {frozenset((one, other)) for one in among for other in await kept_apart_from(moment, one) & among}
        assert await kept_apart(session, "T1", among) == one_by_one
    assert one_by_one == {frozenset(two) for two in chosen if among.issuperset(two)}
