"""The findings of the doctor."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Finding:
    """A thing that was looked at, what was found, and how to mend it."""

    what: str
    well: bool
    found: str
    mend: str = ""

    def __str__(self) -> str:
        line = f"{'well ' if self.well else 'WRONG'}  {self.what}: {self.found}."
        return f"{line} {self.mend}" if self.mend and not self.well else line
