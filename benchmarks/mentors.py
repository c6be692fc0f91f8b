"""Finding mentors: a ranked wave out of ten thousand, beside one indexed question for the same rows."""

import statistics
import time
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime
from pathlib import Path
from random import Random

from sqlalchemy import select, text

from benchmarks.databases import KINDS, Databases, opened
from benchmarks.filling import VOCABULARY, fill_people, member_id
from benchmarks.report import Result
from benchmarks.slack_stub import WORKSPACE
from bot.confinement import confine
from bot.database.database import Database
from bot.flash.models import Ask, Mentor, MentorTopic
from bot.flash.rules import WAVE_SIZE, AskState
from bot.flash.shortlist import SHORTLIST, best_mentors
from bot.matching.asks.mentors import MeetingFormat, Preference
from bot.moment import Moment

MENTORS = 10_000
TIMES = 40
MOST_OF_ONE_QUESTION = 4.0


async def run(databases: Databases, _folder: Path, *, quick: bool) -> list[Result]:
    """On either database."""
    return [await _run(databases, kind, 3_000 if quick else MENTORS) for kind in KINDS]


async def _run(databases: Databases, kind: str, mentors: int) -> Result:
    now = datetime.now(UTC)
    async with opened(await databases.new_url(kind)) as database:
        async with database.transaction() as session:
            await fill_people(session, mentors + 100, mentors, now, Random(1))  # noqa: S311 (the same each time)
        async with database.transaction() as session:
            await session.execute(text("ANALYZE"))
        asks = [_ask(number, mentors, now) for number in range(TIMES)]
        ranked = await _milliseconds(database, asks, _rank)
        selected = await _milliseconds(database, asks, _select)
    figures = {
        f"a ranked wave among {mentors:,}, ms": ranked,
        "one indexed question for the mentors of its topic, ms": selected,
        "ranked beside selected": ranked / selected,
    }
    target = f"at most {MOST_OF_ONE_QUESTION} times one indexed question"
    return Result(f"Finding mentors ({kind})", figures, target, ranked <= MOST_OF_ONE_QUESTION * selected)


async def _rank(moment: Moment, ask: Ask) -> None:
    assert len((await best_mentors(moment, ask))[:WAVE_SIZE]) == WAVE_SIZE


async def _select(moment: Moment, ask: Ask) -> None:
    """The mentors that the shortlist takes by topic, and nothing else about them."""
    found = await moment.session.scalars(
        select(Mentor)
        .join(MentorTopic, MentorTopic.mentor_id == Mentor.id)
        .where(MentorTopic.topic_id.in_(ask.topic_ids))
        .order_by(MentorTopic.last_invited_at, MentorTopic.mentor_id)
        .limit(SHORTLIST)
    )
    assert len(found.all()) == SHORTLIST


async def _milliseconds(database: Database, asks: list[Ask], act: Callable[[Moment, Ask], Awaitable[None]]) -> float:
    took = []
    for ask in asks:
        async with database.transaction() as session:
            confine(session, WORKSPACE)
            moment = Moment(session, WORKSPACE, ask.posted_at, "seed")
            began = time.perf_counter()
            await act(moment, ask)
            took.append((time.perf_counter() - began) * 1000)
    return statistics.median(took)


def _ask(number: int, mentors: int, now: datetime) -> Ask:
    """An ask of somebody who is no mentor, as it is when mentors are looked for; it need not be stored for that."""
    words = VOCABULARY[number % len(VOCABULARY)], VOCABULARY[number * 5 % len(VOCABULARY)]
    return Ask(
        id=number + 1,
        workspace=WORKSPACE,
        asker=member_id(mentors + 1 + number),
        state=AskState.LOOKING,
        waves=0,
        question=f"How do I begin with {' and '.join(words)}?",
        tried="",
        in_return="",
        minutes=15,
        preference=Preference.NO_PREFERENCE,
        meeting_format=MeetingFormat.CALL,
        shows_name=True,
        posted_at=now,
        topic_ids=[number % 50 + 1],
    )
