"""What stands in for Slack may answer less than Slack, and look for arguments in one place only."""

import pytest
from aiohttp import web

from bot.outbox import letters
from bot.outbox.letters import to_members
from bot.outbox.models import LetterState
from tests.outbox.office import Office
from tests.outbox.slack_server import Behaviour, Call, SlackServer, answers, says

pytestmark = pytest.mark.either_database


@pytest.mark.parametrize("answer", ['{"ok": true}', '{"ok": true, "channel": "D1"}', '{"ok": true, "channel": {}}'])
async def test_a_conversation_that_opens_unsaid_is_opened_again_later(office: Office, answer: str) -> None:
    office.slack.will("conversations.open", says(200, answer, "application/json"))
    await office.write("hello", to_members("U1"))
    await office.write("to others", to_members("U2"))

    await office.deliver_all()
    assert await office.states() == {"hello": LetterState.SENT, "to others": LetterState.SENT}
    assert sorted(office.slack.texts) == ["hello", "to others"]


async def test_a_file_that_has_no_place_to_go_harms_no_other_letter(office: Office) -> None:
    office.slack.will("files.getUploadURLExternal", says(200, '{"ok": true}', "application/json"))
    async with office.database.transaction() as session:
        await letters.attach(
            session,
            workspace="T1",
            key="file",
            to=to_members("U1"),
            name="a.ics",
            content="a",
            comment="Here.",
            now=office.clock.now(),
        )
    await office.write("hello", to_members("U1"))

    await office.deliver_all()
    assert await office.states() == {"file": LetterState.SENT, "hello": LetterState.SENT}
    assert office.slack.texts == ["hello"]


def in_the_body(seen: list[bool]) -> Behaviour:
    async def look(slack: SlackServer, request: web.Request, call: Call) -> web.StreamResponse:
        seen.append(not request.query_string)
        return await answers(slack, request, call)

    return look


async def test_arguments_are_in_the_body_of_every_call(office: Office) -> None:
    seen: list[bool] = []
    methods = ("conversations.open", "files.getUploadURLExternal", "files.completeUploadExternal")
    for method in methods:
        office.slack.will(method, in_the_body(seen))
    async with office.database.transaction() as session:
        await letters.attach(
            session,
            workspace="T1",
            key="file",
            to=to_members("U1", "U2"),
            name="a.ics",
            content="a",
            comment="Here.",
            now=office.clock.now(),
        )

    await office.deliver_all()
    assert seen == [True] * len(methods)
    assert office.slack.called("conversations.open") == [{"users": "U1,U2"}]
    assert office.slack.called("files.completeUploadExternal") == [
        {"files": '[{"id": "F1", "title": "a.ics"}]', "channel_id": "DU1U2", "initial_comment": "Here."}
    ]
