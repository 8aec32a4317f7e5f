"""``michisuji check`` over time: --since with its exit codes, --as-of and the trend over years."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from michisuji.cli import check as command
from michisuji.cli import run
from michisuji.errors import NotFound
from michisuji.quality.check import years
from michisuji.quality.check.command import check_store
from michisuji.quality.history import last_check
from michisuji.settings import Settings
from michisuji.store import Batch
from michisuji.store.memory import MemoryStore

BASE = Settings().base_iri
LM = "https://w3id.org/michisuji/ns#"
RDF, RDFS = "http://www.w3.org/1999/02/22-rdf-syntax-ns#", "http://www.w3.org/2000/01/rdf-schema#"


def iri(word: str) -> str:
    kind, _, local = word.partition("/")
    return f"<{BASE}/id/{kind}/t-{local}>"


def triples(*rows: tuple[str, str, str]) -> str:
    """N-Triples: ``kind/local``, a local name of ours or ``a`` or ``label``, value."""
    lines = []
    for subject, predicate, value in rows:
        if predicate == "a":
            lines.append(f"{iri(subject)} <{RDF}type> <{LM}{value}> .")
        elif predicate == "label":
            lines.append(f'{iri(subject)} <{RDFS}label> "{value}"@ja .')
        elif predicate == "fiscalYear":
            year = f'"{value}"^^<http://www.w3.org/2001/XMLSchema#gYear>'
            lines.append(f"{iri(subject)} <{LM}fiscalYear> {year} .")
        else:
            lines.append(f"{iri(subject)} <{LM}{predicate}> {iri(value)} .")
    return "\n".join(lines) + "\n"


TIMELESS = triples(("program/p", "a", "Program"), ("program/p", "label", "訓練事業"))


def model(year: int, *links: tuple[str, str]) -> str:
    """The program's model of a year: an activity, an output and an outcome."""
    rows = [
        ("model/p", "a", "LogicModel"), ("model/p", "modelOf", "program/p"),
        ("model/p", "fiscalYear", str(year)),
        ("activity/a", "a", "Activity"), ("activity/a", "label", "訓練"),
        ("output/o", "a", "Output"), ("output/o", "label", f"{year}年の参加者"),
        ("outcome/m", "a", "Outcome"), ("outcome/m", "label", "備える"),
        *((node, "inModel", "model/p") for node in ("activity/a", "output/o", "outcome/m")),
    ]  # fmt: skip
    for one, other in links:
        link = f"link/{one.partition('/')[2]}-{other.partition('/')[2]}"
        rows += [(one, "leadsTo", other), (link, "a", "CausalLink"), (link, "inModel", "model/p"),
                 (link, "from", one), (link, "to", other)]  # fmt: skip
    return triples(*rows)


BROKEN = (("activity/a", "output/o"),)
WHOLE = (*BROKEN, ("output/o", "outcome/m"))


def fill(store: MemoryStore, folder: Path, dataset: str, **graphs: str) -> None:
    """Replace a data set; ``y2024=…`` is the state of 2024, ``timeless=…`` the rest."""
    paths = {}
    for name, content in graphs.items():
        path = folder / f"{dataset}-{name}.nt"
        path.write_text(content, "utf-8")
        tail = "" if name == "timeless" else f"/{name[1:]}"
        paths[f"{BASE}/graph/{dataset}{tail}"] = path
    store.replace(Batch(dataset, paths))


@pytest.fixture
def store(tmp_path: Path) -> MemoryStore:
    store = MemoryStore(BASE)
    fill(store, tmp_path, "t", timeless=TIMELESS, y2024=model(2024, *BROKEN),
         y2025=model(2025, *WHOLE))  # fmt: skip
    return store


@pytest.fixture
def settings(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, store: MemoryStore) -> Settings:
    """Settings that the command sees too, and the store that it opens."""
    found = Settings(home=tmp_path / "var")

    @contextmanager
    def opened(database: str = "public") -> Iterator[tuple[Settings, MemoryStore]]:
        yield found, store

    monkeypatch.setattr(command, "opened", opened)
    return found


def test_each_year_is_checked_as_it_was(store: MemoryStore, settings: Settings) -> None:
    assert years.years(store, BASE) == (2024, 2025)
    found = {}
    for year in (2024, 2025):
        report = years.check_year(store, settings, year)
        assert {f.context.year for f in report.findings if f.context.year} <= {year}
        found[year] = {f.rule for f in report.findings}
    assert {"CHAIN-02", "CHAIN-03"} <= found[2024]
    assert not {"CHAIN-02", "CHAIN-03"} & found[2025]
    now = check_store(store, settings)
    assert {f.rule for f in now.findings} == found[2025]


def test_the_causes_of_a_year_are_named_as_in_that_year(
    store: MemoryStore, settings: Settings
) -> None:
    report = years.check_year(store, settings, 2024)
    causes = years.causes_of_year(store, settings, 2024, report)
    dead_end = next(c for c in causes if c.root.rule == "CHAIN-03")
    assert dead_end.root.focus_label == "2024年の参加者"
    assert "CHAIN-02" in {f.rule for f in dead_end.symptoms}
    assert {"ja": "備える", "en": "備える"} in dead_end.hanging_labels


def test_a_data_set_without_that_year_is_left_out(
    store: MemoryStore, settings: Settings, tmp_path: Path
) -> None:
    other = TIMELESS.replace("t-p", "u-p"), model(2025, *BROKEN).replace("/t-", "/u-")
    fill(store, tmp_path, "u", timeless=other[0], y2025=other[1])
    fill(store, tmp_path, "plain", timeless=TIMELESS.replace("t-p", "plain-p"))
    report = years.check_year(store, settings, 2024)
    programs = {f.program for f in report.findings}
    assert f"{BASE}/id/program/t-p" in programs
    assert f"{BASE}/id/program/u-p" not in programs
    assert f"{BASE}/id/program/plain-p" in programs, "it has no years: it is always there"


def test_a_year_that_is_not_there_names_those_that_are(
    store: MemoryStore, settings: Settings, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(NotFound) as caught:
        years.check_year(store, settings, 1999)
    assert "2024, 2025" in caught.value.hint["en"]
    assert run(["--lang", "en", "check", "--as-of", "1999"]) == 2
    assert "2024, 2025" in capsys.readouterr().err


def test_the_command_checks_a_year_and_keeps_its_record(
    settings: Settings, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["check", "--as-of", "2024", "--format", "json"]) == 1
    rules = {f["rule"] for f in json.loads(capsys.readouterr().out)["findings"]}
    assert "CHAIN-03" in rules
    run(["check", "--as-of", "2025"])
    kept, problems = years.kept_years(settings)
    assert problems == ()
    assert list(kept) == [2024, 2025]
    assert kept[2024].by_rule["CHAIN-03"] == 1
    assert "CHAIN-03" not in kept[2025].by_rule
    assert last_check.last(settings) is None, "a year's check is not the last check"
    damaged = settings.home / "reports" / "years" / "2024.json"
    damaged.write_text("{")
    kept, problems = years.kept_years(settings)
    assert list(kept) == [2025]
    assert "2024.json" in problems[0].message["ja"]


def test_since_tells_new_and_mended_findings_by_exit_code(
    settings: Settings, store: MemoryStore, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    since = ["--lang", "en", "check", "--since", "last"]
    assert run(since) == 2
    assert "run michisuji check first" in capsys.readouterr().err
    run(["check"])
    capsys.readouterr()
    assert run(since) == 0
    assert "new 0, mended 0" in capsys.readouterr().out

    fill(store, tmp_path, "t", timeless=TIMELESS, y2025=model(2025, *BROKEN))
    assert run([*since, "--format", "json"]) == 1
    told = json.loads(capsys.readouterr().out)
    assert {"CHAIN-02", "CHAIN-03"} <= {f["rule"] for f in told["new"]}
    assert told["counts"]["new"] == len(told["new"])
    assert told["counts"]["open"] > 0
    assert run(since) == 0, "what was new is known by now"
    capsys.readouterr()

    fill(store, tmp_path, "t", timeless=TIMELESS, y2025=model(2025, *WHOLE))
    output = tmp_path / "since.txt"
    assert run(["--lang", "ja", "check", "--since", "last", "-o", str(output)]) == 0
    text = output.read_text("utf-8")
    assert "直った指摘" in text
    assert "CHAIN-03 [違反] 行き止まりがない: 2025年の参加者" in text
    assert len(last_check.records(settings)[0]) == 5


@pytest.mark.parametrize(
    "words",
    [
        ["--since", "last", "--as-of", "2024"],
        ["--since", "last", "--work"],
        ["--since", "last", "--format", "csv"],
        ["--since", "someday"],
        ["--as-of", "2024", "x.ttl"],
        ["--as-of", "soon"],
    ],
)
def test_what_does_not_go_together_is_refused(
    settings: Settings, words: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["check", *words]) == 2
    captured = capsys.readouterr()
    assert captured.out == ""
    assert captured.err
    assert last_check.records(settings) == ((), ())


def test_a_data_directory_that_cannot_be_written_is_told(
    settings: Settings, capsys: pytest.CaptureFixture[str]
) -> None:
    settings.home.write_text("a file in the way")
    assert run(["--lang", "en", "check", "--as-of", "2024"]) == 1
    captured = capsys.readouterr()
    assert "CHAIN-03" in captured.out
    assert "could not be saved" in captured.err
    assert run(["--lang", "en", "check"]) in (0, 1)
    assert "could not be saved" in capsys.readouterr().err
