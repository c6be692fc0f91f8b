"""Whatever order Slack tells it in, and however often: in the end Klatch is where Slack says that it is."""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime, timedelta
from itertools import count
from pathlib import Path

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule, run_state_machine_as_test
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.database.database import Database
from bot.installing.erasing import ERASE
from bot.installing.listeners import revoked, uninstalled
from bot.installing.oauth import Granted, finish
from bot.outbox.letters import post
from bot.outbox.message import Message
from bot.outbox.models import Letter, LetterState
from bot.schedule.models import Due
from bot.slack.request import Event
from bot.workspaces.models import Grant, Installation
from tests.databases import CIPHER, Sqlite

_LATER = st.integers(min_value=1, max_value=100_000).map(lambda seconds: timedelta(seconds=seconds))


class Presence(RuleBasedStateMachine):
    """One workspace, whose people put Klatch in and take it out; its events are under way for any time."""

    database: Database
    runner: asyncio.Runner
    numbers = count()

    def __init__(self) -> None:
        super().__init__()
        self.workspace = f"T{next(self.numbers)}"
        self.now = datetime(2026, 11, 23, 9, 0, 0, 500_000, tzinfo=UTC)
        self.is_in = False
        self.under_way: list[Event] = []

    @rule(later=_LATER)
    def install(self, later: timedelta) -> None:
        self.now += later
        self.is_in = True
        said = {
            "token_type": "bot",
            "access_token": f"xoxb-{self.now.isoformat()}",
            "scope": "commands",
            "bot_user_id": "U0",
            "team": {"id": self.workspace},
            "authed_user": {"id": "U1"},
        }
        self.runner.run(self._do(lambda session: finish(session, Granted.model_validate(said), self.now)))

    @rule(later=_LATER)
    def uninstall(self, later: timedelta) -> None:
        if not self.is_in:
            return
        self.now += later
        self.is_in = False
        sent = {"team_id": self.workspace, "event_id": "Ev1", "event_time": int(self.now.timestamp())}
        for name, said in (("app_uninstalled", {}), ("tokens_revoked", {"tokens": {"bot": ["U0"]}})):
            self.under_way.append(Event.model_validate({**sent, "event": {"type": name, **said}}))

    @rule(data=st.data(), arrives_again=st.booleans())
    def an_event_arrives(self, data: st.DataObject, arrives_again: bool) -> None:
        if not self.under_way:
            return
        event = data.draw(st.sampled_from(self.under_way))
        if not arrives_again:
            self.under_way.remove(event)
        self._hear(event)

    @rule(number=st.integers(0, 5))
    def somebody_is_owed_a_letter(self, number: int) -> None:
        key, words, workspace = f"{number}/{self.now.isoformat()}", Message("Hello."), self.workspace
        self.runner.run(
            self._do(lambda session: post(session, workspace=workspace, key=key, to="@U1", message=words, now=self.now))
        )

    @invariant()
    def what_is_kept_fits_together(self) -> None:
        self.runner.run(self._do(self._check))

    def teardown(self) -> None:
        while self.under_way:
            self._hear(self.under_way.pop())
        self.runner.run(self._do(self._check))
        self.runner.run(self._do(self._check_the_end))

    async def _check(self, session: AsyncSession) -> None:
        """Away: no token, nothing goes out, and the erasing is planned. There: the other way round."""
        installation, grant = await session.get(Installation, self.workspace), await session.get(Grant, self.workspace)
        if installation is None or grant is None:
            return
        is_away = installation.left_at is not None
        of_it = Due.workspace == self.workspace
        planned = await session.scalar(select(Due.due_at).where(of_it, Due.kind == ERASE))
        letters = select(Letter.state).where(Letter.workspace == self.workspace)
        states = set(await session.scalars(letters)) & {LetterState.HELD, LetterState.WAITING}
        assert (grant.ended_at is not None, grant.token is None, planned is not None) == (is_away,) * 3
        assert LetterState.HELD not in states or is_away

    async def _check_the_end(self, session: AsyncSession) -> None:
        installation = await session.get(Installation, self.workspace)
        assert (installation is not None and installation.left_at is None) is self.is_in

    def _hear(self, event: Event) -> None:
        listener = uninstalled if event.name == "app_uninstalled" else revoked
        self.now += timedelta(seconds=1)
        self.runner.run(self._do(lambda session: listener(session, event, self.now)))

    async def _do(self, act: Callable[[AsyncSession], Awaitable[object]]) -> None:
        async with self.database.transaction() as session:
            await act(session)


def test_in_the_end_klatch_is_where_slack_says_whatever_order_it_says_it_in(sqlite: Sqlite, tmp_path: Path) -> None:
    how = settings(
        max_examples=8,
        stateful_step_count=15,
        deadline=None,
        derandomize=True,
        suppress_health_check=list(HealthCheck),
    )
    with sqlite.database(tmp_path) as url, asyncio.Runner() as runner:
        database = Database(url, CIPHER)

        class Machine(Presence):
            """On this database."""

        Machine.database, Machine.runner = database, runner
        run_state_machine_as_test(Machine, settings=how)
        runner.run(database.close())
