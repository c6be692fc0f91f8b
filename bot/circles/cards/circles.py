"""Cards of a circle itself: that it is there, is set up, is paused, and which of its meetings were missed."""

from collections.abc import Collection, Sequence

from sqlalchemy import func, select

from bot.cadence import Occurrence, from_rule, next_five
from bot.channels.membership import is_gone, is_open_to
from bot.circles import letter_keys, queries
from bot.circles.actions import Later
from bot.circles.cards.members import place_cards, readers_of
from bot.circles.models import Circle, CircleMember, Meeting
from bot.circles.rules import MeetingOffReason, MeetingState
from bot.circles.views import changes, organizing
from bot.members.models import Member
from bot.moment import Moment
from bot.outbox.cards import Card
from bot.outbox.letters import OnFate, Pressed, to_channel, to_members


async def show(
    moment: Moment,
    circle: Circle,
    reader: str | None = None,
    *,
    new: Collection[str] = (),
    pressed: Pressed | None = None,
) -> None:
    """Show the cards of a locked circle, and to a reader that there is a place; what is ``new`` is written."""
    arrival = letter_keys.arrival(circle)
    cards = [
        Card(
            key=arrival,
            to=to_channel(circle.channel),
            message=organizing.arrival(circle),
            is_new=arrival in new,
            on_fate=OnFate(Later.ARRIVAL_RESULT, circle.id),
        ),
        *await _starter_cards(moment, circle, new),
        *await _missed_cards(moment, circle, new),
    ]
    if reader is not None:
        upcoming = await queries.upcoming_meeting(moment, circle)
        for one in await readers_of(moment, circle, upcoming, Member.id == reader):
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
    has_waited = (Member.id > after) & (CircleMember.places > 0)
    readers = await readers_of(moment, circle, upcoming, has_waited, limit)
    return [(reader.member.id, list(place_cards(circle, upcoming, reader))[-1]) for reader in readers]


async def _starter_cards(moment: Moment, circle: Circle, new: Collection[str]) -> Sequence[Card]:
    starter = await moment.session.get(Member, (moment.workspace, circle.started_by))
    if starter is None or not starter.may_take_part:
        return []
    dates = await _next_dates(moment, circle)
    is_in = await queries.is_in(moment, circle, starter.id)
    set_up = letter_keys.set_up(circle)
    said = {set_up: organizing.set_up(circle, dates, is_in=is_in)}
    if circle.gone_at is not None:
        said[letter_keys.channel_gone(circle, circle.gone_at)] = organizing.channel_gone(circle, starter.zone)
    if not await _may_hear(moment, circle, starter, is_in=is_in):
        said = dict.fromkeys(said, organizing.not_theirs(circle))
        new = [key for key in new if key == set_up]
    to = to_members(starter.id)
    return [Card(key=key, to=to, message=message, is_new=key in new) for key, message in said.items()]


async def _may_hear(moment: Moment, circle: Circle, starter: Member, *, is_in: bool) -> bool:
    """Return whether who started a circle may still hear of it; of a channel that is gone the members are not known."""
    if circle.because is MeetingOffReason.NOT_THEIR_CHANNEL or await is_open_to(moment, circle.channel, starter.id):
        return True
    return is_in and await is_gone(moment, circle.channel)


async def _next_dates(moment: Moment, circle: Circle) -> Sequence[Occurrence]:
    """Return the next dates of a circle, without those that are called off already."""
    off = await moment.session.scalars(
        select(Meeting.occurrence).where(Meeting.circle_id == circle.id, Meeting.state == MeetingState.CALLED_OFF)
    )
    called_off = set(off)
    return [one for one in next_five(from_rule(circle.cadence), moment.now) if one.key not in called_off]


async def _missed_cards(moment: Moment, circle: Circle, new: Collection[str]) -> Sequence[Card]:
    """Return the news in the channel of meetings that were missed, if there was none to announce with them."""
    newest = select(func.max(Meeting.announced_at)).where(Meeting.circle_id == circle.id).scalar_subquery()
    last = select(Meeting).where(Meeting.circle_id == circle.id, Meeting.announced_at == newest)
    meetings = (await moment.session.scalars(last.order_by(Meeting.starts_at))).all()
    if not meetings or any(meeting.state is not MeetingState.MISSED for meeting in meetings):
        return []
    key = letter_keys.missed(circle, meetings[-1].occurrence)
    words = changes.missed(circle, [meeting.starts_at for meeting in meetings])
    return [Card(key=key, to=to_channel(circle.channel), message=words, is_new=key in new)]
