"""The prompts that come with Klatch can be asked by anyone, of anyone, aloud."""

import re
from collections import Counter
from itertools import combinations
from pathlib import Path

from rapidfuzz import fuzz

import bot.prompts
from bot.languages.catalogues import languages
from bot.prompts.library import PromptKind, Section, library

FOLDER = Path(bot.prompts.__file__).with_name("sections")

NOT_FOR_COLLEAGUES = {
    "health": "health healthy ill illness sick sleep doctor diet disability tired stress stressed anxiety therapy",
    "family": "family families mother father parent parents child children kid kids son daughter wife husband partner "
    "spouse married marriage wedding home house pet dog cat",
    "religion": "religion religious church mosque temple god faith pray prayer christmas easter ramadan holy",
    "politics": "politics political election vote party president government minister",
    "age": "age old-fashioned young younger older youth childhood school birthday generation retire retirement born",
    "money": "money salary pay paid rich poor afford buy bought price lottery",
    "origin": "country hometown nationality accent native immigrant language culture roots",
    "body": "see eyes eye ears walk walking run running stand standing sport gym tall body",
    "holiday": "holiday holidays vacation weekend travel trip beach summer festival",
    "alcohol": "alcohol wine beer pub bar cocktail drink drinks",
    "seniority": "boss bosses manager managers senior junior seniors juniors promotion staff subordinate report",
    "gender": "he she him her his hers guys man men woman women lady ladies girl girls boy boys",
    "cliché": "superpower superhero animal island dinner celebrity rockstar ninja passion passionate famous",
}
TEXTS = [prompt.text for prompt in library()]


def words_of(text: str) -> list[str]:
    return re.findall(r"[\w-]+", text.casefold())


def test_there_is_enough_for_a_year_of_every_occasion() -> None:
    found = Counter(prompt.section for prompt in library())

    assert {section for section in Section if found[section] < 25} == set()
    assert found[Section.LUNCH_AND_COFFEE] >= 45
    assert len(library()) >= 150


def test_every_occasion_has_every_kind() -> None:
    found = Counter((prompt.section, prompt.kind) for prompt in library())

    assert {(section, kind) for section in Section for kind in PromptKind if found[section, kind] < 4} == set()


def test_a_prompt_is_one_or_two_sentences_of_which_at_least_one_asks() -> None:
    sentences = {text: re.findall(r"[A-Z][^.?]*[.?](?= [A-Z]|$)", text) for text in TEXTS}

    assert [text for text in TEXTS if " ".join(sentences[text]) != text] == []
    assert [text for text in TEXTS if len(sentences[text]) > 2] == []
    assert [text for text in TEXTS if not any(sentence.endswith("?") for sentence in sentences[text])] == []


def test_a_prompt_has_fewer_than_160_characters() -> None:
    assert [text for text in TEXTS if len(text) >= 160] == []


def test_a_prompt_cannot_be_answered_with_yes_or_no() -> None:
    first_words = set(words_of("do does did is are was were have has had can could will should may am"))

    assert [text for text in TEXTS if words_of(text)[0] in first_words] == []


def test_no_prompt_touches_what_is_not_for_colleagues() -> None:
    touched = [
        (subject, text)
        for subject, listed in NOT_FOR_COLLEAGUES.items()
        for text in TEXTS
        if set(words_of(text)) & set(listed.split())
    ]

    assert touched == []


def test_no_two_prompts_ask_nearly_the_same() -> None:
    bare = [" ".join(sorted(words_of(text))) for text in TEXTS]
    alike = [
        (TEXTS[one], TEXTS[other])
        for one, other in combinations(range(len(bare)), 2)
        if fuzz.ratio(bare[one], bare[other], score_cutoff=75)
    ]

    assert alike == []


def test_no_two_prompts_begin_alike() -> None:
    openings = Counter(tuple(words_of(text)[:6]) for text in TEXTS)

    assert [opening for opening, times in openings.items() if times > 1] == []


def test_every_file_beside_the_instructions_is_read() -> None:
    files = {f"{section}.md" for section in Section}
    folders = {path.name for path in FOLDER.iterdir() if path.is_dir()}

    assert {path.name for path in FOLDER.iterdir()} == {"README.md", *files, *folders}
    assert folders <= {*languages()}
    assert [name for name in folders if {path.name for path in (FOLDER / name).iterdir()} != files] == []


def test_the_instructions_name_every_kind() -> None:
    instructions = (FOLDER / "README.md").read_text(encoding="utf-8")

    assert [kind for kind in PromptKind if kind.capitalize() not in instructions] == []
