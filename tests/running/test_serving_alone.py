"""What serves is installed by its own requirements, and needs nothing of the playground and of the tests."""

import subprocess
import sys
from pathlib import Path

import httpx
import pytest

from tests.crash.bots import Bot, new_playground, opened_with_key
from tests.crash.processes import KLATCH, ROOT, serve

OUTSIDE = "import emoji, jinja2, markdown_it, multipart, rich"
"""The packages of the playground, which nobody installed."""


@pytest.mark.soak
async def test_klatch_serves_with_its_own_requirements_alone(tmp_path: Path) -> None:
    python = install(tmp_path / "venv")
    assert not imports(python, OUTSIDE)
    url = f"sqlite:///{tmp_path / 'klatch.db'}"
    async with new_playground() as playground, opened_with_key(url) as database:
        environment = Bot(playground, database, url, tmp_path).environment()
        server = await serve(KLATCH, environment, tmp_path / "klatch.log", python)
        try:
            playground.connect(server.url)
            async with httpx.AsyncClient() as client:
                assert (await client.get(f"{server.url}readyz")).status_code == 200
            ana = playground.add_person("Ana Ruiz")
            assert (await ana.command("/mentor-ask")).ok
            assert ana.form is not None
        finally:
            await server.end()


def install(folder: Path) -> str:
    """Make an environment with what requirements.txt pins and no more; the path of its Python."""
    python = str(folder / "bin" / "python")
    requirements = ["--require-hashes", "-r", str(ROOT / "requirements.txt")]
    for command in ([sys.executable, "-m", "venv", str(folder)], [python, "-m", "pip", "install", "-q", *requirements]):
        subprocess.run(command, check=True)  # noqa: S603
    return python


def imports(python: str, statement: str) -> bool:
    """Whether an import works there."""
    return subprocess.run([python, "-c", statement], capture_output=True, check=False).returncode == 0  # noqa: S603
