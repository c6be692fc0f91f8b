"""A confined session sees and changes one workspace, however a statement is written."""

from collections.abc import AsyncIterator
from typing import Any, cast

import pytest
from sqlalchemy import CursorResult, Table, and_, delete, exists, func, insert, select, text, update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import aliased

from bot.confinement import ForeignRowError, confine
from bot.database.columns import Base
from bot.database.database import Database
from bot.database.inserts import insert_once, insert_or_update, insert_or_update_all
from bot.flash.models import Ask, Conversation, Invitation, TimeProposal
from bot.members.models import Member
from bot.pairings.models import Acquaintance, Attendance
from bot.schema import all_tables
from bot.slack.models import HeardEvent
from tests.confinement.filling import EACH, Filling, dump, fill, rows_of, tables_of_workspaces
from tests.confinement.watching import watched
from tests.library import MONDAY_MORNING

pytestmark = pytest.mark.either_database

MINE, OTHERS = 500, 700
"""The lowest numbers of the rows of each."""

PEOPLE = [f"U{number}" for number in range(EACH)]

all_tables()


@pytest.fixture
async def both(database: Database) -> Database:
    """Two workspaces full of rows, with the same people and the same channel."""
    await fill(database, Filling("T1", MINE, PEOPLE, "C1"))
    await fill(database, Filling("T2", OTHERS, PEOPLE, "C1"))
    return database


@pytest.fixture
async def session(both: Database) -> AsyncIterator[AsyncSession]:
    """Confined to T1; what is done in it is undone."""
    async with both.transaction() as session:
        confine(session, "T1")
        with watched(both) as open_statements:
            yield session
        await session.rollback()
    assert open_statements == []


async def seen_of(session: AsyncSession, table: Table) -> list[int | None]:
    """How many rows of a table are there, asked in five ways."""
    model = next(mapper.class_ for mapper in Base.registry.mappers if mapper.local_table is table)
    key, alias = next(iter(table.primary_key)), aliased(model)
    changed = cast(CursorResult[Any], await session.execute(update(model).values({key.name: key})))
    return [
        changed.rowcount,
        len((await session.scalars(select(model))).all()),
        len((await session.execute(select(table).with_for_update())).all()),
        await session.scalar(select(func.count()).select_from(alias)),
        await session.scalar(select(func.count()).select_from(table)),
    ]


async def test_of_every_table_only_the_own_rows_are_there(session: AsyncSession) -> None:
    seen = {table.name: await seen_of(session, table) for table in tables_of_workspaces()}
    assert seen == {table.name: [rows_of(table)] * 5 for table in tables_of_workspaces()}


async def test_a_table_that_only_a_condition_names_is_narrowed_too(session: AsyncSession) -> None:
    theirs = select(Member.id).where(Member.workspace == "T1", exists().where(Ask.id >= OTHERS))
    assert (await session.scalars(theirs)).all() == []

    named = select(Ask.id).where(Ask.id == Invitation.ask_id, Invitation.id >= OTHERS)
    assert (await session.scalars(named)).all() == []


async def test_joins_unions_and_subqueries_are_narrowed(session: AsyncSession) -> None:
    joined = select(Ask.id, Invitation.id).join(Invitation, Invitation.id - Ask.id == OTHERS - MINE)
    assert (await session.execute(joined)).all() == []

    union = select(Ask.id).union(select(Conversation.id))
    assert sorted(await session.scalars(union)) == list(range(MINE, MINE + EACH))

    counted = select(select(func.count()).select_from(Ask).scalar_subquery(), func.count()).select_from(Member)
    assert (await session.execute(counted)).one() == (EACH, EACH)


async def test_a_row_that_has_none_beside_it_here_stays_in_an_outer_join(session: AsyncSession) -> None:
    await session.execute(delete(TimeProposal))
    found = select(Conversation.id, TimeProposal.id).outerjoin(
        TimeProposal, and_(TimeProposal.conversation_id > Conversation.id, TimeProposal.id >= OTHERS)
    )
    assert sorted(str(row) for row in await session.execute(found)) == [
        f"({MINE + each}, None)" for each in range(EACH)
    ]


async def test_what_is_got_by_its_key_is_none_when_it_is_anothers(session: AsyncSession) -> None:
    assert await session.get(Ask, OTHERS) is None
    assert await session.get(TimeProposal, OTHERS, populate_existing=True) is None
    assert await session.get(Member, ("T2", "U1")) is None
    mine = await session.get_one(TimeProposal, MINE, with_for_update=True)
    await session.refresh(mine)
    assert mine.id == MINE


async def test_changes_and_deletions_keep_inside(both: Database) -> None:
    before = await dump(both, "T2")
    async with both.transaction() as session:
        confine(session, "T1")
        await session.execute(update(Ask).where(Ask.id >= MINE).values(minutes=45))
        await session.execute(update(TimeProposal).values(agreed=1))
        changed = update(Member).where(Member.id.in_(select(Ask.asker))).values(name="Kim").returning(Member.workspace)
        assert set(await session.scalars(changed)) == {"T1"}
        await session.execute(delete(TimeProposal).where(TimeProposal.id.in_(range(OTHERS, OTHERS + EACH))))
        await session.execute(delete(Acquaintance))
        mine = await session.get_one(Ask, MINE)
        mine.minutes = 30
    assert await dump(both, "T2") == before
    assert (await dump(both, "T1"))["acquaintances"] == []


async def test_a_new_row_of_another_workspace_is_refused(session: AsyncSession) -> None:
    heard = {"workspace": "T2", "id": "E1", "heard_at": MONDAY_MORNING}
    key = ["workspace", "id"]
    with pytest.raises(ForeignRowError, match="heard_events"):
        await insert_once(session, HeardEvent, key, **heard)
    with pytest.raises(ForeignRowError):
        await insert_or_update(session, HeardEvent, key, **heard)
    with pytest.raises(ForeignRowError):
        await insert_or_update_all(session, HeardEvent, key, [{**heard, "workspace": "T1"}, heard])
    with pytest.raises(ForeignRowError):
        await session.execute(insert(HeardEvent), [heard])
    with pytest.raises(ForeignRowError):
        await session.execute(insert(HeardEvent), heard)
    session.add(HeardEvent(**heard))
    with pytest.raises(ForeignRowError):
        await session.flush()
    session.expunge_all()


async def test_a_new_row_under_a_parent_elsewhere_is_refused(session: AsyncSession) -> None:
    """Where a table has no workspace of its own, its parent's counts."""
    session.add(TimeProposal(conversation_id=OTHERS, proposer="U1", choices=[]))
    with pytest.raises(ForeignRowError, match="time_proposals"):
        await session.flush()
    session.expunge_all()
    met = {"one": "U1", "other": "U9", "round_number": 1}
    rows = [{**met, "programme_id": MINE}, {**met, "programme_id": OTHERS}]
    with pytest.raises(ForeignRowError):
        await insert_or_update_all(session, Acquaintance, ["programme_id", "one", "other"], rows)
    await insert_or_update_all(session, Acquaintance, ["programme_id", "one", "other"], rows[:1])


async def test_a_row_cannot_move_to_another_workspace(session: AsyncSession) -> None:
    ask = await session.get_one(Ask, MINE)
    ask.workspace = "T2"
    with pytest.raises(ForeignRowError):
        await session.flush()
    session.expunge_all()
    proposal = await session.get_one(TimeProposal, MINE)
    proposal.conversation_id = OTHERS
    with pytest.raises(ForeignRowError):
        await session.flush()
    session.expunge_all()


async def test_an_upsert_whose_key_is_taken_elsewhere_leaves_that_row_alone(both: Database) -> None:
    before = await dump(both, "T2")
    taken = {"round_id": OTHERS, "member": "U0"}
    assert taken.items() <= before["attendances"][0]._asdict().items()
    async with both.transaction() as session:
        confine(session, "T1")
        await insert_or_update(session, Attendance, list(taken), **taken, workspace="T1", is_out=False)
        row = {**taken, "workspace": "T1", "is_out": False}
        await insert_or_update_all(session, Attendance, list(taken), [row])
    assert await dump(both, "T2") == before


async def test_what_could_slip_past_is_refused(session: AsyncSession) -> None:
    with pytest.raises(TypeError, match="text"):
        await session.execute(text("SELECT * FROM asks"))
    with pytest.raises(TypeError, match="beside the statement"):
        await session.execute(insert(HeardEvent).values(workspace="T2", id="E1", heard_at=MONDAY_MORNING))
    with pytest.raises(TypeError, match="in bulk"):
        await session.execute(update(Ask), [{"id": OTHERS, "minutes": 45}])


async def test_a_session_is_confined_once_and_before_it_holds_anything(both: Database) -> None:
    async with both.transaction() as session:
        with pytest.raises(ValueError, match="once"):
            confine(session, "")
        confine(session, "T1")
        confine(session, "T1")
        with pytest.raises(ValueError, match="once"):
            confine(session, "T2")
    async with both.transaction() as session:
        held = await session.get(Ask, OTHERS)
        with pytest.raises(ValueError, match="holds rows"):
            confine(session, "T1")
        assert held is not None


async def test_the_same_statement_sees_what_each_session_may_see(both: Database) -> None:
    """SQL is kept for all statements that are alike; what was made for one session is not taken for another's."""
    for workspace, seen in [("T1", {"T1"}), ("T2", {"T2"}), ("", {"T1", "T2"}), ("T2", {"T2"}), ("T1", {"T1"})]:
        async with both.transaction() as session:
            if workspace:
                confine(session, workspace)
            assert set(await session.scalars(select(Ask.workspace))) == seen
            changed = await session.scalars(update(Ask).values(minutes=30).returning(Ask.workspace))
            assert set(changed) == seen


async def test_sql_is_made_once_for_all_workspaces(both: Database) -> None:
    made = []
    for workspace in ("T1", "T2", "T3"):
        async with both.transaction() as session:
            confine(session, workspace)
            await session.scalars(select(Ask).where(Ask.asker == "U1"))
        made.append(len(both.engine.sync_engine._compiled_cache or ()))
    assert made[0] == made[1] == made[2]


async def test_the_watch_notices_what_goes_past_the_session(both: Database) -> None:
    """So that the watch over every story (tests/library.py) can fail."""
    async with both.transaction() as session:
        confine(session, "T1")
        with watched(both) as open_statements:
            await session.scalars(select(Ask.id))
            assert open_statements == []
            connection = await session.connection()
            await connection.execute(select(Ask.id).join(Invitation))
            await connection.execute(delete(Acquaintance))
            await connection.execute(update(Ask).values(minutes=45))
    assert len(open_statements) == 3


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
async def test_sqlite_uses_the_index_that_it_would_use_without_the_window(both: Database) -> None:
    """Its planner would rather go through all invitations of the workspace than to those of one ask."""
    plans: list[str] = []
    async with both.transaction() as session:
        confine(session, "T1")
        statement = select(Invitation.id).where(Invitation.ask_id == MINE)
        await session.scalars(statement)
        sql = "SELECT id FROM (SELECT * FROM invitations WHERE (+ invitations.workspace) = 'T1') WHERE ask_id = 1"
        connection = await session.connection()
        plans = [row[3] for row in await connection.execute(text(f"EXPLAIN QUERY PLAN {sql}"))]
    assert plans == ["SEARCH invitations USING INDEX sqlite_autoindex_invitations_1 (ask_id=?)"]
