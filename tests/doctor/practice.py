"""A database that the doctor examines, with things in it."""

from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from typing import Any

from cryptography.fernet import Fernet

from bot.clock import MovableClock
from bot.database.database import Database
from bot.doctor.examination import examine
from bot.doctor.findings import Finding
from bot.outbox.letters import post
from bot.outbox.message import Message
from bot.settings import Settings
from bot.workspaces.models import Grant, Installation

NOON = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)
KEY = Fernet.generate_key().decode()


def settings(database_url: str, **others: str) -> Settings:
    """A Slack that nobody can reach: this is about the database."""
    return Settings.model_validate(
        {
            "slack_bot_token": "xoxb-1",
            "slack_signing_secret": "a signing secret",
            "slack_app_token": "",
            "slack_api_url": "http://127.0.0.1:9/api/",
            "database_url": database_url,
            "klatch_encryption_key": KEY,
            "slack_client_id": "",
            "slack_client_secret": "",
            **others,
        }
    )


async def findings(database_url: str, **others: str) -> Mapping[str, Finding]:
    found = await examine(settings(database_url, **others), MovableClock(NOON))
    return {finding.what: finding for finding in found}


async def prepared(database_url: str, act: Callable[[Any], Any]) -> None:
    """Do something in the database, with the key."""
    database = Database(database_url, settings(database_url).cipher())
    async with database.transaction() as session:
        await act(session)
    await database.close()


async def write(session: Any, key: str, now: datetime = NOON) -> None:
    await post(session, workspace="T1", key=key, to="#C1", message=Message("…"), now=now)


async def install(session: Any, workspace: str, token: str | None, *scopes: str) -> None:
    """Klatch in a workspace by a grant of its own."""
    session.add(Grant(holder=workspace, name="…", bot_user="U0", token=token, scopes=scopes, installed_at=NOON))
    session.add(Installation(workspace=workspace, name="…", bot_user="U0", refreshed_at=NOON, holder=workspace))
