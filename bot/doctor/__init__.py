"""The doctor: whether everything that Klatch needs is there, whether it keeps up, and how to mend what is not so."""

from bot.doctor.examination import examine
from bot.doctor.findings import Finding
from bot.doctor.slack_checks import MANIFEST

__all__ = ["MANIFEST", "Finding", "examine"]
