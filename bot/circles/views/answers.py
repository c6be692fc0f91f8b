"""Replies to buttons on a meeting."""

from collections.abc import Mapping
from datetime import tzinfo

from bot.circles.models import Circle, Meeting
from bot.circles.outcomes import AnswerOutcome
from bot.circles.rules import Coming, MeetingWish
from bot.circles.views.calendar import on_its_way
from bot.circles.views.shared import name_of, when
from bot.languages.reader import ENGLISH, Reader

OUTCOMES: Mapping[AnswerOutcome, str] = {
    AnswerOutcome.LINK_COMES: "Klatch may send no files in this workspace. You find a link for your calendar in your direct messages instead.",
    AnswerOutcome.FULL: "This circle is full, so you are on its waiting list now. You are told as soon as there is a place.",
    AnswerOutcome.NOT_IN_CIRCLE: "This is for those who are in the circle. `/klatch` shows the circles that you can join.",
    AnswerOutcome.BEGUN: "This meeting has begun, or is over. `/klatch next` shows when the next one is.",
    AnswerOutcome.CALLED_OFF: "This meeting does not happen. `/klatch next` shows when the next one is.",
    AnswerOutcome.NOT_ASKED: "This has been decided: the announcement says how.",
    AnswerOutcome.NOT_YOURS: "Only the host of a meeting, and who looks after the circle, can move it or call it off.",
    AnswerOutcome.IN_THE_PAST: "Please choose a day and an hour that are still to come.",
    AnswerOutcome.TOO_FAR: "That is more than a year away. Please check the date.",
    AnswerOutcome.TOO_LATE: "That is too close to the next meeting. Please choose an earlier day.",
}
"""Words for an outcome; none where the card that changed says enough."""

WISHES: Mapping[MeetingWish, Mapping[AnswerOutcome, str]] = {
    MeetingWish.GO_AHEAD: {
        **OUTCOMES,
        AnswerOutcome.DONE: "Noted: you would like it to go ahead. The announcement will say whether it does.",
    },
    MeetingWish.MOVE: {
        **OUTCOMES,
        AnswerOutcome.DONE: "Noted: you would like another day. The announcement will say what becomes of it.",
    },
}
CALENDAR_OUTCOMES = {**OUTCOMES, AnswerOutcome.DONE: on_its_way(ENGLISH)}
CALL_OFF_OUTCOMES = {
    **OUTCOMES,
    AnswerOutcome.DONE: "Called off. The announcement says so, and who had said that they come is told.",
}

YOU_SAID: Mapping[Coming | None, str] = {
    Coming.IN: "You said: *I'm in*.",
    Coming.MAYBE: "You said: *Maybe*.",
    Coming.NOT_THIS_TIME: "You said: *Not this time*.",
}
"""A member's answer, said to them."""


def answered(circle: Circle, meeting: Meeting, coming: Coming, zone: tzinfo, *, has_joined: bool) -> str:
    """Return the reply to somebody who answered in the channel."""
    if coming is Coming.NOT_THIS_TIME:
        return "Thank you for saying so. Nobody is told, and you can change your mind."
    if coming is Coming.MAYBE:
        return "Noted: maybe. You can change your mind until it begins."
    joined = f" You are in {name_of(circle)} now; `/klatch` changes when you are reminded." if has_joined else ""
    return f"See you {when(ENGLISH, meeting.starts_at, zone)}.{joined}"


def you_said(_reader: Reader, coming: Coming | None, *, has_begun: bool = False) -> str:
    """Return a member's answer, said to them; who has not answered is asked, until it begins."""
    if coming is None:
        return "It has begun." if has_begun else "Are you in?"
    may_change = coming is Coming.NOT_THIS_TIME and not has_begun
    return YOU_SAID[coming] + (" Nobody is told, and you can change your mind." if may_change else "")


def your_answer(_reader: Reader, coming: Coming) -> str:
    """Return a member's answer, said to them, and nothing else."""
    return YOU_SAID[coming]
