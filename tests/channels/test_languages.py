"""A channel is written to in its own language; several people in the one that they share, else in the workspace's."""

import pytest
from sqlalchemy import update

from bot.blocks import message, paragraph
from bot.languages.reader import Reader
from bot.moment import Moment
from bot.outbox.letters import to_channel, to_members
from bot.outbox.message import Message
from bot.workspaces.models import Installation
from playground import Person
from tests.channels.channels import Channels
from tests.library import Library, last_seen

pytestmark = pytest.mark.either_database


def hour(reader: Reader) -> Message:
    return message(reader, paragraph(reader.pgettext("number", "three")))


async def tell(library: Library, to: str) -> None:
    async with library.klatch.database.transaction() as session:
        moment = Moment(session, library.playground.workspace.team_id, library.clock.now(), "told")
        await moment.tell(to, f"told/{to}", hour)
    await library.settle()


@pytest.fixture
def library(channels: Channels) -> Library:
    """In which nothing may go wrong unnoticed."""
    return channels.library


async def known(library: Library, *people: Person) -> list[Person]:
    for person in people:
        await person.command("/mentor-ask", "help")
    await library.settle()
    return [*people]


async def test_a_channel_is_written_to_in_its_own_language(library: Library) -> None:
    (ana,) = await known(library, library.person("Ana Ruiz"))
    channel = library.playground.add_channel("équipe", [ana])
    channel.locale = "fr-CA"
    await library.playground.invite_bot(channel, ana)
    await library.settle()
    await tell(library, to_channel(channel.id))
    assert last_seen(ana) == "trois"


async def test_people_who_share_a_language_read_it_and_others_that_of_the_workspace(library: Library) -> None:
    lea, luc, ana = await known(
        library,
        library.person("Léa Roy", locale="fr-CA"),
        library.person("Luc Petit", locale="fr-FR"),
        library.person("Ana Ruiz", locale="en-US"),
    )
    await tell(library, to_members(lea.id, luc.id))
    assert last_seen(luc) == "trois"
    await tell(library, to_members(lea.id, ana.id))
    assert last_seen(ana) == "three"
    async with library.klatch.database.transaction() as session:
        await session.execute(update(Installation).values(language="fr"))
    await tell(library, to_members(luc.id, ana.id))
    assert last_seen(ana) == "trois"
