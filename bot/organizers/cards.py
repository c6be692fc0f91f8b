"""The hello in a channel: what it says follows from who invited Klatch, and from where questions stand."""

from collections.abc import Iterable, Iterator

from sqlalchemy import select

from bot.moment import Moment
from bot.organizers import views
from bot.organizers.models import Hello
from bot.outbox.letters import Card, Pressed, to_channel, to_members

_HELLO = "hello/"


async def show_hellos(
    moment: Moment, ask_channel: str | None, channels: Iterable[str | None], pressed: Pressed | None = None
) -> None:
    """Have the hellos in these channels say what is so now."""
    found = select(Hello).where(Hello.workspace == moment.workspace, Hello.channel.in_(set(channels) - {None}))
    hellos = await moment.session.scalars(found.where(~Hello.is_archived).order_by(Hello.channel))
    await moment.show([card for hello in hellos for card in _cards_of(hello, ask_channel, pressed)], pressed)


def new_hello(hello: Hello, ask_channel: str | None) -> Card:
    """The hello to a channel that Klatch was just invited to."""
    return _card(hello, ask_channel, hello.letter, is_new=True)


def _cards_of(hello: Hello, ask_channel: str | None, pressed: Pressed | None) -> Iterator[Card]:
    """The newest hello there, and an older one if that is where somebody pressed."""
    yield _card(hello, ask_channel, hello.letter)
    if pressed is None or pressed.channel != hello.channel:
        return
    if pressed.card.startswith(_HELLO) and pressed.card != hello.letter:
        yield _card(hello, ask_channel, pressed.card)


def requests(hello: Hello, ask_channel: str | None, readers: Iterable[str]) -> list[Card]:
    """The newest request about where questions stand, to each of those who decide; new while it is open."""
    words = views.request(hello.channel, hello.asked_by, ask_channel)
    return [
        Card(
            key=f"ask-{hello.letter}/{hello.asked}-{reader}",
            to=to_members(reader),
            message=words,
            is_new=hello.asked_by is not None,
        )
        for reader in readers
    ]


def letter_of(channel: str, seed: str) -> str:
    """The key of the letter that says hello in a channel; it stays when the channel's id changes."""
    return f"{_HELLO}{channel}/{seed}"


def _card(hello: Hello, ask_channel: str | None, key: str, *, is_new: bool = False) -> Card:
    message = views.hello(hello.invited_by, is_ask_channel=ask_channel == hello.channel)
    return Card(key=key, to=to_channel(hello.channel), message=message, is_new=is_new)
