"""A stage where everybody reads another language than the story's acts are written in."""

from collections.abc import Mapping
from io import StringIO
from typing import Any

from rich.console import Console

from playground import Outcome, Person
from playground.call_records import Json
from playground.elements import interactive_elements, options_of
from playground.locators import Place, buttons_of, find_field, labels_of
from playground.rehearsal.rehearsal import Rehearsal
from playground.story import Stage, StoryError
from playground.views import View
from tests.words.translation import Translation

MORE = "More about it"
"""The button for the rest of a form."""


class TranslatedStage(Stage):
    """Finds buttons, labels, options and sentences by what says the same in the language that people read here."""

    def __init__(self, here: Rehearsal, translation: Translation) -> None:
        super().__init__(here.playground, here.settle, here.pass_time, Console(file=StringIO(), quiet=True))
        self.translation = translation

    def says(self, words: str, text: str) -> bool:
        """Whether a text says this in their language."""
        return self.translation.says(words, text)

    def who_can_press(self, words: str) -> list[Person]:
        """Everyone who has a button before them that says this."""
        return [person for person in self.playground.people if self._button(person, words) in self._buttons(person)]

    async def fill_in(self, person: Person, fields: Mapping[str, Any], *, shown: bool = True) -> None:
        """Fill in the open form, and the rest of it where it shows that only when asked; then send it."""
        for label, value in fields.items():
            if person.form is not None and self._label(person.form, label) is None:
                await person.press(self.translation.found(MORE, buttons_of(person.form)), person.form)
            if person.form is not None and (said := self._label(person.form, label)) is not None:
                await person.fill(said, self._chosen(value, find_field(person.form, said).element))
            else:
                raise StoryError(f"{person.name} sees no field {label!r}")
        await super().fill_in(person, {}, shown=shown)

    async def _pressed(self, person: Person, words: str, near: str | None = None) -> Outcome:
        there = near and near.replace(bare := near.strip("*"), self.translation.of(bare))
        return await super()._pressed(person, self._button(person, words), there)

    def _button(self, person: Person, words: str) -> str:
        return self.translation.found(words, self._buttons(person))

    def _buttons(self, person: Person) -> list[str]:
        places: list[Place] = [*([person.form] if person.form else []), *reversed(person.messages())]
        return [words for place in places for words in buttons_of(place)]

    def _label(self, form: View, label: str) -> str | None:
        """What a field is called here, if the form shows it."""
        labels = [each for pair in interactive_elements(form.blocks) for each in labels_of(*pair)]
        said = self.translation.found(label, labels)
        return said if said in labels else None

    def _chosen(self, value: Any, element: Json) -> Any:
        """What is chosen in a field; what is typed is the same in every language."""
        match value:
            case str() if "options" in element or "option_groups" in element:
                return self.translation.found(value, [option["text"]["text"] for option in options_of(element)])
            case str() if "external" in element["type"]:
                return self.translation.of(value)
            case list():
                return [self._chosen(each, element) for each in value]
        return value
