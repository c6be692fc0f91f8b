"""The error of a cadence, in words by which whoever set it up can put it right."""

from datetime import date
from textwrap import shorten

from bot.cadence.language import WITH_EXAMPLES, Fault
from bot.cadence.languages import language_of
from bot.cadence.saying import date_in_words


class CadenceError(ValueError):
    """There is no such cadence. It says so to the member who asked for it, in the language that was asked for.

    It may quote the member's own words: escape it before Slack shows it.
    """

    def __init__(self, fault: Fault, told: str | date = "", language: str = "en") -> None:
        super().__init__(fault, told)
        self.fault, self.told, self.language = fault, told, language

    @property
    def message(self) -> str:
        """One or two sentences, without the examples."""
        language = language_of(self.language)
        if not isinstance(self.told, date):
            return language.faults[self.fault].format(words=quoted(self.told))
        weekday = language.phrases.weekdays[self.told.weekday()]
        return language.faults[self.fault].format(words=date_in_words(self.told, self.language), weekday=weekday)

    @property
    def examples(self) -> tuple[str, ...]:
        """Rhythms that can be read, each for a line of its own; none where they would not help."""
        return language_of(self.language).examples if self.fault in WITH_EXAMPLES else ()

    @property
    def before_examples(self) -> str:
        """What stands before the examples."""
        return language_of(self.language).before_examples

    def __str__(self) -> str:
        if not self.examples:
            return self.message
        return "\n".join([f"{self.message} {self.before_examples}", *(f"• {example}" for example in self.examples)])


def quoted(words: str) -> str:
    """Return a member's words, short enough to be repeated to them."""
    return shorten(words, width=80, placeholder=" …")
