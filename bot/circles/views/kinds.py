"""The kinds of circles, in words."""

from collections.abc import Mapping

from bot.blocks import inline
from bot.circles.models import Circle
from bot.circles.rules import CircleKind

KINDS: Mapping[CircleKind, str] = {
    CircleKind.COFFEE_KLATCH: "Coffee Klatch: talk about what is on your minds",
    CircleKind.RESEARCH_SUPPORT_GROUP: "Research support group: help each other along",
    CircleKind.MINI_RETREAT: "Mini-retreat: half a day with timed parts",
    CircleKind.OF_ITS_OWN: "Something of its own",
}
"""Labels in the menu of kinds."""

_ABOUTS: Mapping[CircleKind, str] = {
    CircleKind.COFFEE_KLATCH: "Colleagues who meet now and then, and talk about whatever is on their minds. It has a date and no programme.",
    CircleKind.RESEARCH_SUPPORT_GROUP: "Colleagues who do research, or would like to, and help each other along: with questions, drafts, doubts and deadlines.",
    CircleKind.MINI_RETREAT: "Half a day away from the desk, to look back and ahead together.",
    CircleKind.OF_ITS_OWN: "Colleagues who meet again and again, as equals.",
}


def about(circle: Circle) -> str:
    """Return what a circle is: in the words of who started it, or of its kind."""
    return inline(circle.about) or _ABOUTS[circle.kind]
