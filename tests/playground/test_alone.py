"""The playground stands alone: it speaks to the bot over HTTP, and only who starts the two together knows both."""

import ast
from pathlib import Path

import playground

ROOM = Path(playground.__file__).parent
REHEARSAL = ROOM / "rehearsal"


def test_nothing_in_it_imports_the_bot_but_who_starts_both() -> None:
    outside = []
    for path in ROOM.rglob("*.py"):
        if path.is_relative_to(REHEARSAL):
            continue
        depth = len(path.relative_to(ROOM).parts)
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.ImportFrom):
                above = node.level > depth
                if above or (not node.level and is_the_bots(node.module or "")):
                    outside.append((path.name, node.module))
            elif isinstance(node, ast.Import):
                outside += [(path.name, name.name) for name in node.names if is_the_bots(name.name)]
    assert outside == []


def is_the_bots(module: str) -> bool:
    return module.split(".", maxsplit=1)[0] in ("bot", "tests")
