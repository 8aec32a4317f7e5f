"""Files that ask too much of their reader are refused at once, with the limit."""

from __future__ import annotations

import csv
import io
import os
import struct
import zipfile
from pathlib import Path

import pytest
from michisuji.errors import BadInput
from michisuji.importers.problems import SourceProblems
from michisuji.importers.rdf import import_rdf
from michisuji.importers.rdf.bounds import MAX_DEPTH
from michisuji.importers.report_text import render
from michisuji.importers.rs import import_rs
from michisuji.importers.rs.persons import NameFilter
from michisuji.quality.check.files import read_files

from tests.growth import growth
from tests.importers.rs_graph import BASE, FIXTURES

RDF_XML = (
    '<r:RDF xmlns:r="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns:e="http://e/">{}</r:RDF>'
)
TERMS = ",".join(f'"t{n}": "t{n + 1}:x"' for n in range(20_000))
#: Name → (file name, content, what is told).
BOMBS = {
    "deep JSON": ("a.jsonld", '{"a:b":' * 20_000 + "1" + "}" * 20_000, "nested too deeply"),
    "deep lists": (
        "a.jsonld", '{"a:b":' + '{"@list":[' * 200 + "]}" * 200 + "}", "nested too deeply",
    ),
    "chain of terms": (
        "a.jsonld", f'{{"@context": {{{TERMS}}}, "@id": "a:b"}}', "at most 1,000 terms",
    ),
    "named contexts": (
        "a.jsonld",
        "[" + ",".join(['{"@context": "https://w3id.org/michisuji/context.jsonld"}'] * 200) + "]",
        "too many contexts",
    ),
    "scoped contexts": (
        "a.jsonld",
        '{"@context": {' + ",".join(f'"t{n}": "http://e/{n}"' for n in range(900))
        + ', "s": {"@id": "http://e/s", "@context": {"x": "http://e/x"}}}, "@graph": ['
        + ",".join(['{"s": {"x": 1}}'] * 5_000) + "]}",
        "the contexts define too much",
    ),
    "many digits": ("a.json", '{"a:b": ' + "9" * 5_000 + "}", "syntax error"),
    "half a sign": ("a.json", '{"a:b": "\\ud800"}', "syntax error"),
    "deep XML": (
        "a.rdf", RDF_XML.format("<e:a><e:b>" * 300 + "</e:b></e:a>" * 300), "nested too deeply",
    ),
    "many attributes": (
        "a.rdf", RDF_XML.format("<e:a " + " ".join(f'e:a{n}="1"' for n in range(5_000)) + "/>"),
        "1,000 attributes",
    ),
    "one long entity": (
        "a.rdf", '<!DOCTYPE x [<!ENTITY a "' + "x" * 10_000 + '">]>'
        + RDF_XML.format("<e:a><e:b>" + "&a;" * 200 + "</e:b></e:a>"), "too much text",
    ),
    "entities in attributes": (
        "a.rdf", '<!DOCTYPE x [<!ENTITY a "' + "x" * 10_000 + '">]>'
        + RDF_XML.format('<e:a e:b="' + "&a;" * 200 + '"/>'), "too much text",
    ),
    "entities of entities": (
        "a.rdf", '<!DOCTYPE x [<!ENTITY a "lol"><!ENTITY b "&a;&a;">]>' + RDF_XML.format("<e:a/>"),
        "made of other entities",
    ),
    "an encoding that is not read": (
        "a.rdf", '<?xml version="1.0" encoding="shift_jis"?>' + RDF_XML.format("<e:a/>"),
        "encoding",
    ),
    "deep Turtle": ("a.ttl", "<a> <b> " + "(" * 100_000, "line 1"),
    "long name": ("a.ttl", "<a> <b> a" + ".a" * 200_000, "line 1"),
    "16-bit text": ("a.ttl", "<a> <b> <c> .".encode("utf-16"), "not UTF-8"),
}  # fmt: skip


@pytest.mark.parametrize("name", BOMBS)
def test_a_bomb_is_refused_with_its_limit(name: str, tmp_path: Path) -> None:
    file, content, told = BOMBS[name]
    path = tmp_path / file
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    with pytest.raises(SourceProblems) as raised:
        import_rdf([path], dataset="d", base_iri=BASE, out_dir=tmp_path / "out")
    (problem,) = raised.value.problems
    assert told in problem.line("en")
    assert problem.ja != problem.en
    assert len(problem.line("ja")) < 1_500
    (again,) = read_files([path], BASE).problems  # the same file, to check it
    assert len(again.message["en"]) < 1_500


def test_what_is_within_the_limits_is_read(tmp_path: Path) -> None:
    deep = '{"a:b":' * (MAX_DEPTH - 1) + "{}" + "}" * (MAX_DEPTH - 1)
    entity = '<!DOCTYPE x [<!ENTITY e "http://e/">]>' + RDF_XML.format('<e:a r:about="&e;x"/>')
    lists = "<http://e/a> <http://e/b> " + "(" * 2_000 + ")" * 2_000 + " ."
    for name, content in (("a.json", deep), ("b.rdf", entity), ("c.ttl", lists)):
        (tmp_path / name).write_text(content)
        _, report = import_rdf(
            [tmp_path / name], dataset="d", base_iri=BASE, out_dir=tmp_path / "o"
        )
        assert report.rows("statements").used
        assert not read_files([tmp_path / name], BASE).problems


def test_nothing_of_elsewhere_is_read(tmp_path: Path) -> None:
    secret = tmp_path / "secret.txt"
    secret.write_text("secret")
    for number, head in enumerate(
        (f'<!DOCTYPE x [<!ENTITY a SYSTEM "{secret.as_uri()}">]>',
         f'<!DOCTYPE x SYSTEM "{secret.as_uri()}">',
         f'<!DOCTYPE x [<!ENTITY % p SYSTEM "{secret.as_uri()}"> %p;]>')
    ):  # fmt: skip
        path = tmp_path / f"{number}.rdf"
        path.write_text(head + RDF_XML.format("<e:a><e:b>&a;</e:b></e:a>"))
        with pytest.raises(SourceProblems) as raised:
            import_rdf([path], dataset="d", base_iri=BASE, out_dir=tmp_path / "o")
        assert "secret.txt" not in str(raised.value.problems)


def _packed(path: Path, **members: bytes) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as archive:
        for name, data in members.items():
            archive.writestr(f"{name}.csv", data)
    return path


def _refused(path: Path, tmp_path: Path) -> BadInput:
    with pytest.raises(BadInput) as raised:
        import_rs([path], base_iri=BASE, out_dir=tmp_path / "out")
    assert len(raised.value.message["ja"]) < 2_000
    return raised.value


def test_a_zip_that_unpacks_to_too_much(tmp_path: Path) -> None:
    header = (FIXTURES / "1-1_RS_2024_基本情報_組織情報.csv").read_bytes()
    bomb = _packed(tmp_path / "bomb.zip", a=header + b"x" * 30_000_000)
    assert bomb.stat().st_size < 100_000
    error = _refused(bomb, tmp_path)
    assert "too large when unpacked" in error.message["en"]
    assert "200 times" in error.hint["en"]


def test_a_line_without_end_is_not_taken_in(tmp_path: Path) -> None:
    path = tmp_path / "1-1_RS_2024.csv"
    path.write_bytes(b"x" * 10_000_002)
    assert "10,000,000 characters" in _refused(path, tmp_path).message["en"]
    quoted = (
        (FIXTURES / "1-1_RS_2024_基本情報_組織情報.csv").read_bytes()
        + b'"'
        + (b"a" * 999 + b"\n") * 12_000
    )
    path.write_bytes(quoted)
    _, report = import_rs([path], base_iri=BASE, out_dir=tmp_path / "out")
    assert any("field larger" in r.reason["en"] + r.value for r in report.refusals)


def test_long_fields_are_read(tmp_path: Path) -> None:
    for path in FIXTURES.glob("*.csv"):
        (tmp_path / path.name).write_bytes(path.read_bytes())
    table = next(tmp_path.glob("1-2_*.csv"))
    with table.open(encoding="utf-8-sig", newline="") as file:
        heading, *rows = csv.reader(file)
    rows[0][heading.index("事業の目的")] = "あ" * 200_000
    with table.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([heading, *rows])
    batch, _ = import_rs([tmp_path], base_iri=BASE, out_dir=tmp_path / "out")
    assert any("あ" * 200_000 in path.read_text("utf-8") for path in batch.graphs.values())


def _named(name: bytes, flags: int) -> bytes:
    """A zip whose one member is called so, in any bytes."""
    body = io.BytesIO()
    with zipfile.ZipFile(body, "w") as archive:
        archive.writestr("x" * len(name), b"data")
    data = body.getvalue().replace(b"x" * len(name), name)
    at = data.index(b"PK\x01\x02")
    return data[: at + 8] + struct.pack("<H", flags) + data[at + 10 :]


@pytest.mark.parametrize(
    "data",
    [
        b"", b"PK", b"PK\x05\x06" + b"\0" * 18, b"not a zip", _named(b"\xff\xfe.csv", 0x800),
        _named(b"\xff\xfe.csv", 0), _named(b"a\x00b.csv", 0), _named(b"../../a.csv", 0),
        _named(b"a.csv", 1), _named(b"inner.zip", 0),
    ],
)  # fmt: skip
def test_odd_zips_are_told(data: bytes, tmp_path: Path) -> None:
    path = tmp_path / "a.zip"
    path.write_bytes(data)
    _refused(path, tmp_path)
    assert sorted(p.name for p in tmp_path.iterdir()) == ["a.zip"]


def test_a_file_may_be_called_by_any_bytes(tmp_path: Path) -> None:
    rdf = os.fsdecode(os.fsencode(tmp_path) + b"/\xff\xe3\x81.ttl")
    table = os.fsdecode(os.fsencode(tmp_path) + b"/\xff_RS_2024.csv")
    Path(rdf).write_text("<id/a> <id/b> <id/c> .")
    Path(table).write_bytes((FIXTURES / "1-1_RS_2024_基本情報_組織情報.csv").read_bytes())
    for report in (
        import_rdf([Path(rdf)], dataset="d", base_iri=BASE, out_dir=tmp_path / "o")[1],
        import_rs([Path(table)], base_iri=BASE, out_dir=tmp_path / "p")[1],
    ):
        render(report, "ja").encode()


def test_what_is_no_file_is_told(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.ttl")
    (tmp_path / "loop.ttl").symlink_to("loop.ttl")
    (tmp_path / "folder.ttl").mkdir()
    paths = sorted(tmp_path.glob("*.ttl"))
    with pytest.raises(SourceProblems) as raised:
        import_rdf(paths, dataset="d", base_iri=BASE, out_dir=tmp_path / "o")
    assert {p.file for p in raised.value.problems} == {path.name for path in paths}
    assert len(read_files(paths, BASE).problems) == 3


def test_an_import_that_kept_nothing_replaces_nothing(tmp_path: Path) -> None:
    for path in FIXTURES.glob("*.csv"):
        lines = path.read_text("utf-8-sig").split("\n")
        spoilt = [lines[0], *(line and line + ",more" for line in lines[1:])]
        (tmp_path / path.name).write_text("\n".join(spoilt), encoding="utf-8")
    error = _refused(tmp_path, tmp_path)
    assert "nothing was imported" in error.message["en"]
    assert "columns" in error.message["en"]


@pytest.mark.parametrize("text", ["責任者", "a.", "漢", "あ", "（漢", "委員 ", "座長", "者:"])
def test_looking_for_names_takes_time_by_the_length_alone(text: str) -> None:
    names = NameFilter()
    names.learn("山田太郎")
    names.learn("山" * 5_000)  # a text in a column of names is none

    def clean(times: int) -> None:
        names.clean(text * times + "@", remarks=True)

    assert growth(lambda: clean(1_000), lambda: clean(20_000)) < 100
