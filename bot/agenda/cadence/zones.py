"""Time zones as members say them: "Toronto time" for America/Toronto."""

from functools import cache
from importlib.resources import files
from zoneinfo import available_timezones

from bot.agenda.cadence.error import CadenceError, quoted


def is_zone(name: str) -> bool:
    """Whether the IANA database of this machine, or the one that came with Klatch, has a zone of this name."""
    return _zones().get(_spelling(name)) == name


def zone_in_words(zone: str) -> str:
    """How an IANA zone is said: by its city where that is enough, otherwise by its full name."""
    city = _city_of(zone)
    return f"{city} time" if _cities().get(city.casefold()) == [zone] else zone


def zone_from_words(words: str) -> str:
    """The IANA zone that is meant by "Toronto time", "Toronto" or "America/Toronto".

    Raises CadenceError when there is none, or more than one.
    """
    name = _spelling(words)
    city = name.removesuffix(" time")
    by_city = _cities().get(city, [])
    by_name = [_zones()[city]] if city in _zones() else []
    # "Singapore time" is Asia/Singapore; "Singapore" alone is, to the letter, another name in the database.
    candidates = by_name or by_city if city == name else by_city or by_name
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
