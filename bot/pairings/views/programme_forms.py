"""The forms in which organizers set programmes up."""

from collections.abc import Mapping, Sequence
from datetime import datetime, time
from zoneinfo import ZoneInfo

from slack_sdk.models.blocks import Block, InputBlock
from slack_sdk.models.views import View

from bot.blocks import paragraph
from bot.cadence import Nth, Occurrence, Recurs, Weekday
from bot.form_fields import channel_field, date_field, form, radio_field, select_field, text_field
from bot.languages.reader import ENGLISH
from bot.pairings.actions import Field, Form
from bot.pairings.models import Programme
from bot.pairings.organizing.drafts import CoffeeDraft
from bot.pairings.organizing.time_zones import zones_to_choose_from
from bot.pairings.rules import NAME_LIMIT, JoinMode
from bot.pairings.views.organizing import JOININGS, REACHES, SIZES
from bot.pairings.views.reports import people_counted
from bot.pairings.views.shared import in_channel, when
from bot.recurring.views import dates_in_words

RHYTHMS: Mapping[tuple[Recurs, Nth | None], str] = {
    (Recurs.EVERY_WEEK, None): "Every week",
    (Recurs.EVERY_TWO_WEEKS, None): "Every two weeks",
    (Recurs.EVERY_FOUR_WEEKS, None): "Every four weeks",
    (Recurs.EVERY_MONTH, Nth.FIRST): "Every month, on the first such day",
    (Recurs.EVERY_MONTH, Nth.SECOND): "Every month, on the second such day",
    (Recurs.EVERY_MONTH, Nth.THIRD): "Every month, on the third such day",
    (Recurs.EVERY_MONTH, Nth.FOURTH): "Every month, on the fourth such day",
    (Recurs.EVERY_MONTH, Nth.LAST): "Every month, on the last such day",
}
TIMES: Sequence[time] = [time(half // 2, half % 2 * 30) for half in range(16, 35)]
"""8:00 to 17:00, every half hour."""

NAME_MISSING = "Please give it a name that people recognise."
DATE_PASSED = "Please choose today or a later day."
DATE_TOO_FAR = "Please choose a day within a year."
NO_DATES = "There are no rounds by these choices. Please check them."
NOT_YOUR_CHANNEL = (
    "You can set it up where you have invited Klatch yourself, and in a private channel only while you are in it. "
    "For another channel, please ask an organizer."
)
CHANNEL_UNREAD = "Klatch is still reading who is in this channel. Please press Save again in a minute."
CHANNEL_TAKEN = "This channel has random coffee already. Type /mentor-admin to change it."
KLATCH_NOT_THERE = "Invite Klatch to the channel first: type /invite @Klatch there. If it is there already, remove it and invite it again."
ROUND_IS_ANNOUNCED = "A round is announced, and people have been told that they are in it. Please change this once its groups have been made."


def rhythm_value(recurs: Recurs, nth: Nth | None) -> str:
    """Return what a rhythm is called between Slack and us."""
    return f"{recurs}/{nth:d}" if nth is not None else str(recurs)


def coffee_form(
    draft: CoffeeDraft,
    dates: Sequence[Occurrence],
    own_zone: str,
    programme: Programme | None = None,
    announced_at: datetime | None = None,
    people_in_channel: int | None = None,
) -> View:
    """Return the form of a coffee, with the dates that come of it; ``programme`` is the one that is changed."""
    if programme is None:
        channel: Block = channel_field(
            Field.CHANNEL, "Channel", initial=draft.channel, hint="Klatch has to be in it: /invite @Klatch."
        )
    else:
        channel = paragraph(f"Random coffee in {in_channel(programme)}.")
    return form(
        ENGLISH,
        Form.COFFEE_PROGRAMME,
        "Random coffee",
        text_field(Field.NAME, "Name", limit=NAME_LIMIT, value=draft.name, lines=False, required=True),
        channel,
        *_who_is_in(draft, programme, people_in_channel),
        *_when(draft, own_zone),
        paragraph(_dates(draft, dates, programme, announced_at)),
        select_field(Field.SIZE, "How many meet", list(SIZES.items()), draft.size),
        radio_field(
            Field.REACH,
            "Who meets whom",
            list(REACHES.items()),
            draft.reach,
            hint="Always people who have not met lately, and with something in common where there is anything.",
        ),
        submit="Save",
        subject=programme.id if programme is not None else "",
    )


def _who_is_in(draft: CoffeeDraft, programme: Programme | None, count: int | None) -> list[Block]:
    """Return the choice of who is in, and how many people are in without having asked for it."""
    joining = radio_field(
        Field.JOINING,
        "Who is in",
        list(JOININGS.items()),
        draft.joining,
        hint="Those who are in get a notice one working day before each round. Some find it awkward to opt out: if in doubt, let people join. The channel is told.",
    )
    joining.dispatch_action = True
    if programme is None or count is None or draft.joining is not JoinMode.EVERYONE:
        return [joining]
    counted = people_counted(count)
    inside = f"{counted[0].upper()}{counted[1:]} {'is' if count == 0 else 'are'} in the channel."
    who = f"{inside} By that they are in from the next round on that is announced, except who has left this coffee or paused."
    told = "The channel is told, and nobody is introduced before a notice by which they can leave."
    return [joining, paragraph(f"{who} {told}")]


def lunch_form(programme: Programme) -> View:
    """Return the form of what organizers decide about Just Lunch."""
    return form(
        ENGLISH,
        Form.LUNCH_PROGRAMME,
        "Just Lunch",
        paragraph(
            "Everybody chooses for themselves whether, when and how. What you choose is how far introductions reach."
        ),
        radio_field(Field.REACH, "Who meets whom", list(REACHES.items()), programme.reach),
        submit="Save",
        subject=programme.id,
    )


def _when(draft: CoffeeDraft, own_zone: str) -> list[InputBlock]:
    """Return the fields that make up the dates: what is chosen in them is shown at once."""
    rhythms = [(rhythm_value(*rhythm), words) for rhythm, words in RHYTHMS.items()]
    zones = [(zone, zone.replace("_", " ")) for zone in zones_to_choose_from(draft.zone, own_zone)]
    fields = [
        select_field(Field.CADENCE, "How often", rhythms, rhythm_value(draft.recurs, draft.nth)),
        select_field(
            Field.WEEKDAY, "Day", [(int(day), day.name.capitalize()) for day in _working_days()], int(draft.weekday)
        ),
        select_field(Field.TIME, "Time", [(f"{at:%H:%M}", f"{at:%H:%M}") for at in TIMES], f"{draft.at:%H:%M}"),
        select_field(Field.ZONE, "Time zone", zones, draft.zone),
        date_field(Field.STARTS_ON, "First round on this day or after it", initial=draft.starts_on),
    ]
    for field in fields:
        field.dispatch_action = True
    return fields


def _working_days() -> list[Weekday]:
    return [day for day in Weekday if day <= Weekday.FRIDAY]


def _dates(
    draft: CoffeeDraft, dates: Sequence[Occurrence], programme: Programme | None, announced_at: datetime | None
) -> str:
    if not dates:
        return NO_DATES
    days = dates_in_words(dates, ZoneInfo(draft.zone))
    if programme is None or announced_at is None:
        return f"*The next rounds:* {days}."
    return f"The round of {when(ENGLISH, announced_at, programme.zone)} is announced already, and stays. *After it:* {days}."
