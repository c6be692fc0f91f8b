"""The playground stands alone: it speaks to the bot over HTTP, and to nothing of its code."""

import ast
from pathlib import Path

import bot.playground

ROOM = Path(bot.playground.__file__).parent


def is_the_bots(module: str) -> bool:
    return module.split(".", maxsplit=1)[0] == "bot" and not module.startswith("bot.playground")


def test_nothing_in_it_imports_the_rest_of_the_bot() -> None:
    outside = []
    for path in ROOM.rglob("*.py"):
        depth = len(path.relative_to(ROOM).parts)
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.ImportFrom):
                above = node.level > depth
                if above or (not node.level and is_the_bots(node.module or "")):
                    outside.append((path.name, node.module))
            elif isinstance(node, ast.Import):
                outside += [(path.name, name.name) for name in node.names if is_the_bots(name.name)]
    assert outside == []
