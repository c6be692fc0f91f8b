"""What organizers read about programmes, and what a channel is told of its own."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, tzinfo

from slack_sdk.models.blocks import Block, ButtonElement

from bot.blocks import button, buttons, confirmation, day_of, inline, listed, message, note, paragraph
from bot.cadence import Occurrence, from_rule, rhythm_in_words
from bot.matching.round_input import Reach
from bot.organizers.actions import new_coffee_button
from bot.outbox.message import Message
from bot.pairings.actions import Action
from bot.pairings.models import Programme
from bot.pairings.outcomes import Organizing, Running, TooSoon
from bot.pairings.rules import JoinMode, ProgrammeKind
from bot.pairings.views.shared import in_channel, when, zone_of
from bot.recurring.rules import RecurringState

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


_WHOLE_AT_MOST = 3
"""Programmes that are shown with all of their buttons: a message has its limit, and a reader too."""


@dataclass(frozen=True, slots=True)
class ProgrammeRow:
    """One programme in the overview."""

    programme: Programme
    next_at: datetime | None
    is_announced: bool
    may_run: bool = False
    """Nothing stands against a round at once: its channel has had none for a week."""
    is_outside: bool = False
    """Its reader is not in its private channel: they may pause and end it."""


def overview(rows: Sequence[ProgrammeRow], more: int, zone: tzinfo, *, may_add: bool) -> list[Block]:
    """The programmes of a workspace, or those that a member looks after."""
    is_short = len(rows) > _WHOLE_AT_MOST
    blocks: list[Block] = [paragraph("*Random coffee and Just Lunch*")]
    for row in rows:
        choices = [button("Open", Action.SHOW, row.programme.id)] if is_short else _choices(row)
        blocks += [paragraph(_row(row, zone)), buttons(*choices)]
    if not rows:
        blocks.append(
            paragraph(
                "Nothing has been set up yet. Invite Klatch to a channel (`/invite @Klatch`), and set up random coffee there."
            )
        )
    if more:
        blocks.append(note(f"And {more} more. Type `/mentor-admin` in the channel of the one that you mean."))
    return [*blocks, buttons(new_coffee_button("New random coffee"))] if may_add else blocks


def one(row: ProgrammeRow, zone: tzinfo) -> Message:
    """One programme, and what can be done about it."""
    return message(paragraph(_row(row, zone)), buttons(*_choices(row)))


def _row(row: ProgrammeRow, zone: tzinfo) -> str:
    programme = row.programme
    is_paused = programme.state is RecurringState.PAUSED
    if row.is_outside:
        state = "paused" if is_paused else "running"
        return f"*{inline(programme.name)}* in {in_channel(programme)}, a private channel that you are not in, as far as Klatch knows: {state}."
    if programme.kind is ProgrammeKind.LUNCH:
        return f"*{inline(programme.name)}*, for who joins with `/just-lunch`: {'paused' if is_paused else 'running'}."
    state = "Paused." if is_paused else _next(row, zone)
    return f"*{inline(programme.name)}* in {in_channel(programme)}: {rhythm(programme)}. {state}"


def _next(row: ProgrammeRow, zone: tzinfo) -> str:
    if row.next_at is None:
        return "No round is planned."
    announced = ", announced already" if row.is_announced else ""
    return f"Next round: {when(row.next_at, zone)}{announced}."


def _choices(row: ProgrammeRow) -> list[ButtonElement]:
    programme = row.programme
    if row.is_outside:
        is_paused = programme.state is RecurringState.PAUSED
        return [*([] if is_paused else [_pause_button(programme)]), end_button(programme)]
    edit = button("Change", Action.EDIT, programme.id)
    is_coffee = programme.kind is ProgrammeKind.COFFEE
    if programme.state is RecurringState.PAUSED:
        choices = [edit, button("Resume", Action.RESUME, programme.id, style="primary")]
        return [*choices, end_button(programme)] if is_coffee else choices
    if not is_coffee:
        return [edit, _pause_button(programme)]
    preview = button("Preview", Action.PREVIEW, programme.id)
    extra = [run_now_button(programme)] if row.may_run else []
    return [edit, preview, *extra, _pause_button(programme), end_button(programme)]


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


def _pause_button(programme: Programme) -> ButtonElement:
    text = (
        "A round that is announced is called off, and who was told of it hears so. Who has been introduced stays so."
        if programme.kind is ProgrammeKind.COFFEE
        else "Nobody is proposed a lunch until you resume it. Lunches that are arranged stay."
    )
    return button("Pause", Action.PAUSE, programme.id, confirm=confirmation("Pause it?", text, "Pause", "Not now"))


def end_button(programme: Programme) -> ButtonElement:
    """*End*, which asks once."""
    return button(
        "End",
        Action.END,
        programme.id,
        style="danger",
        confirm=confirmation(
            "End it for good?",
            "There are no rounds any more, and one that is announced is called off. Who has been introduced stays so. To stop for a while, use Pause.",
            "End it",
            "Not now",
        ),
    )


def rhythm(programme: Programme) -> str:
    """How often, when, and how many at a time."""
    return f"{rhythm_in_words(from_rule(programme.cadence))}, {_IN_GROUPS[programme.size]}"


def dates_in_words(dates: Sequence[Occurrence], zone: tzinfo) -> str:
    """The days of rounds, on the programme's own calendar."""
    return listed([day_of(one.at, zone) for one in dates])


def set_up(programme: Programme, dates: Sequence[Occurrence], *, is_theirs: bool = True) -> Message:
    """To its organizer: a programme that was set up, and its dates; what they can do while it is theirs to organize."""
    name = f"*{inline(programme.name)}*"
    if programme.state is RecurringState.ENDED:
        return said(f"{name} has ended.")
    state = "is paused" if programme.state is RecurringState.PAUSED else "is set up"
    what = f"{name} {state} in {in_channel(programme)}: {rhythm(programme)}."
    following = f"\n{_dates(programme, dates)}" if programme.state is RecurringState.RUNNING else ""
    if not is_theirs:
        return said(what + following)
    return message(
        paragraph(what + following),
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
    return said(f"*{inline(programme.name)}*: others look after it now.")


def _dates(programme: Programme, dates: Sequence[Occurrence]) -> str:
    return f"The next rounds: {dates_in_words(dates, zone_of(programme))}."


def announcement(programme: Programme, number: int) -> Message:
    """To the channel of a programme: what is so. Whatever it was told before says that there is something newer."""
    name = f"*{inline(programme.name)}*"
    if programme.state is RecurringState.ENDED:
        return said(f"{name} has ended. Thank you for having been part of it.")
    if number < programme.announcements:
        return said(f"{name}: who is in has changed. There is a newer word about it further down.")
    who = "one colleague" if programme.size == 2 else "a few colleagues"
    changed_ = " Who is in has changed." if number > 1 else ""
    rhythm_ = rhythm_in_words(from_rule(programme.cadence))
    paused_ = " It is paused for now." if programme.state is RecurringState.PAUSED else ""
    what = f"{name}: {rhythm_}, Klatch introduces whoever is in to {who} they might never have met. The rest is up to them.{paused_}{changed_}"
    if programme.joining is JoinMode.WHO_JOINS:
        return message(
            paragraph(f"{what} Only who joins is in." if number > 1 else what),
            buttons(button("Join", Action.JOIN_COFFEE, programme.id, style="primary")),
            note(
                "A notice comes one working day before each round, so that you can skip it. Leaving is one tap, and private."
            ),
        )
    return message(
        paragraph(f"{what} Everybody in this channel is in, until they say otherwise."),
        note(
            "A notice comes to you alone one working day before each round: you can skip it, pause or leave with one tap, and nobody is told. `/coffee` shows where you stand."
        ),
    )


def changed(programme: Programme, dates: Sequence[Occurrence], announced_at: datetime | None) -> Message:
    """After a change: what is so now."""
    state = " It is paused." if programme.state is RecurringState.PAUSED else ""
    announced = (
        f"The round of {when(announced_at, zone_of(programme))} is announced already, and stays. After it: "
        if announced_at
        else "The next rounds: "
    )
    days = dates_in_words(dates, zone_of(programme))
    return message(
        paragraph(
            f"*{inline(programme.name)}*: saved. {rhythm(programme)[0].upper()}{rhythm(programme)[1:]}.{state}\n{announced}{days}."
        )
    )


def lunch_changed() -> Message:
    """After a change of Just Lunch."""
    return said("Just Lunch: saved. It holds for the next lunches that we propose.")


def paused(programme: Programme, *, is_outside: bool) -> Message:
    """After *Pause*; by somebody who is not in its channel, others resume it."""
    if is_outside:
        return said(f"*{inline(programme.name)}* is paused. Whoever organizes it in its channel can resume it.")
    resume = button("Resume", Action.RESUME, programme.id)
    return message(paragraph(f"*{inline(programme.name)}* is paused until you resume it."), buttons(resume))


def resumed(programme: Programme, zone: tzinfo) -> Message:
    """After *Resume*."""
    following = f" Next round: {when(programme.next_at, zone)}." if programme.next_at else ""
    return message(paragraph(f"*{inline(programme.name)}* goes on.{following}"))


def ended(programme: Programme) -> Message:
    """After *End*."""
    return message(paragraph(f"*{inline(programme.name)}* has ended. Thank you for having run it."))


def said(words: str) -> Message:
    """A sentence by itself."""
    return message(paragraph(words))


def too_soon(outcome: TooSoon, zone: tzinfo) -> Message:
    """After *Run now*, where the channel has had a round lately."""
    return said(
        f"There was a round less than a week ago, and people need some time to meet. *Run now* can be used again from {when(outcome.runs_from, zone)}; the usual rounds stay as they are."
    )


RUNNINGS: Mapping[Running, str] = {
    Running.STARTED: "Started. Everybody who is in now is introduced within a few minutes, and you hear how it went when the round is over.",
    Running.ROUND_IS_ANNOUNCED: "A round is announced or under way already, and people may still skip it. Please wait until its groups have been made.",
    Running.NOT_RUNNING: "This programme is paused or has ended. Resume it first; `/mentor-admin` shows where it stands.",
}
OUTCOMES: Mapping[Organizing, str] = {
    Organizing.DONE_BEFORE: "That has been done already. `/mentor-admin` shows how things are now.",
    Organizing.OVER: "This programme has ended. `/mentor-admin` shows those that there are.",
    Organizing.NOT_INSIDE: "That is for who is in its channel, which is private. As an organizer of this workspace you can pause it and end it: `/mentor-admin`.",
    Organizing.CHANNEL_UNREAD: "Klatch is still reading who is in this channel. Please press it again in a minute.",
    Organizing.PREVIEW_FOR_ANOTHER: "Another organizer has just asked for a preview, which comes first. Please press it again in a minute.",
    Organizing.KLATCH_NOT_THERE: "Klatch is not in the channel any more. Invite it there with `/invite @Klatch`, then press this again.",
}
NO_PREVIEW = "There is no preview for you: you are not in its channel any more."
PREVIEW_COMES = "We are working it out, and send it to you in a moment. Nobody else gets anything."
