"""The content of the form of a circle, as it was typed and as it is saved."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from hashlib import sha256
from typing import Any

from bot.cadence import Cadence, from_rule, in_words, to_rule
from bot.circles.models import Circle
from bot.circles.organizing.timetable import timetable_in_words
from bot.circles.rules import CircleKind
from bot.languages.reader import Reader
from bot.slack.user_input import row_id

WORDS_KEPT = 2_500
"""Characters of a rhythm that a form carries along: Slack allows 3,000 together with what else it is about."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Fields:
    kind: CircleKind
    name: str
    about: str
    minutes: int
    place: str
    seats: int | None
    quorum: int
    table_size: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class TypedCircle(_Fields):
    """The content of the form as it was typed: it may make no sense yet."""

    channel: str | None
    when: str
    parts: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CircleDraft(_Fields):
    """A circle that can be started or saved."""

    channel: str
    cadence: Cadence
    parts: Sequence[Sequence[Any]]

    def write(self, circle: Circle) -> None:
        """Write into a circle what can be changed at any time; its cadence is not among it."""
        circle.name, circle.about, circle.place = self.name, self.about, self.place
        circle.minutes, circle.parts = self.minutes, [list(part) for part in self.parts]
        circle.seats, circle.quorum, circle.table_size = self.seats, self.quorum, self.table_size


@dataclass(frozen=True, slots=True)
class Subject:
    """The subject of a form: the circle that it changes, the kind its fields are for, and how it asks when."""

    circle: int | None
    kind: CircleKind
    dates_of: str = ""
    """The mark of the cadence whose dates it shows; empty while it shows none."""
    swaps: int = 0
    """How often menus have taken the place of words, or words of menus: words come first."""
    words: str = ""
    """What was typed before the menus came; empty where that is what the form began with."""

    @property
    def is_by_menus(self) -> bool:
        """Return whether there are menus for when it meets, and no words."""
        return self.swaps % 2 == 1

    def swapped(self, words: str) -> "Subject":
        """Return the subject with words and menus swapped; ``words`` are what menus begin with."""
        kept = words if not self.is_by_menus and len(words) <= WORDS_KEPT else ""
        return replace(self, swaps=self.swaps + 1, words=kept)

    def __str__(self) -> str:
        return f"{self.circle or ''}/{self.kind}/{self.dates_of}/{self.swaps}/{self.words}"


def subject_in(written: str) -> Subject:
    """Read what `Subject` wrote."""
    circle, kind, dates_of, swaps, words = (*written.split("/", 4), "", "", "", "")[:5]
    known = CircleKind(kind) if kind in list(CircleKind) else CircleKind.COFFEE_KLATCH
    return Subject(row_id(circle) or None, known, dates_of, row_id(swaps), words)


def mark_of(cadence: Cadence) -> str:
    """Return what tells one cadence from any other, in few characters."""
    return sha256(to_rule(cadence).encode()).hexdigest()[:16]


def _retreat(reader: Reader) -> str:
    return reader.gettext(
        "30 Arriving, and a round: what brings you here\n"
        "45 Each alone: what went well this year, what didn't\n"
        "15 Break\n"
        "60 In threes: tell what you wrote, and listen\n"
        "15 Break\n"
        "45 Together: our takeaways, and one next step"
    )


def _presets(reader: Reader, kind: CircleKind) -> Mapping[str, Any]:
    match kind:
        case CircleKind.COFFEE_KLATCH:
            when = reader.gettext("every second Tuesday at 15:00")
            return {"name": reader.gettext("Coffee Klatch"), "when": when, "minutes": 60}
        case CircleKind.RESEARCH_SUPPORT_GROUP:
            when = reader.gettext("six times a year on the first Thursday of the month at 14:00")
            return {"name": reader.gettext("Research Support Group"), "when": when, "minutes": 90}
        case CircleKind.MINI_RETREAT:
            when = reader.gettext("the first Friday of every other month at 9:00")
            return {"name": reader.gettext("Mini-retreat"), "when": when, "minutes": 210, "quorum": 4}
    return {"name": "", "when": reader.gettext("every Thursday at 12:00"), "minutes": 60}


def first_typed(reader: Reader, kind: CircleKind, channel: str | None) -> TypedCircle:
    """Return what the form of a new circle begins with."""
    begun: dict[str, Any] = {
        "about": "",
        "channel": channel,
        "parts": _retreat(reader),
        "place": "",
        "seats": None,
        "quorum": 3,
        "table_size": None,
    }
    return TypedCircle(kind=kind, **{**begun, **_presets(reader, kind)})


def of_another_kind(reader: Reader, typed: TypedCircle, kind: CircleKind) -> TypedCircle:
    """Return the same for another kind: what has not been touched becomes what that kind begins with."""
    before, after = (first_typed(reader, each, typed.channel) for each in (typed.kind, kind))
    untouched = [field for field in _OF_THE_KIND if getattr(typed, field) == getattr(before, field)]
    return replace(typed, kind=kind, **{field: getattr(after, field) for field in untouched})


def says_more(reader: Reader, typed: TypedCircle) -> bool:
    """Return whether something else than usual is said in what stands behind *More about it*."""
    usual = first_typed(reader, typed.kind, typed.channel)
    shown = {CircleKind.OF_ITS_OWN: "name", CircleKind.MINI_RETREAT: "minutes"}.get(typed.kind)
    return any(getattr(typed, each) != getattr(usual, each) for each in _MORE if each != shown)


_MORE = ("name", "about", "minutes", "place", "seats", "quorum", "table_size")
_OF_THE_KIND = ("name", "when", "minutes", "parts", "quorum")


def begun_with(reader: Reader, kind: CircleKind, circle: Circle | None) -> TypedCircle:
    """Return what a form begins with: that of a new circle, or of one that is changed."""
    return first_typed(reader, kind, None) if circle is None else replace(typed_of(reader, circle), kind=kind)


def typed_of(reader: Reader, circle: Circle) -> TypedCircle:
    """Return what the form of a circle that is changed begins with: how it is now."""
    return TypedCircle(
        kind=circle.kind,
        name=circle.name,
        about=circle.about,
        channel=circle.channel,
        when=in_words(from_rule(circle.cadence), reader.locale),
        minutes=circle.minutes,
        parts=timetable_in_words(circle.parts),
        place=circle.place,
        seats=circle.seats,
        quorum=circle.quorum,
        table_size=circle.table_size,
    )
