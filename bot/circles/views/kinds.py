"""The kinds of circles, in words."""

from collections.abc import Mapping

from bot.blocks import inline
from bot.circles.models import Circle
from bot.circles.rules import CircleKind
from bot.languages.reader import Reader


def names_of_kinds(reader: Reader) -> Mapping[CircleKind, str]:
    """Return the labels in the menu of kinds."""
    return {
        CircleKind.COFFEE_KLATCH: reader.gettext("Coffee Klatch: talk about what's on your minds"),
        CircleKind.RESEARCH_SUPPORT_GROUP: reader.gettext("Research support group: help each other along"),
        CircleKind.MINI_RETREAT: reader.gettext("Mini-retreat: half a day with timed parts"),
        CircleKind.OF_ITS_OWN: reader.gettext("Something else"),
    }


def about(reader: Reader, circle: Circle) -> str:
    """Return what a circle is: in the words of who started it, or of its kind."""
    return inline(circle.about) or _abouts(reader)[circle.kind]


def _abouts(reader: Reader) -> Mapping[CircleKind, str]:
    return {
        CircleKind.COFFEE_KLATCH: reader.gettext(
            "Colleagues who meet now and then to talk about whatever's on their minds. There's a date; the topics come from you."
        ),
        CircleKind.RESEARCH_SUPPORT_GROUP: reader.gettext(
            "Colleagues who do research, or would like to, and help each other with questions, drafts, doubts and deadlines."
        ),
        CircleKind.MINI_RETREAT: reader.gettext("Half a day away from the desk, to look back and ahead together."),
        CircleKind.OF_ITS_OWN: reader.gettext("Colleagues who meet regularly, as equals."),
    }
