"""The words about programmes for organizers."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, tzinfo

from slack_sdk.models.blocks import Block, ButtonElement

from bot.blocks import button, buttons, confirmation, message, note, paragraph, said
from bot.cadence import Occurrence, from_rule, rhythm_in_words
from bot.languages.reader import Reader
from bot.organizers.actions import new_coffee_button
from bot.outbox.message import Message
from bot.pairings.actions import Action
from bot.pairings.models import Programme
from bot.pairings.outcomes import Running, TooSoon
from bot.pairings.rules import ProgrammeKind
from bot.pairings.views.shared import in_channel, when
from bot.recurring import views as recurring
from bot.recurring.outcomes import UpkeepRefusal
from bot.recurring.rules import RecurringState
from bot.recurring.views import Row, RowShown, Wording, name_of

WORDING = Wording(
    show=Action.SHOW,
    edit=Action.EDIT,
    pause=Action.PAUSE,
    resume=Action.RESUME,
    end=Action.END,
    next=lambda reader, when: reader.gettext("Next coffee: {when}.", when=when),
    nothing_planned=lambda reader: reader.gettext("No coffee is planned."),
    announced=lambda reader, when: reader.gettext(
        "The next coffee is already announced and stays as it is: {when}.", when=when
    ),
    dates=lambda reader, days: reader.gettext("Next coffees: {days}.", days=days),
    dates_after=lambda reader, days: reader.gettext("After that: {days}.", days=days),
    asks_pause=lambda reader: reader.gettext(
        "A coffee that's already announced is cancelled, and everyone who was told hears about it. People I've introduced can still meet."
    ),
    asks_end=lambda reader: reader.gettext(
        "There won't be any more coffees, and one that's already announced is cancelled. People I've introduced can still meet. To stop for a while, use Pause."
    ),
    has_paused=lambda reader, coffee: reader.gettext("{coffee} is paused until you resume it.", coffee=coffee),
    has_paused_outside=lambda reader, coffee: reader.gettext(
        "{coffee} is paused. Its organizers in the channel can resume it.", coffee=coffee
    ),
    has_ended=lambda reader, coffee: reader.gettext("{coffee} has ended. Thank you for organizing it.", coffee=coffee),
)
_LUNCH_WORDING = replace(
    WORDING,
    asks_pause=lambda reader: reader.gettext(
        "I won't suggest any lunches until you resume it. Lunches that are already agreed still happen."
    ),
)


@dataclass(frozen=True, slots=True)
class ProgrammeRow(Row):
    """One programme in the overview."""

    thing: Programme
    may_run: bool = False
    """Nothing stands against a round at once: its channel has had none for a week."""


def overview(reader: Reader, rows: Sequence[ProgrammeRow], more: int, zone: tzinfo, *, may_add: bool) -> list[Block]:
    """Return the section of the programmes of a workspace, or of those that a member looks after."""
    return recurring.section(
        reader,
        reader.gettext("Random coffee and Just Lunch"),
        [block for row in recurring.rows([shown(reader, row, zone) for row in rows]) for block in row],
        more,
        nothing=reader.gettext(
            "Nothing is set up yet. Invite me to a channel (`/invite @Klatch`) to start random coffee there."
        ),
        new=[new_coffee_button(reader.gettext("New random coffee"))] if may_add else [],
    )


def shown(reader: Reader, row: ProgrammeRow, zone: tzinfo) -> RowShown:
    """Return a programme with its buttons, as those who look after it read it."""
    programme = row.thing
    if programme.kind is ProgrammeKind.LUNCH:
        return _lunch_shown(reader, programme)
    preview = _preview_button(reader, programme)
    also = [preview, run_now_button(reader, programme)] if row.may_run else [preview]
    return recurring.row_shown(reader, row, WORDING, rhythm(reader, programme), zone, also)


def _lunch_shown(reader: Reader, lunch: Programme) -> RowShown:
    edit = button(reader.gettext("Change"), Action.EDIT, lunch.id)
    show = button(reader.gettext("Open"), Action.SHOW, lunch.id)
    if lunch.state is RecurringState.PAUSED:
        words = reader.gettext("{lunch}: paused. People join with `/just-lunch`.", lunch=name_of(lunch))
        return RowShown(words, [edit, recurring.resume_button(reader, lunch, WORDING, style="primary")], show)
    words = reader.gettext("{lunch}: running. People join with `/just-lunch`.", lunch=name_of(lunch))
    return RowShown(words, [edit, recurring.pause_button(reader, lunch, _LUNCH_WORDING)], show)


def _preview_button(reader: Reader, programme: Programme) -> ButtonElement:
    return button(reader.gettext("Preview"), Action.PREVIEW, programme.id)


def run_now_button(reader: Reader, programme: Programme) -> ButtonElement:
    """*Run now*, which says what that means."""
    return button(
        reader.gettext("Run now"),
        Action.RUN_NOW,
        programme.id,
        confirm=confirmation(
            reader.gettext("Run a coffee now?"),
            reader.gettext(
                "Everyone who's in gets introduced within a few minutes. I won't announce it first, so nobody can skip it. The usual dates stay as they are."
            ),
            reader.gettext("Run now"),
            reader.gettext("Not now"),
        ),
    )


def rhythm(reader: Reader, programme: Programme) -> str:
    """Return how often, when, and how many at a time."""
    how_often = rhythm_in_words(from_rule(programme.cadence), reader.locale)
    match programme.size:
        case 2:
            return reader.gettext("{rhythm}, in pairs", rhythm=how_often)
        case 3:
            return reader.gettext("{rhythm}, in threes", rhythm=how_often)
        case 4:
            return reader.gettext("{rhythm}, in fours", rhythm=how_often)
        case _:
            return reader.gettext("{rhythm}, in fives", rhythm=how_often)


def set_up(reader: Reader, programme: Programme, dates: Sequence[Occurrence], *, is_theirs: bool = True) -> Message:
    """To its organizer: a programme that was set up, and its dates; what they can do while it is theirs to organize."""
    if programme.state is RecurringState.ENDED:
        return said(reader, reader.gettext("{coffee} has ended.", coffee=name_of(programme)))
    what = _is_set_up(reader, programme, dates)
    if not is_theirs:
        return said(reader, what)
    return message(
        reader,
        paragraph(what),
        buttons(_preview_button(reader, programme), button(reader.gettext("Change"), Action.EDIT, programme.id)),
        note(
            reader.gettext(
                "I'll tell the channel. Everyone who's in hears from me one working day before each coffee, and can skip it. *Preview* shows what people will read. To pause or end it, type `/mentor-admin`."
            )
        ),
    )


def _is_set_up(reader: Reader, programme: Programme, dates: Sequence[Occurrence]) -> str:
    what = {"coffee": name_of(programme), "channel": in_channel(programme), "rhythm": rhythm(reader, programme)}
    if programme.state is RecurringState.PAUSED:
        return reader.gettext("{coffee} in {channel} is paused: {rhythm}.", **what)
    is_set_up = reader.gettext("{coffee} is set up in {channel}: {rhythm}.", **what)
    return f"{is_set_up}\n{WORDING.dates(reader, recurring.dates_in_words(reader, dates, programme.zone))}"


def not_theirs(reader: Reader, programme: Programme) -> Message:
    """To who set a programme up, and does not look after it any more."""
    return said(reader, reader.gettext("{coffee}: somebody else looks after it now.", coffee=name_of(programme)))


def changed(
    reader: Reader, programme: Programme, dates: Sequence[Occurrence], announced_at: datetime | None
) -> Message:
    """After a change: what is so now."""
    return recurring.changed(reader, programme, WORDING, rhythm(reader, programme), dates, announced_at)


def lunch_changed(reader: Reader) -> Message:
    """After a change of Just Lunch."""
    return said(reader, reader.gettext("Just Lunch: saved. It counts from the next lunches I suggest."))


def too_soon(reader: Reader, outcome: TooSoon, zone: tzinfo) -> Message:
    """After *Run now*, where the channel has had a round lately."""
    lately = reader.gettext("The last coffee was less than a week ago, and people need time to meet.")
    again = reader.gettext("You can use *Run now* again: {when}.", when=when(reader, outcome.runs_from, zone))
    return said(reader, f"{lately} {again}")


def missed(reader: Reader, programme: Programme, meets_at: datetime) -> Message:
    """Tell an organizer that a coffee did not happen, because nothing was running."""
    what = reader.gettext(
        "{coffee} ({when}): the introductions didn't go out because I was offline.",
        coffee=name_of(programme),
        when=when(reader, meets_at, programme.zone),
    )
    now = reader.gettext(
        "`/mentor-admin` shows the next date. It can also run one right away, if there's been none for a week."
    )
    return said(reader, f"{what} {now}")


def channel_gone(reader: Reader, programme: Programme) -> Message:
    """Tell an organizer that the channel is gone, and what that means; or that it goes on again."""
    coffee = name_of(programme)
    if programme.state is RecurringState.ENDED:
        return said(reader, reader.gettext("{coffee} has ended. Its channel was already gone.", coffee=coffee))
    if programme.state is RecurringState.RUNNING:
        return said(
            reader, reader.gettext("{coffee} is running again. Its channel was gone for a while.", coffee=coffee)
        )
    stopped = reader.gettext(
        "{coffee} has stopped: its channel was archived or deleted, or I was removed from it.", coffee=coffee
    )
    now = reader.gettext("Unarchive the channel or invite me again, then resume it with `/mentor-admin`.")
    return said(reader, f"{stopped} {now}")


def runnings(reader: Reader) -> Mapping[Running, str]:
    """Return the words for outcomes of *Run now*."""
    return {
        Running.STARTED: reader.gettext(
            "Started. Everyone who's in gets introduced within a few minutes, and I'll tell you how it went."
        ),
        Running.ROUND_IS_ANNOUNCED: reader.gettext(
            "A coffee is already announced or under way, and people may still skip it. Please wait until its groups are made."
        ),
        Running.NOT_RUNNING: reader.gettext(
            "This coffee is paused or has ended. Resume it first with `/mentor-admin`."
        ),
    }


def refusals(reader: Reader) -> Mapping[UpkeepRefusal, str]:
    """Return the words for refusals, but for who organizes nothing here."""
    return {
        UpkeepRefusal.DONE_BEFORE: recurring.done_before(reader),
        UpkeepRefusal.OVER: reader.gettext("This coffee has ended. `/mentor-admin` shows the others."),
        UpkeepRefusal.NOT_INSIDE: recurring.not_inside(reader),
        UpkeepRefusal.CHANNEL_UNREAD: reader.gettext(
            "I'm still reading who's in this channel. Please try again in a minute."
        ),
        UpkeepRefusal.KLATCH_NOT_THERE: reader.gettext(
            "I'm not in the channel any more. Invite me there with `/invite @Klatch`, then try again."
        ),
    }


def preview_for_another(reader: Reader) -> str:
    """Say that somebody else's preview comes first."""
    return reader.gettext("Another organizer has just asked for a preview. Please try again in a minute.")


def no_preview(reader: Reader) -> str:
    """Say that a preview is for those who are in the channel."""
    return reader.gettext("There's no preview for you: you're not in its channel any more.")


def preview_comes(reader: Reader) -> str:
    """Say that a preview is on its way."""
    return reader.gettext("I'm preparing it, and I'll send it to you in a moment. Nobody else gets anything.")
