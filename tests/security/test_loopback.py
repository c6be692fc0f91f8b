"""What needs no network is on no network: the playground, and Klatch unless it is told otherwise."""

import asyncio

import pytest
from starlette.applications import Starlette

from bot.playground.loopback import LoopbackServer
from bot.settings import Settings


async def test_the_playground_listens_on_the_loopback_alone() -> None:
    """127.0.0.2 is this machine too, by another address: who listens everywhere is found there."""
    server = LoopbackServer(Starlette())
    port = int((await server.start()).rstrip("/").rpartition(":")[2])
    try:
        _, writer = await asyncio.open_connection("127.0.0.1", port)
        writer.close()
        with pytest.raises(ConnectionRefusedError):
            await asyncio.open_connection("127.0.0.2", port)
    finally:
        await server.stop()


def test_klatch_listens_on_this_machine_alone_unless_it_is_told_otherwise() -> None:
    assert Settings.model_fields["host"].default == "127.0.0.1"
