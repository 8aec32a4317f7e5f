"""Contents that must not be published: found before a bundle is made, and listed by kind.

``personal``
    names and contacts of persons, in any year's texts (rule INT-05);
``internal``
    anything marked as internal (INT-05), and internal details: addresses of private networks,
    paths of files on somebody's machine;
``broken``
    dead ends: references to nothing (INT-01), codes that are not in their list (INT-02), resources
    without an IRI of ours (INT-04); and checks that could not be done;
``quality``
    all other violations in profile ``publish``, including ill-typed values. Only these may be
    accepted: the bundle then contains the report that lists them.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, ClassVar, Literal

from michisuji.errors import MichisujiError
from michisuji.languages import Text
from michisuji.messages import message, text
from michisuji.publication.dumps.graphs import graph_file, public_graphs
from michisuji.scratch import scratch

if TYPE_CHECKING:
    from collections.abc import Sequence

    from michisuji.quality.report import Finding, Report
    from michisuji.settings import Settings
    from michisuji.store import Store

PROFILE = "publish"
Kind = Literal["personal", "internal", "broken", "quality"]
_RULE = "INT-05"
_INTERNAL = "INT-05-internal"
_BROKEN = ("INT-01", "INT-02", "INT-04")
#: Of a rule in ``_BROKEN``, but it breaks nothing: a name without language.
_HARMLESS = "INT-04-label"
#: Hosts that exist only in an internal network, and files on somebody's machine.
_INSIDE = re.compile(
    r"(?i:\b(?:https?|ftp|smb)://(?:localhost|127\.\d+\.\d+\.\d+|\[::1\]|10\.\d+\.\d+\.\d+"
    r"|192\.168\.\d+\.\d+|172\.(?:1[6-9]|2\d|3[01])\.\d+\.\d+"
    r"|[\w.-]+\.(?:local|lan|internal|intra|localdomain))(?![\w.-])[^\s\"<>]*"
    r"|\bfile:/+[^\s\"<>]*)"
    r"|(?<![\w/:.])/(?:home|Users|root|tmp|var|mnt)/[\w.-]+[^\s\"<>]*"
    # In N-Triples a backslash is written twice.
    r"|\b[A-Za-z]:\\\\[\w.-][^\s\"<>]*|\\\\\\\\[\w.-]+\\\\[^\s\"<>]*"
)
_EMAIL = re.compile(r"[A-Za-z0-9._-][@＠][A-Za-z0-9-]+[.][A-Za-z]")
#: Properties whose address is meant to be public.
_CONTACTS = {
    "http://www.w3.org/ns/dcat#contactPoint",
    "http://www.w3.org/2006/vcard/ns#hasEmail",
    "https://schema.org/email",
}
#: How many are listed of each kind; the rest is counted.
SHOWN = 20


@dataclass(frozen=True)
class Refusal:
    """One thing that must not be published: what it is, and its resource or statement."""

    kind: Kind
    what: Text = field(hash=False)
    at: str


class NotPublished(MichisujiError):
    """Raised when a bundle was not made because some of its content must not be published."""

    code = "not-published"
    status = 409
    title: ClassVar[Text] = {"ja": "公開できません", "en": "Not published"}

    #: All refusals, not only those that the message shows.
    refusals: Sequence[Refusal] = ()


def find(
    store: Store, settings: Settings, report: Report, *, accept_findings: bool = False
) -> list[Refusal]:
    """Find everything that prevents publication, worst kinds first.

    ``report`` is a check of the current state with profile ``publish``; earlier years are checked
    here. Raises the store's errors.
    """
    found = [*_of_report(report), *_of_years(store, settings), *traces(store, settings)]
    kept = [r for r in dict.fromkeys(found) if not (accept_findings and r.kind == "quality")]
    return sorted(kept, key=lambda refusal: (_KINDS.index(refusal.kind), refusal.at))


def refuse(refusals: Sequence[Refusal]) -> None:
    """Raise NotPublished with the list, unless it is empty."""
    if not refusals:
        return
    hint = text(f"refusal.{'accept' if all(r.kind == 'quality' for r in refusals) else 'mend'}")
    error = NotPublished(
        "公開できないものがあります。何も書き出していません\n" + _listed(refusals, "ja"),
        "some things must not go out; nothing was written\n" + _listed(refusals, "en"),
        hint_ja=hint["ja"],
        hint_en=hint["en"],
    )
    error.refusals = refusals
    raise error


_KINDS = ("personal", "internal", "broken", "quality")


def _place(refusal: Refusal) -> str:
    return f" <{refusal.at}>" if refusal.at else ""


def _listed(refusals: Sequence[Refusal], lang: str) -> str:
    lines = []
    for kind in _KINDS:
        name = message(f"refusal.kind.{kind}", lang)
        own = [refusal for refusal in refusals if refusal.kind == kind]
        lines += [f"[{name}] {r.what[lang]}{_place(r)}" for r in own[:SHOWN]]
        if len(own) > SHOWN:
            lines.append(f"[{name}] {message('refusal.more', lang, count=len(own) - SHOWN)}")
    return "\n".join(lines)


def _of_report(report: Report) -> Iterator[Refusal]:
    from michisuji.quality.check import nothing

    for problem in report.problems:
        yield Refusal(
            "quality" if problem == nothing.problem("store") else "broken", problem.message, ""
        )
    for finding in report.findings:
        if finding.severity == "violation" and not finding.waived:
            yield Refusal(_kind(finding), finding.message, finding.focus_node)


def _kind(finding: Finding) -> Kind:
    if finding.rule == _RULE:
        return "internal" if (finding.constraint or "").endswith(_INTERNAL) else "personal"
    harmless = (finding.constraint or "").endswith(_HARMLESS)
    return "broken" if finding.rule in _BROKEN and not harmless else "quality"


def _of_years(store: Store, settings: Settings) -> Iterator[Refusal]:
    """Yield persons and internal things in earlier years' states, which are published too."""
    from michisuji.quality.check import years

    for year in years.years(store, settings.base_iri)[:-1]:
        report = years.check_year(store, settings, year, PROFILE)
        own = (f for f in report.active if f.rule == _RULE and f.severity == "violation")
        yield from (Refusal(_kind(finding), finding.message, finding.focus_node) for finding in own)


def traces(store: Store, settings: Settings) -> Iterator[Refusal]:
    """Yield statements with internal details in any graph, including provenance."""
    with scratch() as work:
        for graph in public_graphs(store, settings.base_iri):
            with graph_file(store, graph, work).open("rb") as lines:
                yield from _traces_in(lines, settings.base_iri, graph)


def _traces_in(lines: Iterable[bytes], base_iri: str, graph: str) -> Iterator[Refusal]:
    for line in lines:
        said = line.decode("utf-8", "replace")
        subject, predicate, _ = said.split(" ", 2)
        at = f"{graph} {subject.strip('<>')}"
        inside = _INSIDE.search(said.replace(base_iri, ""))
        if inside:
            yield Refusal(
                "internal",
                text("refusal.inside", word=inside[0][:80]),
                at,
            )
        elif _EMAIL.search(said) and predicate.strip("<>") not in _CONTACTS:
            yield Refusal(
                "personal",
                text("refusal.email"),
                at,
            )
