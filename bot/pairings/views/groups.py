"""A group as its people see it: introduction, why these, a word midway, did you meet, and the end."""

from collections.abc import Sequence
from datetime import datetime, tzinfo

from slack_sdk.models.blocks import Block

from bot.outbox.message import Message
from bot.pairings.actions import Action
from bot.pairings.lunch.ways import place_in
from bot.pairings.models import Group, Programme, Round
from bot.pairings.outcomes import Closing
from bot.pairings.rules import ProgrammeKind
from bot.pairings.views.parts import because, together, when
from bot.people.acquaintance import Described
from bot.wording import (
    button,
    buttons,
    confirmation,
    counted,
    inline,
    message,
    moment_of,
    note,
    paragraph,
    people,
    person,
)


def introduction(
    programme: Programme,
    round_: Round,
    group: Group,
    members: Sequence[Described],
    prompts: Sequence[str],
    shared: tuple[datetime, datetime] | None,
) -> Message:
    """The opening of a conversation: who, why these, something to talk about, and when all are at work."""
    return message(
        paragraph(_meet(programme, round_, group, [one.member for one in members], members[0].zone)),
        *_own_words(members),
        *_because(group),
        paragraph("Something to begin with, if you like:\n" + "\n".join(f"• {prompt}" for prompt in prompts)),
        note(_when(programme, shared, members[0].zone, len(members))),
        buttons(
            button("Why us?", Action.WHY_US, group.id),
            button(
                "Step back",
                Action.STEP_BACK,
                group.id,
                confirm=confirmation(
                    "Step back?",
                    "All of you get the same few neutral words, and we will not introduce you again. Nobody is told who chose it.",
                    "Step back",
                    "Stay",
                ),
            ),
        ),
    )


def _meet(programme: Programme, round_: Round, group: Group, members: Sequence[str], zone: tzinfo) -> str:
    who = f"{people(members)}, meet each other."
    if len(members) == 2:
        one, other = (person(member) for member in members)
        who = f"{one}, meet {other}. {other}, meet {one}."
    if programme.kind is ProgrammeKind.LUNCH:
        place = place_in(group.way)
        where = f"at {inline(place)}" if place else "by video"
        return f"*{inline(programme.name)}*: {who} Lunch is on {when(round_.meets_at, zone)}, {where}."
    return f"*{inline(programme.name)}*: {who} Find half an hour that suits you, over a coffee or a call."


def _own_words(members: Sequence[Described]) -> list[Block]:
    lines = [f"{person(one.member)}{_line(one)}" for one in members if _line(one)]
    return [paragraph("\n".join(lines))] if lines else []


def _line(one: Described) -> str:
    if one.about:
        return f": “{inline(one.about)}”"
    return f": {inline(one.title)}" if one.title else ""


def _because(group: Group) -> list[Block]:
    sentence = because(group.reasons, group.size)
    return [paragraph(f"Why {together(group)}: {sentence[0].lower()}{sentence[1:]}")] if sentence else []


def _when(programme: Programme, shared: tuple[datetime, datetime] | None, zone: tzinfo, size: int) -> str:
    if programme.kind is ProgrammeKind.LUNCH:
        return "If it does not suit after all, just say so here. Nothing is owed."
    all_of_you = "both" if size == 2 else "all"
    if shared is None:
        return "Your working hours do not overlap; writing to each other may suit you best. Nothing is owed."
    starts, ends = (
        moment_of(instant, zone, style)
        for instant, style in zip(shared, ("{date_short_pretty} {time}", "{time}"), strict=True)
    )
    return f"You are {all_of_you} at work next from {starts} to {ends}. One of you writes first; it may be you. Nothing is owed."


def introduction_over() -> Message:
    """The opening of a conversation that has ended."""
    return message(paragraph("This introduction has ended. Thank you all."))


def why_us(group: Group, size_of_round: int) -> Message:
    """*Why us?*: the reasons, and how they were weighed."""
    sentence = because(group.reasons, group.size) or "There was no stronger reason than chance."
    return message(
        paragraph(sentence),
        note(
            f"Out of {counted(size_of_round, 'person', 'people')} who were in. We first avoid to introduce the same people again, then reach across teams, "
            "places and stages of working life, look for topics and values in common and for shared working hours, and leave the rest to chance."
        ),
    )


def goes_on(gone: str, left: Sequence[str]) -> Message:
    """Somebody of three or more cannot; the others go on."""
    return message(paragraph(f"{person(gone)} cannot make it this time. {people(left)}, the rest of you go on."))


def other_cannot(programme: Programme, gone: str, *, is_looking: bool) -> Message:
    """To somebody who is left alone, when they knew whom they were to meet."""
    following = "You are in again for the next one."
    if is_looking:
        following = "We are looking for somebody else for you, and tell you either way."
    return message(
        paragraph(
            f"*{inline(programme.name)}*: {person(gone)} cannot make it this time. It says nothing about you. "
            f"{following}"
        )
    )


def nudge(group: Group) -> Message:
    """A word midway."""
    return message(
        paragraph(
            "Have you found a time yet? Half an hour is plenty, and a suggestion gets an answer: “Tuesday at ten?”"
        ),
        _answers(group),
    )


def nudge_over() -> Message:
    """A word midway, once the question at the end has come."""
    return message(paragraph("Half an hour is plenty."))


def check_in(group: Group, *, is_lunch: bool) -> Message:
    """Did you meet? One answer does for all."""
    asked = "Did you have lunch together?" if is_lunch else "Did you meet?"
    return message(
        paragraph(f"{asked} One of you answers for {together(group)}; the answer is counted, and nothing else."),
        _answers(group),
    )


def _answers(group: Group) -> Block:
    return buttons(
        button("We met", Action.WE_MET, group.id, style="primary"),
        button("Not yet", Action.NOT_YET, group.id),
        button("It won't happen", Action.NOT_HAPPENING, group.id),
    )


def check_in_over() -> Message:
    """A question whether they met that needs no answer any more."""
    return message(paragraph("Nothing is left to do here."))


def met() -> Message:
    """After *We met*."""
    return message(paragraph("Good to hear. What did you take from it? The next one is with somebody else."))


def not_yet(*, will_ask_again: bool) -> Message:
    """After *Not yet*."""
    more = "We will ask once more." if will_ask_again else "We will not ask again; this conversation stays yours."
    return message(paragraph(f"All right. {more}"))


def did_not_happen(group: Group) -> Message:
    """After *It won't happen*."""
    return message(
        paragraph("That happens, and nothing is held against anyone. If you do meet after all, say so."),
        buttons(button("We met", Action.WE_MET, group.id)),
    )


def faded() -> Message:
    """A question that was never answered."""
    return message(paragraph("We have closed this one. Nothing is left to do, and the conversation stays yours."))


def group_over(others: Sequence[str]) -> Message:
    """The same neutral words for all, whoever stepped back and why."""
    return message(
        paragraph(
            f"Your introduction with {people(others)} has ended. There is nothing more for you to do. Thank you for being part of it."
        )
    )


STEPPED_BACK = "Done. All of you have the same few words, and we will not introduce you to each other again."
STEPPED_BACK_LATER = "This had ended before. We will not introduce you to each other again."

CLOSINGS: dict[Closing, str] = {
    Closing.DONE: "",
    Closing.DONE_BEFORE: "That has been said already. Thank you.",
    Closing.OVER: "This introduction has ended, so there is nothing more to do.",
    Closing.NOT_YOURS: "Only the people of this introduction can say that.",
}
"""What an outcome needs said. An empty one is said by the message that changed."""


def said(words: str) -> Message:
    """A sentence by itself."""
    return message(paragraph(words))
