"""Cards of one member alone: their reminder, news of a meeting, and that there is a place for them."""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import BindParameter, and_, bindparam, select

from bot.circles import letter_keys
from bot.circles.actions import Later
from bot.circles.cards.channel import moves_of
from bot.circles.models import Circle, CircleMember, Meeting, Rsvp
from bot.circles.rules import NEWS_FOR, NEWS_SHOWN, SHORTEST_NOTICE, TO_COME, Belonging, Coming, MeetingState, Reminder
from bot.circles.views import changes, hosting, joining
from bot.circles.views import meetings as views
from bot.database.prepared import Prepared
from bot.languages.reader import Reader
from bot.members.models import Member, zone_named
from bot.moment import Moment
from bot.organizers.permissions import takes_part
from bot.outbox.cards import Card
from bot.outbox.letters import OnFate, to_members
from bot.outbox.message import Message, Words
from bot.profiles.working_hours import in_working_hours

_READERS = (
    select(
        Member.id,
        Member.time_zone,
        CircleMember.belonging,
        CircleMember.reminder,
        CircleMember.places,
        Rsvp.coming,
        Rsvp.failed,
        Rsvp.news,
    )
    .join(CircleMember, and_(CircleMember.workspace == Member.workspace, CircleMember.member == Member.id))
    .outerjoin(Rsvp, and_(Rsvp.meeting_id == bindparam("meeting"), Rsvp.member == Member.id))
    .where(CircleMember.circle_id == bindparam("circle"), takes_part())
    .order_by(Member.id)
)
_LIMIT: BindParameter[int] = bindparam("limit")
THESE = Prepared(_READERS.where(Member.id.in_(bindparam("members", expanding=True))))
"""Selects these ``members``."""
FROM_ONE_ON = Prepared(_READERS.where(Member.id >= bindparam("first")).limit(_LIMIT))
"""Selects those from the id ``first`` on."""
WHO_HAD_PLACES = Prepared(_READERS.where(Member.id > bindparam("after"), CircleMember.places > 0).limit(_LIMIT))
"""Selects those with an id ``after`` another who were told of a place."""


@dataclass(frozen=True, slots=True)
class CircleReader:
    """A member with their place in a circle, and their answer to one meeting of it."""

    member: str
    time_zone: str
    belonging: Belonging
    reminder: Reminder
    places: int
    """Number of the newest card that says that they are in, or wait."""
    coming: Coming | None = None
    """Their answer."""
    failed: int = 0
    """Number of reminders that could not be delivered to them."""
    news: int = 0
    """Number of the meeting's change that they were told of, the last time."""

    @property
    def is_in(self) -> bool:
        """Return whether they are in the circle."""
        return self.belonging is Belonging.IN

    @property
    def zone(self) -> ZoneInfo:
        """Return their time zone."""
        return zone_named(self.time_zone)


async def readers_of(
    moment: Moment, circle: Circle, meeting: Meeting | None, which: Prepared[*tuple[Any, ...]], **values: Any
) -> Sequence[CircleReader]:
    """Return those who are or were in a circle and still take part, in the order of their ids.

    ``which`` of them is one of the statements above, with its ``values``.
    """
    at = meeting.id if meeting is not None else 0
    found = await which.rows(moment.session, circle=circle.id, meeting=at, **values)
    return [
        CircleReader(member, time_zone, belonging, reminder, places, coming, failed or 0, news or 0)
        for member, time_zone, belonging, reminder, places, coming, failed, news in found
    ]


def meeting_cards(
    moment: Moment, details: views.MeetingDetails, reader: CircleReader, new: Collection[str]
) -> Iterator[Card]:
    """Yield the cards that a member has of a meeting."""
    meeting, member = details.meeting, reader.member
    reminder = letter_keys.reminder(meeting, member, reader.failed)
    yield Card(
        key=reminder,
        to=to_members(member),
        alias=meeting.alias_of(member),
        message=partial(_reminder, details=details, whose=reader),
        is_new=reminder in new,
        not_before=in_working_hours(reader.zone, moment.now, meeting.starts_at, SHORTEST_NOTICE),
        on_fate=OnFate(Later.REMINDER_RESULT, meeting.id),
    )
    for number in range(max(1, reader.news - NEWS_SHOWN + 1), reader.news + 1):
        yield Card(
            key=letter_keys.change(meeting, member, number),
            to=to_members(member),
            message=partial(_change, details=details, whose=reader, number=number),
            is_new=number == reader.news == meeting.moves and _is_news(moment, meeting, reader),
            on_fate=OnFate(Later.NEWS_RESULT, meeting.id),
        )


def older_card(details: views.MeetingDetails, reader: CircleReader, key: str) -> Iterator[Card]:
    """Yield the card of this key, if it is an older one that this member has: it says what is so now, too."""
    meeting, member = details.meeting, reader.member
    kind, _, rest = key.removeprefix(f"meeting-{meeting.id}/").partition("-")
    number, _, whose = rest.partition("-")
    message: Words | None = None
    alias = ""
    if kind == "reminder" and number == (meeting.alias_of(member) or member):
        alias = meeting.alias_of(member)
        message = partial(_reminder, details=details, whose=reader)
    elif kind == "change" and whose == member and number.isdecimal():
        message = partial(_change, details=details, whose=reader, number=int(number))
    if message is not None:
        yield Card(key=key, to=to_members(member), alias=alias, message=message)


def place_cards(
    circle: Circle, upcoming: Meeting | None, reader: CircleReader, new: Collection[str] = (), pressed: str = ""
) -> Iterator[Card]:
    """Yield the news that there is a place, which a member has who has waited for it: the newest last."""
    member, newest = reader.member, reader.places
    keys = [letter_keys.place(circle, member, number) for number in range(max(1, newest - NEWS_SHOWN + 1), newest + 1)]
    if pressed.startswith(letter_keys.places(circle, member)) and pressed not in keys:
        keys.insert(0, pressed)
    newest_key, to = letter_keys.place(circle, member, newest), to_members(member)
    newest_words = partial(_place, circle=circle, upcoming=upcoming, whose=reader)
    older_words = partial(_older_place, circle=circle, whose=reader)
    for key in keys:
        words = newest_words if key == newest_key else older_words
        yield Card(key=key, to=to, message=words, is_new=key in new)


def _reminder(reader: Reader, details: views.MeetingDetails, whose: CircleReader) -> Message:
    """Return a member's reminder as it reads now: the host's is the host's card."""
    if not whose.is_in:
        return _not_in(reader, details.circle, whose)
    match details.meeting.state:
        case MeetingState.OVER:
            return changes.reminder_over(reader, details)
        case MeetingState.CALLED_OFF:
            return changes.called_off(reader, details)
    may_still_host = details.meeting.host_agreed or not details.has_begun
    if details.meeting.host == whose.member and may_still_host:
        return hosting.host_card(reader, details, whose.zone)
    return views.reminder(reader, details, whose.zone, whose.coming)


def _change(reader: Reader, details: views.MeetingDetails, whose: CircleReader, number: int) -> Message:
    """Return the news of a meeting's change of this number, as it reads now."""
    if not whose.is_in or details.meeting.state not in TO_COME:
        return _reminder(reader, details, whose)
    if number < moves_of(details.meeting):
        return changes.moved_again(reader, details)
    return changes.moved(reader, details, whose.zone, whose.coming)


def _place(reader: Reader, circle: Circle, upcoming: Meeting | None, whose: CircleReader) -> Message:
    """Return the news that there is a place, with what comes next."""
    if not whose.is_in:
        return _not_in(reader, circle, whose)
    return joining.has_place(reader, circle, upcoming, whose.member, whose.reminder, whose.coming, whose.zone)


def _older_place(reader: Reader, circle: Circle, whose: CircleReader) -> Message:
    return joining.is_in(reader, circle) if whose.is_in else _not_in(reader, circle, whose)


def _not_in(reader: Reader, circle: Circle, whose: CircleReader) -> Message:
    return joining.waits(reader, circle) if whose.belonging is Belonging.WAITING else joining.has_left(reader, circle)


def _is_news(moment: Moment, meeting: Meeting, reader: CircleReader) -> bool:
    """Return whether a change is still to be told: it is of these days, and to come."""
    if not reader.is_in or meeting.changed_at is None or moment.now - meeting.changed_at > NEWS_FOR:
        return False
    return meeting.is_to_come(moment.now) or meeting.state is MeetingState.CALLED_OFF
