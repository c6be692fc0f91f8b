"""The words about the workspace's language, for those who organize."""

from collections.abc import Sequence

from slack_sdk.models.blocks import Block
from slack_sdk.models.views import View

from bot.blocks import paragraph, said
from bot.form_fields import form, select_field
from bot.languages.catalogues import languages, name_of
from bot.languages.reader import Reader
from bot.organizers.actions import Field, Form
from bot.organizers.language import WorkspaceLanguage
from bot.outbox.message import Message

AS_INSTALLER = "installer"
"""The choice of the language of whoever installed Klatch."""


def in_overview(reader: Reader, chosen: WorkspaceLanguage) -> Sequence[Block]:
    """Return the part of `/mentor-admin` that says the workspace's language."""
    words = reader.gettext(
        "*Language: {language}.* I use it with people who don't share a language.", language=name_of(chosen.language)
    )
    return [paragraph(words)]


def language_form(reader: Reader, chosen: WorkspaceLanguage) -> View:
    """Return the form in which an organizer chooses the workspace's language."""
    choices = [(language, name_of(language)) for language in languages()]
    if chosen.has_installer:
        choices.insert(0, (AS_INSTALLER, reader.gettext("Same as the person who installed me")))
    is_as_installer = chosen.has_installer and not chosen.is_chosen
    title = reader.gettext("Language")
    return form(
        reader,
        Form.LANGUAGE,
        title,
        paragraph(
            reader.gettext(
                "I write to each person in their language, and to a channel in its own. I use this one with people who don't share a language, and wherever Slack doesn't tell me."
            )
        ),
        select_field(Field.LANGUAGE, title, choices, AS_INSTALLER if is_as_installer else chosen.language),
        submit=reader.gettext("Save"),
    )


def language_saved(reader: Reader, chosen: WorkspaceLanguage) -> Message:
    """Return the words after the form."""
    return said(
        reader,
        reader.gettext(
            "Saved. Language: {language}. Messages I've already sent change when I next update them.",
            language=name_of(chosen.language),
        ),
    )
