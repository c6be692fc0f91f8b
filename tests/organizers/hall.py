"""A house in which Klatch is invited to channels, and says hello in them."""

from datetime import timedelta

from sqlalchemy import select

from bot.organizers.models import AskChannel
from playground import Channel, Person
from tests.slack.stage import House

START, STOP = "Post questions here", "Stop posting questions here"


async def invited(house: House, name: str, by: Person, *others: Person) -> Channel:
    channel = house.playground.add_channel(name, [by, *others])
    await house.playground.invite_bot(channel, by)
    await house.klatch.settle()
    return channel


async def settle(house: House) -> None:
    """A second later, at which Slack takes another message in the same channel."""
    house.clock.advance(timedelta(seconds=5))
    await house.klatch.settle()


async def ask_channel(house: House) -> str | None:
    async with house.klatch.database.transaction() as session:
        return await session.scalar(select(AskChannel.channel))


def said_in(channel: Channel, person: Person) -> list[str]:
    """What stands in a channel, without the news about where questions stand."""
    there = [each.text for each in person.messages() if each.channel == channel.id and not each.is_ephemeral]
    return [words for words in there if not words.startswith(("From now on", "I won't post"))]
