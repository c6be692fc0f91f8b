"""What follows from a press on a meeting, said to who pressed."""

from collections.abc import Mapping
from datetime import tzinfo

from bot.circles.models import Circle, Meeting
from bot.circles.outcomes import Answering
from bot.circles.rules import Coming, MeetingWish
from bot.circles.views.shared import name_of, on

WISHES = {
    MeetingWish.GO_AHEAD: "Noted: you would like it to go ahead. The announcement will say whether it does.",
    MeetingWish.MOVE: "Noted: you would like another day. The announcement will say what becomes of it.",
}

ANSWERS: dict[Answering, str] = {
    Answering.DONE: "",
    Answering.LINK_COMES: "Klatch may send no files in this workspace. You find a link for your calendar in your direct messages instead.",
    Answering.FULL: "This circle is full, so you are on its waiting list now. You are told as soon as there is a place.",
    Answering.NOT_IN_CIRCLE: "This is for those who are in the circle. `/klatch` shows the circles that you can join.",
    Answering.BEGUN: "This meeting has begun, or is over. `/klatch next` shows when the next one is.",
    Answering.CALLED_OFF: "This meeting does not happen. `/klatch next` shows when the next one is.",
    Answering.NOT_ASKED: "This has been decided: the announcement says how.",
    Answering.NOT_YOURS: "Only the host of a meeting, and who looks after the circle, can move it or call it off.",
    Answering.IN_THE_PAST: "Please choose a day and an hour that are still to come.",
    Answering.TOO_FAR: "That is more than a year away. Please check the date.",
    Answering.TOO_LATE: "That is too close to the next meeting. Please choose an earlier day.",
}
"""What an outcome needs said. An empty one is said by the message that changed, or by words of its own."""


YOU_SAID: Mapping[Coming | None, str] = {
    Coming.IN: "You said: *I'm in*.",
    Coming.MAYBE: "You said: *Maybe*.",
    Coming.NOT_THIS_TIME: "You said: *Not this time*.",
}
"""What a member has answered, said to them."""


def answered(circle: Circle, meeting: Meeting, coming: Coming, zone: tzinfo, *, has_joined: bool) -> str:
    """To somebody who answered in the channel."""
    if coming is Coming.NOT_THIS_TIME:
        return "Thank you for saying so. Nobody is told, and you can change your mind."
    if coming is Coming.MAYBE:
        return "Noted: maybe. You can change your mind until it begins."
    joined = f" You are in {name_of(circle)} now; `/klatch` changes when you are reminded." if has_joined else ""
    return f"See you on {on(meeting.starts_at, zone)}.{joined}"


def you_said(coming: Coming | None, *, has_begun: bool = False) -> str:
    """What a member has answered, said to them; who has not is asked, until it begins."""
    if coming is None:
        return "It has begun." if has_begun else "Are you in?"
    may_change = coming is Coming.NOT_THIS_TIME and not has_begun
    return YOU_SAID[coming] + (" Nobody is told, and you can change your mind." if may_change else "")
