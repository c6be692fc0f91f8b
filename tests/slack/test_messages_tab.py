"""No box stands open that nobody reads: in Klatch's direct message one reads and presses, and types elsewhere."""

import pytest

from tests.slack.stage import House

pytestmark = pytest.mark.either_database


async def test_klatch_takes_no_words_in_its_direct_message_and_speaks_there_all_the_same(house: House) -> None:
    ana = house.playground.add_person("Ana Ruiz")
    with pytest.raises(PermissionError):
        await ana.say(None, "Hello? How do I find somebody?")
    await ana.command("/mentor-volunteer", channel=house.playground.add_channel("general", [ana]))
    await ana.fill("Topics", ["Grant writing"])
    await ana.fill("What you promise", ["I make time, I listen, and it stays between us."])
    await ana.submit()
    await house.klatch.settle()
    [welcome] = ana.messages()
    assert (welcome.channel, "Thank you for volunteering" in welcome.text) == (ana.dm.id, True)
    assert house.playground.refusals == []


async def test_nothing_is_asked_of_slack_that_members_say(house: House) -> None:
    """Or Slack would send what nobody answers."""
    asked = house.playground.workspace.app.events
    assert not {name for name in asked if name.startswith("message") or name == "app_mention"}
