"""The cards of a round of random coffee: its notice, that nobody was found, and the question whether to go on."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta

from bot.blocks import button, buttons, inline, message, note, paragraph, said
from bot.languages.reader import ENGLISH
from bot.members.models import Member
from bot.outbox.message import Message
from bot.pairings.actions import Action
from bot.pairings.models import Attendance, Membership, Programme, Round
from bot.pairings.rules import (
    CAME_TO_ITS_END,
    DAYS_TO_GO_ON,
    SILENT_GROUPS,
    GoingOn,
    GroupOffReason,
    GroupState,
    JoinMode,
    RoundState,
)
from bot.pairings.views.coffee import has_ended, leave_button, left, paused
from bot.pairings.views.shared import in_channel, when
from bot.recurring.rules import RecurringState

_OFF = {
    GroupOffReason.CHANNEL_GONE: "the channel is archived, or Klatch is not in it any more",
    GroupOffReason.PAUSED: "its organizer has paused it",
    GroupOffReason.ENDED: "its organizer has ended it",
    GroupOffReason.MISSED: "Klatch was not running when it was due",
}


@dataclass(frozen=True, slots=True)
class NoticeReader:
    """A member of a round: what they were told and said, and what they have chosen."""

    programme: Programme
    round_: Round
    member: Member
    attendance: Attendance
    membership: Membership | None
    is_there: bool
    """In the channel, as far as is known."""
    paused_until: datetime | None
    """The end of a pause that the round is in."""
    groups: list[GroupState] = field(default_factory=list)
    """The states of their groups of this round."""

    @property
    def is_in(self) -> bool:
        """True when they take part in the programme, paused or not."""
        return self.programme.joining is JoinMode.EVERYONE if self.membership is None else self.membership.is_in

    @property
    def has_met_or_ended(self) -> bool:
        """True when a group of theirs has come to its end, so that nothing is left to skip."""
        return any(state in CAME_TO_ITS_END for state in self.groups)


def notice(reader: NoticeReader) -> Message:
    """Return the notice of a round as it is now: what to do (nothing), and how not to take part."""
    programme, round_, zone = reader.programme, reader.round_, reader.member.zone
    name = f"*{inline(programme.name)}*"
    match round_.state:
        case RoundState.CALLED_OFF:
            return called_off(programme, round_)
        case RoundState.CLOSED:
            return said(ENGLISH, f"{name}: the round of {when(ENGLISH, round_.meets_at, zone)} has ended.")
    if not reader.is_there:
        return said(ENGLISH, f"{name}: you have left {in_channel(programme)}, so you are not introduced this time.")
    if not reader.is_in:
        return _not_in(reader)
    if reader.attendance.is_out and programme.state is RecurringState.ENDED:
        return has_ended(programme)
    if reader.paused_until is not None:
        last_day = (reader.paused_until - timedelta(seconds=1)).astimezone(zone).date()
        return paused(programme, last_day + timedelta(days=1))
    return _skipped(programme, round_) if reader.attendance.is_out else _announced(reader)


def _not_in(reader: NoticeReader) -> Message:
    programme = reader.programme
    if reader.membership is not None:
        return left(programme)
    words = f"*{inline(programme.name)}*: only who joins is in now. For what comes, you are not."
    if programme.state is RecurringState.ENDED:
        return said(ENGLISH, words)
    return message(ENGLISH, paragraph(words), buttons(button("Join", Action.JOIN_COFFEE, programme.id)))


def _announced(reader: NoticeReader) -> Message:
    programme, round_ = reader.programme, reader.round_
    choices = [] if reader.has_met_or_ended else [button("Skip this round", Action.SKIP_ROUND, round_.id)]
    if programme.state is not RecurringState.ENDED:
        choices += [button("Pause until…", Action.PAUSE_COFFEE, programme.id), leave_button(programme)]
    return message(
        ENGLISH,
        paragraph(what_comes(programme, when(ENGLISH, round_.meets_at, reader.member.zone))),
        *([buttons(*choices)] if choices else []),
        note(why_you(programme)),
    )


def what_comes(programme: Programme, day_and_hour: str) -> str:
    """Say what happens in a round to those in it. No *on* stands before its day: Slack may call that tomorrow."""
    who = "one colleague" if programme.size == 2 else "a few colleagues"
    return (
        f"*{inline(programme.name)}*, next round: {day_and_hour}. The groups are made then, and after that we introduce "
        f"you to {who}, in working hours. There is nothing to do; the rest is up to you."
    )


def why_you(programme: Programme) -> str:
    """Say why the reader gets the notice of a round, and who hears of what they choose."""
    is_in = "You get this because you are in" if programme.joining is JoinMode.EVERYONE else "You joined this in"
    return (
        f"{is_in} {in_channel(programme)}. Pausing and leaving are private, and nobody is told. So is skipping, until we have "
        "introduced you: then whoever you were introduced to reads that you cannot make it, and never why."
    )


def _skipped(programme: Programme, round_: Round) -> Message:
    words = paragraph(f"*{inline(programme.name)}*: you skip this round. After it you are in again.")
    if round_.state is not RoundState.OPEN:
        return message(ENGLISH, words)
    return message(ENGLISH, words, buttons(button("I can after all", Action.REJOIN_ROUND, round_.id)))


def called_off(programme: Programme, round_: Round) -> Message:
    """Return the notice of a round that will not be."""
    because = f", for {_OFF[round_.off]}" if round_.off is not None else ""
    round_was = f"the round of {when(ENGLISH, round_.meets_at, programme.zone)} is off{because}"
    return said(ENGLISH, f"*{inline(programme.name)}*: {round_was}. There is nothing to do.")


def nobody_for_you(reader: NoticeReader) -> Message:
    """Say that nobody was found; or that somebody was found after all."""
    name, states = f"*{inline(reader.programme.name)}*", reader.groups
    if any(state is not GroupState.DISSOLVED for state in states):
        return said(ENGLISH, f"{name}: nobody was there for you at first. We have found somebody after all.")
    if reader.attendance.left_out is None:
        return said(ENGLISH, f"{name}: nobody was there for you at first. There is nothing to do.")
    begin = "we found nobody for you after all" if states else "we could not introduce you to anyone this time"
    return message(
        ENGLISH,
        paragraph(f"{name}: {begin}, for nobody else was free. There is nothing you need to do."),
        note("If you would like company sooner: `/just-lunch` looks for somebody to have lunch with."),
    )


def going_on(reader: NoticeReader) -> Message:
    """Ask somebody who never pressed anything whether they would like to go on; and say what came of it."""
    programme, going = reader.programme, reader.attendance.going_on
    name = f"*{inline(programme.name)}*"
    if programme.state is RecurringState.ENDED:
        return has_ended(programme)
    if not reader.is_in and going is not GoingOn.SILENT:
        return _not_in(reader)
    go_on = button("Go on", Action.JOIN_COFFEE, programme.id, style="primary")
    if not reader.is_in:
        return message(
            ENGLISH,
            paragraph(f"{name}: we heard nothing, so it is paused for you. Go on whenever you like."),
            buttons(go_on),
        )
    if reader.membership is not None or going is GoingOn.ANSWERED:
        return said(ENGLISH, f"{name}: you go on. A notice comes before each round, as before.")
    return message(
        ENGLISH,
        paragraph(
            f"{name}: we have introduced you {SILENT_GROUPS} times, and do not know whether it suits you. Would you like to go on? "
            f"If we hear nothing within {DAYS_TO_GO_ON} working days, we pause it for you; going on is one tap then."
        ),
        buttons(go_on, leave_button(programme)),
        note("Nobody is told what you choose, and nothing is held against anyone."),
    )
