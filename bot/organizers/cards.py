"""The cards of the ask channel: the hello in each channel, and the requests to those who decide."""

from collections.abc import Iterable
from functools import partial

from sqlalchemy import select

from bot.moment import Moment
from bot.organizers.models import Hello
from bot.organizers.views import organizing as views
from bot.outbox.letters import Card, Pressed, to_channel, to_members

_HELLO = "hello/"


async def show_hellos(
    moment: Moment, ask_channel: str | None, channels: Iterable[str | None], pressed: Pressed | None = None
) -> None:
    """Have the hellos in these channels say what is so now."""
    found = select(Hello).where(Hello.workspace == moment.workspace, Hello.channel.in_(set(channels) - {None}))
    hellos = await moment.session.scalars(found.where(~Hello.is_archived).order_by(Hello.channel))
    shown = [hello_card(hello, ask_channel, key) for hello in hellos for key in _keys_of(hello, pressed)]
    await moment.show(shown, pressed)


def hello_card(hello: Hello, ask_channel: str | None, key: str, *, is_new: bool = False) -> Card:
    """Return a hello to the channel that Klatch was invited to."""
    words = partial(views.hello, invited_by=hello.invited_by, is_ask_channel=ask_channel == hello.channel)
    return Card(key=key, to=to_channel(hello.channel), message=words, is_new=is_new)


def _keys_of(hello: Hello, pressed: Pressed | None) -> list[str]:
    """The newest hello there, and an older one if that is where somebody pressed."""
    if pressed is None or pressed.channel != hello.channel or not pressed.card.startswith(_HELLO):
        return [hello.letter]
    return list(dict.fromkeys([hello.letter, pressed.card]))


def requests(hello: Hello, ask_channel: str | None, readers: Iterable[str]) -> list[Card]:
    """Return the newest request about where questions stand, to each of those who decide; new while it is open."""
    words = partial(views.request, channel=hello.channel, by=hello.asked_by, ask_channel=ask_channel)
    is_new = hello.asked_by is not None
    key = f"ask-{hello.letter}/{hello.asked}"
    return [Card(key=f"{key}-{one}", to=to_members(one), message=words, is_new=is_new) for one in readers]


def letter_of(channel: str, seed: str) -> str:
    """Return the key of the letter that says hello in a channel; it stays when the channel's id changes."""
    return f"{_HELLO}{channel}/{seed}"
