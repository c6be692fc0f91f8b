"""Leaving a workspace: the token is gone at once, everything waits, and after two weeks it is erased."""

import asyncio
from datetime import timedelta
from typing import Any

import pytest
import structlog
from sqlalchemy import delete, func, select

from bot.database.bell import BellTopic
from bot.database.columns import Base
from bot.flash.models import Mentor
from bot.installing.erasing import ERASE, erase_at_once
from bot.installing.installation import ERASE_AFTER
from bot.outbox.letters import post, to_members
from bot.outbox.message import Message
from bot.outbox.models import Letter, LetterState, RateLimit
from bot.schedule.models import Due
from bot.workspaces.models import Departure, Grant, Installation
from playground import Person
from tests.installing.town_hall import NORTH, SOUTH, Town, seen

pytestmark = pytest.mark.either_database

UNINSTALLED: dict[str, Any] = {"type": "app_uninstalled"}


async def settled(town: Town, *teams: str) -> list[Person]:
    """Klatch is in these workspaces, and somebody helps in each."""
    people = []
    for team in teams:
        person = town.city[team].add_person("Ana Ruiz")
        await town.install(team, person.id)
        assert await town.volunteer(person) == ""
        await town.time.settle()
        people.append(person)
    return people


async def owe(town: Town, person: Person, words: str) -> None:
    """A letter that the workspace is owed."""
    async with town.klatch.database.transaction() as session:
        to = to_members(person.id)
        now = town.clock.now()
        await post(session, workspace=NORTH, key=words, to=to, message=Message(words), now=now)


async def later(town: Town, days: int) -> None:
    """Days have passed, of which only the last minute matters."""
    town.clock.advance(timedelta(days=days))
    await town.time.settle()


async def rows_of(town: Town, workspace: str) -> int:
    """How much is kept of a workspace, but for the pace of calls, which is forgotten by the day."""
    tables = [table for table in Base.metadata.sorted_tables if "workspace" in table.c and table.name != "paces"]
    async with town.klatch.database.transaction() as session:
        counts = [
            await session.scalar(select(func.count()).select_from(table).where(table.c.workspace == workspace))
            for table in tables
        ]
    return sum(count or 0 for count in counts)


async def test_the_token_is_gone_at_once_and_the_other_workspace_goes_on(town: Town) -> None:
    north, south = await settled(town, NORTH, SOUTH)
    await town.uninstall(NORTH)
    gone, there = await town.grant(NORTH), await town.grant(SOUTH)
    assert (gone.token, gone.ended_because, there.ended_at) == (None, Departure.UNINSTALLED, None)
    assert "for full members" in await town.volunteer(north)
    await south.command("/mentor-volunteer")
    assert south.form is not None


async def test_what_is_owed_waits_and_goes_when_klatch_is_back(town: Town) -> None:
    [ana] = await settled(town, NORTH)
    await owe(town, ana, "Before it left.")
    await town.uninstall(NORTH)
    await town.time.pass_time(hours=2)
    assert [letter.state for letter in await town.letters(NORTH) if letter.key.startswith("Before")] == ["held"]
    assert "Klatch is back in your workspace" in (await town.install(NORTH, ana.id)).text
    assert [words for words in seen(ana) if "Before it left." in words] != []
    assert [words for words in seen(ana) if "I'm back" in words] != []


async def test_what_was_due_meanwhile_waits_too(town: Town) -> None:
    await settled(town, NORTH)
    async with town.klatch.database.transaction() as session:
        session.add(Due(workspace=NORTH, kind="nobody_does_this", subject=1, due_at=town.clock.now()))
    await town.uninstall(NORTH)
    held = {due.kind: due.is_held for due in await town.rows(Due) if due.workspace == NORTH}
    assert held == {"nobody_does_this": True, ERASE: False}


async def test_after_two_weeks_everything_is_erased_and_the_other_workspace_is_whole(town: Town) -> None:
    await settled(town, NORTH, SOUTH)
    await town.uninstall(NORTH)
    await later(town, days=13)
    assert await rows_of(town, NORTH) > 0
    whole = await rows_of(town, SOUTH)
    await later(town, days=1)
    assert (await rows_of(town, NORTH), await rows_of(town, SOUTH)) == (0, whole)
    assert [grant.holder for grant in await town.rows(Grant)] == [SOUTH]


async def test_who_returns_in_time_finds_everything_and_nothing_is_erased_later(town: Town) -> None:
    [ana] = await settled(town, NORTH)
    await town.uninstall(NORTH)
    await later(town, days=13)
    await town.install(NORTH, ana.id)
    await later(town, days=30)
    assert [mentor.member for mentor in await town.rows(Mentor)] == [ana.id]
    assert [due for due in await town.rows(Due) if due.kind == ERASE] == []


async def test_who_returns_too_late_begins_anew_even_before_the_erasing_has_begun(town: Town) -> None:
    [ana] = await settled(town, NORTH)
    await town.uninstall(NORTH)
    town.clock.advance(ERASE_AFTER)
    await town.install(NORTH, ana.id)
    await later(town, days=1)
    assert ("Three first steps" in seen(ana)[-1], await town.rows(Mentor)) == (True, [])
    assert (await town.installation(NORTH)).left_at is None


@pytest.mark.parametrize("first", ["app_uninstalled", "tokens_revoked"])
async def test_both_events_come_twice_and_in_either_order(town: Town, first: str) -> None:
    await settled(town, NORTH)
    bot = (await town.grant(NORTH)).bot_user
    events = [UNINSTALLED, {"type": "tokens_revoked", "tokens": {"oauth": [], "bot": [bot]}}]
    events.sort(key=lambda event: event["type"] != first)
    left = []
    for event in [*events, *events]:
        assert (await town.city[NORTH].send_event(event)).status == 200
        left.append((await town.installation(NORTH)).left_at)
        town.clock.advance(timedelta(seconds=5))
    assert len(set(left)) == 1


async def test_an_event_from_before_the_newest_installation_is_about_another(town: Town) -> None:
    [ana] = await settled(town, NORTH)
    uninstalled_at = int(town.clock.now().timestamp())
    await town.uninstall(NORTH)
    town.clock.advance(timedelta(minutes=3))
    await town.install(NORTH, ana.id)
    for event in (UNINSTALLED, {"type": "tokens_revoked", "tokens": {"bot": [(await town.grant(NORTH)).bot_user]}}):
        assert await town.event({"team_id": NORTH, "event": event, "event_time": uninstalled_at}) == 200
    assert ((await town.grant(NORTH)).ended_at, (await town.installation(NORTH)).left_at) == (None, None)


async def test_a_member_who_revokes_a_token_of_their_own_changes_nothing(town: Town) -> None:
    await settled(town, NORTH)
    given: tuple[object, ...] = ({}, {"oauth": ["U1"]}, {"bot": []}, {"bot": "U1"}, None)
    for tokens in given:
        await town.city[NORTH].send_event({"type": "tokens_revoked", "tokens": tokens})
    await town.time.settle()
    assert (await town.grant(NORTH)).ended_at is None


@pytest.mark.parametrize(
    ("said", "ended"),
    [
        ("token_revoked", Departure.FOUND_OUT),
        ("account_inactive", Departure.FOUND_OUT),
        ("invalid_auth", None),
    ],
)
async def test_when_the_event_was_lost_the_first_letter_shows_it(
    town: Town, said: str, ended: Departure | None
) -> None:
    [ana] = await settled(town, NORTH)
    town.city.revoke(NORTH)
    town.city.dead_with = said
    await owe(town, ana, "Into the void.")
    await town.klatch.settle()
    await town.klatch.settle()
    assert (await town.grant(NORTH)).ended_because == ended
    [letter] = [letter for letter in await town.letters(NORTH) if letter.key == "Into the void."]
    assert letter.state == (LetterState.HELD if ended else LetterState.WAITING)


async def test_slack_is_asked_once_before_a_grant_ends(town: Town) -> None:
    """A single refusal that passes is no end: the token is good when Slack is asked."""
    [ana] = await settled(town, NORTH)
    town.city[NORTH].faults.refuse("chat.postMessage", "account_inactive")
    await owe(town, ana, "Once more.")
    await town.time.settle()
    assert ((await town.grant(NORTH)).ended_at, town.city.calls["auth.test"]) == (None, 1)


async def test_those_who_listen_hear_of_every_coming_and_going(town: Town) -> None:
    heard: list[str] = []
    town.klatch.database.bell.on(BellTopic.WORKSPACES, heard.append)
    [ana] = await settled(town, NORTH)
    await town.uninstall(NORTH)
    await town.install(NORTH, ana.id)
    assert heard == [NORTH] * 3


async def test_the_log_says_where_klatch_left_without_whose_it_was(town: Town) -> None:
    [ana] = await settled(town, NORTH)
    with structlog.testing.capture_logs() as logs:
        await town.uninstall(NORTH)
    assert [entry["holder"] for entry in logs if entry["event"] == "left"] == [NORTH]
    assert ana.id not in repr(logs)


async def test_a_letter_written_for_a_workspace_that_klatch_is_away_from_does_not_circle(town: Town) -> None:
    [ana] = await settled(town, NORTH)
    await town.uninstall(NORTH)
    called = sum(town.city.calls.values())
    await owe(town, ana, "Too late.")
    await town.time.pass_time(hours=2)
    assert sum(town.city.calls.values()) == called
    assert len(await town.rows(Installation)) == 1
    assert [letter.state for letter in await town.rows(Letter) if letter.key == "Too late."] == ["held"]


async def test_what_was_on_the_wire_when_everything_was_erased_leaves_nothing_behind(town: Town) -> None:
    """Slack answers after all: which channel was opened, or for how long to wait, is nobody's any more."""
    await settled(town, NORTH)
    faults = town.city[NORTH].faults
    faults.stall("conversations.open")
    await owe(town, town.city[NORTH].add_person("Ben Okafor"), "On the wire.")
    on_its_way = asyncio.create_task(town.klatch.postman.deliver())
    await faults.until_stalled()
    async with town.klatch.database.transaction() as session:
        await erase_at_once(session, NORTH)
        await session.execute(delete(Installation).where(Installation.workspace == NORTH))
    faults.release()
    await on_its_way
    assert await rows_of(town, NORTH) == 0
    assert [pace for pace in await town.rows(RateLimit) if pace.workspace == NORTH] == []
