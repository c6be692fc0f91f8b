"""With a new key first, everything private moves to it, and the old one can be put away."""

import asyncio
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
from cryptography.fernet import Fernet, InvalidToken
from sqlalchemy import Row, Text, insert, select, type_coerce, update
from typer.testing import CliRunner

from app import CANNOT_BEGIN, STAYS_LOCKED, app
from bot.database.database import Database
from bot.database.keys import Key, Keys
from bot.flash.asking import open_asks
from bot.flash.models import Ask
from bot.flash.queries import keep_findable
from bot.flash.rules import AskState
from bot.maintenance.key_rotation import AT_ONCE, Rekeyed, private_columns, rekey, rekey_text
from bot.matching.asks.mentors import MeetingFormat, Preference
from bot.moment import Moment
from bot.pairings.models import Decision
from bot.profiles.models import NeverPair
from bot.profiles.profile import kept_apart_from, never_introduce, rather_not_met
from tests.confinement.filling import EACH, WORD, Filling, dump, fill
from tests.databases import Sqlite, opened
from tests.library import MONDAY_MORNING

pytestmark = pytest.mark.either_database

OLD_KEY, NEW_KEY = Fernet.generate_key(), Fernet.generate_key()
OLD, NEW = Key(OLD_KEY), Key(NEW_KEY)
PEOPLE = [f"U{number}" for number in range(EACH)]


async def as_it_lies(database: Database) -> Mapping[str, list[str]]:
    """What stands in every private column, by the column's name."""
    found = {}
    async with database.transaction() as session:
        for column in private_columns():
            lying = select(type_coerce(column, Text)).where(column.is_not(None))
            found[str(column)] = list(await session.scalars(lying))
    return found


def opens(key: Fernet, token: str) -> bool:
    try:
        key.decrypt(token)
    except InvalidToken:
        return False
    return True


async def fill_with_the_old_key(database_url: str) -> None:
    """Two workspaces, and so many decisions that their keys go on from one transaction to the next."""
    async with opened(database_url, Keys([OLD])) as database:
        await fill(database, Filling("T1", 500, PEOPLE, "C1"))
        await fill(database, Filling("T2", 700, PEOPLE, "C1"))
        row = {"round_id": 501, "gathering": WORD, "decided_at": MONDAY_MORNING}
        async with database.transaction() as session:
            await session.execute(insert(Decision), [{**row, "number": number} for number in range(AT_ONCE + 20)])


async def words_of(database: Database) -> list[dict[str, list[Row[Any]]]]:
    return [await dump(database, workspace) for workspace in ("T1", "T2")]


async def test_after_it_the_new_key_opens_everything_and_the_old_one_nothing(database_url: str) -> None:
    await fill_with_the_old_key(database_url)
    async with opened(database_url, Keys([NEW, OLD])) as database:
        before, lying = await words_of(database), await as_it_lies(database)
        assert [column for column, there in lying.items() if not there] == []

        number = sum(map(len, lying.values()))
        assert await rekey(database, [NEW, OLD]) == Rekeyed(anew=number)
        assert await rekey(database, [NEW, OLD]) == Rekeyed(already=number)

    async with opened(database_url, Keys([NEW])) as database:
        assert await words_of(database) == before
        lying = await as_it_lies(database)
        assert [token for column in lying.values() for token in column if opens(OLD, token)] == []


async def test_who_is_marked_is_found_before_it_and_after(database_url: str) -> None:
    """By the old key's marks, by both while they change one by one, and in the end by the new key's alone."""

    async def found(database: Database) -> tuple[list[str], set[str], set[str]]:
        async with database.transaction() as session:
            moment = Moment(session, "T1", MONDAY_MORNING, "seed")
            asks = [ask.question for ask in await open_asks(moment, "U1")]
            return asks, await kept_apart_from(moment, "U1"), await rather_not_met(moment, "U1")

    expected = (["0?", "1?"], {f"U{number}" for number in range(2, 14)}, {f"U{number}" for number in range(2, 13)})
    async with opened(database_url, Keys([OLD])) as database:
        async with database.transaction() as session:
            moment = Moment(session, "T1", MONDAY_MORNING, "seed")
            for number in range(2, 13):
                await never_introduce(moment, "U1", f"U{number}")
            await never_introduce(moment, "U13", "U1")
            for number in range(2):
                ask = Ask(**asked_by("U1"), question=f"{number}?")
                await keep_findable(moment, ask)
                session.add(ask)
                await session.flush()
        assert await found(database) == expected
    async with opened(database_url, Keys([NEW, OLD])) as database:
        assert await found(database) == expected
        await rekey(database, [NEW, OLD])
        assert await found(database) == expected
    async with opened(database_url, Keys([NEW])) as database:
        assert await found(database) == expected
        async with database.transaction() as session:
            marks = [*await session.scalars(select(NeverPair.whom)), *await session.scalars(select(Ask.mark))]
    assert len(set(marks)) == len(marks)


def asked_by(member: str) -> dict[str, Any]:
    """A question without a name."""
    return {
        "workspace": "T1",
        "asker": member,
        "shows_name": False,
        "preference": Preference.NO_PREFERENCE,
        "minutes": 30,
        "meeting_format": MeetingFormat.CALL,
        "topic_ids": [],
        "state": AskState.LOOKING,
        "posted_at": MONDAY_MORNING,
    }


async def test_what_no_key_opens_is_counted_and_stays(database_url: str) -> None:
    async with opened(database_url, Keys([OLD])) as database:
        await fill(database, Filling("T1", 500, PEOPLE, "C1"))
    async with opened(database_url, Keys([NEW])) as database:
        before = await as_it_lies(database)
        assert await rekey(database, [NEW]) == Rekeyed(locked=sum(map(len, before.values())))
        assert await as_it_lies(database) == before


async def test_what_is_written_meanwhile_stays(database_url: str) -> None:
    """Klatch runs with the same keys: what it writes between a look and the change is the newer one."""
    async with opened(database_url, Keys([OLD])) as database:
        await fill(database, Filling("T1", 500, PEOPLE, "C1"))
    async with opened(database_url, Keys([NEW, OLD])) as database:
        column = next(column for column in private_columns() if str(column) == "asks.question")
        token = (await as_it_lies(database))["asks.question"][0]
        async with database.transaction() as session:
            await session.execute(update(Ask).values(question="Quite another question?"))
        async with database.transaction() as session:
            assert await rekey_text(session, column, (500,), token, [NEW, OLD]) == Rekeyed()
            assert set(await session.scalars(select(Ask.question))) == {"Quite another question?"}


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_the_command_says_what_it_did(database_url: str) -> None:
    asyncio.run(fill_with_the_old_key(database_url))
    environment = {"DATABASE_URL": database_url, "KLATCH_ENCRYPTION_KEY": f"{NEW_KEY.decode()},{OLD_KEY.decode()}"}
    said = [CliRunner().invoke(app, ["rekey"], env=environment).stdout for _ in range(2)]
    number = said[0].split()[5]
    assert said == [
        f"Encrypted with the first key: {number} now, 0 earlier.\n",
        f"Encrypted with the first key: 0 now, {number} earlier.\n",
    ]


def test_the_command_fails_while_something_stays_locked_and_says_what_opens_it(sqlite: Sqlite, tmp_path: Path) -> None:
    with sqlite.database(tmp_path) as url:
        asyncio.run(fill_with_the_old_key(url))
        environment = {"DATABASE_URL": url, "KLATCH_ENCRYPTION_KEY": NEW_KEY.decode()}
        done = CliRunner().invoke(app, ["rekey"], env=environment)
    assert (done.exit_code, done.stdout) == (STAYS_LOCKED, "Encrypted with the first key: 0 now, 0 earlier.\n")
    assert "KLATCH_ENCRYPTION_KEY, after the new one" in done.stderr


@pytest.mark.parametrize("given", [{}, {"SLACK_SIGNING_SECRET": "secret"}, {"KLATCH_ENCRYPTION_KEY": " , "}])
def test_the_command_wants_a_key_before_it_looks_at_anything(tmp_path: Path, given: dict[str, str]) -> None:
    environment = {"DATABASE_URL": f"sqlite:///{tmp_path}/new.db", "KLATCH_ENCRYPTION_KEY": "", **given}
    done = CliRunner().invoke(app, ["rekey"], env=environment)
    assert (done.exit_code, done.stdout) == (CANNOT_BEGIN, "")
    assert done.stderr.startswith("There is no new key. Set KLATCH_ENCRYPTION_KEY")
    assert list(tmp_path.iterdir()) == []


def test_the_command_wants_the_database_up_to_date(tmp_path: Path) -> None:
    environment = {"DATABASE_URL": f"sqlite:///{tmp_path}/new.db", "KLATCH_ENCRYPTION_KEY": NEW_KEY.decode()}
    done = CliRunner().invoke(app, ["rekey"], env=environment)
    assert done.exit_code == CANNOT_BEGIN
    assert "python app.py migrate" in done.stderr
