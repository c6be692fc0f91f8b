"""The prompts in French can be asked by anyone, of anyone, aloud: like the English ones, by the rules of French."""

import re
from collections import Counter
from itertools import combinations

import pytest
from rapidfuzz import fuzz

from bot.prompts.library import PromptKind, Section, library

NOT_FOR_COLLEAGUES = {
    "health": "santé malade maladie sommeil dormir médecin régime handicap fatigue stress anxiété thérapie",
    "family": "famille familles mère père parent parents enfant enfants fils fille mari femme conjoint mariage maison",
    "religion": "religion église mosquée temple dieu foi prière noël pâques ramadan",
    "politics": "politique élection vote président gouvernement ministre",
    "age": "âge jeune jeunes vieux jeunesse enfance école anniversaire génération retraite",
    "money": "argent salaire payer riche pauvre acheter prix loterie",
    "origin": "pays natal nationalité accent immigrant racines",
    "body": "corps yeux oreilles marcher marche courir sport gym",
    "holiday": "fête vacances voyage plage festival",
    "alcohol": "alcool vin bière bar cocktail verre boire",
    "seniority": "patron patronne chef cheffe gestionnaire cadre subordonné promotion",
    "gender": "homme hommes monsieur madame garçon",
    "cliché": "superpouvoir superhéros animal île célébrité passion passionné célèbre",
}
TEXTS = [prompt.text for prompt in library("fr")]


def words_of(text: str) -> list[str]:
    return re.findall(r"[\w-]+", text.casefold())


def test_there_is_enough_for_a_year_of_every_occasion() -> None:
    found = Counter(prompt.section for prompt in library("fr"))

    assert {section for section in Section if found[section] < 25} == set()
    assert len(library("fr")) >= 120


def test_there_is_enough_for_a_year_of_weekly_meetings() -> None:
    """Two prompts for each announcement, and one of reflection for each summary."""
    found = Counter(prompt.section for prompt in library("fr"))

    assert found[Section.QUESTIONS_FOR_A_KLATCH] + found[Section.VALUES] >= 2 * 53
    assert found[Section.REFLECTION] >= 53


def test_every_occasion_has_every_kind() -> None:
    found = Counter((prompt.section, prompt.kind) for prompt in library("fr"))

    assert {(section, kind) for section in Section for kind in PromptKind if found[section, kind] < 4} == set()


def test_a_prompt_is_one_or_two_sentences_of_which_the_last_asks() -> None:
    sentences = {text: re.findall(r"[A-ZÀÉ][^.?]*[.?](?= [A-ZÀÉ]|$)", text) for text in TEXTS}

    assert [text for text in TEXTS if " ".join(sentences[text]) != text] == []
    assert [text for text in TEXTS if not 1 <= len(sentences[text]) <= 2 or not text.endswith("?")] == []


def test_a_prompt_cannot_be_answered_with_yes_or_no() -> None:
    closed = re.compile(r"est-ce |(?:avez|êtes|pouvez|pensez|aimez|croyez)-vous|(?:peut|doit|faut|a-t)-(?:on|il)")

    assert [text for text in TEXTS if closed.match(text.casefold())] == []


def test_no_prompt_touches_what_is_not_for_colleagues() -> None:
    touched = [
        (subject, text)
        for subject, listed in NOT_FOR_COLLEAGUES.items()
        for text in TEXTS
        if set(words_of(text)) & set(listed.split())
    ]

    assert touched == []


def test_no_two_prompts_ask_nearly_the_same_or_begin_alike() -> None:
    bare = [" ".join(sorted(words_of(text))) for text in TEXTS]
    alike = [
        (TEXTS[one], TEXTS[other])
        for one, other in combinations(range(len(bare)), 2)
        if fuzz.ratio(bare[one], bare[other], score_cutoff=75)
    ]
    openings = Counter(tuple(words_of(text)[:6]) for text in TEXTS)

    assert alike == []
    assert [opening for opening, times in openings.items() if times > 1] == []


@pytest.mark.parametrize(
    "fault",
    ["'", " ?", "\u00a0?", " !", " :", "« ", " »", "·", "(", " tu ", "-toi"],
)
def test_they_are_written_as_french_is_in_canada(fault: str) -> None:
    assert [text for text in TEXTS if fault in text.casefold()] == []


def test_nobody_is_taken_for_a_man_or_a_woman() -> None:
    """After *êtes-vous* and *vous a* an adjective or participle would agree with whoever is asked."""
    said_of_you = re.compile(r"êtes-vous|vous êtes|vous (?:a|ont) (?:surpris|étonné|aidé|marqué|touché|changé)")

    assert [text for text in TEXTS if said_of_you.search(text)] == []
