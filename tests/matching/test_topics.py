"""Which names are the same topic."""

import string
from collections.abc import Callable
from random import Random

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from bot.matching.asks.topics import (
    MOST_NAME_CHARACTERS,
    Refusal,
    RefusedName,
    same_topic,
    tidy_topic_names,
    topic_key,
)

ANY_TEXT = st.text(st.characters(), max_size=100)
PLAIN_NAMES = st.lists(
    st.text(string.ascii_letters + string.digits + "éüñç", min_size=1, max_size=12), min_size=1, max_size=4
).map(" ".join)
VARIANTS = st.lists(
    st.sampled_from(
        [
            str.upper,
            str.lower,
            str.title,
            lambda name: f"  {name} ",
            lambda name: name.replace(" ", "   "),
            lambda name: name.replace(" ", "-"),
            lambda name: name.replace(" ", " & "),
            lambda name: name.replace(" ", " and "),
            lambda name: f"“{name}!”",
        ]
    ),
    max_size=3,
)


def known(*names: str) -> list[tuple[str, str]]:
    return [(topic_key(name), name) for name in names]


@given(ANY_TEXT)
@example("Type s")
@example("childrens")
@example("&")
@example("and")
@example("???")
def test_the_key_of_a_key_is_itself(name: str) -> None:
    assert topic_key(topic_key(name)) == topic_key(name)


@given(ANY_TEXT)
def test_a_name_that_can_be_seen_has_a_key(name: str) -> None:
    names, _ = tidy_topic_names(name)
    assert [name for name in names if not topic_key(name)] == []


@given(PLAIN_NAMES, VARIANTS, VARIANTS)
@example("Grant writing", [str.upper], [])
def test_obvious_variants_of_a_name_have_one_key(
    name: str, one: list[Callable[[str], str]], other: list[Callable[[str], str]]
) -> None:
    """To have the same key is an equivalence; shown here is that each variant falls into its class."""
    varied, again = name, name
    for change in one:
        varied = change(varied)
    for change in other:
        again = change(again)
    assert topic_key(varied) == topic_key(again) == topic_key(name)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Grant proposals", "grant proposal"),
        ("Diversity & inclusion", "Diversity and Inclusion"),
        ("Diversity/inclusion", "Diversity and Inclusion"),
        ("Libraries", "library"),
        ("Women's leadership", "women leadership"),
        ("Data analyses", "data analysis"),
        ("Résumés", "Resume"),
        ("Boxes", "box"),
        ("Classes", "class"),
        ("Courses", "course"),
        ("time-management", "Time  Management"),
        ("Children’s books", "child book"),
    ],
)
def test_names_of_one_topic_have_one_key(one: str, other: str) -> None:
    assert topic_key(one) == topic_key(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("R", "C"),
        ("C", "C++"),
        ("C++", "C#"),
        ("Python 2", "Python 3"),
        ("Publications", "Public"),
        ("Marketing", "Markets"),
        ("News", "New"),
        ("GIS", "GI"),
        ("Hiring", "Firing"),
        ("Leading", "Reading"),
        ("Writing", "Waiting"),
        ("Careers", "Carers"),
        ("Policy", "Police"),
        ("Mediation", "Meditation"),
        ("Parenting", "Patenting"),
        ("Patients", "Patents"),
        ("Printing", "Painting"),
        ("Literary theory", "Literacy theory"),
        ("Macroeconomics", "Microeconomics"),
        ("Infection", "Injection"),
        ("Vacation", "Vocation"),
        ("Banking", "Baking"),
        ("Simulation", "Stimulation"),
        ("Desert", "Dessert"),
        ("Protection", "Projection"),
        ("Residence", "Residency"),
        ("Stationary", "Stationery"),
        ("Absorption", "Adsorption"),
        ("Interpersonal skills", "Intrapersonal skills"),
        ("Hypoglycemia", "Hyperglycemia"),
        ("Lighting", "Lightning"),
        ("Marital law", "Martial law"),
        ("Medication", "Mediation"),
        ("Mentoring", "Monitoring"),
        ("Conservation", "Conversation"),
        ("Contracts", "Contacts"),
        ("Discover", "Discovery"),
        ("Rational", "Rationale"),
        ("Preservation", "Reservation"),
        ("Grant writing", "Grant reading"),
        ("Web 2000", "Web 2001"),
        ("SQL", "SAL"),
        ("🎉", "🎈"),
    ],
)
def test_names_of_two_topics_are_never_merged(one: str, other: str) -> None:
    assert topic_key(one) != topic_key(other)
    assert same_topic(one, known(other)) is None
    assert same_topic(other, known(one)) is None


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("Grant writting", "Grant writing"),
        ("Pyhton", "Python"),
        ("Negociating pay", "Negotiating pay"),
        ("Acomodation", "Accommodation"),
        ("Accomodation", "Accommodation"),
        ("Enviroment", "Environment"),
        ("Managment", "Management"),
        ("Goverment", "Government"),
        ("Leadreship", "Leadership"),
        ("Proffessional writing", "Professional writing"),
        ("Extention schools", "Extension schools"),
        ("Cataloging", "Cataloguing"),
        ("Organising events", "Organizing events"),
        ("Timemanagement", "Time management"),
        ("elearning", "E-learning"),
        ("python3", "Python 3"),
    ],
)
def test_small_misspellings_are_the_topic_meant(typed: str, meant: str) -> None:
    assert same_topic(typed, known("R", "Hiring", meant, "Open access")) == topic_key(meant)


@given(PLAIN_NAMES, st.lists(PLAIN_NAMES, max_size=8), st.randoms())
def test_what_a_name_is_merged_with_does_not_hang_on_the_order(name: str, others: list[str], chance: Random) -> None:
    shuffled = others.copy()
    chance.shuffle(shuffled)
    assert same_topic(name, known(*shuffled)) == same_topic(name, known(*others))


@given(PLAIN_NAMES, PLAIN_NAMES)
def test_being_a_misspelling_is_mutual(one: str, other: str) -> None:
    assert (same_topic(one, known(other)) is None) == (same_topic(other, known(one)) is None)


@given(PLAIN_NAMES, st.lists(PLAIN_NAMES, max_size=5))
def test_a_name_already_known_is_itself_before_any_neighbour(name: str, others: list[str]) -> None:
    assert same_topic(name, known(*others, name)) == topic_key(name)


def test_a_topic_that_was_renamed_is_found_by_its_key_and_by_its_name() -> None:
    assert same_topic("Coding", [("coding", "Programming")]) == "coding"
    assert same_topic("programming", [("coding", "Programming")]) == "coding"


def test_the_nearest_of_two_misspellings_wins() -> None:
    assert same_topic("Acommodation", known("Acomodation", "Accommodation")) == "accommodation"


def test_a_typed_list_becomes_names_with_their_capitals() -> None:
    typed = "Grant writing, python; - R\n• GIS\n2) Open access, , and  Copyright."
    assert tidy_topic_names(typed) == (
        ["Grant writing", "python", "R", "GIS", "Open access", "Copyright"],
        [],
    )


def test_a_name_typed_twice_stands_once_as_first_typed() -> None:
    assert tidy_topic_names("Grant Writing, grant writing, GRANT-WRITING!") == (["Grant Writing"], [])


def test_names_that_cannot_be_topics_come_back_with_the_reason() -> None:
    long = "x" * (MOST_NAME_CHARACTERS + 1)
    names, refused = tidy_topic_names(f"Teaching, <!channel>, @here, {long}, 🎉, <https://example.org|a>")
    assert names == ["Teaching"]
    assert refused == [
        RefusedName("<!channel>", Refusal.MARKUP),
        RefusedName("@here", Refusal.MARKUP),
        RefusedName(long, Refusal.TOO_LONG),
        RefusedName("🎉", Refusal.EMPTY),
        RefusedName("<https://example.org|a>", Refusal.MARKUP),
    ]


def test_a_name_of_exactly_the_limit_is_taken() -> None:
    assert tidy_topic_names("x" * MOST_NAME_CHARACTERS) == (["x" * MOST_NAME_CHARACTERS], [])


@given(ANY_TEXT)
def test_every_name_taken_can_be_stored_shown_and_typed_again(text: str) -> None:
    names, _ = tidy_topic_names(text)
    assert [name for name in names if not 0 < len(name) <= MOST_NAME_CHARACTERS or set("<>,;\n") & set(name)] == []
    assert [name.encode("utf-8").decode() for name in names] == names
    assert len({topic_key(name) for name in names}) == len(names)
