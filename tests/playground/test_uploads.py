"""An upload in three steps, and a download."""

from typing import Any

import httpx
from slack_sdk.web.async_client import AsyncWebClient

from playground import Playground
from tests.playground.stage import MANIFEST, client_of, error, manifest_with


async def test_a_file_is_announced_sent_and_shown_in_a_conversation(
    playground: Playground, client: AsyncWebClient
) -> None:
    ana = playground.add_person("Ana Ruiz")
    await client.files_upload_v2(
        channel=ana.dm.id, content="BEGIN:VCALENDAR", filename="talk.ics", title="The talk", initial_comment="Here"
    )
    message = ana.messages()[0]
    assert (message.text, [file["title"] for file in message.files]) == ("Here", ["The talk"])
    file = playground.workspace.files.get(message.files[0]["id"])
    assert file is not None
    assert file.content == b"BEGIN:VCALENDAR"
    assert playground.refusals == []


async def test_other_bytes_than_announced_are_refused_and_never_become_a_file(
    playground: Playground, client: AsyncWebClient
) -> None:
    place = await client.files_getUploadURLExternal(filename="a.txt", length=5)
    async with httpx.AsyncClient(trust_env=False) as http:
        assert (await http.post(place["upload_url"], content=b"four")).status_code == 400
    completed = client.files_completeUploadExternal(files=[{"id": place["file_id"]}])
    assert await error(completed) == "file_not_found"
    assert [each.error for each in playground.refusals] == ["wrong length", "file_not_found"]


async def test_a_file_goes_only_where_the_bot_may_write(playground: Playground, client: AsyncWebClient) -> None:
    room = playground.add_channel("help")
    file = playground.workspace.files.add("a.txt", b"words", "U1")
    completed = client.files_completeUploadExternal(files=[{"id": file.id}], channel_id=room.id)
    assert await error(completed) == "not_in_channel"


async def test_uploads_need_their_scope(clock: Any) -> None:
    async with Playground(manifest_with("chat:write"), clock, "secret") as playground:
        refused = client_of(playground).files_getUploadURLExternal(filename="a.txt", length=5)
        assert await error(refused) == "missing_scope"


async def test_a_file_is_downloaded_with_the_token_and_the_scope_to_read_it(clock: Any) -> None:
    scopes = MANIFEST["oauth_config"]["scopes"]["bot"]
    async with Playground(manifest_with(*scopes, "files:read"), clock, "secret") as playground:
        file = playground.workspace.files.add("a.txt", b"words", "U1")
        address = file.to_slack(playground.workspace.base_url)["url_private_download"]
        async with httpx.AsyncClient(trust_env=False) as http:
            allowed = await http.get(address, headers={"Authorization": f"Bearer {playground.bot_token}"})
            refused = await http.get(address)
        assert (allowed.content, refused.status_code) == (b"words", 403)
