"""A group as its people see it: introduction, why these, a word midway, did you meet, and the end."""

from collections.abc import Sequence
from datetime import tzinfo

from slack_sdk.models.blocks import ButtonElement

from bot.blocks import (
    button,
    buttons,
    confirmation,
    date_and_time,
    inline,
    listed,
    message,
    note,
    paragraph,
    people,
    person,
    said,
)
from bot.languages.reader import ENGLISH
from bot.outbox.message import Message
from bot.pairings.actions import Action
from bot.pairings.lunch.meeting_options import how
from bot.pairings.models import Group, Programme, Round
from bot.pairings.outcomes import GroupClosing
from bot.pairings.rules import CheckIn, GroupState, ProgrammeKind
from bot.pairings.views.shared import because, when
from bot.profiles.matching_input import Described


def introduction(programme: Programme, round_: Round, group: Group, members: Sequence[Described]) -> Message:
    """Return the opening of a conversation: who, why these, something to talk about, and when all are at work."""
    if group.state is GroupState.UNOPENED:
        late = f"*{inline(programme.name)}*: this conversation comes late, for we could not open it in time. "
        return message(
            ENGLISH, paragraph(f"{late}It is yours, if you would still like to meet."), buttons(_why_us(group))
        )
    if group.state in (GroupState.STEPPED_BACK, GroupState.DISSOLVED):
        ended = f"This introduction has ended. Thank you {_all(group)}."
        return message(ENGLISH, paragraph(ended), buttons(_why_us(group)))
    zone = members[0].zone
    words = [_meet(programme, round_, group, members, zone), _own_words(members), _because(group), _prompts(group)]
    when_they_meet = _when(programme, group, zone)
    choices = [_why_us(group), _step_back(group)]
    return message(ENGLISH, *[paragraph(text) for text in words if text], note(when_they_meet), buttons(*choices))


def _why_us(group: Group) -> ButtonElement:
    return button("Why us?", Action.WHY_US, group.id)


def _step_back(group: Group) -> ButtonElement:
    says = f"{_all(group).capitalize()} of you get the same few words, which do not say who chose it."
    tells = " As there are two of you, they can tell that it was you." if group.size == 2 else ""
    words = f"{says}{tells} We will not introduce you to each other again."
    confirm = confirmation("Step back?", words, "Step back", "Stay")
    return button("Step back", Action.STEP_BACK, group.id, confirm=confirm)


def _all(group: Group) -> str:
    return "both" if group.size == 2 else "all"


def _meet(programme: Programme, round_: Round, group: Group, members: Sequence[Described], zone: tzinfo) -> str:
    names = [person(one.member) for one in members]
    who = f"{listed(names)}, meet each other."
    if len(names) == 2:
        one, other = names
        who = f"{one}, meet {other}. {other}, meet {one}."
    what = "Find half an hour that suits you, over a coffee or a call."
    if programme.kind is ProgrammeKind.LUNCH:
        what = f"Lunch is {when(ENGLISH, round_.meets_at, zone)} ({inline(how(group.way))})."
    return f"*{inline(programme.name)}*: {who} {what}"


def _own_words(members: Sequence[Described]) -> str:
    return "\n".join(f"{person(one.member)}: {_line(one)}" for one in members if one.about or one.title)


def _line(one: Described) -> str:
    return f"“{inline(one.about)}”" if one.about else inline(one.title)


def _because(group: Group) -> str:
    sentences = because(ENGLISH, group.reasons, group.size)
    return f"Why {_together(group)}? {sentences}" if sentences else ""


def _together(group: Group) -> str:
    return {2: "the two of you", 3: "the three of you", 4: "the four of you", 5: "the five of you"}.get(
        group.size, "all of you"
    )


def _prompts(group: Group) -> str:
    listed_ = "\n".join(f"• {prompt}" for prompt in group.prompts)
    return f"Something to begin with, if you like:\n{listed_}" if listed_ else ""


def _when(programme: Programme, group: Group, zone: tzinfo) -> str:
    if programme.kind is ProgrammeKind.LUNCH:
        return "If it does not suit after all, just say so here. Nothing is owed."
    if group.shared_from is None or group.shared_until is None:
        return "Your working hours do not overlap; writing to each other may suit you best. Nothing is owed."
    starts = date_and_time(ENGLISH, group.shared_from, zone, "{date_short_pretty} {time}")
    ends = date_and_time(ENGLISH, group.shared_until, zone, "{time}")
    return f"You are {_all(group)} at work next from {starts} to {ends}. One of you writes first; it may be you. Nothing is owed."


def unopened(programme: Programme, round_: Round, group: Group, others: Sequence[str], zone: tzinfo) -> Message:
    """Tell one of a group whose conversation could not be opened who they are, and what to do now."""
    name = f"*{inline(programme.name)}*"
    if group.state is GroupState.DISSOLVED:
        return said(ENGLISH, f"{name}: nothing came of this introduction. There is nothing to do.")
    if group.state is GroupState.STEPPED_BACK:
        return said(
            ENGLISH, f"{name}: your introduction with {people(ENGLISH, others)} has ended. There is nothing to do."
        )
    if group.state is not GroupState.UNOPENED:
        return said(ENGLISH, f"{name}: your conversation with {people(ENGLISH, others)} has opened after all.")
    return message(
        ENGLISH,
        paragraph(
            f"{name}: you and {people(ENGLISH, others)} were to be introduced{_what(programme, round_, group, zone)}, and we could not "
            "open a conversation for you, as far as Slack tells. If you see none, write to each other directly: each of you has these words."
        ),
        note("It says nothing about any of you. Nothing is owed, and you are not asked whether you met."),
    )


def _what(programme: Programme, round_: Round, group: Group, zone: tzinfo) -> str:
    if programme.kind is not ProgrammeKind.LUNCH:
        return ""
    return f" for lunch ({when(ENGLISH, round_.meets_at, zone)}, {inline(how(group.way))})"


def why_us(group: Group, *, is_kept: bool) -> Message:
    """Answer *Why us?*: the reasons, and how they were weighed. A count would tell who chose not to be in.

    ``is_kept`` as long as what the group was made of has not been let go.
    """
    sentence = because(ENGLISH, group.reasons, group.size) or "No particular reason: it was chance."
    let_go = "" if is_kept else " It is a while ago: these reasons are all that we have kept of it."
    return message(
        ENGLISH,
        paragraph(sentence),
        note(
            "Out of everybody who was in. We first avoid introducing the same people again, then reach across teams, "
            f"places and stages of working life, look for topics and values in common and for shared working hours, and leave the rest to chance.{let_go}"
        ),
    )


def goes_on(gone: str, left: Sequence[str]) -> Message:
    """Tell a group of three or more that somebody cannot, and the others go on."""
    return said(ENGLISH, f"{person(gone)} cannot make it this time. {people(ENGLISH, left)}, the rest of you go on.")


def other_cannot(programme: Programme, gone: str, *, is_looking: bool) -> Message:
    """Tell somebody who is left alone, when they knew whom they were to meet."""
    following = "You are in again for the next one."
    if is_looking:
        following = "We are looking for somebody else for you, and tell you either way."
    return said(
        ENGLISH,
        f"*{inline(programme.name)}*: {person(gone)} cannot make it this time. It says nothing about you. {following}",
    )


def check_in(group: Group, number: int, *, is_lunch: bool) -> Message:
    """Return one of the questions whether a group met, as it is now. One answer does for all."""
    if number < group.check_ins:
        return said(ENGLISH, "There is a newer word further down.")
    match group.state:
        case GroupState.INTRODUCED:
            return _asking(group, is_lunch=is_lunch)
        case GroupState.MET:
            return said(ENGLISH, "Good to hear. What did you take from it?")
        case GroupState.DID_NOT_HAPPEN:
            return message(
                ENGLISH,
                paragraph("That happens, and nothing is held against anyone. If you do meet after all, say so."),
                buttons(button("We met", Action.WE_MET, group.id)),
            )
        case GroupState.FADED:
            return said(ENGLISH, "We have closed this one. Nothing is left to do, and the conversation stays yours.")
    return said(ENGLISH, "Nothing is left to do here.")


def _asking(group: Group, *, is_lunch: bool) -> Message:
    match group.check_in:
        case CheckIn.NUDGED:
            asked = (
                "Have you found a time yet? Half an hour is plenty, and a suggestion gets an answer: “Tuesday at ten?”"
            )
        case CheckIn.ASKS_AGAIN:
            return said(ENGLISH, "All right. We will ask once more.")
        case CheckIn.ASKS_NO_MORE:
            return said(ENGLISH, "All right. We will not ask again; this conversation stays yours.")
        case _:
            asked = "Did you have lunch together?" if is_lunch else "Did you meet?"
            asked = f"{asked} One of you answers for {_together(group)}; the answer is counted, and nothing else."
    return message(
        ENGLISH,
        paragraph(asked),
        buttons(
            button("We met", Action.WE_MET, group.id, style="primary"),
            button("Not yet", Action.NOT_YET, group.id),
            button("It won't happen", Action.NOT_HAPPENING, group.id),
        ),
    )


def group_over(others: Sequence[str]) -> Message:
    """Return the same neutral words for all, whoever stepped back and why."""
    return said(
        ENGLISH,
        f"Your introduction with {people(ENGLISH, others)} has ended. There is nothing more for you to do. Thank you for being part of it.",
    )


CLOSINGS: dict[GroupClosing, str] = {
    GroupClosing.DONE: "",
    GroupClosing.DONE_BEFORE: "That has been said already. Thank you.",
    GroupClosing.OVER: "This introduction has ended, so there is nothing more to do.",
    GroupClosing.NOT_YOURS: "Only the people of this introduction can say that.",
}
"""The words for an outcome. An empty one is said by the message that changed."""
STEPPED_BACK: dict[GroupClosing, str] = {
    **CLOSINGS,
    GroupClosing.DONE: "Done. Everybody gets the same few words, and we will not introduce you to each other again.",
    GroupClosing.DONE_BEFORE: "This had ended before. We will not introduce you to each other again.",
}
"""The others' words are the same for all, so stepping back needs a word of its own."""
