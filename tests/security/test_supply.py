"""What Klatch is made of is what was looked at: pinned, with hashes, and installed by nothing that ignores them."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PINNED = re.compile(r"[A-Za-z0-9._-]+(?:\[[a-z,]+\])?==[^ ;]+")


def requirements(name: str) -> list[str]:
    """Each requirement of a file on one line, its hashes included."""
    lines = (ROOT / name).read_text("utf-8").replace("\\\n", " ").splitlines()
    return [line for line in lines if line.strip() and not line.startswith("#")]


@pytest.mark.parametrize("name", ["requirements.txt", "requirements-dev.txt"])
def test_every_requirement_has_one_version_and_its_hashes(name: str) -> None:
    listed = requirements(name)
    assert len(listed) > 20
    assert [line for line in listed if not PINNED.match(line) or "--hash=sha256:" not in line] == []


@pytest.mark.parametrize("name", ["Dockerfile", "Makefile"])
def test_nothing_is_installed_past_its_hash(name: str) -> None:
    installs = re.findall(r"^.*pip install .*$", (ROOT / name).read_text("utf-8"), re.MULTILINE)
    assert installs != []
    assert [line for line in installs if "--require-hashes" not in line or " -r " not in line] == []


def test_a_package_named_in_pyproject_says_why_it_is_there() -> None:
    text = (ROOT / "pyproject.toml").read_text("utf-8")
    named = re.findall(r'^  "([a-zA-Z0-9-]+)[^"]*",(.*)$', text.split("[tool.")[0], re.MULTILINE)
    assert len(named) > 20
    assert [name for name, reason in named if not re.match(r"\s+# \S+", reason)] == []
