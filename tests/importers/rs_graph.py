"""Helpers of the RS tests: import some files and look at the statements."""

from __future__ import annotations

import csv
import shutil
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType

import pyoxigraph as ox
import pytest
from michisuji.importers.common import Batch, ImportReport
from michisuji.importers.rs import import_rs
from michisuji.importers.rs.tables import TABLES
from michisuji.vocabulary import PREFIXES

FIXTURES = Path(__file__).parent / "rs_fixtures"
BASE = "http://127.0.0.1:8000"


@dataclass
class Imported:
    """The result of an import, loaded for looking at."""

    batch: Batch
    report: ImportReport
    store: ox.Store

    def values(self, subject: str, predicate: str) -> list[str]:
        """Sorted values of ``id/…`` (or a full IRI) for a prefixed predicate."""
        found = self.store.quads_for_pattern(node(subject), named(predicate), None, None)
        return sorted(_short(quad.object) for quad in found)

    def subjects(self, predicate: str, value: str) -> list[str]:
        """Sorted subjects that have a value (a resource, a prefixed name or a text)."""
        found = [
            _short(quad.subject)
            for quad in self.store.quads_for_pattern(None, named(predicate), None, None)
            if _short(quad.object) == value
        ]
        return sorted(found)

    def the(self, class_name: str, label: str) -> str:
        """The one resource of a class with a label."""
        (one,) = set(self.subjects("rdf:type", class_name)) & set(
            self.subjects("rdfs:label", label)
        )
        return one

    def bytes(self) -> dict[str, bytes]:
        """Every graph's file."""
        return {graph: path.read_bytes() for graph, path in self.batch.graphs.items()}


def named(prefixed: str) -> ox.NamedNode:
    prefix, _, local = prefixed.partition(":")
    return ox.NamedNode(PREFIXES[prefix] + local)


def node(reference: str) -> ox.NamedNode:
    return ox.NamedNode(f"{BASE}/{reference}" if reference.startswith("id/") else reference)


def _short(term: object) -> str:
    value = str(getattr(term, "value", term))
    if isinstance(term, ox.NamedNode):
        for prefix, namespace in (("lm", PREFIXES["lm"]), *PREFIXES.items()):
            if value.startswith(namespace):
                return f"{prefix}:{value[len(namespace) :]}"
        return value.removeprefix(BASE + "/")
    return value


def run(paths: Iterable[Path], out: Path, **options: object) -> Imported:
    """Import and load. Every line must be N-Triples, and no triple written twice."""
    batch, report = import_rs(list(paths), out_dir=out, **options)  # type: ignore[arg-type]
    store = ox.Store()
    for graph, path in batch.graphs.items():
        store.load(path=str(path), format=ox.RdfFormat.N_TRIPLES, to_graph=ox.NamedNode(graph))
    assert len(store) == report.triples
    assert report.adds_up
    return Imported(batch, report, store)


def table(table_id: str) -> Path:
    """The fixture of a table."""
    (path,) = FIXTURES.glob(f"{table_id}_*.csv")
    return path


def rows(path: Path) -> list[dict[str, str]]:
    """A CSV's rows as dictionaries."""
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def write(path: Path, content: Sequence[Mapping[str, str]], header: Sequence[str] = ()) -> Path:
    """Write rows as the review's CSVs are: BOM, CRLF."""
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.DictWriter(file, list(header or content[0]), lineterminator="\r\n")
        writer.writeheader()
        writer.writerows(content)
    return path


def copied(folder: Path, *without: str) -> Path:
    """A new folder with the fixtures, but for some tables."""
    folder.mkdir(parents=True, exist_ok=True)
    for one in TABLES:
        if one.id not in without:
            shutil.copy(table(one.id), folder)
    return folder


def data_of(done: Imported) -> list[bytes]:
    """The statements of the one year, sorted."""
    (graph,) = (g for g in done.batch.graphs if not g.endswith("provenance"))
    return sorted(done.batch.graphs[graph].read_bytes().splitlines())


#: Inputs that went wrong; not in the repository.
CASES = Path(__file__).resolve().parents[3] / "shared" / "cases" / "faults"
needs_cases = pytest.mark.skipif(not CASES.is_dir(), reason=f"no inputs that went wrong in {CASES}")
#: Real rows of the review of 2025 (tables 3-1 and 3-2 of two projects); not in the repository.
REVIEW_2025 = Path(__file__).resolve().parents[3] / "shared" / "rs2025-sample"
needs_review_2025 = pytest.mark.skipif(
    not any(REVIEW_2025.glob("*.csv")), reason=f"the rows of 2025 are not in {REVIEW_2025}"
)

_COMMON = {
    "事業年度": "2025",
    "予算事業ID": "7",
    "事業名": "星をかぞえる（架空）",
    "府省庁": "架空省",
}
_NODE = "アクティビティ・アウトプット・アウトカム"
_END = {"番号": f"{_NODE}の番号", "種別": f"種別（{_NODE}）", "期間": "アウトカムの期間"}
#: Number, kind, period, text.
Element = tuple[str, str, str, str]


def link_row(source: Element, target: Element, **more: str) -> dict[str, str]:
    """A row of 3-2 from one element to another, in a fictional project of 2025."""
    columns = [f"派生元ー{c}" for c in _END.values()] + [
        "派生元ーアクティビティの内容/ 活動目標／成果目標"
    ]
    columns += [f"派生先ー{c}" for c in _END.values()] + ["派生先ー 活動目標／成果目標"]
    rest = {"後続アウトカムへのつながり": "", "アウトカムを複数段階で設定できない理由": ""}
    return {**_COMMON, **dict(zip(columns, [*source, *target], strict=True)), **rest, **more}


def value_rows(
    element: Element,
    indicator: str,
    values: Mapping[str, Mapping[str, str]] = MappingProxyType({}),
    **more: str,
) -> list[dict[str, str]]:
    """The rows of 3-1 of one indicator: ``values`` are 目標年度, 目標値 … → year → cell."""
    (number, kind, period, text), years = element, map(str, range(2020, 2031))
    blank = dict.fromkeys(years, "")
    row = {
        **_COMMON,
        "事業に関連するKPIが定められている閣議決定等の名称": "",
        "事業に関連するKPIが定められている閣議決定等の該当箇所": "",
        "事業に関連するKPIが定められている閣議決定等のURL": "",
        **dict(zip(_END.values(), (number, kind, period), strict=True)),
        "成果目標の種類": "定量的" if kind == "アウトカム" else "",
        "アクティビティ／活動目標／成果目標": text,
        "活動指標／成果指標": indicator,
        "単位": "件" if indicator else "",
        "改善の上向き／下向き": "上がると良い指標" if kind == "アウトカム" else "",
        "成果実績及び目標値の根拠として用いた統計・データ名（出典）": "",
        "定性的なアウトカム目標を設定している理由": "",
        "定性的なアウトカムに関する成果実績": "",
    }
    if not indicator:
        return [{**row, "目標年度／目標値／実績値／達成率": "", **blank, **more}]
    kinds = ("1.目標年度", "2.目標値", "3.実績値", "4.達成率")
    return [
        {**row, "目標年度／目標値／実績値／達成率": k, **blank, **values.get(k[2:], {}), **more}
        for k in kinds
    ]
