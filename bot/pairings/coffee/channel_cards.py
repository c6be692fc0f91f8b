"""The cards of a random coffee itself: what its channel is told of it, and its organizer."""

from functools import partial

from bot.cadence import from_rule
from bot.channels.membership import is_gone, is_read
from bot.moment import Moment
from bot.outbox.letters import Card, to_channel, to_members
from bot.pairings import letter_keys, queries
from bot.pairings.coffee import participants
from bot.pairings.models import Programme
from bot.pairings.organizing.drafts import rounds_ahead
from bot.pairings.views import organizing as views
from bot.pairings.views.announcements import announcement


async def show_programme(
    moment: Moment, programme: Programme, *, is_new: bool = False, is_announced: bool = False
) -> None:
    """Have all that was told of a locked random coffee say what is so now.

    ``is_new`` when it was just set up, ``is_announced`` when its channel is told of it now, for the first time or anew.
    """
    cards = announcements(programme, is_new=is_announced)
    if programme.organizer is not None:
        is_theirs = await participants.organizer_of(moment, programme) is not None
        may_know = is_theirs or await is_gone(moment, programme.channel or "")
        cards.append(_set_up(moment, programme, is_theirs=is_theirs, may_know=may_know, is_new=is_new))
        if may_know:
            cards.append(_channel_gone(moment, programme))
    await moment.show(cards)


async def show_again(moment: Moment, channel: str) -> None:
    """Show what was told of a channel's random coffee: the channel's language has become known, or is another now."""
    coffee = await queries.coffee_of(moment, channel)
    programme = await queries.programme_of(moment, coffee.id) if coffee is not None else None
    if programme is not None:
        await show_programme(moment, programme)


def announcements(programme: Programme, *, is_new: bool = False) -> list[Card]:
    """Return what the channel was told of a random coffee, the newest first; ``is_new``: it is told once more."""
    return [
        Card(
            key=letter_keys.announcement(programme, number),
            to=to_channel(programme.channel),
            message=partial(announcement, programme=programme, number=number),
            is_new=is_new and number == programme.announcements,
        )
        for number in range(programme.announcements, 0, -1)
        if programme.channel is not None
    ]


async def count_in_channel(moment: Moment, programme: Programme) -> int | None:
    """Return how many people of its channel a random coffee is there for; None while the channel is not known."""
    is_known = await is_read(moment, programme.channel or "")
    return await participants.count_in_channel(moment, programme) if is_known else None


def _set_up(moment: Moment, programme: Programme, *, is_theirs: bool, may_know: bool, is_new: bool) -> Card:
    dates = rounds_ahead(from_rule(programme.cadence), moment.now)
    words = partial(views.set_up, programme=programme, dates=dates, is_theirs=is_theirs)
    return Card(
        key=letter_keys.set_up(programme),
        to=to_members(programme.organizer or ""),
        message=words if may_know else partial(views.not_theirs, programme=programme),
        is_new=is_new,
    )


def _channel_gone(moment: Moment, programme: Programme) -> Card:
    return Card(
        key=letter_keys.channel_gone(programme),
        to=to_members(programme.organizer or ""),
        message=partial(views.channel_gone, programme=programme),
        is_new=programme.gone_at == moment.now,
    )
