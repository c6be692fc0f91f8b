"""Filling in a form of which some fields stand behind a button at first."""

from collections.abc import Iterable, Mapping
from typing import Any

from playground import Person
from playground.elements import stateful_elements
from playground.locators import buttons_of, labels_of

MORE = ("More about it", "Plus d’options")
"""The button, in the languages that people read."""


async def fill_in(person: Person, fields: Mapping[str, Any]) -> None:
    """Fill in the open form by its fields' labels; what it does not show yet is asked for first."""
    if button := more_needed(person, fields):
        await person.press(button)
    for label, value in fields.items():
        await person.fill(label, value)


def more_needed(person: Person, labels: Iterable[str]) -> str:
    """Return the button behind which one of these fields stands; empty where the open form shows them all."""
    form = person.form
    if form is None:
        return ""
    shown = {label for pair in stateful_elements(form.blocks) for label in labels_of(*pair)}
    if shown.issuperset(labels):
        return ""
    return next((words for words in buttons_of(form) if words in MORE), "")
