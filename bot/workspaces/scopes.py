"""The scopes that Slack granted in a workspace, for use cases that have another way without one."""

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.workspaces.models import Grant, Installation

FILES = "files:write"


async def may_send_files(session: AsyncSession, workspace: str) -> bool:
    """Return whether Klatch may send files; True where nobody has said what was granted."""
    serves = (Installation.holder == Grant.holder) & (Installation.workspace == workspace)
    scopes = await session.scalar(select(Grant.scopes).join(Installation, serves))
    return not scopes or FILES in scopes
