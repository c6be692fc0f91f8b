"""From all the mentors of a workspace to the few that are worth ranking: in order, by index, some at a time."""

import json
from collections.abc import Collection, Iterable, Sequence
from datetime import datetime
from functools import lru_cache
from heapq import merge
from itertools import islice
from typing import Any

from sqlalchemy import (
    BindParameter,
    ScalarSelect,
    Select,
    Text,
    and_,
    bindparam,
    cast,
    func,
    literal_column,
    or_,
    select,
)

from bot.database.prepared import Prepared
from bot.flash.models import Ask, Conversation, Invitation, Mentor, MentorTopic, MentorWord
from bot.flash.rules import InvitationState
from bot.flash.volunteering import COUNTS_THIS_MONTH, LONG_AGO, month_of
from bot.matching.asks.mentors import Candidate, MeetingFormat, Preference, Ranked, Seeker, rank_mentors
from bot.matching.asks.words import stems
from bot.members.models import Member, zone_named
from bot.moment import Moment
from bot.organizers.permissions import takes_part
from bot.profiles.models import Profile
from bot.profiles.profile import kept_apart_from
from bot.profiles.working_hours import at_work

SHORTLIST = 60
"""How many are considered by topic and by word, those first who were not invited the longest."""
SHORTLIST_WITHOUT_FIT = 20
COUNTED_AS_LOAD = (InvitationState.INVITED, InvitationState.ASKING, InvitationState.OFFERED)

_Query = Select[*tuple[Any, ...]]
_Row = Any
"""A row of what is asked here, whose columns are its attributes."""

_TAKEN = select(func.count()).where(
    Conversation.workspace == Mentor.workspace, Conversation.mentor == Mentor.member, COUNTS_THIS_MONTH
)
_ASKED = select(func.count()).where(
    Invitation.workspace == Mentor.workspace,
    Invitation.mentor == Mentor.member,
    Invitation.state.in_(COUNTED_AS_LOAD),
)
# Not EXISTS: PostgreSQL would rather read all members and invitations of the workspace once than a few by their key.
_IS_HERE = select(takes_part()).where(Member.workspace == Mentor.workspace, Member.id == Mentor.member)
_INVITED = select(func.count()).where(Invitation.ask_id == bindparam("ask"), Invitation.mentor == Mentor.member)
_IS_SERVING = and_(
    Mentor.is_volunteering,
    or_(Mentor.paused_until.is_(None), Mentor.paused_until <= bindparam("now")),
    _IS_HERE.scalar_subquery(),
    _INVITED.scalar_subquery() == 0,
)
_TOPICS_SHARED = select(MentorTopic.topic_id).where(
    MentorTopic.mentor_id == Mentor.id, MentorTopic.topic_id.in_(bindparam("topics", expanding=True))
)
_WORDS_SHARED = select(MentorWord.word).where(
    MentorWord.mentor_id == Mentor.id, MentorWord.word.in_(bindparam("words", expanding=True))
)

_AMONG: BindParameter[Any] = bindparam("people", expanding=True)
_PEOPLE = Prepared(
    select(Member.id, Member.title, Member.time_zone, Profile.team, Profile.place, Profile.stage)
    # Both by their keys: PostgreSQL would rather read the profiles of all.
    .outerjoin_from(
        Member,
        Profile,
        and_(Profile.workspace == Member.workspace, Profile.member == Member.id, Profile.member.in_(_AMONG)),
    )
    .where(Member.workspace == bindparam("workspace"), Member.id.in_(_AMONG))
)


def _joined(wanted: _Query) -> ScalarSelect[str]:
    """Make one value of many, with spaces between: a list in the row of its mentor."""
    (column,) = wanted.selected_columns
    return wanted.with_only_columns(func.aggregate_strings(cast(column, Text), " ")).scalar_subquery()


def _some(mentors: _Query) -> Prepared[*tuple[Any, ...]]:
    """Select what is known of the next mentors in an order: of their ``turn``, then of their ``id``."""
    those = mentors.order_by("turn", "id").limit(bindparam("many")).offset(bindparam("seen")).subquery()
    return Prepared(
        select(
            those.c.turn,
            Mentor.id,
            Mentor.member,
            cast(Mentor.formats, Text).label("formats"),
            Mentor.minutes,
            Mentor.capacity,
            Mentor.last_invited_at,
            _TAKEN.scalar_subquery().label("taken"),
            _ASKED.scalar_subquery().label("asked"),
            _joined(_TOPICS_SHARED).label("topics"),
            _joined(_WORDS_SHARED).label("words"),
            _IS_SERVING.label("is_serving"),
        )
        .join_from(those, Mentor, Mentor.id == those.c.id)
        .order_by(those.c.turn, Mentor.id)
    )


_BY_TOPIC = _some(
    select(MentorTopic.last_invited_at.label("turn"), MentorTopic.mentor_id.label("id")).where(
        MentorTopic.topic_id == bindparam("topic")
    )
)
# Not by the bare column: once ANALYZE has run, SQLite would read everybody's words, as they are in its order.
_SPEAKER = (MentorWord.mentor_id + literal_column("0")).label("id")
_BY_WORD = _some(
    select((-func.count()).label("turn"), _SPEAKER)
    .where(MentorWord.workspace == bindparam("workspace"), MentorWord.word.in_(bindparam("words", expanding=True)))
    .group_by(_SPEAKER)
)
_ANYONE = _some(
    select(Mentor.last_invited_at.label("turn"), Mentor.id.label("id")).where(
        Mentor.workspace == bindparam("workspace"), Mentor.is_volunteering
    )
)


async def best_mentors(moment: Moment, ask: Ask) -> list[Ranked]:
    """Return the mentors on the shortlist for an ask, best first: none kept apart from the asker, or invited before."""
    words = stems(ask.question)
    apart = frozenset(await kept_apart_from(moment, ask.asker))
    mentors = await _shortlisted(_Search(moment, ask, words, apart))
    people = await _people(moment, ask.asker, mentors)
    seeker = _seeker(ask, words, people[ask.asker])
    candidates = [_candidate(mentor, people[mentor.member], seeker, moment.now) for mentor in mentors]
    return rank_mentors(seeker, candidates, moment.now, f"ask {ask.id}", apart)


async def _shortlisted(search: "_Search") -> Collection[_Row]:
    by_topic = [await search.first(SHORTLIST, _BY_TOPIC, topic=topic) for topic in search.topics]
    found = list(islice(merge(*by_topic, key=lambda row: (row.turn, row.id)), SHORTLIST))
    found += await search.first(SHORTLIST, _BY_WORD) if search.words else []
    found = found or await search.first(SHORTLIST_WITHOUT_FIT, _ANYONE)
    return {row.id: row for row in found}.values()


class _Search:
    """Looks for mentors who are available for an ask, in some order."""

    def __init__(self, moment: Moment, ask: Ask, words: Iterable[str], apart: frozenset[str]) -> None:
        self.topics, self.words = sorted(set(ask.topic_ids)), sorted(words)
        self._session, self._never = moment.session, apart | {ask.asker}
        self._given = {
            "workspace": moment.workspace,
            "now": moment.now,
            "month": month_of(moment.now),
            "ask": ask.id,
            "topics": self.topics,
            "words": self.words,
        }

    async def first(self, count: int, in_order: Prepared[*tuple[Any, ...]], **of: int) -> list[_Row]:
        """Return the first so many in an order who are available. It looks at as many, then at twice as many …"""
        found: list[_Row] = []
        seen, many = 0, count
        while len(found) < count:
            page = {**self._given, **of, "seen": seen, "many": many}
            rows: Sequence[_Row] = await in_order.rows(self._session, **page)
            found += [row for row in rows if self._is_available(row)]
            if len(rows) < many:
                break
            seen, many = seen + many, 2 * many
        return found[:count]

    def _is_available(self, row: _Row) -> bool:
        has_room: bool = row.taken + row.asked < row.capacity
        return has_room and row.is_serving and row.member not in self._never


async def _people(moment: Moment, asker: str, mentors: Iterable[_Row]) -> dict[str, _Row]:
    """Return the asker and these mentors as the directory and their profiles have them."""
    members = [asker, *(mentor.member for mentor in mentors)]
    found: Sequence[_Row] = await _PEOPLE.rows(moment.session, workspace=moment.workspace, people=members)
    return {person.id: person for person in found}


def _seeker(ask: Ask, words: frozenset[str], person: _Row) -> Seeker:
    return Seeker(
        member=ask.asker,
        topics=frozenset(ask.topic_ids),
        words=words,
        team=_known(person.team),
        place=_known(person.place),
        stage=person.stage,
        role_words=_role_words(person.title, ask.preference),
        preference=ask.preference,
        minutes=ask.minutes,
        meeting_format=ask.meeting_format,
    )


def _candidate(mentor: _Row, person: _Row, seeker: Seeker, now: datetime) -> Candidate:
    return Candidate(
        member=mentor.member,
        topics=_ids(mentor.topics),
        words=_stems(mentor.words),
        team=_known(person.team),
        place=_known(person.place),
        stage=person.stage,
        role_words=_role_words(person.title, seeker.preference),
        formats=_formats(mentor.formats),
        minutes=mentor.minutes,
        capacity=mentor.capacity,
        taken_this_month=mentor.taken,
        open_invitations=mentor.asked,
        last_invited_at=None if mentor.last_invited_at == LONG_AGO else mentor.last_invited_at,
        at_work_now=_is_at_work(person.time_zone, now),
    )


def _role_words(title: str, preference: Preference) -> frozenset[str]:
    """Return the stems of a title, where somebody of a similar role is wished for."""
    return stems(title) if preference is Preference.SIMILAR_ROLE else frozenset()


# What many mentors have in common is worked out once.


@lru_cache
def _ids(numbers: str | None) -> frozenset[int]:
    return frozenset(map(int, (numbers or "").split()))


@lru_cache
def _stems(words: str | None) -> frozenset[str]:
    return frozenset((words or "").split())


@lru_cache
def _known(words: str | None) -> str | None:
    return (words or "").casefold() or None


@lru_cache
def _formats(names: str) -> frozenset[MeetingFormat]:
    return frozenset(map(MeetingFormat, json.loads(names)))


@lru_cache
def _is_at_work(time_zone: str, now: datetime) -> bool:
    return at_work(zone_named(time_zone), now)
