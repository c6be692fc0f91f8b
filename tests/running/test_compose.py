"""What compose.yaml gives to Klatch is what it gives to PostgreSQL, whatever signs the password holds."""

import os
import re
from pathlib import Path
from urllib.parse import quote

import pytest
import yaml
from sqlalchemy import make_url
from sqlalchemy.exc import OperationalError

from bot.database.database import Database
from tests.databases import CIPHER
from tests.doorkeeping import Doorkeeper, doorkeeper

pytestmark = pytest.mark.one_database

COMPOSE = Path(__file__).parents[2] / "compose.yaml"
PASSWORDS = ["simple", "p@ss", "100%", "a%40b", "a/b:c?d#e", "with space", "quote'\"\\", "ü", "$HOME"]


async def knock(url: str, keeper: Doorkeeper) -> None:
    """Connect with Klatch's own engine, there instead of where the URL says."""
    there = make_url(url).set(host="127.0.0.1", port=keeper.port)
    database = Database(there.render_as_string(hide_password=False), CIPHER)
    with pytest.raises(OperationalError):
        async with database.transaction() as session:
            await session.connection()
    await database.close()


def filled_in(value: str, password: str) -> str:
    """As compose puts a variable of .env into the file."""
    return value.replace("${POSTGRES_PASSWORD:?set POSTGRES_PASSWORD in .env}", password)


@pytest.mark.parametrize("password", PASSWORDS)
async def test_both_have_the_same_password(monkeypatch: pytest.MonkeyPatch, password: str) -> None:
    services = yaml.safe_load(COMPOSE.read_text("utf-8"))["services"]
    given = {name: filled_in(value, password) for name, value in services["klatch"]["environment"].items()}
    for name in (name for name in os.environ if name.startswith("PG")):
        monkeypatch.delenv(name)
    for name, value in given.items():
        monkeypatch.setenv(name, value)
    async with doorkeeper() as keeper:
        await knock(given["DATABASE_URL"], keeper)
    assert keeper.heard == [filled_in(services["database"]["environment"]["POSTGRES_PASSWORD"], password)]


def test_klatch_listens_at_the_port_that_is_published() -> None:
    """What stands in .env goes before what is in the image, and behind what is said here."""
    klatch = yaml.safe_load(COMPOSE.read_text("utf-8"))["services"]["klatch"]
    (published,) = klatch["ports"]
    given = klatch["environment"]
    assert (given["HOST"], given["PORT"]) == ("0.0.0.0", published.rpartition(":")[2])  # noqa: S104  in its container


def test_what_is_run_in_a_container_is_run_in_one_of_these() -> None:
    services = yaml.safe_load(COMPOSE.read_text("utf-8"))["services"]
    page = (COMPOSE.parent / "docs" / "running.md").read_text("utf-8")
    run = re.findall(r"docker compose exec (?:-T )?(\w+) (\w+)(?: -U (\w+))?", page)
    user = services["database"]["environment"]["POSTGRES_USER"]
    assert run
    assert {(service, who) for service, _, who in run} <= {("klatch", ""), ("database", user)}
    assert {program for service, program, _ in run if service == "klatch"} == {"python"}


@pytest.mark.parametrize("password", PASSWORDS)
async def test_a_password_in_the_url_is_read_percent_encoded(password: str) -> None:
    async with doorkeeper() as keeper:
        await knock(f"postgresql://klatch:{quote(password, safe='')}@database/klatch", keeper)
    assert keeper.heard == [password]
