"""The lot is of its seed alone, and what is drawn is code."""

from pathlib import Path

import pytest

from tests.mutants.lot import draw, files

RULES = """MOST = 3


def may(count: int) -> bool:
    return count < MOST


def must(count: int) -> bool:
    return count == 7 or count > 9
"""


@pytest.fixture
def root(tmp_path: Path) -> Path:
    for name in ("flash/rules.py", "flash/models.py", "circles/views/words.py", "pairings/listeners.py"):
        (tmp_path / "bot" / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / "bot" / name).write_text(RULES, "utf-8")
    return tmp_path


def test_words_models_and_listeners_are_left_out(root: Path) -> None:
    assert [path.relative_to(root).as_posix() for path in files(root)] == ["bot/flash/rules.py"]


def test_the_same_seed_draws_the_same_lot_of_whole_files_that_differ(root: Path) -> None:
    lot = draw(root, 10, seed=1)
    assert [str(mutant) for mutant in lot] == [str(mutant) for mutant in draw(root, 10, seed=1)]
    assert [str(mutant) for mutant in lot] != [str(mutant) for mutant in draw(root, 10, seed=2)]
    assert "return count <= MOST" in {mutant.becomes for mutant in lot}
    assert "MOST = 4" in {mutant.becomes for mutant in lot}
    for mutant in lot:
        compile(mutant.code, mutant.path, "exec")
        assert mutant.code != RULES
