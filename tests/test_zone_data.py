"""Time zones by the newest data there is, wherever it lies. Since November 2026 Vancouver keeps its summer time."""

import os
import subprocess
import sys
from datetime import UTC, date, datetime
from importlib.resources import files
from pathlib import Path

import pytest
import tzdata

from bot import zone_data
from bot.cadence import occurrences, parse_words
from bot.calendar_files import CalendarEntry, calendar_file

pytestmark = pytest.mark.one_database

ROOT = Path(__file__).parents[1]
PROBE = """
from datetime import date, datetime, timezone
from bot.cadence import occurrences, parse_words
cadence = parse_words("every Tuesday at 15:00 Vancouver time", "UTC", date(2027, 1, 4))
print(next(occurrences(cadence, datetime(2027, 1, 4, tzinfo=timezone.utc))).at.isoformat())
"""


def machine(folder: Path, version: str) -> Path:
    """A machine's zone files: here Vancouver's clocks are Tokyo's, so that one sees who was asked."""
    (folder / "America").mkdir(parents=True)
    tokyo = files("tzdata").joinpath("zoneinfo", "Asia", "Tokyo").read_bytes()
    (folder / "America" / "Vancouver").write_bytes(tokyo)
    if version:
        (folder / "tzdata.zi").write_text(f"# version {version}\nR d 1916 o - Jun 14 23s 1 S\n")
    return folder


def meets_in_a_process_with(folder: Path) -> str:
    environment = {"PATH": os.environ["PATH"], "PYTHONTZPATH": str(folder)}
    probe = [sys.executable, "-c", PROBE]
    done = subprocess.run(probe, cwd=ROOT, env=environment, capture_output=True, text=True, check=True)  # noqa: S603
    return done.stdout.strip()


def test_tuesday_at_three_in_vancouver_in_january_2027_is_by_summer_time() -> None:
    cadence = parse_words("every Tuesday at 15:00 Vancouver time", "UTC", date(2027, 1, 4))
    meets_at = next(occurrences(cadence, datetime(2027, 1, 4, tzinfo=UTC))).at
    assert meets_at == datetime(2027, 1, 5, 22, tzinfo=UTC)
    assert "DTSTART:20270105T220000Z" in calendar_file(CalendarEntry("1", "Klatch", meets_at, meets_at), meets_at)


def test_the_pinned_package_is_new_enough_for_it() -> None:
    assert tzdata.IANA_VERSION >= "2026f"


@pytest.mark.parametrize("version", ["2025b", "", tzdata.IANA_VERSION])
def test_a_machine_that_is_older_or_does_not_say_is_not_asked(tmp_path: Path, version: str) -> None:
    assert meets_in_a_process_with(machine(tmp_path, version)) == "2027-01-05T22:00:00+00:00"


def test_a_machine_that_is_newer_is_asked_first(tmp_path: Path) -> None:
    assert meets_in_a_process_with(machine(tmp_path, "2099a")) == "2027-01-05T06:00:00+00:00"


def test_a_version_is_read_wherever_a_machine_says_it(tmp_path: Path) -> None:
    (tmp_path / "+VERSION").write_text("2031c\n")
    assert zone_data.source_in(tmp_path).version == "2031c"
    assert zone_data.source_in(tmp_path / "nowhere").version == ""
