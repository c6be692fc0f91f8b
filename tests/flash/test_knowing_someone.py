"""I know someone: the person named is shown the question, if they may be; and nobody learns why not."""

from collections.abc import Awaitable, Callable
from typing import Any

import pytest

from bot.flash.models import Invitation
from bot.flash.rules import InvitationState
from playground import Guest, Person
from tests.library import Library, card, cards, last_seen, live_buttons, seen

pytestmark = pytest.mark.one_database

GRANT = "How do I write my first grant proposal?"


@pytest.fixture
async def mia(library: Library) -> Person:
    """Who asks; Sam was invited."""
    mia, sam = library.person("Mia Chen"), library.person("Sam Roy")
    await library.volunteer(sam, "Grant writing")
    await library.ask(mia, GRANT)
    return mia


async def sam_names(library: Library, other: Person) -> dict[str, str]:
    """What Sam reads when they have named somebody, or the faults in the form."""
    sam = library.playground.person("Sam Roy")
    await sam.press("I know someone")
    outcome = await library.send(sam, **{"Who comes to mind?": other})
    return dict(outcome.errors)


async def invited(library: Library) -> list[str]:
    return [invitation.mentor for invitation in await library.rows(Invitation)]


async def test_who_is_named_sees_the_question_and_who_thought_of_them(library: Library, mia: Person) -> None:
    joe = library.person("Joe Fox")
    before = [text for text in seen(mia) if "on its way" not in text]
    await sam_names(library, joe)
    assert "@Sam Roy thought of you" in last_seen(joe)
    assert "I can help" in live_buttons(joe)
    assert live_buttons(library.playground.person("Sam Roy")) == []
    assert [text for text in seen(mia) if "on its way" not in text] == before
    await library.press(joe, "I can help")
    await library.press(mia, "Choose")
    assert card(mia, ", meet") == card(joe, ", meet")


async def test_who_is_named_is_shown_nothing_before_slack_says_who_they_are(library: Library, mia: Person) -> None:
    guest = library.person("Gus Guest", guest=Guest.MULTI_CHANNEL)
    library.playground.faults.server_error("users.info")
    errors = await sam_names(library, guest)
    assert errors == {"Who comes to mind?": "Slack didn't tell me in time who that is. Please try again in a minute."}
    outcome = await library.send(library.playground.person("Sam Roy"))
    assert outcome.errors == {}
    assert cards(guest, GRANT) == []
    assert guest.id not in await invited(library)


async def nothing(_library: Library, _mia: Person, _other: Person) -> None:
    """Nothing has to be done first."""


async def avoids(library: Library, person: Person, other: Person) -> None:
    outcome = await person.command("/mentor-volunteer", "help")
    await person.press("People I'd rather not meet", outcome.ephemeral[-1])
    await library.send(person, People=[other])


async def other_avoids(library: Library, mia: Person, other: Person) -> None:
    await avoids(library, other, mia)


async def other_is_avoided(library: Library, mia: Person, other: Person) -> None:
    await avoids(library, mia, other)


async def has_paused(library: Library, _mia: Person, other: Person) -> None:
    await library.volunteer(other, "Public speaking")
    await other.command("/mentor-volunteer", "pause 2027-01-04")


async def has_stopped(library: Library, _mia: Person, other: Person) -> None:
    await library.volunteer(other, "Public speaking")
    await other.command("/mentor-volunteer", "stop")


async def has_left(library: Library, _mia: Person, other: Person) -> None:
    await library.leave(other)


async def is_full(library: Library, _mia: Person, other: Person) -> None:
    kim = library.person("Kim Lee")
    await library.volunteer(other, "Public speaking", **{"Conversations a month, at most": "1"})
    await library.ask(kim, "How do I get better at public speaking?")
    await library.press(other, "I can help")
    await library.press(kim, "Choose")


@pytest.mark.parametrize(
    ("before", "account"),
    [
        (nothing, {"bot": True}),
        (nothing, {"guest": Guest.SINGLE_CHANNEL}),
        (nothing, {"invited": True}),
        (other_avoids, {}),
        (other_is_avoided, {}),
        (has_paused, {}),
        (has_stopped, {}),
        (has_left, {}),
        (is_full, {}),
    ],
)
async def test_whoever_is_named_the_words_are_the_same_and_who_may_not_be_asked_is_not(
    library: Library,
    mia: Person,
    before: Callable[[Library, Person, Person], Awaitable[None]],
    account: dict[str, Any],
) -> None:
    """Nothing is revealed: Sam reads what they read after naming somebody who was asked."""
    sam, joe = library.playground.person("Sam Roy"), library.person("Joe Fox", **account)
    await before(library, mia, joe)
    asked = await invited(library)
    assert await sam_names(library, joe) == {}
    assert await invited(library) == asked
    assert "Thank you for thinking of someone" in last_seen(sam)
    assert len(cards(mia, "I asked one person")) == 1
    assert cards(joe, "thought of you") == []


async def test_naming_the_asker_reveals_nothing(library: Library) -> None:
    mia, sam, zoe = library.person("Mia Chen"), library.person("Sam Roy"), library.person("Zoe Park")
    for mentor in (sam, zoe):
        await library.volunteer(mentor, "Grant writing")
    await library.ask(mia, GRANT, **{"Your name": "Ask without it until I choose someone"})
    before = seen(mia)
    await sam_names(library, mia)
    assert "Thank you for thinking of someone" in last_seen(sam)
    assert seen(mia) == before


async def test_naming_someone_who_was_asked_already_changes_nothing_for_them(library: Library) -> None:
    mia, sam, zoe = library.person("Mia Chen"), library.person("Sam Roy"), library.person("Zoe Park")
    for mentor in (sam, zoe):
        await library.volunteer(mentor, "Grant writing")
    await library.ask(mia, GRANT)
    await sam_names(library, zoe)
    states = {invitation.mentor: invitation.state for invitation in await library.rows(Invitation)}
    assert states == {sam.id: InvitationState.PASSED_ON, zoe.id: InvitationState.INVITED}
    assert len(cards(zoe, "hopes for")) == 1


async def test_nobody_can_name_themselves(library: Library, mia: Person) -> None:
    sam = library.playground.person("Sam Roy")
    errors = await sam_names(library, sam)
    assert "other than yourself" in errors["Who comes to mind?"]
    assert "I can help" in live_buttons(sam)
    assert live_buttons(mia) == ["Withdraw"]
