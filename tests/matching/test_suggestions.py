"""From a question to the topics it may be about."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.matching.asks.suggestions import IndexedTopic, TopicIndex

PAY = IndexedTopic(1, "Negotiating pay", ("ask my boss for more money", "salary", "asking for a raise"))
PUBLISHING = IndexedTopic(2, "Publishing research", ("reviewer 2", "getting published", "journal article"))
BOUNDARIES = IndexedTopic(3, "Saying no", ("say no", "too much on my plate"))
MANAGER = IndexedTopic(4, "Working with your manager", ("my boss", "managing up"))
BUDGETS = IndexedTopic(5, "Budgets", ("money", "cost"))
TOPICS = (PAY, PUBLISHING, BOUNDARIES, MANAGER, BUDGETS)

ANY_TEXT = st.text(st.characters(), max_size=200)
ANY_TOPICS = st.lists(
    st.builds(
        IndexedTopic, st.integers(1, 99), st.text(max_size=30), st.lists(st.text(max_size=30), max_size=4).map(tuple)
    ),
    max_size=8,
    unique_by=lambda topic: topic.id,
)


def ids(question: str, topics: tuple[IndexedTopic, ...] = TOPICS) -> list[int]:
    return [suggestion.topic_id for suggestion in TopicIndex(topics).suggest(question)]


@given(ANY_TEXT, ANY_TOPICS, st.integers(-1, 5))
def test_any_question_gets_at_most_as_many_topics_as_asked_for_best_first(
    question: str, topics: list[IndexedTopic], limit: int
) -> None:
    found = TopicIndex(topics).suggest(question, limit)
    assert len(found) <= max(limit, 0)
    assert found == sorted(found, key=lambda suggestion: (-suggestion.score, suggestion.topic_id))
    assert {suggestion.topic_id for suggestion in found} <= {topic.id for topic in topics}
    assert [suggestion for suggestion in found if suggestion.score <= 0 or not suggestion.because] == []


@given(st.permutations(TOPICS), st.sampled_from(["my boss and money", "say no to reviewer 2", "journal cost"]))
def test_the_order_of_the_topics_does_not_matter(shuffled: list[IndexedTopic], question: str) -> None:
    assert TopicIndex(shuffled).suggest(question) == TopicIndex(TOPICS).suggest(question)


@pytest.mark.parametrize(
    ("question", "first"),
    [
        ("How do I ask my boss for more money?", PAY),
        ("What salary should I expect?", PAY),
        ("Reviewer 2 hated my paper", PUBLISHING),
        ("I never manage to say no", BOUNDARIES),
        ("There is too much on my plate", BOUNDARIES),
        ("How much money is left?", BUDGETS),
    ],
)
def test_an_everyday_question_finds_its_topic_first(question: str, first: IndexedTopic) -> None:
    assert ids(question)[:1] == [first.id]


def test_an_alias_word_for_word_counts_more_than_its_words_scattered() -> None:
    phrase, scattered = IndexedTopic(1, "One", ("open door",)), IndexedTopic(2, "Two", ("door closed open",))
    assert ids("a door that is open", (phrase, scattered))[:1] == [1]
    together = TopicIndex((phrase,)).suggest("an open door")[0].score
    apart = TopicIndex((phrase,)).suggest("a door that is open")[0].score
    assert together > apart


@pytest.mark.parametrize(
    "question", ["", "?!", "Hello, can someone help me please?", "the weather on Mars", "2 days", "🎉"]
)
def test_a_question_that_fits_nothing_gets_no_topic(question: str) -> None:
    assert ids(question) == []


def test_the_reason_is_in_the_words_of_the_question() -> None:
    assert TopicIndex(TOPICS).suggest("About salaries: how is a salary set?")[0].because == ("salaries", "salary")


def test_a_word_that_every_topic_uses_suggests_none_of_them() -> None:
    topics = tuple(IndexedTopic(number, f"Subject{number}", ("library",)) for number in range(6))
    assert ids("the library", topics) == []


def test_without_topics_there_is_nothing_to_suggest() -> None:
    assert TopicIndex(()).suggest("salary") == []
