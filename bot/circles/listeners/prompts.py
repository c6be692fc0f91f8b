"""Handlers of members' own prompts."""

from typing import TypeVar

from bot.circles.actions import Field
from bot.circles.views import prompts as views
from bot.organizers.permissions import is_organizer, some_organizers
from bot.organizers.views.organizing import for_organizers
from bot.prompts.library import NotAdded, PromptKind, Section
from bot.prompts.prompts import add_prompt, own_prompts, remove_prompt
from bot.slack.request import FormFaults, OpenForm, Press, ReplaceForm, Reply, Request, Say, Submission
from bot.slack.user_input import row_id

ChoiceT = TypeVar("ChoiceT", Section, PromptKind)


async def open_form(request: Request, _press: Press) -> Reply:
    """Open the form for a prompt."""
    return OpenForm(views.prompt_form(request.reader, ""))


async def add(request: Request, submission: Submission) -> Reply:
    """Add the prompt that the form holds, or say what to mend."""
    values = submission.values
    section = _chosen(values.choice(Field.PROMPT_SECTION), list(views.names_of_sections(request.reader)))
    kind = _chosen(values.choice(Field.PROMPT_KIND), list(PromptKind))
    added = await add_prompt(request, request.member.id, section, kind, values.text(Field.WORDS))
    if isinstance(added, NotAdded):
        return FormFaults({Field.WORDS: views.fault(request.reader, added)})
    return Say(views.added(request.reader, added))


async def show(request: Request, _press: Press) -> Reply:
    """Show members' prompts to an organizer."""
    if not await is_organizer(request, request.member):
        return Say(for_organizers(request.reader, await some_organizers(request)))
    return OpenForm(views.all_of_them(request.reader, await own_prompts(request)))


async def remove(request: Request, press: Press) -> Reply:
    """Remove a prompt for an organizer, or for the member who added it."""
    number = row_id(press.value)
    if press.view is None:
        was_there = await remove_prompt(request, number, only_of=request.member.id)
        return Say(views.removed(request.reader) if was_there else views.gone(request.reader))
    if not await is_organizer(request, request.member):
        return Say(for_organizers(request.reader, await some_organizers(request)))
    await remove_prompt(request, number)
    return ReplaceForm(views.all_of_them(request.reader, await own_prompts(request)))


def _chosen(choice: str | None, known: list[ChoiceT]) -> ChoiceT:
    """Return what was chosen in a menu; the first where that is none of them."""
    return next((one for one in known if one == choice), known[0])
