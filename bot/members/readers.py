"""Whoever reads a letter: in which language, from what Slack says of people and channels and what people chose."""

from collections.abc import Collection, Iterable, Mapping

from sqlalchemy import String, bindparam, delete, literal, null, select, union_all, update
from sqlalchemy.ext.asyncio import AsyncSession

from bot.database.inserts import insert_or_update
from bot.database.prepared import Prepared
from bot.languages.catalogues import SOURCE, known
from bot.languages.reader import Reader, reader_of, shared_reader
from bot.members.models import ChannelLocale, Member, reader_in
from bot.workspaces.models import Installation

_WORKSPACE = "workspace"
"""Stands for the workspace itself among the ids of members and channels."""

_KEY = ("workspace", "channel")
_LONGEST = 20
"""Characters of a locale."""

_HERE = bindparam("workspace", type_=String())

_installer = (Member.workspace == Installation.workspace) & (Member.id == Installation.installed_by)
_of_workspace = (
    select(literal(_WORKSPACE), Installation.language, Member.language, Member.locale)
    .select_from(Installation)
    .outerjoin(Member, _installer)
    .where(Installation.workspace == _HERE)
)
_LOCALES: Prepared[str, str | None, str | None, str | None] = Prepared(
    union_all(
        select(Member.id, Member.language, null(), Member.locale).where(
            Member.workspace == _HERE, Member.id.in_(bindparam("people", expanding=True))
        ),
        select(ChannelLocale.channel, null(), null(), ChannelLocale.locale).where(
            ChannelLocale.workspace == _HERE, ChannelLocale.channel.in_(bindparam("channels", expanding=True))
        ),
        _of_workspace,
    )
)
"""The languages that were chosen, and the locales: of people, of channels, and of the workspace.

Where a workspace has chosen none, or one that there is no more, it reads as whoever installed Klatch.
"""


async def readers_of(session: AsyncSession, workspace: str, addresses: Collection[str]) -> Mapping[str, Reader]:
    """Return who reads what is sent to these addresses (``#C…``, ``@U…+U…``).

    One person reads in their own language; several in the one that they share, else in the workspace's; a channel in
    its own, else in the workspace's.
    """
    if not addresses:
        return {}
    people = {member for address in addresses if address.startswith("@") for member in address[1:].split("+")}
    channels = {address[1:] for address in addresses if address.startswith("#")}
    rows = await _LOCALES.rows(session, workspace=workspace, people=sorted(people), channels=sorted(channels))
    readers = _readers(rows)
    ours = _ours(readers)
    return {address: _reader(address, readers, ours) for address in addresses}


async def reader_of_workspace(session: AsyncSession, workspace: str) -> Reader:
    """Return who reads what is sent to several who share no language."""
    return _ours(_readers(await session.execute(_of_workspace, {"workspace": workspace})))


async def remember_channel(session: AsyncSession, workspace: str, channel: str, locale: object) -> bool:
    """Keep the locale of a channel, if Slack has said one, and return whether that is news."""
    if not isinstance(locale, str) or not 0 < len(locale) <= _LONGEST:
        return False
    its = (ChannelLocale.workspace == workspace) & (ChannelLocale.channel == channel)
    is_news = await session.scalar(select(ChannelLocale.locale).where(its)) != locale
    if is_news:
        await insert_or_update(session, ChannelLocale, _KEY, workspace=workspace, channel=channel, locale=locale)
    return is_news


async def rename_channel(session: AsyncSession, workspace: str, old: str, new: str) -> None:
    """Keep what is known of a channel under its other id."""
    of_new = (ChannelLocale.workspace == workspace) & (ChannelLocale.channel == new)
    of_old = (ChannelLocale.workspace == workspace) & (ChannelLocale.channel == old)
    await session.execute(delete(ChannelLocale).where(of_new))
    await session.execute(update(ChannelLocale).where(of_old).values(channel=new))


def _readers(rows: Iterable[tuple[str, str | None, str | None, str | None]]) -> Mapping[str, Reader]:
    return {
        id: reader_in(known(chosen) or otherwise, locale or "")
        for id, chosen, otherwise, locale in rows
        if chosen or otherwise or locale
    }


def _ours(readers: Mapping[str, Reader]) -> Reader:
    return readers.get(_WORKSPACE, reader_of(SOURCE))


def _reader(address: str, readers: Mapping[str, Reader], ours: Reader) -> Reader:
    if address.startswith("#"):
        return readers.get(address[1:], ours)
    return shared_reader([readers[each] for each in address[1:].split("+") if each in readers], ours)
