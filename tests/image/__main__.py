"""Build the image, look at what is in it, and ask Klatch in it whether it is ready; see ``make image``."""

import asyncio
import sys
import tempfile
from pathlib import Path

import httpx
import yaml

from bot.clock import SystemClock
from bot.doctor.slack_checks import MANIFEST
from playground import Playground
from tests.image.engines import OURS, CannotBuildError, Engine, engine
from tests.security.test_container import SECRET, port_of

MOST_MEGABYTES = 230
"""Of ours in the image, with the packages."""

UNWANTED = ("playground", "tests", "pip", "jinja2")
"""Folders that serving does without."""


async def is_ready(image: Engine, folder: Path) -> bool:
    """Whether Klatch, run as the image says beside a Slack of its own, says that it is ready, and ends when told to."""
    async with Playground(yaml.safe_load(MANIFEST.read_text("utf-8")), SystemClock(), SECRET) as playground:
        given = {
            "HOST": "127.0.0.1",
            "PORT": "0",
            "SLACK_BOT_TOKEN": playground.bot_token,
            "SLACK_SIGNING_SECRET": SECRET,
            "SLACK_API_URL": playground.api_url,
        }
        command, environment = image.serving(given, folder)
        pipe = asyncio.subprocess.PIPE
        process = await asyncio.create_subprocess_exec(*command, env=environment, stdout=pipe, stderr=pipe)
        try:
            async with httpx.AsyncClient(base_url=f"http://127.0.0.1:{await port_of(process)}") as client:
                answer = await client.get("/readyz")
            print(f"/readyz: {answer.status_code} {answer.text}")
            process.terminate()
            return await process.wait() == 0 and answer.status_code == httpx.codes.OK
        finally:
            if process.returncode is None:
                process.kill()
            await process.communicate()


def is_lean(image: Engine) -> bool:
    """Whether it holds what serving needs, and not much more."""
    whole = int(image.look("du", "-sxm", "/").split()[0])
    ours = sum(int(line.split()[0]) for line in image.look("du", "-sm", *OURS).splitlines())
    print(f"{whole} MB: {ours} of Klatch and its packages, {whole - ours} of the base.")
    names = [part for name in UNWANTED for part in ("-o", "-name", name)][1:]
    unwanted = image.look("find", *OURS, "-type", "d", "(", *names, ")")
    print(unwanted or "Nothing in it that serving does without.")
    return ours <= MOST_MEGABYTES and not unwanted


def main() -> int:
    """Build it and look at it; 0 when all is well."""
    with tempfile.TemporaryDirectory() as folder:
        image = engine(Path(folder))
        try:
            image.build()
            (Path(folder) / "running").mkdir()
            well = [is_lean(image), asyncio.run(is_ready(image, Path(folder) / "running"))]
        except CannotBuildError as error:
            print(error, file=sys.stderr)
            return 1
        finally:
            image.clean_up()
    return 0 if all(well) else 1


if __name__ == "__main__":
    sys.exit(main())
