"""The workspace's language: that of what several people read who share none. Its organizers choose it."""

from dataclasses import dataclass

from sqlalchemy import select, update

from bot.languages.catalogues import known
from bot.members.models import Member
from bot.members.readers import reader_of_workspace
from bot.moment import Moment
from bot.organizers.actions import Later
from bot.organizers.permissions import is_organizer
from bot.workspaces.models import Installation


@dataclass(frozen=True, slots=True)
class WorkspaceLanguage:
    """The language of a workspace, and how it came to be."""

    language: str
    is_chosen: bool
    """Whether an organizer chose it; else it is that of whoever installed Klatch."""
    has_installer: bool
    """Whether it is known who that was."""


async def language_of(moment: Moment) -> WorkspaceLanguage:
    """Return the workspace's language."""
    found = select(Installation.language, Installation.installed_by).where(Installation.workspace == moment.workspace)
    chosen, installer = (await moment.session.execute(found)).one()
    reader = await reader_of_workspace(moment.session, moment.workspace)
    return WorkspaceLanguage(reader.language, is_chosen=known(chosen) is not None, has_installer=installer is not None)


async def choose_language(moment: Moment, member: Member, language: str | None) -> bool:
    """Have this be the workspace's language, None for its installer's; False where a member may not decide it.

    Hellos are rewritten; whatever else several people read changes when there is something new in it.
    """
    if not await is_organizer(moment, member):
        return False
    its = Installation.workspace == moment.workspace
    await moment.session.execute(update(Installation).where(its).values(language=language))
    await moment.sweep(Later.SHOWS_HELLOS, 0)
    return True
