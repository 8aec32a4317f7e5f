"""The real sheets of 2024: what the import counts equals what is counted from the CSVs here."""

from __future__ import annotations

import csv
import hashlib
import io
import json
import re
import zipfile
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pyoxigraph as ox
import pytest

from tests import national_import
from tests.national_import import NationalImport

pytestmark = pytest.mark.national
GIGABYTE = 1_000_000_000
HAN = r"[\u3400-\u9fff\uf900-\ufaff々]+"
KIND = "種別（アクティビティ・アウトプット・アウトカム）"
NUMBER = "アクティビティ・アウトプット・アウトカムの番号"


@pytest.fixture
def imported(imported_nation: NationalImport) -> NationalImport:
    return imported_nation


def _rows(national: Path, table: str) -> Iterator[dict[str, str]]:
    (path,) = national.glob(f"{table}_*.zip")
    with zipfile.ZipFile(path) as archive, archive.open(archive.namelist()[0]) as binary:
        yield from csv.DictReader(io.TextIOWrapper(binary, "utf-8-sig", newline=""))


def test_every_row_of_every_table_is_accounted_for(
    imported: NationalImport, national: Path
) -> None:
    counts = imported.report["rows"]
    assert sorted(counts) == ["1-1", "1-2", "1-3", "1-5", "2-1", "3-2", "4-1"]
    assert imported.adds_up
    for table, rows in counts.items():
        assert rows["read"] == sum(1 for _ in _rows(national, table)), table
        assert rows["refused"] == 0, table
    assert imported.report["refusals"] == []


def test_programs_money_and_lines(imported: NationalImport, national: Path) -> None:
    programs, money, lines = set(), set(), 0
    for row in _rows(national, "2-1"):
        programs.add(row["予算事業ID"])
        if row["当初予算（合計）"]:
            money.add((row["予算事業ID"], row["予算年度"]))
        if row["当初予算"]:
            lines += 1
    made = imported.report["made"]
    assert made["Program"] == len(programs) == 4889
    assert made["BudgetYear"] == len(money)
    assert made["AccountLine"] == lines


def test_elements_and_links(imported: NationalImport, national: Path) -> None:
    elements: set[tuple[str, ...]] = set()
    links: set[tuple[tuple[str, ...], tuple[str, ...]]] = set()
    empty = 0
    for row in _rows(national, "3-2"):
        source = (
            row["予算事業ID"],
            row[f"派生元ー{KIND}"],
            row[f"派生元ー{NUMBER}"],
            row["派生元ーアウトカムの期間"],
            row["派生元ーアクティビティの内容/ 活動目標／成果目標"],
        )
        target = (
            row["予算事業ID"],
            row[f"派生先ー{KIND}"],
            row[f"派生先ー{NUMBER}"],
            row["派生先ーアウトカムの期間"],
            row["派生先ー 活動目標／成果目標"],
        )
        if not source[1]:
            empty += 1
            continue
        elements |= {source, target}
        links.add((source, target))
    by_kind = Counter(element[1] for element in elements)
    made = imported.report["made"]
    assert made["Activity"] == by_kind["アクティビティ"]
    assert made["Output"] == by_kind["アウトプット"]
    assert made["Outcome"] == by_kind["アウトカム"]
    # the year's money leads to each activity besides
    assert made["CausalLink"] == made["leadsTo"] == len(links) + by_kind["アクティビティ"]
    assert made["LogicModel"] == 4889
    assert imported.report["rows"]["3-2"]["empty"] == empty


def test_policies_and_measures(imported: NationalImport, national: Path) -> None:
    policies, measures, nothing = set(), set(), {"", "ー", "なし"}
    for row in _rows(national, "1-3"):
        key = (row["政策所管府省庁_P"], row["政策"])
        if row["政策"] not in nothing:
            policies.add(key)
        if row["施策"] not in nothing:
            measures.add((*key, row["施策"]))
    made = imported.report["made"]
    assert made["Policy"] == len(policies)
    assert made["Measure"] == len(measures)


def test_units(imported: NationalImport, national: Path) -> None:
    levels = ("府省庁", "局・庁", "部", "課", "室", "班", "係")
    paths: list[list[tuple[int, str]]] = []
    agencies = {
        row["府省庁"].split("\u3000")[-1]: row["所管府省庁"]
        for row in _rows(national, "1-1")
        if row["府省庁"] != row["所管府省庁"]
    }
    for row in _rows(national, "1-1"):
        for suffix in ("", "（その他担当組織）"):
            names = [" ".join(row[level + suffix].split()) for level in levels]
            agency = names[0].rpartition(" ")[2]
            ministry = agencies.get(agency, agency)
            top = [(0, ministry)] + ([(1, agency)] if agency != ministry else [])
            # 局・庁 and 部 are one kind of unit, and so is an external bureau
            below = [(1 if n == 2 else n, x) for n, x in enumerate(names) if n and x]
            paths.append((top if agency else []) + below)
    paths += [[(0, row["政策所管府省庁_P"])] for row in _rows(national, "1-3")]
    units = {tuple(path[: n + 1]) for path in paths for n in range(len(path)) if path[0][1]}
    assert imported.report["made"]["OrganizationalUnit"] == len(units)


def test_reviews(imported: NationalImport, national: Path) -> None:
    from michisuji.importers.rs.sheet import nothing

    found: set[tuple[str, ...]] = set()
    review = "事業所管部局による点検・改善"
    followed = "所見を踏まえた改善点／概算要求における反映状況"
    groups = {
        "self": (
            f"{review}ー点検結果",
            f"{review}ー改善の方向性",
            f"{review}－目標年度における効果測定に関する評価",
        ),
        "external": ("外部有識者による点検ー所見", "公開プロセス結果概要"),
        "lead": (
            "行政事業レビュー推進チームの所見",
            "行政事業レビュー推進チームの所見の詳細",
            followed,
            f"{followed}の詳細",
        ),
    }
    remarks = (
        ("過去に受けた指摘事項－", ("区分", "取りまとめ年度", "取りまとめ内容", "対応状況")),
        ("その他の指摘事項－", ("調査等の名称", "指摘年度", "指摘内容", "対応状況")),
    )
    for row in _rows(national, "4-1"):
        for kind, columns in groups.items():
            if any(not nothing(row[column]) for column in columns):
                found.add((row["予算事業ID"], kind))
        for prefix, columns in remarks:
            kind, year, text, response = (row[prefix + column] for column in columns)
            if not nothing(text) or not nothing(response):
                found.add((row["予算事業ID"], prefix, kind, year, text))
    assert imported.report["made"]["Evaluation"] == len(found)


def test_the_output_is_n_triples_without_repetition(imported: NationalImport) -> None:
    report = imported.report
    for graph, path in imported.graphs.items():
        seen: set[int] = set()
        for triple in ox.parse(path=path, format=ox.RdfFormat.N_TRIPLES):
            assert not isinstance(triple.subject, ox.BlankNode)
            seen.add(hash(triple))
        assert len(seen) == report["graphs"][graph]


def test_no_name_of_a_person_in_charge_reaches_the_output(
    imported: NationalImport, national: Path
) -> None:
    names = {"".join(row["作成責任者"].split()) for row in _rows(national, "1-1")}
    names -= {"", "作成責任者未設定"}
    assert len(names) > 1000
    # Spaces between the parts of a name must not hide it. Runs of Chinese characters, each
    # once, are a hundredth of the text; names with other characters are looked for in it all.
    runs: set[str] = set()
    found: set[str] = set()
    others = {name for name in names if not re.fullmatch(HAN, name)}
    texts = [json.dumps(imported.report, ensure_ascii=False)]
    texts += [path.read_text(encoding="utf-8") for path in imported.graphs.values()]
    for text in texts:
        dense = text.replace("\u3000", "").replace(" ", "")
        runs.update(re.findall(HAN, dense))
        found |= {name for name in others if name in dense}
    joined = "\n".join(runs)
    found |= {name for name in names - others if name in joined}
    assert not found, f"{len(found)} names of persons in charge in the output"


def test_a_known_program_is_whole(imported: NationalImport, national: Path) -> None:
    ids = {row["予算事業ID"] for row in _rows(national, "1-1")}
    assert "3339" in ids
    with imported.data.open(encoding="utf-8") as lines:
        about = [
            line for line in lines if line.startswith("<http://127.0.0.1:8000/id/program/rs-3339>")
        ]
    said = {line.split(" ")[1].rpartition("#")[2].rstrip(">") for line in about}
    assert {"purpose", "summary", "leadUnit", "partOf", "label", "type"} <= said


def test_peak_memory(imported: NationalImport) -> None:
    assert imported.peak < 1.5 * GIGABYTE, f"{imported.peak / GIGABYTE:.2f} GB"


def test_twice_gives_the_same_bytes(
    imported: NationalImport, national: Path, tmp_path: Path
) -> None:
    for path in sorted(national.glob("*.zip")):
        with zipfile.ZipFile(path) as archive:
            archive.extractall(tmp_path / "csv")
    national_import.make(tmp_path / "csv", tmp_path)

    def digests(found: NationalImport) -> dict[str, str]:
        return {g: hashlib.sha256(p.read_bytes()).hexdigest() for g, p in found.graphs.items()}

    assert digests(national_import.read(tmp_path)) == digests(imported)
