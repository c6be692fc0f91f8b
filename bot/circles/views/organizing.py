"""The words about circles for those who look after them, and about a new one for its channel."""

from collections.abc import Mapping, Sequence
from datetime import tzinfo

from slack_sdk.models.blocks import Block

from bot.blocks import button, buttons, message, note, paragraph, said
from bot.cadence import Occurrence, from_rule, rhythm_in_words
from bot.circles.actions import Action, prompts_button
from bot.circles.models import Circle
from bot.circles.rules import MeetingOffReason
from bot.circles.views.joining import join_button, rhythm
from bot.circles.views.kinds import about
from bot.circles.views.shared import ROOM, as_many_as_fit, in_channel, name_of
from bot.languages.reader import Reader
from bot.organizers.actions import new_circle_button
from bot.outbox.message import Message
from bot.recurring import views as recurring
from bot.recurring.outcomes import UpkeepRefusal
from bot.recurring.rules import RecurringState
from bot.recurring.views import Row, RowShown, Wording

WORDING = Wording(
    show=Action.SHOW,
    edit=Action.EDIT,
    pause=Action.PAUSE,
    resume=Action.RESUME,
    end=Action.END,
    next=lambda reader, when: reader.gettext("Next meeting: {when}.", when=when),
    nothing_planned=lambda reader: reader.gettext("No meeting is planned."),
    announced=lambda reader, when: reader.gettext(
        "The next meeting is already announced and stays as it is: {when}.", when=when
    ),
    dates=lambda reader, days: reader.gettext("Next meetings: {days}.", days=days),
    dates_after=lambda reader, days: reader.gettext("After that: {days}.", days=days),
    asks_pause=lambda reader: reader.gettext(
        "There won't be any meetings until somebody resumes it. One that's already announced is cancelled, and I'll tell the people who said they'd come. Topics are kept."
    ),
    asks_end=lambda reader: reader.gettext(
        "There won't be any more meetings, and one that's already announced is cancelled. To stop for a while, use Pause."
    ),
    has_paused=lambda reader, circle: reader.gettext(
        "{circle} is paused until somebody resumes it. Its topics are kept.", circle=circle
    ),
    has_paused_outside=lambda reader, circle: reader.gettext(
        "{circle} is paused. The people who look after it in its channel can resume it.", circle=circle
    ),
    has_ended=lambda reader, circle: reader.gettext(
        "{circle} has ended. Thank you for looking after it.", circle=circle
    ),
)


def overview(reader: Reader, rows: Sequence[Row], more: int, zone: tzinfo, *, is_organizer: bool) -> list[Block]:
    """Return the section of the circles that a member looks after: other sections need half of the room."""
    fitting, count = as_many_as_fit(recurring.rows([shown(reader, row, zone) for row in rows]), ROOM // 2)
    new = [new_circle_button(reader.gettext("New circle"))]
    if is_organizer:
        new.append(prompts_button(reader.gettext("Prompts")))
    return recurring.section(
        reader,
        reader.gettext("Circles"),
        fitting,
        more + len(rows) - count,
        nothing=reader.gettext("There's no circle yet. Anyone can start one in a channel I'm in, and nobody owns it."),
        new=new,
    )


def shown(reader: Reader, row: Row, zone: tzinfo) -> RowShown:
    """Return a circle with its buttons, as those who look after it read it."""
    often = rhythm_in_words(from_rule(row.thing.cadence), reader.locale)
    return recurring.row_shown(reader, row, WORDING, often, zone)


def set_up(reader: Reader, circle: Circle, dates: Sequence[Occurrence], *, is_in: bool) -> Message:
    """To who started a circle, for as long as there is one."""
    if circle.because is MeetingOffReason.NOT_THEIR_CHANNEL:
        return _not_their_channel(reader, circle)
    if circle.state is RecurringState.ENDED:
        return recurring.ended(reader, circle, WORDING)
    choices = [button(reader.gettext("Change"), Action.EDIT, circle.id)]
    if is_in:
        choices.append(button(reader.gettext("Suggest a topic"), Action.SUGGEST, circle.id))
    what_i_do = reader.gettext(
        "I'll announce each meeting, ask somebody to host, and keep the agenda. Nobody owns a circle: hosting goes round, and organizers can look after it too. `/mentor-admin` changes, pauses or ends it."
    )
    is_there = reader.gettext(
        "{circle} is set up in {channel}: {rhythm}.",
        circle=name_of(circle),
        channel=in_channel(circle),
        rhythm=rhythm(reader, circle),
    )
    told = " ".join(_who_knows(reader, circle, is_in=is_in))
    return message(
        reader,
        paragraph(f"{is_there} {_meets_next(reader, circle, dates)}\n{told}"),
        buttons(*choices),
        note(what_i_do),
    )


def _who_knows(reader: Reader, circle: Circle, *, is_in: bool) -> Sequence[str]:
    if circle.is_untold:
        told = reader.gettext("I couldn't tell the channel yet that others can join.")
    else:
        told = reader.gettext("I'm letting the channel know that others can join.")
    return [reader.gettext("You're in it."), told] if is_in else [told]


def _meets_next(reader: Reader, circle: Circle, dates: Sequence[Occurrence]) -> str:
    if circle.state is RecurringState.PAUSED:
        return reader.gettext("It's paused for now.")
    if not dates:
        return reader.gettext("No meeting is planned.")
    days = recurring.dates_in_words(reader, dates, circle.zone)
    if len(dates) == 1:
        return reader.gettext("Next meeting: {when}.", when=days)
    return reader.gettext("Next meetings: {days}.", days=days)


def not_theirs(reader: Reader, circle: Circle) -> Message:
    """To who started a circle in a private channel that they are in no more."""
    return said(
        reader,
        reader.gettext(
            "{circle}: others look after it now, because you're no longer in its channel.", circle=name_of(circle)
        ),
    )


def _not_their_channel(reader: Reader, circle: Circle) -> Message:
    """To who started a circle in a private channel that they are not in."""
    return said(
        reader,
        reader.gettext(
            "{channel} is a private channel and you're not in it, so your circle can't be there. Nobody was told. `/klatch new` starts one in another channel.",
            channel=in_channel(circle),
        ),
    )


def no_arrival(reader: Reader, circle: Circle) -> Message:
    """To who started a circle: Slack does not take what its channel was to be told, for good."""
    untold = reader.gettext(
        "I couldn't tell {channel} about {circle}: Slack doesn't let me post there. The circle is still on, and anyone who types `/klatch` can join it.",
        channel=in_channel(circle),
        circle=name_of(circle),
    )
    advice = reader.gettext(
        "You can tell people yourself. Please also check that the channel is open to posts and that I'm in it (`/invite @Klatch`), so that I can announce meetings."
    )
    return message(reader, paragraph(untold), note(advice))


def arrival(reader: Reader, circle: Circle) -> Message:
    """To the channel of a new circle, once; for as long as it is there."""
    if circle.state is RecurringState.ENDED:
        return said(reader, reader.gettext("There was a circle here: {circle}. It has ended.", circle=name_of(circle)))
    is_here = reader.gettext(
        "There's a circle here now: {circle}, {rhythm}.", circle=name_of(circle), rhythm=rhythm(reader, circle)
    )
    no_pressure = reader.gettext(
        "Listening is enough, and you can come and go as you like. Each meeting is announced here."
    )
    return message(
        reader,
        paragraph(f"{is_here} {about(reader, circle)}"),
        buttons(join_button(reader, circle)),
        note(no_pressure),
    )


def channel_gone(reader: Reader, circle: Circle, zone: tzinfo) -> Message:
    """To who started a circle whose channel is gone, and what became of the circle since."""
    if circle.state is RecurringState.ENDED:
        return recurring.ended(reader, circle, WORDING)
    if circle.state is RecurringState.RUNNING:
        return recurring.resumed(reader, circle, WORDING, zone)
    if circle.because is not MeetingOffReason.CHANNEL_GONE:
        return recurring.paused(reader, circle, WORDING)
    words = reader.gettext(
        "{circle} has stopped: its channel was archived or deleted, or I was removed from it. Its members and topics are kept. To restart it, unarchive the channel or invite me there again, then press *Resume*.",
        circle=name_of(circle),
    )
    return message(reader, paragraph(words), buttons(recurring.resume_button(reader, circle, WORDING)))


def outcomes(reader: Reader) -> Mapping[UpkeepRefusal, str]:
    """Return the words for a refusal, where there is no form to say it in."""
    return {
        UpkeepRefusal.NOT_YOURS: reader.gettext(
            "Only the person who started this circle, the one who invited me to its channel, and organizers can do this. `/klatch help` says what you can do."
        ),
        UpkeepRefusal.NOT_INSIDE: recurring.not_inside(reader),
        UpkeepRefusal.DONE_BEFORE: recurring.done_before(reader),
        UpkeepRefusal.OVER: reader.gettext("This circle has ended. `/klatch` shows the ones there are."),
        UpkeepRefusal.KLATCH_NOT_THERE: reader.gettext(
            "As far as I know, I'm not in this circle's channel any more. Invite me with `/invite @Klatch`, then press this again. If I'm already there, remove me and invite me again."
        ),
    }
