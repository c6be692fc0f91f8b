"""What arrives after nobody knew for a day whether it had: it is as open as the question is."""

import pytest

from bot.flash.models import Invitation
from bot.flash.rules import InvitationState
from playground import Person
from tests.library import Library, cards, live_buttons

pytestmark = pytest.mark.either_database

GRANT = "How do I write my first grant proposal?"


def lose_sight_of(library: Library, person: Person) -> None:
    """The next message arrives in somebody's direct messages, and Slack never says so."""
    faults = library.playground.faults
    faults.drop_answer("chat.postMessage", when=lambda sent: sent["channel"] == person.dm.id)
    faults.server_error("chat.postMessage", 503, times=9_999, when=lambda sent: sent["channel"] == person.dm.id)


@pytest.fixture
async def three(library: Library) -> tuple[Person, Person, Person]:
    """Mia, who asked a day ago; Sam, of whom nobody knows whether he was asked; and Zoe, who can help."""
    mia, sam, zoe = library.person("Mia Chen"), library.person("Sam Roy"), library.person("Zoe Park")
    for mentor in (sam, zoe):
        await library.volunteer(mentor, "Grant writing")
    lose_sight_of(library, sam)
    await library.ask(mia, GRANT)
    await library.press(zoe, "I can help")
    await library.pass_time(days=1, hours=2)
    return mia, sam, zoe


async def test_a_question_that_arrives_when_somebody_was_chosen_asks_for_nothing(
    library: Library, three: tuple[Person, Person, Person]
) -> None:
    """Nobody knew for a day whether it had arrived, and it went on without them. It had."""
    mia, sam, zoe = three
    await library.press(mia, "Choose")
    states = {one.mentor: one.state for one in await library.rows(Invitation)}
    assert states == {sam.id: InvitationState.UNREACHED, zoe.id: InvitationState.CHOSEN}
    library.playground.faults.clear()
    await library.press(sam, "I can help")
    states = {one.mentor: one.state for one in await library.rows(Invitation)}
    assert states == {sam.id: InvitationState.UNREACHED, zoe.id: InvitationState.CHOSEN}
    assert live_buttons(sam) == []


async def test_a_question_that_arrives_late_may_still_be_answered(
    library: Library, three: tuple[Person, Person, Person]
) -> None:
    """Nobody knew for a day whether it had arrived. It had, and the question is still open."""
    mia, sam, zoe = three
    library.playground.faults.clear()
    await library.press(sam, "I can help")
    states = {one.mentor: one.state for one in await library.rows(Invitation)}
    assert states == {sam.id: InvitationState.OFFERED, zoe.id: InvitationState.OFFERED}
    assert len(cards(mia, "can help")) == 2
