#!/usr/bin/env bash
# icalendar 7.3.0: Contentline.from_parts leaves the parameter TZID out when it is UTC, and adds no Z to the value. What
# is written is a time of no zone ("floating", RFC 5545, section 3.3.5): read back, 15:00 in UTC is 15:00 wherever the
# reader is. With any other zone the parameter stays. An event written as a whole is right: its times get the Z.
# Seen with icalendar 7.3.0 on Python 3.11:
#   UTC: DTSTART:20270105T150000, read back without a zone
#   Europe/Paris: DTSTART;TZID=Europe/Paris:20270105T150000
#   whole event: DTSTART:20270105T150000Z
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet --disable-pip-version-check icalendar==7.3.0 tzdata==2026.6 > /dev/null
"$folder/venv/bin/python" - <<'PYTHON'
import sys

from icalendar import Event
from icalendar.parser import Contentline, Parameters


def line(zone):
    return str(Contentline.from_parts("DTSTART", Parameters({"TZID": zone}), "20270105T150000"))


def read(start):
    return Event.from_ical(f"BEGIN:VEVENT\r\nUID:1\r\n{start}\r\nEND:VEVENT\r\n")


whole = read("DTSTART;TZID=UTC:20270105T150000").to_ical().decode()
seen = (
    line("UTC"),
    read(line("UTC"))["DTSTART"].dt.tzinfo,
    line("Europe/Paris"),
    next(each for each in whole.splitlines() if each.startswith("DTSTART")),
)
print("UTC:", seen[0], "read back with the zone", seen[1])
print("Europe/Paris:", seen[2])
print("whole event:", seen[3])
expected = (
    "DTSTART:20270105T150000",
    None,
    "DTSTART;TZID=Europe/Paris:20270105T150000",
    "DTSTART:20270105T150000Z",
)
sys.exit(0 if seen == expected else "icalendar does otherwise now")
PYTHON
