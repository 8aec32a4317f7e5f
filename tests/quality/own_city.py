"""A city's own shapes in a folder, and a few programs that they find fault with."""

from __future__ import annotations

from pathlib import Path

from michisuji.quality.check.command import check_files
from michisuji.quality.report import Finding, Report
from michisuji.settings import Settings

PREFIXES = """@prefix ex: <https://city.example/rules#> .
@prefix lm: <https://w3id.org/michisuji/ns#> .
@prefix profile: <https://w3id.org/michisuji/profile/> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix rule: <https://w3id.org/michisuji/rule/> .
@prefix sh: <http://www.w3.org/ns/shacl#> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
"""
DATA = (
    PREFIXES
    + """
<id/program/t-1> a lm:Program ; rdfs:label "図書館を開く"@ja , "Library"@en ; lm:order 3 ;
  lm:summary "本を貸す。"@ja ; ex:code "A1" ; ex:from 5 ; ex:to 2 ; ex:same "x" ; ex:other "x" .
<id/program/t-2> a lm:Program ; rdfs:label "公園"@ja ; lm:order 12 ; ex:code "b" ; ex:from 1 ;
  ex:to 2 .
<id/program/t-3> a ex:Facility ; rdfs:label "道路"@ja .
"""
)


def own(folder: Path, shapes: str, name: str = "own.ttl", profiles: str = "") -> Settings:
    """Settings with a folder that holds these shapes."""
    (folder / "shapes").mkdir(exist_ok=True)
    (folder / "shapes" / name).write_text(PREFIXES + shapes, encoding="utf-8")
    if profiles:
        (folder / "profiles.ttl").write_text(PREFIXES + profiles, encoding="utf-8")
    return Settings(own=str(folder))


def checked(folder: Path, settings: Settings, data: str = DATA, **options: object) -> Report:
    file = folder / "data.ttl"
    file.write_text(data, encoding="utf-8")
    return check_files([file], settings, **options)  # type: ignore[arg-type]


def found(report: Report) -> list[Finding]:
    return [finding for finding in report.findings if finding.is_own]


def ends(findings: list[Finding]) -> set[str]:
    return {finding.focus_node.rpartition("/")[2] for finding in findings}
