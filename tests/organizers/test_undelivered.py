"""What could not be delivered for good is told to who can act on it, and to nobody else."""

from datetime import timedelta

import pytest

from bot.languages.reader import ENGLISH
from bot.organizers import delivery_failures
from bot.organizers.models import FailuresTold, Organizer
from bot.organizers.permissions import TOLD_AT_MOST
from bot.organizers.rules import NOBODYS_TASK, Failure
from bot.organizers.views import failures as views
from bot.outbox import letters
from bot.outbox.letters import to_channel, to_members
from bot.outbox.message import Message
from bot.outbox.models import Letter
from bot.workspaces.models import Installation
from playground import Channel, Guest, Person
from tests.library import Library, cards
from tests.pairings.office import admin, remember

pytestmark = pytest.mark.either_database

POST = "chat.postMessage"
SECRET = "the words of a member"
TOLD = "I couldn't deliver some messages"


async def write(library: Library, key: str, to: str) -> None:
    klatch = library.klatch
    async with klatch.database.transaction() as session:
        workspace, now = library.playground.workspace.team_id, klatch.clock.now()
        await letters.post(session, workspace=workspace, key=key, to=to, message=Message(SECRET), now=now)


async def fail(library: Library, key: str, to: str, code: str, times: int = 1) -> None:
    """Have a letter refused for good; a direct one is tried once more in a conversation that is opened anew."""
    library.playground.faults.refuse(POST, code, times=times)
    await write(library, key, to)
    await library.settle()
    library.playground.refusals.clear()


async def pass_gathering(library: Library) -> None:
    await library.pass_time(minutes=delivery_failures.GATHERS_FOR.total_seconds() / 60)


async def invited_by(library: Library, person: Person, name: str) -> Channel:
    """A channel that Klatch was invited to."""
    channel = library.playground.add_channel(name, [person])
    await library.playground.invite_bot(channel, person)
    await library.settle()
    return channel


async def name_organizer(library: Library, person: Person) -> None:
    await remember(library, person)
    async with library.klatch.database.transaction() as session:
        workspace = library.playground.workspace.team_id
        since = library.klatch.clock.now()
        session.add(Organizer(workspace=workspace, member=person.id, named_by=person.id, since=since))


async def install_by(library: Library, person: Person) -> None:
    async with library.klatch.database.transaction() as session:
        installation = await session.get_one(Installation, library.playground.workspace.team_id)
        installation.installed_by = person.id


async def test_organizers_are_told_how_many_where_why_and_what_to_do_and_never_the_words(
    library: Library, ada: Person, ben: Person
) -> None:
    await name_organizer(library, ben)
    channel = await invited_by(library, ada, "lunch")
    for number in range(3):
        await fail(library, f"{number}", to_channel(channel.id), "not_in_channel")
    assert cards(ben, TOLD) == []
    await pass_gathering(library)

    told = cards(ben, TOLD)
    assert len(told) == 1
    assert f"three messages in <#{channel.id}>: I'm not in that channel. Type `/invite @Klatch`" in told[0].text
    assert SECRET not in told[0].text
    assert cards(ada, TOLD) == []


async def test_they_are_told_once_an_hour_at_most_and_each_failure_once(library: Library, ben: Person) -> None:
    await name_organizer(library, ben)
    channel = await invited_by(library, ben, "lunch")
    await fail(library, "first", to_channel(channel.id), "is_archived")
    await pass_gathering(library)
    await fail(library, "second", to_channel(channel.id), "restricted_action_thread_locked")
    await library.pass_time(minutes=40)
    assert len(cards(ben, TOLD)) == 1
    await library.pass_time(minutes=40)

    first, second = (card.text for card in cards(ben, TOLD))
    assert ("archived" in first, "settings" in first) == (True, False)
    assert ("archived" in second, "settings" in second) == (False, True)
    await library.pass_time(hours=5)
    assert len(cards(ben, TOLD)) == 2


async def test_that_they_were_told_in_the_future_keeps_nothing_from_them(library: Library, ben: Person) -> None:
    """The clock was days ahead when they were, and is right again."""
    await name_organizer(library, ben)
    channel = await invited_by(library, ben, "lunch")
    async with library.klatch.database.transaction() as session:
        told_at = library.klatch.clock.now() + timedelta(days=5)
        session.add(FailuresTold(workspace=library.playground.workspace.team_id, told_at=told_at))
    await fail(library, "first", to_channel(channel.id), "is_archived")
    await pass_gathering(library)

    assert len(cards(ben, TOLD)) == 1


async def test_where_no_organizer_is_named_it_is_who_invited_klatch_there_else_who_installed_it(
    library: Library, ada: Person, ben: Person
) -> None:
    cleo = library.person("Cleo Park")
    await install_by(library, cleo)
    for person, name in ((ada, "lunch"), (ben, "coffee")):
        channel = await invited_by(library, person, name)
        await fail(library, name, to_channel(channel.id), "not_in_channel")
    await fail(library, "direct", to_members(ben.id), "msg_too_long")
    await pass_gathering(library)

    assert [len(cards(person, TOLD)) for person in (ada, ben, cleo)] == [1, 1, 1]
    assert "one direct message" in cards(cleo, TOLD)[0].text
    assert "#" not in cards(cleo, TOLD)[0].text


async def test_a_guest_who_invited_klatch_is_not_told(library: Library, ada: Person) -> None:
    guest = library.person("Gus Guest", guest=Guest.MULTI_CHANNEL)
    await remember(library, guest)
    channel = await invited_by(library, guest, "lunch")
    await fail(library, "lunch", to_channel(channel.id), "not_in_channel")
    await pass_gathering(library)
    assert [len(cards(person, TOLD)) for person in (ada, guest)] == [1, 0]


async def test_where_nobody_looks_after_klatch_a_few_admins_are_told(library: Library, ben: Person) -> None:
    """A token of the environment has no installer."""
    admins = [await admin(library, f"Admin {number}") for number in range(TOLD_AT_MOST + 1)]
    await remember(library, ben)
    await fail(library, "direct", to_members(ben.id), "is_archived", times=2)
    await pass_gathering(library)
    assert [len(cards(person, TOLD)) for person in admins] == [1] * TOLD_AT_MOST + [0]
    assert cards(ben, TOLD) == []


async def test_what_waits_for_who_can_mend_it_is_told_while_it_waits_and_arrives(library: Library, ben: Person) -> None:
    await name_organizer(library, ben)
    channel = await invited_by(library, ben, "lunch")
    library.playground.faults.refuse(POST, "restricted_action", times=6)
    await write(library, "waits", to_channel(channel.id))
    await library.settle()
    await pass_gathering(library)
    library.playground.refusals.clear()
    [told] = cards(ben, TOLD)
    assert "I couldn't deliver some messages. I'll keep trying for a day" in told.text
    assert "An admin can change that" in told.text
    assert "won't try again" not in told.text
    await library.pass_time(days=2)
    assert len(cards(ben, TOLD)) == 1
    assert cards(ben, SECRET)[0].channel == channel.id


async def test_what_has_waited_for_a_day_in_vain_is_told_as_what_is_not_tried_again(
    library: Library, ben: Person
) -> None:
    await name_organizer(library, ben)
    channel = await invited_by(library, ben, "lunch")
    library.playground.faults.refuse(POST, "restricted_action", times=99, when=lambda sent: SECRET in sent["text"])
    await write(library, "waits", to_channel(channel.id))
    await library.pass_time(days=2)
    library.playground.refusals.clear()
    waits, failed = (card.text for card in cards(ben, TOLD))
    assert ("keep trying for a day" in waits, "keep trying for a day" in failed) == (True, False)
    assert "I won't try again" in failed
    assert "say it yourself" in failed


async def test_what_may_have_arrived_or_not_is_told_as_that(library: Library, ben: Person) -> None:
    await name_organizer(library, ben)
    channel = await invited_by(library, ben, "lunch")
    library.playground.faults.refuse(POST, "fatal_error", times=999, when=lambda sent: SECRET in sent["text"])
    await write(library, "unknown", to_channel(channel.id))
    await library.pass_time(hours=23)
    assert cards(ben, "may not have arrived") == []
    await library.pass_time(hours=2)
    library.playground.refusals.clear()
    [told] = cards(ben, "may not have arrived")
    assert f"one message in <#{channel.id}>" in told.text
    assert TOLD not in told.text


async def test_somebody_who_has_left_is_nobodys_task_and_is_told_nothing(
    library: Library, ada: Person, ben: Person
) -> None:
    channel = await invited_by(library, ben, "lunch")
    await install_by(library, ada)
    await remember(library, ben)
    await write(library, "to who is gone", to_members("U404"))
    await library.settle()
    await pass_gathering(library)
    assert cards(ada, TOLD) == []
    library.playground.refusals.clear()

    await library.leave(ben)
    await fail(library, "where they had invited it", to_channel(channel.id), "msg_too_long")
    await pass_gathering(library)
    assert len(cards(ada, TOLD)) == 1


async def test_nobody_is_told_that_telling_them_failed(library: Library, ben: Person) -> None:
    await name_organizer(library, ben)
    channel = await invited_by(library, ben, "lunch")
    await fail(library, "first", to_channel(channel.id), "is_archived")
    library.playground.faults.refuse(POST, "msg_too_long")
    await pass_gathering(library)
    await library.pass_time(hours=3)
    library.playground.refusals.clear()

    assert cards(ben, TOLD) == []
    assert await library.due(delivery_failures.KIND) == []
    assert [each.failure for each in await library.rows(Letter) if each.key.startswith("undelivered/")] == [
        "msg_too_long"
    ]


async def test_what_slack_has_told_of_a_channel_is_not_told_again(library: Library, ben: Person) -> None:
    await name_organizer(library, ben)
    channel = await invited_by(library, ben, "lunch")
    await library.playground.archive(channel, ben)
    await library.settle()
    await fail(library, "too late", to_channel(channel.id), "is_archived")
    await library.pass_time(hours=2)

    assert cards(ben, TOLD) == []


@pytest.mark.parametrize(
    ("code", "words"),
    [
        ("missing_scope", "installing me again"),
        ("workspace_was_away", "wasn't installed"),
        ("ratelimited", "for a whole day"),
        ("ClientConnectorError", "for a whole day"),
        ("http_502", "Slack refused: `http_502`"),
        ("something_new`*", "Slack refused: `something_newˋ∗`"),
    ],
)
def test_each_reason_has_words_of_its_own(code: str, words: str) -> None:
    assert words in views.undelivered(ENGLISH, [Failure(None, code, 1)]).text


def test_of_many_places_the_first_are_named_and_the_rest_counted() -> None:
    failures = [Failure(f"C{number}", "is_archived", number + 1) for number in range(40)]

    message = views.undelivered(ENGLISH, failures)
    assert "and in 28 other places" in message.text
    assert message.to_payload()["blocks"]


def test_what_nobody_can_mend_is_told_to_nobody() -> None:
    assert {"superseded", "user_disabled", "token_revoked"} <= NOBODYS_TASK
    assert timedelta(0) < delivery_failures.GATHERS_FOR < delivery_failures.EVERY
