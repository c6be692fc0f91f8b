"""Templates of what is said, and the places in them: a template that lost one would leave out what it is about."""

from collections.abc import Collection
from string import Formatter

from pydantic import AfterValidator


def check_places(template: str, wanted: Collection[str], also: Collection[str] = ()) -> str:
    """Return a template again. Raises ValueError unless it has all places that are wanted; it may have others, too."""
    places = {name for _, name, _, _ in Formatter().parse(template) if name is not None}
    if missing := sorted(set(wanted) - places):
        raise ValueError(f"lacks {_listed(missing)}: {template!r}")
    if unknown := sorted(places - set(wanted) - set(also)):
        raise ValueError(f"has {_listed(unknown)}, which nothing is put into: {template!r}")
    return template


def with_places(*wanted: str, also: Collection[str] = ()) -> AfterValidator:
    """Return what checks the places of a template as it is read."""
    return AfterValidator(lambda template: check_places(template, wanted, also))


def _listed(places: Collection[str]) -> str:
    return ", ".join(f"{{{place}}}" for place in places)
