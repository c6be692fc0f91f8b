"""Who builds an image and runs it: docker where its engine runs, else Debian's buildah, which needs none."""

import json
import os
import platform
import shutil
import subprocess
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Protocol

from tests.image.pip_settings import mounts
from tests.security.box import NOBODY, ROOT

IMAGE = "klatch"
PATH = "PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"
OURS = ("/opt/klatch", "/klatch")
"""What the Dockerfile puts on its base."""

_BOX = """
set -eu
image=$1; box=$2; data=$3; user=$4; folder=$5; shift 5
mount --bind "$image" "$box"
mount -o remount,ro,bind "$box"
mount -t tmpfs -o mode=1777 box "$box/tmp"
mount --bind "$data" "$box/data"
mount --rbind /dev "$box/dev"
exec chroot "$box" setpriv --reuid "${user%:*}" --regid "${user#*:}" --clear-groups --no-new-privs \\
    --bounding-set=-all --inh-caps=-all sh -c 'cd "$0" && exec "$@"' "$folder" "$@"
"""


class CannotBuildError(Exception):
    """Why there is no image, in words for whoever wants one."""


class Engine(Protocol):
    """Builds the image and runs it."""

    def build(self) -> None:
        """Build the image of this tree. Raises CannotBuildError."""

    def serving(self, given: Mapping[str, str], folder: Path) -> tuple[Sequence[str], Mapping[str, str]]:
        """The command that runs the image on a tree that cannot be written, and its environment.

        ``folder`` is empty, and for whatever is needed for that.
        """

    def look(self, *command: str) -> str:
        """What a command says that looks at paths of the image."""

    def clean_up(self) -> None:
        """Take away what was needed on the way."""


class Docker:
    """Docker's own engine. The image stays."""

    def build(self) -> None:
        """Build it."""
        _run("docker", "build", "--tag", IMAGE, str(ROOT))

    def serving(self, given: Mapping[str, str], folder: Path) -> tuple[Sequence[str], Mapping[str, str]]:
        """Run it as compose.yaml does; Slack is on this machine's loopback."""
        confined = ("--read-only", "--tmpfs", "/tmp", "--cap-drop", "ALL", "--security-opt", "no-new-privileges:true")  # noqa: S108
        names = [part for name in given for part in ("--env", name)]
        return ["docker", "run", "--rm", "--network", "host", *confined, *names, IMAGE], {**os.environ, **given}

    def look(self, *command: str) -> str:
        """Run it in a container."""
        return _run("docker", "run", "--rm", "--entrypoint", command[0], IMAGE, *command[1:])

    def clean_up(self) -> None:
        """Leave it all: later builds are quicker by it."""


class Buildah:
    """Debian's buildah and mmdebstrap, in a folder of their own that is gone afterwards."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._image = Path()
        self._container = ""

    def build(self) -> None:
        """Make a base of Debian's packages and build on it, in this machine's own network."""
        missing = [tool for tool in ("buildah", "mmdebstrap") if shutil.which(tool) is None]
        if missing or os.geteuid() != 0:
            raise CannotBuildError("Start docker, or else, as root on Debian: apt-get install buildah mmdebstrap")
        base = self._make_base()
        shown = [part for mount in mounts(self._folder) for part in ("--volume", mount)]
        how = ("--isolation", "chroot", "--format", "docker", "--layers=false", "--pull-never", "--build-arg")
        self._buildah("build", *how, f"BASE={base}", *shown, "--tag", IMAGE, str(ROOT))
        self._container = self._buildah("from", "--pull-never", IMAGE)
        self._image = Path(self._buildah("mount", self._container))

    def serving(self, given: Mapping[str, str], folder: Path) -> tuple[Sequence[str], Mapping[str, str]]:
        """Run what the image says as whom it says, with its root as the root, and of all that only /data written."""
        says = json.loads(self._buildah("inspect", self._container))["OCIv1"]["config"]
        (folder / "box").mkdir()
        (folder / "data").mkdir()
        os.chown(folder / "data", NOBODY, NOBODY)
        where = [self._image, folder / "box", folder / "data", says["User"], says["WorkingDir"]]
        command = [*map(str, where), *says["Entrypoint"], *says["Cmd"]]
        return ["unshare", "--mount", "sh", "-c", _BOX, "box", *command], {
            **dict(line.split("=", 1) for line in says["Env"]),
            **given,
        }

    def look(self, *command: str) -> str:
        """Look into its folder."""
        return _run(*(f"{self._image}{part}" if part.startswith("/") else part for part in command))

    def clean_up(self) -> None:
        """Let go of all containers and images."""
        if self._container:
            self._buildah("umount", self._container)
        self._buildah("rm", "--all")
        self._buildah("rmi", "--all", "--force")

    def _make_base(self) -> str:
        debian = platform.freedesktop_os_release().get("VERSION_CODENAME", "stable")
        made = self._folder / "base.tar"
        wanted = "--include=python3,python3-venv,ca-certificates"
        as_python = 'ln -s ../../bin/python3 "$1/usr/local/bin/python"'
        _run("mmdebstrap", "--quiet", "--variant=minbase", wanted, f"--customize-hook={as_python}", debian, str(made))
        container = self._buildah("from", "scratch")
        self._buildah("add", "--quiet", container, str(made), "/")
        self._buildah("config", "--env", PATH, container)
        self._buildah("commit", "--quiet", container, "klatch-base")
        made.unlink()
        return "localhost/klatch-base"

    def _buildah(self, *arguments: str) -> str:
        # Copies instead of overlays, which not every machine without an engine can mount.
        where = ("--storage-driver", "vfs", "--root", f"{self._folder}/root", "--runroot", f"{self._folder}/run")
        return _run("buildah", *where, *arguments)


def engine(folder: Path) -> Engine:
    """Docker if its engine answers, else buildah, whose files are in ``folder``."""
    answers = shutil.which("docker") and subprocess.run(["docker", "info"], capture_output=True, check=False)  # noqa: S607
    return Docker() if answers and answers.returncode == 0 else Buildah(folder)


def _run(*command: str) -> str:
    """What a command says at last; what it complains of is seen when it fails."""
    done = subprocess.run(command, capture_output=True, text=True, check=False)  # noqa: S603
    if done.returncode != 0:
        raise CannotBuildError(f"{' '.join(command)}\n{done.stdout}{done.stderr}")
    return done.stdout.strip()
