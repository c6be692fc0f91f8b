"""Words made comparable, for any text there is."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.matching.asks.words import MOST_CHARACTERS, normalised, stems, words

ANY_TEXT = st.text(st.characters(), max_size=300)  # lone surrogates included: JSON from outside may hold them


@given(ANY_TEXT)
def test_any_text_has_stems_and_none_is_blank(text: str) -> None:
    assert [stem for stem in stems(text) if not stem.strip()] == []


@given(ANY_TEXT)
def test_normalising_twice_is_normalising_once(text: str) -> None:
    once = normalised(text)
    assert normalised(once) == once


@given(ANY_TEXT)
def test_case_does_not_matter_to_ascii_words(text: str) -> None:
    plain = text.encode("ascii", "ignore").decode()
    assert stems(plain.upper()) == stems(plain.lower())


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("negotiating my salary", "salary negotiation"),
        ("RÉSUMÉ", "resume"),
        ("my boss’s budget", "boss budgets"),
        ("Ｇｒａｎｔｓ", "grant"),
        ("How do I get advice about tenure?", "tenure"),
        ("straße", "STRASSE"),
        ("read <https://example.org/grants|this budget>", "budget read this"),
        ("<@U12345> teaching", "teaching"),
        ("l’équipe", "equipe"),
        ("L'accueil à l`université", "accueil à université"),
        ("jusqu’à quelqu´un", "à un"),
        ("d'accord, qu’elle s'engage", "accord elle engage"),
        ("aujourd’hui", "aujourd'hui"),
        ("D′Arcy’s budget", "Arcy budget"),
        ("don’t won´t can`t isn‛t", ""),
        ("‘l’équipe’", "équipe"),
        ("rock’n’roll", "rocknroll"),
        ("O’Brien", "obrien"),
        ("people in person", "persons"),
    ],
)
def test_two_ways_of_saying_the_same_have_the_same_stems(one: str, other: str) -> None:
    assert stems(one) == stems(other)


def test_a_question_of_filler_alone_has_no_stems() -> None:
    assert stems("Hi! Could anyone please help me with some advice? I don't know how to ask.") == frozenset()


@pytest.mark.parametrize("apostrophe", ["'", "’"])
def test_a_contraction_says_nothing_whatever_it_would_spell_without_its_apostrophe(apostrophe: str) -> None:
    said = """
        I'm I'd I'll I've you're you'd we'd we'll we've he'd he'll she'd she'll it'd it'll they'd they'll they've
        they're who'd who'll who've that'd that'll there'll what'll how's
        ain't aren't can't couldn't daren't didn't doesn't don't hadn't hasn't haven't isn't mightn't mustn't needn't
        oughtn't shan't shouldn't wasn't weren't won't wouldn't
    """
    assert stems(said.replace("'", apostrophe)) == frozenset()


def test_a_contraction_without_its_apostrophe_says_nothing_unless_it_is_another_word() -> None:
    assert stems("theyll shant mustnt arent whod itll") == frozenset()
    assert stems("hell shed wed") == {"hell", "shed", "wed"}


def test_numbers_and_the_names_of_languages_are_kept() -> None:
    assert stems("Python 3, C++, C# and R") == {"python", "3", "c++", "c#", "r"}


def test_a_hash_before_a_word_is_not_part_of_it() -> None:
    assert words("#career #2 c++") == ["career", "2", "c++"]


def test_marks_of_other_scripts_do_not_split_words() -> None:
    assert words("हिन्दी में") == ["हिन्दी", "में"]


def test_text_beyond_the_cap_is_not_read() -> None:
    assert stems("a " * (MOST_CHARACTERS // 2) + "budget") == frozenset()
    assert stems("ﷺ" * MOST_CHARACTERS) != frozenset()


@pytest.mark.parametrize(
    ("asked", "described"),
    [
        ("How do I run my first user survey?", "I listen first."),
        ("Where do I spend the first months of a new job?", "I make time every month, half an hour or two."),
        ("Is a second year abroad worth it?", "For years I have been a good listener."),
    ],
)
def test_words_of_counting_and_of_listening_join_nobody(asked: str, described: str) -> None:
    assert not stems(asked) & stems(described)
