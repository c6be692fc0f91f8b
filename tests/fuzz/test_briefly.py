"""Some hundred bent requests, as a beginning of what ``make fuzz`` does for ten minutes."""

from random import Random

import pytest

from playground.rehearsal.commands import STORY_BEGINS
from playground.rehearsal.rehearsal import rehearsal
from tests.fuzz.corpus import read
from tests.fuzz.imagining import DEPARTURES, beginnings, envelope
from tests.fuzz.running import Bodies, besieged, siege
from tests.fuzz.watching import Findings, Watch

REQUESTS = 150

pytestmark = pytest.mark.either_database


@pytest.mark.parametrize("seed", [20261124])
async def test_nothing_that_is_sent_is_a_fault_of_ours(database_url: str, seed: int) -> None:
    findings, bodies = Findings(), Bodies()
    for body in (*read(), *beginnings(), *map(envelope, DEPARTURES)):
        bodies.learn(body)
    watch, chance = Watch(findings), Random(seed)  # noqa: S311 (to be seen again)
    async with rehearsal(database_url, STORY_BEGINS) as here:
        with watch.watching():
            async with besieged(database_url, here, watch, seed) as those:
                await siege(those, bodies, chance, lambda number: number >= REQUESTS)
    assert findings.requests > REQUESTS // 2
    assert findings.found == {}
