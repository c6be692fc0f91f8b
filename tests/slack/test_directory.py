"""The member directory: whoever acts or is chosen is in it, and it is kept current."""

from datetime import time, timedelta

import pytest
from slack_sdk.models.blocks import InputBlock, PlainTextObject, UserSelectElement
from slack_sdk.models.views import View

from bot.languages.reader import ENGLISH
from bot.members import directory
from bot.members.models import Member
from bot.outbox.message import Message
from bot.slack import views
from bot.slack.request import Command, Event, Nothing, OpenForm, Reply, Request, Say, Submission
from bot.slack.routes import Routes
from tests.slack.scenes import answer_with
from tests.slack.stage import Stage

pytestmark = pytest.mark.either_database


async def member(stage: Stage, person: str) -> Member | None:
    async with stage.database.transaction() as session:
        return await session.get(Member, (stage.playground.workspace.team_id, person))


async def who_am_i(request: Request, _command: Command) -> Reply:
    me = request.member
    return Say(Message(f"{me.name}, {me.title}, {me.time_zone}, {me.locale}, {me.is_admin}"))


async def test_whoever_acts_is_looked_up_once_and_known_from_then_on(stage: Stage) -> None:
    stage.edge.registry.add(Routes(commands={"/hello": who_am_i}))
    ana = stage.playground.add_person("Ana Ruiz", tz="America/Bogota", title="Cataloguer", locale="es-CO", admin=True)
    for _ in range(3):
        outcome = await ana.command("/hello")
        assert outcome.text == "Ana Ruiz, Cataloguer, America/Bogota, es-CO, True"
    assert len(stage.playground.calls_of("users.info")) == 1
    assert stage.playground.refusals == []


async def test_whoever_is_chosen_is_looked_up_too(stage: Stage) -> None:
    seen = []

    async def chosen(request: Request, submission: Submission) -> Reply:
        found = await request.session.get(Member, (request.workspace, submission.values.member("who")))
        seen.append(found.name if found else None)
        return Nothing()

    field = InputBlock(block_id="who", label=PlainTextObject(text="Who"), element=UserSelectElement(action_id="who"))
    view = View(
        type="modal",
        callback_id="form",
        title=PlainTextObject(text="Choose"),
        submit=PlainTextObject(text="Send"),
        blocks=[field],
    )
    stage.edge.registry.add(Routes(commands={"/hello": answer_with(OpenForm(view))}))
    stage.edge.registry.add(Routes(forms={"form": chosen}))
    ana, ben = stage.playground.add_person("Ana Ruiz"), stage.playground.add_person("Ben Okafor")
    await ana.command("/hello")
    await ana.fill("Who", ben)
    assert (await ana.submit()).ok
    assert seen == ["Ben Okafor"]


async def test_a_member_whom_slack_does_not_describe_in_time_is_served_as_soon_as_it_does(stage: Stage) -> None:
    stage.edge.registry.add(Routes(commands={"/hello": who_am_i}))
    stage.playground.faults.stall("users.info")
    ana = stage.playground.add_person("Ana Ruiz", title="Cataloguer")
    assert (await ana.command("/hello")).text == views.not_described(ENGLISH)
    stage.playground.faults.release()
    assert (await ana.command("/hello")).text == "Ana Ruiz, Cataloguer, Europe/Berlin, en-US, False"


async def test_who_is_known_by_name_alone_is_looked_up_when_they_act(stage: Stage) -> None:
    """So stands in the directory whom nobody could describe when a channel was read, or when they were chosen."""
    stage.edge.registry.add(Routes(commands={"/hello": who_am_i}))
    ana = stage.playground.add_person("Ana Ruiz", title="Cataloguer")
    async with stage.database.transaction() as session:
        await directory.note(session, stage.playground.workspace.team_id, ana.id, "ana")
    assert (await ana.command("/hello")).text.startswith("Ana Ruiz, Cataloguer")


async def test_a_member_described_long_ago_is_looked_up_again_afterwards(stage: Stage) -> None:
    stage.edge.registry.add(Routes(commands={"/hello": who_am_i}))
    ana = stage.playground.add_person("Ana Ruiz", title="Cataloguer")
    await ana.command("/hello")
    people = stage.playground.workspace.people
    people.change(ana.id, 0, title="Head of Cataloguing")
    stage.clock.advance(timedelta(days=1, seconds=1))
    assert (await ana.command("/hello")).text.startswith("Ana Ruiz, Cataloguer")
    await stage.edge.drain()
    assert (await ana.command("/hello")).text.startswith("Ana Ruiz, Head of Cataloguing")
    assert len(stage.playground.calls_of("users.info")) == 2


async def test_a_change_of_someone_known_is_taken_over_before_anyone_hears_of_it(stage: Stage) -> None:
    heard = []

    async def changed(request: Request, _event: Event) -> Reply:
        heard.append((request.member.name, request.member.is_deactivated))
        return Nothing()

    stage.edge.registry.add(Routes(events={"user_change": changed}))
    stage.edge.registry.add(Routes(commands={"/hello": who_am_i}))
    ana = stage.playground.add_person("Ana Ruiz", locale="es-CO")
    await ana.command("/hello")
    await stage.playground.change_person(ana, deactivated=True)
    assert heard == [("Ana Ruiz", True)]
    known = await member(stage, ana.id)
    assert known is not None
    assert (known.is_deactivated, known.locale) == (True, "es-CO")


async def test_a_change_of_a_stranger_to_klatch_is_no_concern_of_it(stage: Stage) -> None:
    heard = []

    async def changed(request: Request, _event: Event) -> Reply:
        heard.append(request.member.id)
        return Nothing()

    stage.edge.registry.add(Routes(events={"user_change": changed}))
    ana = stage.playground.add_person("Ana Ruiz")
    answer = await stage.playground.change_person(ana, title="Cataloguer")
    assert answer is not None
    assert answer.status == 200
    assert (await member(stage, ana.id), heard) == (None, [])


async def test_whoever_joins_is_known_at_once(stage: Stage) -> None:
    ana = await stage.playground.welcome_person("Ana Ruiz", title="Cataloguer")
    known = await member(stage, ana.id)
    assert known is not None
    assert (known.name, known.title) == ("Ana Ruiz", "Cataloguer")


async def test_a_description_as_odd_as_can_be_is_no_fault(stage: Stage) -> None:
    user = {"id": "U77", "profile": "none", "tz": 5, "name": ["x"], "team_id": None, "locale": {}}
    assert (await stage.playground.send_event({"type": "team_join", "user": user})).status == 200
    known = await member(stage, "U77")
    assert known is not None
    assert (known.name, known.zone.key) == ("U77", "UTC")


async def test_names_longer_than_the_directorys_are_cut(stage: Stage) -> None:
    user = {"id": "U78", "profile": {"display_name": "x" * 500, "title": "y" * 500}, "tz": "z" * 500}
    assert (await stage.playground.send_event({"type": "team_join", "user": user})).status == 200
    known = await member(stage, "U78")
    assert known is not None
    assert (len(known.name), len(known.title)) == (200, 300)


async def test_of_when_somebody_was_described_the_day_alone_is_kept(stage: Stage) -> None:
    """Or the hour of what they did without a name would stand in their row."""
    stage.edge.registry.add(Routes(commands={"/hello": who_am_i}))
    ana = stage.playground.add_person("Ana Ruiz")
    stage.clock.advance(timedelta(hours=5, minutes=7, seconds=9))
    await ana.command("/hello")
    met = await member(stage, ana.id)
    assert met is not None
    assert met.refreshed_at.time() == time()
    assert timedelta() <= stage.clock.now() - met.refreshed_at < timedelta(days=1)


async def test_looking_somebody_up_again_leaves_no_trace_where_nothing_is_new(stage: Stage) -> None:
    """What was suggested without a name could otherwise be laid beside the hour in its suggester's row."""
    stage.edge.registry.add(Routes(commands={"/hello": who_am_i}))
    ana = stage.playground.add_person("Ana Ruiz", title="Cataloguer")
    await ana.command("/hello")
    met = await member(stage, ana.id)
    stage.clock.advance(timedelta(days=1, seconds=1))
    for _ in range(3):
        await ana.command("/hello")
        await stage.edge.drain()
    again = await member(stage, ana.id)
    assert met is not None
    assert again is not None
    assert again.refreshed_at == met.refreshed_at
    assert len(stage.playground.calls_of("users.info")) == 2
