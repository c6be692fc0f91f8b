"""The operator's own token, in the environment: the same leaving, and the same coming back."""

from collections.abc import AsyncIterator

import pytest
from pydantic import SecretStr

from bot.wiring import Klatch
from bot.workspaces.models import Departure, Grant
from tests.installing.town_hall import NORTH, SOUTH, Town, opened_town, settings_for
from tests.slack.stage import House, housed

pytestmark = pytest.mark.either_database


async def test_klatch_is_away_from_then_on_and_back_at_the_next_start(house: House) -> None:
    ana = house.playground.add_person("Ana Ruiz")
    await house.playground.send_event({"type": "app_uninstalled"})
    assert "for full members" in (await ana.command("/mentor-volunteer")).text
    async with house.klatch.database.transaction() as session:
        grant = await session.get_one(Grant, house.playground.workspace.team_id)
    assert (grant.ended_because, grant.token) == (Departure.UNINSTALLED, None)
    house.klatch.workspaces.identity = None
    await house.klatch.start()
    await ana.command("/mentor-volunteer")
    assert ana.form is not None


async def test_the_token_of_the_environment_is_not_written_down(house: House) -> None:
    async with house.klatch.database.transaction() as session:
        assert (await session.get_one(Grant, house.playground.workspace.team_id)).token is None


async def test_without_oauth_there_is_no_address_to_install_at(house: House) -> None:
    answers = [await house.http.get(path) for path in ("/slack/install", "/slack/oauth_redirect")]
    assert [answer.status_code for answer in answers] == [404, 404]


@pytest.fixture
async def house(database_url: str) -> AsyncIterator[House]:
    """The whole bot with a token of the operator's."""
    async with housed(database_url) as house:
        yield house


@pytest.fixture
async def town(database_url: str) -> AsyncIterator[Town]:
    """Two workspaces, of which one will be the operator's own."""
    async with opened_town(database_url, NORTH, SOUTH) as town:
        yield town


async def test_both_ways_go_together(town: Town, database_url: str) -> None:
    """One workspace by the token in the environment, another by OAuth, in one process."""
    ana = town.city[SOUTH].add_person("Ana Ruiz")
    await town.install(SOUTH, ana.id)
    settings = settings_for(town.city, database_url)
    settings.slack_bot_token = SecretStr(town.city.token_of(NORTH))
    both = Klatch(settings, town.clock)
    await both.start()
    found = {team: await both.workspaces.installed(team) for team in (NORTH, SOUTH)}
    tokens = {team: installed.client.token for team, installed in found.items() if installed}
    assert tokens == {team: town.city.token_of(team) for team in (NORTH, SOUTH)}
    await both.stop()
