"""The templates, and how something is written with one."""

from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined

_TEMPLATES = Environment(
    loader=FileSystemLoader(Path(__file__).parent / "templates"),
    autoescape=True,
    undefined=StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
)


def rendered(template: str, **shown: Any) -> str:
    """A template with what is to be shown in it, as HTML."""
    return _TEMPLATES.get_template(template).render(**shown)
