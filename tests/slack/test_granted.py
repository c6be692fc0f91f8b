"""Klatch knows what Slack has granted, so that nothing is promised that cannot come."""

import pytest

from bot.workspaces.models import Grant
from bot.workspaces.scopes import may_send_files
from tests.slack.stage import House, Stage

pytestmark = pytest.mark.either_database


async def asked(there: Stage | House) -> bool:
    """Whether Klatch may send files there, as a use case is told."""
    klatch = there.klatch if isinstance(there, House) else there
    async with klatch.database.transaction() as session:
        return await may_send_files(session, there.playground.workspace.team_id)


async def test_a_token_of_the_environment_says_what_it_may_do(stage: Stage) -> None:
    """The stage's app has no ``files:write``, and Slack says so with every answer."""
    assert not await asked(stage)


async def test_files_may_be_sent_where_that_was_granted_and_where_nobody_has_said_what_was(house: House) -> None:
    assert await asked(house)
    async with house.klatch.database.transaction() as session:
        (await session.get_one(Grant, house.playground.workspace.team_id)).scopes = []
    assert await asked(house)
