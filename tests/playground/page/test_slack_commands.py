"""Slack's own commands: who comes into a channel and who goes, and what the app hears of it."""

import pytest

from tests.playground.page.setting import Setting
from tests.playground.stage import recording


async def test_somebody_is_invited_and_everybody_sees_by_whom(here: Setting) -> None:
    async with recording(here.playground) as recorder:
        await here.act(here.ana, "command", channel=here.general.id, text="/invite @Zoë Ålund")
    assert here.zoe.id in here.general.members
    assert f"was added to #general by <@{here.ana.id}>" in here.ben.messages()[-1].text
    event = recorder.last["event"]
    assert (event["type"], event["user"], event["inviter"]) == ("member_joined_channel", here.zoe.id, here.ana.id)


async def test_the_app_itself_is_invited_and_removed(here: Setting) -> None:
    bot = here.playground.workspace.app.bot_user_id
    quiet = here.playground.add_channel("quiet", [here.ana])
    async with recording(here.playground) as recorder:
        await here.act(here.ana, "command", channel=quiet.id, text="/invite @Klatch")
        assert recorder.last["event"]["user"] == bot
        assert bot in quiet.members
        await here.act(here.ana, "command", channel=quiet.id, text="/remove @Klatch")
        assert recorder.last["event"]["type"] == "channel_left"
    assert bot not in quiet.members


async def test_one_joins_a_public_channel_and_leaves_it(here: Setting) -> None:
    await here.act(here.zoe, "command", channel=here.zoe.dm.id, text="/join #general")
    assert here.zoe.id in here.general.members
    await here.act(here.zoe, "command", channel=here.general.id, text="/leave")
    assert here.zoe.id not in here.general.members


@pytest.mark.parametrize(
    ("command", "words"),
    [
        ("/invite @Nobody", "Nobody is called Nobody."),
        ("/invite", "Say who: @ and a name."),
        ("/invite @Ben Okafor", "Ben Okafor is in #general already."),
        ("/remove @Zoë Ålund", "Zoë Ålund is not in #general."),
        ("/join #secret", "There is no public channel #secret."),
    ],
)
async def test_what_cannot_be_done_is_said(here: Setting, command: str, words: str) -> None:
    here.playground.add_channel("secret", [here.ben], private=True)
    answer = await here.act(here.ana, "command", channel=here.general.id, text=command)
    assert answer.json() == {"ok": False, "words": words}


async def test_they_are_for_channels(here: Setting) -> None:
    answer = await here.act(here.ana, "command", channel=here.ana.dm.id, text="/leave")
    assert answer.json()["words"] == "/leave works in channels."
