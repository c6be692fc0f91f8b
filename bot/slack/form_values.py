"""The values of a form, read by field."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from enum import StrEnum
from typing import Any, TypeVar

KindT = TypeVar("KindT", bound=StrEnum)

_UNSEEN = dict.fromkeys([0xAD, 0x180E, 0x200B, *range(0x2060, 0x2065), 0x115F, 0x1160, 0x3164, 0xFEFF, 0xFFA0])
"""Signs of no width and no use in words: with them, a name could look empty, or just like another one."""


@dataclass(frozen=True, slots=True)
class FormValues:
    """The ``state.values`` of a view: block id, action id, element. Every field has one element here."""

    state: Mapping[str, Mapping[str, Mapping[str, Any]]]

    def text(self, field: str) -> str:
        """Return what was typed, without white space around it or signs that nobody sees; empty when nothing was."""
        return str(self._element(field).get("value") or "").translate(_UNSEEN).strip()

    def choice(self, field: str) -> str | None:
        """Return the value of the option that was chosen (menu or radio buttons)."""
        option = self._element(field).get("selected_option")
        return str(option["value"]) if option else None

    def choices(self, field: str) -> list[str]:
        """Return the values of all options that were chosen (menu or checkboxes)."""
        return [str(option["value"]) for option in self._element(field).get("selected_options") or ()]

    def one_of(self, field: str, kinds: type[KindT]) -> KindT | None:
        """Return the option that was chosen, as one of these; None for none, or for one that is none of them."""
        return next(iter(self._known([self.choice(field)], kinds)), None)

    def some_of(self, field: str, kinds: type[KindT]) -> list[KindT]:
        """Return the options that were chosen, as some of these; what is none of them is left out."""
        return self._known(self.choices(field), kinds)

    def member(self, field: str) -> str | None:
        """Return the person who was chosen."""
        return self._element(field).get("selected_user") or None

    def members(self, field: str) -> list[str]:
        """Return the people who were chosen."""
        return [str(member) for member in self._element(field).get("selected_users") or ()]

    def channel(self, field: str) -> str | None:
        """Return the channel that was chosen."""
        return self._element(field).get("selected_conversation") or None

    def day(self, field: str) -> date | None:
        """Return the date that was chosen."""
        chosen = self._element(field).get("selected_date")
        return date.fromisoformat(chosen) if chosen else None

    def instant(self, field: str) -> datetime | None:
        """Return the date and time that was chosen, in UTC."""
        chosen = self._element(field).get("selected_date_time")
        return datetime.fromtimestamp(int(chosen), UTC) if chosen else None

    @staticmethod
    def _known(chosen: Iterable[str | None], kinds: type[KindT]) -> list[KindT]:
        known = {kind.value: kind for kind in kinds}
        return [known[value] for value in chosen if value in known]

    def _element(self, field: str) -> Mapping[str, Any]:
        return next(iter(self.state.get(field, {}).values()), {})
