"""A group as its people see it: introduction, why these, who cannot come, and the end."""

from collections.abc import Mapping, Sequence
from datetime import tzinfo

from slack_sdk.models.blocks import ButtonElement

from bot.blocks import (
    button,
    buttons,
    confirmation,
    date_and_time,
    inline,
    message,
    note,
    paragraph,
    people,
    person,
    said,
)
from bot.languages.reader import Reader
from bot.outbox.message import Message
from bot.pairings.actions import Action
from bot.pairings.lunch.meeting_options import way_in_words
from bot.pairings.models import Group, Programme, Round
from bot.pairings.outcomes import GroupClosing
from bot.pairings.rules import GroupState, ProgrammeKind
from bot.pairings.views.meeting_times import propose_button
from bot.pairings.views.shared import because, when
from bot.profiles.matching_input import Described
from bot.recurring.views import name_of


def introduction(
    reader: Reader, programme: Programme, round_: Round, group: Group, members: Sequence[Described]
) -> Message:
    """Return the opening of a conversation: who, why these, something to talk about, and when all are at work."""
    if group.state is GroupState.UNOPENED:
        late = reader.gettext(
            "{coffee}: I couldn't open this conversation in time. It's here now, if you'd still like to meet.",
            coffee=name_of(programme),
        )
        return message(reader, paragraph(late), buttons(_why_us(reader, group)))
    if group.state in (GroupState.STEPPED_BACK, GroupState.DISSOLVED):
        return message(reader, paragraph(_over(reader)), buttons(_why_us(reader, group)))
    zone = members[0].zone
    words = [
        f"{_meet(reader, programme, members)} {_what(reader, programme, round_, group, zone)}",
        _who(reader, members),
        _because(reader, group),
        _prompts(reader, group),
    ]
    may_propose = programme.kind is ProgrammeKind.COFFEE and group.state in (GroupState.OPENING, GroupState.INTRODUCED)
    first = [propose_button(reader, group, style="primary")] if may_propose else []
    choices = [*first, _why_us(reader, group), _step_back(reader, group)]
    return message(
        reader,
        *[paragraph(text) for text in words if text],
        note(_when(reader, programme, group, zone)),
        buttons(*choices),
    )


def _over(reader: Reader) -> str:
    return reader.gettext("This introduction has ended. Thank you for taking part.")


def _why_us(reader: Reader, group: Group) -> ButtonElement:
    return button(reader.gettext("Why us?"), Action.WHY_US, group.id)


def _step_back(reader: Reader, group: Group) -> ButtonElement:
    if group.size == 2:
        words = reader.gettext(
            "You'll both get the same short message, which doesn't say who chose this. But with only two "
            "of you, they'll know it was you. I won't introduce you to each other again."
        )
    else:
        words = reader.gettext(
            "You'll all get the same short message, which doesn't say who chose this. I won't introduce you to each other again."
        )
    return button(
        reader.gettext("Step back"),
        Action.STEP_BACK,
        group.id,
        confirm=confirmation(reader.gettext("Step back?"), words, reader.gettext("Step back"), reader.gettext("Stay")),
    )


def _meet(reader: Reader, programme: Programme, members: Sequence[Described]) -> str:
    coffee, names = name_of(programme), [person(one.member) for one in members]
    if len(names) == 2:
        return reader.gettext(
            "{coffee}: {one}, meet {other}. {other}, meet {one}.", coffee=coffee, one=names[0], other=names[1]
        )
    return reader.gettext("{coffee}: {people}, meet each other.", coffee=coffee, people=reader.listed(names))


def _what(reader: Reader, programme: Programme, round_: Round, group: Group, zone: tzinfo) -> str:
    if programme.kind is not ProgrammeKind.LUNCH:
        return reader.gettext("Find half an hour that suits you, over a coffee or on a call.")
    return reader.gettext(
        "Lunch: {when} ({how}).", when=when(reader, round_.meets_at, zone), how=inline(way_in_words(reader, group.way))
    )


def _who(reader: Reader, members: Sequence[Described]) -> str:
    """Return what is known of each: title, team, and their own words."""
    lines = [(one, _known(reader, one)) for one in members]
    return "\n".join(
        reader.gettext("{person}: {words}", person=person(one.member), words=words) for one, words in lines if words
    )


def _known(reader: Reader, one: Described) -> str:
    own_words = reader.gettext("“{words}”", words=inline(one.about)) if one.about else ""
    return " · ".join(part for part in (inline(one.title), inline(one.team), own_words) if part)


def _because(reader: Reader, group: Group) -> str:
    reasons = because(reader, group.reasons, group.size)
    return reader.gettext("Why you? {reasons}", reasons=reasons) if reasons else ""


def _prompts(reader: Reader, group: Group) -> str:
    prompts = "\n".join(f"• {prompt}" for prompt in group.prompts)
    return reader.gettext("To get started, if you like:\n{prompts}", prompts=prompts) if prompts else ""


def _when(reader: Reader, programme: Programme, group: Group, zone: tzinfo) -> str:
    if programme.kind is ProgrammeKind.LUNCH:
        return reader.gettext("If it doesn't suit after all, just say so here.")
    if group.shared_from is None or group.shared_until is None:
        return reader.gettext("Your working hours don't overlap, so writing may suit you best.")
    starts = date_and_time(reader, group.shared_from, zone, "{date_short_pretty} {time}")
    hours = {"start": starts, "end": date_and_time(reader, group.shared_until, zone, "{time}")}
    first = reader.gettext("Someone has to write first. Why not you?")
    if group.size == 2:
        shared = reader.gettext("The next time you're both at work: {start} – {end}.", **hours)
    else:
        shared = reader.gettext("The next time you're all at work: {start} – {end}.", **hours)
    return f"{shared} {first}"


def unopened(
    reader: Reader, programme: Programme, round_: Round, group: Group, others: Sequence[str], zone: tzinfo
) -> Message:
    """Tell one of a group whose conversation could not be opened who they are, and what to do now."""
    coffee, names = name_of(programme), people(reader, others)
    if group.state is GroupState.DISSOLVED:
        return said(reader, reader.gettext("{coffee}: this introduction has ended. Nothing left to do.", coffee=coffee))
    if group.state is GroupState.STEPPED_BACK:
        return said(
            reader,
            reader.gettext(
                "{coffee}: your introduction with {people} has ended. Nothing left to do.", coffee=coffee, people=names
            ),
        )
    if group.state is not GroupState.UNOPENED:
        return said(
            reader,
            reader.gettext(
                "{coffee}: your conversation with {people} has opened after all.", coffee=coffee, people=names
            ),
        )
    return message(
        reader,
        paragraph(_meet_without_conversation(reader, programme, round_, group, names, zone)),
        note(reader.gettext("I won't ask whether you met.")),
    )


def _meet_without_conversation(
    reader: Reader, programme: Programme, round_: Round, group: Group, names: str, zone: tzinfo
) -> str:
    coffee = name_of(programme)
    now = reader.gettext("If you don't see one, write to each other directly: each of you has this message.")
    if programme.kind is not ProgrammeKind.LUNCH:
        meet = reader.gettext(
            "{coffee}: meet {people}. I couldn't open a conversation for you, as far as I know.",
            coffee=coffee,
            people=names,
        )
    else:
        meet = reader.gettext(
            "{coffee}: meet {people} for lunch ({when}, {how}). I couldn't open a conversation for you, as far as I know.",
            coffee=coffee,
            people=names,
            when=when(reader, round_.meets_at, zone),
            how=inline(way_in_words(reader, group.way)),
        )
    return f"{meet} {now}"


def why_us(reader: Reader, group: Group, *, is_kept: bool) -> Message:
    """Answer *Why us?*: the reasons, and how they were weighed. A count would tell who chose not to be in.

    ``is_kept`` as long as what the group was made of has not been let go.
    """
    reasons = because(reader, group.reasons, group.size)
    weighed = reader.gettext(
        "First I avoid repeats, then I mix teams, places and career stages. After that I look for topics and values you share, and for common working hours. The rest is chance."
    )
    let_go = [] if is_kept else [reader.gettext("This was a while ago, so these reasons are all I still have.")]
    return message(
        reader,
        paragraph(reasons or reader.gettext("No particular reason: it was chance.")),
        note(" ".join([weighed, *let_go])),
    )


def goes_on(reader: Reader, gone: str, left: Sequence[str]) -> Message:
    """Tell a group of three or more that somebody cannot, and the others go on."""
    return said(
        reader,
        reader.gettext(
            "{person} can't make it this time. {people}, you can still meet.",
            person=person(gone),
            people=people(reader, left),
        ),
    )


def other_cannot(reader: Reader, programme: Programme, gone: str, *, is_looking: bool) -> Message:
    """Tell somebody who is left alone, when they knew whom they were to meet."""
    cannot = reader.gettext(
        "{coffee}: {person} can't make it this time.", coffee=name_of(programme), person=person(gone)
    )
    if is_looking:
        following = reader.gettext("I'm looking for somebody else, and I'll let you know either way.")
    else:
        following = reader.gettext("You'll be in for the next one.")
    return said(reader, f"{cannot} {following}")


def group_over(reader: Reader, others: Sequence[str]) -> Message:
    """Return the same neutral words for all, whoever stepped back and why."""
    return said(
        reader,
        reader.gettext(
            "Your introduction with {people} has ended. Nothing left to do. Thank you for taking part.",
            people=people(reader, others),
        ),
    )


def closings(reader: Reader) -> Mapping[GroupClosing, str]:
    """Return the words for outcomes. One that is missing is said by the message that changed."""
    return {
        GroupClosing.DONE_BEFORE: reader.gettext("Someone has already said that. Thank you."),
        GroupClosing.OVER: reader.gettext("This introduction has ended, so there's nothing left to do."),
        GroupClosing.NOT_YOURS: reader.gettext("Only the people in this introduction can do that."),
        GroupClosing.OWN_TIMES: reader.gettext("You proposed these times, so it's up to somebody else to pick one."),
        GroupClosing.TIMES_REPLACED: reader.gettext("Newer times have been proposed. Please choose one of those."),
        GroupClosing.TIME_PASSED: reader.gettext("This time has passed. Please propose another."),
        GroupClosing.AGREED_BEFORE: reader.gettext("You've already agreed on a time. To change it, propose another."),
    }


def stepped_back(reader: Reader) -> Mapping[GroupClosing, str]:
    """Return the same for stepping back: the others' words are the same for all, so it needs a word of its own."""
    return {
        **closings(reader),
        GroupClosing.DONE: reader.gettext(
            "Done. Everyone gets the same short message, and I won't introduce you to each other again."
        ),
        GroupClosing.DONE_BEFORE: reader.gettext("This had already ended. I won't introduce you to each other again."),
    }
