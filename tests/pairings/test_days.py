"""A date is followed by whatever Slack makes of it: today, tomorrow, or a day by its name."""

import re
from datetime import timedelta
from pathlib import Path

import pytest

from tests.library import Library, card, seen
from tests.pairings.cafe import open_cafe
from tests.pairings.test_rounds import FIRST_NOTICE, FIRST_ROUND, people

pytestmark = pytest.mark.one_database

ON_A_DATE = re.compile(r"\bon \{(?:when|date_and_time)\(")
ON_TOMORROW = re.compile(r"\bon (?:today|tomorrow|yesterday)\b", re.IGNORECASE)


def test_no_words_put_on_before_what_slack_may_call_tomorrow() -> None:
    views = [path for path in Path("bot").rglob("*.py") if "playground" not in path.parts]
    assert [str(path) for path in views if ON_A_DATE.search(path.read_text())] == []


async def test_whoever_reads_of_a_round_reads_a_day_as_one_says_it(library: Library) -> None:
    ana, ben = people(library, 2)
    cafe = await open_cafe(library, [ana, ben])
    await ben.command("/coffee", "join", channel=cafe.channel)
    await library.pass_until(FIRST_NOTICE + timedelta(minutes=1))
    await ben.command("/coffee", "skip", channel=cafe.channel)
    for day in range(9):
        await library.pass_until(FIRST_NOTICE + timedelta(days=day, minutes=1))
        assert [words for person in (ana, ben) for words in seen(person) if ON_TOMORROW.search(words)] == []


async def test_a_notice_promises_no_hour_at_which_one_of_two_is_asleep(library: Library) -> None:
    ana = library.person("Ana Moss")
    viktor = library.person("Viktor West", tz="America/Vancouver")
    await open_cafe(library, [ana, viktor])
    await library.pass_until(FIRST_ROUND - timedelta(hours=2))
    for person in (ana, viktor):
        words = card(person, "Skip this time").text
        assert ", next round: <!date" in words
        assert "The groups are made then, and after that we introduce you to one colleague, in working hours." in words
