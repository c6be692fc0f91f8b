"""Cards of a circle itself: that it is there, is set up, is paused, and which of its meetings were missed."""

from collections.abc import Collection, Sequence
from functools import partial

from sqlalchemy import and_, bindparam, select

from bot.cadence import Occurrence, from_rule, next_five
from bot.channels.membership import is_gone
from bot.circles import letter_keys, queries
from bot.circles.actions import Later
from bot.circles.cards.members import THESE, WHO_HAD_PLACES, place_cards, readers_of
from bot.circles.meetings.history import History, history_of
from bot.circles.members.visibility import is_open_to
from bot.circles.models import Circle, CircleMember
from bot.circles.rules import Belonging, MeetingOffReason, MeetingState
from bot.circles.views import changes, organizing
from bot.database.prepared import Prepared
from bot.members.models import Member, zone_named
from bot.moment import Moment
from bot.organizers.permissions import takes_part
from bot.outbox.cards import Card
from bot.outbox.letters import OnFate, Pressed, to_channel, to_members
from bot.outbox.message import Words

_STARTER = Prepared(
    select(Member.id, Member.time_zone, CircleMember.member.is_not(None), is_open_to(Member.id))
    .join(Circle, and_(Circle.workspace == Member.workspace, Circle.started_by == Member.id))
    .outerjoin(
        CircleMember,
        and_(
            CircleMember.circle_id == Circle.id,
            CircleMember.member == Member.id,
            CircleMember.belonging == Belonging.IN,
        ),
    )
    .where(Circle.id == bindparam("circle"), takes_part())
)
"""Selects who started a circle, whether they are in it, and whether its channel is open to them."""


async def show(
    moment: Moment,
    circle: Circle,
    reader: str | None = None,
    *,
    history: History | None = None,
    new: Collection[str] = (),
    pressed: Pressed | None = None,
) -> None:
    """Show the cards of a locked circle, and to a reader that there is a place; what is ``new`` is written.

    Its ``history`` is read where it is not given.
    """
    arrival, history = letter_keys.arrival(circle), history or await history_of(moment, circle)
    cards = [
        Card(
            key=arrival,
            to=to_channel(circle.channel),
            message=lambda reader: organizing.arrival(reader, circle),
            is_new=arrival in new,
            on_fate=OnFate(Later.ARRIVAL_RESULT, circle.id),
        ),
        *await _starter_cards(moment, circle, history, new),
        *_missed_cards(circle, history, new),
    ]
    if reader is not None:
        upcoming = await queries.upcoming_meeting(moment, circle)
        for one in await readers_of(moment, circle, upcoming, THESE, members=[reader]):
            cards += place_cards(circle, upcoming, one, new, pressed.card if pressed is not None else "")
    await moment.show(cards, pressed)


async def show_to_all(moment: Moment, circle: Circle, *, new: Collection[str] = ()) -> None:
    """Show a circle, and then to everybody who has heard that there is a place for them."""
    await show(moment, circle, new=new)
    await moment.sweep(Later.SHOWS_CIRCLE, circle.id)


async def page(moment: Moment, circle_id: int, after: str, limit: int) -> Sequence[tuple[str, Card]]:
    """Return the next news of a place, by their readers: of each the newest, which made the others out of date."""
    circle = await queries.circle_of(moment, circle_id)
    if circle is None:
        return []
    upcoming = await queries.upcoming_meeting(moment, circle)
    readers = await readers_of(moment, circle, upcoming, WHO_HAD_PLACES, after=after, limit=limit)
    return [(reader.member, list(place_cards(circle, upcoming, reader))[-1]) for reader in readers]


async def _starter_cards(moment: Moment, circle: Circle, history: History, new: Collection[str]) -> Sequence[Card]:
    found = await _STARTER.first(moment.session, circle=circle.id)
    if found is None:
        return []
    starter, time_zone, is_in, is_open = found
    dates = _next_dates(moment, circle, history)
    set_up = letter_keys.set_up(circle)
    said: dict[str, Words] = {set_up: lambda reader: organizing.set_up(reader, circle, dates, is_in=is_in)}
    if circle.gone_at is not None:
        zone = zone_named(time_zone)
        gone = letter_keys.channel_gone(circle, circle.gone_at)
        said[gone] = lambda reader: organizing.channel_gone(reader, circle, zone)
    # Of a channel that is gone the members are not known.
    is_theirs = is_open or circle.because is MeetingOffReason.NOT_THEIR_CHANNEL
    if not is_theirs and not (is_in and await is_gone(moment, circle.channel)):
        said = dict.fromkeys(said, lambda reader: organizing.not_theirs(reader, circle))
        new = [key for key in new if key == set_up]
    to = to_members(starter)
    return [Card(key=key, to=to, message=message, is_new=key in new) for key, message in said.items()]


def _next_dates(moment: Moment, circle: Circle, history: History) -> Sequence[Occurrence]:
    """Return the next dates of a circle, without those that are called off already."""
    return [one for one in next_five(from_rule(circle.cadence), moment.now) if one.key not in history.called_off]


def _missed_cards(circle: Circle, history: History, new: Collection[str]) -> Sequence[Card]:
    """Return the news in the channel of meetings that were missed, if there was none to announce with them."""
    meetings = history.newest
    if not meetings or any(meeting.state is not MeetingState.MISSED for meeting in meetings):
        return []
    key = letter_keys.missed(circle, meetings[-1].occurrence)
    words = partial(changes.missed, circle=circle, instants=[meeting.starts_at for meeting in meetings])
    return [Card(key=key, to=to_channel(circle.channel), message=words, is_new=key in new)]
