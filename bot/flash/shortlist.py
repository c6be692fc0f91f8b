"""From all the mentors of a workspace to the few that are worth ranking, by index and in few queries."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TypeVar

from sqlalchemy import ColumnElement, ScalarSelect, Select, and_, func, or_, select
from sqlalchemy.orm import InstrumentedAttribute

from bot.flash import queries
from bot.flash.models import Ask, Conversation, Invitation, Mentor, MentorTopic, MentorWord
from bot.flash.rules import ConversationState, InvitationState
from bot.flash.volunteering import LONG_AGO, mentor_of
from bot.matching.asks.mentors import Candidate, MeetingFormat, Ranked, Seeker, rank_mentors
from bot.matching.asks.words import stems
from bot.members.models import Member
from bot.moment import Moment
from bot.organizers.permissions import takes_part
from bot.profiles.models import Profile
from bot.profiles.profile import kept_apart_from, profile_of, profiles_of
from bot.profiles.working_hours import at_work

Value = TypeVar("Value")

SHORTLIST = 60
"""How many are looked at by topic and by word, those first who were not invited the longest."""
SHORTLIST_WITHOUT_FIT = 20
COUNTED_AS_LOAD = (InvitationState.INVITED, InvitationState.ASKING, InvitationState.OFFERED)


@dataclass(frozen=True, slots=True)
class _Load:
    taken: dict[str, int]
    open: dict[str, int]


async def best_mentors(moment: Moment, ask: Ask) -> list[Ranked]:
    """Everyone on the shortlist for an ask, best first. Never somebody kept apart from the asker, or seen before."""
    asker = await queries.person_of(moment, ask.asker)
    words = stems(ask.question)
    apart = frozenset(await kept_apart_from(moment, ask.asker))
    mentors = await _shortlisted(moment, ask, words, apart)
    candidates = await _as_candidates(moment, mentors)
    seeker = await _as_seeker(moment, ask, asker, words)
    return rank_mentors(seeker, candidates, moment.now, f"ask {ask.id}", apart)


async def _shortlisted(moment: Moment, ask: Ask, words: frozenset[str], apart: frozenset[str]) -> Sequence[Mentor]:
    by_topic = (
        select(MentorTopic.mentor_id)
        .join(Mentor, Mentor.id == MentorTopic.mentor_id)
        .where(MentorTopic.topic_id.in_(ask.topic_ids), _available(moment, ask, apart))
        .order_by(MentorTopic.last_invited_at, MentorTopic.mentor_id)
        .limit(SHORTLIST)
    )
    by_word = (
        select(MentorWord.mentor_id)
        .join(Mentor, Mentor.id == MentorWord.mentor_id)
        .where(
            MentorWord.workspace == moment.workspace,
            MentorWord.word.in_(sorted(words)),
            _available(moment, ask, apart),
        )
        .group_by(MentorWord.mentor_id)
        .order_by(func.count().desc(), MentorWord.mentor_id)
        .limit(SHORTLIST)
    )
    found = await _ids(moment, by_topic) if ask.topic_ids else set()
    found |= await _ids(moment, by_word) if words else set()
    if not found:
        found = await _ids(moment, _anyone(moment, ask, apart))
    return (await moment.session.scalars(select(Mentor).where(Mentor.id.in_(found)))).all()


def _anyone(moment: Moment, ask: Ask, apart: frozenset[str]) -> Select[int]:
    return (
        select(Mentor.id)
        .where(_available(moment, ask, apart))
        .order_by(Mentor.last_invited_at, Mentor.id)
        .limit(SHORTLIST_WITHOUT_FIT)
    )


async def _ids(moment: Moment, query: Select[int]) -> set[int]:
    return set(await moment.session.scalars(query))


def _available(moment: Moment, ask: Ask, apart: frozenset[str]) -> ColumnElement[bool]:
    seen = select(Invitation.mentor).where(Invitation.ask_id == ask.id)
    here = select(Member.id).where(Member.workspace == moment.workspace, Member.id == Mentor.member, takes_part())
    return and_(
        Mentor.workspace == moment.workspace,
        Mentor.is_volunteering,
        or_(Mentor.paused_until.is_(None), Mentor.paused_until <= moment.now),
        Mentor.member != ask.asker,
        Mentor.member.not_in(seen),
        Mentor.member.not_in(apart),
        here.exists(),
        _taken(moment) + _open_invitations() < Mentor.capacity,
    )


def _taken(moment: Moment) -> ScalarSelect[int]:
    return (
        select(func.count())
        .where(
            Conversation.workspace == Mentor.workspace,
            Conversation.mentor == Mentor.member,
            _counts(moment),
        )
        .scalar_subquery()
    )


def _open_invitations() -> ScalarSelect[int]:
    return (
        select(func.count())
        .where(
            Invitation.workspace == Mentor.workspace,
            Invitation.mentor == Mentor.member,
            Invitation.state.in_(COUNTED_AS_LOAD),
        )
        .scalar_subquery()
    )


async def _as_seeker(moment: Moment, ask: Ask, asker: Member, words: frozenset[str]) -> Seeker:
    profile = await profile_of(moment, ask.asker)
    return Seeker(
        member=ask.asker,
        topics=frozenset(ask.topic_ids),
        words=words,
        team=_known(profile.team),
        place=_known(profile.place),
        stage=profile.stage,
        role_words=stems(asker.title),
        preference=ask.preference,
        minutes=ask.minutes,
        meeting_format=ask.meeting_format,
    )


async def _as_candidates(moment: Moment, mentors: Sequence[Mentor]) -> list[Candidate]:
    names = [mentor.member for mentor in mentors]
    members = await queries.people_of(moment, names)
    profiles = await profiles_of(moment, names)
    topics = await _grouped(moment, MentorTopic.mentor_id, MentorTopic.topic_id, mentors)
    words = await _grouped(moment, MentorWord.mentor_id, MentorWord.word, mentors)
    load = await _load(moment, names)
    return [
        _as_candidate(
            mentor,
            members[mentor.member],
            profiles[mentor.member],
            frozenset(topics.get(mentor.id, ())),
            frozenset(words.get(mentor.id, ())),
            load,
            moment.now,
        )
        for mentor in mentors
        if mentor.member in members
    ]


def _as_candidate(
    mentor: Mentor,
    member: Member,
    profile: Profile,
    topics: frozenset[int],
    words: frozenset[str],
    load: _Load,
    now: datetime,
) -> Candidate:
    return Candidate(
        member=mentor.member,
        topics=topics,
        words=words,
        team=_known(profile.team),
        place=_known(profile.place),
        stage=profile.stage,
        role_words=stems(member.title),
        formats=frozenset(MeetingFormat(name) for name in mentor.formats),
        minutes=mentor.minutes,
        capacity=mentor.capacity,
        taken_this_month=load.taken.get(mentor.member, 0),
        open_invitations=load.open.get(mentor.member, 0),
        last_invited_at=None if mentor.last_invited_at == LONG_AGO else mentor.last_invited_at,
        at_work_now=at_work(member.zone, now),
    )


async def _grouped(
    moment: Moment, owner: InstrumentedAttribute[int], value: InstrumentedAttribute[Value], mentors: Iterable[Mentor]
) -> dict[int, set[Value]]:
    rows = await moment.session.execute(select(owner, value).where(owner.in_([mentor.id for mentor in mentors])))
    grouped: dict[int, set[Value]] = {}
    for mentor_id, item in rows:
        grouped.setdefault(mentor_id, set()).add(item)
    return grouped


async def has_time(moment: Moment, member: str) -> bool:
    """Whether a mentor's month has room; who never volunteered set no limit."""
    mentor = await mentor_of(moment, member)
    return mentor is None or (await _taken_this_month(moment, [member])).get(member, 0) < mentor.capacity


async def _taken_this_month(moment: Moment, members: Iterable[str]) -> dict[str, int]:
    """How many conversations of each member, as a mentor, open now or have opened in this calendar month (UTC)."""
    rows = await moment.session.execute(
        select(Conversation.mentor, func.count())
        .where(
            Conversation.workspace == moment.workspace,
            Conversation.mentor.in_(list(members)),
            _counts(moment),
        )
        .group_by(Conversation.mentor)
    )
    return {mentor: count for mentor, count in rows}


async def _load(moment: Moment, members: Sequence[str]) -> _Load:
    rows = await moment.session.execute(
        select(Invitation.mentor, func.count())
        .where(
            Invitation.workspace == moment.workspace,
            Invitation.mentor.in_(members),
            Invitation.state.in_(COUNTED_AS_LOAD),
        )
        .group_by(Invitation.mentor)
    )
    return _Load(await _taken_this_month(moment, members), {mentor: count for mentor, count in rows})


def _counts(moment: Moment) -> ColumnElement[bool]:
    has_opened = Conversation.state.not_in((ConversationState.OPENING, ConversationState.UNOPENED))
    return or_(
        Conversation.state == ConversationState.OPENING, and_(has_opened, Conversation.opened_at >= _month(moment))
    )


def _month(moment: Moment) -> datetime:
    return moment.now.replace(day=1, hour=0, minute=0, second=0, microsecond=0)


def _known(words: str) -> str | None:
    return words.casefold() or None
