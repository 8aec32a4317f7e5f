"""Export into the national review's layout: what the layout holds comes back the same."""

from __future__ import annotations

import csv
import io
import zipfile
from collections import Counter
from collections.abc import Iterable
from decimal import Decimal
from functools import cache
from pathlib import Path

import pyoxigraph as ox
import pytest
from michisuji.achievement import achievement
from michisuji.importers.rs import import_rs
from michisuji.importers.rs.tables import TABLES
from michisuji.languages import LANGUAGES
from michisuji.messages import section
from michisuji.store.memory import MemoryStore
from michisuji.vocabulary import PREFIXES
from tables_made import BASE, folder_of, made, sample, store_of

FIXTURES = Path(__file__).parent.parent / "importers" / "rs_fixtures"
LM, RDFS = PREFIXES["lm"], PREFIXES["rdfs"]
LABEL = f"{RDFS}label"
YEAR = 2025
Said = tuple[str, str, str]


def imported(source: Path, out: Path, *, clean: bool = True) -> tuple[MemoryStore, set[Said]]:
    """A store with what the importer makes of files, and the statements of its data graphs."""
    store = MemoryStore(BASE)
    batch, report = import_rs([source], out_dir=out)
    assert not clean or not report.refusals, report.refusals[:3]
    store.replace(batch)
    data = {
        (q.subject.value, q.predicate.value, str(q.object))
        for graph in batch.graphs
        if not graph.endswith("provenance")
        for q in store.data.quads_for_pattern(None, None, None, ox.NamedNode(graph))
    }
    return store, data


def without_hashes(data: Iterable[Said]) -> Counter[tuple[str, str]]:
    """What is said, whatever the IRIs: (predicate, literal), and how often a link stands."""
    return Counter((p, o if o.startswith('"') else "") for _, p, o in data)


def sheet(folder: Path, table: str, year: int) -> list[dict[str, str]]:
    """The rows of a sheet."""
    (path,) = folder.glob(f"{table}_RS_{year}_*.zip")
    with zipfile.ZipFile(path) as archive, archive.open(archive.namelist()[0]) as binary:
        text = io.TextIOWrapper(binary, "utf-8-sig", newline="")
        return list(csv.DictReader(text, strict=True))


# --- The nation's data: imported, exported, imported ---------------------------------------------


def test_the_fixtures_come_back_but_for_words_that_the_data_do_not_keep(tmp_path: Path) -> None:
    store, before = imported(FIXTURES, tmp_path / "in", clean=False)
    _, after = imported(made(store, tmp_path, "rs") / "rs", tmp_path / "again")
    assert without_hashes(before) == without_hashes(after)
    # IRIs made from an unreadable year, a name that was taken out, an unknown period.
    gone = {s for s, _, _ in before} - {s for s, _, _ in after}
    kinds = Counter(s.removeprefix(f"{BASE}/id/").split("/")[0] for s in gone)
    assert kinds == {"evaluation": 2, "outcome": 1, "link": 1}
    assert len(before & after) > 0.9 * len(before)


def test_exporting_again_gives_the_same_bytes(tmp_path: Path) -> None:
    store, _ = imported(FIXTURES, tmp_path / "in", clean=False)
    first = made(store, tmp_path / "1", "rs") / "rs"
    again, _ = imported(first, tmp_path / "again")
    second = made(again, tmp_path / "2", "rs") / "rs"
    names = sorted(path.name for path in first.iterdir())
    assert len(names) == len(TABLES) + 1
    for name in names:
        assert (first / name).read_bytes() == (second / name).read_bytes(), name


def test_achievement_is_ours_and_no_difference_to_the_importer(tmp_path: Path) -> None:
    store, _ = imported(FIXTURES, tmp_path / "in", clean=False)
    folder = made(store, tmp_path, "rs") / "rs"
    kind, direction = "目標年度／目標値／実績値／達成率", "改善の上向き／下向き"
    rows = sheet(folder, "3-1", 2024)
    told = [row for row in rows if row[kind] == "4.達成率"]
    assert any(row[str(y)] for row in told for y in range(2007, 2061))
    for rate in told:
        at = rows.index(rate)
        target, actual = rows[at - 2], rows[at - 1]
        for year in map(str, range(2007, 2061)):
            if rate[year]:
                way = "up" if rate[direction] == "上向き" else "down"
                found = achievement(way, Decimal(target[year]), Decimal(actual[year]))
                assert found is not None
                assert rate[year] == str(found.percent)
    _, report = import_rs([folder], out_dir=tmp_path / "again")
    assert "rate-differs" not in report.notes


NATION_TAKEN = 12


@cache
def _nation(national: Path, folder: Path) -> Path:
    """The sheets of every twelfth program."""
    for path in national.glob("*.zip"):
        with zipfile.ZipFile(path) as archive:
            member = archive.infolist()[0]
            with archive.open(member) as binary:
                text = io.TextIOWrapper(binary, "utf-8-sig", newline="")
                rows = csv.reader(text)
                heading = next(rows)
                at = heading.index("予算事業ID")
                with (folder / f"{path.stem}.csv").open("w", encoding="utf-8-sig") as out:
                    writer = csv.writer(out, lineterminator="\r\n")
                    writer.writerow(heading)
                    writer.writerows(r for r in rows if int(r[at] or 0) % NATION_TAKEN == 0)
    return folder


@pytest.mark.national
def test_the_nations_sheets_come_back(national: Path, tmp_path: Path) -> None:
    store, before = imported(_nation(national, tmp_path), tmp_path / "in")
    _, after = imported(made(store, tmp_path, "rs") / "rs", tmp_path / "again")
    assert len(before) > 50_000
    # Lost are IRIs that were made from a law's unusable ID or from a name that was taken out.
    assert len(before - after) < 0.003 * len(before)
    lost = {s.removeprefix(f"{BASE}/id/").split("/")[0] for s, _, _ in before - after}
    assert lost <= {
        "law",
        "program",
        "evaluation",
        "activity",
        "output",
        "outcome",
        "link",
        "money",
    }
    for prop in ("lm:leadUnit", "lm:partOf", "lm:relatedUnit", "lm:executedAmount", "lm:stage"):
        whole = LM + prop[3:]
        assert {s for s in before if s[1] == whole} == {s for s in after if s[1] == whole}


# --- 見本市: exported, imported as a data set of the nation's layout ------------------------------


@cache
def _back(folder: Path) -> MemoryStore:
    for path in (folder_of() / "rs").glob(f"*_RS_{YEAR}_*.zip"):
        (folder / path.name).write_bytes(path.read_bytes())
    return imported(folder, folder / "in")[0]


@pytest.fixture(scope="module")
def back(tmp_path_factory: pytest.TempPathFactory) -> MemoryStore:
    return _back(tmp_path_factory.mktemp("back"))


GRAPHS = (f"{BASE}/graph/mihon", f"{BASE}/graph/mihon/{YEAR}")
SAME = sorted((Path(__file__).parent / "rs").glob("*.rq"))


def told(store: MemoryStore, query: str) -> Counter[tuple[str, ...]]:
    """Rows of a query over the city's year, or over what came back."""
    graphs = GRAPHS if store is sample().store else ()
    found = store.select(query, default_graphs=graphs)
    return Counter(tuple(str(term) for term in row) for row in found.rows)


@pytest.mark.parametrize("path", SAME, ids=lambda path: path.stem)
def test_the_citys_models_come_back(path: Path, back: MemoryStore) -> None:
    query = path.read_text("utf-8")
    before, after = told(sample().store, query), told(back, query)
    assert sum(before.values()) >= 10
    assert before == after


def test_files_are_named_and_headed_as_the_nations() -> None:
    for table in TABLES:
        (path,) = (folder_of() / "rs").glob(f"{table.id}_RS_{YEAR}_{table.title}.zip")
        with zipfile.ZipFile(path) as archive:
            (member,) = archive.namelist()
            data = archive.read(member)
        assert member == f"{path.stem}.csv"
        assert data.startswith("\ufeff事業年度,予算事業ID,事業名,".encode())
        assert data.endswith(b"\r\n")
        header = sheet(folder_of() / "rs", table.id, YEAR)[0].keys()
        assert set(table.columns.values()) - set(header) <= {"作成責任者"}
        (national,) = FIXTURES.glob(f"{table.id}_*.csv")
        with national.open(encoding="utf-8-sig", newline="") as file:
            known = set(next(csv.reader(file)))
        years = {str(year) for year in range(2007, 2061)}
        assert set(header) - years <= known | set(table.columns.values())
        assert path.name.replace(str(YEAR), "2024") == f"{national.stem}.zip"


def test_a_city_stands_where_the_ministry_does() -> None:
    row = sheet(folder_of() / "rs", "1-1", YEAR)[0]
    assert row["府省庁"] == row["所管府省庁"] == "見本市"
    assert row["局・庁"].endswith("部")
    assert row["課"] == "防災危機管理課"


def test_what_the_layout_cannot_hold_is_told_for_each_table() -> None:
    text = ((folder_of() / "rs") / "README.txt").read_text("utf-8")
    assert set(section("tables.rs_limits", "ja")) == {table.id for table in TABLES}
    for lang in LANGUAGES:
        assert all(limit in text for limit in section("tables.rs_limits", lang).values())


def test_entries_have_their_year_and_wrapping() -> None:
    found = [one for one in sample().entries if "/rs/" in one.path]
    assert Counter(one.year for one in found) == {2024: 8, 2025: 8, 2026: 8}
    assert {(one.media_type, one.packed) for one in found} == {("text/csv", "application/zip")}


PROGRAM = """
<id/program/t-1> a lm:Program ; rdfs:label "=事業"@ja .
<id/model/t-1> a lm:LogicModel ; lm:modelOf <id/program/t-1> ; lm:fiscalYear "2024"^^xsd:gYear .
"""


def test_a_formula_is_disarmed_and_read_back(tmp_path: Path) -> None:
    store = store_of(("t", PROGRAM), ("t/2024", '<urn:x> rdfs:label "x"@ja .'))
    folder = made(store, tmp_path) / "rs"
    assert sheet(folder, "1-2", 2024)[0]["事業名"] == "'=事業"
    _, data = imported(folder, tmp_path / "in")
    assert (f"{BASE}/id/program/rs-1", LABEL, '"=事業"@ja') in data


def test_elements_keep_their_order_and_those_without_a_link_stay(tmp_path: Path) -> None:
    names = ["A", "B", "C", "D", "E"]
    kinds = ["Activity", "Output", "Output", "Outcome", "Outcome"]
    elements = "".join(
        f'<id/e/{n}> a lm:{kind} ; rdfs:label "{n}"@ja ; lm:order {i} ; lm:inModel <id/model/t-1> .'
        for i, (n, kind) in enumerate(zip(names, kinds, strict=True), 1)
    )
    links = "".join(
        f"<id/link/{a}{b}> a lm:CausalLink ; lm:from <id/e/{a}> ; lm:to <id/e/{b}> ; "
        "lm:inModel <id/model/t-1> .\n"
        for a, b in ("AD", "AB", "BD", "DE")
    )
    store = store_of(("t", PROGRAM), ("t/2024", elements + links))
    again, data = imported(made(store, tmp_path) / "rs", tmp_path / "in")
    labels = {s: o.strip('"').removesuffix('"@ja') for s, p, o in data if p == LABEL}
    order = {labels[s]: o.split('"')[1] for s, p, o in data if p == f"{LM}order"}
    assert order == {name: str(place) for place, name in enumerate(names, 1)}
    found = told(again, (Path(__file__).parent / "rs" / "links.rq").read_text("utf-8"))
    assert set(found) == {("A", "D"), ("A", "B"), ("B", "D"), ("D", "E")}


def test_a_data_set_without_programs_gets_no_sheets(tmp_path: Path) -> None:
    folder = made(
        store_of(("t/2024", '<id/plan/t-1> a lm:Plan ; rdfs:label "計画"@ja .')), tmp_path
    )
    assert not list(folder.rglob("*.zip"))
    assert not (folder / "rs" / "README.txt").exists()
