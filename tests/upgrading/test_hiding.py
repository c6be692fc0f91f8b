"""What an older version wrote down for everybody to read is hidden at the start, and means the same as before."""

from datetime import timedelta

import pytest
from sqlalchemy import Connection, MetaData, select, text, update

from bot.circles.models import CircleMember, Meeting
from bot.database.database import Database
from bot.flash.asking import open_asks
from bot.flash.models import Ask, Invitation
from bot.flash.rules import AskState, InvitationState
from bot.maintenance.hiding import hide
from bot.members.models import NEVER, Member
from bot.moment import Moment
from bot.pairings.models import Attendance, Programme, Seat
from bot.pairings.private_answers import Kept
from bot.pairings.rules import LunchAnswer, ProgrammeKind, SearchResult
from bot.profiles.models import FormerNeverPair
from bot.profiles.profile import kept_apart_from
from tests.circles.test_anonymity import dump
from tests.confinement.filling import Filling, fill
from tests.library import MONDAY_MORNING

SECRETS = ("U1ASKER", "U2NAMER", "U3PASSER", "U4AVOIDER", "U5AVOIDED", "U6HOST", "'that_day'", "'alone'")


def as_before(connection: Connection) -> None:
    """Write into the filled tables what the version before wrote there, and nothing of what it does not know."""
    shape = MetaData()
    shape.reflect(connection)
    tables = shape.tables
    connection.execute(text("DELETE FROM kept_apart"))
    connection.execute(text("DELETE FROM never_pairs"))
    older = {"hidden_asker": None, "mark": None, "asker": "U1ASKER", "shows_name": False, "state": "looking"}
    connection.execute(update(tables["asks"]).values(**older, ended_at=None))
    said_no = {"kept_state": None, "kept_named_by": None, "state": "declined", "suggested_by": "U2NAMER"}
    connection.execute(update(tables["invitations"]).values(**said_no))
    connection.execute(update(tables["circle_members"]).values(turn=None, last_turn=MONDAY_MORNING))
    passed = {"who_passed": None, "hosts_turn": None, "passed": ["U3PASSER"], "turn_before": MONDAY_MORNING}
    connection.execute(update(tables["meetings"]).values(**passed))
    connection.execute(update(tables["meetings"]).values(host="U6HOST", host_agreed=False, asked=None))
    is_early = {"coming": None, "wish": None, "has_file": False, "news": 0, "failed": 0, "member": "U6HOST"}
    rsvps = tables["rsvps"]
    connection.execute(update(rsvps).where(rsvps.c.meeting_id == 500).values(**is_early))
    connection.execute(update(tables["programmes"]).values(kind="lunch"))
    connection.execute(update(tables["pairing_groups"]).values(state="dissolved"))
    connection.execute(update(tables["seats"]).values(kept_answer=None, alias=None, answer="out"))
    missed = {"kept_words": None, "alias": None, "is_out": True, "truth": "that_day", "left_out": "alone"}
    connection.execute(update(tables["attendances"]).values(**missed))
    pair = {"workspace": "T1", "member": "U4AVOIDER", "other": "U5AVOIDED", "since": MONDAY_MORNING}
    connection.execute(tables["never_pairs"].insert().values(**pair))


@pytest.mark.either_database
async def test_who_never_had_a_turn_is_told_from_nobody(database: Database) -> None:
    await fill(database, Filling("T1", 500, [f"U{number}" for number in range(8)], "C1"))
    async with database.engine.begin() as connection:
        await connection.execute(text("UPDATE circle_members SET turn = NULL, last_turn = NULL"))
    await hide(database, MONDAY_MORNING)

    async with database.transaction() as session:
        places = (await session.scalars(select(CircleMember))).all()
        assert {place.last_turn for place in places} == {None}
        assert await session.scalar(text("SELECT count(*) FROM circle_members WHERE turn IS NULL")) == 0


@pytest.mark.either_database
async def test_it_is_hidden_and_means_the_same(database: Database) -> None:
    await fill(database, Filling("T1", 500, [f"U{number}" for number in range(8)], "C1"))
    async with database.engine.begin() as connection:
        await connection.run_sync(as_before)

    for _ in range(2):
        await hide(database, MONDAY_MORNING)

    lying = "".join(row for _, row in await dump(database))
    assert [secret for secret in SECRETS if secret in lying] == []
    async with database.transaction() as session:
        moment = Moment(session, "T1", MONDAY_MORNING, "seed")
        assert {ask.asker for ask in await open_asks(moment, "U1ASKER")} == {"U1ASKER"}
        assert await kept_apart_from(moment, "U5AVOIDED") == {"U4AVOIDER"}
        assert (await session.get_one(Ask, 500)).state is AskState.LOOKING
        invitation = await session.get_one(Invitation, 500)
        assert (invitation.state, invitation.suggested_by) == (InvitationState.DECLINED, "U2NAMER")
        assert invitation.seems is InvitationState.LAPSED
        assert invitation.settled_at != MONDAY_MORNING
        meeting = await session.get_one(Meeting, 500)
        assert (meeting.passed, meeting.turn_before) == (["U3PASSER"], MONDAY_MORNING)
        assert (meeting.host, meeting.hosted_by) == ("U6HOST", None)
        assert (meeting.former_passed, meeting.former_turn_before) == ([], None)
        place = (await session.scalars(select(CircleMember))).first()
        assert place is not None
        assert (place.last_turn, place.former_turn) == (MONDAY_MORNING, None)
        seat = (await session.scalars(select(Seat))).first()
        assert seat is not None
        assert (seat.answer, seat.seems) == (LunchAnswer.OUT, LunchAnswer.WAITING)
        attendance = (await session.scalars(select(Attendance))).first()
        assert attendance is not None
        assert (attendance.is_out, attendance.seems_out) == (True, False)
        assert attendance.kept == Kept(is_out=True, truth=SearchResult.THAT_DAY, why="alone")
        assert await session.get(FormerNeverPair, ("T1", "U4AVOIDER", "U5AVOIDED")) is None


@pytest.mark.either_database
async def test_for_whom_nobody_was_found_for_coffee_is_said_and_not_that_it_was_for_whom_they_keep_away(
    database: Database,
) -> None:
    await fill(database, Filling("T1", 500, [f"U{number}" for number in range(8)], "C1"))
    async with database.transaction() as session:
        await session.execute(update(Programme).values(kind=ProgrammeKind.COFFEE))
        await session.execute(update(Attendance).values(left_out="kept_apart"))

    await hide(database, MONDAY_MORNING)

    async with database.transaction() as session:
        assert set(await session.scalars(select(Attendance.left_out))) == {"left_over"}


@pytest.mark.either_database
async def test_of_when_somebody_was_described_the_day_alone_stays(database: Database) -> None:
    described_at = [MONDAY_MORNING + timedelta(minutes=5), MONDAY_MORNING - timedelta(hours=15), NEVER]
    async with database.transaction() as session:
        for number, at in enumerate(described_at):
            session.add(Member(workspace="T1", id=f"U{number}", name="Ana", refreshed_at=at))

    await hide(database, MONDAY_MORNING)

    async with database.transaction() as session:
        days = list(await session.scalars(select(Member.refreshed_at).order_by(Member.id)))
    assert days == [at.replace(hour=0, minute=0) for at in described_at]
