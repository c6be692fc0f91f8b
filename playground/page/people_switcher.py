"""The rail: a few people, one click away, and whether something new waits for them."""

from dataclasses import dataclass

from playground.page.rendering.viewer import Face, face
from playground.page.view_models import where_news_is
from playground.person import Person
from playground.playground import Playground

PLACES = 14
"""More than those of the library: in their workspace everybody has a place."""


@dataclass(frozen=True)
class SwitcherEntry:
    """One person on the rail."""

    face: Face
    news: str
    """The conversation in which something new waits for them; empty where nothing does."""
    current: bool


class PeopleSwitcher:
    """Those whom one has acted as most recently, filled up with the first people of the workspace."""

    def __init__(self, playground: Playground) -> None:
        self._playground = playground
        self._recent: list[str] = []
        """Those whom one has acted as, the most recent last."""

    def became(self, person: Person) -> None:
        """One acts as this person now: they keep a place, and whom one was longest ago may lose theirs."""
        others = [each for each in self._recent if each != person.id]
        self._recent = [*others, person.id][-PLACES:]

    @property
    def latest(self) -> Person | None:
        """Whom one acted as last; None before one has been anybody."""
        return self._playground.person(self._recent[-1]) if self._recent else None

    def beside(self, person: Person) -> list[SwitcherEntry]:
        """The rail while one acts as this person, in the order of the workspace, so that nobody jumps about."""
        actors = [each for each in self._playground.people if each.user.can_receive]
        first = [each.id for each in actors if each.id not in self._recent]
        seated = {*self._recent, *first[: PLACES - len(self._recent)]}
        return [_entry(each, is_current=each is person) for each in actors if each.id in seated]


def _entry(person: Person, *, is_current: bool) -> SwitcherEntry:
    room = where_news_is(person)
    return SwitcherEntry(face(person.user), "" if room is None else room.id, is_current)
