"""A lock on the whole workspace, for what people may do only one after the other."""

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.workspaces.models import Installation


async def one_after_the_other(session: AsyncSession, workspace: str) -> None:
    """Have whoever else comes here wait until this transaction has ended: they see what it did."""
    found = select(Installation.workspace).where(Installation.workspace == workspace)
    await session.execute(found.with_for_update())
