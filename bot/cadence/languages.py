"""The languages that rhythms are read and said in: those of which there is a file, each read when it is first needed.

``fr.toml`` is French. A file such as ``en_US.toml`` has only what differs in a country. docs/languages.md says how a
language is added.
"""

import re
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import fields
from functools import cache, cached_property
from pathlib import Path
from typing import Any

from pydantic import TypeAdapter, ValidationError
from pydantic_core import ErrorDetails

from bot.cadence.language import Language

SOURCE = "en"
"""The language of the sentences in the code, for whom there is no other."""

FOLDER = Path(__file__).with_name("languages")
"""The folder of their files."""

_SAID = ("phrases", "faults", "examples")


class LanguageError(ValueError):
    """A file of a language is not as it should be; it names the file and the key, for whoever writes it."""


class Languages:
    """The languages whose files are in a folder."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._known: dict[str, Language] = {}

    @cached_property
    def codes(self) -> tuple[str, ...]:
        """The languages that there are, without countries, English first: ``("en", "fr")``."""
        codes = {name for name in self._files if "_" not in name}
        return tuple(sorted(codes, key=lambda code: (code != SOURCE, code)))

    def of(self, locale: str) -> Language:
        """Return the language of a locale, such as fr or en-US; English where there is no file of it.

        Raises LanguageError where one is not as it should be.
        """
        parts = locale.replace("-", "_").casefold().split("_")
        names = ["_".join(parts[:count]) for count in range(1, len(parts) + 1)] if parts[0] in self._files else [SOURCE]
        return self._language([name for name in names if name in self._files])

    def tried_for(self, locale: str) -> Iterator[Language]:
        """Yield all languages, in the order in which they are tried for a reader: their own first."""
        own = self.of(locale)
        yield own
        yield from (self.of(code) for code in self.codes if code != own.code)

    @cached_property
    def _files(self) -> Mapping[str, Path]:
        files = {file.stem.casefold(): file for file in sorted(self._folder.glob("*.toml"))}
        for name, file in files.items():
            if name.partition("_")[0] not in files:
                raise LanguageError(f"{file.name}: there is no {name.partition('_')[0]}.toml that it would differ from")
        return files

    def _language(self, names: list[str]) -> Language:
        """Return the last of some files: each has what differs from the one before."""
        if not names:
            raise LanguageError(f"{SOURCE}.toml: there is no such file in {self._folder}")
        if names[-1] not in self._known:
            file = self._files[names[-1]]
            read = self._differing(names, _told(file)) if len(names) > 1 else {**_told(file), "code": names[0]}
            self._known[names[-1]] = _checked(file, read)
        return self._known[names[-1]]

    def _differing(self, names: list[str], told: Mapping[str, Any]) -> dict[str, Any]:
        """Return what a country's file tells over what its language does; what it leaves alone is shared."""
        under = self._language(names[:-1])
        read = {one.name: getattr(under, one.name) for one in fields(Language)}
        whole: dict[str, Any] = {}
        for name in names[:-1] if any(isinstance(value, dict) for value in told.values()) else ():
            whole = _over(whole, _told(self._files[name]))
        changed = _over(whole, told)
        return {**read, **{key: changed[key] for key in told}}


LANGUAGES = Languages(FOLDER)
"""Those that come with Klatch."""


def _told(file: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(file.read_text(encoding="utf-8"))
    except ValueError as fault:
        raise LanguageError(f"{file.name}: {fault}") from fault


def _over(under: Mapping[str, Any], told: Mapping[str, Any]) -> dict[str, Any]:
    """Return one table with what another tells in its place."""
    both = {key: _over(under[key], told[key]) for key in told if isinstance(under.get(key), dict)}
    return {**under, **told, **both}


@cache
def _form() -> TypeAdapter[Language]:
    """Return what checks a language: it takes a while to build, so not before a language is read."""
    return TypeAdapter(Language)


def _checked(file: Path, told: Mapping[str, Any]) -> Language:
    try:
        return _form().validate_python(_typeset(told))
    except re.error as fault:
        raise LanguageError(f"{file.name}: no_break_in: {fault}") from fault
    except ValidationError as refusal:
        raise LanguageError("\n".join(f"{file.name}: {_in_words(fault)}" for fault in refusal.errors())) from refusal


def _in_words(fault: ErrorDetails) -> str:
    """Return the key of a fault, and what is wrong there."""
    return f"{'.'.join(map(str, fault['loc']))}: {fault['msg'].removeprefix('Value error, ')}"


def _typeset(told: Mapping[str, Any]) -> dict[str, Any]:
    """Return what a file tells, with no-break spaces in what is said, where it wants no line to end."""
    if not told.get("no_break_in"):
        return dict(told)
    unbroken = re.compile("|".join(told["no_break_in"]))
    return {**told, **{key: _unbroken(told[key], unbroken) for key in _SAID if isinstance(told.get(key), dict)}}


def _unbroken(said: Any, within: re.Pattern[str]) -> Any:
    match said:
        case str():
            return within.sub(lambda found: found[0].replace(" ", "\N{NO-BREAK SPACE}"), said)
        case list():
            return [_unbroken(one, within) for one in said]
        case dict():
            return {key: _unbroken(one, within) for key, one in said.items()}
    return said
