"""The names of topics as their reader says them: a starter topic has a name in each language, others have one."""

from collections.abc import Iterable, Iterator

from bot.languages.reader import Reader
from bot.matching.asks.words import normalised
from bot.topics.catalogue import TopicName
from bot.topics.starter_topics import starter_topics_elsewhere


def topic_name(reader: Reader, name: str) -> str:
    """Return a starter topic's name in the reader's language; any other name as it is."""
    theirs = starter_topics_elsewhere().get(reader.language, {})
    return theirs[name].name if name in theirs else name


def for_reader(reader: Reader, topics: Iterable[TopicName]) -> list[TopicName]:
    """Return topics with the names that the reader knows them by, in the order of their alphabet."""
    named = [TopicName(topic.id, topic_name(reader, topic.name)) for topic in topics]
    return sorted(named, key=lambda topic: (normalised(topic.name), topic.id))


def names_elsewhere(name: str) -> Iterator[str]:
    """Return the names that a starter topic has in other languages; none of any other."""
    return (theirs[name].name for theirs in starter_topics_elsewhere().values() if name in theirs)
