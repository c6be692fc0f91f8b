"""Block Kit's blocks as the templates show them."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from markdown_it import MarkdownIt
from markupsafe import Markup

from playground.call_records import Json
from playground.page.rendering.fields import Field, field_of
from playground.page.rendering.rich_text import rich_text_html
from playground.page.rendering.viewer import NOTHING, Viewer

_MARKDOWN = MarkdownIt("commonmark", {"html": False, "breaks": True}).enable(["strikethrough", "table"])
"""Of a ``markdown`` block: tags that are typed are shown as typed."""
_MARKDOWN.disable("image")


@dataclass(frozen=True)
class Part:
    """A piece of a context block: words, or a picture by its description."""

    words: Markup
    image: str = ""


@dataclass(frozen=True)
class Block:
    """One block; what its kind does not have is empty. ``error`` stands under an input, ``optional`` at its label."""

    kind: str
    id: str
    text: Markup = NOTHING
    pieces: tuple[Markup, ...] = ()
    parts: tuple[Part, ...] = ()
    fields: tuple[Field, ...] = ()
    hint: Markup | None = None
    optional: str = ""
    error: str = ""
    level: int = 1


def blocks_of(
    viewer: Viewer, blocks: Iterable[Json], values: Mapping[str, Json], errors: Mapping[str, str] | None = None
) -> list[Block]:
    """The blocks of a message or view, with what their fields hold and what was complained of."""
    return [_block(viewer, block, values, (errors or {}).get(block["block_id"], "")) for block in blocks]


def _block(viewer: Viewer, block: Json, values: Mapping[str, Json], error: str) -> Block:
    elements = tuple(field_of(viewer, block, element, values) for element in _elements(block))
    kind, ids = block["type"], block["block_id"]
    match kind:
        case "section":
            text = viewer.text(block["text"]) if "text" in block else NOTHING
            return Block(kind, ids, text, tuple(map(viewer.text, block.get("fields", []))), fields=elements)
        case "header":
            return Block(kind, ids, viewer.text(block["text"]), level=block.get("level", 1))
        case "context":
            return Block(kind, ids, parts=tuple(_part(viewer, each) for each in block["elements"]))
        case "input":
            hint = viewer.text(block["hint"]) if "hint" in block else None
            optional = viewer.client("(optional)") if block.get("optional") else ""
            return Block(kind, ids, viewer.text(block["label"]), (), (), elements, hint, optional, viewer.client(error))
        case "image":
            title = viewer.text(block["title"]) if "title" in block else NOTHING
            return Block(kind, ids, title, parts=(Part(NOTHING, block["alt_text"]),))
        case "markdown":
            return Block(kind, ids, Markup(_MARKDOWN.render(block["text"])))  # noqa: S704  made without HTML of its own
        case "rich_text":
            return Block(kind, ids, rich_text_html(viewer, block["elements"]))
    return Block(kind, ids, fields=elements)


def _elements(block: Json) -> Iterator[Json]:
    match block["type"]:
        case "actions":
            yield from block["elements"]
        case "section" if "accessory" in block:
            yield block["accessory"]
        case "input":
            yield block["element"]


def _part(viewer: Viewer, element: Json) -> Part:
    if element["type"] == "image":
        return Part(NOTHING, element["alt_text"])
    return Part(viewer.text(element))
