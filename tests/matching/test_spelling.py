"""British, Canadian and American spelling, irregular plurals and pasts: what is one word has one stem."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.matching.asks.spelling import american, as_one
from bot.matching.asks.topics import same_topic, topic_key
from bot.matching.asks.words import stem, stems

ANY_WORD = st.text(st.characters(), max_size=40) | st.text("aceilmnorstuyz", max_size=14)

ONE_WORD = """
    digitise digitize digitising digitized digitisation digitization
    organise organizes organising organisation organizations organiser organizer organisational
    prioritise prioritizing prioritisation
    summarise summarized
    specialised specialize specialisation
    analyse analyzing analysed analysis analyses
    catalyse catalyzing
    catalogue catalog catalogues cataloguing cataloged
    cataloguer catalogers
    dialogue dialogs
    centre center centres centred centering
    theatre theaters
    metre meters
    fibre fiber
    manoeuvre maneuvers manoeuvring
    colour color coloured coloring
    behaviour behaviors
    behavioural behavioral
    neighbour neighbor
    favourite favorites
    label labels labelled labeled labelling labeling
    model modelling modeled
    travelling traveled travel
    traveller travelers
    counsellor counselors
    marvellous marvelous
    enrol enroll enrolled enrolment enrollments
    fulfil fulfilling fulfillment
    install installing instalment installments
    skilful skillful
    focus focused focussing
    program programme programs programmes programming programmed programmer
    licence license licences licensing licenced
    practice practise practising practiced
    defence defense
    offence offenses
    paediatric pediatrics
    encyclopaedia encyclopedias
    orthopaedic orthopedic
    archaeology archeology
    aesthetic esthetics
    judgement judgments
    acknowledgement acknowledgments
    ageing aging
    grey gray
    artefact artifacts
    sceptical skeptical
    maths math
    thesis theses
    hypothesis hypotheses
    crisis crises
    criterion criteria
    phenomenon phenomena
    index indexes indices
    matrix matrices
    appendix appendices
    curriculum curricula
    syllabus syllabi
    alumnus alumni
    corpus corpora
    child children
    woman women
    data datum
    shelf shelves
    quiz quizzes
    teach taught teaching
    write writing wrote written
    lead led leading
    build built
    speak spoke spoken
    grow grew grown
"""

TWO_WORDS = """
    hour hor, four for, tour tor, contour contor, course corse, your yor, velour velor
    acre acer, genre genere, ogre oger, massacre massacer
    vogue vog, rogue rog, tongue tong, league leag
    wise wize, prise prize, rise rize, premise premium, precise precious, excise exit
    science sense, audience audio, experience expense
    paradise parade, size sise
    leaves leaf, media medium, bases basis, found find, left leave, saw see, axes axis
    storey story, tyre tire, cheque check, draught draft
"""

UNTOUCHED = """
    hour four tour pour sour your detour contour course resource journal courage source wise otherwise rise arise
    surprise enterprise comprise exercise excise promise premise compromise revise advise advertise advertisement
    supervise supervisor improvise televise franchise paradise precise concise acre genre massacre mediocre ogre
    vogue rogue tongue league colleague argue science experience conference audience miser raise praise noise
    disease iris irises emphasis selling telling calling gallery kerberos israel poem does goes shoe canoe
"""


def _lines(text: str) -> list[list[str]]:
    return [line.split() for line in text.strip().splitlines()]


@pytest.mark.parametrize("spellings", _lines(ONE_WORD), ids=lambda spellings: spellings[0])
def test_spellings_and_forms_of_one_word_have_one_stem(spellings: list[str]) -> None:
    assert {word: stem(word) for word in spellings} == {word: stem(spellings[0]) for word in spellings}


@pytest.mark.parametrize("two", [pair.split() for pair in ",".join(TWO_WORDS.strip().splitlines()).split(",")])
def test_words_that_only_look_like_spellings_of_one_do_not_meet(two: list[str]) -> None:
    assert stem(two[0]) != stem(two[1])


@pytest.mark.parametrize("word", UNTOUCHED.split())
def test_a_word_that_has_one_spelling_keeps_it(word: str) -> None:
    assert american(word) == word


@given(ANY_WORD)
def test_what_is_spelled_as_one_stays_so(word: str) -> None:
    assert american(american(word)) == american(word)
    assert as_one(as_one(word)) == as_one(word)


@pytest.mark.parametrize(
    ("asked", "described", "in_common"),
    [
        ("Who has done digitisation of maps?", "Digitization, mostly", "digitize"),
        ("How do I structure two theses?", "I read every thesis twice.", "thesis"),
        ("Colour in my maps", "Maps, color", "map color"),
        ("Labelling boxes", "I labeled every box", "label box"),
        ("Getting to know a research centre", "I run a research center", "research center"),
        ("Teaching a class", "I taught classes", "teach class"),
    ],
)
def test_a_question_finds_the_mentor_who_spells_it_otherwise(asked: str, described: str, in_common: str) -> None:
    assert stems(asked) & stems(described) == stems(in_common)


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("Color theory", "Colour theory"),
        ("Center management", "Centre management"),
        ("Grey literature", "Gray literature"),
        ("Programme evaluation", "Program evaluations"),
        ("Theses", "Thesis"),
        ("Appendices", "Appendix"),
        ("Labor law", "Labour law"),
    ],
)
def test_a_topic_spelled_in_the_other_way_is_the_same(typed: str, kept: str) -> None:
    assert same_topic(typed, [(topic_key(kept), kept)]) == topic_key(kept)
    assert topic_key(typed) == topic_key(kept)


def test_a_topic_whose_key_was_kept_before_spellings_were_one_is_found_by_its_name() -> None:
    assert same_topic("Color theory", [("colour theory", "Colour theory")]) == "colour theory"
    assert same_topic("Colour theory", [("colour theory", "Colour theory")]) == "colour theory"
