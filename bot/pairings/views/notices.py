"""The cards of a round of random coffee: its notice, that nobody was found, and the question whether to go on."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta

from slack_sdk.models.blocks import ButtonElement, OverflowMenuElement

from bot.blocks import button, buttons, message, more, note, paragraph, said
from bot.languages.reader import Reader
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
from bot.pairings.views.coffee import has_ended, join_button, leave_button, left, pause_button, paused
from bot.pairings.views.shared import in_channel, when
from bot.recurring.rules import RecurringState
from bot.recurring.views import name_of


@dataclass(frozen=True, slots=True)
class Attendee:
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


def notice(reader: Reader, them: Attendee) -> Message:
    """Return the notice of a round as it is now: what to do (nothing), and how not to take part."""
    programme, round_, zone = them.programme, them.round_, them.member.zone
    coffee = name_of(programme)
    match round_.state:
        case RoundState.CALLED_OFF:
            return called_off(reader, programme, round_)
        case RoundState.CLOSED:
            at = when(reader, round_.meets_at, zone)
            return said(reader, reader.gettext("{coffee} ({when}): this one is over.", coffee=coffee, when=at))
    if not them.is_there:
        return said(
            reader,
            reader.gettext(
                "{coffee}: you've left {channel}, so I won't introduce you this time.",
                coffee=coffee,
                channel=in_channel(programme),
            ),
        )
    if not them.is_in:
        return _not_in(reader, them)
    if them.attendance.is_out and programme.state is RecurringState.ENDED:
        return has_ended(reader, programme)
    if them.paused_until is not None:
        last_day = (them.paused_until - timedelta(seconds=1)).astimezone(zone).date()
        return paused(reader, programme, last_day + timedelta(days=1))
    return _skipped(reader, programme, round_) if them.attendance.is_out else _announced(reader, them)


def _not_in(reader: Reader, them: Attendee) -> Message:
    programme = them.programme
    if them.membership is not None:
        return left(reader, programme)
    words = reader.gettext(
        "{coffee}: people now opt in, and you haven't yet. I won't introduce you until you join.",
        coffee=name_of(programme),
    )
    if programme.state is RecurringState.ENDED:
        return has_ended(reader, programme)
    return message(reader, paragraph(words), buttons(join_button(reader, programme)))


def _announced(reader: Reader, them: Attendee) -> Message:
    programme, round_ = them.programme, them.round_
    choices: list[ButtonElement | OverflowMenuElement] = []
    if not them.has_met_or_ended:
        choices.append(button(reader.gettext("Skip this time"), Action.SKIP_ROUND, round_.id))
    if programme.state is not RecurringState.ENDED:
        choices += [pause_button(reader, programme), more(leave_button(reader, programme))]
    return message(
        reader,
        paragraph(what_comes(reader, programme, when(reader, round_.meets_at, them.member.zone))),
        *([buttons(*choices)] if choices else []),
        note(why_you(reader, programme)),
    )


def what_comes(reader: Reader, programme: Programme, day_and_hour: str) -> str:
    """Say what happens in a round to those in it. No *on* stands before its day: Slack may call that tomorrow."""
    coffee = name_of(programme)
    if programme.size == 2:
        return reader.gettext(
            "{coffee}, next: {when}. I'll introduce you to a colleague then, during working hours. Nothing to do until then.",
            coffee=coffee,
            when=day_and_hour,
        )
    return reader.gettext(
        "{coffee}, next: {when}. I'll introduce you to a few colleagues then, during working hours. Nothing to do until then.",
        coffee=coffee,
        when=day_and_hour,
    )


def why_you(reader: Reader, programme: Programme) -> str:
    """Say why the reader gets the notice of a round, and who hears of what they choose."""
    channel = in_channel(programme)
    if programme.joining is JoinMode.EVERYONE:
        why = reader.gettext("You get this because you're in {channel}.", channel=channel)
    else:
        why = reader.gettext("You get this because you joined in {channel}.", channel=channel)
    private = reader.gettext(
        "What you choose is private. If you skip after I've introduced you, I'll tell them only that you can't make it."
    )
    return f"{why} {private}"


def _skipped(reader: Reader, programme: Programme, round_: Round) -> Message:
    words = reader.gettext(
        "{coffee}: you're skipping this time. You'll be back in for the next one.", coffee=name_of(programme)
    )
    if round_.state is not RoundState.OPEN:
        return said(reader, words)
    back = button(reader.gettext("I can after all"), Action.REJOIN_ROUND, round_.id)
    return message(reader, paragraph(words), buttons(back))


def called_off(reader: Reader, programme: Programme, round_: Round) -> Message:
    """Return the notice of a round that will not be."""
    coffee, at = name_of(programme), when(reader, round_.meets_at, programme.zone)
    off = reader.gettext("{coffee} ({when}) is cancelled.", coffee=coffee, when=at)
    why = [_why_off(reader, round_.off)] if round_.off is not None else []
    return said(reader, " ".join([off, *why, reader.gettext("Nothing left to do.")]))


def _why_off(reader: Reader, because: GroupOffReason) -> str:
    match because:
        case GroupOffReason.CHANNEL_GONE:
            return reader.gettext("Its channel was archived, or I'm not in it any more.")
        case GroupOffReason.PAUSED:
            return reader.gettext("An organizer has paused it.")
        case GroupOffReason.ENDED:
            return reader.gettext("An organizer has ended it.")
        case GroupOffReason.MISSED:
            return reader.gettext("I was offline when it was due.")


def nobody_for_you(reader: Reader, them: Attendee) -> Message:
    """Say that nobody was found; or that somebody was found after all."""
    coffee, states = name_of(them.programme), them.groups
    if any(state is not GroupState.DISSOLVED for state in states):
        return said(
            reader,
            reader.gettext("{coffee}: nobody was free at first, but I found you somebody after all.", coffee=coffee),
        )
    if them.attendance.left_out is None:
        return said(reader, reader.gettext("{coffee}: nobody was free at first. Nothing left to do.", coffee=coffee))
    if states:
        words = reader.gettext("{coffee}: no luck after all, nobody else was free.", coffee=coffee)
    else:
        words = reader.gettext("{coffee}: no luck this time, nobody else was free.", coffee=coffee)
    return message(
        reader,
        paragraph(words),
        note(
            reader.gettext("To meet somebody sooner, try `/just-lunch`: it finds you a colleague to have lunch with.")
        ),
    )


def going_on(reader: Reader, them: Attendee) -> Message:
    """Ask somebody who never pressed anything whether they would like to go on; and say what came of it."""
    programme, going = them.programme, them.attendance.going_on
    coffee = name_of(programme)
    if programme.state is RecurringState.ENDED:
        return has_ended(reader, programme)
    if not them.is_in and going is not GoingOn.SILENT:
        return _not_in(reader, them)
    go_on = button(reader.gettext("Go on"), Action.JOIN_COFFEE, programme.id, style="primary")
    if not them.is_in:
        silent = reader.gettext("{coffee}: I didn't hear from you, so I've paused it for you.", coffee=coffee)
        return message(reader, paragraph(silent), buttons(go_on))
    if them.membership is not None or going is GoingOn.ANSWERED:
        return said(
            reader, reader.gettext("{coffee}: you're staying in. I'll let you know before each one.", coffee=coffee)
        )
    return message(
        reader,
        paragraph(f"{_does_it_suit(reader, coffee)} {_if_silent(reader)}"),
        buttons(go_on, leave_button(reader, programme)),
        note(reader.gettext("Nobody is told what you choose.")),
    )


def _does_it_suit(reader: Reader, coffee: str) -> str:
    return reader.ngettext(
        "{coffee}: I've introduced you once and don't know whether it suits you. Would you like to go on?",
        "{coffee}: I've introduced you {number} times and don't know whether it suits you. Would you like to go on?",
        SILENT_GROUPS,
        coffee=coffee,
    )


def _if_silent(reader: Reader) -> str:
    return reader.ngettext(
        "If I don't hear from you within a working day, I'll pause it for you.",
        "If I don't hear from you within {number} working days, I'll pause it for you.",
        DAYS_TO_GO_ON,
    )
