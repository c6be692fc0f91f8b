"""The words about circles for those who look after them, and about a new one for its channel."""

from collections.abc import Mapping, Sequence
from datetime import tzinfo

from slack_sdk.models.blocks import Block

from bot.blocks import button, buttons, message, note, paragraph
from bot.cadence import Occurrence, from_rule, rhythm_in_words
from bot.circles.actions import Action, prompts_button
from bot.circles.models import Circle
from bot.circles.rules import MeetingOffReason
from bot.circles.views.joining import join_button, rhythm
from bot.circles.views.kinds import about
from bot.circles.views.shared import ROOM, as_many_as_fit, in_channel, name_of
from bot.languages.reader import ENGLISH
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
    next=lambda _, when: f"Next meeting: {when}.",
    nothing_planned=lambda _: "No meeting is planned.",
    announced=lambda _, when: f"The meeting of {when} is announced already, and stays.",
    dates=lambda _, days: f"The next meetings: {days}.",
    dates_after=lambda _, days: f"After it: {days}.",
    asks_pause=lambda _: (
        "There are no meetings until somebody resumes it. One that is announced is called off, and who said that they come hears so. Topics wait."
    ),
    asks_end=lambda _: (
        "There are no meetings any more, and one that is announced is called off. To stop for a while, use Pause."
    ),
    has_paused=lambda _, circle: f"{circle} is paused until somebody resumes it. Its topics wait.",
    has_paused_outside=lambda _, circle: f"{circle} is paused. Whoever looks after it in its channel can resume it.",
    has_ended=lambda _, circle: f"{circle} has ended. Thank you for having looked after it.",
)


def overview(rows: Sequence[Row], more: int, zone: tzinfo, *, is_organizer: bool) -> list[Block]:
    """Return the section of the circles that a member looks after: other sections need half of the room."""
    fitting, count = as_many_as_fit(recurring.rows([shown(row, zone) for row in rows]), ROOM // 2)
    return recurring.section(
        ENGLISH,
        "Circles",
        fitting,
        more + len(rows) - count,
        nothing="There is no circle yet. Anyone can start one in a channel that Klatch is in, and nobody owns it.",
        new=[new_circle_button("New circle"), *([prompts_button("Prompts")] if is_organizer else [])],
    )


def shown(row: Row, zone: tzinfo) -> RowShown:
    """Return a circle with its buttons, as those who look after it read it."""
    return recurring.row_shown(ENGLISH, row, WORDING, rhythm_in_words(from_rule(row.thing.cadence)), zone)


def set_up(circle: Circle, dates: Sequence[Occurrence], *, is_in: bool) -> Message:
    """To who started a circle, for as long as there is one."""
    if circle.because is MeetingOffReason.NOT_THEIR_CHANNEL:
        return _not_their_channel(circle)
    if circle.state is RecurringState.ENDED:
        return recurring.ended(ENGLISH, circle, WORDING)
    told = "could not be told yet" if circle.is_untold else "is told"
    suggest = [button("Suggest a topic", Action.SUGGEST, circle.id)] if is_in else []
    return message(
        ENGLISH,
        paragraph(
            f"{name_of(circle)} is set up in {in_channel(circle)}: {rhythm(circle)}. {_meets_next(circle, dates)}\n{'You are in it, and the' if is_in else 'The'} channel {told} that others can join."
        ),
        buttons(button("Change", Action.EDIT, circle.id), *suggest),
        note(
            "Klatch announces each meeting, asks somebody to host, and keeps the agenda. You do not own it: hosting goes round, and organizers can look after it too. `/mentor-admin` changes, pauses or ends it."
        ),
    )


def _meets_next(circle: Circle, dates: Sequence[Occurrence]) -> str:
    if circle.state is RecurringState.PAUSED:
        return "It is paused for now."
    if not dates:
        return "No meeting is planned."
    meets = "The next meeting is on" if len(dates) == 1 else "The next meetings are on"
    return f"{meets} {recurring.dates_in_words(ENGLISH, dates, circle.zone)}."


def not_theirs(circle: Circle) -> Message:
    """To who started a circle in a private channel that they are in no more."""
    return message(
        ENGLISH, paragraph(f"{name_of(circle)}: others look after it now, for you are not in its channel any more.")
    )


def _not_their_channel(circle: Circle) -> Message:
    """To who started a circle in a private channel that they are not in."""
    return message(
        ENGLISH,
        paragraph(
            f"{in_channel(circle)} is a private channel, and you are not in it, so your circle cannot be there. Nobody was told. `/klatch new` starts one in another channel."
        ),
    )


def no_arrival(circle: Circle) -> Message:
    """To who started a circle: Slack does not take what its channel was to be told, for good."""
    return message(
        ENGLISH,
        paragraph(
            f"{in_channel(circle)} could not be told that {name_of(circle)} is there: Slack does not let Klatch write in it. The circle stands, and whoever types `/klatch` can join it."
        ),
        note(
            "What you can do: tell them yourself; and look whether the channel is open to posts, and Klatch in it (`/invite @Klatch`), so that its meetings can be announced."
        ),
    )


def arrival(circle: Circle) -> Message:
    """To the channel of a new circle, once; for as long as it is there."""
    if circle.state is RecurringState.ENDED:
        return message(ENGLISH, paragraph(f"There was a circle here: {name_of(circle)}. It has ended."))
    return message(
        ENGLISH,
        paragraph(f"There is a circle here now: {name_of(circle)}, {rhythm(circle)}. {about(circle)}"),
        buttons(join_button(circle)),
        note("Listening is enough, and you can come and go as you like. Each meeting is announced here."),
    )


def channel_gone(circle: Circle, zone: tzinfo) -> Message:
    """To who started a circle whose channel is gone, and what became of the circle since."""
    if circle.state is RecurringState.ENDED:
        return recurring.ended(ENGLISH, circle, WORDING)
    if circle.state is RecurringState.RUNNING:
        return recurring.resumed(ENGLISH, circle, WORDING, zone)
    if circle.because is not MeetingOffReason.CHANNEL_GONE:
        return recurring.paused(ENGLISH, circle, WORDING)
    return message(
        ENGLISH,
        paragraph(
            f"{name_of(circle)} stands still: its channel was archived or deleted, or Klatch was taken out of it. Its members and topics are kept. To go on, unarchive the channel or invite Klatch there again, and press *Resume*."
        ),
        buttons(button("Resume", Action.RESUME, circle.id)),
    )


NOT_YOURS = "Only who started this circle, who invited Klatch to its channel, and organizers can do this. `/klatch help` says what you can do yourself."
OUTCOMES: Mapping[UpkeepRefusal, str] = {
    UpkeepRefusal.NOT_YOURS: NOT_YOURS,
    UpkeepRefusal.NOT_INSIDE: recurring.not_inside(ENGLISH),
    UpkeepRefusal.DONE_BEFORE: recurring.done_before(ENGLISH),
    UpkeepRefusal.OVER: "This circle has ended. `/klatch` shows those that there are.",
    UpkeepRefusal.KLATCH_NOT_THERE: "As far as Klatch knows, it is not in the channel of this circle any more. Invite it there with `/invite @Klatch`, then press this again. If it is there already, remove it and invite it again.",
}
"""Words for a refusal, where there is no form to say it in."""
