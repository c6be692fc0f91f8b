"""The form in which one volunteers, or changes what one offers."""

from collections.abc import Sequence

from slack_sdk.models.blocks import Block, InputBlock
from slack_sdk.models.views import View

from bot.blocks import note, paragraph
from bot.flash.actions import Action, Field, Form
from bot.flash.rules import ANSWER_LIMIT, CAPACITIES
from bot.flash.views.ask_form import YES
from bot.flash.views.shared import minutes_to_choose, more_about_it, names_of_formats
from bot.flash.volunteering import Volunteering
from bot.form_fields import (
    checkbox_field,
    form,
    multi_select_field,
    select_field,
    select_or_none_field,
    text_field,
)
from bot.languages.reader import Reader
from bot.matching.asks.topics import RefusedName
from bot.profiles.models import Profile
from bot.profiles.names_of_choices import names_of_stages
from bot.topics.catalogue import TopicName
from bot.topics.name_errors import mend_name
from bot.topics.names import for_reader


def volunteer_form(
    reader: Reader,
    topics: Sequence[TopicName],
    offered: Volunteering,
    profile: Profile,
    *,
    is_mentor: bool,
    has_promised: bool,
    is_whole: bool,
) -> View:
    """Return the form to join as a flash mentor, or to change what one offers: on what, how often, and the promise.

    What else a mentor can say stands behind a button, unless it ``is_whole``.
    """
    return form(
        reader,
        Form.VOLUNTEER,
        reader.gettext("Be a flash mentor"),
        paragraph(
            reader.gettext(
                "Now and then I'll show you a question that you may be able to help with. You say yes or no; no is always fine."
            )
        ),
        _topics_field(reader, topics, offered.topic_ids),
        _capacity_field(reader, offered.capacity),
        _pledge_field(reader, has_promised=has_promised),
        *(_rest(reader, offered, profile) if is_whole else _way_to_the_rest(reader)),
        submit=reader.gettext("Save") if is_mentor else reader.gettext("Volunteer"),
    )


def fault_in_topics(reader: Reader, refused: RefusedName) -> dict[str, str]:
    """Return what to mend in the volunteer form, where a name in it cannot be a topic's."""
    return {Field.NEW_TOPICS: mend_name(reader, refused)}


def _topics_field(reader: Reader, topics: Sequence[TopicName], chosen: Sequence[int]) -> InputBlock:
    names = [(topic.id, topic.name) for topic in for_reader(reader, topics)]
    hint = reader.gettext("What you'd gladly be asked about. You needn't be an expert.")
    return multi_select_field(Field.TOPICS, reader.gettext("Topics"), names, chosen, hint=hint)


def _capacity_field(reader: Reader, capacity: int) -> InputBlock:
    capacities = [(number, str(number)) for number in CAPACITIES]
    return select_field(Field.CAPACITY, reader.gettext("Conversations a month, at most"), capacities, capacity)


def _pledge_field(reader: Reader, *, has_promised: bool) -> InputBlock:
    pledge = [(YES, reader.gettext("I make time, I listen, and it stays between us."))]
    chosen = [YES] if has_promised else []
    return checkbox_field(Field.PLEDGE, reader.gettext("What you promise"), pledge, chosen, required=True)


def _way_to_the_rest(reader: Reader) -> list[Block]:
    words = [
        reader.gettext(
            "Unless you say otherwise: up to {minutes} minutes, on a call or in writing.",
            minutes=Volunteering().minutes,
        ),
        reader.gettext("You can also add other topics, and a line about yourself."),
    ]
    return [note(" ".join(words)), more_about_it(reader, Action.MORE_ABOUT_VOLUNTEERING)]


def _rest(reader: Reader, offered: Volunteering, profile: Profile) -> list[Block]:
    return [
        *_topics_and_words_of_ones_own(reader, offered.own_words),
        *_how(reader, offered),
        *_profile_fields(reader, profile),
    ]


def _topics_and_words_of_ones_own(reader: Reader, own_words: str) -> tuple[InputBlock, ...]:
    missing = reader.gettext(
        "Missing from the list? Add your own, separated by commas. They join everyone's list, without your name."
    )
    label = reader.gettext("About me as a mentor")
    hint = reader.gettext(
        "A line or two in your own words. It helps me find questions for you, and people read it when they choose."
    )
    return (
        text_field(Field.NEW_TOPICS, reader.gettext("Other topics"), limit=300, lines=False, hint=missing),
        text_field(Field.OWN_WORDS, label, limit=ANSWER_LIMIT, value=own_words, hint=hint),
    )


def _how(reader: Reader, offered: Volunteering) -> tuple[InputBlock, ...]:
    names = list(names_of_formats(reader).items())
    return (
        select_field(Field.MINUTES, reader.gettext("How long, at most"), minutes_to_choose(reader), offered.minutes),
        checkbox_field(Field.FORMAT, reader.gettext("How"), names, offered.formats, required=True),
    )


def _profile_fields(reader: Reader, profile: Profile) -> tuple[InputBlock, ...]:
    hint = reader.gettext(
        "People see it when you offer to help. With your place and stage, it helps me reach beyond people like you."
    )
    stages = list(names_of_stages(reader).items())
    return (
        text_field(Field.TEAM, reader.gettext("Your team"), limit=80, value=profile.team, lines=False, hint=hint),
        text_field(Field.PLACE, reader.gettext("Your place"), limit=80, value=profile.place, lines=False),
        select_or_none_field(Field.STAGE, reader.gettext("Where you are in your working life"), stages, profile.stage),
    )
