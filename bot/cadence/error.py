"""The error of a cadence, and the words by which whoever set it up can put it right, in their own language."""

from dataclasses import dataclass
from datetime import date
from textwrap import shorten

from bot.cadence.language import WITH_EXAMPLES, Fault
from bot.cadence.languages import LANGUAGES, SOURCE
from bot.cadence.saying import date_in_words


class CadenceError(ValueError):
    """There is no such cadence: what is wrong, and the words or the date that it is about.

    A view says it to a member by `refusal_in_words`; as text it is in English, for a log.
    """

    def __init__(self, fault: Fault, told: str | date = "") -> None:
        super().__init__(fault, told)
        self.fault, self.told = fault, told

    def __str__(self) -> str:
        return str(refusal_in_words(self))


@dataclass(frozen=True, slots=True)
class CadenceRefusal:
    """What a member is told of a fault. It may quote their own words: escape it before Slack shows it."""

    message: str
    """One or two sentences."""
    before_examples: str = ""
    examples: tuple[str, ...] = ()
    """Rhythms that can be read, each for a line of its own; none where they would not help."""

    def __str__(self) -> str:
        if not self.examples:
            return self.message
        return "\n".join([f"{self.message} {self.before_examples}", *(f"• {example}" for example in self.examples)])


def refusal_in_words(error: CadenceError, locale: str = SOURCE) -> CadenceRefusal:
    """Return what is wrong with a cadence, as somebody reads it in whose locale it is said."""
    language = LANGUAGES.of(locale)
    template = language.faults[error.fault]
    if isinstance(error.told, date):
        weekday = language.phrases.weekdays[error.told.weekday()]
        message = template.format(words=date_in_words(error.told, language), weekday=weekday)
    else:
        message = template.format(words=quoted(error.told))
    if error.fault not in WITH_EXAMPLES:
        return CadenceRefusal(message)
    return CadenceRefusal(message, language.examples.before, language.examples.typed)


def quoted(words: str) -> str:
    """Return a member's words, short enough to be repeated to them."""
    return shorten(words, width=80, placeholder=" …")
