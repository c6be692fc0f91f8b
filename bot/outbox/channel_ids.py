"""A channel has another id: what was written for it goes there, and what stands there is known to stand there."""

from sqlalchemy import select, update
from sqlalchemy.ext.asyncio import AsyncSession

from bot.outbox.models import DirectChannel, Letter


async def follow(session: AsyncSession, workspace: str, old: str, new: str) -> None:
    """Have letters and remembered conversations be of the new id. Letters of other conversations are not looked at."""
    is_remembered = (DirectChannel.workspace == workspace) & (DirectChannel.channel == old)
    direct = select(DirectChannel.address).where(is_remembered)
    addresses = [f"#{old}", *await session.scalars(direct)]
    its = (Letter.workspace == workspace) & Letter.address.in_(addresses)
    await session.execute(update(Letter).where(its, Letter.channel == old).values(channel=new))
    await session.execute(update(Letter).where(its, Letter.address == f"#{old}").values(address=f"#{new}"))
    await session.execute(update(DirectChannel).where(is_remembered).values(channel=new))
