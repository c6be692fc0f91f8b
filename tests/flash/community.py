"""Random communities in which mentors are looked for, and the plain way to find them: read everything, then choose."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from random import Random
from typing import Any

from sqlalchemy import select

from bot.database.columns import Base
from bot.flash.models import Ask, Conversation, Invitation, Mentor, MentorTopic, MentorWord
from bot.flash.rules import ConversationState, InvitationState
from bot.flash.shortlist import COUNTED_AS_LOAD, SHORTLIST, SHORTLIST_WITHOUT_FIT
from bot.flash.volunteering import LONG_AGO
from bot.matching.asks.mentors import Candidate, CareerStage, MeetingFormat, Preference, Ranked, Seeker, rank_mentors
from bot.matching.asks.words import stems
from bot.members.models import Member
from bot.moment import Moment
from bot.profiles.models import Profile
from bot.profiles.profile import kept_apart_from, never_introduce
from bot.profiles.working_hours import at_work
from bot.topics.models import Topic

WORKSPACE, ASKER, NOW = "T1", "U0", datetime(2026, 11, 23, 14, 0, tzinfo=UTC)
WORDS = ("grant", "budget", "heron", "zine", "python")
TOPICS = (1, 2, 3)
MONTH = NOW.replace(day=1, hour=0)


async def settle_down(moment: Moment, mentors: int, chance: Random) -> Ask:
    """Put so many mentors into the workspace, with all that can keep them from being asked, and return an ask."""
    session, rarely = moment.session, chance.choice([0.0, 0.02, 0.2])
    everyone = range(mentors + 1)
    session.add_all(Topic(id=id, workspace=WORKSPACE, key=f"{id}", name=f"Topic {id}") for id in TOPICS)
    session.add_all(_member(number, chance, rarely) for number in everyone)
    session.add_all(_profile(number, chance) for number in everyone if chance.random() < 0.8)
    ask, *others = [_ask(number, chance) for number in range(1, 5)]
    session.add_all([ask, *others])
    volunteers = everyone[chance.randrange(2) :]
    session.add_all(_mentor(number, chance, rarely) for number in volunteers)
    await session.flush()
    for number in volunteers:
        session.add_all(_offered(number, chance))
        for other in (ask, *others):
            session.add_all(_asked(other, f"U{number}", chance) if chance.random() < 2 * rarely else ())
    for number in chance.sample(volunteers, min(len(volunteers), chance.randrange(3))):
        await never_introduce(moment, *chance.sample([ASKER, f"U{number}"], 2))
    await session.flush()
    return ask


async def plainly_best(moment: Moment, ask: Ask) -> list[Ranked]:
    """Return the mentors for an ask, best first, by reading everything of everybody."""
    everything: list[Any] = [(await moment.session.scalars(select(table))).all() for table in TABLES]
    known = _Known(*everything)
    apart = frozenset(await kept_apart_from(moment, ask.asker))
    invited = {one.mentor for one in known.invitations if one.ask_id == ask.id}
    never = {ask.asker, *apart, *invited}
    free = [mentor for mentor in known.mentors if mentor.member not in never and known.is_serving(mentor)]
    described = [(known.described(mentor), mentor) for mentor in free]
    seeker = Seeker(
        **known.traits(ask.asker, ask.topic_ids, stems(ask.question)),
        preference=ask.preference,
        minutes=ask.minutes,
        meeting_format=ask.meeting_format,
    )
    shortlist = _worth_ranking(seeker, [(one, mentor) for one, mentor in described if one.has_room])
    return rank_mentors(seeker, shortlist, NOW, f"ask {ask.id}", apart)


def _worth_ranking(seeker: Seeker, free: list[tuple[Candidate, Mentor]]) -> list[Candidate]:
    def first(count: int, order: Callable[[Candidate, Mentor], Any]) -> list[Candidate]:
        return [one for one, mentor in sorted(free, key=lambda two: (order(*two), two[1].id))][:count]

    waits = first(len(free), lambda _, mentor: mentor.last_invited_at)
    volunteering = [one for one in waits for _ in one.topics & seeker.topics][:SHORTLIST]
    speaking = first(len(free), lambda one, _: -len(one.words & seeker.words))
    speaking = [one for one in speaking if one.words & seeker.words][:SHORTLIST]
    found = volunteering + speaking or waits[:SHORTLIST_WITHOUT_FIT]
    return list({one.member: one for one in found}.values())


TABLES: tuple[type[Base], ...] = (Member, Profile, Mentor, MentorTopic, MentorWord, Conversation, Invitation)


@dataclass(frozen=True, slots=True)
class _Known:
    """Everything of everybody."""

    members: Sequence[Member]
    profiles: Sequence[Profile]
    mentors: Sequence[Mentor]
    topics: Sequence[MentorTopic]
    words: Sequence[MentorWord]
    talks: Sequence[Conversation]
    invitations: Sequence[Invitation]

    def member(self, id: str) -> Member:
        return next(one for one in self.members if one.id == id)

    def is_serving(self, mentor: Mentor) -> bool:
        is_paused = mentor.paused_until is not None and mentor.paused_until > NOW
        return mentor.is_volunteering and not is_paused and self.member(mentor.member).may_take_part

    def described(self, mentor: Mentor) -> Candidate:
        return Candidate(
            **self.traits(
                mentor.member,
                [one.topic_id for one in self.topics if one.mentor_id == mentor.id],
                [one.word for one in self.words if one.mentor_id == mentor.id],
            ),
            formats=frozenset(map(MeetingFormat, mentor.formats)),
            minutes=mentor.minutes,
            capacity=mentor.capacity,
            taken_this_month=sum(_counts(one) for one in self.talks if one.mentor == mentor.member),
            open_invitations=sum(
                one.seems in COUNTED_AS_LOAD for one in self.invitations if one.mentor == mentor.member
            ),
            last_invited_at=None if mentor.last_invited_at == LONG_AGO else mentor.last_invited_at,
            at_work_now=at_work(self.member(mentor.member).zone, NOW),
        )

    def traits(self, id: str, topics: Iterable[int], words: Iterable[str]) -> dict[str, Any]:
        told = next((one for one in self.profiles if one.member == id), None)
        return {
            "member": id,
            "topics": frozenset(topics),
            "words": frozenset(words),
            "team": told.team.casefold() or None if told else None,
            "place": told.place.casefold() or None if told else None,
            "stage": told.stage if told else None,
            "role_words": stems(self.member(id).title),
        }


def _counts(talk: Conversation) -> bool:
    has_opened = talk.state is not ConversationState.UNOPENED and talk.opened_at >= MONTH
    return talk.state is ConversationState.OPENING or has_opened


def _member(number: int, chance: Random, rarely: float) -> Member:
    odd = chance.choice(["is_bot", "is_guest", "is_stranger", "is_deactivated"])
    return Member(
        workspace=WORKSPACE,
        id=f"U{number}",
        name=f"Member {number}",
        title=chance.choice(["", "Cataloguer", "Systems librarian"]),
        time_zone=chance.choice(["America/Toronto", "Asia/Tokyo", "Mars/Olympus"]),
        refreshed_at=NOW,
        **({odd: True} if number and chance.random() < rarely else {}),
    )


def _profile(number: int, chance: Random) -> Profile:
    return Profile(
        workspace=WORKSPACE,
        member=f"U{number}",
        team=chance.choice(["", "Maps", "maps", "Archives"]),
        place=chance.choice(["", "Law Library", "Main"]),
        stage=chance.choice([None, *CareerStage]),
    )


def _mentor(number: int, chance: Random, rarely: float) -> Mentor:
    return Mentor(
        id=number + 1,
        workspace=WORKSPACE,
        member=f"U{number}",
        is_volunteering=chance.random() >= rarely,
        paused_until=NOW + timedelta(hours=chance.randint(-1, 1)) if chance.random() < 2 * rarely else None,
        capacity=chance.randint(1, 3),
        minutes=chance.choice([15, 30, 45]),
        formats=[str(each) for each in MeetingFormat if chance.random() < 0.5],
        joined_at=NOW,
        last_invited_at=_last_invited_at(number),
    )


def _last_invited_at(number: int) -> datetime:
    return NOW - timedelta(hours=number * 37 % 200) if number % 3 else LONG_AGO


def _offered(number: int, chance: Random) -> Iterator[Base]:
    for topic in chance.sample(TOPICS, chance.randint(0, len(TOPICS))):
        yield MentorTopic(mentor_id=number + 1, topic_id=topic, last_invited_at=_last_invited_at(number))
    for word in chance.sample(WORDS, chance.randint(0, len(WORDS))):
        yield MentorWord(mentor_id=number + 1, workspace=WORKSPACE, word=word)


def _asked(ask: Ask, mentor: str, chance: Random) -> Iterator[Base]:
    both = {"workspace": WORKSPACE, "ask_id": ask.id, "mentor": mentor}
    yield Invitation(**both, seems=chance.choice(list(InvitationState)), kept_state=None, invited_at=NOW)
    state, opened_at = chance.choice(list(ConversationState)), MONTH + timedelta(days=chance.randint(-1, 1))
    yield Conversation(**both, asker=ASKER, state=state, opened_at=opened_at)


def _ask(number: int, chance: Random) -> Ask:
    return Ask(
        id=number,
        workspace=WORKSPACE,
        asker=ASKER,
        question=" ".join(chance.sample(WORDS, chance.randint(0, 3))),
        preference=chance.choice(list(Preference)),
        minutes=chance.choice([15, 30, 45]),
        meeting_format=chance.choice(list(MeetingFormat)),
        shows_name=True,
        topic_ids=chance.sample(TOPICS, chance.randint(0, len(TOPICS))),
        posted_at=NOW,
    )
