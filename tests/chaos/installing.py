"""Klatch installed in many workspaces, each with a token of its own, and what a replica is told to serve them."""

from collections.abc import Mapping

from cryptography.fernet import Fernet

from bot.clock import SystemClock
from bot.database.database import Database
from bot.workspaces.models import Grant, Installation
from tests.chaos.slack import Slack

SECRET = "a signing secret"
KEY = Fernet.generate_key().decode()
SCOPES = ("commands", "chat:write", "im:write", "mpim:write", "users:read", "channels:read", "groups:read")


async def install(database: Database, count: int) -> list[str]:
    """Be installed in so many workspaces; their ids."""
    workspaces = [f"T{number}" for number in range(count)]
    now = SystemClock().now()
    who = {"bot_user": "UKLATCH", "installed_by": "UINSTALLER"}
    async with database.transaction() as session:
        for workspace in workspaces:
            named = {"name": workspace, "holder": workspace, **who}
            session.add(Grant(token=f"xoxb-{workspace}", scopes=list(SCOPES), installed_at=now, **named))
            session.add(Installation(workspace=workspace, refreshed_at=now, **named))
    return workspaces


def environment(slack: Slack) -> Mapping[str, str]:
    """What a replica finds in its environment, beside the way to its database."""
    return {
        "SLACK_BOT_TOKEN": "",
        "SLACK_CLIENT_ID": "1.2",
        "SLACK_CLIENT_SECRET": "a client secret",
        "SLACK_SIGNING_SECRET": SECRET,
        "SLACK_APP_TOKEN": "",
        "SLACK_API_URL": f"{slack.url}api/",
        "HOST": "127.0.0.1",
        "PORT": "0",
        "KLATCH_ENCRYPTION_KEY": KEY,
        "KLATCH_LOG_FORMAT": "json",
    }
