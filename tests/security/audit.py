"""Are there known holes in what Klatch is made of? Run it with `make audit`; a finding fails.

pip-audit asks the advisory service of the Python Packaging Authority. It calls a package that the service does not
know "skipped", and all is well even if that is every one: here, what nobody has looked at is said in capitals.
"""

import json
import subprocess
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[2]
LISTS = ("requirements.txt", "requirements-playground.txt", "requirements-dev.txt")
SERVICE_SECONDS = 600


@dataclass(frozen=True, slots=True)
class Verdict:
    """What an audit came to."""

    words: Sequence[str]
    has_findings: bool


def judge(report: Mapping[str, Any] | None, fault: str = "") -> Verdict:
    """What a report of pip-audit means; ``None`` and why, when there is none."""
    packages = report["dependencies"] if report else []
    unseen = sorted({each["name"] for each in packages if "skip_reason" in each})
    seen = {each["name"] for each in packages} - set(unseen)
    findings = [
        f"{each['name']} {each['version']}: {hole['id']}, mended in {' or '.join(hole['fix_versions']) or 'no version'}"
        for each in packages
        for hole in each.get("vulns", ())
    ]
    return Verdict([*dict.fromkeys(findings), *_conclusion(len(seen), unseen, fault)], has_findings=bool(findings))


def _conclusion(seen: int, unseen: Sequence[str], fault: str) -> list[str]:
    if not seen:
        why = fault or "the advisory service knows none of the packages from here"
        return [f"NOTHING WAS AUDITED: {why}. Run `make audit` where the advisory service can be reached."]
    if unseen:
        return [f"Packages audited: {seen}. NOT AUDITED: {', '.join(unseen)}."]
    return [f"Packages audited: {seen}."]


def _ask() -> Verdict:
    lists = [part for name in LISTS for part in ("-r", name)]
    command = [sys.executable, "-m", "pip_audit", *lists, "--require-hashes", "--disable-pip"]
    quietly = ["--progress-spinner", "off", "--format", "json"]
    try:
        done = subprocess.run(  # noqa: S603
            [*command, *quietly], cwd=ROOT, capture_output=True, text=True, timeout=SERVICE_SECONDS, check=False
        )
    except subprocess.TimeoutExpired:
        return judge(None, "the advisory service does not answer")
    try:
        return judge(json.loads(done.stdout))
    except ValueError:
        return judge(None, (done.stderr.strip().splitlines() or ["pip-audit said nothing"])[-1][:300])


def main() -> int:
    """Audit, say what was found, and fail on a finding."""
    verdict = _ask()
    print("\n".join(verdict.words))
    return int(verdict.has_findings)


if __name__ == "__main__":
    sys.exit(main())
