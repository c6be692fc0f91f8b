"""Suggestions of topics for the words of a question, by labels and everyday aliases."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from math import log

from bot.matching.asks.word_languages import ENGLISH
from bot.matching.asks.words import ReadWord, language_told, read

MOST_QUESTION_WORDS = 400
"""A question says what it is about before this; Slack's longest input holds about 500 words."""

LEAST_COVERAGE = 0.5
"""The share of an alias, weighted by how telling its words are: with less than half of it said, it was not meant."""

LEAST_SCORE = 0.45
"""The share of the score of one wholly telling word: below, nothing fits."""

WORD_FOR_WORD = 1.5
"""The factor of an alias of several words that is in the question as it is, over its words scattered."""


@dataclass(frozen=True, slots=True)
class IndexedTopic:
    """A topic that mentors volunteer for, with the everyday words in which people ask about it."""

    id: int
    name: str
    aliases: tuple[str, ...] = ()
    elsewhere: tuple[tuple[str, str], ...] = ()
    """Its name and everyday words in other languages, each after its language: ("fr", "salaire")."""


@dataclass(frozen=True, slots=True)
class TopicSuggestion:
    """A topic that a question may be about.

    Scores are above 0 and comparable within one question only. `because` are the question's own words.
    """

    topic_id: int
    score: float
    because: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Phrase:
    topic: int
    spelled: tuple[str, ...]
    telling: frozenset[str]


class TopicIndex:
    """The labels and aliases of a workspace's topics, ready for questions; built anew when they change."""

    def __init__(self, topics: Iterable[IndexedTopic]) -> None:
        self._topics = sorted(topics, key=lambda topic: topic.id)
        self._languages = {ENGLISH, *(language for topic in self._topics for language, _ in topic.elsewhere)}
        self._of_language: dict[str, _Index] = {}

    def suggest(self, question: str, limit: int = 3) -> list[TopicSuggestion]:
        """Return at most `limit` topics a question may be about, best first; none if nothing fits. Never raises.

        A question is asked of the words of its own language: "pays" is none of pay. One of which the language cannot be
        told, such as "doctorat", is asked of those of all.
        """
        told = language_told(question)
        languages = {language for language in self._languages if language == told} or self._languages
        best: dict[int, TopicSuggestion] = {}
        for language in sorted(languages):
            asked = read(question, None if told else language)[:MOST_QUESTION_WORDS]
            for found in self._in(language).suggest(asked):
                best[found.topic_id] = max(found, best.get(found.topic_id, found), key=lambda one: one.score)
        return sorted(best.values(), key=lambda one: (-one.score, one.topic_id))[: max(limit, 0)]

    def _in(self, language: str) -> "_Index":
        if language not in self._of_language:
            self._of_language[language] = _Index(self._topics, language)
        return self._of_language[language]


class _Index:
    """The topics as they are called in a workspace, and in one language besides."""

    def __init__(self, topics: Sequence[IndexedTopic], language: str) -> None:
        self._phrases = [
            phrase
            for topic in topics
            for phrase in (
                *(_phrase(topic.id, text) for text in (topic.name, *topic.aliases)),
                *(_phrase(topic.id, text, theirs) for theirs, text in topic.elsewhere if theirs == language),
            )
        ]
        self._weights = _weights(self._phrases)
        self._most = max(self._weights.values(), default=1.0)
        self._totals = [self._weight(phrase.telling) for phrase in self._phrases]
        self._scattered: dict[str, list[int]] = defaultdict(list)
        self._word_for_word: dict[tuple[str, ...], list[int]] = defaultdict(list)
        for number, phrase in enumerate(self._phrases):
            for word in sorted(phrase.telling):
                self._scattered[word].append(number)
            if len(phrase.spelled) > 1:
                self._word_for_word[phrase.spelled].append(number)
        self._lengths = sorted({len(spelled) for spelled in self._word_for_word})

    def suggest(self, asked: Sequence[ReadWord]) -> Iterator[TopicSuggestion]:
        """Return the topics that a question's words may be about."""
        spelled = [word.stem for word in asked]
        said = {word.stem for word in asked if word.is_telling}
        scores = self._partly_said(said) | self._word_for_word_in(spelled)
        of_topic: dict[int, list[int]] = defaultdict(list)
        for number in sorted(scores):
            of_topic[self._phrases[number].topic].append(number)
        totals = {topic: _together([scores[number] for number in found]) for topic, found in of_topic.items()}
        enough = LEAST_SCORE * self._most
        for topic, total in totals.items():
            if total >= enough:
                yield TopicSuggestion(topic, total, self._because(of_topic[topic], asked))

    def _partly_said(self, said: set[str]) -> dict[int, float]:
        """Return the score of each alias said at least by half: the weight of its telling words, by how many are said.

        A number alone says nothing: "2 days" is not "reviewer 2".
        """
        heard: dict[int, float] = defaultdict(float)
        for word in sorted(said, key=lambda word: (word.isdigit(), word)):
            for number in self._scattered.get(word, ()):
                if not word.isdigit() or number in heard:
                    heard[number] += self._weights[word]
        coverage = {number: weight / self._totals[number] for number, weight in heard.items()}
        return {number: heard[number] * part for number, part in coverage.items() if part >= LEAST_COVERAGE}

    def _word_for_word_in(self, spelled: Sequence[str]) -> dict[int, float]:
        """Return the scores of the aliases of several words that are in the question as they are, stop words too."""
        return {
            number: WORD_FOR_WORD * max(self._totals[number], self._most)
            for length in self._lengths
            for start in range(len(spelled) - length + 1)
            for number in self._word_for_word.get(tuple(spelled[start : start + length]), ())
        }

    def _weight(self, stems: Iterable[str]) -> float:
        return sum(self._weights[word] for word in sorted(stems))

    def _because(self, found: Iterable[int], asked: Sequence[ReadWord]) -> tuple[str, ...]:
        said = frozenset(word.stem for word in asked)
        meant: set[str] = set()
        for number in found:
            phrase = self._phrases[number]
            meant |= (phrase.telling & said) or set(phrase.spelled)
        return tuple(dict.fromkeys(word.written for word in asked if word.stem in meant))


def _phrase(topic: int, text: str, language: str | None = None) -> _Phrase:
    said = read(text, language)
    return _Phrase(topic, tuple(word.stem for word in said), frozenset(word.stem for word in said if word.is_telling))


def _weights(phrases: Iterable[_Phrase]) -> dict[str, float]:
    """Return the weight of each word: the fewer topics use it, the more (inverse document frequency)."""
    topics_of: dict[str, set[int]] = defaultdict(set)
    every: set[int] = set()
    for phrase in phrases:
        every.add(phrase.topic)
        for word in phrase.telling:
            topics_of[word].add(phrase.topic)
    return {word: log(1 + len(every) / len(topics)) for word, topics in topics_of.items()}


def _together(scores: list[float]) -> float:
    """Add up the best alias, and each further one for half of the one before: many weak ones do not make a hit."""
    best_first = sorted(scores, reverse=True)
    return round(sum(score * 0.5**rank for rank, score in enumerate(best_first[:5])), 6)
