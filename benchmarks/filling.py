"""A community that has used Klatch for a while: members, mentors and what they asked, put in by the thousands."""

from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta
from itertools import islice
from random import Random
from typing import Any, cast

from sqlalchemy import ColumnElement, Insert, Integer, Select, String, Table, func, insert, literal, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import InstrumentedAttribute

from benchmarks.slack_stub import WORKSPACE
from bot.database.columns import Base
from bot.flash.models import Ask, Conversation, Invitation, Mentor, MentorTopic, MentorWord
from bot.flash.rules import AskState, ConversationState, InvitationState
from bot.flash.volunteering import LONG_AGO, topics_to_choose_from
from bot.matching.asks.mentors import CareerStage, MeetingFormat, Preference
from bot.matching.asks.word_signature import READ_BY
from bot.matching.asks.words import stems
from bot.members.models import Member
from bot.moment import Moment
from bot.profiles.models import Profile

AT_ONCE = 5_000
SEEDS = 1_000
"""Asks that are written one by one; the others are copies of them, made by the database."""

TOPICS_OF_A_MENTOR = 3
MENTORS_ASKED = 3
TITLES = ("Cataloguer", "Liaison librarian", "Archivist", "Head of access services", "Systems librarian")
TEAMS = ("Access services", "Collections", "Archives", "Research support", "Systems", "Teaching and learning")
PLACES = ("Main library", "Law library", "Health sciences", "Downtown", "Remote")
ZONES = ("America/Toronto", "America/Vancouver", "Europe/Berlin", "Asia/Tokyo")
_VOCABULARY = """
    metadata budget tenure promotion negotiation supervision teaching assessment outreach repository copyright
    preservation digitization licensing writing publishing conference interview résumé leadership committee
    burnout parental leave grants statistics python mapping zines oral history instruction accessibility
"""
VOCABULARY = tuple(_VOCABULARY.split())


def member_id(number: int) -> str:
    """The Slack id of a member by number, counted from 1."""
    return f"U{number:010}"


def numbered(prefix: str, number: ColumnElement[int]) -> ColumnElement[str]:
    """The same in a statement: an id of Slack's with this prefix and number."""
    digits = number.cast(String)
    return literal(prefix) + func.substr(literal("0000000000") + digits, func.length(digits) + 1)


async def fill_people(session: AsyncSession, members: int, mentors: int, now: datetime, random: Random) -> None:
    """So many members, the first of whom are mentors with three topics each."""
    moment = Moment(session, WORKSPACE, now, "seed")
    topics = [topic.id for topic in await topics_to_choose_from(moment)]
    await put(session, Member, (_member(number, now) for number in range(1, members + 1)))
    await put(session, Profile, (_profile(number, random) for number in range(1, members + 1)))
    offered = [_mentor(number, now, random) for number in range(1, mentors + 1)]
    await put(session, Mentor, offered)
    chosen = [(mentor, random.sample(topics, TOPICS_OF_A_MENTOR)) for mentor in offered]
    await put(session, MentorTopic, (_topic(mentor, topic) for mentor, those in chosen for topic in those))
    await put(session, MentorWord, (_word(mentor, word) for mentor in offered for word in stems(mentor["own_words"])))


async def fill_past_asks(session: AsyncSession, count: int, askers: int, now: datetime, random: Random) -> None:
    """So many asks that have ended, each with invitations to three mentors and a conversation."""
    seeds = min(count, SEEDS)
    await put(session, Ask, (_past_ask(number, askers, now, random) for number in range(1, seeds + 1)))
    written = seeds
    while written < count:
        more = min(written, count - written)
        await session.execute(copied(table_of(Ask), select_past_asks(more)))
        written += more
    for nth in range(MENTORS_ASKED):
        await session.execute(_inserted(table_of(Invitation), _past_invitations(nth)))
    await session.execute(_inserted(table_of(Conversation), _past_conversations()))


def select_past_asks(count: int) -> Select[Any]:
    """The columns of the first asks, all but the id."""
    columns = [column for column in Ask.__table__.columns if column.name != "id"]
    return select(*columns).order_by(Ask.id).limit(count)


async def put(session: AsyncSession, table: type[Base], rows: Iterable[dict[str, Any]]) -> None:
    """Insert rows, by the names of their columns, some thousands at a time."""
    iterator: Iterator[dict[str, Any]] = iter(rows)
    while batch := list(islice(iterator, AT_ONCE)):
        await session.execute(insert(table_of(table)), batch)


def table_of(mapped: type[Base]) -> Table:
    """The table itself: an insert through its class is stopped by attributes that are computed."""
    return cast(Table, mapped.__table__)


def copied(table: Table, rows: Select[Any]) -> Insert:
    """Return the statement by which the database inserts these rows: all their columns, and no defaults."""
    return _inserted(table, rows, include_defaults=False)


def _inserted(table: Table, rows: Select[Any], *, include_defaults: bool = True) -> Insert:
    names = [column.name for column in rows.selected_columns]
    return insert(table).from_select(names, rows, include_defaults=include_defaults)


def _member(number: int, now: datetime) -> dict[str, Any]:
    return {
        "workspace": WORKSPACE,
        "id": member_id(number),
        "name": f"Member {number}",
        "refreshed_at": now,
        "title": TITLES[number % len(TITLES)],
        "time_zone": ZONES[number % len(ZONES)],
    }


def _profile(number: int, random: Random) -> dict[str, Any]:
    return {
        "workspace": WORKSPACE,
        "member": member_id(number),
        "team": random.choice(TEAMS),
        "place": random.choice(PLACES),
        "stage": random.choice(list(CareerStage)),
    }


def _mentor(number: int, now: datetime, random: Random) -> dict[str, Any]:
    invited = now - timedelta(minutes=random.randrange(100_000))
    return {
        "id": number,
        "workspace": WORKSPACE,
        "member": member_id(number),
        "is_volunteering": True,
        "capacity": 12,
        "minutes": 45,
        "formats": [str(each) for each in MeetingFormat],
        "words_read_by": READ_BY,
        "own_words": f"Ask me about {', '.join(random.sample(VOCABULARY, 4))}.",
        "joined_at": now - timedelta(days=400),
        "last_invited_at": random.choice([LONG_AGO, invited]),
    }


def _topic(mentor: dict[str, Any], topic: int) -> dict[str, Any]:
    return {"mentor_id": mentor["id"], "topic_id": topic, "last_invited_at": mentor["last_invited_at"]}


def _word(mentor: dict[str, Any], word: str) -> dict[str, Any]:
    return {"mentor_id": mentor["id"], "workspace": WORKSPACE, "word": word}


def _past_ask(number: int, askers: int, now: datetime, random: Random) -> dict[str, Any]:
    posted = now - timedelta(days=40, minutes=random.randrange(500_000))
    return {
        "workspace": WORKSPACE,
        "asker": member_id(number % askers + 1),
        "state": AskState.CHOSEN,
        "waves": 1,
        "question": f"How do I begin with {' and '.join(random.sample(VOCABULARY, 2))} in my first year here?",
        "tried": "I have read the guide.",
        "in_return": "A coffee.",
        "preference": Preference.NO_PREFERENCE,
        "minutes": 15,
        "meeting_format": MeetingFormat.CALL,
        "shows_name": True,
        "topic_ids": [random.randrange(1, 51)],
        "posted_at": posted,
        "first_offer_at": posted + timedelta(hours=2),
        "ended_at": posted + timedelta(hours=5),
    }


def _past_invitations(nth: int) -> Select[Any]:
    """The nth mentor of every ask; the first was chosen."""
    state = InvitationState.CHOSEN if nth == 0 else InvitationState.RELEASED
    return select(
        Ask.workspace.label("workspace"),
        Ask.id.label("ask_id"),
        _mentor_of(Ask.id, nth).label("mentor"),
        literal(str(state)).label("state"),
        literal(value=True).label("is_private"),
        Ask.topic_ids.label("reasons"),
        Ask.topic_ids.label("shared_topics"),
        Ask.tried.label("clarification"),
        literal(0).label("clarifications"),
        literal(0).label("answers"),
        Ask.posted_at.label("invited_at"),
        Ask.ended_at.label("settled_at"),
    )


def _past_conversations() -> Select[Any]:
    return select(
        Ask.workspace.label("workspace"),
        Ask.id.label("ask_id"),
        Ask.asker.label("asker"),
        _mentor_of(Ask.id, 0).label("mentor"),
        literal(str(ConversationState.TALKED)).label("state"),
        Ask.ended_at.label("opened_at"),
        literal(1).label("check_ins"),
        Ask.ended_at.label("closed_at"),
    )


def _mentor_of(ask: InstrumentedAttribute[int], nth: int) -> Any:
    mentors = select(func.count()).select_from(Mentor).scalar_subquery()
    return numbered("U", (ask + nth) % mentors.cast(Integer) + 1)
