"""Organizations (Enterprise Grid): one grant, several workspaces, and who belongs to them."""

import asyncio
import json
from collections.abc import AsyncIterator
from datetime import timedelta
from typing import Any
from urllib.parse import urlencode

import pytest

from bot.languages.reader import ENGLISH
from bot.members.models import Member
from bot.organizers.actions import Action
from bot.outbox.models import Letter
from bot.slack import views
from bot.workspaces.models import Departure, Grant, Installation
from playground import Person, Playground
from playground.payloads import action_on_message
from playground.people import User
from tests.installing.town_hall import NORTH, SOUTH, WHOLE, Town, opened_town, seen

pytestmark = pytest.mark.either_database


@pytest.fixture
async def town(database_url: str) -> AsyncIterator[Town]:
    """Two workspaces of one organization."""
    async with opened_town(database_url, NORTH, SOUTH, organizations={NORTH: WHOLE, SOUTH: WHOLE}) as town:
        yield town


async def whole(town: Town) -> list[Person]:
    """The organization has installed Klatch, and somebody in each workspace has typed a command."""
    people = [town.city[team].add_person("Ana Ruiz") for team in (NORTH, SOUTH)]
    assert "Klatch is in your organization now" in (await town.install(WHOLE, people[0].id)).text
    for person in people:
        await town.command(person, "/mentor-ask", "help", WHOLE)
    await town.time.settle()
    return people


def about_teams(kind: str, *teams: str) -> dict[str, Any]:
    """An event that concerns workspaces of the organization, as Slack sends it."""
    return {"team_id": None, "enterprise_id": WHOLE, "event": {"type": kind, "team_ids": list(teams)}}


async def at_home(town: Town) -> set[str]:
    """Where Klatch is."""
    return {each.workspace for each in await town.rows(Installation) if each.left_at is None}


async def test_a_workspace_is_ours_as_soon_as_somebody_acts_there(town: Town) -> None:
    _, south = await whole(town)
    assert await at_home(town) == {NORTH, SOUTH}
    assert len(await town.rows(Grant)) == 1
    await town.command(south, "/mentor-volunteer", "", WHOLE)
    assert south.form is not None
    assert (town.city[NORTH].refusals, town.city[SOUTH].refusals) == ([], [])


async def test_the_installer_is_welcomed_once_however_many_workspaces_there_are(town: Town) -> None:
    north, _ = await whole(town)
    assert ["Three first steps" in words for words in seen(north)] == [True]
    assert len(await town.rows(Letter)) == 1


async def test_twenty_first_commands_at_once_make_one_workspace(town: Town) -> None:
    ana = town.city[NORTH].add_person("Ana Ruiz")
    await town.install(WHOLE, ana.id)
    answers = await asyncio.gather(*(town.command(ana, "/mentor-ask", "help", WHOLE) for _ in range(20)))
    assert {answer["response_type"] for answer in answers} == {"ephemeral"}
    assert (len(await town.rows(Installation)), len(await town.rows(Letter))) == (1, 1)


@pytest.mark.parametrize("organization", ["E0000000008", SOUTH])
async def test_an_organization_that_granted_nothing_brings_no_workspace(town: Town, organization: str) -> None:
    await town.install(WHOLE, town.city[NORTH].add_person("Ana Ruiz").id)
    ben = town.city[NORTH].add_person("Ben Okafor")
    assert (await town.command(ben, "/mentor-ask", "help", organization))["text"] == views.for_members(ENGLISH)
    assert await at_home(town) == set()


async def test_workspaces_are_let_in_and_taken_out_one_by_one(town: Town) -> None:
    await town.install(WHOLE, town.city[NORTH].add_person("Ana Ruiz").id)
    assert await town.event(about_teams("team_access_granted", NORTH, SOUTH)) == 200
    assert await at_home(town) == {NORTH, SOUTH}
    await town.event(about_teams("team_access_revoked", SOUTH))
    assert await at_home(town) == {NORTH}
    await town.event(about_teams("team_access_granted", SOUTH))
    assert await at_home(town) == {NORTH, SOUTH}


async def test_a_workspace_that_was_let_in_again_stays_though_the_older_news_comes_late(town: Town) -> None:
    await whole(town)
    revoked_at = int(town.clock.now().timestamp())
    town.clock.advance(timedelta(minutes=5))
    await town.event(about_teams("team_access_revoked", NORTH))
    await town.event(about_teams("team_access_granted", NORTH))
    await town.event({**about_teams("team_access_revoked", NORTH), "event_time": revoked_at})
    assert await at_home(town) == {NORTH, SOUTH}
    town.clock.advance(timedelta(minutes=5))
    await town.event(about_teams("team_access_revoked", SOUTH))
    await town.event({**about_teams("team_access_granted", SOUTH), "event_time": revoked_at})
    assert await at_home(town) == {NORTH}


async def test_an_event_that_comes_late_does_not_bring_klatch_back(town: Town) -> None:
    await whole(town)
    await town.event(about_teams("team_access_revoked", NORTH))
    for_all = {"enterprise_id": WHOLE, "team_id": NORTH, "is_enterprise_install": True}
    late = {"team_id": NORTH, "authorizations": [for_all], "event": {"type": "channel_archive", "channel": "C1"}}
    assert await town.event(late) == 200
    assert await at_home(town) == {SOUTH}


async def test_a_command_shows_that_klatch_is_back(town: Town) -> None:
    north, _ = await whole(town)
    await town.event(about_teams("team_access_revoked", NORTH))
    await town.command(north, "/mentor-ask", "help", WHOLE)
    assert await at_home(town) == {NORTH, SOUTH}


async def test_when_the_organization_leaves_all_of_it_leaves_and_comes_back_together(town: Town) -> None:
    north, _ = await whole(town)
    await town.event(about_teams("team_access_revoked", SOUTH))
    town.clock.advance(timedelta(minutes=1))
    town.city.revoke(WHOLE)
    gone = {"team_id": None, "enterprise_id": WHOLE, "event": {"type": "app_uninstalled"}}
    await town.event(gone)
    grant = await town.grant(WHOLE)
    assert (await at_home(town), grant.token, grant.ended_because) == (set(), None, Departure.UNINSTALLED)
    await town.install(WHOLE, north.id)
    assert await at_home(town) == {NORTH}
    assert "I'm back" in seen(north)[-1]


async def test_an_uninstallation_that_does_not_say_whose_it_is_is_looked_into(town: Town) -> None:
    """Only the workspace is named, and it has no grant of its own: Slack is asked about its organization's."""
    await whole(town)
    unsaid = {"team_id": NORTH, "event": {"type": "app_uninstalled"}}
    await town.event(unsaid)
    await town.time.settle()
    assert await at_home(town) == {NORTH, SOUTH}
    town.city.revoke(WHOLE)
    for said, there in (("invalid_auth", {NORTH, SOUTH}), ("token_revoked", set())):
        town.city.dead_with = said
        await town.event(unsaid)
        await town.time.settle()
        assert await at_home(town) == there


@pytest.mark.parametrize("by_the_whole", [True, False])
@pytest.mark.parametrize("of_ours", [True, False])
async def test_of_other_workspaces_only_members_of_the_same_organization_may_press(
    town: Town, monkeypatch: pytest.MonkeyPatch, by_the_whole: bool, of_ours: bool
) -> None:
    """A channel is shared: within the organization its members are colleagues, beyond it they are guests."""
    playground = town.city[NORTH]
    ana = playground.add_person("Ana Ruiz")
    await town.install(WHOLE if by_the_whole else NORTH, ana.id)
    await town.command(ana, "/mentor-ask", "help", WHOLE)
    visitor = playground.add_person("Vera Visits", team_id=SOUTH)
    within = {"enterprise_id": WHOLE if of_ours else "E0000000001", "teams": [SOUTH]}
    plain = User.to_slack
    monkeypatch.setattr(User, "to_slack", lambda *who, **how: {**plain(*who, **how), "enterprise_user": within})
    said = await _press(town, playground, visitor, by_the_whole=by_the_whole)
    assert (views.for_members(ENGLISH) in said) is not of_ours


async def test_who_comes_from_elsewhere_waits_until_slack_says_who_they_are(town: Town) -> None:
    """Otherwise a slow Slack would let outsiders in."""
    playground = town.city[NORTH]
    await town.install(NORTH, playground.add_person("Ana Ruiz").id)
    visitor = playground.add_person("Vera Visits", team_id=SOUTH)
    playground.faults.server_error("users.info")
    assert views.not_described(ENGLISH) in await _press(town, playground, visitor, by_the_whole=False)
    assert [member for member in await town.rows(Member) if member.id == visitor.id] == []


async def _press(town: Town, playground: Playground, person: Person, *, by_the_whole: bool) -> str:
    """A press on the hello in a channel that several workspaces share; returns what is whispered."""
    channel = playground.add_channel("shared", [person], with_bot=True)
    hello = playground.workspace.post(channel, playground.workspace.app.bot_user_id, "Hello")
    actions = [{"action_id": Action.START, "block_id": "b", "type": "button", "value": ""}]
    payload = action_on_message(playground.workspace, person.user, hello, actions, {})
    if by_the_whole:
        payload |= {"enterprise": {"id": WHOLE}, "is_enterprise_install": True}
    body = urlencode({"payload": json.dumps(payload)}).encode()
    headers = {"Content-Type": "application/x-www-form-urlencoded", **playground.sign(body)}
    assert (await playground.deliver(body, headers)).status == 200
    return "\n".join(seen(person))
