"""Suggestions of topics for the words of a question, by labels and everyday aliases."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from math import log

from bot.matching.asks.stop_words import STOP_WORDS
from bot.matching.asks.words import stem, words

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
        self._phrases = [
            _phrase(topic.id, text)
            for topic in sorted(topics, key=lambda topic: topic.id)
            for text in (topic.name, *topic.aliases)
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

    def suggest(self, question: str, limit: int = 3) -> list[TopicSuggestion]:
        """Return at most `limit` topics a question may be about, best first; none if nothing fits. Never raises."""
        written = words(question)[:MOST_QUESTION_WORDS]
        spelled = [stem(word) for word in written]
        said = {stemmed for word, stemmed in zip(written, spelled, strict=True) if word not in STOP_WORDS}
        scores = self._partly_said(said) | self._word_for_word_in(spelled)
        of_topic: dict[int, list[int]] = defaultdict(list)
        for number in sorted(scores):
            of_topic[self._phrases[number].topic].append(number)
        totals = {topic: _together([scores[number] for number in found]) for topic, found in of_topic.items()}
        enough = [(-total, topic) for topic, total in totals.items() if total >= LEAST_SCORE * self._most]
        return [
            TopicSuggestion(topic, -total, self._because(of_topic[topic], written, spelled))
            for total, topic in sorted(enough)[: max(limit, 0)]
        ]

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

    def _because(self, found: Iterable[int], written: Sequence[str], spelled: Sequence[str]) -> tuple[str, ...]:
        said = frozenset(spelled)
        meant: set[str] = set()
        for number in found:
            phrase = self._phrases[number]
            meant |= (phrase.telling & said) or set(phrase.spelled)
        return tuple(dict.fromkeys(word for word, stemmed in zip(written, spelled, strict=True) if stemmed in meant))


def _phrase(topic: int, text: str) -> _Phrase:
    written = words(text)
    telling = frozenset(stem(word) for word in written if word not in STOP_WORDS)
    return _Phrase(topic, tuple(stem(word) for word in written), telling)


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
