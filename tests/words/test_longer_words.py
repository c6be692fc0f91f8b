"""Every view of flash mentoring with the worst that members write, in a language a third longer: Slack takes it."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from bot.languages.reader import Reader, reader_of
from tests.flash import worst_words
from tests.flash.test_views import check
from tests.flash.worst_words import MADE, WORST, shown_with
from tests.words.pseudo import LANGUAGE, OPENS, made_up_catalogues, spoken_here

pytestmark = pytest.mark.one_database

WORDS = ("one long word", "signs of markup")
"""Of the worst: what fills the most room, in letters and in escapes."""


@pytest.fixture
def reads_longer_words(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Whoever is shown something reads the made-up language."""
    with spoken_here(made_up_catalogues(), tmp_path / "languages"):
        monkeypatch.setitem(worst_words._MAKERS, Reader, lambda _: [reader_of(LANGUAGE)])
        yield


@pytest.mark.usefixtures("reads_longer_words")
@pytest.mark.parametrize("name", WORDS)
def test_slack_takes_the_worst_words_in_a_longer_language(name: str) -> None:
    shown: list[Any] = [each for view in MADE for each in shown_with(view, WORST[name])]
    for each in shown:
        check(each, name)
    assert len(shown) > len(MADE)
    assert OPENS in reader_of(LANGUAGE).gettext("*Can you help?*")
