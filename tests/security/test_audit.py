"""The audit of dependencies fails on a finding, and never keeps quiet about what it has not seen."""

from typing import Any

from tests.security.audit import judge

HOLE = {"id": "PYSEC-2026-1", "fix_versions": ["2.0"]}


def package(name: str, *holes: dict[str, Any]) -> dict[str, Any]:
    return {"name": name, "version": "1.0", "vulns": list(holes)}


def unknown(name: str) -> dict[str, Any]:
    return {"name": name, "skip_reason": f"{name} could not be audited"}


def test_a_finding_fails_and_says_what_to_do() -> None:
    verdict = judge({"dependencies": [package("one"), package("two", HOLE)]})
    assert verdict.has_findings
    assert verdict.words == ["two 1.0: PYSEC-2026-1, mended in 2.0", "Packages audited: 2."]


def test_no_finding_is_all_right() -> None:
    verdict = judge({"dependencies": [package("one"), package("one")]})
    assert (verdict.has_findings, verdict.words) == (False, ["Packages audited: 1."])


def test_what_the_service_does_not_know_is_named() -> None:
    verdict = judge({"dependencies": [package("one"), unknown("two")]})
    assert (verdict.has_findings, verdict.words) == (False, ["Packages audited: 1. NOT AUDITED: two."])


def test_an_audit_of_nothing_says_so_in_capitals_and_does_not_fail() -> None:
    for verdict in (judge({"dependencies": [unknown("one")]}), judge(None, "no such host")):
        assert verdict.words[0].startswith("NOTHING WAS AUDITED: ")
        assert not verdict.has_findings
