"""The shortlist is read by index, some mentors at a time: the same as reading everything of everybody would find."""

from random import Random

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.confinement import confine
from bot.database.database import Database
from bot.flash.shortlist import SHORTLIST, best_mentors
from bot.matching.asks.mentors import Ranked
from bot.moment import Moment
from tests.flash.community import NOW, WORKSPACE, plainly_best, settle_down

pytestmark = pytest.mark.either_database


def told(ranked: list[Ranked]) -> list[tuple[object, ...]]:
    return [(one.member, one.fit, one.reasons) for one in ranked]


@settings(max_examples=20, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.sampled_from([0, 2, 12, SHORTLIST + 20]), st.integers(0, 2**32))
async def test_it_is_the_same_as_reading_everything_of_everybody(database: Database, mentors: int, seed: int) -> None:
    async with database.transaction() as session:
        confine(session, WORKSPACE)
        moment = Moment(session, WORKSPACE, NOW, "seed")
        ask = await settle_down(moment, mentors, Random(seed))  # noqa: S311 - nothing secret
        assert told(await best_mentors(moment, ask)) == told(await plainly_best(moment, ask))
        await session.rollback()
