"""Time zones as members say them: "Toronto time" for America/Toronto."""

from datetime import date, datetime
from functools import cache
from importlib.resources import files
from zoneinfo import ZoneInfo, available_timezones

from bot.cadence.error import CadenceError, quoted

_NORTH_AMERICAN = {
    "America/New_York": ("est", "edt", "et"),
    "America/Chicago": ("cst", "cdt", "ct"),
    "America/Denver": ("mst", "mdt", "mt"),
    "America/Los_Angeles": ("pst", "pdt", "pt"),
}
"""A place in each zone, and the names by which people there call their time the whole year round."""

_NEVER_CHANGES = ("est", "mst", "gmt")
"""Names in the database of zones without summer time; hardly anybody who says them means such a zone."""
_ALL_YEAR = " without summer time"


def is_zone(name: str) -> bool:
    """Return whether the IANA database of this machine, or the one that came with Klatch, has a zone of this name."""
    return _zones().get(_spelling(name)) == name


def zone_in_words(zone: str) -> str:
    """Return an IANA zone in words: by its city where that is enough, otherwise by its full name."""
    if zone.casefold() in _NEVER_CHANGES:
        return f"{zone}{_ALL_YEAR}"
    city = _city_of(zone)
    return f"{city} time" if _cities().get(city.casefold()) == [zone] else zone


def zone_from_words(words: str, home: str, today: date) -> str:
    """Return the IANA zone that is meant by "Toronto time", "Toronto" or "America/Toronto".

    "EST" means the clocks of a place, summer time and all: those of ``home``, the member's own zone, where these are
    called so this year. Raises CadenceError when there is none, or more than one.
    """
    name = _spelling(words)
    if name.endswith(_ALL_YEAR) and name.removesuffix(_ALL_YEAR) in _NEVER_CHANGES:
        return _zones()[name.removesuffix(_ALL_YEAR)]
    city = name.removesuffix(" time")
    if place := _place_whose_clocks_are(city, home, today):
        return place
    if city in _NEVER_CHANGES:
        raise CadenceError(
            f"“{quoted(words)}” is the same in summer and in winter. "
            "Name a city by whose clocks you meet, for example: London time, or say UTC."
        )
    return _only_one_of(_candidates(name, city), words)


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


def _candidates(name: str, city: str) -> list[str]:
    by_city = _cities().get(city, [])
    by_name = [_zones()[city]] if city in _zones() else []
    # "Singapore time" is Asia/Singapore; "Singapore" alone is, to the letter, another name in the database.
    return by_name or by_city if city == name else by_city or by_name


def _only_one_of(candidates: list[str], words: str) -> str:
    if len(candidates) > 1:
        raise CadenceError(f"“{quoted(words)}” could be {' or '.join(sorted(candidates))}. Please say which.")
    if not candidates:
        raise CadenceError(
            f"I don't know the time zone “{quoted(words)}”. Name a city in it, for example: Toronto time."
        )
    return candidates[0]


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
