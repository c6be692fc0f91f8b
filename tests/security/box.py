"""A container without an engine: what the Dockerfile copies, read-only, and Klatch in it as nobody.

Linux's own means: a mount namespace, a root of its own, no capabilities. It needs root, as making such a box does.
"""

import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path

ROOT = Path(__file__).parents[2]
NOBODY = 65534
SYSTEM = ("/usr", "/bin", "/lib", "/lib64", "/etc", "/dev")
"""Of the machine: its shared libraries, names and random numbers."""

_SCRIPT = """
set -eu
box=$1; data=$2; shift 2
mount -t tmpfs -o mode=755 box "$box"
mkdir -p "$box/data" "$box/tmp" "$box/proc"
mount --bind "$data" "$box/data"
mount -t tmpfs -o mode=1777 box "$box/tmp"
bind() { mkdir -p "$box$2"; mount --bind "$1" "$box$2"; mount -o remount,ro,bind "$box$2"; }
while [ "$1" != -- ]; do
    if [ -f "$1" ]; then mkdir -p "$box$(dirname "$2")"; cp "$1" "$box$2"; else bind "$1" "$2"; fi
    shift 2
done
shift
mount -o remount,ro "$box"
cd /
exec chroot "$box" setpriv --reuid $NOBODY --regid $NOBODY --clear-groups --no-new-privs --bounding-set=-all \\
    --inh-caps=-all sh -c 'cd /klatch && exec "$@"' sh "$@"
"""


def why_not() -> str:
    """Why no box can be made here; empty when one can."""
    if sys.platform != "linux" or os.geteuid() != 0:
        return "only root on Linux can make a box for Klatch"
    missing = [tool for tool in ("unshare", "setpriv", "chroot", "mount") if shutil.which(tool) is None]
    if missing:
        return f"{', '.join(missing)} is missing"
    tried = subprocess.run(["unshare", "--mount", "true"], capture_output=True, check=False)  # noqa: S607
    return "" if tried.returncode == 0 else "this machine allows no mount namespace"


def dockerfile() -> str:
    """The last stage, its lines joined."""
    text = _whole_dockerfile()
    return text[text.rindex("\nFROM ") + 1 :]


def _whole_dockerfile() -> str:
    return (ROOT / "Dockerfile").read_text("utf-8").replace("\\\n", " ")


def copied() -> Iterator[tuple[Path, str]]:
    """What the Dockerfile copies out of this folder, and where to."""
    for line in re.findall(r"^COPY (?!--from)(.+)$", _whole_dockerfile(), re.MULTILINE):
        *sources, to = line.split()
        for source in sources:
            yield ROOT / source, f"/klatch/{source}" if to == "./" else f"/klatch/{to}"


def environment() -> Mapping[str, str]:
    """What the Dockerfile sets."""
    (line,) = re.findall(r"^ENV (.+)$", dockerfile(), re.MULTILINE)
    return dict(part.split("=", 1) for part in line.split())


def health_check() -> list[str]:
    """What the engine runs to see whether Klatch is well."""
    (line,) = re.findall(r"^HEALTHCHECK .*?CMD (\[.+\])$", dockerfile(), re.MULTILINE)
    command: list[str] = json.loads(line)
    return [sys.executable, *command[1:]]


def boxed(box: Path, data: Path, *arguments: str) -> list[str]:
    """The command line that runs Python in a box; of all there is, only ``/data`` and ``/tmp`` can be written."""
    here, base = Path(sys.prefix).resolve(), Path(sys.base_prefix).resolve()
    python = [str(path) for path in dict.fromkeys((base, here)) if not path.is_relative_to("/usr")]
    shown = [(path, path) for path in (*SYSTEM, *python) if Path(path).is_dir()]
    places = [str(part) for pair in (*shown, *copied()) for part in pair]
    script = _SCRIPT.replace("$NOBODY", str(NOBODY))
    command = [str(here / "bin" / "python"), *arguments]
    return ["unshare", "--mount", "sh", "-c", script, "box", str(box), str(data), *places, "--", *command]
