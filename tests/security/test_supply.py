"""What Klatch is made of is what was looked at: pinned, with hashes, and installed by nothing that ignores them."""

import json
import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PINNED = re.compile(r"[A-Za-z0-9._-]+(?:\[[a-z,]+\])?==[^ ;]+")

WITHOUT_THE_REST = """
import json, re, sys
from importlib import import_module
from importlib.metadata import packages_distributions
ours, installed = json.load(sys.stdin)
for module, packages in packages_distributions().items():
    if not {re.sub("[-_.]+", "-", package).lower() for package in packages} & set(installed):
        sys.modules[module] = None
for module in ours:
    import_module(module)
print(json.dumps(sorted(sys.modules)))
"""
"""Imports modules where only some packages are to be had, and says what came with them."""


def requirements(name: str) -> list[str]:
    """Each requirement of a file on one line, its hashes included."""
    lines = (ROOT / name).read_text("utf-8").replace("\\\n", " ").splitlines()
    return [line for line in lines if line.strip() and not line.startswith("#")]


@pytest.mark.parametrize("name", ["requirements.txt", "requirements-playground.txt", "requirements-dev.txt"])
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


def test_serving_needs_nothing_of_the_playground_and_no_package_that_the_image_lacks() -> None:
    ours = [".".join(path.relative_to(ROOT).with_suffix("").parts) for path in sorted((ROOT / "bot").rglob("*.py"))]
    serving = ["app", *ours]
    installed = [re.split(r"[\[=]", line)[0] for line in requirements("requirements.txt")]
    given = json.dumps([serving, installed])
    command = [sys.executable, "-c", WITHOUT_THE_REST]
    run = subprocess.run(command, cwd=ROOT, input=given, capture_output=True, text=True, check=False)  # noqa: S603
    assert run.returncode == 0, run.stderr
    assert [module for module in json.loads(run.stdout) if module.split(".")[0] == "playground"] == []


def test_the_image_is_made_without_the_playground() -> None:
    let_in = [line[1:] for line in (ROOT / ".dockerignore").read_text("utf-8").splitlines() if line.startswith("!")]
    assert let_in == ["app.py", "manifest.yml", "requirements.txt", "migrations", "bot"]
