"""Who would rather not meet is not proposed to each other, whenever they say so."""

import pytest

from bot.confinement import confine
from bot.matching import engine
from bot.matching.round_input import Groups, RoundInput
from bot.moment import Moment
from bot.pairings.rules import GroupState
from bot.profiles.profile import never_introduce
from tests.library import Library, seen
from tests.pairings.lunchroom import EVERY_DAY, crowd, states, toronto


async def test_who_would_rather_not_meet_since_the_groups_were_made_is_not_proposed(
    library: Library, monkeypatch: pytest.MonkeyPatch
) -> None:
    mia, sam = await crowd(library, "Mia Chen", "Sam Osei", days=EVERY_DAY)
    decide, workspace = engine.decide, library.playground.workspace.team_id

    async def meanwhile(found: RoundInput) -> Groups:
        made = await decide(found)
        async with library.klatch.database.transaction() as session:
            confine(session, workspace)
            await never_introduce(Moment(session, workspace, library.clock.now(), "seed"), mia.id, sam.id)
        return made

    monkeypatch.setattr(engine, "decide", meanwhile)
    before = seen(mia), seen(sam)
    await library.pass_until(toronto(24, 14, 1))
    assert await states(library) == [GroupState.DISSOLVED]
    assert (seen(mia), seen(sam)) == before
