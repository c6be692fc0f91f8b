"""Two requests that wait for each other's rows: the database ends one of them, and it is begun again."""

import asyncio

import pytest
from sqlalchemy import select

from bot.members.models import Member
from bot.outbox.message import Message
from bot.slack.request import Command, Reply, Request, Say
from bot.slack.routes import Routes
from tests.slack.stage import Stage


@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
async def test_two_requests_that_wait_for_each_other_both_come_to_their_end(stage: Stage) -> None:
    ana, ben = (stage.playground.add_person(name) for name in ("Ana Ruiz", "Ben Okafor"))
    both_hold_one = asyncio.Barrier(2)
    begun: list[str] = []

    async def lock_one_then_the_other(request: Request, command: Command) -> Reply:
        begun.append(request.member.id)
        for number, member in enumerate(command.text.split()):
            await request.session.execute(select(Member.id).where(Member.id == member).with_for_update())
            if number == 0 and len(begun) <= 2:
                await both_hold_one.wait()
        return Say(Message(f"{request.member.name} is through"))

    stage.edge.registry.add(Routes(commands={"/hello": lock_one_then_the_other}))
    await _become_known(stage, ana.id, ben.id)
    outcomes = await asyncio.gather(
        ana.command("/hello", f"{ana.id} {ben.id}"), ben.command("/hello", f"{ben.id} {ana.id}")
    )
    assert [outcome.text for outcome in outcomes] == [f"{ana.id} is through", f"{ben.id} is through"]
    assert len(begun) == 3, "one of the two was ended by the database and begun again"


async def _become_known(stage: Stage, *members: str) -> None:
    async with stage.database.transaction() as session:
        session.add_all(
            Member(workspace=stage.playground.workspace.team_id, id=member, name=member, refreshed_at=stage.clock.now())
            for member in members
        )
