"""The whole bot, in this process, working by itself as ``serve`` has it work."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from cryptography.fernet import Fernet
from pydantic import SecretStr

from bot.clock import SystemClock
from bot.database.database import Database
from bot.database.keys import Key, Keys
from bot.outbox import letters as outbox
from bot.outbox.message import Message
from bot.settings import Settings
from bot.wiring import Klatch
from playground import Person, Playground
from playground.loopback_server import LoopbackServer
from tests.crash.bots import SECRET
from tests.crash.members import until

KEY = Fernet.generate_key().decode()
CIPHER = Keys([Key(KEY)])
"""All replicas have the same key."""

HELLO = "Hello from elsewhere."


@asynccontextmanager
async def at_work(url: str, playground: Playground) -> AsyncIterator[Klatch]:
    """The whole bot, working by itself before that Slack; that it cannot go on is an error."""
    klatch = Klatch(
        Settings(
            slack_bot_token=SecretStr(playground.bot_token),
            slack_signing_secret=SecretStr(SECRET),
            slack_api_url=playground.api_url,
            database_url=url,
            klatch_encryption_key=SecretStr(KEY),
        )
    )
    server = LoopbackServer(klatch.asgi)
    failures: list[None] = []
    await klatch.start()
    await klatch.work(on_failure=lambda: failures.append(None))
    playground.connect(await server.start())
    try:
        yield klatch
    finally:
        await server.stop()
        await klatch.stop()
    assert failures == []


async def owe_hello(database: Database, person: Person) -> None:
    """Write somebody a letter."""
    async with database.transaction() as session:
        await outbox.post(
            session,
            workspace=person.user.team_id,
            key="hello",
            to=outbox.to_members(person.id),
            message=Message(HELLO),
            now=SystemClock().now(),
        )


async def hello_comes(person: Person) -> None:
    """Wait until they have it, once."""

    async def has_come() -> bool:
        return [message.text for message in person.messages() if not message.is_ephemeral] == [HELLO]

    await until("the letter is sent", has_come, 20)
