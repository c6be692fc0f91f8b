"""Showing a meeting: in its channel and to some of its members at once, to all the others page by page."""

from collections.abc import Collection, Sequence

from bot.circles import queries
from bot.circles.actions import Later
from bot.circles.cards.channel import cards_in_channel
from bot.circles.cards.meeting_data import shown_of
from bot.circles.cards.members import CircleReader, of_meeting, of_meeting_before, of_place, readers_of
from bot.circles.models import Circle, Meeting
from bot.circles.views.meetings import MeetingShown
from bot.members.models import Member
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
    shown = await shown_of(moment, circle, meeting)
    cards = await cards_in_channel(moment, shown, new)
    if members := [member for member in readers if member is not None]:
        coming = await queries.meeting_to_come(moment, circle)
        for reader in await readers_of(moment, circle, meeting, Member.id.in_(members)):
            cards += _alone(moment, shown, coming, reader, new)
            cards += of_meeting_before(shown, reader, pressed.card) if pressed is not None else ()
    await moment.show(cards, pressed)


async def show_to_all(
    moment: Moment, circle: Circle, meeting: Meeting, *readers: str | None, new: Collection[str] = ()
) -> None:
    """The same, and then to everybody who has heard of it."""
    await show(moment, circle, meeting, *readers, new=new)
    await moment.sweep(Later.SHOWS, meeting.id)


async def page(moment: Moment, meeting_id: int, after: str, limit: int) -> Sequence[tuple[str, Card]]:
    """Return the next cards of those who have heard of a meeting, by their readers, of whom each has several."""
    found = await queries.meeting_of(moment, meeting_id)
    if found is None:
        return []
    circle, meeting = found
    shown, coming = await shown_of(moment, circle, meeting), await queries.meeting_to_come(moment, circle)
    first, _, seen = after.partition("/")
    cards = list[tuple[str, Card]]()
    for reader in await readers_of(moment, circle, meeting, Member.id >= first, limit + 1):
        member = reader.member.id
        theirs = [(f"{member}/{number}", card) for number, card in enumerate(_alone(moment, shown, coming, reader))]
        cards += theirs[int(seen) + 1 :] if member == first else theirs
    return cards[:limit]


def _alone(
    moment: Moment, shown: MeetingShown, coming: Meeting | None, reader: CircleReader, new: Collection[str] = ()
) -> list[Card]:
    cards = list(of_meeting(moment, shown, reader, new))
    if coming is None or coming.id == shown.meeting.id:
        cards += of_place(shown.circle, coming, reader)
    return cards
