"""What pip is told here, it is told in the image that is built."""

import os
from configparser import ConfigParser
from pathlib import Path

import pytest

from tests.image.pip_settings import mounts

pytestmark = pytest.mark.one_database


@pytest.fixture
def told(monkeypatch: pytest.MonkeyPatch) -> pytest.MonkeyPatch:
    """A machine on which pip is told nothing yet."""
    for name in [name for name in os.environ if name.startswith("PIP_")]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("PIP_CONFIG_FILE", os.devnull)
    return monkeypatch


def test_who_tells_pip_nothing_gives_it_an_empty_file(told: pytest.MonkeyPatch, tmp_path: Path) -> None:
    assert list(mounts(tmp_path)) == [f"{tmp_path}/pip.conf:/etc/pip.conf:ro"]
    assert (tmp_path / "pip.conf").read_text("utf-8").split() == ["[global]"]


def test_what_pip_is_told_goes_along_with_all_that_it_names_on_this_machine(
    told: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    wheels, index = tmp_path / "wheels", tmp_path / "packages" / "simple"
    wheels.mkdir()
    index.mkdir(parents=True)
    told.setenv("PIP_FIND_LINKS", str(wheels))
    told.setenv("PIP_EXTRA_INDEX_URL", f"file://{index} https://packages.example/simple")
    told.setenv("PIP_TIMEOUT", "60")
    told.setenv("PIP_CERT", "/nowhere/at/all.pem")
    shown = {mount.split(":")[0] for mount in mounts(tmp_path)} - {str(tmp_path / "pip.conf")}
    assert shown == {str(wheels), str(index.parent)}, "an index names files beside itself"
    written = ConfigParser()
    written.read(tmp_path / "pip.conf")
    assert written["global"]["timeout"] == "60"
    assert written["global"]["extra-index-url"].split() == [f"file://{index}", "https://packages.example/simple"]
