"""One spelling for what is spelled in several ways: in Britain, Canada and America, and where no rule makes the plural.

What comes out need not be a word. It is the same for spellings of one word, and differs for different words: so most
rules name the words they are for, or "hour" and "wise" would be spelled anew as well.
"""

import re

_PLURALS = """
    alumni alumnus, analyses analysis, appendices appendix, bias bias, biases bias, children child, codices codex,
    corpora corpus, crises crisis, criteria criterion, curricula curriculum, diagnoses diagnosis, emphases emphasis,
    feet foot, foci focus, halves half, hypotheses hypothesis, indices index, knives knife, matrices matrix,
    memoranda memorandum, men man, mice mouse, news news, oases oasis, parentheses parenthesis, phenomena phenomenon,
    prognoses prognosis, quizzes quiz, referenda referendum, shelves shelf, stimuli stimulus, syllabi syllabus,
    symposia symposium, syntheses synthesis, teeth tooth, theses thesis, vertices vertex, wives wife, wolves wolf,
    women woman
"""
_OTHERS = """
    analysis analyze, datum data, maths math,
    became become, began begin, begun begin, bought buy, broke break, broken break, built build, burnt burn,
    chose choose, chosen choose, drawn draw, drew draw, driven drive, drove drive, fought fight, forgot forget,
    forgotten forget, grew grow, grown grow, hid hide, hidden hide, learnt learn, led lead, lost lose, met meet,
    overcame overcome, ran run, rebuilt rebuild, rewrote rewrite, rewritten rewrite, sang sing, sold sell,
    sought seek, spent spend, spoke speak, spoken speak, taught teach, threw throw, thrown throw, understood understand,
    withdrawn withdraw, withdrew withdraw, won win, wrote write, written write
"""


def _pairs(text: str) -> dict[str, str]:
    return {one: other for one, other in (pair.split() for pair in text.split(","))}


SINGULARS = _pairs(_PLURALS)
"""The singular of nouns whose plural no rule makes. What is a plural of two ("bases", "leaves") is left as it is."""

_SAME_SUBJECT = _pairs(_OTHERS)
"""What is about the same thing as another word, though no rule says so: pasts, most of all."""

_OUR = """
    arb ard arm behavi cand clam clang col demean endeav enam fav ferv flav glam harb hon hum lab neighb od parl ranc
    rig rum savi sav splend succ tum val vap vig
"""
_RE = "calib cent fib goit lit lust maneuv meag met mit nit och sab sepulch somb spect theat"
_OGUE = "analog catalog decalog demagog dialog epilog homolog ideolog monolog pedagog prolog synagog travelog"
_LIGATURES = """
    aesthet amoeb anaem anaesth archaeo caesar coeliac diarrhoea encyclopaed faec foet gynaec haem homoeo leukaem
    manoeuv mediaev oedem oesoph oestr orthopaed paed palaeo primaev
"""
_BEGINNINGS = _pairs("""
    ageing aging, aluminium aluminum, artefact artifact, defence defense, fulfilment fulfillment, enrolment enrollment,
    grey gray, instalment installment, jewellery jewelry, mould mold, offence offense, plough plow, practis practic,
    malpractis malpractic, pretence pretense, programmer programer, sceptic skeptic, skilful skillful,
    specialit specialt, wilful willful
""")
_NEVER_IZE = """
    advertis advis anis chastis chemis circumcis compromis concis demis despis devis excis exercis franchis improvis
    incis iris paradis precis premis promis remis revis supervis surmis televis treatis valis
"""


def _any_of(words: str) -> str:
    return rf"(?:{'|'.join(words.split())})"


_RULES = tuple(
    (re.compile(pattern), instead)
    for pattern, instead in (
        (rf"({_any_of(_OUR)})our", r"\1or"),
        (rf"({_any_of(_RE)})re(s?)$", r"\1er\2"),
        (rf"({_any_of(_RE)})r(?=(?:ed|ing)$)", r"\1er"),
        (r"^(amphitheat|cent|epicent|fib|theat)re(?=[a-z]{3})", r"\1er"),
        (rf"({_any_of(_OGUE)})ue(s?)$", r"\1\2"),
        (rf"({_any_of(_OGUE)})u(?=(?:ed|ers?|ing)$)", r"\1"),
        (
            rf"^(?!.*(?:pris|wis)|(?:dis|en|re|un)*{_any_of(_NEVER_IZE)})"
            r"([a-z]{2,}[b-df-hj-np-tv-xz]i)s(?=(?:e|ed|ers?|es|ing|able|ations?|ational|ationally)$)",
            r"\1z",
        ),
        (r"(?<=[a-z]ly)s(?=(?:e|ed|ers?|ing)$)", "z"),
        (r"^(sublicen|licen)c(?=e|ing)", r"\1s"),
        (r"([aeiou][^aeiou]+[aeiu]l)l(?=(?:ors?|ous|ously|en)$)", r"\1"),
        (r"dgement", "dgment"),
        (r"gramme(?=s?$)", "gram"),
        (r"^(re|un)?focuss(?=e|ing)", r"\1focus"),
    )
)
_WITH_LIGATURE = re.compile(_any_of(_LIGATURES))
_LIGATURE = re.compile("[ao]e")
_BEGINNING = re.compile(rf"^{_any_of(' '.join(_BEGINNINGS))}")


def american(word: str) -> str:
    """A normalised English word as Americans spell it; nothing changes where it is given twice."""
    word = _BEGINNING.sub(lambda found: _BEGINNINGS[found[0]], word)
    word = _WITH_LIGATURE.sub(lambda found: _LIGATURE.sub("e", found[0]), word)
    for pattern, instead in _RULES:
        word = pattern.sub(instead, word)
    return word


def as_one(word: str) -> str:
    """The one word that stands for this one's other spellings, irregular plurals and pasts; endings stay."""
    word = SINGULARS.get(word, word)
    return american(_SAME_SUBJECT.get(word, word))
