"""The forms and messages about a member's own profile, and about whom they would rather not meet."""

from collections.abc import Iterable, Sequence

from slack_sdk.models.blocks import InputBlock, StaticMultiSelectElement
from slack_sdk.models.views import View

from bot.blocks import buttons, message, paragraph, said
from bot.form_fields import (
    Choices,
    form,
    multi_select_field,
    people_field,
    select_field,
    select_or_none_field,
    text_field,
)
from bot.languages.catalogues import languages, name_of
from bot.languages.reader import Reader
from bot.matching.asks.topics import RefusedName
from bot.outbox.message import Message
from bot.profiles.about_me import TOPICS_AT_MOST, VALUES_AT_MOST, AboutMe
from bot.profiles.actions import ABOUT_ME_FORM, AVOID_FORM, Field, about_me_button
from bot.profiles.models import ABOUT_LIMIT
from bot.profiles.names_of_choices import names_of_stages, names_of_values
from bot.topics.catalogue import TopicName
from bot.topics.name_errors import mend_name
from bot.topics.names import for_reader

AS_SLACK = "slack"
"""The choice of the language that the member's Slack is in."""


def about_me_form(reader: Reader, topics: Sequence[TopicName], told: AboutMe) -> View:
    """Return the form in which a member tells about themselves, all of it optional."""
    return form(
        reader,
        ABOUT_ME_FORM,
        reader.gettext("About me"),
        paragraph(
            reader.gettext(
                "Fill in as much as you like, or nothing. I use it to find people you have something in "
                "common with. Nobody can look it up: only people I introduce you to see your line and "
                "your team, and why I matched you."
            )
        ),
        _line_field(reader, told),
        *_topic_fields(reader, topics, told),
        _values_field(reader, told),
        *_team_fields(reader, told),
        _language_field(reader, told),
        submit=reader.gettext("Save"),
    )


def _line_field(reader: Reader, told: AboutMe) -> InputBlock:
    label = reader.gettext("What I do, or what I'm curious about")
    hint = reader.gettext("One line in your own words. People I introduce you to will see it.")
    return text_field(Field.ABOUT, label, limit=ABOUT_LIMIT, value=told.about, lines=False, hint=hint)


def _topic_fields(reader: Reader, topics: Sequence[TopicName], told: AboutMe) -> tuple[InputBlock, InputBlock]:
    names = [(topic.id, topic.name) for topic in for_reader(reader, topics)]
    label = reader.gettext("Topics, up to {most}", most=TOPICS_AT_MOST)
    hint = reader.gettext("What you'd like to talk about.")
    more = reader.gettext(
        "Missing from the list? Add your own, separated by commas. They join everyone's list, without your name."
    )
    return (
        _menu(Field.TOPICS, label, names, told.topic_ids, most=TOPICS_AT_MOST, hint=hint),
        text_field(Field.NEW_TOPICS, reader.gettext("Other topics"), limit=300, lines=False, hint=more),
    )


def _values_field(reader: Reader, told: AboutMe) -> InputBlock:
    label = reader.gettext("What matters to me at work, up to {most}", most=VALUES_AT_MOST)
    hint = reader.gettext("The values you learn and lead by.")
    values = list(names_of_values(reader).items())
    return _menu(Field.VALUES, label, values, told.values, most=VALUES_AT_MOST, hint=hint)


def _team_fields(reader: Reader, told: AboutMe) -> tuple[InputBlock, ...]:
    hint = reader.gettext("Your team, place and stage help me introduce you to people you wouldn't otherwise meet.")
    stages = list(names_of_stages(reader).items())
    return (
        text_field(Field.TEAM, reader.gettext("My team"), limit=80, value=told.team, lines=False, hint=hint),
        text_field(Field.PLACE, reader.gettext("My place"), limit=80, value=told.place, lines=False),
        select_or_none_field(Field.STAGE, reader.gettext("Where I am in my working life"), stages, told.stage),
    )


def _language_field(reader: Reader, told: AboutMe) -> InputBlock:
    as_slack = reader.gettext("The same as my Slack")
    choices = [(AS_SLACK, as_slack), *((language, name_of(language)) for language in languages())]
    return select_field(Field.LANGUAGE, reader.gettext("Language"), choices, told.language or AS_SLACK)


def _menu(field: Field, label: str, choices: Choices, chosen: Sequence[object], *, most: int, hint: str) -> InputBlock:
    """Return a menu in which Slack lets nobody choose more than so many."""
    menu = multi_select_field(field, label, choices, chosen, hint=hint)
    if isinstance(menu.element, StaticMultiSelectElement):
        menu.element.max_selected_items = most
    return menu


def faults_in_about_me(reader: Reader, told: AboutMe, refused: Sequence[RefusedName]) -> dict[str, str]:
    """Return what to mend in the form, by field; empty when it can be saved."""
    faults: dict[str, str] = {}
    if refused:
        faults[Field.NEW_TOPICS] = mend_name(reader, refused[0])
    elif len(told.topic_ids) + len(told.new_topics) > TOPICS_AT_MOST:
        field = Field.NEW_TOPICS if told.new_topics else Field.TOPICS
        faults[field] = reader.gettext("Please keep to {most} topics, counting the ones you add.", most=TOPICS_AT_MOST)
    if len(told.values) > VALUES_AT_MOST:
        faults[Field.VALUES] = reader.gettext("Please choose no more than {most}.", most=VALUES_AT_MOST)
    return faults


def about_me_saved(reader: Reader, told: AboutMe) -> Message:
    """Confirm the form, and say what happens next."""
    if told.is_empty:
        said = reader.gettext("Saved. Your profile is empty. You can still be introduced.")
    elif told.about:
        said = reader.gettext("Saved. I'll use it the next time I introduce you, and people will see your line.")
    else:
        said = reader.gettext("Saved. I'll use it the next time I introduce you.")
    return message(reader, paragraph(said), buttons(about_me_button(reader)))


def avoid_form(reader: Reader, chosen: Iterable[str]) -> View:
    """Return the form of a member's private list of whom they would rather not meet."""
    return form(
        reader,
        AVOID_FORM,
        reader.gettext("Rather not meet"),
        paragraph(
            reader.gettext(
                "I'll never introduce you to these people. Only you see this list: they aren't told, and nobody asks why."
            )
        ),
        people_field(Field.OTHERS, reader.gettext("People"), chosen, at_most=100),
        submit=reader.gettext("Save"),
    )


def avoid_saved(reader: Reader, count: int) -> Message:
    """Confirm the private list."""
    if count == 0:
        return said(reader, reader.gettext("Saved. Your list is empty."))
    return said(
        reader, reader.gettext("Saved. I won't introduce you to each other. Only you can see or change this list.")
    )
