"""Whatever Slack answers, or does not, each letter ends in the state that is true."""

from dataclasses import replace
from datetime import timedelta

import pytest
from cryptography.fernet import Fernet
from slack_sdk.web.async_client import AsyncWebClient

from bot.database.keys import Key, Keys
from bot.outbox import letters
from bot.outbox.letters import to_channel, to_members
from bot.outbox.message import Message
from bot.outbox.models import LetterState, WhenUnknown
from bot.outbox.results import GIVE_UP_AFTER
from tests.databases import opened
from tests.outbox.office import SECOND, SECRET, START, Office
from tests.outbox.slack_server import (
    NO_ANSWER,
    Behaviour,
    answers,
    hangs_up,
    limits,
    refuses,
    stalls,
)

pytestmark = pytest.mark.either_database

POST = "chat.postMessage"
UNKNOWN = pytest.mark.parametrize("behaviour", NO_ANSWER)


async def test_a_letter_that_slack_takes_is_sent_and_its_words_are_dropped(office: Office) -> None:
    await office.write("hello", to_channel("C7"), SECRET)

    assert await office.postman.deliver() is None
    letter = await office.letter("hello")
    assert (letter.state, letter.channel, letter.timestamp) == (LetterState.SENT, "C7", "1.000100")
    assert letter.payload is None
    assert letter.settled_at == START
    assert office.slack.texts == [SECRET]


async def test_a_direct_message_is_opened_once_and_the_channel_is_remembered(office: Office) -> None:
    await office.write("one", to_members("U2", "U1"))
    await office.write("two", to_members("U1", "U2"))

    await office.deliver_all()
    assert office.slack.called("conversations.open") == [{"users": "U1,U2"}]
    assert [post["channel"] for post in office.slack.posts] == ["DU1U2", "DU1U2"]


async def test_a_key_is_one_letter_however_often_it_is_written(office: Office) -> None:
    await office.write("once", text="first")
    await office.write("once", text="second")

    await office.deliver_all()
    assert office.slack.texts == ["first"]


async def test_a_key_that_is_too_long_is_refused_when_it_is_written(office: Office) -> None:
    with pytest.raises(ValueError, match="at most 200"):
        await office.write("k" * 201)


async def test_a_letter_waits_for_its_time(office: Office) -> None:
    await office.write("later", not_before=START + timedelta(hours=1))

    assert await office.postman.deliver() == START + timedelta(hours=1)
    assert office.slack.calls == []
    office.clock.advance(timedelta(hours=1))
    await office.postman.deliver()
    assert office.slack.texts == ["later"]


async def test_what_slack_refuses_has_failed_and_says_why(office: Office) -> None:
    office.slack.will(POST, refuses("is_archived"))
    await office.write("refused", text=SECRET)
    await office.write("next")

    assert await office.postman.deliver() is None
    letter = await office.letter("refused")
    assert (letter.state, letter.failure, letter.payload) == (LetterState.FAILED, "is_archived", None)
    assert office.slack.texts == ["next"]


async def test_someone_who_cannot_be_written_to_is_a_failure(office: Office) -> None:
    office.slack.will("conversations.open", refuses("user_disabled"))
    await office.write("gone", to_members("U9"))

    assert await office.postman.deliver() is None
    assert (await office.letter("gone")).failure == "user_disabled"


@UNKNOWN
async def test_a_post_whose_moment_has_passed_is_let_go(office: Office, behaviour: Behaviour) -> None:
    office.slack.will(POST, behaviour)
    await office.write("reminder", when_unknown=WhenUnknown.LET_GO)

    assert await office.postman.deliver() is None
    assert await office.states() == {"reminder": "unknown"}


@UNKNOWN
async def test_what_may_be_repeated_is_repeated_later(office: Office, behaviour: Behaviour) -> None:
    office.slack.will(POST, behaviour, behaviour)
    await office.write("again", when_unknown=WhenUnknown.REPEAT)

    assert await office.postman.deliver() == START + timedelta(seconds=30)
    office.clock.advance(timedelta(seconds=30))
    assert await office.postman.deliver() == START + timedelta(seconds=90)
    await office.deliver_all()
    assert await office.states() == {"again": "sent"}


async def test_a_stalled_call_is_given_up_and_its_fate_unknown(office: Office) -> None:
    office.slack.will(POST, stalls)
    office.postman._call_seconds = 0.01
    await office.write("stalled", when_unknown=WhenUnknown.LET_GO)

    await office.postman.deliver()
    letter = await office.letter("stalled")
    assert (letter.state, letter.failure) == (LetterState.UNKNOWN, "TimeoutError")


@UNKNOWN
async def test_opening_a_conversation_is_repeated_until_it_is_open(office: Office, behaviour: Behaviour) -> None:
    office.slack.will("conversations.open", behaviour, behaviour)
    await office.write("hello", to_members("U1"))

    await office.deliver_all()
    assert office.slack.texts == ["hello"]
    assert office.clock.now() == START + timedelta(seconds=90)


@UNKNOWN
async def test_a_rewriting_is_repeated_until_it_is_known_to_be_done(office: Office, behaviour: Behaviour) -> None:
    office.slack.will("chat.update", behaviour, behaviour)
    await office.write("card", text="open")
    await office.postman.deliver()
    await office.amend("card", "closed")

    await office.deliver_all()
    assert office.slack.texts == ["closed"]
    assert office.clock.now() == START + timedelta(seconds=90)


async def test_where_slack_cannot_be_reached_nothing_is_lost_and_the_order_stays(office: Office) -> None:
    async def nowhere(workspace: str) -> AsyncWebClient:
        client = await office.slack.client(workspace)
        client.base_url = "http://127.0.0.1:1/api/"
        return client

    office.postman._clients = nowhere
    await office.write("one")
    await office.write("two")
    waits = []
    for _ in range(8):
        before = office.clock.now()
        instant = await office.postman.deliver()
        assert instant is not None
        waits.append((instant - before).total_seconds())
        office.clock.advance_to(instant)
    assert waits == [30, 60, 120, 240, 480, 900, 900, 900]

    office.postman._clients = office.slack.client
    await office.deliver_all()
    assert office.slack.texts == ["one", "two"]


async def test_what_could_not_be_sent_for_a_day_has_failed(office: Office) -> None:
    async def nobody(_workspace: str) -> AsyncWebClient:
        raise LookupError

    office.postman._clients = nobody
    await office.write("stale")

    await office.deliver_all()
    letter = await office.letter("stale")
    assert (letter.state, letter.failure) == (LetterState.FAILED, "LookupError")
    assert START + timedelta(hours=24) <= office.clock.now() < START + timedelta(hours=24, minutes=30)


async def test_a_letter_that_waited_long_for_its_pace_is_not_given_up_at_its_first_try(office: Office) -> None:
    """Fifty thousand conversations are opened in seventeen hours; what waited for that has a day of its own."""
    office.slack.will("conversations.open", hangs_up)
    await office.write("hello", to_members("U1"))
    office.clock.advance(GIVE_UP_AFTER + SECOND)

    await office.deliver_all()
    assert office.slack.texts == ["hello"]


async def test_asked_to_wait_again_and_again_a_letter_waits_ever_longer_and_ends(office: Office) -> None:
    office.slack.will(POST, *[limits(1)] * 200)
    await office.write("never")
    waits = []
    while (instant := await office.postman.deliver()) is not None:
        waits.append((instant - office.clock.now()).total_seconds())
        office.clock.advance_to(instant)

    assert waits[:13] == [1, 1, 2, 4, 8, 16, 32, 64, 128, 256, 512, 900, 900]
    letter = await office.letter("never")
    assert (letter.state, letter.failure) == (LetterState.FAILED, "ratelimited")
    assert START + GIVE_UP_AFTER <= office.clock.now() < START + GIVE_UP_AFTER + timedelta(minutes=15)


async def test_credentials_that_an_operator_can_mend_cost_no_letter(office: Office) -> None:
    office.slack.will(POST, refuses("invalid_auth"), refuses("token_revoked"))
    await office.write("kept")

    await office.deliver_all()
    assert await office.states() == {"kept": "sent"}


async def test_a_429_holds_the_method_it_names_and_nothing_else(office: Office) -> None:
    office.slack.will(POST, limits(40))
    await office.write("held")
    assert await office.postman.deliver() == START + timedelta(seconds=40)
    await office.write("behind it", to_channel("C2"))
    await office.write("elsewhere", workspace="T2")
    async with office.database.transaction() as session:
        await letters.whisper(
            session,
            workspace="T1",
            key="whisper",
            channel="C3",
            reader="U1",
            message=Message("psst"),
            now=office.clock.now(),
        )

    assert await office.postman.deliver() == START + timedelta(seconds=40)
    assert await office.states() == {
        "held": "waiting",
        "behind it": "waiting",
        "elsewhere": "sent",
        "whisper": "sent",
    }
    assert (await office.letter("held")).attempts == 0
    await office.deliver_all()
    assert office.slack.texts == ["elsewhere", "held", "behind it"]


async def test_a_429_that_does_not_say_how_long_is_waited_out(office: Office) -> None:
    office.slack.will(POST, limits(None))
    await office.write("held")

    assert await office.postman.deliver() == START + 30 * SECOND


async def test_a_letter_that_the_key_no_longer_opens_fails_alone(office: Office) -> None:
    other_key = Keys([Key(Fernet.generate_key())])
    async with opened(office.database.url.render_as_string(), other_key) as foreign:
        await replace(office, database=foreign).write("foreign")
    await office.write("own")

    assert await office.postman.deliver() is None
    assert await office.states() == {"foreign": "failed", "own": "sent"}


async def test_logs_name_letters_and_never_what_they_say(office: Office, capsys: pytest.CaptureFixture[str]) -> None:
    office.slack.will(POST, refuses("not_in_channel"), hangs_up, answers)
    for key in ("refused", "lost", "sent"):
        await office.write(key, text=SECRET)

    await office.deliver_all()
    logged = capsys.readouterr().out
    assert "error=not_in_channel letter=1" in logged
    assert SECRET not in logged
