"""The whole story on PostgreSQL, in `make soak`; on SQLite `make demo` plays it, each time in CI."""

from io import StringIO

import pytest
from rich.console import Console

from playground.rehearsal.commands import STORY_BEGINS
from playground.rehearsal.rehearsal import rehearsal
from playground.story import Stage, tell
from tests.postgres import Postgres


@pytest.mark.soak
async def test_the_story_plays_to_its_end_and_slack_refuses_nothing(postgres: Postgres) -> None:
    """Asks, offers and thanks; a lunch accepted, one declined and matched again; a Klatch; coffees without a repeat."""
    printed = StringIO()
    with postgres.database() as url:
        async with rehearsal(url, STORY_BEGINS) as here:
            await tell(Stage(here.playground, here.settle, here.pass_time, Console(file=printed)))
    assert "An exit" in printed.getvalue()
    assert "The Coffee Klatch" in printed.getvalue()
    assert "Three rounds of random coffee" in printed.getvalue()
