"""The findings of the doctor."""

from dataclasses import dataclass
from enum import StrEnum


class Verdict(StrEnum):
    """The outcome of a check. Klatch works in spite of a warning; only a failure makes the doctor exit with 1."""

    OK = "OK"
    WARN = "WARN"
    FAIL = "FAIL"

    @classmethod
    def of(cls, *, ok: bool) -> "Verdict":
        """Return OK or FAIL."""
        return cls.OK if ok else cls.FAIL


@dataclass(frozen=True, slots=True)
class Finding:
    """What was checked, what was found, and how to fix it."""

    what: str
    verdict: Verdict
    found: str
    fix: str = ""

    def __str__(self) -> str:
        line = f"{self.verdict:<4}  {self.what}: {self.found}."
        return f"{line} {self.fix}" if self.fix and self.verdict is not Verdict.OK else line
