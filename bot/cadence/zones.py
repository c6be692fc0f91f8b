"""Time zones as members say them: "Toronto time" for America/Toronto."""

from datetime import date, datetime
from functools import cache
from importlib.resources import files
from zoneinfo import ZoneInfo, available_timezones

from bot.cadence.error import CadenceError
from bot.cadence.language import Fault, Language
from bot.cadence.reading.text import plain
from bot.cadence.vocabulary import Meaning

_NORTH_AMERICAN = {
    "America/New_York": ("est", "edt", "et"),
    "America/Chicago": ("cst", "cdt", "ct"),
    "America/Denver": ("mst", "mdt", "mt"),
    "America/Los_Angeles": ("pst", "pdt", "pt"),
}
"""A place in each zone, and the names by which people there call their time the whole year round."""

_NEVER_CHANGES = ("est", "mst", "gmt")
"""Names in the database of zones without summer time; hardly anybody who says them means such a zone."""


_VOWELS = "aeiou"


def is_zone(name: str) -> bool:
    """Return whether the IANA database of this machine, or the one that came with Klatch, has a zone of this name."""
    return _zones().get(_spelling(name)) == name


def zone_in_words(zone: str, language: Language) -> str:
    """Return an IANA zone in words: by its city where that is enough, otherwise by its full name."""
    phrases = language.phrases
    if zone.casefold() in _NEVER_CHANGES:
        return f"{zone} {phrases.without_summer_time}"
    city = language.cities.get(zone) or _city_of(zone)
    if zone not in language.cities and _cities().get(city.casefold()) != [zone]:
        return zone
    begins_with_vowel = plain(city)[0] in _VOWELS
    template = phrases.zone_of_city_with_vowel if begins_with_vowel else phrases.zone_of_city
    return template.format(city=city)


def zone_from_words(words: str, home: str, today: date, language: Language) -> str:
    """Return the IANA zone that is meant by "Toronto time", "Toronto" or "America/Toronto".

    "EST" means the clocks of a place, summer time and all: those of ``home``, the member's own zone, where these are
    called so this year. Raises CadenceError when there is none, or more than one.
    """
    zone = zone_if_any(words, home, today, language)
    if zone is None:
        raise CadenceError(Fault.UNKNOWN_ZONE, words)
    return zone


def zone_if_any(words: str, home: str, today: date, language: Language) -> str | None:
    """Return the same, or None when there is none. Raises CadenceError when there is more than one."""
    name = _spelling(plain(words))
    forever = plain(language.phrases.without_summer_time)
    if name.endswith(forever) and (fixed := name.removesuffix(forever).strip()) in _NEVER_CHANGES:
        return _zones()[fixed]
    bare = _without_the_word_for_time(name, language)
    if zone := language.zone_of_city.get(bare):
        return zone
    meant = language.zone_of_name.get(bare, bare)
    if place := _place_whose_clocks_are(bare, home, today):
        return place
    if bare in _NEVER_CHANGES:
        raise CadenceError(Fault.ZONE_WITHOUT_SUMMER, words)
    candidates = _candidates(bare, is_said_alone=bare == name)
    if len(candidates) != 1 and meant != bare:
        return _place_whose_clocks_are(meant, home, today) or meant
    if len(candidates) > 1:
        raise CadenceError(Fault.AMBIGUOUS_ZONE, ", ".join(sorted(candidates)))
    return candidates[0] if candidates else None


def _without_the_word_for_time(name: str, language: Language) -> str:
    for word in language.words.words.get(Meaning.ZONE, ()):
        if name.startswith(word) and len(name) > len(word):
            return name.removeprefix(word).strip()
        if name.endswith(f" {word}"):
            return name.removesuffix(word).strip()
    return name


def _place_whose_clocks_are(name: str, home: str, today: date) -> str | None:
    own = _names_of_clocks(home, today.year)
    if name in own and (name not in _zones() or name in _NEVER_CHANGES):
        return home
    place = next((place for place, names in _NORTH_AMERICAN.items() if name in names), None)
    return home if place and own == _names_of_clocks(place, today.year) else place


def _names_of_clocks(zone: str, year: int) -> set[str]:
    """Return the names of a zone's clocks in winter and in summer: est and edt."""
    winter_and_summer = (datetime(year, month, 1, tzinfo=ZoneInfo(zone)) for month in (1, 7))
    return {(moment.tzname() or "").casefold() for moment in winter_and_summer}


def _candidates(name: str, *, is_said_alone: bool) -> list[str]:
    by_city = _cities().get(name, [])
    by_name = [_zones()[name]] if name in _zones() else []
    # "Singapore time" is Asia/Singapore; "Singapore" alone is, to the letter, another name in the database.
    return by_name or by_city if is_said_alone else by_city or by_name


@cache
def _zones() -> dict[str, str]:
    return {_spelling(zone): zone for zone in available_timezones()}


@cache
def _cities() -> dict[str, list[str]]:
    """Zones by the last part of their names; where several share it, the one in use today if that is one."""
    shared: dict[str, list[str]] = {}
    for zone in available_timezones():
        # Etc/GMT+5 is five hours *behind* Greenwich: said without its first part, it would mislead.
        if "/" in zone and not zone.startswith("Etc/"):
            shared.setdefault(_city_of(zone).casefold(), []).append(zone)
    in_use = _zones_in_use()
    return {city: [zone for zone in zones if zone in in_use] or zones for city, zones in shared.items()}


def _zones_in_use() -> set[str]:
    """The zones that the IANA database lists by country; its older spellings are not among them."""
    table = files("tzdata").joinpath("zoneinfo", "zone.tab").read_text(encoding="utf-8")
    return {line.split("\t")[2] for line in table.splitlines() if line and not line.startswith("#")}


def _spelling(name: str) -> str:
    return name.casefold().replace("_", " ").strip()


def _city_of(zone: str) -> str:
    return zone.rpartition("/")[2].replace("_", " ")
