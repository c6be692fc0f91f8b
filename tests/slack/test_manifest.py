"""The app's manifest says what Klatch listens to."""

import pytest

from tests.slack.stage import House

pytestmark = pytest.mark.one_database


async def test_slack_is_asked_for_every_event_that_somebody_listens_to(house: House) -> None:
    edge = house.klatch.edge
    assert {*edge.registry._events, *edge.registry._presence} <= set(house.playground.workspace.app.events)
