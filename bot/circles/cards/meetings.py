"""Show a meeting: in its channel and to some of its members at once, to all the others page by page."""

from collections.abc import Collection, Sequence

from bot.circles import queries
from bot.circles.actions import Later
from bot.circles.cards.channel import cards_in_channel
from bot.circles.cards.meeting_details import details_of
from bot.circles.cards.members import (
    FROM_ONE_ON,
    THESE,
    CircleReader,
    meeting_cards,
    older_card,
    place_cards,
    readers_of,
)
from bot.circles.models import Circle, Meeting
from bot.circles.views.meetings import MeetingDetails
from bot.moment import Moment
from bot.outbox.cards import Card
from bot.outbox.letters import Pressed


async def show(
    moment: Moment,
    circle: Circle,
    meeting: Meeting,
    *readers: str | None,
    new: Collection[str] = (),
    pressed: Pressed | None = None,
) -> None:
    """Show a locked meeting in its channel, and to these members; what is ``new`` is written."""
    members = [member for member in readers if member is not None]
    found = await readers_of(moment, circle, meeting, THESE, members=members) if members else []
    await _show(moment, await details_of(moment, circle, meeting), found, new, pressed)


async def show_to_all(
    moment: Moment, circle: Circle, meeting: Meeting, *readers: str | None, new: Collection[str] = ()
) -> None:
    """Show a meeting, and then to everybody who has heard of it."""
    await show(moment, circle, meeting, *readers, new=new)
    await moment.sweep(Later.SHOWS_MEETING, meeting.id)


async def show_new(moment: Moment, details: MeetingDetails, host: CircleReader | None, new: Collection[str]) -> None:
    """Show a meeting of which nobody has heard yet, as :func:`show_to_all` does."""
    await _show(moment, details, [host] if host is not None else [], new)
    await moment.sweep(Later.SHOWS_MEETING, details.meeting.id)


async def page(moment: Moment, meeting_id: int, after: str, limit: int) -> Sequence[tuple[str, Card]]:
    """Return the next cards of those who have heard of a meeting, by their readers, of whom each has several."""
    found = await queries.meeting_of(moment, meeting_id)
    if found is None:
        return []
    circle, meeting = found
    details, upcoming = await details_of(moment, circle, meeting), await _upcoming(moment, circle, meeting)
    first, _, last = after.partition("/")
    cards = list[tuple[str, Card]]()
    for reader in await readers_of(moment, circle, meeting, FROM_ONE_ON, first=first, limit=limit + 1):
        member = reader.member
        theirs = _member_cards(moment, details, upcoming, reader)
        numbered = [(f"{member}/{number}", card) for number, card in enumerate(theirs)]
        cards += numbered[int(last) + 1 :] if member == first else numbered
    return cards[:limit]


async def _show(
    moment: Moment,
    details: MeetingDetails,
    readers: Sequence[CircleReader],
    new: Collection[str],
    pressed: Pressed | None = None,
) -> None:
    cards = await cards_in_channel(moment, details, new)
    upcoming = await _upcoming(moment, details.circle, details.meeting) if readers else None
    for reader in readers:
        cards += _member_cards(moment, details, upcoming, reader, new)
        cards += older_card(details, reader, pressed.card) if pressed is not None else ()
    await moment.show(cards, pressed)


async def _upcoming(moment: Moment, circle: Circle, meeting: Meeting) -> Meeting | None:
    """Return the meeting of a locked circle that is announced and has not begun: there is one at most."""
    return meeting if meeting.is_to_come(moment.now) else await queries.upcoming_meeting(moment, circle)


def _member_cards(
    moment: Moment,
    details: MeetingDetails,
    upcoming: Meeting | None,
    reader: CircleReader,
    new: Collection[str] = (),
) -> list[Card]:
    cards = list(meeting_cards(moment, details, reader, new))
    if upcoming is None or upcoming.id == details.meeting.id:
        cards += place_cards(details.circle, upcoming, reader)
    return cards
