"""What only one person sees, and files: they go once, and hold up nothing else."""

import pytest
from slack_sdk.web.async_client import AsyncWebClient

from bot.outbox import letters
from bot.outbox.letters import to_members
from bot.outbox.message import Message
from tests.outbox.office import START, Office
from tests.outbox.slack_server import (
    Behaviour,
    answers,
    does_it_and_hangs_up,
    hangs_up,
    leads_to,
    refuses,
    says,
)

pytestmark = pytest.mark.either_database


async def whisper(office: Office, response_url: str = "") -> None:
    async with office.database.transaction() as session:
        await letters.whisper(
            session,
            workspace="T1",
            key="w",
            channel="C3",
            reader="U1",
            message=Message("psst"),
            now=START,
            response_url=response_url,
        )


async def test_a_whisper_goes_to_its_reader_alone(office: Office) -> None:
    await whisper(office)

    assert await office.postman.deliver() is None
    assert office.slack.called("chat.postEphemeral") == [{"channel": "C3", "user": "U1", "text": "psst"}]
    assert await office.states() == {"w": "sent"}


async def test_a_press_is_answered_at_its_own_address_also_where_klatch_is_not_in_the_channel(office: Office) -> None:
    office.slack.will("reply", says(200, "ok"))
    await whisper(office, f"{office.slack.url}api/reply")

    assert await office.postman.deliver() is None
    said = {"text": "psst", "response_type": "ephemeral", "replace_original": False}
    assert office.slack.called("reply") == [said]
    assert office.slack.called("chat.postEphemeral") == []
    assert await office.states() == {"w": "sent"}


@pytest.mark.parametrize("answer", [says(404, "expired_url"), leads_to("elsewhere"), hangs_up])
async def test_an_address_that_takes_nothing_or_leads_elsewhere_is_asked_once(
    office: Office, answer: Behaviour
) -> None:
    office.slack.will("reply", answer)
    await whisper(office, f"{office.slack.url}api/reply")

    await office.deliver_all()
    assert (len(office.slack.called("reply")), office.slack.called("elsewhere")) == (1, [])
    assert len(office.slack.called("chat.postEphemeral")) == 1


async def test_without_an_address_a_whisper_that_is_refused_has_failed(office: Office) -> None:
    office.slack.will("chat.postEphemeral", refuses("not_in_channel"))
    await whisper(office)

    assert await office.postman.deliver() is None
    assert await office.states() == {"w": "failed"}


async def attach(office: Office) -> None:
    async with office.database.transaction() as session:
        await letters.attach(
            session,
            workspace="T1",
            key="file",
            to=to_members("U1"),
            name="tea.ics",
            content="BEGIN ü",
            comment="For your calendar",
            now=START,
        )


async def test_a_file_is_uploaded_and_then_shared_with_its_comment(office: Office) -> None:
    await attach(office)

    assert await office.postman.deliver() is None
    assert office.slack.uploads == ["BEGIN ü".encode()]
    assert office.slack.called("files.getUploadURLExternal") == [{"filename": "tea.ics", "length": "8"}]
    shared = office.slack.called("files.completeUploadExternal")
    assert [(call["channel_id"], call["initial_comment"]) for call in shared] == [("DU1", "For your calendar")]
    assert await office.states() == {"file": "sent"}


async def test_without_the_scope_for_files_only_the_file_fails(office: Office) -> None:
    office.slack.will("files.getUploadURLExternal", refuses("missing_scope"))
    await attach(office)
    await office.write("hello", to_members("U1"))

    assert await office.postman.deliver() is None
    assert await office.states() == {"file": "failed", "hello": "sent"}


async def test_an_upload_that_broke_off_starts_again_and_so_does_sharing(office: Office) -> None:
    """The same file twice harms nobody: a calendar knows it by its UID."""
    office.slack.will("files.getUploadURLExternal", hangs_up, answers)
    office.slack.will("files.completeUploadExternal", does_it_and_hangs_up)
    await attach(office)

    await office.deliver_all()
    assert len(office.slack.called("files.completeUploadExternal")) == 2
    assert await office.states() == {"file": "sent"}


async def test_a_client_without_a_session_of_its_own_can_upload(office: Office) -> None:
    async def sessionless(workspace: str) -> AsyncWebClient:
        client = await office.slack.client(workspace)
        client.session = None
        return client

    office.postman._clients = sessionless
    await attach(office)

    assert await office.postman.deliver() is None
    assert len(office.slack.uploads) == 1
