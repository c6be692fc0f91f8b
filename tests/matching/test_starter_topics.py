"""The topics that a new workspace begins with."""

from collections import Counter

from bot.matching.asks.suggestions import IndexedTopic, TopicIndex
from bot.matching.asks.topics import same_topic, tidy_topic_names, topic_key
from bot.topics.starter_topics import starter_topics


def test_there_are_enough_starter_topics_for_a_first_day_and_few_enough_for_one_menu() -> None:
    assert 40 <= len(starter_topics()) <= 60  # a Slack select holds 100


def test_every_starter_topic_has_six_to_fifteen_aliases() -> None:
    assert [topic.name for topic in starter_topics() if not 6 <= len(topic.aliases) <= 15] == []


def test_every_label_could_have_been_typed_by_a_member() -> None:
    assert [topic.name for topic in starter_topics() if tidy_topic_names(topic.name) != ([topic.name], [])] == []


def test_no_two_starter_topics_are_the_same() -> None:
    topics = [(topic_key(topic.name), topic.name) for topic in starter_topics()]
    merged = [name for key, name in topics if same_topic(name, [other for other in topics if other[0] != key])]
    assert merged == []
    assert len({key for key, _ in topics}) == len(topics)


def test_no_alias_belongs_to_two_starter_topics() -> None:
    keys = Counter(topic_key(alias) for topic in starter_topics() for alias in topic.aliases)
    assert [alias for alias, times in keys.items() if times > 1] == []


def test_every_alias_finds_its_own_topic_among_the_first_three() -> None:
    topics = [IndexedTopic(number, topic.name, topic.aliases) for number, topic in enumerate(starter_topics())]
    index = TopicIndex(topics)
    lost = [
        (topic.name, alias)
        for topic in topics
        for alias in topic.aliases
        if topic.id not in [suggestion.topic_id for suggestion in index.suggest(alias)]
    ]
    assert lost == []
