"""The one place where everything is put together: settings, clock, chance, database, edge, features."""

import asyncio
from collections.abc import Callable, Sequence
from contextlib import suppress
from datetime import datetime
from random import Random, SystemRandom

import structlog
from starlette.routing import Route
from starlette.types import ASGIApp

from bot.channels import routes as channels
from bot.circles import routes as circles
from bot.circles.cards import channel_language as circle_cards
from bot.circles.organizing import overview as circles_overview
from bot.clock import Clock, SystemClock
from bot.database.bell import BellTopic
from bot.database.database import Database
from bot.database.shared_clock import ASKED_EACH_SECONDS, SharedClock
from bot.flash import channel_asks
from bot.flash import routes as flash
from bot.flash.search_words import refresh_search_words
from bot.installing import routes as installing
from bot.installing.credentials import AppCredentials
from bot.installing.endpoints import Installing
from bot.installing.operator_token import OperatorToken
from bot.installing.organizations import adopt
from bot.installing.token_check import TokenCheck
from bot.maintenance import retention
from bot.maintenance import routes as maintenance
from bot.maintenance.hiding import hide
from bot.metrics.recording import Metrics
from bot.metrics.slack_calls import watch_calls
from bot.organizers import delivery_failures, hello
from bot.organizers import routes as organizers
from bot.outbox.postman import Pick, Postman
from bot.pairings import routes as pairings
from bot.pairings.coffee import channel_cards as coffee_cards
from bot.pairings.organizing import overview as pairings_overview
from bot.profiles import routes as profiles
from bot.schedule.fates import note_fates
from bot.schedule.heartbeat import Heartbeat
from bot.server.health import Health, checks
from bot.server.metrics_page import MetricsPage
from bot.server.web import new_application
from bot.settings import Settings
from bot.slack.bolt import Bolt
from bot.slack.edge import Edge
from bot.slack.gate import Gate
from bot.slack.retrying import wait_for
from bot.slack.routes import Routes, all_handlers, all_tasks
from bot.slack.socket_mode import SocketMode
from bot.workspaces.workspaces import Workspaces

STOP_SECONDS = 4.0
"""For letters and whatever is under way to finish when Klatch stops."""

_log = structlog.get_logger(__name__)


class Klatch:
    """The whole bot. Without a ``clock`` it goes by the database's, where others may share that, else by the machine's.

    After ``start`` it answers requests at ``asgi``. Then either ``work`` has it do by itself what is due, or
    ``settle`` does that step by step, with a clock that is moved by hand. ``stop`` ends it, and is due even
    when ``start`` failed.
    """

    def __init__(self, settings: Settings, clock: Clock | None = None, chance: Random | None = None) -> None:
        self.database = Database(settings.database_url, settings.cipher())
        self._own_clock = clock or SystemClock()
        self._shared_clock: SharedClock | None = None
        if clock is None and not self.database.is_sqlite:
            self._shared_clock = SharedClock(self.database, self._own_clock)
        self.clock: Clock = self._shared_clock or self._own_clock
        self.metrics = Metrics()
        self.workspaces = Workspaces(
            self.database,
            self.clock,
            settings.slack_api_url,
            settings.slack_bot_token.get_secret_value(),
            adopt,
            [watch_calls(self.metrics, settings.slack_api_url)],
        )
        self.database.bell.on(BellTopic.WORKSPACES, self.workspaces.drop)
        chance = chance or SystemRandom()
        self.postman = Postman(
            self.database,
            self.clock,
            self.workspaces.client_for,
            chance,
            on_settled=(delivery_failures.note, note_fates),
            on_postponed=(delivery_failures.note,),
            metrics=self.metrics,
        )
        check = TokenCheck(self.database, self.clock, self.workspaces)
        self.workspaces.when_doubted(check.raise_about)
        routes = self._routes(check)
        self.heartbeat = Heartbeat(
            self.database, self.clock, all_handlers(routes), chance, tasks=all_tasks(routes), metrics=self.metrics
        )
        self.database.bell.on(BellTopic.LETTERS, self.postman.wake)
        self.database.bell.on(BellTopic.DUES, self.heartbeat.wake)
        self.edge = Edge(self.database, self.clock, chance, self.workspaces, self.metrics)
        for each in routes:
            self.edge.registry.add(each)
        self.bolt = Bolt(self.edge)
        app_token = settings.slack_app_token.get_secret_value()
        self._socket = SocketMode(self.bolt, app_token, self.clock) if app_token else None
        self.health = Health(checks(self.database, self.clock, self.workspaces, self._socket))
        self.asgi = self._application(settings, chance)
        self._token = OperatorToken(self.workspaces, self.database, self.clock)
        self._stopping = asyncio.Event()
        self._working: list[asyncio.Task[None]] = []

    async def start(self) -> None:
        """Learn from Slack who we are; when it does not say, ``work`` will ask again."""
        await self.workspaces.open()
        if self._shared_clock is not None:
            await self._shared_clock.ask()
        await hide(self.database, self.clock.now())
        async with self.database.transaction() as session:
            await retention.begin_forgetting(session, self.clock.now())
        await refresh_search_words(self.database)
        await self._token.ask()

    async def work(self, on_failure: Callable[[], None]) -> None:
        """Begin to deliver letters and to do what is due, until ``stop``.

        ``on_failure`` is called when that cannot go on; ``stop`` then raises why:
        bot.workspaces.identity.CredentialsError when Slack goes on refusing a token.
        """
        await self.postman.recover()
        loops = [self._token.run(self._stopping), self.postman.run(self._stopping)]
        if self._shared_clock is not None:
            loops.append(self._keep_time(self._shared_clock))
        if not self.database.is_sqlite:
            loops.append(self.database.bell.run(self.database.url, self._stopping))
        if self._socket is not None:
            loops.append(self._socket.run(self.workspaces.client_with(), self._stopping))
        for loop in loops:
            working = asyncio.create_task(loop)
            working.add_done_callback(lambda done: on_failure() if _has_failed(done) else None)
            self._working.append(working)
        self.heartbeat.start()

    async def settle(self, pick: Pick | None = None) -> datetime | None:
        """Do all that is due now. Return the next instant at which anything may happen, or None.

        With ``pick`` one letter goes after another, so that everything happens in the same order each time.
        """
        await self.edge.drain()
        next_letter = await self.postman.deliver(pick)
        while await self.heartbeat.beat():
            next_letter = await self.postman.deliver(pick)
        both = (next_letter, await self.heartbeat.next_due_at())
        return min((instant for instant in both if instant is not None), default=None)

    async def stop(self) -> None:
        """Finish what is in flight, for ``STOP_SECONDS`` at most, and give everything back.

        A letter that is not finished by then is treated at the next start as one of unknown fate. Raises what
        made the work fail, if it did.
        """
        self._stopping.set()
        try:
            async with asyncio.timeout(STOP_SECONDS):
                await self._finish()
        except TimeoutError:
            _log.warning("stopped_in_flight")
        finally:
            await self.workspaces.close()
            await self.database.close()

    async def _finish(self) -> None:
        if self._working:
            await self.heartbeat.stop()
        await asyncio.gather(*self._working)
        await self.edge.drain()

    def _routes(self, check: TokenCheck) -> Sequence[Routes]:
        """The tables of all features. Of several who listen to one event, the first hears it first."""
        return (
            channels.routes(
                self.workspaces.client_for,
                shown_again=(
                    hello.show_again,
                    channel_asks.channel_came_or_went,
                    coffee_cards.show_again,
                    circle_cards.show_again,
                ),
            ),
            profiles.ROUTES,
            flash.ROUTES,
            pairings.routes(self.database),
            circles.ROUTES,
            installing.routes(check),
            organizers.routes([pairings_overview.section, circles_overview.section]),
            maintenance.ROUTES,
        )

    def _application(self, settings: Settings, chance: Random) -> ASGIApp:
        gate = None  # with Socket Mode requests come in by the connection, and by HTTP none are let in
        if self._socket is None:
            # What Slack signed is as old as this machine says: its clock is compared with Slack's, and nobody else's.
            gate = Gate(settings.slack_signing_secret.get_secret_value(), self._own_clock, self.metrics)
        return new_application(self.bolt, gate, self.health, self._further_routes(settings, chance))

    def _further_routes(self, settings: Settings, chance: Random) -> list[Route]:
        routes = []
        if token := settings.klatch_metrics_token.get_secret_value():
            routes.append(MetricsPage(self.metrics, self.database, self.clock, token).route)
        if settings.is_for_many:
            app = AppCredentials.of(settings)
            routes += Installing(self.database, self.clock, chance, self.workspaces, app).routes()
        return routes

    async def _keep_time(self, clock: SharedClock) -> None:
        while not self._stopping.is_set():
            with suppress(Exception):  # the database may be away for a moment; then the seconds are counted on
                await clock.ask()
            await wait_for(self._stopping, ASKED_EACH_SECONDS)


def _has_failed(done: asyncio.Task[None]) -> bool:
    return not done.cancelled() and done.exception() is not None
