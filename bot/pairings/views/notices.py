"""What random coffee tells its members by itself: the notice of a round, that nobody was found, whether to go on."""

from dataclasses import dataclass
from datetime import datetime, timedelta, tzinfo

from bot.blocks import button, buttons, inline, message, note, paragraph
from bot.outbox.message import Message
from bot.pairings.actions import Action
from bot.pairings.models import Programme, Round
from bot.pairings.rules import (
    DAYS_TO_GO_ON,
    SILENT_GROUPS,
    GoingOn,
    GroupOffReason,
    JoinMode,
    RoundState,
)
from bot.pairings.views.coffee import has_ended, leave_button, left, paused, said
from bot.pairings.views.shared import in_channel, when, zone_of
from bot.recurring.rules import RecurringState

_OFF = {
    GroupOffReason.CHANNEL_GONE: "the channel is archived, or Klatch is not in it any more",
    GroupOffReason.PAUSED: "its organizer has paused it",
    GroupOffReason.ENDED: "its organizer has ended it",
    GroupOffReason.MISSED: "Klatch was not running when it was due",
}


@dataclass(frozen=True, slots=True)
class Noticed:
    """A notice, and where its reader stands now."""

    programme: Programme
    round_: Round
    zone: tzinfo
    is_there: bool
    """In the channel."""
    is_in: bool
    has_chosen: bool
    """By themselves, to be in or not."""
    paused_until: datetime | None
    """Until after the round."""
    is_out: bool
    """They skip this round, or have dropped out of it."""
    has_ended: bool
    """What they were introduced for is over."""


def notice(seen: Noticed) -> Message:
    """The notice of a round as it is now: what to do (nothing), and how not to take part."""
    programme, round_ = seen.programme, seen.round_
    name = f"*{inline(programme.name)}*"
    match round_.state:
        case RoundState.CALLED_OFF:
            return called_off(programme, round_)
        case RoundState.CLOSED:
            return said(f"{name}: the round of {when(round_.meets_at, seen.zone)} has ended.")
    if not seen.is_there:
        return said(f"{name}: you have left {in_channel(programme)}, so you are not introduced this time.")
    if not seen.is_in:
        return _not_in(programme, has_chosen=seen.has_chosen)
    if seen.is_out and programme.state is RecurringState.ENDED:
        return has_ended(programme)
    if seen.paused_until is not None:
        last_day = (seen.paused_until - timedelta(seconds=1)).astimezone(seen.zone).date()
        return paused(programme, last_day + timedelta(days=1))
    return _skipped(programme, round_) if seen.is_out else _announced(seen)


def _not_in(programme: Programme, *, has_chosen: bool) -> Message:
    if has_chosen:
        return left(programme)
    words = f"*{inline(programme.name)}*: only who joins is in now. For what comes, you are not."
    if programme.state is RecurringState.ENDED:
        return said(words)
    return message(paragraph(words), buttons(button("Join", Action.JOIN_COFFEE, programme.id)))


def _announced(seen: Noticed) -> Message:
    programme, round_ = seen.programme, seen.round_
    choices = [] if seen.has_ended else [button("Skip this round", Action.SKIP_ROUND, round_.id)]
    if programme.state is not RecurringState.ENDED:
        choices += [button("Pause until…", Action.PAUSE_COFFEE, programme.id), leave_button(programme)]
    return message(
        paragraph(what_comes(programme, when(round_.meets_at, seen.zone))),
        *([buttons(*choices)] if choices else []),
        note(why_you(programme)),
    )


def what_comes(programme: Programme, day_and_hour: str) -> str:
    """What happens in a round, to who is in it. No *on* stands before its day: Slack may call that tomorrow."""
    who = "one colleague" if programme.size == 2 else "a few colleagues"
    return (
        f"*{inline(programme.name)}*, next round: {day_and_hour}. The groups are made then, and after that we introduce "
        f"you to {who}, in working hours. There is nothing to do; the rest is up to you."
    )


def why_you(programme: Programme) -> str:
    """Why somebody gets the notice of a round, and who hears of what they choose."""
    is_in = "You get this because you are in" if programme.joining is JoinMode.EVERYONE else "You joined this in"
    return (
        f"{is_in} {in_channel(programme)}. Pausing and leaving are private, and nobody is told. So is skipping, until we have "
        "introduced you: then whoever you were introduced to reads that you cannot make it, and never why."
    )


def _skipped(programme: Programme, round_: Round) -> Message:
    words = paragraph(f"*{inline(programme.name)}*: you skip this round. After it you are in again.")
    if round_.state is not RoundState.OPEN:
        return message(words)
    return message(words, buttons(button("I can after all", Action.REJOIN_ROUND, round_.id)))


def called_off(programme: Programme, round_: Round) -> Message:
    """A notice of a round that will not be."""
    because = f", for {_OFF[round_.off]}" if round_.off is not None else ""
    round_was = f"the round of {when(round_.meets_at, zone_of(programme))} is off{because}"
    return said(f"*{inline(programme.name)}*: {round_was}. There is nothing to do.")


def nobody_for_you(programme: Programme, *, is_left_out: bool, had_others: bool, is_placed: bool) -> Message:
    """The truth for somebody for whom nobody was found; and when somebody was found after all."""
    name = f"*{inline(programme.name)}*"
    if is_placed:
        return said(f"{name}: nobody was there for you at first. We have found somebody after all.")
    if not is_left_out:
        return said(f"{name}: nobody was there for you at first. There is nothing to do.")
    begin = "we found nobody for you after all" if had_others else "we could not introduce you to anyone this time"
    return message(
        paragraph(f"{name}: {begin}, for nobody else was free. There is nothing you need to do."),
        note("If you would like company sooner: `/just-lunch` looks for somebody to have lunch with."),
    )


def going_on(programme: Programme, going: GoingOn | None, *, is_in: bool, has_chosen: bool) -> Message:
    """To somebody who never pressed anything: would they like to go on? And what came of it."""
    name = f"*{inline(programme.name)}*"
    if programme.state is RecurringState.ENDED:
        return has_ended(programme)
    if not is_in and going is not GoingOn.SILENT:
        return _not_in(programme, has_chosen=has_chosen)
    go_on = button("Go on", Action.JOIN_COFFEE, programme.id, style="primary")
    if not is_in:
        return message(
            paragraph(f"{name}: we heard nothing, so it is paused for you. Go on whenever you like."), buttons(go_on)
        )
    if has_chosen or going is GoingOn.ANSWERED:
        return said(f"{name}: you go on. A notice comes before each round, as before.")
    return message(
        paragraph(
            f"{name}: we have introduced you {SILENT_GROUPS} times, and do not know whether it suits you. Would you like to go on? "
            f"If we hear nothing within {DAYS_TO_GO_ON} working days, we pause it for you; going on is one tap then."
        ),
        buttons(go_on, leave_button(programme)),
        note("Nobody is told what you choose, and nothing is held against anyone."),
    )
