"""The words by which a question finds mentors: stems of their own words and titles.

They are stored, so that mentors are found by an index. Another version of the stemmer makes other stems of the same
words, so all are then read anew, or mentors would not be found by their words any more.
"""

from collections.abc import Sequence

from sqlalchemy import and_, delete, insert, select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.database.database import Database
from bot.flash.models import Mentor, MentorWord
from bot.matching.asks.word_signature import READ_BY
from bot.matching.asks.words import stems
from bot.members.models import Member

AT_ONCE = 100
"""Mentors whose words are read anew in one transaction, which others wait for on SQLite."""


async def store_search_words(session: AsyncSession, mentors: Sequence[tuple[Mentor, str]]) -> None:
    """Store the words of these mentors, each given with their title, in the place of those stored before."""
    words = [
        {"mentor_id": mentor.id, "workspace": mentor.workspace, "word": word}
        for mentor, title in mentors
        for word in sorted(stems(f"{mentor.own_words}\n{title}"))
    ]
    await session.execute(delete(MentorWord).where(MentorWord.mentor_id.in_([mentor.id for mentor, _ in mentors])))
    if words:
        await session.execute(insert(MentorWord), words)
    for mentor, _ in mentors:
        mentor.words_read_by = READ_BY
    await session.flush()


async def refresh_search_words(database: Database) -> None:
    """Store the words of all mentors anew whose words another stemmer has read, some in each transaction."""
    are_more = True
    while are_more:
        async with database.transaction() as session:
            are_more = await _refresh_some(session)


async def _refresh_some(session: AsyncSession) -> bool:
    is_theirs = and_(Member.workspace == Mentor.workspace, Member.id == Mentor.member)
    found = await session.execute(
        select(Mentor, Member.title)
        .outerjoin(Member, is_theirs)
        .where(Mentor.words_read_by != READ_BY)
        .order_by(Mentor.id)
        .limit(AT_ONCE)
        .with_for_update(of=Mentor)
    )
    mentors = [(mentor, title or "") for mentor, title in found]
    await store_search_words(session, mentors)
    return len(mentors) == AT_ONCE
