"""From all the mentors of a workspace to the few that are worth ranking, by index and in few queries."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeVar

from sqlalchemy import ColumnElement, ScalarSelect, Select, and_, func, or_, select
from sqlalchemy.orm import InstrumentedAttribute

from bot.flash import queries
from bot.flash.models import Ask, Conversation, Invitation, Mentor, MentorTopic, MentorWord
from bot.flash.rules import InvitationState
from bot.flash.volunteering import LONG_AGO, counts_this_month, taken_this_month
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
"""How many are considered by topic and by word, those first who were not invited the longest."""
SHORTLIST_WITHOUT_FIT = 20
COUNTED_AS_LOAD = (InvitationState.INVITED, InvitationState.ASKING, InvitationState.OFFERED)


async def best_mentors(moment: Moment, ask: Ask) -> list[Ranked]:
    """Return the mentors on the shortlist for an ask, best first: none kept apart from the asker, or invited before."""
    asker = await queries.person_of(moment, ask.asker)
    words = stems(ask.question)
    apart = frozenset(await kept_apart_from(moment, ask.asker))
    mentors = await _shortlisted(moment, ask, words, apart)
    candidates = await _as_candidates(moment, mentors)
    seeker = await _as_seeker(moment, ask, asker, words)
    return rank_mentors(seeker, candidates, moment.now, f"ask {ask.id}", apart)


async def _shortlisted(moment: Moment, ask: Ask, words: frozenset[str], apart: frozenset[str]) -> Sequence[Mentor]:
    is_available = _available(moment, ask, apart)
    by_topic = (
        select(MentorTopic.mentor_id)
        .join(Mentor, Mentor.id == MentorTopic.mentor_id)
        .where(MentorTopic.topic_id.in_(ask.topic_ids), is_available)
        .order_by(MentorTopic.last_invited_at, MentorTopic.mentor_id)
        .limit(SHORTLIST)
    )
    by_word = (
        select(MentorWord.mentor_id)
        .join(Mentor, Mentor.id == MentorWord.mentor_id)
        .where(MentorWord.workspace == moment.workspace, MentorWord.word.in_(sorted(words)), is_available)
        .group_by(MentorWord.mentor_id)
        .order_by(func.count().desc(), MentorWord.mentor_id)
        .limit(SHORTLIST)
    )
    anyone = select(Mentor.id).where(is_available).order_by(Mentor.last_invited_at, Mentor.id)
    found = await _ids(moment, by_topic) if ask.topic_ids else set()
    found |= await _ids(moment, by_word) if words else set()
    found = found or await _ids(moment, anyone.limit(SHORTLIST_WITHOUT_FIT))
    return (await moment.session.scalars(select(Mentor).where(Mentor.id.in_(found)))).all()


async def _ids(moment: Moment, query: Select[int]) -> set[int]:
    return set(await moment.session.scalars(query))


def _available(moment: Moment, ask: Ask, apart: frozenset[str]) -> ColumnElement[bool]:
    invited = select(Invitation.mentor).where(Invitation.ask_id == ask.id)
    here = select(Member.id).where(Member.workspace == moment.workspace, Member.id == Mentor.member, takes_part())
    taken = _count_of(Conversation, counts_this_month(moment))
    asked = _count_of(Invitation, Invitation.state.in_(COUNTED_AS_LOAD))
    return and_(
        Mentor.workspace == moment.workspace,
        Mentor.is_volunteering,
        or_(Mentor.paused_until.is_(None), Mentor.paused_until <= moment.now),
        Mentor.member != ask.asker,
        Mentor.member.not_in(invited),
        Mentor.member.not_in(apart),
        here.exists(),
        taken + asked < Mentor.capacity,
    )


def _count_of(table: type[Conversation | Invitation], counts: ColumnElement[bool]) -> ScalarSelect[int]:
    is_theirs = and_(table.workspace == Mentor.workspace, table.mentor == Mentor.member)
    return select(func.count()).where(is_theirs, counts).scalar_subquery()


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


@dataclass(frozen=True, slots=True)
class _Facts:
    """What is known of the mentors on the shortlist, by member or by the mentor's id."""

    members: Mapping[str, Member]
    profiles: Mapping[str, Profile]
    topics: Mapping[int, set[int]]
    words: Mapping[int, set[str]]
    taken: Mapping[str, int]
    asked: Mapping[str, int]


async def _as_candidates(moment: Moment, mentors: Sequence[Mentor]) -> list[Candidate]:
    names = [mentor.member for mentor in mentors]
    known = _Facts(
        members=await queries.people_of(moment, names),
        profiles=await profiles_of(moment, names),
        topics=await _grouped(moment, MentorTopic.mentor_id, MentorTopic.topic_id, mentors),
        words=await _grouped(moment, MentorWord.mentor_id, MentorWord.word, mentors),
        asked=await _open_invitations(moment, names),
        taken=await taken_this_month(moment, names),
    )
    return [_as_candidate(moment, mentor, known) for mentor in mentors if mentor.member in known.members]


def _as_candidate(moment: Moment, mentor: Mentor, known: _Facts) -> Candidate:
    member, profile = known.members[mentor.member], known.profiles[mentor.member]
    return Candidate(
        member=mentor.member,
        topics=frozenset(known.topics.get(mentor.id, ())),
        words=frozenset(known.words.get(mentor.id, ())),
        team=_known(profile.team),
        place=_known(profile.place),
        stage=profile.stage,
        role_words=stems(member.title),
        formats=frozenset(MeetingFormat(name) for name in mentor.formats),
        minutes=mentor.minutes,
        capacity=mentor.capacity,
        taken_this_month=known.taken.get(mentor.member, 0),
        open_invitations=known.asked.get(mentor.member, 0),
        last_invited_at=None if mentor.last_invited_at == LONG_AGO else mentor.last_invited_at,
        at_work_now=at_work(member.zone, moment.now),
    )


async def _grouped(
    moment: Moment, owner: InstrumentedAttribute[int], value: InstrumentedAttribute[Value], mentors: Iterable[Mentor]
) -> dict[int, set[Value]]:
    rows = await moment.session.execute(select(owner, value).where(owner.in_([mentor.id for mentor in mentors])))
    grouped: dict[int, set[Value]] = {}
    for mentor_id, item in rows:
        grouped.setdefault(mentor_id, set()).add(item)
    return grouped


async def _open_invitations(moment: Moment, members: Sequence[str]) -> dict[str, int]:
    rows = await moment.session.execute(
        select(Invitation.mentor, func.count())
        .where(
            Invitation.workspace == moment.workspace,
            Invitation.mentor.in_(members),
            Invitation.state.in_(COUNTED_AS_LOAD),
        )
        .group_by(Invitation.mentor)
    )
    return {mentor: count for mentor, count in rows}


def _known(words: str) -> str | None:
    return words.casefold() or None
