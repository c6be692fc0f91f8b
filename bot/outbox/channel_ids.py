"""Moving the letters and direct channels of a channel's old id to its new one, once Slack has given it another."""

from sqlalchemy import select, update
from sqlalchemy.ext.asyncio import AsyncSession

from bot.outbox.models import DirectChannel, Letter


async def follow(session: AsyncSession, workspace: str, old: str, new: str) -> None:
    """Move the letters and the direct channel of an id to the new one. Letters of other channels are not read."""
    is_remembered = (DirectChannel.workspace == workspace) & (DirectChannel.channel == old)
    direct = select(DirectChannel.address).where(is_remembered)
    addresses = [f"#{old}", *await session.scalars(direct)]
    its = (Letter.workspace == workspace) & Letter.address.in_(addresses)
    await session.execute(update(Letter).where(its, Letter.channel == old).values(channel=new))
    await session.execute(update(Letter).where(its, Letter.address == f"#{old}").values(address=f"#{new}"))
    await session.execute(update(DirectChannel).where(is_remembered).values(channel=new))
