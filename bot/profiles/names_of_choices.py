"""The names, for a reader, of what a form about oneself lets one choose: values, and stages of a working life."""

from collections.abc import Mapping
from functools import lru_cache

from bot.languages.reader import Reader
from bot.matching.asks.mentors import CareerStage
from bot.profiles.values import Value


def names_of_stages(reader: Reader) -> Mapping[CareerStage, str]:
    """Return the names of the stages in forms: about time, never about rank."""
    return {
        CareerStage.STUDENT: reader.gettext("Student or trainee"),
        CareerStage.EARLY: reader.gettext("In my first years"),
        CareerStage.MIDDLE: reader.gettext("Some years in"),
        CareerStage.EXPERIENCED: reader.gettext("Many years in"),
        CareerStage.SENIOR: reader.gettext("Most of a career in"),
    }


@lru_cache(maxsize=16)
def names_of_values(reader: Reader) -> Mapping[Value, str]:
    """Return the names of values in forms, by alphabet: Curiosity."""
    names = {value: name[:1].upper() + name[1:] for value, name in _in_forms(reader).items()}
    return dict(sorted(names.items(), key=lambda each: each[1].casefold()))


def _in_forms(reader: Reader) -> Mapping[Value, str]:
    return {
        Value.BALANCE: reader.pgettext("value", "balance"),
        Value.BELONGING: reader.pgettext("value", "belonging"),
        Value.CARE: reader.pgettext("value", "care"),
        Value.CLARITY: reader.pgettext("value", "clarity"),
        Value.CONNECTION: reader.pgettext("value", "connection"),
        Value.COURAGE: reader.pgettext("value", "courage"),
        Value.CRAFT: reader.pgettext("value", "craft"),
        Value.CREATIVITY: reader.pgettext("value", "creativity"),
        Value.CURIOSITY: reader.pgettext("value", "curiosity"),
        Value.FAIRNESS: reader.pgettext("value", "fairness"),
        Value.GENEROSITY: reader.pgettext("value", "generosity"),
        Value.HONESTY: reader.pgettext("value", "honesty"),
        Value.HUMOUR: reader.pgettext("value", "humour"),
        Value.INDEPENDENCE: reader.pgettext("value", "independence"),
        Value.JOY: reader.pgettext("value", "joy"),
        Value.LEARNING: reader.pgettext("value", "learning"),
        Value.OPENNESS: reader.pgettext("value", "openness"),
        Value.PASSION: reader.pgettext("value", "passion"),
        Value.PATIENCE: reader.pgettext("value", "patience"),
        Value.PURPOSE: reader.pgettext("value", "purpose"),
        Value.RELIABILITY: reader.pgettext("value", "reliability"),
        Value.SERVICE: reader.pgettext("value", "service"),
        Value.TEAMWORK: reader.pgettext("value", "teamwork"),
        Value.TRUST: reader.pgettext("value", "trust"),
    }


@lru_cache(maxsize=16)
def values_in_sentences(reader: Reader) -> Mapping[Value, str]:
    """Return values as the subject of a sentence: “curiosity and craft matter to you both”."""
    return {
        Value.BALANCE: reader.pgettext("value as a subject", "balance"),
        Value.BELONGING: reader.pgettext("value as a subject", "belonging"),
        Value.CARE: reader.pgettext("value as a subject", "care"),
        Value.CLARITY: reader.pgettext("value as a subject", "clarity"),
        Value.CONNECTION: reader.pgettext("value as a subject", "connection"),
        Value.COURAGE: reader.pgettext("value as a subject", "courage"),
        Value.CRAFT: reader.pgettext("value as a subject", "craft"),
        Value.CREATIVITY: reader.pgettext("value as a subject", "creativity"),
        Value.CURIOSITY: reader.pgettext("value as a subject", "curiosity"),
        Value.FAIRNESS: reader.pgettext("value as a subject", "fairness"),
        Value.GENEROSITY: reader.pgettext("value as a subject", "generosity"),
        Value.HONESTY: reader.pgettext("value as a subject", "honesty"),
        Value.HUMOUR: reader.pgettext("value as a subject", "humour"),
        Value.INDEPENDENCE: reader.pgettext("value as a subject", "independence"),
        Value.JOY: reader.pgettext("value as a subject", "joy"),
        Value.LEARNING: reader.pgettext("value as a subject", "learning"),
        Value.OPENNESS: reader.pgettext("value as a subject", "openness"),
        Value.PASSION: reader.pgettext("value as a subject", "passion"),
        Value.PATIENCE: reader.pgettext("value as a subject", "patience"),
        Value.PURPOSE: reader.pgettext("value as a subject", "purpose"),
        Value.RELIABILITY: reader.pgettext("value as a subject", "reliability"),
        Value.SERVICE: reader.pgettext("value as a subject", "service"),
        Value.TEAMWORK: reader.pgettext("value as a subject", "teamwork"),
        Value.TRUST: reader.pgettext("value as a subject", "trust"),
    }
