"""``python -m tests.words.messages``: write the pages of docs/messages anew, one for each language."""

import asyncio
import logging
import tempfile

from bot import logs
from bot.languages.catalogues import languages
from tests.databases import migrate
from tests.words.pages import FOLDER, told


def main() -> None:
    """Write the page of each language, and say how long it is."""
    logs.set_up("text", logging.ERROR)
    FOLDER.mkdir(exist_ok=True)
    for language in languages():
        page = asyncio.run(_page(language))
        file = FOLDER / f"{language}.md"
        file.write_text(page, encoding="utf-8")
        print(f"{file}: {len(page.split()):,} words")


async def _page(language: str) -> str:
    with tempfile.TemporaryDirectory() as folder:
        url = f"sqlite:///{folder}/klatch.db"
        await migrate(url)
        return (await told(language, url))[0]


if __name__ == "__main__":
    main()
