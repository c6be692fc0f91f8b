"""What must be true of a library's circles at every moment, as facts and what they break."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Self

from bot.blocks import IN_MENU
from bot.circles import letter_keys
from bot.circles.actions import Action, Later
from bot.circles.models import AgendaTopic, Circle, CircleMember, Meeting, Rsvp
from bot.circles.rules import (
    TO_COME,
    Belonging,
    Coming,
    MeetingState,
    TopicState,
    closes_at,
)
from bot.maintenance.retention import LETTERS_ARE_KEPT
from bot.members.models import Member
from bot.outbox.models import Letter, LetterState
from bot.recurring.rules import RecurringState
from bot.schedule.models import Due
from playground import Message, Person
from tests.library import Library

AT_WORK = (
    Later.SHOWS_MEETING,
    Later.SHOWS_CIRCLE,
    Later.SENDS_FILES,
    Later.GIVES_PLACES,
    Later.REMOVES_LEAVERS,
    Later.CHANNEL_GONE,
)
"""Due rows that are handled at once: while one is there, not everything is said yet."""


@dataclass(frozen=True)
class Facts:
    """All rows of circles, as they stand now."""

    now: datetime
    circles: Mapping[int, Circle]
    meetings: Mapping[int, Meeting]
    places: Mapping[tuple[int, str], CircleMember]
    answers: Mapping[tuple[int, str], Rsvp]
    topics: Mapping[int, AgendaTopic]
    members: Mapping[str, Member]
    due: frozenset[tuple[str, int]]
    letters: Mapping[str, Letter]

    @classmethod
    async def of(cls, library: Library) -> Self:
        """The facts of a library."""
        return cls(
            library.clock.now(),
            {one.id: one for one in await library.rows(Circle)},
            {one.id: one for one in await library.rows(Meeting)},
            {(one.circle_id, one.member): one for one in await library.rows(CircleMember)},
            {(one.meeting_id, one.member): one for one in await library.rows(Rsvp)},
            {one.id: one for one in await library.rows(AgendaTopic)},
            {one.id: one for one in await library.rows(Member)},
            frozenset((due.kind, due.subject) for due in await library.rows(Due)),
            {one.key: one for one in await library.rows(Letter)},
        )

    @property
    def is_quiet(self) -> bool:
        """Whether all that was to be said has been said, and heard of by whoever wished to."""
        kinds = {kind for kind, _ in self.due}
        is_heard = not any(kind.endswith("_settled") for kind in kinds)
        return is_heard and not kinds & set(AT_WORK) and not any(map(self.waits, self.letters.values()))

    def waits(self, letter: Letter) -> bool:
        """Whether a letter is on its way."""
        is_ahead = letter.not_before > self.now
        return not is_ahead and letter.state in (LetterState.WAITING, LetterState.LEASED, LetterState.HELD)

    def failed(self, key: str) -> bool:
        """Whether a letter failed for good, as far as anybody knows."""
        letter = self.letters.get(key)
        return letter is not None and letter.state in (LetterState.FAILED, LetterState.UNKNOWN)

    def is_to_come(self, meeting: Meeting) -> bool:
        """Whether people can still answer."""
        return meeting.state in TO_COME and meeting.starts_at > self.now

    def waits_for(self, circle: Circle, member: str) -> bool:
        """Whether somebody who may take part waits for a place in a circle."""
        place = self.places.get((circle.id, member))
        is_there = self.members[member].may_take_part
        return place is not None and place.belonging is Belonging.WAITING and is_there

    def who_comes(self, meeting: Meeting) -> int:
        """How many of the circle have said that they come."""
        said = [one for (of, _), one in self.answers.items() if of == meeting.id and one.coming is Coming.IN]
        return sum(self.is_in(meeting.circle_id, one.member) and self.members[one.member].may_take_part for one in said)

    def is_in(self, circle: int, member: str) -> bool:
        """Whether somebody is in a circle."""
        place = self.places.get((circle, member))
        return place is not None and place.belonging is Belonging.IN


def broken_promises(facts: Facts, people: Sequence[Person]) -> list[str]:
    """Every promise that does not hold, in words; none when all is well."""
    broken = [*_of_circles(facts), *_of_meetings(facts)]
    if facts.is_quiet:
        broken += [*_of_letters(facts), *_of_tellings(facts)]
        for person in people:
            for message in person.messages():
                broken += _of_card(facts, person, message)
    return broken


def _of_circles(facts: Facts) -> Iterator[str]:
    """Seats are kept, and nothing waits for ever."""
    inside = Counter(
        one.circle_id
        for one in facts.places.values()
        if one.belonging is Belonging.IN and facts.members[one.member].may_take_part
    )
    for circle in facts.circles.values():
        if circle.seats is not None and inside[circle.id] > circle.seats:
            yield f"circle {circle.id} has {circle.seats} seats, and {inside[circle.id]} are in it"
        has_room = circle.seats is None or inside[circle.id] < circle.seats
        if has_room and circle.state is not RecurringState.ENDED and (Later.GIVES_PLACES, circle.id) not in facts.due:
            yield from (
                f"{one} waits for a place that is free" for one in facts.members if facts.waits_for(circle, one)
            )
        if circle.state is RecurringState.RUNNING and circle.next_at and (Later.ANNOUNCES, circle.id) not in facts.due:
            yield f"circle {circle.id} is forgotten"
        coming = [one for one in facts.meetings.values() if one.circle_id == circle.id and one.state in TO_COME]
        if len(coming) > 1 or (circle.state is not RecurringState.RUNNING and any(map(facts.is_to_come, coming))):
            yield f"circle {circle.id} is {circle.state}, and {len(coming)} meetings are to come"


def _of_meetings(facts: Facts) -> Iterator[str]:
    """Each occurrence is announced once, and goes on by itself to its end."""
    for meeting in facts.meetings.values():
        planned = {kind for kind, subject in facts.due if subject == meeting.id}
        wanted = {Later.ENDS} if meeting.state in TO_COME else set[Later]()
        wanted |= {Later.BEGINS} if facts.is_to_come(meeting) else set()
        wanted |= {Later.DECIDES} if meeting.state is MeetingState.IN_QUESTION else set()
        if missing := wanted - planned:
            yield f"meeting {meeting.id} is forgotten: {missing}"
        host = facts.places.get((meeting.circle_id, meeting.host or ""))
        if facts.is_to_come(meeting) and host is not None and host.belonging is not Belonging.IN:
            yield f"meeting {meeting.id} is hosted by somebody who is not in the circle"
        if facts.is_to_come(meeting) and host is not None and not meeting.host_agreed:
            yield from _of_asking(facts, meeting, planned)
        circle, come = facts.circles[meeting.circle_id], facts.who_comes(meeting)
        if meeting.state is MeetingState.IN_QUESTION and come >= circle.quorum:
            yield f"meeting {meeting.id} is in question, and {come} come of {circle.quorum}"
    days = Counter((one.circle_id, one.occurrence) for one in facts.meetings.values())
    yield from (f"{day} was announced {count} times" for day, count in days.items() if count > 1)


def _of_asking(facts: Facts, meeting: Meeting, planned: set[str]) -> Iterator[str]:
    """Whoever is asked to host is not waited for without end."""
    if Later.HOST_LAPSES not in planned:
        yield f"meeting {meeting.id} waits without end for who was asked to host"


def _of_letters(facts: Facts) -> Iterator[str]:
    """Whoever was told that something happens: it does, or they, or who looks after it, are told that it does not."""
    for meeting in facts.meetings.values():
        if not facts.is_to_come(meeting):
            continue
        announcement = letter_keys.announcement(meeting)
        is_old = facts.now - meeting.announced_at > LETTERS_ARE_KEPT
        if announcement not in facts.letters and not is_old:
            yield f"meeting {meeting.id} was not announced"
        if facts.failed(announcement) and letter_keys.undelivered(meeting, "announcement") not in facts.letters:
            yield f"meeting {meeting.id} could not be announced, and nobody knows"
        if meeting.host is not None:
            answer = facts.answers.get((meeting.id, meeting.host))
            if facts.failed(letter_keys.reminder(meeting, meeting.host, answer.failed if answer else 0)):
                yield f"meeting {meeting.id} is hosted by somebody who cannot know it"


def _of_tellings(facts: Facts) -> Iterator[str]:
    for (meeting_id, member), answer in facts.answers.items():
        meeting = facts.meetings[meeting_id]
        if not facts.is_to_come(meeting) or not facts.members[member].may_take_part:
            continue
        reminder = letter_keys.reminder(meeting, member, answer.failed)
        is_old = facts.now - meeting.announced_at > LETTERS_ARE_KEPT
        if answer.is_reminded and (facts.failed(reminder) or (reminder not in facts.letters and not is_old)):
            yield f"{member} counts as reminded of meeting {meeting_id}"
        expects = answer.coming in (Coming.IN, Coming.MAYBE) and facts.is_in(meeting.circle_id, member)
        news = letter_keys.change(meeting, member, answer.news)
        if expects and answer.news == meeting.moves > 0 and news not in facts.letters and not is_old:
            yield f"{member} was not told that meeting {meeting_id} has moved"
        if facts.failed(news) and letter_keys.undelivered(meeting, f"change-{answer.news}") not in facts.letters:
            yield f"{member} could not be told that meeting {meeting_id} has moved, and nobody knows"
        file = letter_keys.calendar_file(meeting, member)
        if answer.has_file and answer.file_of == meeting.moves and facts.failed(file):
            yield f"{member} has no calendar file of meeting {meeting_id}, and is told so by nobody"


def _of_card(facts: Facts, person: Person, message: Message) -> Iterator[str]:
    """What stands before somebody is so; but for what was forgotten, or could not be amended: until it is pressed."""
    stands = [one for one in facts.letters.values() if one.place == (message.channel, message.ts)]
    letter = next((one for one in stands if one.amends_id is None), None)
    if message.is_ephemeral or letter is None:
        return
    for block in message.blocks:
        for element in [*block.get("elements", ()), *filter(None, [block.get("accessory")])]:
            for words, action, value in _pressed_by(element):
                if not _is_alive(facts, person, action, value):
                    yield f"{person.name} sees a dead {words!r} in {message.text!r} ({letter.key})"
    yield from _of_words(facts, person, message, letter.key)


def _of_words(facts: Facts, person: Person, message: Message, key: str) -> Iterator[str]:
    """The channel and the reminders name the same host and hour as there are."""
    about, _, kind = key.partition("/")
    meeting = facts.meetings.get(int(about.removeprefix("meeting-"))) if about.startswith("meeting-") else None
    if meeting is None or meeting.state not in TO_COME or not kind.startswith(("announcement", "reminder")):
        return
    if kind.startswith("reminder") and not facts.is_in(meeting.circle_id, person.id):
        return
    is_asked = meeting.host is not None and not meeting.host_agreed and facts.is_to_come(meeting)
    hosts = "I'm looking for a host" if is_asked else "No host this time"
    if meeting.hosted_by is not None:
        hosts = f"Host: <@{meeting.hosted_by}>"
    if meeting.host == person.id and kind.startswith("reminder") and (is_asked or meeting.host_agreed):
        hosts = "Would you host" if is_asked else "You're hosting"
    for words in (f"<!date^{int(meeting.starts_at.timestamp())}^", hosts):
        if words not in message.text:
            yield f"{person.name} does not read {words!r} in {message.text!r}"


def _pressed_by(element: Mapping[str, Any]) -> Iterator[tuple[str, str, str]]:
    """A button, or each choice behind three dots: its words, what it does, and to what."""
    if element.get("type") == "button":
        yield element["text"]["text"], element["action_id"], element.get("value", "")
    for option in element.get("options", ()) if element.get("type") == "overflow" else ():
        action, _, value = option["value"].partition(IN_MENU)
        yield option["text"]["text"], action, value


def _is_alive(facts: Facts, person: Person, action: str, value: str) -> bool:
    match action:
        case Action.COMING | Action.MAYBE | Action.NOT_THIS_TIME | Action.CALENDAR:
            return facts.is_to_come(facts.meetings[int(value)])
        case Action.GO_AHEAD | Action.MOVE_IT:
            return facts.meetings[int(value)].state is MeetingState.IN_QUESTION
        case Action.PASS | Action.HOST:
            meeting = facts.meetings[int(value)]
            return facts.is_to_come(meeting) and meeting.host == person.id
        case Action.MOVE | Action.CALL_OFF:
            meeting = facts.meetings[int(value)]
            return facts.is_to_come(meeting) and meeting.hosted_by == person.id
        case Action.SUGGEST | Action.AGENDA | Action.JOIN | Action.EDIT:
            return facts.circles[int(value)].state is not RecurringState.ENDED
        case Action.RESUME:
            return facts.circles[int(value)].state is RecurringState.PAUSED
        case Action.LEAVE:
            return facts.places[int(value), person.id].belonging is not Belonging.OUT
        case Action.REFLECT:
            return facts.now < closes_at(facts.meetings[int(value)].starts_at) + timedelta(minutes=1)
        case Action.CARRY_OVER:
            of, _, topic = value.partition("/")
            meeting = facts.meetings[int(of)]
            is_open = facts.circles[meeting.circle_id].state is not RecurringState.ENDED
            return is_open and facts.topics[int(topic)].state is TopicState.TALKED_ABOUT
    return True
