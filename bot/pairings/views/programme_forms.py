"""The forms in which organizers set programmes up."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from zoneinfo import ZoneInfo

from slack_sdk.models.blocks import Block, InputBlock
from slack_sdk.models.views import View

from bot.blocks import button, buttons, paragraph
from bot.cadence import Occurrence
from bot.form_fields import channel_field, date_field, form, radio_field, select_field, text_field
from bot.languages.reader import Reader
from bot.matching.round_input import Reach
from bot.pairings.actions import Action, Field, Form
from bot.pairings.models import Programme
from bot.pairings.organizing.drafts import CoffeeDraft
from bot.pairings.organizing.time_zones import zones_to_choose_from
from bot.pairings.outcomes import Organizing
from bot.pairings.rules import NAME_LIMIT, JoinMode
from bot.pairings.views.organizing import WORDING
from bot.pairings.views.reports import in_its_channel
from bot.pairings.views.shared import in_channel, when
from bot.recurring.menus import how_often_field, how_often_value, telling, time_field, weekday_field
from bot.recurring.outcomes import UpkeepRefusal
from bot.recurring.views import dates_in_words


def coffee_form(
    reader: Reader,
    draft: CoffeeDraft,
    dates: Sequence[Occurrence],
    own_zone: str,
    programme: Programme | None = None,
    announced_at: datetime | None = None,
    people_in_channel: int | None = None,
    *,
    is_whole: bool,
) -> View:
    """Return the form of a coffee, with the dates that come of it; ``programme`` is the one that is changed.

    Unless it ``is_whole``, what has a default that suits most stands behind a button.
    """
    rest = _rest(reader, draft, own_zone) if is_whole else [_more_about_it(reader)]
    return form(
        reader,
        Form.COFFEE_PROGRAMME,
        usual_name(reader),
        _where(reader, draft, programme),
        *_who_is_in(reader, draft, programme, people_in_channel),
        *_when(reader, draft),
        paragraph(_dates(reader, draft, dates, programme, announced_at)),
        *rest,
        submit=reader.gettext("Save"),
        subject=programme.id if programme is not None else "",
    )


def usual_name(reader: Reader) -> str:
    """Return what a random coffee is called unless somebody calls it otherwise."""
    return reader.gettext("Random coffee")


def _where(reader: Reader, draft: CoffeeDraft, programme: Programme | None) -> Block:
    if programme is not None:
        return paragraph(reader.gettext("Random coffee in {channel}.", channel=in_channel(programme)))
    hint = reader.gettext("I have to be in it: /invite @Klatch.")
    return channel_field(Field.CHANNEL, reader.gettext("Channel"), initial=draft.channel, hint=hint)


def _more_about_it(reader: Reader) -> Block:
    return buttons(button(reader.gettext("More about it"), Action.MORE_ABOUT_COFFEE, ""))


def _rest(reader: Reader, draft: CoffeeDraft, own_zone: str) -> list[Block]:
    zones = [(zone, zone.replace("_", " ")) for zone in zones_to_choose_from(draft.zone, own_zone)]
    fields = [
        select_field(Field.ZONE, reader.gettext("Time zone"), zones, draft.zone),
        date_field(Field.STARTS_ON, reader.gettext("Start on or after"), initial=draft.starts_on),
    ]
    hint = reader.gettext("Always people who haven't met lately, and with something in common where possible.")
    return [
        text_field(Field.NAME, reader.gettext("Name"), limit=NAME_LIMIT, value=draft.name, lines=False, required=True),
        *telling(fields),
        select_field(Field.SIZE, reader.gettext("How many meet"), list(sizes(reader).items()), draft.size),
        radio_field(
            Field.REACH, reader.gettext("Who meets whom"), list(reaches(reader).items()), draft.reach, hint=hint
        ),
    ]


def _who_is_in(reader: Reader, draft: CoffeeDraft, programme: Programme | None, people: int | None) -> list[Block]:
    """Return the choice of who is in, and how many people are in without having asked for it."""
    hint = reader.gettext(
        "People who are in hear from me one working day before each coffee. Some find it awkward to opt out: if in doubt, let people opt in. I'll tell the channel."
    )
    label = reader.gettext("Who is in")
    joining = radio_field(Field.JOINING, label, list(joinings(reader).items()), draft.joining, hint=hint)
    joining.dispatch_action = True
    if programme is None or people is None or draft.joining is not JoinMode.EVERYONE:
        return [joining]
    sentences = [
        in_its_channel(reader, people),
        reader.gettext("They're in from the next coffee I announce, except anyone who left or paused."),
        reader.gettext("I'll tell the channel, and everyone gets the chance to leave before I introduce them."),
    ]
    return [joining, paragraph(" ".join(sentences))]


def lunch_form(reader: Reader, programme: Programme) -> View:
    """Return the form of what organizers decide about Just Lunch."""
    return form(
        reader,
        Form.LUNCH_PROGRAMME,
        reader.gettext("Just Lunch"),
        paragraph(reader.gettext("People choose whether, when and how they meet. You choose how I match them.")),
        radio_field(Field.REACH, reader.gettext("Who meets whom"), list(reaches(reader).items()), programme.reach),
        submit=reader.gettext("Save"),
        subject=programme.id,
    )


def _when(reader: Reader, draft: CoffeeDraft) -> list[InputBlock]:
    """Return the fields that make up the dates: what is chosen in them is shown at once."""
    how_often = how_often_value(draft.recurs, draft.nth)
    return telling(
        [
            how_often_field(reader, Field.CADENCE, draft.weekday, how_often),
            weekday_field(reader, Field.WEEKDAY, draft.weekday),
            time_field(reader, Field.TIME, draft.at),
        ]
    )


def reaches(reader: Reader) -> Mapping[Reach, str]:
    """Return the words for who is introduced to whom."""
    return {
        Reach.FAR: reader.gettext("As different as possible: team, place and career stage"),
        Reach.TEAMS: reader.gettext("Other teams, wherever people are"),
        Reach.LOCAL: reader.gettext("Other teams in the same place"),
        Reach.CHANCE: reader.gettext("Chance: anyone they haven't met lately"),
    }


def sizes(reader: Reader) -> Mapping[int, str]:
    """Return the words for how many meet."""
    return {
        2: reader.gettext("Two (with one trio if the number is odd)"),
        3: reader.gettext("Three"),
        4: reader.gettext("Four"),
        5: reader.gettext("Five"),
    }


def joinings(reader: Reader) -> Mapping[JoinMode, str]:
    """Return the words for who is in."""
    return {
        JoinMode.WHO_JOINS: reader.gettext("People opt in"),
        JoinMode.EVERYONE: reader.gettext("Everyone in the channel, unless they opt out"),
    }


def _dates(
    reader: Reader,
    draft: CoffeeDraft,
    dates: Sequence[Occurrence],
    programme: Programme | None,
    announced_at: datetime | None,
) -> str:
    if not dates:
        return no_dates(reader)
    days = dates_in_words(reader, dates, ZoneInfo(draft.zone))
    if programme is None or announced_at is None:
        return WORDING.dates(reader, days)
    announced = WORDING.announced(reader, when(reader, announced_at, programme.zone))
    return f"{announced} {WORDING.dates_after(reader, days)}"


def no_dates(reader: Reader) -> str:
    """Return the fault of choices from which no dates follow."""
    return reader.gettext("These choices give no dates. Please check them.")


def name_missing(reader: Reader) -> str:
    """Return the fault of a coffee without a name."""
    return reader.gettext("Please give it a name that people will recognize.")


def date_passed(reader: Reader) -> str:
    """Return the fault of a start that is over."""
    return reader.gettext("Please choose today or a later day.")


def date_too_far(reader: Reader) -> str:
    """Return the fault of a start in more than a year."""
    return reader.gettext("Please choose a day within a year.")


def faults(reader: Reader) -> Mapping[Organizing | UpkeepRefusal, tuple[Field, str]]:
    """Return the outcomes that can be mended in the form that is open: at which field, and how."""
    return {
        UpkeepRefusal.KLATCH_NOT_THERE: (
            Field.CHANNEL,
            reader.gettext(
                "Invite me to the channel first: type /invite @Klatch there. If I'm there already, remove me and invite me again."
            ),
        ),
        UpkeepRefusal.CHANNEL_UNREAD: (
            Field.CHANNEL,
            reader.gettext("I'm still reading who's in this channel. Please press Save again in a minute."),
        ),
        UpkeepRefusal.NOT_YOUR_CHANNEL: (
            Field.CHANNEL,
            reader.gettext(
                "You can set this up in a channel you've invited me to. A private one has to be one you're in. For other channels, ask an organizer."
            ),
        ),
        Organizing.CHANNEL_TAKEN: (
            Field.CHANNEL,
            reader.gettext("This channel already has random coffee. Type /mentor-admin to change it."),
        ),
        Organizing.ROUND_ANNOUNCED: (
            Field.JOINING,
            reader.gettext(
                "A coffee is announced, and people know that they're in. Please change this once its groups are made."
            ),
        ),
    }
