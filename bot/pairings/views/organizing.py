"""The words about programmes for organizers, and about a channel's random coffee for the channel."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, tzinfo

from slack_sdk.models.blocks import Block, ButtonElement

from bot.blocks import button, buttons, confirmation, message, note, paragraph, said
from bot.cadence import Occurrence, from_rule, rhythm_in_words
from bot.languages.reader import ENGLISH
from bot.matching.round_input import Reach
from bot.organizers.actions import new_coffee_button
from bot.outbox.message import Message
from bot.pairings.actions import Action
from bot.pairings.models import Programme
from bot.pairings.outcomes import Running, TooSoon
from bot.pairings.rules import JoinMode, ProgrammeKind
from bot.pairings.views.shared import in_channel, when
from bot.recurring import views as recurring
from bot.recurring.outcomes import UpkeepRefusal
from bot.recurring.rules import RecurringState
from bot.recurring.views import Row, RowShown, Wording, name_of

REACHES: Mapping[Reach, str] = {
    Reach.FAR: "Far: other teams, places and stages of working life",
    Reach.TEAMS: "Other teams, wherever people are",
    Reach.LOCAL: "Other teams in the same place",
    Reach.CHANCE: "Chance: anybody they have not met lately",
}
SIZES: Mapping[int, str] = {
    2: "Two (one trio where the number is odd)",
    3: "Three",
    4: "Four",
    5: "Five",
}
JOININGS: Mapping[JoinMode, str] = {
    JoinMode.WHO_JOINS: "Only who joins is in",
    JoinMode.EVERYONE: "Everybody in the channel is in, until they say otherwise",
}
_IN_GROUPS = {2: "in pairs", 3: "in threes", 4: "in fours", 5: "in fives"}


WORDING = Wording(
    occurrence="round",
    show=Action.SHOW,
    edit=Action.EDIT,
    pause=Action.PAUSE,
    resume=Action.RESUME,
    end=Action.END,
    asks_pause="A round that is announced is called off, and who was told of it hears so. Who has been introduced stays so.",
    asks_end="There are no rounds any more, and one that is announced is called off. Who has been introduced stays so. To stop for a while, use Pause.",
    has_paused="is paused until you resume it.",
    has_paused_outside="is paused. Whoever organizes it in its channel can resume it.",
    has_ended="has ended. Thank you for having run it.",
)
_LUNCH_WORDING = replace(
    WORDING, asks_pause="Nobody is proposed a lunch until you resume it. Lunches that are arranged stay."
)


@dataclass(frozen=True, slots=True)
class ProgrammeRow(Row):
    """One programme in the overview."""

    thing: Programme
    may_run: bool = False
    """Nothing stands against a round at once: its channel has had none for a week."""


def overview(rows: Sequence[ProgrammeRow], more: int, zone: tzinfo, *, may_add: bool) -> list[Block]:
    """Return the section of the programmes of a workspace, or of those that a member looks after."""
    return recurring.section(
        "Random coffee and Just Lunch",
        [block for row in recurring.rows([shown(row, zone) for row in rows]) for block in row],
        more,
        nothing="Nothing has been set up yet. Invite Klatch to a channel (`/invite @Klatch`), and set up random coffee there.",
        new=[new_coffee_button("New random coffee")] if may_add else [],
    )


def shown(row: ProgrammeRow, zone: tzinfo) -> RowShown:
    """Return a programme with its buttons, as those who look after it read it."""
    programme = row.thing
    if programme.kind is ProgrammeKind.LUNCH:
        return _lunch_shown(programme)
    preview = button("Preview", Action.PREVIEW, programme.id)
    also = [preview, run_now_button(programme)] if row.may_run else [preview]
    return recurring.row_shown(row, WORDING, rhythm(programme), zone, also)


def _lunch_shown(lunch: Programme) -> RowShown:
    is_paused = lunch.state is RecurringState.PAUSED
    words = f"{name_of(lunch)}, for who joins with `/just-lunch`: {recurring.running_or_paused(lunch)}."
    edit, show = button("Change", Action.EDIT, lunch.id), button("Open", Action.SHOW, lunch.id)
    resume = recurring.resume_button(lunch, WORDING, style="primary")
    return RowShown(words, [edit, resume if is_paused else recurring.pause_button(lunch, _LUNCH_WORDING)], show)


def run_now_button(programme: Programme) -> ButtonElement:
    """*Run now*, which says what that means."""
    return button(
        "Run now",
        Action.RUN_NOW,
        programme.id,
        confirm=confirmation(
            "Run a round now?",
            "Everybody who is in now is introduced within a few minutes. No notice goes out before, so that nobody can skip this one. The usual rounds stay as they are.",
            "Run now",
            "Not now",
        ),
    )


def rhythm(programme: Programme) -> str:
    """Return how often, when, and how many at a time."""
    return f"{rhythm_in_words(from_rule(programme.cadence))}, {_IN_GROUPS[programme.size]}"


def set_up(programme: Programme, dates: Sequence[Occurrence], *, is_theirs: bool = True) -> Message:
    """To its organizer: a programme that was set up, and its dates; what they can do while it is theirs to organize."""
    name = name_of(programme)
    if programme.state is RecurringState.ENDED:
        return said(ENGLISH, f"{name} has ended.")
    state = "is paused" if programme.state is RecurringState.PAUSED else "is set up"
    what = f"{name} {state} in {in_channel(programme)}: {rhythm(programme)}."
    if programme.state is RecurringState.RUNNING:
        what += f"\nThe next rounds: {recurring.dates_in_words(dates, programme.zone)}."
    if not is_theirs:
        return said(ENGLISH, what)
    return message(
        ENGLISH,
        paragraph(what),
        buttons(
            button("Preview", Action.PREVIEW, programme.id),
            button("Change", Action.EDIT, programme.id),
        ),
        note(
            "The channel is told of it, and again when who is in changes. Everybody who is in gets a notice one working day before each round, and can skip it. *Preview* shows what people will read; `/mentor-admin` pauses or ends it."
        ),
    )


def not_theirs(programme: Programme) -> Message:
    """To who set a programme up, and does not look after it any more."""
    return said(ENGLISH, f"{name_of(programme)}: others look after it now.")


def announcement(programme: Programme, number: int) -> Message:
    """To the channel of a programme: what is so. Whatever it was told before says that there is something newer."""
    name = name_of(programme)
    if programme.state is RecurringState.ENDED:
        return said(ENGLISH, f"{name} has ended. Thank you for having been part of it.")
    if number < programme.announcements:
        return said(ENGLISH, f"{name}: who is in has changed. There is a newer word about it further down.")
    who = "one colleague" if programme.size == 2 else "a few colleagues"
    changed_ = " Who is in has changed." if number > 1 else ""
    rhythm_ = rhythm_in_words(from_rule(programme.cadence))
    paused_ = " It is paused for now." if programme.state is RecurringState.PAUSED else ""
    what = f"{name}: {rhythm_}, Klatch introduces whoever is in to {who} they might never have met. The rest is up to them.{paused_}{changed_}"
    if programme.joining is JoinMode.WHO_JOINS:
        return message(
            ENGLISH,
            paragraph(f"{what} Only who joins is in." if number > 1 else what),
            buttons(button("Join", Action.JOIN_COFFEE, programme.id, style="primary")),
            note(
                "A notice comes one working day before each round, so that you can skip it. Leaving is one tap, and private."
            ),
        )
    return message(
        ENGLISH,
        paragraph(f"{what} Everybody in this channel is in, until they say otherwise."),
        note(
            "A notice comes to you alone one working day before each round: you can skip it, pause or leave with one tap, and nobody is told. `/coffee` shows where you stand."
        ),
    )


def changed(programme: Programme, dates: Sequence[Occurrence], announced_at: datetime | None) -> Message:
    """After a change: what is so now."""
    rhythm_ = rhythm(programme)
    return recurring.changed(programme, WORDING, f"{rhythm_[0].upper()}{rhythm_[1:]}", dates, announced_at)


def lunch_changed() -> Message:
    """After a change of Just Lunch."""
    return said(ENGLISH, "Just Lunch: saved. It holds for the next lunches that we propose.")


def too_soon(outcome: TooSoon, zone: tzinfo) -> Message:
    """After *Run now*, where the channel has had a round lately."""
    return said(
        ENGLISH,
        f"There was a round less than a week ago, and people need some time to meet. *Run now* can be used again from {when(ENGLISH, outcome.runs_from, zone)}; the usual rounds stay as they are.",
    )


RUNNINGS: Mapping[Running, str] = {
    Running.STARTED: "Started. Everybody who is in now is introduced within a few minutes, and you hear how it went when the round is over.",
    Running.ROUND_IS_ANNOUNCED: "A round is announced or under way already, and people may still skip it. Please wait until its groups have been made.",
    Running.NOT_RUNNING: "This programme is paused or has ended. Resume it first; `/mentor-admin` shows where it stands.",
}
OUTCOMES: Mapping[UpkeepRefusal, str] = {
    UpkeepRefusal.DONE_BEFORE: recurring.DONE_BEFORE,
    UpkeepRefusal.OVER: "This programme has ended. `/mentor-admin` shows those that there are.",
    UpkeepRefusal.NOT_INSIDE: recurring.NOT_INSIDE,
    UpkeepRefusal.CHANNEL_UNREAD: "Klatch is still reading who is in this channel. Please press it again in a minute.",
    UpkeepRefusal.KLATCH_NOT_THERE: "Klatch is not in the channel any more. Invite it there with `/invite @Klatch`, then press this again.",
}
PREVIEW_FOR_ANOTHER = (
    "Another organizer has just asked for a preview, which comes first. Please press it again in a minute."
)
NO_PREVIEW = "There is no preview for you: you are not in its channel any more."
PREVIEW_COMES = "We are working it out, and send it to you in a moment. Nobody else gets anything."
