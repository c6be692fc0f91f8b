"""A place in the words of a text, from which one reads on, or goes back to try otherwise."""

from bot.cadence.language import Language
from bot.cadence.reading.text import Text
from bot.cadence.reading.words import Word, words_of
from bot.cadence.vocabulary import Meaning, Value


class PlaceInText:
    """A place in the words that somebody typed. ``at`` is the number of the next word; going back is setting it."""

    def __init__(self, text: Text, language: Language) -> None:
        self.text, self.language = text, language
        self.words = words_of(text, language)
        self.at = 0

    @property
    def word(self) -> Word | None:
        """The next word; None at the end."""
        return self.words[self.at] if self.at < len(self.words) else None

    def next_is(self, *meanings: Meaning, after: int = 0) -> bool:
        """Return whether the next word, or a later one, can mean one of these."""
        at = self.at + after
        return at < len(self.words) and any(meaning in self.words[at].senses for meaning in meanings)

    def take(self, meaning: Meaning) -> Value | None:
        """Return what the next word stands for if it can mean this, and go on; None and stay otherwise."""
        word = self.word
        if word is None or meaning not in word.senses:
            return None
        self.at += 1
        return word.senses[meaning]

    def takes(self, meaning: Meaning) -> bool:
        """Return whether the next word can mean this, and go on if so."""
        return self.take(meaning) is not None

    def take_text(self, text: str) -> bool:
        """Return whether the next word is this one, and go on if so."""
        word = self.word
        is_it = word is not None and word.text == text
        self.at += is_it
        return is_it

    def skip(self, *meanings: Meaning) -> None:
        """Go past all words that can mean one of these."""
        while self.next_is(*meanings):
            self.at += 1

    def is_glued(self) -> bool:
        """Return whether nothing stands between the word before and the next one."""
        return 0 < self.at < len(self.words) and self.words[self.at - 1].ends == self.words[self.at].begins

    def since(self, at: int) -> str:
        """Return, as they were typed, the words from an earlier place to this one."""
        return self.text.between(self.words[at].begins, self.words[self.at - 1].ends) if at < self.at else ""

    def stretch(self, at: int) -> str:
        """Return, as it was typed, what follows a place, up to a comma or the end."""
        ends = next((word.begins for word in self.words[at:] if word.text in {",", ";"}), len(self.text.typed))
        return self.text.between(self.words[at].begins, ends) if at < len(self.words) else ""
