"""The starter topics in every language, and the names by which their readers know them."""

from collections import Counter

import pytest

from bot.languages.catalogues import SOURCE, languages
from bot.languages.reader import ENGLISH, reader_of
from bot.matching.asks.suggestions import IndexedTopic, TopicIndex
from bot.matching.asks.topics import same_topic, tidy_topic_names, topic_key
from bot.topics.catalogue import TopicName
from bot.topics.names import for_reader, topic_name
from bot.topics.starter_topics import said_elsewhere, starter_topics, starter_topics_elsewhere

FRENCH = reader_of("fr-CA")
OTHERS = starter_topics_elsewhere()
ALL = starter_topics()


def test_every_language_that_is_read_has_every_starter_topic() -> None:
    assert {*OTHERS} == {*languages()} - {SOURCE}
    assert [language for language, theirs in OTHERS.items() if [*theirs] != [topic.name for topic in ALL]] == []


@pytest.mark.parametrize("language", OTHERS)
def test_every_topic_has_ten_to_fifteen_aliases_and_a_name_that_a_member_could_have_typed(language: str) -> None:
    topics = OTHERS[language].values()
    assert [topic.name for topic in topics if not 10 <= len(topic.aliases) <= 15] == []
    assert [topic.name for topic in topics if tidy_topic_names(topic.name) != ([topic.name], [])] == []


@pytest.mark.parametrize("language", OTHERS)
def test_no_two_topics_are_the_same_and_no_alias_belongs_to_two(language: str) -> None:
    keys = {topic.name: topic_key(topic.name) for topic in OTHERS[language].values()}
    named = [(key, name) for name, key in keys.items()]
    aliases = Counter(topic_key(alias) for topic in OTHERS[language].values() for alias in topic.aliases)

    assert [name for key, name in named if same_topic(name, [other for other in named if other[0] != key])] == []
    assert [alias for alias, times in aliases.items() if times > 1] == []


def test_every_alias_finds_its_own_topic_among_the_first_three_in_whatever_language() -> None:
    index = TopicIndex(
        IndexedTopic(number, topic.name, topic.aliases, said_elsewhere(topic.name)) for number, topic in enumerate(ALL)
    )
    lost = [
        (topic.name, text)
        for number, topic in enumerate(ALL)
        for text in (*topic.aliases, *(text for _, text in said_elsewhere(topic.name)))
        if number not in [suggestion.topic_id for suggestion in index.suggest(text)]
    ]
    assert lost == []


def test_a_starter_topic_is_read_in_the_readers_language_and_any_other_as_it_is() -> None:
    assert topic_name(FRENCH, "Negotiating pay") == "Négocier son salaire"
    assert topic_name(ENGLISH, "Negotiating pay") == "Negotiating pay"
    assert topic_name(FRENCH, "Beekeeping") == "Beekeeping"


def test_topics_are_in_the_order_of_the_readers_alphabet() -> None:
    topics = [TopicName(1, "Graduate study"), TopicName(2, "Zines"), TopicName(3, "Research ethics")]
    assert for_reader(FRENCH, topics) == [(3, "Éthique de la recherche"), (1, "Études supérieures"), (2, "Zines")]
    assert for_reader(ENGLISH, topics) == [(1, "Graduate study"), (3, "Research ethics"), (2, "Zines")]
