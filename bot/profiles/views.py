"""The forms and messages about a member's own profile, and about whom they would rather not meet."""

from collections.abc import Iterable, Sequence

from slack_sdk.models.blocks import InputBlock, StaticMultiSelectElement
from slack_sdk.models.views import View

from bot.blocks import buttons, message, paragraph, said
from bot.form_fields import Choices, form, multi_select_field, people_field, select_or_none_field, text_field
from bot.matching.asks.topics import RefusedName
from bot.outbox.message import Message
from bot.profiles.about_me import TOPICS_AT_MOST, VALUES_AT_MOST, AboutMe
from bot.profiles.actions import ABOUT_ME_FORM, AVOID_FORM, Field, about_me_button
from bot.profiles.career_stages import STAGES
from bot.profiles.models import ABOUT_LIMIT
from bot.profiles.values import Value
from bot.topics.catalogue import TopicName
from bot.topics.name_errors import mend_name

_ABOUT_ME = "Tell as much as you like, or nothing. Only Klatch uses it, to find people you have something in common with; nobody can look it up. When we introduce you to someone, they read your line, and why we thought of the two of you."
_LINE = "What I do, or what I am curious about"
_HINTS = {
    Field.ABOUT: "One line in your own words. It is shown to people you are introduced to.",
    Field.TOPICS: "What you would like to talk about.",
    Field.NEW_TOPICS: "Missing from the list? Write them here, separated by commas. They join everyone's list, without your name.",
    Field.VALUES: "Values are what we learn and lead from.",
    Field.TEAM: "This, your place and your stage help us to reach beyond people like you.",
}
"""Under the fields of *About me*."""


def about_me_form(topics: Sequence[TopicName], told: AboutMe) -> View:
    """Return the form in which a member tells about themselves, all of it optional."""
    names = [(topic.id, topic.name) for topic in topics]
    values = [(value, value.label) for value in Value]
    return form(
        ABOUT_ME_FORM,
        "About me",
        paragraph(_ABOUT_ME),
        text_field(Field.ABOUT, _LINE, limit=ABOUT_LIMIT, value=told.about, lines=False, hint=_HINTS[Field.ABOUT]),
        _menu(Field.TOPICS, "Topics", names, told.topic_ids, most=TOPICS_AT_MOST),
        text_field(Field.NEW_TOPICS, "Other topics", limit=300, lines=False, hint=_HINTS[Field.NEW_TOPICS]),
        _menu(Field.VALUES, "What matters to me at work", values, told.values, most=VALUES_AT_MOST),
        text_field(Field.TEAM, "My team", limit=80, value=told.team, lines=False, hint=_HINTS[Field.TEAM]),
        text_field(Field.PLACE, "My place", limit=80, value=told.place, lines=False),
        select_or_none_field(Field.STAGE, "Where I am in my working life", list(STAGES.items()), told.stage),
        submit="Save",
    )


def _menu(field: Field, label: str, choices: Choices, chosen: Sequence[object], *, most: int) -> InputBlock:
    """Return a menu in which Slack lets nobody choose more than so many."""
    menu = multi_select_field(field, f"{label}, up to {most}", choices, chosen, hint=_HINTS[field])
    if isinstance(menu.element, StaticMultiSelectElement):
        menu.element.max_selected_items = most
    return menu


def faults_in_about_me(told: AboutMe, refused: Sequence[RefusedName]) -> dict[str, str]:
    """Return what to mend in the form, by field; empty when it can be saved."""
    faults: dict[str, str] = {}
    if refused:
        faults[Field.NEW_TOPICS] = mend_name(refused[0])
    elif len(told.topic_ids) + len(told.new_topics) > TOPICS_AT_MOST:
        field = Field.NEW_TOPICS if told.new_topics else Field.TOPICS
        faults[field] = f"Please name no more than {TOPICS_AT_MOST} topics, chosen and written together."
    if len(told.values) > VALUES_AT_MOST:
        faults[Field.VALUES] = f"Please choose no more than {VALUES_AT_MOST}."
    return faults


def about_me_saved(told: AboutMe) -> Message:
    """Confirm the form, and say what happens next."""
    if told.is_empty:
        said = "Saved. You tell us nothing about yourself now. You can be introduced to people all the same."
    elif told.about:
        said = "Saved. The next time we introduce you to someone, this helps us to choose, and they read your line."
    else:
        said = "Saved. The next time we introduce you to someone, this helps us to choose."
    return message(paragraph(f"{said} Change it whenever you like."), buttons(about_me_button()))


def avoid_form(chosen: Iterable[str]) -> View:
    """Return the form of a member's private list of whom they would rather not meet."""
    return form(
        AVOID_FORM,
        "Rather not meet",
        paragraph(
            "We never introduce you to these people. Only you see this list; they are not told, and nobody asks why."
        ),
        people_field(Field.OTHERS, "People", chosen, at_most=100),
        submit="Save",
    )


def avoid_saved(count: int) -> Message:
    """Confirm the private list."""
    if count == 0:
        return said("Saved. Your list is empty.")
    return said("Saved. We will not introduce you to each other. Only you can see or change this.")
